//! SQL, one file a noun; the only place that names sqlx.
//!
//! One text of each query serves SQLite and PostgreSQL. Reading functions take a connection, so they work inside a
//! transaction and outside of one; everything that writes is a method of [`Tx`].

mod assessment;
mod attempt_wait;
mod audit;
mod batch;
mod cache;
mod challenge;
mod copy;
mod credential;
mod customer;
mod device;
mod document;
mod email_domain;
mod erase;
mod error;
mod event;
mod flow;
mod forget;
mod group;
mod history;
mod idempotency;
mod job;
mod known;
mod label;
mod last_use;
mod link;
mod merchant;
mod meta;
mod pass;
mod plans;
mod policy;
mod readers;
mod retention;
mod rows;
mod sequence;
mod settings;
mod shop;
mod sighting;
mod signing_key;
mod space;
mod spent;
mod subject;
mod tally;
mod tx;
mod velocity;
mod verification;
mod wake;
mod webhook;

use std::{path::Path, sync::Arc, time::Duration};

use countersign_core::decision::Mode;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Connection, Executor, any::AnyPoolOptions, migrate::Migrator};

pub use assessment::{AssessmentFilter, AssessmentRow, Checkout, NewAssessment};
pub use audit::{AuditEntry, Broken};
pub use challenge::{ChallengeRow, Holder};
pub use copy::{Snapshot, TABLES};
pub use credential::{CredentialRow, NewCredential};
pub use customer::{Customer, Passed};
pub use device::{DeviceAccount, DeviceDay, DeviceRow, DeviceTrace, device_key, public_id};
pub use document::{Document, Image, NewImage};
pub use email_domain::{EmailCheck, EmailDomain};
pub use erase::{ACCOUNT, Forgotten};
pub use error::Error;
pub use event::{Event, Subject as EventSubject};
pub use flow::{Flow, Place};
pub use history::{Actor, HistoryEntry, Note};
pub use idempotency::{Claim, Claimed};
pub use job::{Job, JobKind, NewJob, QueueDepth};
pub use known::{Keys, Known, KnownAccount, KnownDevice};
pub use label::LabelRow;
pub use link::{LinkedAccount, MOST_LINKED};
pub use merchant::{KeyKind, KeyRow, Merchant, NewKey};
pub use pass::{Pass, PassKind};
pub use policy::PolicyRow;
pub use readers::Reading;
pub use retention::Class;
pub use settings::{NewSettings, SettingsVersion};
pub use shop::ShopRow;
pub use sighting::{Seen, Sighting};
pub use signing_key::SigningKey;
pub use space::Space;
pub use subject::{Erasure, SubjectRow};
pub use tally::{Counted, Tally};
pub use tx::Tx;
pub(crate) use verification::status_name;
pub use verification::{Attempt, Decided, DecidedBy, Filter, Found, Lasting, NewVerification, OneShot, Page, Record};
pub use wake::Moves;
pub use webhook::{Delivery, DeliveryAttempt, DueDelivery, Endpoint, EndpointChange, NewEndpoint};
use {cache::Cache, group::Writer, readers::Readers, tx::Inner, wake::Wake};

use crate::{app::Source, tenant::Tenant};

/// A connection, inside or outside of a transaction.
pub type Db = AnyConnection;

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Which database this is; only this module and its children ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// What a SQLite connection is told first. FULL: an acknowledged write survives loss of power, not only of the process.
const PRAGMAS: &str = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 15000; \
                       PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4000; \
                       PRAGMA wal_autocheckpoint = 4000;";

/// The database.
#[derive(Clone)]
pub struct Store {
    engine: Engine,
    /// Connections that write to PostgreSQL; of SQLite those for what is rare, such as migrations.
    pool: AnyPool,
    readers: Readers,
    /// SQLite has one writer at a time: one connection in each process queues fairly instead of spinning on a lock.
    writer: Option<Writer>,
    source: Arc<Source>,
    wake: Wake,
    /// Where PostgreSQL says that other processes enqueued something.
    listen_to: Option<Arc<str>>,
    cache: Arc<Cache>,
    numbers: Arc<sequence::Numbers>,
    spaces: Arc<space::Spaces>,
    policies: Arc<policy::Policies>,
    checkouts: Arc<batch::Batch<Checkout>>,
    uses: Arc<last_use::Uses>,
}

/// Microseconds since 1970, as times are stored.
pub(crate) fn micros(time: jiff::Timestamp) -> i64 {
    time.as_microsecond()
}

