//! The face models together: a picture in, one face out, or the reason why not.

use std::fmt;

use countersign_core::reason::Reason;
use image::RgbImage;

use super::{
    align,
    detect::{DetectedFace, Detector},
    dominant,
    embed::{Embedder, Embedding},
    quality,
};
use crate::{
    model::{Model, ModelError, Runtime},
    models::ModelFolder,
};

/// Faces with fewer pixels between the eyes say too little to compare.
const LEAST_EYE_DISTANCE: f32 = 8.0;

/// Length of the embedder's raw output below which it saw no features to speak of: it falls with blur, from 13 for a
/// sharp face to 8 for one blurred by a seventh of the distance between the eyes.
const LEAST_STRENGTH: f32 = 6.5;

/// Why there is no face to compare.
#[derive(Debug, thiserror::Error)]
pub enum FaceError {
    /// Something about the picture, which the subject can mend.
    #[error("{0}")]
    Picture(Reason),
    /// Something about this installation.
    #[error(transparent)]
    Model(#[from] ModelError),
}

impl From<Reason> for FaceError {
    fn from(reason: Reason) -> Self {
        Self::Picture(reason)
    }
}

/// One face, ready to be compared.
#[derive(Clone, PartialEq)]
pub struct Face {
    /// Where it is in the picture.
    pub detected: DetectedFace,
    pub embedding: Embedding,
    /// Pixels between the eyes.
    pub eye_distance: f32,
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Face({:?}, redacted)", self.detected)
    }
}

/// Detector and embedder, loaded once and shared by every thread.
pub struct FaceEngine {
    pub(super) detector: Detector,
    embedder: Embedder,
}

impl FaceEngine {
    /// Loads both models.
    pub fn load(runtime: &Runtime, folder: &ModelFolder) -> Result<Self, ModelError> {
        let model = |name: &'static str| Model::load(runtime, name, &folder.path(name));
        let (detector, embedder) = (model("face-detector.onnx")?, model("face-embedder.onnx")?);
        Ok(Self { detector: Detector(detector), embedder: Embedder(embedder) })
    }

    /// Every face of a picture of any size, strongest first.
    pub fn detect(&self, picture: &RgbImage) -> Result<Vec<DetectedFace>, ModelError> {
        self.detector.detect(picture)
    }

    /// The dominant face of any picture: a photograph or a document whose kind nobody told. What can be compared is:
    /// dark glasses lower the score, they are no reason to refuse.
    pub fn face(&self, picture: &RgbImage) -> Result<Face, FaceError> {
        let faces = self.detect(picture)?;
        let face = *dominant(&faces, picture.width(), picture.height())?;
        Ok(self.embed(picture, face)?.0)
    }

    /// The face of somebody who can be asked for a better picture: as [`Self::face`], and neither covered nor turned
    /// away.
    pub fn selfie(&self, picture: &RgbImage) -> Result<Face, FaceError> {
        let faces = self.detect(picture)?;
        let face = *dominant(&faces, picture.width(), picture.height())?;
        let (face, aligned) = self.embed(picture, face)?;
        quality::refusal(&face.detected, &aligned).map_or(Ok(face), |reason| Err(reason.into()))
    }

    /// The main portrait of a document, upright in `picture`: a photograph of the whole document or the part that
    /// holds the portrait. A second, smaller print of the same portrait is no other person.
    pub fn portrait(&self, picture: &RgbImage) -> Result<Face, FaceError> {
        self.portrait_among(picture, &self.detect(picture)?)
    }

    /// [`Self::portrait`] where the faces of the picture are known.
    pub fn portrait_among(&self, picture: &RgbImage, faces: &[DetectedFace]) -> Result<Face, FaceError> {
        let largest = faces.iter().max_by(|a, b| a.bbox.area().total_cmp(&b.bbox.area()));
        let face = *largest.ok_or(Reason::NoPortrait)?;
        Ok(self.embed(picture, face)?.0)
    }

    /// The dominant face of the next picture of a burst, which was at `last` a moment ago; `None` where there is none.
    pub fn follow(&self, picture: &RgbImage, last: Option<&DetectedFace>) -> Result<Option<DetectedFace>, ModelError> {
        if let Some(last) = last
            && let Some(face) = self.detector.follow(picture, last)?
        {
            return Ok(Some(face));
        }
        let faces = self.detect(picture)?;
        let Ok(face) = dominant(&faces, picture.width(), picture.height()) else { return Ok(None) };
        self.detector.refine(picture, *face).map(Some)
    }

    /// The embedding of an aligned face as it is, without its mirror image: half as dear, a little less steady.
    pub fn embed_aligned(&self, aligned: &RgbImage) -> Result<Option<Embedding>, ModelError> {
        Ok(Embedding::normalised(&self.embedder.embed(aligned, false)?))
    }

    /// The face with its embedding, and as it was aligned for that.
    fn embed(&self, picture: &RgbImage, coarse: DetectedFace) -> Result<(Face, RgbImage), FaceError> {
        let detected = self.detector.refine(picture, coarse)?;
        let eye_distance = detected.eye_distance();
        if eye_distance < LEAST_EYE_DISTANCE {
            return Err(Reason::FaceTooSmall.into());
        }
        let aligned = align::aligned(picture, &detected).ok_or(Reason::FaceTooSmall)?;
        let raw = self.embedder.embed_both_sides(&aligned)?;
        if length(&raw) / 2.0 < LEAST_STRENGTH {
            return Err(Reason::FaceTooBlurred.into());
        }
        let embedding = Embedding::normalised(&raw).ok_or(Reason::FaceTooBlurred)?;
        Ok((Face { detected, embedding, eye_distance }, aligned))
    }
}

fn length(values: &[f32]) -> f32 {
    values.iter().map(|v| v * v).sum::<f32>().sqrt()
}
