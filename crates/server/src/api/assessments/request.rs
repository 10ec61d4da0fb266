//! What a checkout is asked about, checked and turned into the domain's words. Offsets are minutes east of UTC.

use std::{fmt, net::IpAddr};

use countersign_core::{
    document::country,
    expected::Person,
    risk::{device::Components, money::Amount, timezone::OFFSETS},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    error::{INVALID_FIELD, MISSING_FIELD, Problem},
    risk::{Billing, CheckoutFacts, DeviceClaim, OrderFacts},
};

/// Bytes of components and texts about a browser.
const MOST_COMPONENTS: usize = 300;
/// Characters of what a customer may have written for an e-mail address.
const MOST_WRITTEN: usize = 4096;
/// How far back a checkout may lie.
const OLDEST: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How far ahead the shop's clock may be.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// One checkout.
#[derive(Deserialize, ToSchema)]
pub struct AssessmentRequest {
    /// As the customer wrote it, valid or not.
    email: Option<String>,
    /// The shop's id; a guest has none.
    customer_id: Option<String>,
    /// The customer's, not the shop server's.
    ip: Option<String>,
    user_agent: Option<String>,
    /// May be sent; neither weighed nor stored.
    accept_language: Option<String>,
    /// As the browser names it, such as `Europe/Berlin`.
    browser_timezone: Option<String>,
    /// Minutes east of UTC: Berlin in winter is 60.
    browser_offset_min: Option<i32>,
    device: Option<DeviceRequest>,
    /// The shop server's own offset, minutes east of UTC.
    server_offset_min: Option<i32>,
    /// Of a verification that was asked for before.
    verification_id: Option<String>,
    /// A credential that the customer shows.
    credential: Option<String>,
    billing: Option<BillingRequest>,
    /// May be sent; neither weighed nor stored.
    phone: Option<String>,
    order: Option<OrderRequest>,
    /// When the checkout happened; now unless told.
    #[schema(value_type = Option<String>)]
    occurred_at: Option<Timestamp>,
}

/// What is known of the browser.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct DeviceRequest {
    /// The token that the collector keeps.
    token: Option<String>,
    /// An id you vouch for: one of your devices, `dev_…`, or a word of your own.
    id: Option<String>,
    /// A fingerprint of your own collector.
    fingerprint: Option<String>,
    /// What a collector found, by name.
    #[schema(value_type = Option<Object>)]
    components: Option<Components>,
}

/// The bill. Only the country is weighed; the name goes into a verification that is asked for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct BillingRequest {
    /// ISO 3166-1, two or three letters.
    country: Option<String>,
    first_name: Option<String>,
    last_name: Option<String>,
}

/// The order, as far as it is there.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct OrderRequest {
    id: Option<String>,
    /// A decimal, such as `49.90`.
    amount: Option<String>,
    /// ISO 4217, such as `EUR`; needed where there is an amount.
    currency: Option<String>,
}

/// Names a person.
impl fmt::Debug for AssessmentRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AssessmentRequest(redacted)")
    }
}

fn wrong(param: &'static str, detail: &'static str) -> Problem {
    Problem::from(&INVALID_FIELD).param(param).detail(detail)
}

/// A text that has to be there.
fn needed(name: &'static str, value: Option<String>, most: usize) -> Result<String, Problem> {
    text(name, value, most)?.ok_or_else(|| Problem::from(&MISSING_FIELD).param(name))
}

fn text(name: &'static str, value: Option<String>, most: usize) -> Result<Option<String>, Problem> {
    let Some(value) = value else { return Ok(None) };
    if value.trim().is_empty() || value.chars().count() > most || value.contains('\0') {
        let detail = format!("`{name}` is a text of 1 to {most} characters.");
        return Err(Problem::from(&INVALID_FIELD).param(name).detail(detail));
    }
    Ok(Some(value))
}

/// Whatever the customer wrote: whether it is an address is for the score to say.
fn written(email: Option<String>) -> Result<String, Problem> {
    let email = email.ok_or_else(|| Problem::from(&MISSING_FIELD).param("email"))?;
    if email.chars().count() > MOST_WRITTEN {
        return Err(wrong("email", "`email` is a text of up to 4096 characters."));
    }
    Ok(email)
}

