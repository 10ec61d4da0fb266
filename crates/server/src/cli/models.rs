//! Where the model files are.

use std::path::PathBuf;

use countersign_vision::models::ModelFolder;

use super::{Failure, Settings};

impl Settings {
    /// The checked model folder: the one named, else `models` beside the program, else the user's cache.
    pub fn model_folder(&self) -> Result<ModelFolder, Failure> {
        let folder = self.models.clone().or_else(beside_program).or_else(in_cache).ok_or_else(|| {
            Failure::Models(
                "no folder with model files was found\nhint: run `make models`, or name the folder with --models"
                    .to_owned(),
            )
        })?;
        Ok(ModelFolder::check(&folder)?)
    }
}

fn beside_program() -> Option<PathBuf> {
    let folder = std::env::current_exe().ok()?.parent()?.join("models");
    folder.is_dir().then_some(folder)
}

/// The XDG base directory rules: `$XDG_CACHE_HOME` when it is absolute, else `~/.cache`.
fn in_cache() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = named.or_else(|| Some(std::env::home_dir()?.join(".cache")))?;
    Some(cache.join("countersign").join("models"))
}