/// The time of a stored number; one that no clock could have written is the epoch.
pub(crate) fn time(micros: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(micros).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
}

/// Whose a stored row is.
fn tenant(merchant: String, mode: &str) -> Result<Tenant, Error> {
    Ok(Tenant { merchant: merchant.into(), mode: Mode::from_name(mode).ok_or(Error::Corrupt("mode"))? })
}

/// The address of the database file in a data folder.
pub fn sqlite_url(folder: &Path) -> String {
    format!("sqlite://{}?mode=rwc", folder.join("countersign.db").display())
}

impl Store {
    /// Connects and brings the schema up to date. `readers` bounds the connections for reading, and on PostgreSQL as many
    /// others write.
    pub async fn open(url: &str, readers: u32, source: Arc<Source>) -> Result<Self, Error> {
        let store = Self::connect(url, readers, source).await?;
        store.migrate().await?;
        store.tend().await?;
        Ok(store)
    }

    /// Counts anew what grew since it was last counted, where SQLite would not by itself: without statistics a constant
    /// first column misleads its planner.
    pub async fn tend(&self) -> Result<(), Error> {
        if self.engine == Engine::Sqlite {
            sqlx::raw_sql("PRAGMA analysis_limit = 1000; PRAGMA optimize = 0x10002;").execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Connects and leaves the schema as it is.
    pub async fn connect(url: &str, readers: u32, source: Arc<Source>) -> Result<Self, Error> {
        sqlx::any::install_default_drivers();
        let engine = if url.starts_with("sqlite:") { Engine::Sqlite } else { Engine::Postgres };
        let sqlite = engine == Engine::Sqlite;
        let remembering = remembering(engine, url);
        let pool = pool(engine, if sqlite { 2 } else { readers }).connect(&remembering).await?;
        Ok(Self {
            engine,
            readers: Readers::new(engine, &remembering, readers),
            writer: sqlite.then(|| Writer::new(pool.clone())),
            listen_to: (!sqlite).then(|| url.into()),
            pool,
            source,
            wake: Wake::default(),
            cache: Arc::default(),
            numbers: Arc::default(),
            spaces: Arc::default(),
            policies: Arc::default(),
            checkouts: assessment::batch(),
            uses: Arc::default(),
        })
    }

    /// Runs the migrations that are not there yet, and says how many there are.
    pub async fn migrate(&self) -> Result<usize, Error> {
        MIGRATIONS.run(&self.pool).await.map_err(|error| Error::Migration(error.to_string()))?;
        Ok(MIGRATIONS.iter().count())
    }

    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// A connection to read from.
    pub async fn read(&self) -> Result<Reading, Error> {
        self.readers.lend().await
    }

    /// Begins a transaction; dropping it undoes it.
    pub async fn begin(&self) -> Result<Tx, Error> {
        let inner = match &self.writer {
            Some(writer) => Inner::Member(writer.begin().await?),
            None => Inner::Alone(self.pool.begin().await?),
        };
        Ok(Tx::new(inner, self))
    }

    pub async fn close(&self) {
        if let Some(writer) = &self.writer {
            writer.close().await;
        }
        self.readers.close().await;
        self.pool.close().await;
    }

    /// Runs a statement that takes no values, such as a backup's. Never with anything a client sent.
    pub async fn execute(&self, sql: String) -> Result<(), Error> {
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&self.pool).await?;
        Ok(())
    }
}

/// Rows are written in some hundred shapes of statements, each of which a connection to PostgreSQL should prepare once.
fn remembering(engine: Engine, url: &str) -> String {
    const CAPACITY: &str = "statement-cache-capacity";
    if engine == Engine::Sqlite || url.contains(CAPACITY) {
        return url.to_owned();
    }
    let joined = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joined}{CAPACITY}=500")
}

fn pool(engine: Engine, most: u32) -> AnyPoolOptions {
    let options = AnyPoolOptions::new().max_connections(most.max(1)).acquire_timeout(Duration::from_secs(30));
    // The pool looks at each connection that comes back; only one that lay for a while can have broken since.
    let options = options.test_before_acquire(false).before_acquire(move |connection, lay| {
        Box::pin(async move {
            if engine == Engine::Postgres && lay.idle_for >= readers::ALIVE {
                connection.ping().await?;
            }
            Ok(true)
        })
    });
    options.after_connect(move |connection, _| {
        Box::pin(async move {
            if engine == Engine::Sqlite {
                connection.execute(sqlx::raw_sql(PRAGMAS)).await?;
            }
            Ok(())
        })
    })
}
