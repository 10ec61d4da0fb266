//! How signals become points and points a decision. Numbered: its version is stored with every assessment.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    code::Code,
    email::{self, Lists, Verdict},
    score::Decision,
    timezone,
};

/// A score from here on is fraud; no setting moves it.
pub const FRAUD_FROM: i32 = 80;

/// Domains that a merchant may list.
const MOST_DOMAINS: usize = 10_000;

/// What one code is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    pub on: bool,
    /// Of one unit: most signals have one, linked accounts and velocity may have several.
    pub points: i32,
    /// How far from zero all units together may come.
    pub cap: i32,
    /// The decision is at least this one when the rule fires, whatever the score and however much speaks for the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_least: Option<Decision>,
}

impl Rule {
    fn default_of(code: Code) -> Self {
        Self { on: true, points: code.default_points(), cap: code.default_cap(), at_least: None }
    }

    /// Points of that many units.
    pub fn worth(&self, units: u32) -> i32 {
        let units = i32::try_from(units).unwrap_or(i32::MAX);
        self.points.saturating_mul(units).clamp(-self.cap, self.cap)
    }
}

/// A rule for each code. Read from JSON, what is absent has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Rules(BTreeMap<Code, Rule>);

impl Default for Rules {
    fn default() -> Self {
        Self(Code::ALL.iter().map(|code| (*code, Rule::default_of(*code))).collect())
    }
}

impl Rules {
    pub fn of(&self, code: Code) -> Rule {
        self.0.get(&code).copied().unwrap_or_else(|| Rule::default_of(code))
    }

    pub fn set(&mut self, code: Code, rule: Rule) {
        self.0.insert(code, rule);
    }
}

/// What a setting says about one rule; the rest is as it was.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    on: Option<bool>,
    points: Option<i32>,
    cap: Option<i32>,
    at_least: Option<Decision>,
}

impl<'de> Deserialize<'de> for Rules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut rules = Self::default();
        for (code, change) in BTreeMap::<Code, Change>::deserialize(deserializer)? {
            let rule = rules.of(code);
            let (on, points) = (change.on.unwrap_or(rule.on), change.points.unwrap_or(rule.points));
            let (cap, at_least) = (change.cap.unwrap_or(rule.cap), change.at_least);
            rules.set(code, Rule { on, points, cap, at_least });
        }
        Ok(rules)
    }
}

/// What the browser's offset is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimezoneReference {
    /// The nearest zone of the billing country at that moment.
    #[default]
    BillingCountry,
    /// The zone of the network address, where the operator supplies a table of places.
    Ip,
    /// The shop server's own, which flags every distant customer.
    Server,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TimezonePolicy {
    pub reference: TimezoneReference,
    /// The browser is wrong from this difference on, in minutes.
    pub mismatch_from_min: i32,
    /// The shop's own zone, for checkouts that come without the server's offset.
    pub shop_zone: Option<String>,
}

impl Default for TimezonePolicy {
    fn default() -> Self {
        Self { reference: TimezoneReference::default(), mismatch_from_min: 180, shop_zone: None }
    }
}

/// The merchant's own word on mail domains, and on their parents down to what was registered. It wins over every list.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmailPolicy {
    /// Never throw-away.
    pub allow: BTreeSet<String>,
    /// Always throw-away.
    pub deny: BTreeSet<String>,
}

impl EmailPolicy {
    /// What the merchant says of a domain, in ASCII.
    pub fn judge<'a>(&self, domain: &'a str) -> Verdict<'a> {
        let lists = Lists {
            known: &|_| false,
            allow: &|domain| self.allow.contains(domain),
            deny: &|domain| self.deny.contains(domain),
        };
        lists.judge(domain)
    }

    fn domains(&self) -> impl Iterator<Item = &String> {
        self.allow.iter().chain(&self.deny)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DevicePolicy {
    /// A fingerprint on more accounts than this is common and links nobody.
    pub common_above: u32,
}

impl Default for DevicePolicy {
    fn default() -> Self {
        Self { common_above: 20 }
    }
}

/// More attempts than these are too many. The longest span that was passed counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VelocityPolicy {
    pub ten_minutes: u32,
    pub hour: u32,
    pub day: u32,
}

impl Default for VelocityPolicy {
    fn default() -> Self {
        Self { ten_minutes: 5, hour: 10, day: 20 }
    }
}

/// Which assessments ask for a verification by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutomaticRequests {
    #[default]
    Off,
    Hold,
    HoldAndFraud,
}

impl AutomaticRequests {
    pub fn asks(self, decision: Decision) -> bool {
        match decision {
            Decision::Allow => false,
            Decision::Hold => self != Self::Off,
            Decision::Fraud => self == Self::HoldAndFraud,
        }
    }
}

/// A merchant's policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Counts the changes of the merchant's settings.
    pub version: u32,
    /// A score from here on is held.
    pub threshold: i32,
    pub rules: Rules,
    pub email: EmailPolicy,
    pub timezone: TimezonePolicy,
    pub device: DevicePolicy,
    pub velocity: VelocityPolicy,
    /// Earlier paid orders that make a customer an established one.
    pub established_from_orders: u32,
    pub automatic_requests: AutomaticRequests,
    /// An approved verification allows what was fraud, where it would else wait for a person.
    pub release_fraud_on_verified: bool,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: 1,
            threshold: 50,
            rules: Rules::default(),
            email: EmailPolicy::default(),
            timezone: TimezonePolicy::default(),
            device: DevicePolicy::default(),
            velocity: VelocityPolicy::default(),
            established_from_orders: 1,
            automatic_requests: AutomaticRequests::Off,
            release_fraud_on_verified: false,
        }
    }
}

