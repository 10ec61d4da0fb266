//! One attempt at a verification: which documents it needs, has and is still missing.

use serde::{Deserialize, Serialize};

/// The kinds of evidence; a verification holds at most one document of each in every attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// Identity document: a front and, optionally, a back.
    PhotoId,
    ProofOfAddress,
    Selfie,
}

impl DocumentKind {
    pub const ALL: [Self; 3] = [Self::PhotoId, Self::ProofOfAddress, Self::Selfie];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::PhotoId => "photo_id",
            Self::ProofOfAddress => "proof_of_address",
            Self::Selfie => "selfie",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Which picture of a document. A document of one picture has only a front.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Front,
    Back,
}

impl Side {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Front, Self::Back].into_iter().find(|side| side.as_str() == name)
    }
}

/// What must be there before submit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    PhotoId,
    PhotoIdBack,
    ProofOfAddress,
    Selfie,
}

impl Need {
    pub const ALL: [Self; 4] = [Self::PhotoId, Self::PhotoIdBack, Self::ProofOfAddress, Self::Selfie];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::PhotoId => "photo_id",
            Self::PhotoIdBack => "photo_id_back",
            Self::ProofOfAddress => "proof_of_address",
            Self::Selfie => "selfie",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.as_str() == name)
    }

    /// The picture that meets the need.
    fn picture(self) -> (DocumentKind, Side) {
        match self {
            Self::PhotoId => (DocumentKind::PhotoId, Side::Front),
            Self::PhotoIdBack => (DocumentKind::PhotoId, Side::Back),
            Self::ProofOfAddress => (DocumentKind::ProofOfAddress, Side::Front),
            Self::Selfie => (DocumentKind::Selfie, Side::Front),
        }
    }
}

/// What a document has gone through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentStatus {
    Uploaded,
    Processing,
    Processed,
    Failed,
}

impl DocumentStatus {
    pub const ALL: [Self; 4] = [Self::Uploaded, Self::Processing, Self::Processed, Self::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Processing => "processing",
            Self::Processed => "processed",
            Self::Failed => "failed",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
    }
}

/// What is asked for and not there, in the order of [`Need::ALL`].
pub fn missing(needs: &[Need], pictures: &[(DocumentKind, Side)]) -> Vec<Need> {
    Need::ALL.into_iter().filter(|need| needs.contains(need) && !pictures.contains(&need.picture())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_back_is_missed_only_where_it_is_needed() {
        let front = [(DocumentKind::PhotoId, Side::Front)];
        assert_eq!(missing(&[Need::PhotoId], &front), []);
        assert_eq!(missing(&[Need::PhotoIdBack, Need::PhotoId], &front), [Need::PhotoIdBack]);
        assert_eq!(missing(&[Need::Selfie, Need::PhotoId], &[]), [Need::PhotoId, Need::Selfie]);
        assert_eq!(missing(&[], &[]), []);
    }

    #[test]
    fn names_are_read_back() {
        assert!(DocumentKind::ALL.into_iter().all(|kind| DocumentKind::from_name(kind.as_str()) == Some(kind)));
        assert!(Need::ALL.into_iter().all(|need| Need::from_name(need.as_str()) == Some(need)));
        assert!(DocumentStatus::ALL.into_iter().all(|s| DocumentStatus::from_name(s.as_str()) == Some(s)));
        assert_eq!(Side::from_name("left"), None);
    }
}
