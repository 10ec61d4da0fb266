//! The queue: work that a transaction caused, leased to one worker at a time.

use countersign_core::id;
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, FromRow};

use super::{Db, Engine, Error, Store, Tx, micros};

/// Kinds of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, clap::ValueEnum)]
pub enum JobKind {
    /// Takes a submitted attempt through the pipeline; the payload is `verification/attempt`.
    ProcessVerification,
    /// Sends one webhook delivery; the payload is its id.
    DeliverWebhook,
}

impl JobKind {
    pub const ALL: [Self; 2] = [Self::ProcessVerification, Self::DeliverWebhook];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::ProcessVerification => "process_verification",
            Self::DeliverWebhook => "deliver_webhook",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// How often a job is tried before it is parked. Deliveries have a table of their own and count for themselves;
    /// theirs bounds how many workers may die over one.
    fn most_attempts(self) -> i64 {
        match self {
            Self::ProcessVerification => 10,
            Self::DeliverWebhook => 100,
        }
    }
}

/// Work to be queued.
pub struct NewJob<'a> {
    pub kind: JobKind,
    pub payload: &'a str,
    /// Nothing for at once.
    pub run_at: Option<Timestamp>,
    /// A second job of the same key is not queued while the first is there.
    pub unique_key: Option<String>,
}

impl<'a> NewJob<'a> {
    pub fn now(kind: JobKind, payload: &'a str) -> Self {
        Self { kind, payload, run_at: None, unique_key: None }
    }
}

/// A job leased to this worker.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: String,
    pub kind: JobKind,
    pub payload: String,
    /// Counts from 1 and includes this run.
    pub attempts: u32,
    pub max_attempts: u32,
    worker: String,
}

impl Job {
    /// Nobody will try again after this run.
    pub fn last(&self) -> bool {
        self.attempts >= self.max_attempts
    }
}

/// How many jobs of a kind wait, and how many are parked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QueueDepth {
    pub kind: JobKind,
    pub waiting: i64,
    pub parked: i64,
}

#[derive(FromRow)]
struct Row {
    id: String,
    kind: String,
    payload: String,
    attempts: i64,
    max_attempts: i64,
}

impl Store {
    /// Leases the job that has been due longest until `lease` has passed.
    pub async fn claim(
        &self,
        worker: &str,
        kinds: &[JobKind],
        now: Timestamp,
        lease: SignedDuration,
    ) -> Result<Option<Job>, Error> {
        // A look without a lock first: on SQLite an idle worker never asks for the one writer.
        if !self.any_due(kinds, now).await? {
            return Ok(None);
        }
        let sql = claim_sql(self.engine(), kinds);
        let mut tx = self.begin().await?;
        let row: Option<Row> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(micros(now))
            .bind(micros(now + lease))
            .bind(worker.to_owned())
            .fetch_optional(&mut *tx as &mut Db)
            .await?;
        tx.commit().await?;
        let Some(row) = row else { return Ok(None) };
        let kind = JobKind::from_name(&row.kind).ok_or(Error::Corrupt("job kind"))?;
        Ok(Some(Job {
            id: row.id,
            kind,
            payload: row.payload,
            attempts: row.attempts as u32,
            max_attempts: row.max_attempts as u32,
            worker: worker.to_owned(),
        }))
    }

    async fn any_due(&self, kinds: &[JobKind], now: Timestamp) -> Result<bool, Error> {
        let sql = format!("SELECT id FROM job WHERE {} LIMIT 1", due(kinds));
        let found = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).bind(micros(now));
        Ok(found.fetch_optional(&mut *self.read().await?).await?.is_some())
    }

    /// Extends the lease; false when another worker has the job by now.
    pub async fn renew(&self, job: &Job, until: Timestamp) -> Result<bool, Error> {
        let sql = "UPDATE job SET locked_until = $3 WHERE id = $1 AND worker = $2";
        self.on_mine(sql, job, micros(until)).await
    }

    /// Puts the job back, to be run at a moment. `error` says why, in words without values.
    pub async fn retry(&self, job: &Job, at: Timestamp, error: &str) -> Result<(), Error> {
        let mut tx = self.begin().await?;
        tx.retry(job, at, error).await?;
        tx.commit().await
    }

    async fn on_mine(&self, sql: &'static str, job: &Job, value: i64) -> Result<bool, Error> {
        let mut tx = self.begin().await?;
        let query = sqlx::query(sql).bind(job.id.clone()).bind(job.worker.clone()).bind(value);
        let done = query.execute(&mut *tx as &mut Db).await?;
        tx.commit().await?;
        Ok(done.rows_affected() == 1)
    }

    /// What waits and what is parked, by kind.
    pub async fn queue_depths(&self) -> Result<Vec<QueueDepth>, Error> {
        let sql = "SELECT kind, CASE WHEN parked_at IS NULL THEN 'waiting' ELSE 'parked' END, COUNT(*) FROM job \
                   GROUP BY kind, 2";
        let rows: Vec<(String, String, i64)> = sqlx::query_as(sql).fetch_all(&mut *self.read().await?).await?;
        let count = |kind: JobKind, state: &str| {
            rows.iter().find(|(k, s, _)| k == kind.as_str() && s == state).map_or(0, |(.., count)| *count)
        };
        let depth = |kind| QueueDepth { kind, waiting: count(kind, "waiting"), parked: count(kind, "parked") };
        Ok(JobKind::ALL.into_iter().map(depth).collect())
    }

    /// Jobs that are due or leased now.
    pub async fn jobs_due(&self, now: Timestamp) -> Result<i64, Error> {
        let sql = "SELECT COUNT(*) FROM job WHERE parked_at IS NULL AND (run_at <= $1 OR locked_until IS NOT NULL)";
        Ok(sqlx::query_scalar(sql).bind(micros(now)).fetch_one(&mut *self.read().await?).await?)
    }

    /// Lets every parked job run again; says how many.
    pub async fn unpark(&self, now: Timestamp) -> Result<u64, Error> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE job SET parked_at = NULL, attempts = 0, run_at = $1 WHERE parked_at IS NOT NULL";
        let done = sqlx::query(sql).bind(micros(now)).execute(&mut *tx as &mut Db).await?;
        tx.enqueued = true;
        tx.commit().await?;
        Ok(done.rows_affected())
    }
}

