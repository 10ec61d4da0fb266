//! A verification's life: which status follows which, by whose action.
//!
//! A transition consumes the verification and gives the next one, or says why not. What it means for the outside, a line
//! of history and an event, is part of the transition, so nobody can change a status and forget to tell.

mod action;
mod status;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use action::Action;
pub use status::{NotAStatus, Resumable, Status};

use crate::{attempt::Need, decision::Verdict, webhook::EventType};

/// The part of a verification that its actions move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    pub status: Status,
    /// Counts from 1; each resubmission opens the next.
    pub attempt: u32,
    /// How many attempts there may be.
    pub attempts_allowed: u32,
    /// Without a submit before this moment a started verification expires.
    pub expires_at: Timestamp,
    /// What the pipeline found in this attempt, where a hold kept it from being applied.
    pub kept: Option<Verdict>,
}

/// One status change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// Nothing before the first.
    pub from: Option<Status>,
    pub to: Status,
    pub event: EventType,
    /// The pipeline's verdict was applied: nobody else acted.
    pub automatic: bool,
}

/// A verification after a transition, with the changes it went through, oldest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    pub verification: Verification,
    pub changes: Vec<Change>,
}

/// Why an action is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("{action} is not possible while the status is {status}")]
    InvalidTransition { status: Status, action: Action },
    #[error("documents are missing")]
    DocumentsMissing(Vec<Need>),
    #[error("all {0} attempts are used")]
    AttemptsExhausted(u32),
}

impl Verification {
    /// A new verification in its first attempt.
    pub fn start(expires_at: Timestamp, attempts_allowed: u32) -> Moved {
        let verification = Self { status: Status::Started, attempt: 1, attempts_allowed, expires_at, kept: None };
        let change =
            Change { from: None, to: Status::Started, event: EventType::VerificationStarted, automatic: false };
        Moved { verification, changes: vec![change] }
    }

    /// Hands the attempt over to the pipeline. `missing` is what was asked for and is not there.
    pub fn submit(self, missing: Vec<Need>) -> Result<Moved, Refused> {
        self.allow(Action::Submit)?;
        if !missing.is_empty() {
            return Err(Refused::DocumentsMissing(missing));
        }
        Ok(self.to(Status::Submitted, EventType::VerificationSubmitted))
    }

    pub fn approve(self) -> Result<Moved, Refused> {
        self.allow(Action::Approve)?;
        Ok(self.to(Status::Approved, EventType::VerificationApproved))
    }

    pub fn reject(self) -> Result<Moved, Refused> {
        self.allow(Action::Reject)?;
        Ok(self.to(Status::Rejected, EventType::VerificationRejected))
    }

    pub fn hold(self) -> Result<Moved, Refused> {
        self.allow(Action::Hold)?;
        let resume_to = match self.status {
            Status::Submitted => Resumable::Submitted,
            Status::DoubleCheck => Resumable::DoubleCheck,
            _ => Resumable::Started,
        };
        Ok(self.to(Status::Hold { resume_to }, EventType::VerificationHeld))
    }

    /// Back to where it was held; a verdict that arrived meanwhile is applied.
    pub fn resume(self) -> Result<Moved, Refused> {
        let Status::Hold { resume_to } = self.status else {
            return Err(Refused::InvalidTransition { status: self.status, action: Action::Resume });
        };
        let mut moved = self.to(resume_to.into(), EventType::VerificationResumed);
        if let (Status::Submitted, Some(verdict)) = (moved.verification.status, moved.verification.kept.take()) {
            let decided = moved.verification.apply(verdict);
            moved.changes.extend(decided.changes);
            moved.verification = decided.verification;
        }
        Ok(moved)
    }

    pub fn cancel(self) -> Result<Moved, Refused> {
        self.allow(Action::Cancel)?;
        let open = Self { kept: None, ..self };
        Ok(open.to(Status::Canceled, EventType::VerificationCanceled))
    }

    /// Opens the next attempt, which has until `expires_at`.
    pub fn resubmit(self, expires_at: Timestamp) -> Result<Moved, Refused> {
        self.allow(Action::Resubmit)?;
        if self.attempt >= self.attempts_allowed {
            return Err(Refused::AttemptsExhausted(self.attempts_allowed));
        }
        let next = Self { attempt: self.attempt + 1, expires_at, kept: None, ..self };
        Ok(next.to(Status::Started, EventType::VerificationResubmitted))
    }

    /// Ends a verification that nobody submitted in time; nothing when it is not due or no longer waiting.
    pub fn expire(self, now: Timestamp) -> Option<Moved> {
        let due = self.status == Status::Started && self.expires_at <= now;
        due.then(|| self.to(Status::Expired, EventType::VerificationExpired))
    }

    /// Takes the pipeline's verdict on `attempt`: applied to what waits for it, kept during a hold, and no more than
    /// information where a person decided or the matter is over.
    pub fn decide(self, attempt: u32, verdict: Verdict) -> Moved {
        if attempt != self.attempt {
            return Moved { verification: self, changes: Vec::new() };
        }
        match self.status {
            Status::Submitted => self.apply(verdict),
            Status::Hold { resume_to: Resumable::Submitted } => {
                Moved { verification: Self { kept: Some(verdict), ..self }, changes: Vec::new() }
            }
            _ => Moved { verification: self, changes: Vec::new() },
        }
    }

    fn apply(self, verdict: Verdict) -> Moved {
        let (status, event) = match verdict {
            Verdict::Approved => (Status::Approved, EventType::VerificationApproved),
            Verdict::Rejected => (Status::Rejected, EventType::VerificationRejected),
            Verdict::DoubleCheck => (Status::DoubleCheck, EventType::VerificationDoubleCheck),
        };
        let mut moved = self.to(status, event);
        moved.changes.iter_mut().for_each(|change| change.automatic = true);
        moved
    }

    fn allow(&self, action: Action) -> Result<(), Refused> {
        if self.status.allowed().contains(&action) {
            return Ok(());
        }
        Err(Refused::InvalidTransition { status: self.status, action })
    }

    fn to(self, status: Status, event: EventType) -> Moved {
        let change = Change { from: Some(self.status), to: status, event, automatic: false };
        Moved { verification: Self { status, ..self }, changes: vec![change] }
    }
}

#[cfg(test)]
mod tests;
