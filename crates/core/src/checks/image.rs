//! Does the picture itself look right?

use super::Evidence;
use crate::{
    check::{Check, CheckName},
    reason::Reason,
};

/// Signs that the document was not photographed as it is. A mirrored picture is usually a camera's doing, but print
/// that had to be mirrored to be read is worth a look.
pub(super) fn consistency(evidence: &Evidence<'_>) -> Check {
    let name = CheckName::ImageConsistency;
    let sides = || std::iter::once(evidence.front).chain(evidence.back);
    let warned = |reason| sides().any(|side| side.warnings.contains(&reason));
    if sides().any(|side| side.orientation.mirrored) || warned(Reason::ImageMirrored) {
        return Check::inconclusive(name, Reason::ImageMirrored);
    }
    if warned(Reason::ImageConsistencyDoubtful) {
        return Check::inconclusive(name, Reason::ImageConsistencyDoubtful);
    }
    Check::pass(name)
}
