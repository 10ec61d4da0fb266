//! Why a checkout has its score: each code in words, with what was seen.

use countersign_core::risk::{
    Code, Report,
    policy::VelocityPolicy,
    score::Triggered,
    signal::{Attempts, Label, LinkedAccount, Source},
};

use super::{sections::offset, when};

/// Accounts with fraud that are named in a reason; all of them stand in the list of linked accounts.
const NAMED: usize = 5;

/// One code that fired.
pub(super) struct ReasonRow {
    pub(super) code: &'static str,
    pub(super) text: String,
    /// What was seen; empty where the text says it all.
    pub(super) seen: String,
    pub(super) points: String,
    /// `adds` or `takes`.
    pub(super) tone: &'static str,
    /// The bar, from −50 to 50.
    pub(super) from: i32,
    pub(super) width: i32,
}

pub(super) fn rows(report: &Report) -> Vec<ReasonRow> {
    report.reasons.iter().map(|reason| row(reason, report)).collect()
}

fn row(reason: &Triggered, report: &Report) -> ReasonRow {
    ReasonRow {
        code: reason.code.as_str(),
        text: reason.text.clone(),
        seen: seen(reason, report),
        points: signed(reason.points),
        tone: if reason.points < 0 { "takes" } else { "adds" },
        from: reason.points.clamp(-50, 0),
        width: reason.points.abs().min(50),
    }
}

pub(super) fn signed(points: i32) -> String {
    if points > 0 { format!("+{points}") } else { points.to_string().replace('-', "−") }
}

fn seen(reason: &Triggered, report: &Report) -> String {
    let text = |member: &str| reason.evidence[member].as_str().unwrap_or_default().to_owned();
    let velocity = report.technical.velocity;
    match reason.code {
        Code::EmailFormatInvalid => report.email.fault.as_deref().map(sentence).unwrap_or_default(),
        Code::EmailNxdomain | Code::EmailNoMailHost | Code::EmailNullMx | Code::EmailImplicitMx => asked(report),
        Code::EmailDisposable => format!("{} is on the list.", text("listed")),
        Code::TzMismatch => clocks(report),
        Code::TzTampered => tampered(report),
        Code::DeviceLinkedAccounts => how_many(report),
        Code::DeviceLinkedToFraud => labelled(&report.device.linked),
        Code::DeviceMissing => String::new(),
        Code::IpCountryMismatch => format!("Network in {}, bill in {}.", text("ip_country"), text("billing_country")),
        Code::IpTor | Code::IpVpn | Code::IpDatacenter => format!("On the list as {}.", text("network")),
        Code::VelocityDevice => attempts(reason, velocity.device),
        Code::VelocityIp => attempts(reason, velocity.ip),
        Code::VelocityEmail => attempts(reason, velocity.email),
        Code::CustomerVerified => "A valid verification of level 3.".to_owned(),
        Code::CustomerEstablished => match report.technical.trust.paid_orders {
            1 => "One paid order.".to_owned(),
            orders => format!("{orders} paid orders."),
        },
    }
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).chain(['.']).collect()
}

/// What name servers said, and when.
fn asked(report: &Report) -> String {
    let domain = report.email.domain.as_deref().unwrap_or_default();
    let source = report.email.source.map_or("", Source::as_str);
    let at = report.email.checked_at.map(when).unwrap_or_default();
    format!("{domain}; {source}, checked {at}.")
}

fn clocks(report: &Report) -> String {
    let zone = &report.timezone;
    let apart = zone.difference_min.unwrap_or_default();
    let place = zone.reference_zone.as_deref().unwrap_or("the reference");
    let (browser, there) = (offset(zone.browser_offset_min), offset(zone.reference_offset_min));
    format!("The browser is at {browser}, {place} at {there}: {apart} minutes apart.")
}

fn tampered(report: &Report) -> String {
    let facts = &report.technical.timezone;
    let zone = facts.browser_zone.as_deref().unwrap_or_default();
    let (named, said) = (offset(facts.zone_offset_min), offset(facts.browser_offset_min));
    format!("{zone} was at {named}, the browser's clock at {said}.")
}

