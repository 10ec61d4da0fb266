//! The parts of the page below the reasons: pairs of a name and what is known.

use std::collections::HashMap;

use countersign_core::risk::{
    Decision, Report,
    signal::{Attempts, Label, LinkedAccount, MailHost, Source, Via},
};

use super::{Links, when};
use crate::store::{AssessmentRow, LabelRow};

/// A name, what is known, and where the shop shows it.
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) value: String,
    pub(super) page: Option<String>,
}

impl Fact {
    fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), page: None }
    }
}

/// Another account on the same device.
pub(super) struct AccountRow {
    pub(super) id: String,
    pub(super) page: Option<String>,
    /// Its latest ones, each with its page.
    pub(super) orders: Vec<(String, Option<String>)>,
    pub(super) via: &'static str,
    pub(super) label: Option<&'static str>,
}

/// How often somebody tried: within ten minutes, an hour and a day.
pub(super) struct AttemptRow {
    pub(super) by: &'static str,
    pub(super) times: [u32; 3],
}

pub(super) fn email(report: &Report) -> Vec<Fact> {
    let email = &report.email;
    let host = match email.mail_host {
        MailHost::Mx => "takes mail",
        MailHost::NullMx => "says that it takes no mail",
        MailHost::ImplicitMx => "names no mail host, only an address",
        MailHost::NoMailHost => "has no mail host",
        MailHost::Nxdomain => "does not exist",
        MailHost::Unknown => "nobody could tell",
    };
    let source = match (email.source, email.mail_host) {
        (Some(Source::Fresh), MailHost::Unknown) => "fresh: none for this checkout",
        (Some(Source::Cached), MailHost::Unknown) => "cached: none for an earlier one",
        (Some(Source::Fresh), _) => "fresh: asked for this checkout",
        (Some(Source::Cached), _) => "cached: asked for an earlier one",
        (None, _) => "not asked",
    };
    let written = if email.address.trim().is_empty() { "nothing" } else { email.address.as_str() };
    let mut facts = vec![Fact::new("Address", written)];
    facts.extend(email.fault.iter().map(|fault| Fact::new("Wrong with it", fault.clone())));
    if let Some(domain) = &email.domain {
        facts.push(Fact::new("Domain", domain.clone()));
        facts.push(Fact::new("Mail host", format!("{host} ({})", email.mail_host.as_str())));
    }
    facts.push(Fact::new("Answer", source));
    facts.extend(email.checked_at.map(|at| Fact::new("Checked", when(at))));
    facts.push(Fact::new("Throw-away address", yes(email.disposable)));
    facts.push(Fact::new("Names a function, such as info@", yes(email.role)));
    facts
}

fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

