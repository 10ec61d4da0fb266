//! What the clock does: verifications that nobody submitted end, and data that outlived its use goes.

use super::settings::settings_in;
use crate::{
    error::Problem,
    service::Service,
    store::{Actor, AuditEntry, Class, Note},
};

/// Ends one verification that is overdue; nothing when it is not.
pub async fn expire(service: &Service, id: &str) -> Result<(), Problem> {
    let mut tx = service.store.begin().await?;
    let Some(record) = tx.verification_by_id(id).await? else { return Ok(()) };
    let Some(moved) = record.life.clone().expire(tx.now) else { return Ok(()) };
    let lasting = settings_in(&mut tx, &record.tenant).await?.lasting();
    if tx.apply(&record, &moved, &Actor::System, &Note::default(), lasting).await? {
        tx.commit().await?;
    }
    Ok(())
}

/// Deletes one class of a verification's data, if it is still due. Stored pictures go before the rows that name them, so
/// that an interruption leaves something to do again and nothing behind.
pub async fn forget(service: &Service, class: Class, id: &str) -> Result<(), Problem> {
    let mut tx = service.store.begin().await?;
    let Some(record) = tx.verification_by_id(id).await? else { return Ok(()) };
    if !tx.forget(class, id).await? {
        return Ok(());
    }
    if class != Class::Extracted {
        service.blobs.delete_all(id).await?;
    }
    let detail = match class {
        Class::Images => "images",
        Class::Extracted => "extracted",
        Class::Outcome => "outcome",
    };
    let entry = AuditEntry {
        tenant: Some(&record.tenant),
        actor: &Actor::System,
        action: "retention.deleted",
        target: id,
        detail: Some(detail),
    };
    tx.audit(entry).await?;
    Ok(tx.commit().await?)
}
