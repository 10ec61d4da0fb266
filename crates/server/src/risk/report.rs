//! The report as a page: complete in itself, for a screen or for paper.

use std::sync::LazyLock;

use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_core::{
    decision::Mode,
    risk::{
        Decision, Report, Resolution,
        score::Triggered,
        signal::{Attempts, Label, LinkedAccount, MailHost, Source, Via},
    },
};
use serde_json::Value;

use crate::{
    api::told,
    error::{INTERNAL_ERROR, Problem},
    store::{AssessmentRow, LabelRow},
};

const STYLE: &str = include_str!("../../static/report.css");

/// What a browser may do with the page: show it with its own style, named by its hash.
pub static PAGE_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, STYLE.as_bytes());
    let hash = STANDARD.encode(hash.as_ref());
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
});

type Facts = Vec<(&'static str, String)>;

#[derive(Template)]
#[template(path = "report.html")]
struct Page {
    style: &'static str,
    id: String,
    test: bool,
    occurred_at: String,
    score: i32,
    threshold: i32,
    band: &'static str,
    decision: &'static str,
    title: &'static str,
    lead: &'static str,
    reasons: Vec<ReasonRow>,
    sum: String,
    clamped: bool,
    email: Facts,
    timezone: Facts,
    device: Facts,
    linked: Vec<AccountRow>,
    network: Facts,
    order: Facts,
    technical: String,
}

struct ReasonRow {
    code: &'static str,
    text: String,
    facts: Vec<String>,
    points: String,
    /// `adds` or `takes`.
    tone: &'static str,
    /// The bar, from −50 to 50.
    from: i32,
    width: i32,
}

struct AccountRow {
    id: String,
    via: &'static str,
    label: Option<&'static str>,
}

/// The page of a stored assessment.
pub fn html(row: &AssessmentRow, labels: &[LabelRow], mode: Mode) -> Result<String, Problem> {
    let broken = || Problem::from(&INTERNAL_ERROR);
    let report: Report = serde_json::from_str(&row.report).map_err(|_| broken())?;
    let (title, lead) = words(report.decision);
    let page = Page {
        style: STYLE,
        id: row.id.clone(),
        test: mode == Mode::Test,
        occurred_at: told(row.occurred_at),
        score: report.score,
        threshold: report.threshold,
        band: report.band.as_str(),
        decision: report.decision.as_str(),
        title,
        lead,
        reasons: report.reasons.iter().map(reason).collect(),
        sum: signed(report.sum),
        clamped: report.sum != report.score,
        email: email(&report),
        timezone: timezone(&report),
        device: device(&report),
        linked: report.device.linked.iter().map(account).collect(),
        network: network(&report),
        order: order(row, labels, report.decision),
        technical: serde_json::to_string_pretty(&report.technical).map_err(|_| broken())?,
    };
    page.render().map_err(|_| broken())
}

fn words(decision: Decision) -> (&'static str, &'static str) {
    match decision {
        Decision::Allow => ("Allowed", "The order may go on."),
        Decision::Hold => ("Held", "A person should take a look before the order goes on."),
        Decision::Fraud => ("Stopped as fraud", "The order was not to be completed."),
    }
}

fn signed(points: i32) -> String {
    if points > 0 { format!("+{points}") } else { points.to_string().replace('-', "−") }
}

fn reason(reason: &Triggered) -> ReasonRow {
    let width = reason.points.abs().min(50);
    ReasonRow {
        code: reason.code.as_str(),
        text: reason.text.clone(),
        facts: facts(&reason.evidence),
        points: signed(reason.points),
        tone: if reason.points < 0 { "takes" } else { "adds" },
        from: reason.points.clamp(-50, 0),
        width,
    }
}

/// Evidence in words; lists of customers stand in a section of their own.
fn facts(evidence: &Value) -> Vec<String> {
    let Some(members) = evidence.as_object() else { return Vec::new() };
    let plain = members.iter().filter(|(name, value)| !value.is_null() && *name != "text" && !value.is_object());
    let plain = plain.filter(|(_, value)| !value.is_array());
    plain.map(|(name, value)| format!("{}: {}", name.replace('_', " "), shown(value))).collect()
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn email(report: &Report) -> Facts {
    let email = &report.email;
    let host = match email.mail_host {
        MailHost::Mx => "takes mail",
        MailHost::NullMx => "says that it takes no mail",
        MailHost::ImplicitMx => "names no mail host, only an address",
        MailHost::NoMailHost => "has no mail host",
        MailHost::Nxdomain => "does not exist",
        MailHost::Unknown => "not known",
    };
    let source = match email.source {
        Some(Source::Fresh) => "asked for this checkout",
        Some(Source::Cached) => "known from before",
        None => "not asked",
    };
    let mut facts = vec![("Address", email.address.clone())];
    facts.extend(email.fault.iter().map(|fault| ("Wrong with it", fault.clone())));
    facts.push(("Domain", host.to_owned()));
    facts.push(("Answer", source.to_owned()));
    facts.extend(email.checked_at.map(|at| ("Checked", told(at))));
    facts.push(("Throw-away address", yes(email.disposable)));
    facts.push(("Names a function", yes(email.role)));
    facts
}

fn yes(holds: bool) -> String {
    if holds { "yes" } else { "no" }.to_owned()
}

/// `+05:30`.
fn offset(minutes: Option<i32>) -> String {
    minutes.map_or_else(
        || "not known".to_owned(),
        |minutes| {
            let sign = if minutes < 0 { '−' } else { '+' };
            format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        },
    )
}

fn timezone(report: &Report) -> Facts {
    let zone = &report.timezone;
    let known =
        |minutes: Option<i32>| minutes.map_or_else(|| "not known".to_owned(), |minutes| format!("{minutes} minutes"));
    let verdict = match (zone.mismatch, zone.tampered) {
        (_, Some(true)) => "zone and clock contradict each other",
        (Some(true), _) => "too far away",
        (Some(false), _) => "fits",
        (None, _) => "cannot be told",
    };
    let reference = zone.reference_zone.as_ref().map_or_else(String::new, |name| format!("{name} "));
    vec![
        (
            "Browser",
            format!("{} {}", zone.browser_zone.as_deref().unwrap_or_default(), offset(zone.browser_offset_min)),
        ),
        ("Shop server", offset(zone.server_offset_min)),
        ("Between the two", known(zone.server_difference_min)),
        ("Compared with", format!("{reference}{}", offset(zone.reference_offset_min))),
        ("Difference", known(zone.difference_min)),
        ("Verdict", verdict.to_owned()),
    ]
}

fn device(report: &Report) -> Facts {
    let device = &report.device;
    let known = match (&device.id, device.missing) {
        (Some(id), _) => id.clone(),
        (None, true) => "the browser sent nothing".to_owned(),
        (None, false) => "a fingerprint that many share".to_owned(),
    };
    let more = if device.more { " or more" } else { "" };
    let mut facts = vec![("Device", known), ("Other accounts on it", format!("{}{more}", device.linked_count))];
    if device.fingerprint_accounts > 0 {
        facts.push(("Accounts with this fingerprint", device.fingerprint_accounts.to_string()));
        facts.push(("Fingerprint links accounts", yes(!device.common)));
    }
    facts
}

fn account(account: &LinkedAccount) -> AccountRow {
    let via = match account.via {
        Via::Token => "same browser",
        Via::Fingerprint => "same fingerprint",
    };
    AccountRow { id: account.customer.clone(), via, label: account.label.map(Label::as_str) }
}

fn network(report: &Report) -> Facts {
    let (ip, velocity) = (&report.technical.ip, &report.technical.velocity);
    let times = |attempts: Attempts| format!("{} / {} / {}", attempts.ten_minutes, attempts.hour, attempts.day);
    let mut facts = Vec::new();
    facts.extend(ip.country.clone().map(|country| ("Country of the network", country)));
    facts.extend(ip.billing_country.clone().map(|country| ("Country of the bill", country)));
    let lists = [("Tor", &ip.tor), ("VPN", &ip.vpn), ("Data centre", &ip.datacenter)];
    facts.extend(lists.into_iter().filter_map(|(name, entry)| Some((name, entry.clone()?))));
    facts.push(("In 10 minutes / an hour / a day", "attempts".to_owned()));
    facts.push(("from this device", times(velocity.device)));
    facts.push(("from this address", times(velocity.ip)));
    facts.push(("with this e-mail", times(velocity.email)));
    facts
}

fn order(row: &AssessmentRow, labels: &[LabelRow], decision: Decision) -> Facts {
    let resolution = row.resolution.as_deref().and_then(Resolution::from_name).unwrap_or_default();
    let now = match resolution {
        Resolution::Open => "the decision stands",
        Resolution::Released => "released after the identity was verified",
        Resolution::ForReview => "the identity was verified; a person decides",
        Resolution::Stopped => "stopped: the identity was not verified",
    };
    let none = || "none".to_owned();
    let amount = row.amount.as_ref().map(|amount| format!("{amount} {}", row.currency.as_deref().unwrap_or_default()));
    let mut facts = vec![
        ("Customer", row.customer_id.clone().unwrap_or_else(|| "a guest".to_owned())),
        ("Order", row.order_id.clone().unwrap_or_else(none)),
        ("Amount", amount.unwrap_or_else(none)),
        ("Policy", format!("version {}", row.policy_version)),
        ("Since then", now.to_owned()),
        ("Counts as", resolution.counts_as(decision).as_str().to_owned()),
    ];
    facts.extend(row.verification_id.clone().map(|id| ("Verification", id)));
    facts.extend(labels.iter().map(|label| ("Outcome", format!("{} on {}", label.outcome, told(label.at)))));
    facts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!([signed(5), signed(0), signed(-30)], ["+5", "0", "−30"]);
        assert_eq!([offset(Some(330)), offset(Some(-300)), offset(None)], ["+05:30", "−05:00", "not known"]);
    }
}
