//! How often somebody may ask. Who may not now is answered 429 with `Retry-After`.
//!
//! Limits by address, shop, link and key are counted in the memory of each process: they turn a flood away, which must not
//! cost a write to the database, and with N processes let N times as much through. Attempts of a customer are counted in the
//! database, where they hold over all processes and over restarts: each is a guess at somebody's identity.

mod args;
mod bucket;
mod client;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

pub use args::LimitArgs;
pub use bucket::Quota;
pub use client::{ClientAddress, Peer};

use crate::{
    app::App,
    error::{Problem, RATE_LIMITED},
    hex,
    store::Tally,
    tenant::Tenant,
};

use bucket::Buckets;

/// Names of each sort that are remembered in one of two generations; one is some 50 bytes.
const NAMES: usize = 50_000;

/// The limits in force; nothing means without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// Of one address without a secret key.
    pub address: Option<Quota>,
    /// Of one merchant's callers without a secret key.
    pub shop: Option<Quota>,
    /// Looks at one verification with its link.
    pub link: Option<Quota>,
    /// Of one secret key.
    pub key: Option<Quota>,
    /// Attempts of one customer, over all processes.
    pub customer: Option<Quota>,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            address: Quota::a_minute(10),
            shop: Quota::a_minute(120),
            link: Quota::a_minute(120),
            key: None,
            customer: Quota::a_day(10),
        }
    }
}

impl Rates {
    /// Without any limit.
    pub const NONE: Self = Self { address: None, shop: None, link: None, key: None, customer: None };
}

/// What this process has counted.
pub struct Limits {
    rates: Rates,
    addresses: Buckets<u128>,
    shops: Buckets<(Arc<str>, &'static str)>,
    links: Buckets<String>,
    keys: Buckets<String>,
}

impl Limits {
    pub fn new(rates: Rates) -> Self {
        let (addresses, shops) = (Buckets::new(NAMES), Buckets::new(NAMES));
        Self { rates, addresses, shops, links: Buckets::new(NAMES), keys: Buckets::new(NAMES) }
    }

    /// Somebody without a valid key or link.
    pub fn anonymous(&self, address: ClientAddress, now: Timestamp) -> Result<(), Problem> {
        let Some(quota) = self.rates.address else { return Ok(()) };
        self.addresses.take(address.network(), quota, now).map_err(|wait| refusal("address", wait))
    }

    /// Somebody who speaks for a shop without its secret: a publishable key, the shop's proxy, a link that does something.
    pub fn outsider(&self, address: ClientAddress, tenant: &Tenant, now: Timestamp) -> Result<(), Problem> {
        self.anonymous(address, now)?;
        let Some(quota) = self.rates.shop else { return Ok(()) };
        let shop = (Arc::clone(&tenant.merchant), tenant.mode.as_str());
        self.shops.take(shop, quota, now).map_err(|wait| refusal("shop", wait))
    }

    /// The person of a verification looks at it, as a page does every second or two while it waits.
    pub fn look(&self, verification: &str, now: Timestamp) -> Result<(), Problem> {
        let Some(quota) = self.rates.link else { return Ok(()) };
        self.links.take(verification.to_owned(), quota, now).map_err(|wait| refusal("link", wait))
    }

    /// A secret key.
    pub fn key(&self, key: &str, now: Timestamp) -> Result<(), Problem> {
        let Some(quota) = self.rates.key else { return Ok(()) };
        self.keys.take(key.to_owned(), quota, now).map_err(|wait| refusal("key", wait))
    }
}

/// One attempt of a customer to be verified at once, counted over all processes before anything is examined.
pub async fn customer_attempt(app: &App, tenant: &Tenant, customer: &str) -> Result<(), Problem> {
    let Some(quota) = app.config.limits.customer else { return Ok(()) };
    let name = hex::sha256(&[b"customer-attempt", customer.as_bytes()]);
    let tally = Tally { tenant, kind: "customer", name: &name, per: quota.per };
    let mut tx = app.service()?.store.begin().await?;
    let counted = tx.tally(&tally).await?;
    let wait = counted.ends_at.duration_since(tx.now);
    tx.commit().await?;
    if counted.count > i64::from(quota.most.get()) { Err(refusal("customer", wait)) } else { Ok(()) }
}

/// The refusal, which says what was asked too often and when to come back.
fn refusal(limit: &'static str, wait: SignedDuration) -> Problem {
    let seconds = wait.as_micros().max(1) as u64;
    Problem::from(&RATE_LIMITED).retry_after(seconds.div_ceil(1_000_000)).member("limit", limit)
}
