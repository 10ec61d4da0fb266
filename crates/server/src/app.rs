//! Everything a request may use. Time and randomness come from here, so a test can hold both still.

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use type_safe_id::{StaticType, TypeSafeId};
use uuid::Uuid;

use crate::{admission::Admission, config::Config, metrics::Metrics};

/// A shared handle to the parts of a running server.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts.
pub struct Parts {
    pub config: Config,
    pub admission: Admission,
    pub metrics: Metrics,
    pub source: Source,
    /// The listener takes connections from this machine only.
    pub loopback: bool,
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
            config,
            source,
            loopback,
            self_tested: AtomicBool::new(false),
        }))
    }
}

impl Parts {
    /// Today in UTC.
    pub fn today(&self) -> Date {
        (self.source.now)().to_zoned(TimeZone::UTC).date()
    }

    /// A new id with its prefix, such as `ver_01kb…`.
    pub fn new_id<T: StaticType>(&self) -> TypeSafeId<T> {
        TypeSafeId::from_uuid((self.source.uuid)())
    }

    /// The models are loaded and gave the known answer.
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
    /// The machine's clock and random numbers.
    #[expect(clippy::disallowed_methods, reason = "the one place of the server where time and ids come in")]
    pub fn system() -> Self {
        Self { now: Box::new(Timestamp::now), uuid: Box::new(Uuid::now_v7) }
    }
}

/// Prefix of verification ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct Verification;

impl StaticType for Verification {
    const TYPE: &'static str = "ver";
}

/// Prefix of request ids.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request;

impl StaticType for Request {
    const TYPE: &'static str = "req";
}
