//! Names and addresses brought to a form in which they can be compared, and the comparison, graded.

pub mod address;
pub mod name;
pub mod state;

use serde::{Deserialize, Serialize};

/// How well two names or two addresses agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// They contradict each other.
    Mismatch,
    /// They may be the same; a person should look.
    Close,
    /// The same, written in ways that the field's rules allow.
    Match,
}

impl Grade {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mismatch => "mismatch",
            Self::Close => "close",
            Self::Match => "match",
        }
    }
}
