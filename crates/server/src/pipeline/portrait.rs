//! The document's portrait, whichever way the document was photographed.

use countersign_core::{
    document::extraction::{Orientation, Quad},
    reason::Reason,
};
use countersign_vision::{
    document::upright,
    face::{DetectedFace, Face, FaceEngine},
};
use image::RgbImage;

use super::reason_of;

/// The portrait, turned upright by itself, so that nobody has to wait for the text.
pub(super) fn find(faces: &FaceEngine, picture: &RgbImage) -> Result<Face, Reason> {
    let quarter = faces.upright_quarter(picture).map_err(|error| reason_of(error.into()))?;
    let turned = quarter.map_or(0, |(quarter, _)| u16::from(quarter) * 90);
    oriented(faces, picture, Orientation { turned, mirrored: false })
}

/// Where no face stood upright by itself, the text says which way up the document is.
pub(super) fn or_retry(
    found: Result<Face, Reason>,
    faces: &FaceEngine,
    picture: &RgbImage,
    orientation: Orientation,
) -> Result<Face, Reason> {
    match found {
        Err(Reason::NoPortrait | Reason::NoFace) if orientation.turned != 0 => oriented(faces, picture, orientation),
        found => found,
    }
}

fn oriented(faces: &FaceEngine, picture: &RgbImage, orientation: Orientation) -> Result<Face, Reason> {
    faces.portrait(&upright(picture, orientation)).map_err(reason_of)
}

/// The box around a face.
pub(super) fn outline(face: &DetectedFace) -> Quad {
    let b = &face.bbox;
    let (right, bottom) = (b.x + b.width, b.y + b.height);
    Quad([[b.x, b.y], [right, b.y], [right, bottom], [b.x, bottom]])
}
