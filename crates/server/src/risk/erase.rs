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
    store::{ACCOUNT, AssessmentRow, AuditEntry, Erasure, Forgotten, SubjectRow, Tx},
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

/// Erases what a person bought as, within the transaction that erases the person: the customer, and guests who were asked
/// to prove to be themselves or came with the proof.
pub(crate) async fn erase_person(service: &Service, tx: &mut Tx, person: &SubjectRow) -> Result<(), Problem> {
    // Whoever never assessed a checkout has nothing to erase.
    if service.store.space(&person.tenant).await?.is_none() {
        return Ok(());
    }
    let space = space(service, &person.tenant).await?;
    for (number, key) in tx.guests_of_subject(&person.id).await? {
        tx.erase_account(&key, Some(space.guest_name(number))).await?;
    }
    if let Some(customer) = &person.customer_id {
        tx.erase_account(&space.customer(customer), None).await?;
    }
    Ok(())
}

/// Every assessment of a person, by what they bought as: those that [`erase_person`] would delete.
pub(crate) async fn assessments_of(service: &Service, person: &SubjectRow) -> Result<Vec<AssessmentRow>, Problem> {
    let Some(row) = service.store.space(&person.tenant).await? else { return Ok(Vec::new()) };
    let mut accounts: Vec<i64> =
        service.store.guests_of_subject(&person.id).await?.into_iter().map(|(number, _)| number).collect();
    if let Some(customer) = &person.customer_id {
        let key = space(service, &person.tenant).await?.customer(customer);
        accounts.extend(service.store.account(row.id, &key).await?);
    }
    let mut found = Vec::new();
    for account in accounts {
        found.extend(service.store.assessments_of_account(account).await?);
    }
    Ok(found)
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