/// A setting that cannot be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {wrong}")]
pub struct Invalid {
    /// Path of the setting, such as `rules.TZ_MISMATCH.points`.
    pub field: String,
    /// A sentence that a person can act on.
    pub wrong: &'static str,
}

impl Policy {
    /// What is wrong with it, all of it.
    pub fn validate(&self) -> Result<(), Vec<Invalid>> {
        let mut found = Vec::new();
        let mut must = |holds: bool, field: &str, wrong: &'static str| {
            if !holds {
                found.push(Invalid { field: field.to_owned(), wrong });
            }
        };
        must((1..=FRAUD_FROM).contains(&self.threshold), "threshold", "must be from 1 to 80, where fraud begins");
        let minutes = self.timezone.mismatch_from_min;
        must((1..=720).contains(&minutes), "timezone.mismatch_from_min", "must be from 1 to 720 minutes");
        let zone = self.timezone.shop_zone.as_deref().is_none_or(timezone::is_zone);
        must(zone, "timezone.shop_zone", "must be the name of a time zone, such as Europe/Berlin");
        must((1..=1000).contains(&self.device.common_above), "device.common_above", "must be from 1 to 1000 accounts");
        let VelocityPolicy { ten_minutes, hour, day } = self.velocity;
        let spans = [("velocity.ten_minutes", ten_minutes), ("velocity.hour", hour), ("velocity.day", day)];
        for (field, attempts) in spans {
            must((1..=1000).contains(&attempts), field, "must be from 1 to 1000 attempts");
        }
        let orders = self.established_from_orders;
        must((1..=1000).contains(&orders), "established_from_orders", "must be from 1 to 1000 orders");
        let few = self.email.domains().count() <= MOST_DOMAINS;
        must(few, "email", "may hold up to 10000 domains; a longer list belongs into a file of the server's");
        let domains = self.email.domains().all(|domain| email::is_ascii_domain(domain));
        must(
            domains,
            "email",
            "must hold domains in lower case, such as example.org; others in their ASCII form, xn--…",
        );
        for (code, rule) in &self.rules.0 {
            found.extend(wrong_with(*code, rule));
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

fn wrong_with(code: Code, rule: &Rule) -> Option<Invalid> {
    let (member, wrong) = match (code.is_trust(), rule) {
        (false, Rule { points, .. }) if !(0..=100).contains(points) => ("points", "must be from 0 to 100"),
        (true, Rule { points, .. }) if !(-100..=0).contains(points) => ("points", "must be from -100 to 0"),
        (_, Rule { cap, .. }) if !(0..=100).contains(cap) => ("cap", "must be from 0 to 100"),
        (true, Rule { at_least: Some(_), .. }) => {
            ("at_least", "cannot be set where the signal speaks for the customer")
        }
        _ => return None,
    };
    Some(Invalid { field: format!("rules.{code}.{member}"), wrong })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_is_valid_and_survives_json() {
        let policy = Policy::default();
        assert_eq!(policy.validate(), Ok(()));
        let text = serde_json::to_string(&policy).unwrap();
        assert_eq!(serde_json::from_str::<Policy>(&text).unwrap(), policy);
        assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), policy);
    }

    #[test]
    fn a_setting_changes_what_it_names_alone() {
        let text = r#"{"rules": {"TZ_MISMATCH": {"on": false}, "EMAIL_DISPOSABLE": {"points": 60, "cap": 60}}}"#;
        let policy: Policy = serde_json::from_str(text).unwrap();
        assert_eq!(policy.rules.of(Code::TzMismatch), Rule { on: false, points: 20, cap: 20, at_least: None });
        assert_eq!(policy.rules.of(Code::EmailDisposable).points, 60);
        assert_eq!(policy.rules.of(Code::IpTor), Rule::default_of(Code::IpTor));
        assert!(serde_json::from_str::<Policy>(r#"{"rules": {"NO_SUCH_CODE": {}}}"#).is_err());
        assert!(serde_json::from_str::<Policy>(r#"{"fraud_from": 70}"#).is_err());
    }

    #[test]
    fn impossible_settings_are_named() {
        let text = r#"{"threshold": 81, "timezone": {"shop_zone": "Mars/Olympus"}, "velocity": {"hour": 0},
                       "rules": {"IP_TOR": {"points": -1}, "CUSTOMER_VERIFIED": {"points": 5}}}"#;
        let policy: Policy = serde_json::from_str(text).unwrap();
        let fields: Vec<_> = policy.validate().unwrap_err().into_iter().map(|wrong| wrong.field).collect();
        let expected = [
            "threshold",
            "timezone.shop_zone",
            "velocity.hour",
            "rules.IP_TOR.points",
            "rules.CUSTOMER_VERIFIED.points",
        ];
        assert_eq!(fields, expected);
    }

    #[test]
    fn automatic_requests_ask_for_what_was_set() {
        use AutomaticRequests as A;
        let asked =
            |setting: A| [Decision::Allow, Decision::Hold, Decision::Fraud].map(|decision| setting.asks(decision));
        assert_eq!(asked(A::Off), [false; 3]);
        assert_eq!(asked(A::Hold), [false, true, false]);
        assert_eq!(asked(A::HoldAndFraud), [false, true, true]);
    }
}
