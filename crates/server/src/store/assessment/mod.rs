//! Assessments: written once with everything they were made of, then bound to an order, resolved and labelled.

mod list;
mod write;

use std::fmt;

use countersign_core::{
    level::Level,
    risk::{Decision, Policy, Resolution, resolution::Verified},
    verification::Status,
};
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Db, Error, Store, Tx, time};

pub use list::AssessmentFilter;
pub(super) use write::batch;
pub use write::{Checkout, NewAssessment};

/// An assessment as stored.
#[derive(Clone)]
pub struct AssessmentRow {
    pub id: String,
    pub created_at: Timestamp,
    pub occurred_at: Timestamp,
    pub customer_id: Option<String>,
    pub account_id: Option<i64>,
    pub device_id: Option<i64>,
    pub score: i64,
    /// `allow`, `hold` or `fraud`.
    pub decision: String,
    pub policy_version: i64,
    pub order_id: Option<String>,
    /// A decimal.
    pub amount: Option<String>,
    pub currency: Option<String>,
    pub verification_id: Option<String>,
    /// Nothing while the decision stands as it is.
    pub resolution: Option<String>,
    /// JSON: the report.
    pub report: String,
}

/// Reports name people.
impl fmt::Debug for AssessmentRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AssessmentRow").field("id", &self.id).finish_non_exhaustive()
    }
}

#[derive(FromRow)]
struct Row {
    id: String,
    created_at: i64,
    occurred_at: i64,
    customer_id: Option<String>,
    account_id: Option<i64>,
    device_id: Option<i64>,
    score: i64,
    decision: String,
    policy_version: i64,
    order_id: Option<String>,
    amount: Option<String>,
    currency: Option<String>,
    verification_id: Option<String>,
    resolution: Option<String>,
    report: String,
}

impl From<Row> for AssessmentRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            created_at: time(row.created_at),
            occurred_at: time(row.occurred_at),
            customer_id: row.customer_id,
            account_id: row.account_id,
            device_id: row.device_id,
            score: row.score,
            decision: row.decision,
            policy_version: row.policy_version,
            order_id: row.order_id,
            amount: row.amount,
            currency: row.currency,
            verification_id: row.verification_id,
            resolution: row.resolution,
            report: row.report,
        }
    }
}

macro_rules! selected {
    () => {
        "SELECT s.id AS id, s.created_at AS created_at, s.occurred_at AS occurred_at, a.customer_id AS customer_id, \
         s.account_id AS account_id, s.device_id AS device_id, s.score AS score, s.decision AS decision, \
         s.policy_version AS policy_version, s.order_id AS order_id, s.amount AS amount, s.currency AS currency, \
         s.verification_id AS verification_id, s.resolution AS resolution, s.report AS report \
         FROM assessment s LEFT JOIN account a ON a.id = s.account_id"
    };
}
use selected;

async fn find(db: &mut Db, space: i64, id: &str) -> Result<Option<AssessmentRow>, Error> {
    let sql = concat!(selected!(), " WHERE s.id = $1 AND s.space_id = $2");
    let row: Option<Row> = sqlx::query_as(sql).bind(id.to_owned()).bind(space).fetch_optional(db).await?;
    Ok(row.map(AssessmentRow::from))
}

impl Store {
    /// One assessment of a space.
    pub async fn assessment(&self, space: i64, id: &str) -> Result<Option<AssessmentRow>, Error> {
        find(&mut *self.read().await?, space, id).await
    }

    /// The latest orders of an account, at most so many.
    pub async fn orders_of(&self, account: i64, most: i64) -> Result<Vec<String>, Error> {
        let sql = "SELECT order_id FROM assessment WHERE account_id = $1 AND order_id IS NOT NULL \
                   ORDER BY created_at DESC, id DESC LIMIT $2";
        Ok(sqlx::query_scalar(sql).bind(account).bind(most).fetch_all(&mut *self.read().await?).await?)
    }

    /// The verification that an account's checkouts named or asked for last, and the order of that checkout.
    pub async fn asked_last(&self, account: i64) -> Result<Option<(String, Option<String>)>, Error> {
        let sql = "SELECT verification_id, order_id FROM assessment WHERE account_id = $1 \
                   AND verification_id IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT 1";
        Ok(sqlx::query_as(sql).bind(account).fetch_optional(&mut *self.read().await?).await?)
    }
}

impl Tx {
    /// One assessment, within a transaction.
    pub async fn assessment(&mut self, space: i64, id: &str) -> Result<Option<AssessmentRow>, Error> {
        find(self, space, id).await
    }

    /// Names the order of an assessment; false when it has another one.
    pub async fn bind_order(&mut self, space: i64, id: &str, order: &str) -> Result<bool, Error> {
        let sql = "UPDATE assessment SET order_id = $3 WHERE id = $1 AND space_id = $2 \
                   AND (order_id IS NULL OR order_id = $3)";
        let query = sqlx::query(sql).bind(id.to_owned()).bind(space).bind(order.to_owned());
        Ok(query.execute(&mut **self).await?.rows_affected() == 1)
    }

    /// Resolves what waits for a verification that was decided, each by the policy it was made with.
    pub(in crate::store) async fn resolve_waiting(
        &mut self,
        verification: &str,
        level: Level,
        status: Status,
    ) -> Result<(), Error> {
        let verified = match status {
            // Who is old enough, or human, may be anybody.
            Status::Approved if level < Level::Identity => return Ok(()),
            Status::Approved => Verified::Approved,
            Status::Rejected => Verified::Rejected,
            _ => return Ok(()),
        };
        let sql = "SELECT s.id, s.decision, p.policy FROM assessment s JOIN risk_policy p ON p.space_id = s.space_id \
                   AND p.version = s.policy_version WHERE s.verification_id = $1 AND s.decision <> 'allow'";
        let waiting: Vec<(String, String, String)> =
            sqlx::query_as(sql).bind(verification.to_owned()).fetch_all(&mut **self).await?;
        for (id, decision, policy) in waiting {
            let decision = Decision::from_name(&decision).ok_or(Error::Corrupt("decision"))?;
            let policy: Policy = serde_json::from_str(&policy).map_err(|_| Error::Corrupt("policy"))?;
            let resolution = Resolution::after(decision, verified, policy.release_fraud_on_verified);
            sqlx::query("UPDATE assessment SET resolution = $2 WHERE id = $1")
                .bind(id)
                .bind(resolution.as_str().to_owned())
                .execute(&mut **self)
                .await?;
        }
        Ok(())
    }
}
