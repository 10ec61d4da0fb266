//! What became of checkouts. Labels are facts: added, never lifted, and counted on the account.

use jiff::Timestamp;

use super::{Actor, AssessmentRow, Db, Error, Store, Tx, micros, sighting::mark_links, time};

/// A label with its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LabelRow {
    /// `fraud`, `chargeback`, `refund` or `good`.
    pub outcome: String,
    pub at: Timestamp,
}

async fn find(db: &mut Db, assessment: &str) -> Result<Vec<LabelRow>, Error> {
    let sql = "SELECT outcome, at FROM label WHERE assessment_id = $1 ORDER BY at, outcome";
    let rows: Vec<(String, i64)> = sqlx::query_as(sql).bind(assessment.to_owned()).fetch_all(db).await?;
    Ok(rows.into_iter().map(|(outcome, at)| LabelRow { outcome, at: time(at) }).collect())
}

impl Store {
    /// The labels of an assessment, oldest first.
    pub async fn labels(&self, assessment: &str) -> Result<Vec<LabelRow>, Error> {
        find(&mut *self.read().await?, assessment).await
    }
}

impl Tx {
    /// Adds a label; false when it stood already. An account with fraud or a chargeback marks all its links.
    pub async fn label(&mut self, row: &AssessmentRow, outcome: &str, actor: &Actor) -> Result<bool, Error> {
        let sql = "INSERT INTO label (assessment_id, outcome, at, actor_kind, actor_id) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT (assessment_id, outcome) DO NOTHING";
        let done = sqlx::query(sql)
            .bind(row.id.clone())
            .bind(outcome.to_owned())
            .bind(micros(self.now))
            .bind(actor.kind().to_owned())
            .bind(actor.id().map(str::to_owned))
            .execute(&mut **self)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let Some(account) = row.account_id else { return Ok(true) };
        let sql = match outcome {
            "good" => "UPDATE account SET good = good + 1 WHERE id = $1",
            "fraud" => "UPDATE account SET frauds = frauds + 1 WHERE id = $1",
            "chargeback" => "UPDATE account SET chargebacks = chargebacks + 1 WHERE id = $1",
            _ => return Ok(true),
        };
        sqlx::query(sql).bind(account).execute(&mut **self).await?;
        mark_links(self, [account].into()).await?;
        Ok(true)
    }
}
