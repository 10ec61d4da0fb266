//! The pinned model files: where they are looked for, and whether they are the ones we measured.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use sha2::{Digest, Sha256};

/// What `models/models.toml` says of one file.
#[derive(Clone, Debug, Deserialize)]
pub struct Pinned {
    pub name: String,
    #[serde(rename = "use")]
    pub purpose: String,
    pub arch: Option<String>,
    pub package: String,
    pub version: String,
    pub sha256: String,
    pub licence: String,
    pub origin: String,
}

#[derive(Deserialize)]
struct Manifest {
    file: Vec<Pinned>,
    /// Needed only by what an operator asks for.
    extra: Vec<Pinned>,
}

#[derive(Debug, thiserror::Error)]
pub enum MissingModel {
    #[error("model file {0} is missing\nhint: run `make models`, or name the folder that holds it with --models")]
    Absent(PathBuf),
    #[error(
        "model file {0} is not the one that was measured (its SHA-256 differs)\nhint: run `make models` to fetch it again"
    )]
    Altered(PathBuf),
    #[error("model file {path} could not be read: {cause}\nhint: run `make models`, or check the file's permissions")]
    Unreadable { path: PathBuf, cause: io::Error },
}

/// The files this machine needs: all that are for its architecture or for none in particular.
pub fn pinned() -> Vec<Pinned> {
    manifest().file.into_iter().filter(|f| f.arch.as_deref().is_none_or(|a| a == std::env::consts::ARCH)).collect()
}

fn manifest() -> Manifest {
    toml::from_str(include_str!("../../../models/models.toml")).expect("models.toml is checked by a test")
}

/// A folder whose model files were checked.
pub struct ModelFolder(PathBuf);

impl ModelFolder {
    /// Checks that every pinned file is in `folder` and unaltered.
    pub fn check(folder: &Path) -> Result<Self, MissingModel> {
        std::thread::scope(|scope| {
            let checks: Vec<_> = pinned()
                .into_iter()
                .map(|file| scope.spawn(move || check_file(&folder.join(&file.name), &file.sha256)))
                .collect();
            checks.into_iter().try_for_each(|check| check.join().unwrap_or_else(|e| std::panic::resume_unwind(e)))
        })?;
        Ok(Self(folder.to_owned()))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// The path of a file that only some installations need, checked now.
    pub fn extra(&self, name: &str) -> Result<PathBuf, MissingModel> {
        let path = self.path(name);
        match manifest().extra.iter().find(|file| file.name == name) {
            Some(file) => check_file(&path, &file.sha256).map(|()| path),
            None => Err(MissingModel::Absent(path)),
        }
    }

    /// The runtime library for this machine.
    pub fn runtime(&self) -> PathBuf {
        self.0.join(format!("onnxruntime.{}.so", std::env::consts::ARCH))
    }
}

fn check_file(path: &Path, sha256: &str) -> Result<(), MissingModel> {
    let unreadable = |cause: io::Error| match cause.kind() {
        io::ErrorKind::NotFound => MissingModel::Absent(path.to_owned()),
        _ => MissingModel::Unreadable { path: path.to_owned(), cause },
    };
    let mut hash = Sha256::new();
    io::copy(&mut File::open(path).map_err(unreadable)?, &mut HashWriter(&mut hash)).map_err(unreadable)?;
    let hex = hash.finalize().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"));
    if hex == sha256 { Ok(()) } else { Err(MissingModel::Altered(path.to_owned())) }
}

struct HashWriter<'a>(&'a mut Sha256);

impl io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_has_a_hash_a_licence_and_a_use() {
        let files = [pinned(), manifest().extra].concat();
        assert!(files.len() >= 6);
        for file in files {
            assert_eq!(file.sha256.len(), 64, "{}", file.name);
            assert!(!file.licence.is_empty() && !file.purpose.is_empty() && !file.origin.is_empty());
        }
    }

    #[test]
    fn a_missing_file_names_the_command_that_mends_it() {
        let Err(error) = ModelFolder::check(Path::new("/nonexistent")) else { panic!("nothing is there") };
        assert!(error.to_string().contains("make models"));
    }
}
