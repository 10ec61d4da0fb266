//! From signals to a decision: a pure function of what was observed and a policy.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{
    code::Code,
    device,
    email::Verdict,
    policy::{FRAUD_FROM, Policy, VelocityPolicy},
    signal::{Attempts, EmailFacts, IpFacts, Label, MailHost, Signals, TrustFacts},
    timezone::Comparison,
};
use crate::level::Level;

/// What the checkout does. Ordered by severity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    Allow,
    Hold,
    Fraud,
}

impl Decision {
    pub const ALL: [Self; 3] = [Self::Allow, Self::Hold, Self::Fraud];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Hold => "hold",
            Self::Fraud => "fraud",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    /// Of a score from 0 to 100.
    pub fn of(score: i32, threshold: i32) -> Self {
        match score {
            FRAUD_FROM.. => Self::Fraud,
            _ if score >= threshold => Self::Hold,
            _ => Self::Allow,
        }
    }

    /// What the checkout shows: neutral, with a reference and without reasons. Nothing where the order may go on.
    pub fn message(self, reference: &str) -> Option<String> {
        let text = |text: &str| Some(format!("{text} Please contact us and mention reference {reference}."));
        match self {
            Self::Allow => None,
            Self::Hold => text("We would like to take a short look at this order before we go on."),
            Self::Fraud => text("We could not complete this order."),
        }
    }
}

/// A code that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Triggered {
    pub code: Code,
    /// After the cap; negative where it speaks for the customer.
    pub points: i32,
    pub text: String,
    /// What was seen, with members that depend on the code.
    pub evidence: Value,
}

/// What came of an assessment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assessed {
    /// From 0 to 100.
    pub score: i32,
    /// Of all points, before it was brought into that range.
    pub sum: i32,
    pub decision: Decision,
    pub reasons: Vec<Triggered>,
}

/// Scores a checkout.
pub fn assess(signals: &Signals, policy: &Policy) -> Assessed {
    let mut fired = Vec::new();
    email(&signals.email, policy, &mut fired);
    clock(signals, policy, &mut fired);
    linked(signals, policy, &mut fired);
    network(&signals.ip, &mut fired);
    velocity(signals, &policy.velocity, &mut fired);
    trust(&signals.trust, policy, &mut fired);
    fired.retain(|fired| policy.rules.of(fired.code).on);
    fired.sort_by_key(|fired| fired.code);
    let floor = fired.iter().filter_map(|fired| policy.rules.of(fired.code).at_least).max();
    let reasons: Vec<_> = fired.into_iter().map(|fired| fired.priced(policy)).collect();
    let sum = reasons.iter().map(|reason| reason.points).sum();
    let score = i32::clamp(sum, 0, 100);
    let decision = Decision::of(score, policy.threshold).max(floor.unwrap_or(Decision::Allow));
    Assessed { score, sum, decision, reasons }
}

struct Fired {
    code: Code,
    units: u32,
    evidence: Value,
}

impl Fired {
    fn once(code: Code, evidence: Value) -> Self {
        Self { code, units: 1, evidence }
    }

    fn priced(self, policy: &Policy) -> Triggered {
        let points = policy.rules.of(self.code).worth(self.units);
        Triggered { code: self.code, points, text: self.code.text().to_owned(), evidence: self.evidence }
    }
}

fn email(facts: &EmailFacts, policy: &Policy, fired: &mut Vec<Fired>) {
    if let Some(fault) = facts.fault {
        fired.push(Fired::once(Code::EmailFormatInvalid, json!({"fault": fault, "text": fault.text()})));
        return;
    }
    let code = match facts.mail_host {
        MailHost::Nxdomain => Some(Code::EmailNxdomain),
        MailHost::NoMailHost => Some(Code::EmailNoMailHost),
        MailHost::NullMx => Some(Code::EmailNullMx),
        MailHost::ImplicitMx => Some(Code::EmailImplicitMx),
        MailHost::Mx | MailHost::Unknown => None,
    };
    if let Some(code) = code {
        let evidence = json!({"domain": facts.domain, "source": facts.source, "checked_at": facts.checked_at});
        fired.push(Fired::once(code, evidence));
    }
    if let Some(entry) = disposable(facts, policy) {
        fired.push(Fired::once(Code::EmailDisposable, json!({"domain": facts.domain, "listed": entry})));
    }
}

