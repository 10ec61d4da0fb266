//! The inference runtime: nothing outside of this module names ONNX Runtime, and only here is code unsafe.
//!
//! A [`Model`] runs on the thread that asks, with no threads of its own. Parallelism comes from running several parts of
//! a verification at once, which keeps every core on useful work and makes the CPU time of a run measurable on the
//! calling thread.

mod memory;
mod spans;
mod telemetry;

use std::{
    ffi::CString,
    path::Path,
    ptr::{self, NonNull},
    sync::atomic::{AtomicU64, Ordering},
    time::Duration,
};

use cpu_time::ThreadTime;
use ort::{
    AsPointer,
    environment::Environment,
    ep,
    logging::LogLevel,
    session::{Session, builder::GraphOptimizationLevel},
    value::{DynValue, TensorRef},
};

pub use self::telemetry::forbid_telemetry;
use crate::graph;

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
        forbid_telemetry();
        memory::keep_little();
        let builder = ort::init_from(path).map_err(|e| ModelError::Runtime(e.to_string()))?;
        let environment = builder.with_telemetry(false).build().map_err(|e| ModelError::Runtime(e.to_string()))?;
        memory::share(&environment).map_err(ModelError::Runtime)?;
        Ok(Self(environment))
    }

    /// Gives back the memory that loading models took for a moment; to be called when all are loaded.
    pub fn tidy(&self) {
        memory::tidy();
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

/// One network, ready to run on any number of threads at once.
pub struct Model {
    name: &'static str,
    session: Session,
    input: CString,
    outputs: Vec<CString>,
}

impl Model {
    pub fn load(runtime: &Runtime, name: &'static str, path: &Path) -> Result<Self, ModelError> {
        let file = std::fs::read(path).map_err(|e| ModelError::Load { name, cause: e.to_string() })?;
        Self::from_bytes(runtime, name, file)
    }

    /// [`Model::load`] of a file in memory, with one input.
    pub fn from_bytes(runtime: &Runtime, name: &'static str, file: Vec<u8>) -> Result<Self, ModelError> {
        let broken = || ModelError::Load { name, cause: "it is no ONNX file".to_owned() };
        let faster = graph::rewritten(&file).ok_or_else(broken)?;
        drop(file);
        Self::as_it_is(runtime, name, faster)
    }

    /// [`Model::from_bytes`] of a network that the runtime gets as it stands.
    pub(crate) fn as_it_is(runtime: &Runtime, name: &'static str, file: Vec<u8>) -> Result<Self, ModelError> {
        let broken = |cause: String| ModelError::Load { name, cause };
        let session = session(runtime, &file).map_err(broken)?;
        drop(file);
        let named = |name: &str| CString::new(name).map_err(|_| broken("a name holds a zero byte".to_owned()));
        let input = session.inputs().first().ok_or_else(|| broken("it has no input".to_owned()))?;
        let input = named(input.name())?;
        let outputs = session.outputs().iter().map(|output| named(output.name())).collect::<Result<_, _>>()?;
        Ok(Self { name, session, input, outputs })
    }

    /// Runs the network on one input; `read` sees the outputs where the runtime left them, in the model's order,
    /// as (shape, values).
    pub fn run<T>(&self, input: &Tensor, read: impl FnOnce(&[(Vec<usize>, &[f32])]) -> T) -> Result<T, ModelError> {
        let fail = |e: ort::Error| ModelError::Run { name: self.name, cause: e.to_string() };
        let started = ThreadTime::now();
        let view = TensorRef::from_array_view((input.shape.as_slice(), input.data.as_slice())).map_err(fail)?;
        let outputs = self.run_on(&view).map_err(fail)?;
        RUN_NANOS.fetch_add(started.elapsed().as_nanos() as u64, Ordering::Relaxed);
        let mut views = Vec::with_capacity(outputs.len());
        for output in &outputs {
            let (shape, data) = output.try_extract_tensor::<f32>().map_err(fail)?;
            views.push((shape.iter().map(|&d| d as usize).collect(), data));
        }
        Ok(read(&views))
    }

    /// The binding asks for exclusive access, since other devices need it. On the CPU the runtime documents that one
    /// session may run on several threads at once without a lock; a second session would hold every weight twice.
    fn run_on(&self, input: &TensorRef<'_, f32>) -> ort::Result<Vec<DynValue>> {
        let names: Vec<_> = self.outputs.iter().map(|name| name.as_ptr()).collect();
        let mut outputs = vec![ptr::null_mut(); names.len()];
        // SAFETY: names and values are as many as said, end in a zero byte and outlive the call; the session is alive.
        #[expect(unsafe_code, reason = "call of the runtime's C interface")]
        let done = unsafe {
            ort::Error::result_from_status((ort::api().Run)(
                self.session.ptr().cast_mut(),
                ptr::null(),
                [self.input.as_ptr()].as_ptr(),
                [input.ptr()].as_ptr(),
                1,
                names.as_ptr(),
                names.len(),
                outputs.as_mut_ptr(),
            ))
        };
        let owned = |value: NonNull<_>| {
            // SAFETY: a value the runtime has just made, owned by nobody else.
            #[expect(unsafe_code, reason = "takes over what the runtime made")]
            unsafe {
                DynValue::from_ptr(value, Some(self.session.allocator()))
            }
        };
        let outputs = outputs.into_iter().filter_map(NonNull::new).map(owned).collect();
        done.map(|()| outputs)
    }
}

fn session(runtime: &Runtime, file: &[u8]) -> Result<Session, String> {
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
        .with_env_allocators()
        .map_err(|e| text(&e))?
        .with_execution_providers([ep::CPU::default().build()])
        .map_err(|e| text(&e))?
        .commit_from_memory(file)
        .map_err(|e| text(&e))
}
