//! Magic values: in test mode a `vendor_state` such as `sandbox:approved` names the outcome, and no picture is needed.

use crate::{
    decision::{Mode, Verdict},
    reason::{CATALOGUE, Reason},
};

/// An outcome asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Magic {
    pub verdict: Verdict,
    pub reason: Option<Reason>,
    /// Seconds the verification stays submitted.
    pub delay: u32,
}

/// The text begins like a magic value and is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no magic value is called so")]
pub struct UnknownMagic;

/// The magic of a `vendor_state`: none in live mode, and none where it does not begin with `sandbox:`.
pub fn magic(mode: Mode, vendor_state: Option<&str>) -> Result<Option<Magic>, UnknownMagic> {
    let Some(wish) = vendor_state.filter(|_| mode == Mode::Test).and_then(|state| state.strip_prefix("sandbox:"))
    else {
        return Ok(None);
    };
    let (outcome, code) = wish.split_once(':').map_or((wish, None), |(outcome, code)| (outcome, Some(code)));
    let reason = match code {
        Some(code) => Some(CATALOGUE.iter().find(|entry| entry.code == code).ok_or(UnknownMagic)?.reason),
        None => None,
    };
    let magic = |verdict, reason| Ok(Some(Magic { verdict, reason, delay: 0 }));
    match (outcome, reason) {
        ("approved", None) => magic(Verdict::Approved, None),
        ("rejected", reason) => magic(Verdict::Rejected, reason.or(Some(Reason::SelfieFaceMismatch))),
        ("double_check", reason) => magic(Verdict::DoubleCheck, reason.or(Some(Reason::SelfieFaceDoubtful))),
        ("slow", None) => Ok(Some(Magic { verdict: Verdict::Approved, reason: None, delay: 30 })),
        _ => Err(UnknownMagic),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_are_granted_in_test_mode_alone() {
        let wish = |text| magic(Mode::Test, Some(text));
        assert_eq!(wish("sandbox:approved").unwrap().unwrap().verdict, Verdict::Approved);
        let rejected = wish("sandbox:rejected:document_expired").unwrap().unwrap();
        assert_eq!((rejected.verdict, rejected.reason), (Verdict::Rejected, Some(Reason::DocumentExpired)));
        assert_eq!(wish("sandbox:slow").unwrap().unwrap().delay, 30);
        assert_eq!(magic(Mode::Live, Some("sandbox:approved")), Ok(None));
        assert_eq!(wish("waiting for stock"), Ok(None));
        for text in ["sandbox:", "sandbox:maybe", "sandbox:rejected:no_such_code", "sandbox:approved:name_close"] {
            assert_eq!(wish(text), Err(UnknownMagic), "{text}");
        }
    }
}
