//! Fonts and photographs, loaded once.

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use image::{RgbImage, imageops};

use crate::font::Fonts;

/// A person whose photograph is in the public domain (`models/models.toml`, `[[asset]]`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Photo {
    #[default]
    A,
    B,
}

#[derive(Debug, thiserror::Error)]
pub enum Missing {
    #[error("the font {0} is not installed\nhint: run `scripts/setup`")]
    Font(&'static str),
    #[error("the photograph {0} is missing\nhint: run `make models`")]
    Photo(PathBuf),
}

/// Everything needed to draw.
pub struct Studio {
    pub(crate) fonts: Fonts,
    photos: [RgbImage; 2],
}

/// The studio of this process.
///
/// # Panics
/// When a font or photograph is missing; the message names the command that mends it.
pub fn studio() -> &'static Studio {
    static STUDIO: OnceLock<Studio> = OnceLock::new();
    STUDIO.get_or_init(|| Studio::open(&assets_folder()).unwrap_or_else(|missing| panic!("{missing}")))
}

/// Where `make models` puts models and photographs on this machine.
pub fn assets_folder() -> PathBuf {
    if let Some(folder) = std::env::var_os("COUNTERSIGN_MODELS") {
        return folder.into();
    }
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map_or_else(|| PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache"), PathBuf::from);
    cache.join("countersign").join("models")
}

impl Studio {
    /// Loads the fonts of the system and the photographs in `assets`.
    pub fn open(assets: &Path) -> Result<Self, Missing> {
        let photos = [photo(&assets.join("portrait-a.png"))?, photo(&assets.join("portrait-b.jpg"))?];
        Ok(Self { fonts: Fonts::load()?, photos })
    }

    /// The photograph as published: a face in the upper half, taken from the front.
    pub fn photo(&self, of: Photo) -> &RgbImage {
        &self.photos[of as usize]
    }

    /// Head and shoulders as a document shows them, 7:9.
    pub(crate) fn portrait(&self, of: Photo) -> RgbImage {
        let (x, y, width) = match of {
            Photo::A => (133, 8, 182),
            Photo::B => (108, 34, 320),
        };
        imageops::crop_imm(self.photo(of), x, y, width, width * 9 / 7).to_image()
    }
}

fn photo(path: &Path) -> Result<RgbImage, Missing> {
    image::open(path).map(image::DynamicImage::into_rgb8).map_err(|_| Missing::Photo(path.to_owned()))
}