/// Due and not leased; `$1` is now. Kinds are names of our own.
fn due(kinds: &[JobKind]) -> String {
    let kinds: Vec<String> = kinds.iter().map(|kind| format!("'{}'", kind.as_str())).collect();
    format!(
        "parked_at IS NULL AND run_at <= $1 AND (locked_until IS NULL OR locked_until < $1) AND kind IN ({})",
        kinds.join(", ")
    )
}

fn claim_sql(engine: Engine, kinds: &[JobKind]) -> String {
    let skip = if engine == Engine::Postgres { " FOR UPDATE SKIP LOCKED" } else { "" };
    format!(
        "UPDATE job SET locked_until = $2, worker = $3, attempts = attempts + 1 WHERE id = (SELECT id FROM job WHERE {} \
         ORDER BY run_at LIMIT 1{skip}) RETURNING id, kind, payload, attempts, max_attempts",
        due(kinds)
    )
}

impl Tx {
    /// Queues work; it can be claimed once this transaction is committed.
    pub async fn enqueue(&mut self, job: NewJob<'_>) -> Result<(), Error> {
        let sql = "INSERT INTO job (id, kind, payload, unique_key, run_at, attempts, max_attempts, created_at) \
                   VALUES ($1, $2, $3, $4, $5, 0, $6, $7) ON CONFLICT (unique_key) DO NOTHING";
        sqlx::query(sql)
            .bind(self.new_id::<id::Job>().to_string())
            .bind(job.kind.as_str().to_owned())
            .bind(job.payload.to_owned())
            .bind(job.unique_key)
            .bind(micros(job.run_at.unwrap_or(self.now)))
            .bind(job.kind.most_attempts())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        self.enqueued = true;
        Ok(())
    }

    /// Takes the job off the queue, together with all else in this transaction; false when the lease was lost and
    /// another worker does the same work.
    pub async fn finish(&mut self, job: &Job) -> Result<bool, Error> {
        let query = sqlx::query("DELETE FROM job WHERE id = $1 AND worker = $2");
        let done = query.bind(job.id.clone()).bind(job.worker.clone()).execute(&mut **self).await?;
        Ok(done.rows_affected() == 1)
    }

    /// Puts the job back, to be run at a moment; false when the lease was lost.
    pub async fn retry(&mut self, job: &Job, at: Timestamp, error: &str) -> Result<bool, Error> {
        let sql = "UPDATE job SET run_at = $3, last_error = $4, locked_until = NULL, worker = NULL \
                   WHERE id = $1 AND worker = $2";
        self.put_aside(sql, job, at, error).await
    }

    /// Sets the job aside for a person to look at; false when the lease was lost.
    pub async fn park(&mut self, job: &Job, error: &str) -> Result<bool, Error> {
        let sql = "UPDATE job SET parked_at = $3, last_error = $4, locked_until = NULL, worker = NULL \
                   WHERE id = $1 AND worker = $2";
        self.put_aside(sql, job, self.now, error).await
    }

    async fn put_aside(&mut self, sql: &'static str, job: &Job, at: Timestamp, error: &str) -> Result<bool, Error> {
        let done = sqlx::query(sql)
            .bind(job.id.clone())
            .bind(job.worker.clone())
            .bind(micros(at))
            .bind(error.to_owned())
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }
}
