//! Forgetting a customer or a guest: links, checkouts, labels, and browsers that nobody else used.

use countersign_core::id;

use super::{
    case::canonical,
    keys::{Space, space},
};
use crate::{
    error::Problem,
    hex,
    lifecycle::Turn,
    service::Service,
    store::{ACCOUNT, AuditEntry, Erasure, Forgotten, Tx},
    tenant::Tenant,
};

/// Whose traces go.
pub enum Who<'a> {
    /// The shop's id.
    Customer(&'a str),
    /// A guest's e-mail address.
    Guest(&'a str),
}

impl Who<'_> {
    fn key(&self, space: &Space) -> Vec<u8> {
        match self {
            Self::Customer(id) => space.customer(id),
            Self::Guest(address) => space.guest(&canonical(address)),
        }
    }
}

/// Erases a customer within a transaction, as the erasure of a person does.
pub(crate) async fn erase_customer(
    service: &Service,
    tx: &mut Tx,
    tenant: &Tenant,
    customer: &str,
) -> Result<(), Problem> {
    // Whoever never assessed a checkout has nothing to erase.
    if service.store.space(tenant).await?.is_some() {
        let space = space(service, tenant).await?;
        tx.erase_account(&space.customer(customer), None).await?;
    }
    Ok(())
}

/// Erases a customer or a guest on request: what went, and the receipt, by which a restored copy forgets them again.
pub async fn erase(service: &Service, turn: &Turn, who: Who<'_>) -> Result<(Erasure, Forgotten), Problem> {
    let space = space(service, &turn.tenant).await?;
    let key = who.key(&space);
    let number = service.store.account(space.id, &key).await?;
    let mut tx = service.store.begin().await?;
    let forgotten = tx.erase_account(&key, number.map(|number| space.guest_name(number))).await?;
    let receipt = Erasure {
        id: tx.new_id::<id::Receipt>().to_string(),
        subject_id: format!("{ACCOUNT}{}", hex::encode(&key)),
        merchant_id: turn.tenant.merchant.to_string(),
        verifications: 0,
        images: 0,
        at: tx.now,
    };
    tx.insert_erasure(&receipt).await?;
    let entry = AuditEntry {
        tenant: Some(&turn.tenant),
        actor: &turn.actor,
        action: "risk.erased",
        target: &receipt.id,
        detail: None,
    };
    tx.audit(entry).await?;
    tx.commit().await?;
    Ok((receipt, forgotten))
}