fn offset(name: &'static str, value: Option<i32>) -> Result<Option<i32>, Problem> {
    if value.is_none_or(|minutes| OFFSETS.contains(&minutes)) {
        return Ok(value);
    }
    Err(wrong(name, "Offsets are minutes east of UTC, from -720 to 840: Berlin in winter is 60, New York -300."))
}

impl AssessmentRequest {
    /// Everything in the form it should have.
    pub(crate) fn checked(self, now: Timestamp) -> Result<CheckoutFacts, Problem> {
        let address = needed("ip", self.ip, 64)?;
        let ip: IpAddr = address.trim().parse().map_err(|_| wrong("ip", "`ip` is an IPv4 or IPv6 address."))?;
        if self.occurred_at.is_some_and(|at| at > now + SKEW || now.duration_since(at) > OLDEST) {
            return Err(wrong("occurred_at", "`occurred_at` is at most a year ago and not in the future."));
        }
        text("phone", self.phone, 64)?;
        text("accept_language", self.accept_language, 1024)?;
        Ok(CheckoutFacts {
            email: written(self.email)?,
            customer_id: text("customer_id", self.customer_id, 255)?,
            ip: ip.to_canonical(),
            user_agent: needed("user_agent", self.user_agent, 4096)?.chars().take(512).collect(),
            browser_timezone: text("browser_timezone", self.browser_timezone, 64)?,
            browser_offset_min: offset("browser_offset_min", self.browser_offset_min)?,
            server_offset_min: offset("server_offset_min", self.server_offset_min)?,
            device: self.device.map(DeviceRequest::checked).transpose()?.unwrap_or_default(),
            verification_id: text("verification_id", self.verification_id, 255)?,
            credential: text("credential", self.credential, 4096)?,
            billing: self.billing.map(BillingRequest::checked).transpose()?.unwrap_or_default(),
            order: self.order.map(OrderRequest::checked).transpose()?.unwrap_or_default(),
            occurred_at: self.occurred_at,
        })
    }
}

/// Components within bounds.
pub(in crate::api) fn components(sent: Option<Components>) -> Result<Option<Components>, Problem> {
    if sent.as_ref().is_some_and(|components| components.len() > MOST_COMPONENTS) {
        return Err(wrong("components", "There are at most 300 components."));
    }
    Ok(sent)
}

impl DeviceRequest {
    fn checked(self) -> Result<DeviceClaim, Problem> {
        Ok(DeviceClaim {
            token: text("device.token", self.token, 512)?,
            id: text("device.id", self.id, 255)?,
            fingerprint: text("device.fingerprint", self.fingerprint, 1024)?,
            components: components(self.components)?,
        })
    }
}

impl BillingRequest {
    fn checked(self) -> Result<Billing, Problem> {
        let country = self.country.filter(|code| !code.is_empty()).map(|code| alpha2(&code)).transpose()?;
        let first_name = text("billing.first_name", self.first_name, 255)?;
        let last_name = text("billing.last_name", self.last_name, 255)?;
        let named = first_name.is_some() || last_name.is_some();
        let person = named.then(|| Person { first_name, last_name, ..Person::default() });
        Ok(Billing { country, person })
    }
}

fn alpha2(code: &str) -> Result<String, Problem> {
    let upper = code.trim().to_ascii_uppercase();
    let two = if upper.len() == 2 {
        country::from_alpha2(&upper).and_then(country::to_alpha2)
    } else {
        country::to_alpha2(&upper)
    };
    two.map(str::to_owned).ok_or_else(|| wrong("billing.country", "This is no country code of ISO 3166-1."))
}

impl OrderRequest {
    fn checked(self) -> Result<OrderFacts, Problem> {
        let amount = self.amount.map(|text| text.trim().parse::<Amount>()).transpose();
        let amount = amount.map_err(|_| wrong("order.amount", "An amount is a decimal such as 49.90."))?;
        let letters = |code: &String| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
        if self.currency.as_ref().is_some_and(|code| !letters(code)) {
            return Err(wrong("order.currency", "A currency has three letters, such as EUR."));
        }
        if amount.is_some() && self.currency.is_none() {
            return Err(Problem::from(&MISSING_FIELD).param("order.currency"));
        }
        Ok(OrderFacts {
            id: text("order.id", self.id, 255)?,
            amount: amount.map(|amount| amount.to_string()),
            currency: self.currency.map(|code| code.to_ascii_uppercase()),
        })
    }
}
