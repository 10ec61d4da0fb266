//! Is the selfie the person of the document, and alive?

use super::Evidence;
use crate::{
    check::{Check, CheckName, Outcome},
    decision::Policy,
    liveness::Passive,
    reason::Reason,
};

pub(super) fn matches(evidence: &Evidence<'_>, policy: &Policy) -> Check {
    let name = CheckName::FaceMatches;
    let faces = match evidence.faces {
        None => return Check::not_run(name),
        Some(Err(reason)) => return Check::inconclusive(name, reason),
        Some(Ok(faces)) => faces,
    };
    let check = match faces.matches_at {
        Some(point) if point >= policy.faces.accept => Check::pass(name),
        Some(point) if point >= policy.faces.doubt => Check::inconclusive(name, Reason::SelfieFaceDoubtful),
        _ => Check::fail(name, Reason::SelfieFaceMismatch),
    };
    check.score(faces.probability.clamp(0.0, 1.0))
}

/// A still alone never passes: at best it is `passive_only`, and a policy says whether that is enough. A challenge that
/// was passed does, unless the still shows signs of an attack.
pub fn selfie_live(active: Option<&Check>, passive: Option<&Passive>) -> Check {
    let unseen = || Check { reason: Some(Reason::LivenessNotRun), ..Check::not_run(CheckName::SelfieLive) };
    let still = passive.map(Passive::check);
    let Some(active) = active else { return still.unwrap_or_else(|| unseen().evidence("liveness", "not_run")) };
    match still {
        Some(still) if active.outcome == Outcome::Pass && still.outcome != Outcome::NotRun => {
            let signs = still.evidence.get("signs").cloned().unwrap_or_default();
            let doubted = Check { outcome: still.outcome, reason: still.reason, ..active.clone() };
            doubted.evidence("signs", signs)
        }
        _ => active.clone(),
    }
}
