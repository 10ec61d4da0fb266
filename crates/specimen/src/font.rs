//! The typefaces of documents, as Debian packages install them.

use std::path::{Path, PathBuf};

use ab_glyph::FontVec;

use crate::studio::Missing;

/// OCR-B for machine readable zones (ISO 1073-2), a sans serif for everything people read.
pub(crate) struct Fonts {
    pub(crate) zone: FontVec,
    pub(crate) label: FontVec,
    pub(crate) value: FontVec,
}

const FOLDERS: &[&str] = &["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"];

impl Fonts {
    pub(crate) fn load() -> Result<Self, Missing> {
        Ok(Self { zone: font("OCRB.otf")?, label: font("DejaVuSans.ttf")?, value: font("DejaVuSans-Bold.ttf")? })
    }
}

fn font(file: &'static str) -> Result<FontVec, Missing> {
    let path = FOLDERS.iter().find_map(|folder| find(Path::new(folder), file)).ok_or(Missing::Font(file))?;
    let bytes = std::fs::read(path).map_err(|_| Missing::Font(file))?;
    FontVec::try_from_vec(bytes).map_err(|_| Missing::Font(file))
}

/// The first file of this name in a folder or beneath it.
fn find(folder: &Path, file: &str) -> Option<PathBuf> {
    let direct = folder.join(file);
    if direct.is_file() {
        return Some(direct);
    }
    let entries = std::fs::read_dir(folder).ok()?;
    entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).find_map(|path| find(&path, file))
}
