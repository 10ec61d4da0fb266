//! Actions: a pure transition, applied to the row it was computed from, or computed again on the row as it is now.

use countersign_core::{
    attempt,
    sandbox::{self, Magic},
    verification::{Action, Moved, Refused, Verification},
};
use jiff::SignedDuration;
use serde_json::json;

use super::{Turn, settings};
use crate::{
    error::{ATTEMPTS_EXHAUSTED, CHANGED_MEANWHILE, DOCUMENTS_MISSING, INVALID_TRANSITION, NOT_FOUND, Problem},
    flow::steps,
    service::Service,
    store::{Note, Record, Tx},
};

/// How often a change is computed anew when others come first.
const TRIES: usize = 5;

/// An action with what was said about it.
#[derive(Clone, Debug)]
pub struct Act {
    pub action: Action,
    pub note: Note,
    /// The status of the answer.
    pub status: u16,
}

/// The magic of a record; one that no longer parses is none.
pub(crate) fn magic(record: &Record) -> Option<Magic> {
    sandbox::magic(record.tenant.mode, record.vendor_state.as_deref()).unwrap_or_default()
}

/// Does one action to one verification of the tenant. Of two at once, the later sees what the earlier did.
pub async fn act(service: &Service, turn: &Turn, id: &str, act: &Act) -> Result<(), Problem> {
    let settings = settings(service, &turn.tenant).await?;
    for _ in 0..TRIES {
        let mut tx = service.store.begin().await?;
        let record = tx.verification(&turn.tenant, id).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
        let mut note = act.note.clone();
        let moved = moved(&mut tx, &record, act.action, SignedDuration::from_secs(settings.expires_in)).await?;
        let moved = moved.map_err(|refused| refusal(&refused))?;
        if moved.changes.iter().any(|change| change.automatic) {
            note.found = tx.found_reasons(&record.id, record.life.attempt).await?;
        }
        if tx.apply(&record, &moved, &turn.actor, &note, settings.lasting()).await? {
            turn.mark_done(&mut tx, service, act.status, id).await?;
            tx.commit().await?;
            return Ok(());
        }
        tx.rollback().await?;
    }
    Err(Problem::from(&CHANGED_MEANWHILE))
}

async fn moved(
    tx: &mut Tx,
    record: &Record,
    action: Action,
    expires_in: SignedDuration,
) -> Result<Result<Moved, Refused>, Problem> {
    let life: Verification = record.life.clone();
    Ok(match action {
        Action::Submit => {
            let missing = if magic(record).is_some() { Vec::new() } else { missing(tx, record).await? };
            life.submit(missing)
        }
        Action::Approve => life.approve(),
        Action::Reject => life.reject(),
        Action::Hold => life.hold(),
        Action::Resume => life.resume(),
        Action::Cancel => life.cancel(),
        Action::Resubmit => life.resubmit(tx.now + expires_in),
    })
}

async fn missing(tx: &mut Tx, record: &Record) -> Result<Vec<attempt::Need>, Problem> {
    let documents = tx.documents(&record.id).await?;
    let current = documents.iter().filter(|document| document.attempt == record.life.attempt);
    let pictures: Vec<_> =
        current.flat_map(|document| document.images.iter().map(|image| (document.kind, image.side))).collect();
    let way = tx.flow(&record.id, record.life.attempt).await?.way;
    Ok(attempt::missing(&steps::needs(record, way), &pictures))
}

/// Why a transition is refused, for the client.
pub fn refusal(refused: &Refused) -> Problem {
    match refused {
        Refused::InvalidTransition { status, action } => {
            let allowed: Vec<_> = status.allowed().iter().map(|action| action.as_str()).collect();
            let words = if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") };
            Problem::from(&INVALID_TRANSITION)
                .detail(format!("{action} is not possible while the status is {status}; possible is: {words}."))
                .member("current_status", status.as_str())
                .member("allowed_actions", json!(allowed))
        }
        Refused::DocumentsMissing(missing) => {
            let names: Vec<_> = missing.iter().map(|need| need.as_str()).collect();
            Problem::from(&DOCUMENTS_MISSING)
                .detail(format!("Missing: {}. Upload what is missing, then submit again.", names.join(", ")))
                .member("missing", json!(names))
        }
        Refused::AttemptsExhausted(allowed) => Problem::from(&ATTEMPTS_EXHAUSTED).member("attempts_allowed", *allowed),
    }
}
