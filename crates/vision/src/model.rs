//! The inference runtime: the only file that names ONNX Runtime.
//!
//! A [`Model`] is a bounded set of one-thread sessions over one set of weights. A caller borrows a session for one run;
//! parallelism comes from running several parts of a verification at once, which keeps every core on useful work and
//! makes the CPU time of a run measurable on the calling thread.

use std::{
    path::Path,
    sync::{
        Condvar, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use cpu_time::ThreadTime;
use ort::{
    environment::Environment,
    ep,
    logging::LogLevel,
    session::{Session, builder::GraphOptimizationLevel, builder::PrepackedWeights},
    value::TensorRef,
};

#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("the inference runtime could not be loaded: {0}")]
    Runtime(String),
    #[error("model {name} could not be loaded: {cause}")]
    Load { name: &'static str, cause: String },
    #[error("model {name} failed on an input: {cause}")]
    Run { name: &'static str, cause: String },
}

/// The loaded runtime library.
pub struct Runtime(Environment);

impl Runtime {
    /// Loads the shared library at `path` (once a process; later calls reuse the first).
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        ort::init_from(path)
            .map_err(|e| ModelError::Runtime(e.to_string()))?
            .with_telemetry(false)
            .build()
            .map(Self)
            .map_err(|e| ModelError::Runtime(e.to_string()))
    }
}

/// A dense array of `f32` in row-major order.
#[derive(Clone, Debug)]
pub struct Tensor {
    pub shape: Vec<usize>,
    pub data: Vec<f32>,
}

impl Tensor {
    pub fn zeros(shape: &[usize]) -> Self {
        Self { shape: shape.to_vec(), data: vec![0.0; shape.iter().product()] }
    }
}

/// CPU time spent inside model runs since the process started, on all threads.
static RUN_NANOS: AtomicU64 = AtomicU64::new(0);

/// CPU time spent inside model runs so far, for the share that is not ours to improve.
pub fn run_time() -> Duration {
    Duration::from_nanos(RUN_NANOS.load(Ordering::Relaxed))
}

/// One network, ready to run on up to `lanes` threads at once.
pub struct Model {
    name: &'static str,
    free: Mutex<Vec<Session>>,
    freed: Condvar,
}

impl Model {
    pub fn load(runtime: &Runtime, name: &'static str, path: &Path, lanes: usize) -> Result<Self, ModelError> {
        let file = std::fs::read(path).map_err(|e| ModelError::Load { name, cause: e.to_string() })?;
        Self::from_bytes(runtime, name, &file, lanes)
    }

    /// [`Model::load`] of a file in memory.
    pub fn from_bytes(runtime: &Runtime, name: &'static str, file: &[u8], lanes: usize) -> Result<Self, ModelError> {
        let weights = PrepackedWeights::new();
        let free = (0..lanes.max(1))
            .map(|_| session(runtime, file, &weights).map_err(|cause| ModelError::Load { name, cause }))
            .collect::<Result<_, _>>()?;
        Ok(Self { name, free: Mutex::new(free), freed: Condvar::new() })
    }

    /// Runs the network on one input; `read` sees the outputs where the runtime left them, in the model's order,
    /// as (shape, values).
    pub fn run<T>(&self, input: &Tensor, read: impl FnOnce(&[(Vec<usize>, &[f32])]) -> T) -> Result<T, ModelError> {
        let mut session = self.borrow();
        let result = self.run_on(&mut session, input, read);
        self.give_back(session);
        result
    }

    fn run_on<T>(
        &self,
        session: &mut Session,
        input: &Tensor,
        read: impl FnOnce(&[(Vec<usize>, &[f32])]) -> T,
    ) -> Result<T, ModelError> {
        let fail = |e: ort::Error| ModelError::Run { name: self.name, cause: e.to_string() };
        let started = ThreadTime::now();
        let view = TensorRef::from_array_view((input.shape.as_slice(), input.data.as_slice())).map_err(fail)?;
        let outputs = session.run(ort::inputs![view]).map_err(fail)?;
        RUN_NANOS.fetch_add(started.elapsed().as_nanos() as u64, Ordering::Relaxed);
        let mut views = Vec::with_capacity(outputs.len());
        for at in 0..outputs.len() {
            let (shape, data) = outputs[at].try_extract_tensor::<f32>().map_err(fail)?;
            views.push((shape.iter().map(|&d| d as usize).collect(), data));
        }
        Ok(read(&views))
    }

    fn borrow(&self) -> Session {
        let mut free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(session) = free.pop() {
                return session;
            }
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn give_back(&self, session: Session) {
        self.free.lock().unwrap_or_else(PoisonError::into_inner).push(session);
        self.freed.notify_one();
    }
}

fn session(runtime: &Runtime, file: &[u8], weights: &PrepackedWeights) -> Result<Session, String> {
    let text = |e: &dyn std::fmt::Display| e.to_string();
    Session::builder(&runtime.0)
        .map_err(|e| text(&e))?
        .with_optimization_level(GraphOptimizationLevel::All)
        .map_err(|e| text(&e))?
        .with_log_level(LogLevel::Error)
        .map_err(|e| text(&e))?
        .with_intra_threads(1)
        .map_err(|e| text(&e))?
        .with_inter_threads(1)
        .map_err(|e| text(&e))?
        // Inputs change their size from line to line: a remembered memory plan would only be thrown away.
        .with_memory_pattern(false)
        .map_err(|e| text(&e))?
        .with_prepacked_weights(weights)
        .map_err(|e| text(&e))?
        .with_execution_providers([ep::CPU::default().with_arena_allocator(true).build()])
        .map_err(|e| text(&e))?
        .commit_from_memory(file)
        .map_err(|e| text(&e))
}
