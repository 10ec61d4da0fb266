//! Erasing a person: the key goes, and with it everything that was sealed with it, wherever a copy may be.

use super::Turn;
use crate::{
    error::{NOT_FOUND, Problem},
    risk,
    service::Service,
    store::{AuditEntry, Erasure},
};

/// Erases a subject of the tenant and answers the receipt. Erasing again answers that there is nobody.
pub async fn erase(service: &Service, turn: &Turn, subject: &str) -> Result<Erasure, Problem> {
    let nobody = || Problem::from(&NOT_FOUND);
    let row = service.store.subject(subject).await?.ok_or_else(nobody)?;
    if row.tenant != turn.tenant {
        return Err(nobody());
    }
    let verifications = service.store.verifications_of_subject(subject).await?;
    let mut tx = service.store.begin().await?;
    risk::erase_person(service, &mut tx, &row).await?;
    let receipt = tx.erase_subject(subject, &turn.tenant.merchant).await?.ok_or_else(nobody)?;
    let entry = AuditEntry {
        tenant: Some(&turn.tenant),
        actor: &turn.actor,
        action: "subject.erased",
        target: subject,
        detail: Some(&receipt.id),
    };
    tx.audit(entry).await?;
    tx.commit().await?;
    // Nobody can open them any more; what an interruption leaves of the bytes goes with their retention.
    for verification in verifications {
        if let Err(error) = service.blobs.delete_all(&verification.id).await {
            tracing::warn!("{error}");
        }
    }
    Ok(receipt)
}
