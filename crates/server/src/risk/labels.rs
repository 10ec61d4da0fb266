//! What a merchant tells afterwards: which order it became, and how it ended.

use countersign_core::risk::signal::Label;

use super::keys::space;
use crate::{
    error::{NOT_FOUND, ORDER_BOUND, Problem},
    lifecycle::Turn,
    service::Service,
    store::{AssessmentRow, AuditEntry},
};

/// Names the order of an assessment. An assessment is of one order.
pub async fn bind_order(service: &Service, turn: &Turn, id: &str, order: &str) -> Result<AssessmentRow, Problem> {
    let space = space(service, &turn.tenant).await?;
    let nobody = || Problem::from(&NOT_FOUND);
    let mut tx = service.store.begin().await?;
    let mut row = tx.assessment(space.id, id).await?.ok_or_else(nobody)?;
    if !tx.bind_order(space.id, id, order).await? {
        return Err(Problem::from(&ORDER_BOUND));
    }
    turn.mark_assessed(&mut tx, service, 200, id).await?;
    tx.commit().await?;
    row.order_id = Some(order.to_owned());
    Ok(row)
}

/// Records how a checkout ended. A fact once told stays; telling it again changes nothing.
pub async fn label(service: &Service, turn: &Turn, id: &str, outcome: Label) -> Result<AssessmentRow, Problem> {
    let space = space(service, &turn.tenant).await?;
    let mut tx = service.store.begin().await?;
    let row = tx.assessment(space.id, id).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    if tx.label(&row, outcome.as_str(), &turn.actor).await? {
        let entry = AuditEntry {
            tenant: Some(&turn.tenant),
            actor: &turn.actor,
            action: "assessment.labelled",
            target: id,
            detail: Some(outcome.as_str()),
        };
        tx.audit(entry).await?;
    }
    turn.mark_assessed(&mut tx, service, 200, id).await?;
    tx.commit().await?;
    Ok(row)
}
