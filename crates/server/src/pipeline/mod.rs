//! Pictures to a decision: what the command line, the API and the jobs have in common.

use countersign_core::{document::extraction::Extraction, reason::Reason};
use countersign_vision::{
    document::{Engine, ReadOptions},
    image::Picture,
    model::ModelError,
};

/// Reads one side of a document.
pub fn read(engine: &Engine, picture: &Picture, options: &ReadOptions) -> Result<Extraction, Reason> {
    engine.read(picture, options).map_err(|error| failed(&error))
}

/// A model that fails is an installation's trouble: the log says which, the caller that it was not the input.
fn failed(error: &ModelError) -> Reason {
    tracing::error!("{error}");
    Reason::ProcessingFailed
}
