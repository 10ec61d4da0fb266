//! Where a verification stands.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Action;

/// Data lives in the status that has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Status {
    /// Waits for documents and a submit.
    Started,
    /// The pipeline works on it.
    Submitted,
    /// A person has to look.
    DoubleCheck,
    Approved,
    Rejected,
    Expired,
    Canceled,
    /// Stands still until it is resumed.
    Hold {
        resume_to: Resumable,
    },
}

/// Where a held verification goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Resumable {
    Started,
    Submitted,
    DoubleCheck,
}

/// The text names no status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a status")]
pub struct NotAStatus;

impl From<Resumable> for Status {
    fn from(resumable: Resumable) -> Self {
        match resumable {
            Resumable::Started => Self::Started,
            Resumable::Submitted => Self::Submitted,
            Resumable::DoubleCheck => Self::DoubleCheck,
        }
    }
}

impl Status {
    /// Every status, a hold once for each place it goes on to.
    pub const ALL: [Self; 10] = [
        Self::Started,
        Self::Submitted,
        Self::DoubleCheck,
        Self::Approved,
        Self::Rejected,
        Self::Expired,
        Self::Canceled,
        Self::Hold { resume_to: Resumable::Started },
        Self::Hold { resume_to: Resumable::Submitted },
        Self::Hold { resume_to: Resumable::DoubleCheck },
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Submitted => "submitted",
            Self::DoubleCheck => "double_check",
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Canceled => "canceled",
            Self::Hold { .. } => "hold",
        }
    }

    /// Where a hold goes on; nothing for every other status.
    pub fn resume_to(self) -> Option<&'static str> {
        match self {
            Self::Hold { resume_to } => Some(Self::from(resume_to).as_str()),
            _ => None,
        }
    }

    /// The status of a stored name and, for a hold, the name of where it goes on.
    pub fn from_names(name: &str, resume_to: Option<&str>) -> Result<Self, NotAStatus> {
        let same = |status: &&Self| status.as_str() == name && status.resume_to() == resume_to;
        Self::ALL.iter().find(same).copied().ok_or(NotAStatus)
    }

    /// What may be done now.
    pub fn allowed(self) -> &'static [Action] {
        match self {
            Self::Started => &[Action::Submit, Action::Hold, Action::Cancel],
            Self::Submitted | Self::DoubleCheck => &[Action::Approve, Action::Reject, Action::Hold, Action::Cancel],
            Self::Hold { .. } => &[Action::Resume, Action::Cancel],
            Self::Rejected => &[Action::Resubmit],
            Self::Approved | Self::Expired | Self::Canceled => &[],
        }
    }

    /// Documents may be uploaded and replaced.
    pub fn takes_documents(self) -> bool {
        self == Self::Started
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
