//! What a challenge's score means: thresholds named by the share of attacks that passed at them.
//!
//! `countersign evaluate challenge MANIFEST.csv` measures them again on any labelled set and prints both error rates at
//! each; `docs/liveness.md` tells how these came about and what they cannot show.

use serde::{Deserialize, Serialize};

/// Named operating points of the active challenge, by the share of presentation attacks taken for live people (APCER,
/// ISO/IEC 30107-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum TargetApcer {
    #[serde(rename = "1e-1")]
    OneIn10,
    #[serde(rename = "5e-2")]
    OneIn20,
    #[default]
    #[serde(rename = "1e-2")]
    OneIn100,
}

/// Lowest scores of the weakest part that pass, in the order of [`TargetApcer::ALL`]. Measured in 2026-11 on 300 rendered
/// attacks of ten species.
const THRESHOLDS: [f32; 3] = [0.2, 0.3, 0.5];

impl TargetApcer {
    /// From the most lenient to the strictest.
    pub const ALL: [Self; 3] = [Self::OneIn10, Self::OneIn20, Self::OneIn100];

    /// The name by which users choose it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneIn10 => "1e-1",
            Self::OneIn20 => "5e-2",
            Self::OneIn100 => "1e-2",
        }
    }

    /// The lowest score of a [`super::Judgement`] that passes; what speaks for an attack passes at none.
    pub fn threshold(self) -> f32 {
        THRESHOLDS[self as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stricter_targets_ask_for_more_and_the_strictest_for_every_part() {
        assert!(TargetApcer::ALL.map(TargetApcer::threshold).is_sorted_by(|a, b| a < b));
        assert!((TargetApcer::default().threshold() - 0.5).abs() < f32::EPSILON);
    }

    #[test]
    fn names_are_what_settings_say() {
        for target in TargetApcer::ALL {
            assert_eq!(serde_json::to_value(target).unwrap(), target.name());
        }
    }
}
