//! The pipeline's verdict on an attempt, written once.

use countersign_core::{
    attempt::DocumentKind,
    decision,
    level::AgeResult,
    reason::Reason,
    verification::{Resumable, Status},
};

use super::settings::settings_in;
use crate::{
    error::{CHANGED_MEANWHILE, Problem},
    service::Service,
    store::{Actor, Decided, Job, Note, Record, Tx},
};

/// What came of an attempt.
pub struct Verdict {
    pub decision: decision::Decision,
    /// JSON array of checks.
    pub checks: String,
    /// Sealed for the subject.
    pub extracted: Option<Vec<u8>>,
    /// What the birth date says.
    pub age: Option<AgeResult>,
    /// Documents that could not be processed, and why; the others were.
    pub failed: Vec<(DocumentKind, Reason)>,
    /// Why the job is set aside rather than done.
    pub park: Option<&'static str>,
}

/// Writes the verdict, moves the verification on where it waits for one, and takes the job off the queue: all or nothing.
/// A verification that was canceled meanwhile keeps nothing of it.
pub async fn settle(service: &Service, job: &Job, id: &str, attempt: u32, verdict: &Verdict) -> Result<(), Problem> {
    for _ in 0..10 {
        let mut tx = service.store.begin().await?;
        let Some(record) = tx.verification_by_id(id).await? else { return done(tx, job, verdict).await };
        if !wanted(&record, attempt) {
            return done(tx, job, verdict).await;
        }
        let found = decided(attempt, verdict);
        if !tx.keep_findings(id, &found).await? {
            return done(tx, job, verdict).await;
        }
        for document in tx.documents(id).await?.into_iter().filter(|document| document.attempt == attempt) {
            let reason =
                verdict.failed.iter().find(|(kind, _)| *kind == document.kind).map(|(_, reason)| reason.code());
            tx.finish_document(&record, &document, reason).await?;
        }
        let moved = record.life.clone().decide(attempt, verdict.decision.verdict);
        let note = Note { found: found.reasons.clone(), ..Note::default() };
        let lasting = settings_in(&mut tx, &record.tenant).await?.lasting();
        let changed = moved.verification != record.life;
        let applied = if changed {
            tx.apply(&record, &moved, &Actor::System, &note, lasting).await?
        } else {
            tx.touch(&record).await?
        };
        if applied {
            return done(tx, job, verdict).await;
        }
        tx.rollback().await?;
    }
    Err(Problem::from(&CHANGED_MEANWHILE))
}

fn decided(attempt: u32, verdict: &Verdict) -> Decided {
    Decided {
        attempt,
        verdict: verdict.decision.verdict,
        reasons: verdict.decision.reasons.iter().map(|reason| reason.code().to_owned()).collect(),
        policy_version: verdict.decision.policy_version,
        checks: verdict.checks.clone(),
        extracted: verdict.extracted.clone(),
        age: verdict.age,
    }
}

/// Somebody may still want to see what the pipeline found.
pub(crate) fn wanted(record: &Record, attempt: u32) -> bool {
    let status = record.life.status;
    let open = matches!(
        status,
        Status::Submitted
            | Status::Approved
            | Status::Rejected
            | Status::DoubleCheck
            | Status::Hold { resume_to: Resumable::Submitted }
    );
    open && record.life.attempt == attempt
}

async fn done(mut tx: Tx, job: &Job, verdict: &Verdict) -> Result<(), Problem> {
    match verdict.park {
        Some(error) => tx.park(job, error).await?,
        None => tx.finish(job).await?,
    };
    Ok(tx.commit().await?)
}