fn how_many(report: &Report) -> String {
    match (report.device.linked_count, report.device.more) {
        (1, false) => "One other account.".to_owned(),
        (count, false) => format!("{count} other accounts."),
        (count, true) => format!("{count} other accounts or more."),
    }
}

fn labelled(linked: &[LinkedAccount]) -> String {
    let adverse: Vec<_> =
        linked.iter().filter_map(|account| Some((account, account.label.filter(|l| l.is_adverse())?))).collect();
    let name = |(account, label): &(&LinkedAccount, Label)| format!("{} ({})", account.customer, label.as_str());
    let named: Vec<_> = adverse.iter().take(NAMED).map(name).collect();
    let more = adverse.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}.", named.join(", "))
}

/// Counting ends with the first attempt above the greatest limit.
fn attempts(reason: &Triggered, counted: Attempts) -> String {
    let limits: VelocityPolicy = serde_json::from_value(reason.evidence["limits"].clone()).unwrap_or_default();
    let most = limits.ten_minutes.max(limits.hour).max(limits.day);
    let times = |count: u32| if count > most { format!("{count} or more") } else { count.to_string() };
    format!(
        "{} in 10 minutes (limit {}), {} in an hour ({}), {} in a day ({}).",
        times(counted.ten_minutes),
        limits.ten_minutes,
        times(counted.hour),
        limits.hour,
        times(counted.day),
        limits.day
    )
}

#[cfg(test)]
mod tests {
    use countersign_core::risk::{Policy, Signals, assess, email::Fault, signal::Via};
    use jiff::Timestamp;

    use super::*;

    fn report(change: impl FnOnce(&mut Signals)) -> Report {
        let mut signals = Signals::at(Timestamp::UNIX_EPOCH);
        signals.device.token = true;
        change(&mut signals);
        let (policy, address) = (Policy::default(), "ada@example.org");
        Report::new(signals.clone(), &policy, assess(&signals, &policy), address)
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut Signals), code: Code, expected: &str) {
        let found = rows(&report(change)).into_iter().find(|row| row.code == code.as_str());
        assert_eq!(found.map(|row| row.seen).as_deref(), Some(expected));
    }

    #[test]
    fn points_have_their_sign() {
        assert_eq!([signed(5), signed(0), signed(-30)], ["+5", "0", "−30"]);
    }

    #[test]
    fn what_was_seen_is_said_in_words() {
        let account =
            |n: usize| LinkedAccount { customer: format!("c{n}"), via: Via::Token, label: Some(Label::Fraud) };
        let linked = |count: usize| move |s: &mut Signals| s.device.linked = (1..=count).map(account).collect();
        check(linked(1), Code::DeviceLinkedAccounts, "One other account.");
        check(linked(7), Code::DeviceLinkedAccounts, "7 other accounts.");
        check(linked(1), Code::DeviceLinkedToFraud, "c1 (fraud).");
        let many = "c1 (fraud), c2 (fraud), c3 (fraud), c4 (fraud), c5 (fraud) and 2 more.";
        check(linked(7), Code::DeviceLinkedToFraud, many);
        let attempts = Attempts { ten_minutes: 6, hour: 7, day: 21 };
        let expected = "6 in 10 minutes (limit 5), 7 in an hour (10), 21 or more in a day (20).";
        check(|s| s.velocity.ip = attempts, Code::VelocityIp, expected);
        check(|s| s.email.fault = Some(Fault::TooLong), Code::EmailFormatInvalid, "It is longer than 254 bytes.");
        check(|s| s.trust.paid_orders = 1, Code::CustomerEstablished, "One paid order.");
        check(|s| s.ip.tor = Some("192.0.2.0/24".to_owned()), Code::IpTor, "On the list as 192.0.2.0/24.");
        let clocks = |s: &mut Signals| {
            (s.timezone.browser_zone, s.timezone.zone_offset_min) = (Some("Asia/Kolkata".to_owned()), Some(330));
            s.timezone.browser_offset_min = Some(-480);
        };
        check(clocks, Code::TzTampered, "Asia/Kolkata was at +05:30, the browser's clock at −08:00.");
    }
}
