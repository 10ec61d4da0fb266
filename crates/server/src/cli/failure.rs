//! How a command can fail, and the exit status that says so.

use std::{io, path::Path};

use countersign_core::reason::Reason;
use countersign_vision::{model::ModelError, models::MissingModel};

use crate::store;

/// Why a command did not do what was asked. Texts are complete sentences for a person at a terminal; hints stand on
/// lines of their own.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The input could not be processed.
    #[error("{0}")]
    Input(String),
    /// The command was called in a way that makes no sense.
    #[error("{0}")]
    Usage(String),
    /// Model files are missing, altered or unusable here.
    #[error("{0}")]
    Models(String),
    /// The database, the master key or the stored pictures cannot be used.
    #[error("{0}")]
    Data(String),
    /// The answer could not be written.
    #[error("the output could not be written: {0}")]
    Output(io::Error),
}

impl Failure {
    /// 1 input could not be processed, 2 wrong usage, 3 models missing, 4 stored data cannot be used.
    pub fn status(&self) -> u8 {
        match self {
            Self::Input(_) | Self::Output(_) => 1,
            Self::Usage(_) => 2,
            Self::Models(_) => 3,
            Self::Data(_) => 4,
        }
    }

    /// A file that cannot be used, with the catalogue's words for it.
    pub(crate) fn refused(file: &Path, reason: Reason) -> Self {
        Self::Input(format!("{}: {} ({reason})", file.display(), reason.entry().private))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Output(error.into())
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Self {
        Self::Data(error.to_string())
    }
}

impl From<MissingModel> for Failure {
    fn from(error: MissingModel) -> Self {
        Self::Models(error.to_string())
    }
}

impl From<ModelError> for Failure {
    fn from(error: ModelError) -> Self {
        Self::Models(format!("{error}\nhint: run `make models` to fetch the models again"))
    }
}
