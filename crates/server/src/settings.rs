//! What a merchant may set. Kept as JSON with the merchant; what is absent has its default.
//!
//! Every member stands in docs/identity.md. A group of members that belongs to one part of the server is a struct in a
//! file of its own below `settings/`, with serde defaults and a `check`.

mod change;
mod check;
mod flow;

use countersign_core::{
    attempt::Need,
    decision::{FaceBands, Policy, WithoutLiveness},
    face::TargetFmr,
    level::{Detection, Level, Rules},
    liveness::TargetApcer,
    retention::Retention,
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

pub use change::changed;
pub use check::Wrong;
pub(crate) use check::is_shop;
pub use flow::{Contact, FlowSettings, Scheme, Theme};

use crate::store::Lasting;

/// Settings of a merchant, in both modes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MerchantSettings {
    /// What must be there before submit where the request does not say; null means what the level needs.
    #[schema(value_type = Option<Vec<String>>)]
    pub required_documents: Option<Vec<Need>>,
    /// How many attempts one verification has, 1 to 20.
    pub attempts: u32,
    /// Seconds a verification waits to be submitted, 60 to 2592000.
    pub expires_in: i64,
    /// Days each class of data is kept: `images`, `extracted` and `outcome` of a verification, `signals` of checkouts.
    #[schema(value_type = Object)]
    pub retention: Retention,
    /// Web origins, as in `https://shop.example`, whose pages may call with the publishable key.
    pub origins: Vec<String>,
    /// The shop's name in credentials, such as its domain; null means the merchant's id. Up to 50 characters.
    pub shop: Option<String>,
    /// The shop's zone, as in `Europe/Berlin`: in it a birthday begins and a credential ends. Null means UTC.
    pub time_zone: Option<String>,
    /// Where the shop says what happens with personal data.
    pub privacy_url: Option<String>,
    /// Where the shop shows a customer, with `{id}` for the id, for links in reports.
    pub customer_page: Option<String>,
    /// Where the shop shows an order, with `{id}` for the id, for links in reports.
    pub order_page: Option<String>,
    /// Carts may require a level.
    pub identity_enabled: bool,
    /// Days a verified customer need not be verified again, 1 to 3650.
    pub identity_reuse_ttl_days: u16,
    /// In simple mode, a cart of this total or more requires an identity: a decimal such as `250.00`; null is off.
    pub identity_cart_threshold: Option<String>,
    /// What every cart requires: 1, 2 or 3; null is nothing.
    #[schema(value_type = Option<u8>)]
    pub minimum_level: Option<Level>,
    /// What a cart with restricted items requires: 1, 2 or 3.
    #[schema(value_type = u8)]
    pub restricted_level: Level,
    /// How old a customer has to be where an age is asked for: 18, 21 or null.
    pub minimum_age: Option<u8>,
    /// `simple` or `advanced`: in advanced mode items say their own level, and the total does not matter.
    pub mode: SettingsMode,
    /// Where the flow begins: `button`, `checkout` or `after_order`.
    pub identity_trigger: Trigger,
    /// What marks a restricted product: `both`, `metafields_only` or `tags_only`.
    #[schema(value_type = String)]
    pub detection_mode: Detection,
    /// The tag of restricted products; tags that contain it count, whatever their case.
    pub product_tag: String,
    /// Hours a credential lasts, 1 to 720.
    pub token_ttl_hours: u16,
    /// A credential is good for one order.
    pub one_use_credentials: bool,
    /// Faces match at this false match rate: `1e-2`, `1e-3` or `1e-4`.
    #[schema(value_type = String)]
    pub face_match_fmr: TargetFmr,
    /// An active challenge passes at this share of attacks taken for live people: `1e-1`, `5e-2` or `1e-2`.
    #[schema(value_type = String)]
    pub liveness_apcer: TargetApcer,
    /// What is done about a selfie without an active challenge: `tolerate`; `passive_is_enough`, where a still has to be
    /// examined; or `double_check` by a person (one-shot calls, which nobody can look at, are not verified then).
    #[schema(value_type = String)]
    pub without_liveness: WithoutLiveness,
    /// Level 3 needs an active challenge. Null means not for still images and always in the widget.
    pub require_active_liveness: Option<bool>,
    /// How the flow of the person looks and what it offers.
    pub flow: FlowSettings,
}

