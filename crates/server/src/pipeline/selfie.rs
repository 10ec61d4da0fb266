//! The selfie: its face, whether it is a picture of a living person, and, where asked for, a guess at the age.

use countersign_core::{liveness::Passive, reason::Reason};
use countersign_vision::{
    face::{AgeModel, Face, FaceEngine},
    image::Picture,
    liveness::{self, Slot},
};

use super::{failed, reason_of};

/// Models that not every installation runs.
#[derive(Default)]
pub struct Extras {
    /// The operator's own model of presentation attacks.
    pub slot: Option<Slot>,
    pub age: Option<AgeModel>,
}

/// What a selfie shows.
pub(crate) struct Selfie {
    pub picture: Picture,
    /// The face, or why it cannot be compared.
    pub face: Result<Face, Reason>,
    pub passive: Option<Passive>,
    /// Years, a guess.
    pub age: Option<f32>,
}

/// Looks at a decoded selfie; `bytes` is its file.
pub(crate) fn examine(faces: &FaceEngine, picture: Picture, bytes: &[u8], extras: &Extras) -> Selfie {
    let face = faces.selfie(&picture.rgb).map_err(reason_of);
    let (mut passive, mut age) = (None, None);
    if let Ok(face) = &face {
        let found = &face.detected;
        let mut signals = liveness::signals(&picture.rgb, bytes, found);
        // A model that fails leaves its sign out; the log says so.
        signals.model = extras.slot.as_ref().and_then(|slot| told(slot.score(&picture.rgb, found)));
        passive = Some(signals.weigh());
        age = extras.age.as_ref().and_then(|model| told(model.estimate(&picture.rgb, found)));
    }
    Selfie { picture, face, passive, age }
}

fn told<T>(result: Result<Option<T>, countersign_vision::model::ModelError>) -> Option<T> {
    result.map_err(|error| failed(&error)).ok().flatten()
}
