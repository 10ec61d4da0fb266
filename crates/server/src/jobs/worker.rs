//! Workers: claim, run under a renewed lease, again; until told to stop.

use std::time::Duration;

use jiff::SignedDuration;
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{interval, sleep, timeout},
};

use super::{run, sweep};
use crate::{
    app::App,
    hex,
    seal::random,
    service::Service,
    store::{Error, Job, JobKind},
};

/// How long a job belongs to a worker that no longer says anything.
const LEASE: SignedDuration = SignedDuration::from_secs(12);
/// How often a running job's lease is renewed.
const RENEWAL: Duration = Duration::from_secs(4);
/// How often the queue is looked at when nobody rings.
const POLL: Duration = Duration::from_millis(500);
/// How often the clock's own work is looked for.
const SWEEP: Duration = Duration::from_secs(5);
/// Sweeps between looks at the database's own statistics: an hour.
const TENDING: u64 = 720;

/// What one process works on.
#[derive(Clone, Debug)]
pub struct Crew {
    pub kinds: Vec<JobKind>,
    /// Verifications at a time.
    pub examiners: usize,
    /// Deliveries at a time.
    pub couriers: usize,
}

/// Works until `stop` turns true, then ends when the running jobs have.
pub async fn work(app: App, crew: Crew, stop: watch::Receiver<bool>) {
    let mut workers = JoinSet::new();
    for (kind, count) in [(JobKind::ProcessVerification, crew.examiners), (JobKind::DeliverWebhook, crew.couriers)] {
        for _ in 0..if crew.kinds.contains(&kind) { count } else { 0 } {
            workers.spawn(worker(app.clone(), kind, stop.clone()));
        }
    }
    workers.spawn(sweeper(app.clone(), stop.clone()));
    workers.spawn(listener(app, stop));
    while workers.join_next().await.is_some() {}
}

async fn worker(app: App, kind: JobKind, mut stop: watch::Receiver<bool>) {
    let Ok(Service { store, .. }) = app.service() else { return };
    let name = hex::encode(&random::<8>());
    while !*stop.borrow() {
        // Listening begins before the look: what is enqueued right after it is heard.
        let woken = store.woken();
        match claim(&app, &name, &[kind]).await {
            Ok(Some(job)) => leased(&app, &job).await,
            Ok(None) => rest(woken, &mut stop).await,
            Err(error) => {
                tracing::warn!("the queue could not be read: {error}");
                sleep(POLL).await;
            }
        }
    }
}

async fn claim(app: &App, name: &str, kinds: &[JobKind]) -> Result<Option<Job>, Error> {
    let Ok(service) = app.service() else { return Ok(None) };
    service.store.claim(name, kinds, app.now(), LEASE).await
}

async fn rest(woken: impl Future<Output = ()>, stop: &mut watch::Receiver<bool>) {
    tokio::select! {
        () = woken => {}
        () = sleep(POLL) => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

/// Runs a job and keeps its lease. A worker that lost its lease writes nothing: every write asks for it.
async fn leased(app: &App, job: &Job) {
    let mut running = std::pin::pin!(run(app, job));
    while timeout(RENEWAL, &mut running).await.is_err() {
        let Ok(Service { store, .. }) = app.service() else { return };
        match store.renew(job, app.now() + LEASE).await {
            Ok(true) => {}
            Ok(false) => tracing::warn!(job = job.id, "the lease of a running job was lost"),
            Err(error) => tracing::warn!(job = job.id, "a lease could not be renewed: {error}"),
        }
    }
}

/// Wakes this process's workers for what others enqueue.
async fn listener(app: App, mut stop: watch::Receiver<bool>) {
    let Ok(service) = app.service() else { return };
    tokio::select! {
        () = service.store.listen() => {}
        _ = stop.wait_for(|stop| *stop) => {}
    }
}

async fn sweeper(app: App, mut stop: watch::Receiver<bool>) {
    let (mut every, mut sweeps) = (interval(SWEEP), 0_u64);
    while !*stop.borrow() {
        tokio::select! {
            _ = every.tick() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        sweeps += 1;
        let Ok(service) = app.service() else { continue };
        if let Err(problem) = sweep(&app, service).await {
            tracing::warn!("what is overdue could not be looked for: {}", problem.code);
        }
        if sweeps.is_multiple_of(TENDING)
            && let Err(error) = service.store.tend().await
        {
            tracing::warn!("the database's statistics could not be brought up to date: {error}");
        }
    }
}

/// Runs every job that is due now, one after the other, as tests do; says how many.
pub async fn run_due(app: &App) -> Result<usize, Error> {
    let mut count = 0;
    while let Some(job) = claim(app, "by-hand", &JobKind::ALL).await? {
        run(app, &job).await;
        count += 1;
    }
    Ok(count)
}
