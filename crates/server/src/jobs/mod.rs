//! Work that outlives a request. Every job may run twice and ends the same.

mod deliver;
mod process;
mod sweep;
pub mod worker;

use jiff::SignedDuration;

use crate::{
    app::App,
    error::Problem,
    store::{Job, JobKind},
};

pub use sweep::sweep;

/// How a job ended that did not take itself off the queue.
#[derive(Debug)]
pub enum Failed {
    /// To be tried again later; in words for the operator, without values.
    Retry(String),
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Retry(problem.code.to_owned())
    }
}

impl From<crate::store::Error> for Failed {
    fn from(error: crate::store::Error) -> Self {
        Self::Retry(error.to_string())
    }
}

/// Runs a leased job to its end and puts it back where it failed.
pub async fn run(app: &App, job: &Job) {
    let outcome = match job.kind {
        JobKind::ProcessVerification => process::run(app, job).await,
        JobKind::DeliverWebhook => deliver::run(app, job).await,
    };
    let Err(Failed::Retry(error)) = outcome else { return };
    tracing::warn!(job = job.id, kind = job.kind.as_str(), attempt = job.attempts, "a job failed: {error}");
    let put_back = async {
        let store = &app.service()?.store;
        if job.last() {
            let mut tx = store.begin().await?;
            tx.park(job, &error).await?;
            tx.commit().await?;
        } else {
            store.retry(job, app.now() + backoff(job.attempts), &error).await?;
        }
        Ok::<_, Problem>(())
    };
    if let Err(problem) = put_back.await {
        // The lease ends by itself and somebody tries again.
        tracing::error!(job = job.id, "a job could not be put back: {}", problem.code);
    }
}

/// Waits between tries.
fn backoff(attempts: u32) -> SignedDuration {
    const SECONDS: [i64; 7] = [1, 5, 15, 60, 300, 900, 3600];
    SignedDuration::from_secs(SECONDS[(attempts.max(1) as usize - 1).min(SECONDS.len() - 1)])
}
