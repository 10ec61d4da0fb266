//! What a person is led through: the steps, the ways around some of them, the words of the consent, who follows along.

pub mod consent;
pub mod locale;
pub mod steps;
pub mod streams;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How a person goes through a verification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    #[default]
    Usual,
    /// Without the challenge: a person looks.
    HumanReview,
    /// Without selfie and challenge: a person looks.
    NonBiometric,
}

impl Way {
    pub const ALL: [Self; 3] = [Self::Usual, Self::HumanReview, Self::NonBiometric];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::HumanReview => "human_review",
            Self::NonBiometric => "non_biometric",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == name)
    }
}
