//! The report as a page: complete in itself, for a screen or for paper.

mod reasons;
mod sections;

use std::{collections::HashMap, sync::LazyLock};

use askama::Template;
use base64::{Engine, engine::general_purpose::STANDARD};
use countersign_core::{
    decision::Mode,
    risk::{Decision, Report, Resolution},
};
use jiff::{Timestamp, tz::TimeZone};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use self::{
    reasons::ReasonRow,
    sections::{AccountRow, AttemptRow, Fact},
};
use super::keys::space;
use crate::{
    error::{INTERNAL_ERROR, Problem},
    lifecycle,
    service::Service,
    settings::MerchantSettings,
    store::{AssessmentRow, LabelRow},
    tenant::Tenant,
};

/// Orders that are shown of a linked account, the latest.
const ORDERS: i64 = 3;

const STYLE: &str = include_str!("../../../static/report.css");

/// What a browser may do with the page: show it with its own style, named by its hash.
pub static PAGE_POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, STYLE.as_bytes());
    let hash = STANDARD.encode(hash.as_ref());
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
});

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
    email: Vec<Fact>,
    timezone: Vec<Fact>,
    device: Vec<Fact>,
    linked: Vec<AccountRow>,
    network: Vec<Fact>,
    attempts: Vec<AttemptRow>,
    order: Vec<Fact>,
    technical: String,
}

/// Where the shop shows its customers and orders, if it said so.
#[derive(Clone, Copy)]
struct Links<'a> {
    customer: Option<&'a str>,
    order: Option<&'a str>,
}

impl Links<'_> {
    fn customer(&self, id: &str) -> Option<String> {
        self.customer.map(|page| page_of(page, id))
    }

    fn order(&self, id: &str) -> Option<String> {
        self.order.map(|page| page_of(page, id))
    }
}

/// An address with `{id}` in it, of one thing.
fn page_of(page: &str, id: &str) -> String {
    page.replace("{id}", &utf8_percent_encode(id, NON_ALPHANUMERIC).to_string())
}

/// The page of a stored assessment.
pub async fn html(service: &Service, tenant: &Tenant, row: &AssessmentRow) -> Result<String, Problem> {
    let report: Report = serde_json::from_str(&row.report).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    let around = Around {
        mode: tenant.mode,
        labels: service.store.labels(&row.id).await?,
        settings: lifecycle::settings(service, tenant).await?,
        orders: orders(service, tenant, &report).await?,
    };
    page(row, &report, &around)
}

/// What stands beside the report by now.
struct Around {
    mode: Mode,
    labels: Vec<LabelRow>,
    settings: MerchantSettings,
    /// Of linked customers.
    orders: HashMap<String, Vec<String>>,
}

/// The latest orders of every linked customer.
async fn orders(service: &Service, tenant: &Tenant, report: &Report) -> Result<HashMap<String, Vec<String>>, Problem> {
    let space = space(service, tenant).await?;
    let mut orders = HashMap::new();
    for account in &report.device.linked {
        if let Some(number) = service.store.account(space.id, &space.customer(&account.customer)).await? {
            orders.insert(account.customer.clone(), service.store.orders_of(number, ORDERS).await?);
        }
    }
    Ok(orders)
}

fn page(row: &AssessmentRow, report: &Report, around: &Around) -> Result<String, Problem> {
    let broken = || Problem::from(&INTERNAL_ERROR);
    let Around { mode, labels, settings, orders } = around;
    let resolution = row.resolution.as_deref().and_then(Resolution::from_name).unwrap_or_default();
    let (title, lead) = words(report.decision, resolution);
    let links = Links { customer: settings.customer_page.as_deref(), order: settings.order_page.as_deref() };
    let page = Page {
        style: STYLE,
        id: row.id.clone(),
        test: *mode == Mode::Test,
        occurred_at: when(row.occurred_at),
        score: report.score,
        threshold: report.threshold,
        band: report.band.as_str(),
        decision: report.decision.as_str(),
        title,
        lead,
        reasons: reasons::rows(report),
        sum: reasons::signed(report.sum),
        clamped: report.sum != report.score,
        email: sections::email(report),
        timezone: sections::timezone(report),
        device: sections::device(report),
        linked: sections::linked(report, orders, links),
        network: sections::network(report),
        attempts: sections::attempts(report),
        order: sections::order(row, labels, resolution.counts_as(report.decision), links),
        technical: serde_json::to_string_pretty(&report.technical).map_err(|_| broken())?,
    };
    page.render().map_err(|_| broken())
}

/// What was decided, and how it stands now.
fn words(decision: Decision, resolution: Resolution) -> (&'static str, &'static str) {
    let title = match decision {
        Decision::Allow => "Allowed",
        Decision::Hold => "Held",
        Decision::Fraud => "Stopped as fraud",
    };
    let lead = match (resolution, decision) {
        (Resolution::Open, Decision::Allow) => "The order may go on.",
        (Resolution::Open, Decision::Hold) => "A person should take a look before the order goes on.",
        (Resolution::Open, Decision::Fraud) => "The order was not to be completed.",
        (Resolution::Released, _) => "Released since: the customer's identity was verified, and the order may go on.",
        (Resolution::ForReview, _) => "The customer's identity was verified since; a person decides about the order.",
        (Resolution::Stopped, _) => "The customer's identity could not be verified, so the order stays stopped.",
    };
    (title, lead)
}

/// A moment as people read it, to the second.
fn when(at: Timestamp) -> String {
    at.to_zoned(TimeZone::UTC).strftime("%-d %b %Y, %H:%M:%S UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_the_shop_have_the_id_in_them() {
        let links = Links { customer: Some("https://shop.example/admin?userid={id}"), order: None };
        assert_eq!(
            links.customer("7&x=<ä>").as_deref(),
            Some("https://shop.example/admin?userid=7%26x%3D%3C%C3%A4%3E")
        );
        assert_eq!(links.order("7"), None);
    }

    #[test]
    fn moments_say_their_zone() {
        assert_eq!(when(Timestamp::from_second(1_780_315_200).unwrap()), "1 Jun 2026, 12:00:00 UTC");
    }
}
