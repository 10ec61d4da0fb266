//! A page view: the browser gets a token that says which device it is, made new or refreshed, and is seen.

use std::net::IpAddr;

use countersign_core::risk::device::{self, Components};

use super::{
    browser::Browser,
    keys::{Space, space},
    token::DeviceToken,
};
use crate::{
    app::App,
    error::Problem,
    seal::random,
    store::{Checkout, Keys, Sighting, public_id},
    tenant::Tenant,
};

/// What the collector sends, and what its connection shows.
pub struct PageView {
    /// The token it kept from before.
    pub token: Option<String>,
    pub components: Option<Components>,
    /// A word of its own for this visit.
    pub session: Option<String>,
    pub offset_min: Option<i32>,
    pub ip: IpAddr,
    pub user_agent: String,
}

/// What it keeps.
pub struct Collected {
    pub token: String,
    /// `dev_…`.
    pub device: String,
    /// The token it sent was one of ours.
    pub known: bool,
}

/// Sees a page view. It is on disk when this resolves.
pub async fn collect(app: &App, tenant: &Tenant, view: PageView) -> Result<Collected, Problem> {
    let service = app.service()?;
    let space = space(service, tenant).await?;
    let (now, known) = (app.now(), view.token.as_deref());
    let before = known.and_then(|text| DeviceToken::read(&space, text, now));
    let print =
        |of: &str, text: Option<String>| -> Option<[u8; 16]> { space.hash(of, text?.as_bytes()).try_into().ok() };
    let sent = view.components.as_ref();
    let token = DeviceToken {
        device: before.map_or_else(random, |token| token.device),
        issued_at: now,
        strict: print("strict", sent.and_then(device::strict)).or(before.and_then(|token| token.strict)),
        loose: print("loose", sent.and_then(device::loose)).or(before.and_then(|token| token.loose)),
    };
    let browser = Browser {
        device: token.device.to_vec(),
        fingerprint: token.strict.map(Vec::from).unwrap_or_default(),
        loose: token.loose.map(Vec::from),
    };
    let sighting = sighting(app, &space, browser, &view).await?;
    service.store.write_checkout(Checkout { sighting, assessment: None }).await?;
    let device = public_id(&token.device).unwrap_or_default();
    Ok(Collected { token: token.sign(&space), device, known: before.is_some() })
}

/// A look without anybody known to look.
async fn sighting(app: &App, space: &Space, browser: Browser, view: &PageView) -> Result<Sighting, Problem> {
    let store = &app.service()?.store;
    let keys = Keys {
        space: space.id,
        account: Vec::new(),
        device: browser.device,
        fingerprint: browser.fingerprint,
        ip: space.number("ip", view.ip.to_string().as_bytes()),
        agent: space.number("agent", view.user_agent.as_bytes()),
    };
    let (known, first) = (store.known(&keys).await?, store.numbers(3).await?.start);
    Ok(Sighting {
        at: app.now(),
        keys,
        known,
        numbers: [first, first + 1, first + 2],
        customer_id: None,
        email: 0,
        common: false,
        loose: browser.loose,
        session: view.session.as_deref().map(|text| space.number("session", text.as_bytes())),
        offset_min: view.offset_min.map(i64::from),
        ip: view.ip.to_string(),
        agent: view.user_agent.clone(),
    })
}