/// How carts are judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SettingsMode {
    #[default]
    Simple,
    Advanced,
}

/// Where the flow begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    #[default]
    Button,
    Checkout,
    AfterOrder,
}

impl Default for MerchantSettings {
    fn default() -> Self {
        Self {
            required_documents: None,
            attempts: 5,
            expires_in: 7 * 24 * 3600,
            retention: Retention::default(),
            origins: Vec::new(),
            shop: None,
            time_zone: None,
            privacy_url: None,
            customer_page: None,
            order_page: None,
            identity_enabled: false,
            identity_reuse_ttl_days: 180,
            identity_cart_threshold: None,
            minimum_level: None,
            restricted_level: Level::Identity,
            minimum_age: None,
            mode: SettingsMode::default(),
            identity_trigger: Trigger::default(),
            detection_mode: Detection::default(),
            product_tag: "vh_requires_idv".to_owned(),
            token_ttl_hours: 24,
            one_use_credentials: false,
            face_match_fmr: TargetFmr::default(),
            liveness_apcer: TargetApcer::default(),
            without_liveness: WithoutLiveness::default(),
            require_active_liveness: None,
            flow: FlowSettings::default(),
        }
    }
}

impl MerchantSettings {
    /// Settings of another version may lack or have members; a member that cannot be read is as if it were not set, and
    /// the others stand.
    pub fn parse(text: &str) -> Self {
        if let Ok(settings) = serde_json::from_str(text) {
            return settings;
        }
        let members: Map<String, Value> = serde_json::from_str(text).unwrap_or_default();
        let mut readable = Map::new();
        for (name, value) in members {
            readable.insert(name.clone(), value);
            if serde_json::from_value::<Self>(Value::Object(readable.clone())).is_err() {
                readable.remove(&name);
            }
        }
        serde_json::from_value(Value::Object(readable)).unwrap_or_default()
    }

    /// What a cart is judged by; nothing where the shop asks for no identity.
    pub fn rules(&self) -> Option<Rules> {
        let simple = self.mode == SettingsMode::Simple;
        let threshold = self.identity_cart_threshold.as_deref().filter(|_| simple);
        self.identity_enabled.then(|| Rules {
            minimum: self.minimum_level,
            restricted: self.restricted_level,
            items_say_level: !simple,
            threshold: threshold.and_then(|text| text.parse().ok()),
            detection: self.detection_mode,
            tag: self.product_tag.clone(),
        })
    }

    /// A policy with what this merchant set.
    pub fn judged(&self, policy: Policy) -> Policy {
        let doubt = policy.faces.doubt.min(self.face_match_fmr);
        let without_liveness = match self.without_liveness {
            WithoutLiveness::Tolerate => policy.without_liveness,
            stricter => stricter.max(policy.without_liveness),
        };
        Policy { faces: FaceBands { accept: self.face_match_fmr, doubt }, without_liveness, ..policy }
    }

    /// How long things last that a decision begins.
    pub fn lasting(&self) -> Lasting {
        let days = i64::from(self.identity_reuse_ttl_days);
        Lasting { retention: self.retention, customer: SignedDuration::from_hours(24 * days) }
    }

    /// Level 3 of still images needs an active challenge, too.
    pub fn stills_need_challenge(&self) -> bool {
        self.require_active_liveness == Some(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_cannot_be_read_takes_no_other_with_it() {
        let settings =
            MerchantSettings::parse(r#"{"attempts": 2, "of_tomorrow": 1, "mode": "odd", "shop": "a.example"}"#);
        let expected =
            MerchantSettings { attempts: 2, shop: Some("a.example".to_owned()), ..MerchantSettings::default() };
        assert_eq!(settings, expected);
        assert_eq!(MerchantSettings::parse("nonsense"), MerchantSettings::default());
    }
}
