//! What is examined only where the operator asks for it.

use std::path::PathBuf;

use clap::Args;
use countersign_vision::{
    face::{AgeError, AgeModel},
    liveness::{Slot, slot::SlotError},
    model::Runtime,
};

use super::{Failure, Settings};
use crate::pipeline::Extras;

#[derive(Args, Clone, Debug, Default)]
pub(crate) struct ExtraArgs {
    /// Your own model of presentation attacks, described by a manifest
    #[arg(long, value_name = "FILE.toml")]
    liveness_model: Option<PathBuf>,
    /// Guess the age of the face, as advice only
    #[arg(long)]
    age: bool,
}

impl ExtraArgs {
    /// Loads what was asked for.
    pub(crate) fn load(&self, settings: &Settings, runtime: &Runtime) -> Result<Extras, Failure> {
        if self.liveness_model.is_none() && !self.age {
            return Ok(Extras::default());
        }
        let folder = settings.model_folder()?;
        let slot = self.liveness_model.as_deref().map(|path| Slot::load(runtime, path)).transpose()?;
        let age = self.age.then(|| AgeModel::load(runtime, &folder)).transpose()?;
        Ok(Extras { slot, age })
    }
}

impl From<SlotError> for Failure {
    fn from(error: SlotError) -> Self {
        Self::Models(error.to_string())
    }
}

impl From<AgeError> for Failure {
    fn from(error: AgeError) -> Self {
        Self::Models(error.to_string())
    }
}
