//! The portrait on a document, looked for without waiting for what the text says.

use countersign_core::document::extraction::{Orientation, Portrait, Quad};
use image::RgbImage;

use super::{back_to_picture, upright};
use crate::{
    face::{DetectedFace, Face, FaceEngine, FaceError},
    model::ModelError,
};

/// A face this sure and upright says that its document is upright.
const UPRIGHT: f32 = 0.8;

/// The faces of a document that was brought upright.
pub(super) struct Faces {
    orientation: Orientation,
    /// In pixels of the upright picture, strongest first.
    found: Vec<DetectedFace>,
}

impl Faces {
    /// Looks at the picture as it is, then, where nobody stands upright, in all four directions.
    pub(super) fn find(engine: &FaceEngine, picture: &RgbImage) -> Result<Self, ModelError> {
        let found = engine.detect(picture)?;
        let stands = |f: &DetectedFace| f.score >= UPRIGHT && f.roll().abs() < std::f32::consts::FRAC_PI_4;
        let quarter = if found.iter().any(stands) { None } else { engine.upright_quarter(picture)? };
        match quarter {
            None | Some((0, _)) => Ok(Self { orientation: Orientation::default(), found }),
            Some((quarter, _)) => {
                let orientation = Orientation { turned: u16::from(quarter) * 90, mirrored: false };
                Self::find_turned(engine, picture, orientation)
            }
        }
    }

    /// Where no face stood upright by itself, the text may know which way up the document is; whether it did.
    pub(super) fn look_again(
        &mut self,
        engine: &FaceEngine,
        picture: &RgbImage,
        orientation: Orientation,
    ) -> Result<bool, ModelError> {
        let lost = self.found.is_empty() && orientation != Orientation::default();
        if lost {
            *self = Self::find_turned(engine, picture, orientation)?;
        }
        Ok(lost)
    }

    fn find_turned(engine: &FaceEngine, picture: &RgbImage, orientation: Orientation) -> Result<Self, ModelError> {
        Ok(Self { orientation, found: engine.detect(&upright(picture, orientation))? })
    }

    /// The largest face of `picture`, for comparison.
    pub(super) fn embed(&self, engine: &FaceEngine, picture: &RgbImage) -> Result<Face, FaceError> {
        engine.portrait_among(&upright(picture, self.orientation), &self.found)
    }

    /// Where the largest face is in a picture of that size, as it was before it was turned.
    pub(super) fn portrait(&self, (width, height): (u32, u32)) -> Option<Portrait> {
        let largest = self.found.iter().max_by(|a, b| a.bbox.area().total_cmp(&b.bbox.area()))?;
        let b = largest.bbox;
        let (right, bottom) = (b.x + b.width, b.y + b.height);
        let place = Quad([[b.x, b.y], [right, b.y], [right, bottom], [b.x, bottom]]);
        let place = back_to_picture(place, self.orientation, width, height);
        Some(Portrait { place, eye_distance: largest.eye_distance() })
    }
}
