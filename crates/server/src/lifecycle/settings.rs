//! A merchant's settings: read, and changed with a version, a line of the audit log and the list of origins.

use serde_json::{Map, Value};

use super::Turn;
use crate::{
    error::{CHANGED_MEANWHILE, INTERNAL_ERROR, NOT_FOUND, Problem},
    service::Service,
    settings::{self, MerchantSettings},
    store::{self, AuditEntry, NewSettings, Tx},
    tenant::Tenant,
};

/// The settings of a merchant.
pub async fn settings(service: &Service, tenant: &Tenant) -> Result<MerchantSettings, Problem> {
    let merchant = service.store.merchant(&tenant.merchant).await?;
    Ok(merchant.map(|merchant| MerchantSettings::parse(&merchant.settings)).unwrap_or_default())
}

/// The same, read in a transaction that is open: one that waited for a second connection while all are lent would wait for
/// itself.
pub(super) async fn settings_in(tx: &mut Tx, tenant: &Tenant) -> Result<MerchantSettings, Problem> {
    let found = tx.settings(&tenant.merchant).await?;
    Ok(found.map(|(text, _)| MerchantSettings::parse(&text)).unwrap_or_default())
}

/// Changes some settings; answers all of them with their version. With `version`, only those of that version are changed.
pub async fn change_settings(
    service: &Service,
    turn: &Turn,
    patch: Map<String, Value>,
    version: Option<i64>,
) -> Result<(MerchantSettings, i64), Problem> {
    let merchant = &*turn.tenant.merchant;
    let mut tx = service.store.begin().await?;
    let (text, before) = tx.settings(merchant).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    if version.is_some_and(|version| version != before) {
        return Err(Problem::from(&CHANGED_MEANWHILE));
    }
    let (after, changed) = settings::changed(&MerchantSettings::parse(&text), patch)?;
    if changed.is_empty() {
        return Ok((after, before));
    }
    let text = serde_json::to_string(&after).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    let version = before + 1;
    let new = NewSettings { merchant, version, settings: &text, origins: &after.origins, changed: &changed };
    match tx.put_settings(&new, &turn.actor).await {
        Err(store::Error::Exists) => return Err(Problem::from(&CHANGED_MEANWHILE)),
        other => other?,
    }
    let names = changed.join(" ");
    let entry = AuditEntry {
        tenant: Some(&turn.tenant),
        actor: &turn.actor,
        action: "settings.changed",
        target: merchant,
        detail: Some(&names),
    };
    tx.audit(entry).await?;
    tx.commit().await?;
    Ok((after, version))
}
