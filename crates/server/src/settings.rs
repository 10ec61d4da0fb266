//! What a merchant may set. Kept as JSON with the merchant; what is absent has its default.

use countersign_core::{attempt::Need, retention::Retention};
use serde::{Deserialize, Serialize};

/// Settings of a merchant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MerchantSettings {
    /// What must be there before submit where the request does not say; nothing means what the level needs.
    pub required_documents: Option<Vec<Need>>,
    /// How many attempts one verification has.
    pub attempts: u32,
    /// Seconds a verification waits to be submitted.
    pub expires_in: i64,
    pub retention: Retention,
}

impl Default for MerchantSettings {
    fn default() -> Self {
        Self { required_documents: None, attempts: 5, expires_in: 7 * 24 * 3600, retention: Retention::default() }
    }
}

impl MerchantSettings {
    /// Settings of an earlier version may lack or have members; what cannot be read is as if it were not set.
    pub fn parse(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or_default()
    }
}
