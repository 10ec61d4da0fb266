//! Assurance levels: what a cart requires, what a verification of each must bring, and by which policy it is judged.

pub mod age;
pub mod attempts;
pub mod birth;
mod required;
mod total;

pub use age::{AgeResult, Birth};
pub use required::{Because, Cart, Detection, Item, Required, Rules};
pub use total::{NotATotal, Total};

use serde::{Deserialize, Serialize};

use crate::{
    attempt::Need,
    check::CheckName,
    decision::{Mode, Policy, WithoutLiveness},
};

/// How much a passed verification assures. A higher level satisfies a lower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub enum Level {
    /// L1: a live human.
    Human = 1,
    /// L2: old enough.
    Age = 2,
    /// L3: the person of the document.
    #[default]
    Identity = 3,
}

/// There are three levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a level is 1, 2 or 3")]
pub struct NotALevel;

impl TryFrom<u8> for Level {
    type Error = NotALevel;

    fn try_from(number: u8) -> Result<Self, NotALevel> {
        match number {
            1 => Ok(Self::Human),
            2 => Ok(Self::Age),
            3 => Ok(Self::Identity),
            _ => Err(NotALevel),
        }
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level as Self
    }
}

impl Level {
    /// Whether somebody verified at this level needs no other verification for `required`.
    pub fn satisfies(self, required: Self) -> bool {
        self >= required
    }

    /// What must be there before submit, unless the merchant says otherwise.
    pub fn needs(self) -> Vec<Need> {
        match self {
            Self::Human => vec![Need::Selfie],
            Self::Age => vec![Need::PhotoId],
            Self::Identity => vec![Need::PhotoId, Need::Selfie],
        }
    }
}

/// The policy for a verification: the default one, without the checks that its level and evidence do not call for.
///
/// A face is compared only where the level is about a person and not about an age; what was asked for beyond the level
/// is examined all the same. A selfie alone proves a human only by its liveness: that of a still is enough for this level, and
/// where it was not examined a person looks at it.
pub fn policy(level: Level, needs: &[Need], mode: Mode, minimum_age: Option<u8>) -> Policy {
    let mut policy = Policy { mode, minimum_age, ..Policy::default() };
    if !needs.contains(&Need::Selfie) {
        policy.required.remove(&CheckName::FaceMatches);
        policy.conditional.remove(&CheckName::SelfieLive);
    }
    if needs.contains(&Need::ProofOfAddress) {
        policy.required.extend([CheckName::ProofOfAddressRecent, CheckName::ProofOfAddressNameMatches]);
    }
    if needs.contains(&Need::PhotoIdBack) {
        policy.required.insert(CheckName::BarcodeMatchesFront);
    }
    if level == Level::Human && !needs.iter().any(|need| matches!(need, Need::PhotoId | Need::PhotoIdBack)) {
        policy.required = [CheckName::SelfieLive].into();
        policy.conditional.clear();
        policy.without_liveness = WithoutLiveness::PassiveIsEnough;
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        check::Check,
        decision::{Verdict, decide},
        reason::Reason,
    };

    #[test]
    fn a_higher_level_satisfies_a_lower_one() {
        assert!(Level::Identity.satisfies(Level::Human) && Level::Age.satisfies(Level::Age));
        assert!(!Level::Human.satisfies(Level::Age));
    }

    #[test]
    fn a_selfie_alone_is_never_approved_without_liveness() {
        let policy = policy(Level::Human, &Level::Human.needs(), Mode::Live, None);
        assert_eq!(decide(&[Check::not_run(CheckName::SelfieLive)], &policy).verdict, Verdict::DoubleCheck);
        assert_eq!(decide(&[Check::pass(CheckName::SelfieLive)], &policy).verdict, Verdict::Approved);
        let passive = Check { reason: Some(Reason::LivenessPassiveOnly), ..Check::not_run(CheckName::SelfieLive) };
        assert_eq!(decide(std::slice::from_ref(&passive), &policy).verdict, Verdict::Approved);
        let strict = Policy { without_liveness: WithoutLiveness::DoubleCheck, ..policy };
        assert_eq!(decide(&[passive], &strict).verdict, Verdict::DoubleCheck);
    }

    #[test]
    fn an_age_needs_no_face_and_an_identity_does() {
        let age = policy(Level::Age, &Level::Age.needs(), Mode::Live, Some(18));
        assert!(!age.required.contains(&CheckName::FaceMatches));
        assert_eq!(age.minimum_age, Some(18));
        let identity = policy(Level::Identity, &Level::Identity.needs(), Mode::Live, None);
        assert_eq!(identity, Policy::default());
    }

    #[test]
    fn what_was_asked_for_but_never_examined_goes_to_a_person() {
        let needs = [Need::PhotoId, Need::Selfie, Need::ProofOfAddress];
        let policy = policy(Level::Identity, &needs, Mode::Live, None);
        let all = Policy::default();
        let paper = |name: &CheckName| {
            [CheckName::ProofOfAddressRecent, CheckName::ProofOfAddressNameMatches].contains(name)
                || *name == CheckName::ProofOfAddressAddressMatches
        };
        let examined = |name: &CheckName| if paper(name) { Check::not_run(*name) } else { Check::pass(*name) };
        let passed: Vec<_> = all.required.iter().chain(&all.conditional).map(examined).collect();
        assert_eq!(decide(&passed, &policy).verdict, Verdict::DoubleCheck);
    }
}
