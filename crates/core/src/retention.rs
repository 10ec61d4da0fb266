//! How long each class of data is kept.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::verification::Status;

/// Days each class is kept: those of a verification after it came to rest, signals after they were seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retention {
    /// Pictures of documents and selfies.
    pub images: u16,
    /// What was claimed and what was read.
    pub extracted: u16,
    /// Outcome, reasons and history.
    pub outcome: u16,
    /// Assessments with their labels, and what was seen of browsers: links, days, addresses.
    pub signals: u16,
}

impl Default for Retention {
    fn default() -> Self {
        Self { images: 7, extracted: 180, outcome: 540, signals: 365 }
    }
}

/// When each class of one verification is to be deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadlines {
    pub images: Timestamp,
    pub extracted: Timestamp,
    pub outcome: Timestamp,
}

impl Retention {
    /// Deadlines of a verification that has been in `status` since `since`; nothing while it is still worked on or
    /// waits for a person.
    pub fn deadlines(self, status: Status, since: Timestamp) -> Option<Deadlines> {
        if !at_rest(status) {
            return None;
        }
        let after = |days: u16| since.saturating_add(SignedDuration::from_hours(24 * i64::from(days)));
        let at = |days| after(days).unwrap_or(Timestamp::MAX);
        Some(Deadlines { images: at(self.images), extracted: at(self.extracted), outcome: at(self.outcome) })
    }
}

/// Nobody waits for anything. A rejection rests until it is resubmitted.
pub fn at_rest(status: Status) -> bool {
    matches!(status, Status::Approved | Status::Rejected | Status::Canceled | Status::Expired)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verification::Resumable;

    #[test]
    fn open_verifications_keep_everything() {
        let then = Timestamp::from_second(1_780_315_200).unwrap();
        let resume_to = Resumable::Submitted;
        for status in [Status::Started, Status::Submitted, Status::DoubleCheck, Status::Hold { resume_to }] {
            assert_eq!(Retention::default().deadlines(status, then), None);
        }
    }

    #[test]
    fn each_class_has_its_days() {
        let then = Timestamp::from_second(1_780_315_200).unwrap();
        for status in [Status::Approved, Status::Rejected, Status::Canceled, Status::Expired] {
            let deadlines = Retention::default().deadlines(status, then).unwrap();
            let days = |at: Timestamp| (at.as_second() - then.as_second()) / 86_400;
            assert_eq!((days(deadlines.images), days(deadlines.extracted), days(deadlines.outcome)), (7, 180, 540));
        }
    }
}
