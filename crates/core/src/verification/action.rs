//! What can be done to a verification.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An action of somebody outside; the pipeline's verdict and the clock are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    Submit,
    Approve,
    Reject,
    Hold,
    Resume,
    Cancel,
    Resubmit,
}

impl Action {
    pub const ALL: [Self; 7] =
        [Self::Submit, Self::Approve, Self::Reject, Self::Hold, Self::Resume, Self::Cancel, Self::Resubmit];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Hold => "hold",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
            Self::Resubmit => "resubmit",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