/// `+05:30`.
pub(super) fn offset(minutes: Option<i32>) -> String {
    minutes.map_or_else(
        || "not known".to_owned(),
        |minutes| {
            let sign = if minutes < 0 { '−' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        },
    )
}

pub(super) fn timezone(report: &Report) -> Vec<Fact> {
    let zone = &report.timezone;
    let known =
        |minutes: Option<i32>| minutes.map_or_else(|| "not known".to_owned(), |minutes| format!("{minutes} minutes"));
    let verdict = match (zone.mismatch, zone.tampered) {
        (_, Some(true)) => "zone and clock contradict each other",
        (Some(true), _) => "mismatch: too far away",
        (Some(false), _) => "fits",
        (None, _) => "cannot be told",
    };
    let place = |zone: &Option<String>, minutes| match zone {
        Some(zone) => format!("{zone} {}", offset(minutes)),
        None => offset(minutes),
    };
    vec![
        Fact::new("Browser", place(&zone.browser_zone, zone.browser_offset_min)),
        Fact::new("Shop server", offset(zone.server_offset_min)),
        Fact::new("Between the two", known(zone.server_difference_min)),
        Fact::new("Compared with", place(&zone.reference_zone, zone.reference_offset_min)),
        Fact::new("Difference", known(zone.difference_min)),
        Fact::new("Verdict", verdict),
    ]
}

pub(super) fn device(report: &Report) -> Vec<Fact> {
    let device = &report.device;
    let known = match (&device.id, device.missing) {
        (Some(id), _) => id.as_str(),
        (None, true) => "the browser sent nothing",
        (None, false) => "a fingerprint that many share",
    };
    let more = if device.more { " or more" } else { "" };
    let mut facts =
        vec![Fact::new("Device", known), Fact::new("Other accounts on it", format!("{}{more}", device.linked_count))];
    if device.fingerprint_accounts > 0 {
        let links = if device.common { "too common to link anybody" } else { "rare enough to link accounts" };
        let accounts = format!("on {}, {links}", accounts(device.fingerprint_accounts));
        facts.push(Fact::new("Its fingerprint", accounts));
    }
    facts
}

fn accounts(count: u32) -> String {
    if count == 1 { "this account alone".to_owned() } else { format!("{count} accounts") }
}

/// `orders` are the latest of each linked customer who is known.
pub(super) fn linked(report: &Report, orders: &HashMap<String, Vec<String>>, links: Links<'_>) -> Vec<AccountRow> {
    let order = |id: &String| (id.clone(), links.order(id));
    let row = |account: &LinkedAccount| AccountRow {
        // Guests and those who were erased have no page.
        page: orders.get(&account.customer).and_then(|_| links.customer(&account.customer)),
        orders: orders.get(&account.customer).into_iter().flatten().map(order).collect(),
        id: account.customer.clone(),
        via: match account.via {
            Via::Token => "same browser",
            Via::Fingerprint => "same fingerprint",
        },
        label: account.label.map(Label::as_str),
    };
    report.device.linked.iter().map(row).collect()
}

pub(super) fn network(report: &Report) -> Vec<Fact> {
    let ip = &report.technical.ip;
    let mut facts = Vec::new();
    facts.extend(ip.country.clone().map(|country| Fact::new("Country of the network", country)));
    facts.extend(ip.billing_country.clone().map(|country| Fact::new("Country of the bill", country)));
    let lists = [("Listed as Tor", &ip.tor), ("Listed as a VPN", &ip.vpn), ("Listed as a data centre", &ip.datacenter)];
    facts.extend(lists.into_iter().filter_map(|(name, entry)| Some(Fact::new(name, entry.clone()?))));
    facts
}

pub(super) fn attempts(report: &Report) -> Vec<AttemptRow> {
    let velocity = &report.technical.velocity;
    let row = |(by, Attempts { ten_minutes, hour, day }): (&'static str, Attempts)| AttemptRow {
        by,
        times: [ten_minutes, hour, day],
    };
    [("this device", velocity.device), ("this address", velocity.ip), ("this e-mail", velocity.email)].map(row).into()
}

/// `counts_as` is what the decision comes to by now.
pub(super) fn order(row: &AssessmentRow, labels: &[LabelRow], counts_as: Decision, links: Links<'_>) -> Vec<Fact> {
    let amount = row.amount.as_ref().map(|amount| format!("{amount} {}", row.currency.as_deref().unwrap_or_default()));
    let now = match counts_as {
        Decision::Allow => "allowed",
        Decision::Hold => "held",
        Decision::Fraud => "stopped as fraud",
    };
    let customer = row.customer_id.as_deref();
    let order = row.order_id.as_deref();
    let mut facts = vec![
        Fact {
            page: customer.and_then(|id| links.customer(id)),
            ..Fact::new("Customer", customer.unwrap_or("a guest"))
        },
        Fact { page: order.and_then(|id| links.order(id)), ..Fact::new("Order", order.unwrap_or("none yet")) },
        Fact::new("Amount", amount.unwrap_or_else(|| "not told".to_owned())),
        Fact::new("Assessed", when(row.created_at)),
        Fact::new("Policy", format!("version {}", row.policy_version)),
        Fact::new("Counts by now as", now),
    ];
    facts.extend(row.verification_id.clone().map(|id| Fact::new("Verification", id)));
    facts
        .extend(labels.iter().map(|label| Fact::new("Outcome", format!("{}, told {}", label.outcome, when(label.at)))));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_read_as_people_write_them() {
        assert_eq!([offset(Some(330)), offset(Some(-300)), offset(None)], ["+05:30", "−05:00", "not known"]);
    }
}