/// The entry by which the address is a throw-away one: by the merchant's lists, else by the server's.
pub(super) fn disposable<'a>(facts: &'a EmailFacts, policy: &Policy) -> Option<&'a str> {
    match policy.email.judge(facts.domain.as_deref().unwrap_or_default()) {
        Verdict::Unlisted => facts.disposable.as_deref(),
        own => own.disposable(),
    }
}

fn clock(signals: &Signals, policy: &Policy, fired: &mut Vec<Fired>) {
    let seen = Comparison::of(&signals.timezone, &policy.timezone);
    if seen.mismatch == Some(true) {
        let evidence = json!({
            "browser_offset_min": seen.browser_offset_min, "reference": seen.reference,
            "reference_offset_min": seen.reference_offset_min, "difference_min": seen.difference_min,
        });
        fired.push(Fired::once(Code::TzMismatch, evidence));
    }
    if seen.tampered == Some(true) {
        let facts = &signals.timezone;
        let evidence = json!({
            "browser_zone": facts.browser_zone, "zone_offset_min": facts.zone_offset_min,
            "browser_offset_min": facts.browser_offset_min,
        });
        fired.push(Fired::once(Code::TzTampered, evidence));
    }
}

fn linked(signals: &Signals, policy: &Policy, fired: &mut Vec<Fired>) {
    let facts = &signals.device;
    if facts.is_missing() {
        fired.push(Fired::once(Code::DeviceMissing, json!({})));
    }
    let linked: Vec<_> = device::linked(facts, policy.device.common_above).collect();
    if linked.is_empty() {
        return;
    }
    let customers = |adverse: bool| -> Vec<&str> {
        let wanted = linked.iter().filter(|account| !adverse || account.label.is_some_and(Label::is_adverse));
        wanted.map(|account| account.customer.as_str()).collect()
    };
    let units = u32::try_from(linked.len()).unwrap_or(u32::MAX);
    let evidence = json!({"accounts": units, "more": facts.more, "customers": customers(false)});
    fired.push(Fired { code: Code::DeviceLinkedAccounts, units, evidence });
    let adverse = customers(true);
    if !adverse.is_empty() {
        fired.push(Fired::once(Code::DeviceLinkedToFraud, json!({"customers": adverse})));
    }
}

fn network(facts: &IpFacts, fired: &mut Vec<Fired>) {
    if let (Some(country), Some(billing)) = (&facts.country, &facts.billing_country)
        && !country.eq_ignore_ascii_case(billing)
    {
        let evidence = json!({"ip_country": country, "billing_country": billing});
        fired.push(Fired::once(Code::IpCountryMismatch, evidence));
    }
    let lists = [(Code::IpTor, &facts.tor), (Code::IpVpn, &facts.vpn), (Code::IpDatacenter, &facts.datacenter)];
    for (code, entry) in lists {
        if let Some(network) = entry {
            fired.push(Fired::once(code, json!({"network": network})));
        }
    }
}

fn velocity(signals: &Signals, policy: &VelocityPolicy, fired: &mut Vec<Fired>) {
    let facts = &signals.velocity;
    let counted =
        [(Code::VelocityDevice, facts.device), (Code::VelocityIp, facts.ip), (Code::VelocityEmail, facts.email)];
    for (code, attempts) in counted {
        let units = steps(attempts, policy);
        if units > 0 {
            fired.push(Fired { code, units, evidence: json!({"attempts": attempts, "limits": policy}) });
        }
    }
}

/// The longest span with too many attempts: 1 for ten minutes, 2 for an hour, 3 for a day, 0 for none.
fn steps(attempts: Attempts, policy: &VelocityPolicy) -> u32 {
    if attempts.day > policy.day {
        3
    } else if attempts.hour > policy.hour {
        2
    } else {
        u32::from(attempts.ten_minutes > policy.ten_minutes)
    }
}

fn trust(facts: &TrustFacts, policy: &Policy, fired: &mut Vec<Fired>) {
    if facts.verified >= Some(Level::Identity) {
        fired.push(Fired::once(Code::CustomerVerified, json!({"level": facts.verified})));
    }
    if facts.paid_orders >= policy.established_from_orders && facts.disputes == 0 {
        fired.push(Fired::once(Code::CustomerEstablished, json!({"paid_orders": facts.paid_orders})));
    }
}
