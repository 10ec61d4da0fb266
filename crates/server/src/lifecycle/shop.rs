//! Shops whose platform passes requests on and signs them.

use super::Turn;
use crate::{
    auth::seal_secret,
    error::{INVALID_FIELD, NOT_FOUND, Problem},
    service::Service,
    settings::is_shop,
    store::{AuditEntry, ShopRow},
};

/// Connects a shop, or gives it another secret. Requests that its platform passes on are believed from then on.
pub async fn connect_shop(service: &Service, turn: &Turn, domain: &str, secret: &str) -> Result<(), Problem> {
    let wrong = |param, detail: &'static str| Problem::from(&INVALID_FIELD).param(param).detail(detail);
    if !(8..=255).contains(&secret.len()) {
        return Err(wrong("secret", "`secret` has 8 to 255 characters."));
    }
    if !is_shop(domain) || domain.bytes().any(|byte| byte.is_ascii_uppercase()) {
        let how = "A shop's domain is written in lower case, as in name.myshopify.com, with up to 50 characters.";
        return Err(wrong("domain", how));
    }
    let sealed_secret = seal_secret(service, domain, secret);
    let shop = ShopRow { domain: domain.to_owned(), tenant: turn.tenant.clone(), sealed_secret };
    let mut tx = service.store.begin().await?;
    if !tx.put_shop(&shop).await? {
        return Err(wrong("domain", "This shop is connected to another merchant or mode."));
    }
    tx.audit(entry(turn, "shop.connected", domain)).await?;
    Ok(tx.commit().await?)
}

/// Disconnects a shop: its platform is believed no longer.
pub async fn disconnect_shop(service: &Service, turn: &Turn, domain: &str) -> Result<(), Problem> {
    let mut tx = service.store.begin().await?;
    if !tx.delete_shop(&turn.tenant, domain).await? {
        return Err(Problem::from(&NOT_FOUND).detail("There is no shop of this domain."));
    }
    tx.audit(entry(turn, "shop.disconnected", domain)).await?;
    Ok(tx.commit().await?)
}

fn entry<'a>(turn: &'a Turn, action: &'static str, domain: &'a str) -> AuditEntry<'a> {
    AuditEntry { tenant: Some(&turn.tenant), actor: &turn.actor, action, target: domain, detail: None }
}
