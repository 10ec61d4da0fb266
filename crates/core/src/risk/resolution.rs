//! What became of a decision. The decision of an assessment never changes; its resolution does.

use serde::{Deserialize, Serialize};

use super::score::Decision;

/// What a verification that an assessment asked for came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verified {
    Approved,
    Rejected,
}

/// Where an assessment stands, for its own order and customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Nothing happened since: the decision stands.
    #[default]
    Open,
    /// The order may go on.
    Released,
    /// A person has to look, whatever the decision was.
    ForReview,
    /// The order stays stopped.
    Stopped,
}

impl Resolution {
    pub const ALL: [Self; 4] = [Self::Open, Self::Released, Self::ForReview, Self::Stopped];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Released => "released",
            Self::ForReview => "for_review",
            Self::Stopped => "stopped",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// After a verification. What was allowed was never asked for one and stays as it is; a person who released or
    /// stopped an order before is not overruled, which the caller keeps by not asking again.
    pub fn after(decision: Decision, verified: Verified, release_fraud_on_verified: bool) -> Self {
        match (decision, verified) {
            (Decision::Allow, _) => Self::Open,
            (_, Verified::Rejected) => Self::Stopped,
            (Decision::Hold, Verified::Approved) => Self::Released,
            (Decision::Fraud, Verified::Approved) if release_fraud_on_verified => Self::Released,
            (Decision::Fraud, Verified::Approved) => Self::ForReview,
        }
    }

    /// What the decision counts as from here on.
    pub fn counts_as(self, decision: Decision) -> Decision {
        match self {
            Self::Open => decision,
            Self::Released => Decision::Allow,
            Self::ForReview => Decision::Hold,
            Self::Stopped => decision.max(Decision::Hold),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identity_releases_a_hold_and_brings_fraud_before_a_person() {
        let counts = |decision, verified, release| Resolution::after(decision, verified, release).counts_as(decision);
        for release in [false, true] {
            assert_eq!(counts(Decision::Hold, Verified::Approved, release), Decision::Allow);
            assert_eq!(counts(Decision::Hold, Verified::Rejected, release), Decision::Hold);
            assert_eq!(counts(Decision::Fraud, Verified::Rejected, release), Decision::Fraud);
            assert_eq!(counts(Decision::Allow, Verified::Approved, release), Decision::Allow);
            assert_eq!(counts(Decision::Allow, Verified::Rejected, release), Decision::Allow);
        }
        assert_eq!(counts(Decision::Fraud, Verified::Approved, false), Decision::Hold);
        assert_eq!(counts(Decision::Fraud, Verified::Approved, true), Decision::Allow);
    }
}
