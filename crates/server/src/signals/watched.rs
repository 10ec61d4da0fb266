//! A file of the operator's that is read again when it changes. A broken one leaves what was read before in force.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
    time::SystemTime,
};

/// How a file is read; the error says in words what is wrong with it.
type Read<T> = fn(&[u8]) -> Result<T, String>;

/// Tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    /// Another file took its name.
    inode: u64,
}

impl Stamp {
    fn of(path: &Path) -> Result<Self, String> {
        use std::os::unix::fs::MetadataExt;
        let data = fs::metadata(path).map_err(|cause| format!("{} cannot be read: {cause}", path.display()))?;
        Ok(Self { modified: data.modified().ok(), length: data.len(), inode: data.ino() })
    }
}

/// What a file holds, as of its last state that could be read.
pub struct Watched<T> {
    path: PathBuf,
    read: Read<T>,
    value: RwLock<Arc<T>>,
    seen: Mutex<Seen>,
}

/// The last look at a file.
struct Seen {
    stamp: Stamp,
    /// What is wrong with what it holds.
    broken: Option<String>,
    /// Why it cannot be looked at.
    gone: Option<String>,
}

impl<T> Watched<T> {
    /// Reads the file, which has to be a good one to begin with.
    pub fn open(path: &Path, read: Read<T>) -> Result<Self, String> {
        let seen = Seen { stamp: Stamp::of(path)?, broken: None, gone: None };
        let value = RwLock::new(Arc::new(load(path, read)?));
        Ok(Self { path: path.to_owned(), read, value, seen: Mutex::new(seen) })
    }

    /// What is in force.
    pub fn get(&self) -> Arc<T> {
        Arc::clone(&self.value.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks whether the file changed, and reads it again if so. Blocks while it reads.
    pub fn refresh(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        match Stamp::of(&self.path) {
            Ok(stamp) if stamp == seen.stamp => seen.gone = None,
            Ok(stamp) => *seen = Seen { stamp, broken: self.again().err(), gone: None },
            Err(wrong) => {
                if seen.gone.is_none() {
                    tracing::warn!("{wrong}; what was read before stays in force");
                }
                seen.gone = Some(wrong);
            }
        }
    }

    fn again(&self) -> Result<(), String> {
        let value = load(&self.path, self.read)
            .inspect_err(|wrong| tracing::warn!("{wrong}; what was read before stays in force"))?;
        *self.value.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(value);
        tracing::info!("{} was read again", self.path.display());
        Ok(())
    }

    /// What is wrong with the file as it is now; what is in force is older then.
    pub fn wrong(&self) -> Option<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.gone.clone().or_else(|| seen.broken.clone())
    }

    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn load<T>(path: &Path, read: Read<T>) -> Result<T, String> {
    let bytes = fs::read(path).map_err(|cause| format!("{} cannot be read: {cause}", path.display()))?;
    read(&bytes).map_err(|wrong| format!("{} cannot be used: {wrong}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(bytes: &[u8]) -> Result<u32, String> {
        std::str::from_utf8(bytes).ok().and_then(|text| text.trim().parse().ok()).ok_or_else(|| "no number".to_owned())
    }

    #[test]
    fn a_changed_file_is_read_again_and_a_broken_one_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        let put = |text: &str| {
            let draft = folder.path().join("draft");
            fs::write(&draft, text).unwrap();
            fs::rename(&draft, &path).unwrap();
        };
        assert!(Watched::open(&path, number).is_err());
        put("1");
        let watched = Watched::open(&path, number).unwrap();
        put("2");
        assert_eq!(*watched.get(), 1);
        watched.refresh();
        assert_eq!((*watched.get(), watched.wrong()), (2, None));
        put("x");
        watched.refresh();
        assert_eq!(*watched.get(), 2);
        assert!(watched.wrong().unwrap().ends_with("cannot be used: no number"));
        fs::remove_file(&path).unwrap();
        watched.refresh();
        assert_eq!(*watched.get(), 2);
        assert!(watched.wrong().unwrap().contains("cannot be read"));
        put("33");
        watched.refresh();
        assert_eq!((*watched.get(), watched.wrong()), (33, None));
    }
}
