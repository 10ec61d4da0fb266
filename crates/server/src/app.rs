//! Everything a request may use. Time and randomness come from here, so a test can hold both still.

use std::{
    ops::Deref,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
};

use countersign_core::id::{Id, Noun};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use uuid::Uuid;

use tokio::{sync::SetOnce, time::timeout};

use crate::{
    admission::Admission,
    config::Config,
    credential::Book,
    error::{NOT_READY, Problem},
    examiner::{Examine, Examiner},
    flow::streams::Streams,
    limits::Limits,
    metrics::Metrics,
    service::Service,
    verifier::{Refused, Submission, Verified, Verifier},
};

/// A shared handle to the parts of a running server.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts.
pub struct Parts {
    pub config: Config,
    pub admission: Admission,
    pub metrics: Metrics,
    pub limits: Limits,
    pub streams: Streams,
    pub source: Arc<Source>,
    /// Public keys of credentials, and what was revoked.
    pub credentials: Book,
    /// The listener takes connections from this machine only.
    pub loopback: bool,
    service: OnceLock<Service>,
    verifier: SetOnce<Verifier>,
    examiner: SetOnce<Examiner>,
    self_tested: AtomicBool,
}

impl Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    pub fn new(config: Config, source: Source, loopback: bool) -> Self {
        Self(Arc::new(Parts {
            admission: Admission::new(&config),
            metrics: Metrics::new(),
            limits: Limits::new(config.limits),
            streams: Streams::default(),
            config,
            source: Arc::new(source),
            credentials: Book::default(),
            loopback,
            service: OnceLock::new(),
            verifier: SetOnce::new(),
            examiner: SetOnce::new(),
            self_tested: AtomicBool::new(false),
        }))
    }

    /// Runs `work` on a thread of its own when its turn comes, and once the models are loaded.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Desk<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let loaded = timeout(self.config.queue_timeout, self.verifier.wait()).await;
        loaded.map_err(|_| Problem::from(&NOT_READY).retry_after(1))?;
        let app = self.clone();
        let work = move || match app.verifier.get() {
            Some(verifier) => work(&Desk { app: &app, verifier }),
            None => Err(Problem::from(&NOT_READY)),
        };
        self.admission.run(work).await.map_err(|stopped| Problem::stopped(self, &stopped))?
    }

    /// Examines a shop's pictures on a thread of its own when its turn comes, and once the models are loaded.
    pub async fn examine<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, &dyn Examine) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let loaded = timeout(self.config.queue_timeout, self.examiner.wait()).await;
        loaded.map_err(|_| Problem::from(&NOT_READY).retry_after(1))?;
        let app = self.clone();
        let work = move || match app.examiner.get() {
            Some(examiner) => work(&app, examiner.as_ref()),
            None => Err(Problem::from(&NOT_READY)),
        };
        self.admission.run(work).await.map_err(|stopped| Problem::stopped(self, &stopped))?
    }
}

/// Where one piece of work is done.
pub struct Desk<'a> {
    pub app: &'a App,
    verifier: &'a Verifier,
}

impl Desk<'_> {
    /// Verifies a submission and counts what came of it.
    pub fn examine(&self, submission: &Submission) -> Result<Verified, Refused> {
        let verified = (self.verifier)(submission, self.app.today())?;
        self.app.metrics.decided(verified.decision.verdict.as_str());
        for (stage, took) in &verified.stages {
            self.app.metrics.stage(stage, *took);
        }
        Ok(verified)
    }
}

impl Parts {
    /// What verifications that outlive a request need: the database, storage, keys.
    pub fn service(&self) -> Result<&Service, Problem> {
        self.service.get().ok_or_else(|| Problem::from(&NOT_READY).retry_after(1))
    }

    /// The database is open: requests that need it are answered from now on.
    pub fn attach(&self, service: Service) {
        // A second one would be a mistake of ours, and harmless: the first stays.
        drop(self.service.set(service));
    }

    /// Jobs may examine pictures from now on.
    pub fn open_examiner(&self, examiner: Examiner) {
        drop(self.examiner.set(examiner));
    }

    /// Waits for the models.
    pub async fn examiner(&self) -> &Examiner {
        self.examiner.wait().await
    }

    /// The examiner, once the models are loaded.
    pub fn examiner_now(&self) -> Option<&Examiner> {
        self.examiner.get()
    }

    pub fn now(&self) -> Timestamp {
        (self.source.now)()
    }

    /// Today in UTC.
    pub fn today(&self) -> Date {
        (self.source.now)().to_zoned(TimeZone::UTC).date()
    }

    /// A new id with its prefix, such as `ver_01kb…`.
    pub fn new_id<N: Noun>(&self) -> Id<N> {
        Id::from_bits((self.source.uuid)().as_u128())
    }

    /// Work may begin: requests that wait for the models go on.
    pub fn open(&self, verifier: Verifier) {
        // A second verifier would be a mistake of ours, and harmless: the first stays.
        drop(self.verifier.set(verifier));
    }

    /// The database is open, the models are loaded and gave the known answer.
    pub fn ready(&self) -> bool {
        self.self_tested.load(Ordering::Acquire)
    }

    pub fn set_ready(&self) {
        self.self_tested.store(true, Ordering::Release);
    }
}

/// Where time and randomness come from.
pub struct Source {
    pub now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    pub uuid: Box<dyn Fn() -> Uuid + Send + Sync>,
}

impl Source {
    /// The machine's clock and random numbers; a clock that stands still when a day is given.
    #[expect(clippy::disallowed_methods, reason = "the one place of the server where time and ids come in")]
    pub fn system(day: Option<Date>) -> Self {
        let noon = day.and_then(|day| day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()).map(|noon| noon.timestamp());
        Self { now: Box::new(move || noon.unwrap_or_else(Timestamp::now)), uuid: Box::new(Uuid::now_v7) }
    }
}
