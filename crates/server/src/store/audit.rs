//! The audit log: append-only, each line chained to the one before it by its hash.

use aws_lc_rs::digest;
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Actor, Error, Store, Tx, micros};
use crate::{hex, tenant::Tenant};

/// Something worth remembering that is no status change.
pub struct AuditEntry<'a> {
    pub tenant: Option<&'a Tenant>,
    pub actor: &'a Actor,
    pub action: &'static str,
    /// The id of what it was done to.
    pub target: &'a str,
    /// Words without values.
    pub detail: Option<&'a str>,
}

/// Where the chain does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("line {0} was changed, or a line before it")]
    Altered(i64),
    #[error("line {0} is missing")]
    Missing(i64),
    #[error("the last lines are missing: {found} of {expected} are there")]
    CutOff { found: i64, expected: i64 },
}

#[derive(FromRow)]
struct Row {
    seq: i64,
    at: i64,
    merchant_id: Option<String>,
    mode: Option<String>,
    actor_kind: String,
    actor_id: Option<String>,
    action: String,
    target: String,
    detail: Option<String>,
    previous: String,
    hash: String,
}

impl Row {
    /// Each part with its length before it, so that no two lines have one text.
    fn digest(&self) -> String {
        let mut context = digest::Context::new(&digest::SHA256);
        let (seq, at) = (self.seq.to_string(), self.at.to_string());
        let optional = [&self.merchant_id, &self.mode, &self.actor_id, &self.detail].map(|part| part.as_deref());
        let parts = [Some(self.previous.as_str()), Some(&seq), Some(&at), Some(&self.actor_kind), Some(&self.action)];
        for part in parts.into_iter().chain([Some(self.target.as_str())]).chain(optional) {
            let length = part.map_or(u64::MAX, |part| part.len() as u64);
            context.update(&length.to_be_bytes());
            context.update(part.unwrap_or_default().as_bytes());
        }
        hex::encode(context.finish().as_ref())
    }
}

impl Tx {
    /// Appends a line.
    pub async fn audit(&mut self, entry: AuditEntry<'_>) -> Result<(), Error> {
        // Changing the head first makes every other writer wait for this one.
        let sql = "UPDATE audit_head SET seq = seq + 1 WHERE id = 1 RETURNING seq, hash";
        let (seq, previous): (i64, String) = sqlx::query_as(sql).fetch_one(&mut **self).await?;
        let mut row = Row {
            seq,
            at: micros(self.now),
            merchant_id: entry.tenant.map(|tenant| tenant.merchant.to_string()),
            mode: entry.tenant.map(|tenant| tenant.mode.as_str().to_owned()),
            actor_kind: entry.actor.kind().to_owned(),
            actor_id: entry.actor.id().map(str::to_owned),
            action: entry.action.to_owned(),
            target: entry.target.to_owned(),
            detail: entry.detail.map(str::to_owned),
            previous,
            hash: String::new(),
        };
        row.hash = row.digest();
        let head = sqlx::query("UPDATE audit_head SET hash = $1 WHERE id = 1").bind(row.hash.clone());
        head.execute(&mut **self).await?;
        self.insert_audit(row).await
    }

    async fn insert_audit(&mut self, row: Row) -> Result<(), Error> {
        let sql = "INSERT INTO audit (seq, at, merchant_id, mode, actor_kind, actor_id, action, target, detail, \
                   previous, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        sqlx::query(sql)
            .bind(row.seq)
            .bind(row.at)
            .bind(row.merchant_id)
            .bind(row.mode)
            .bind(row.actor_kind)
            .bind(row.actor_id)
            .bind(row.action)
            .bind(row.target)
            .bind(row.detail)
            .bind(row.previous)
            .bind(row.hash)
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Follows the chain from its first line; the number of lines, or where it does not hold.
    pub async fn verify_audit(&self) -> Result<Result<i64, Broken>, Error> {
        const PAGE: i64 = 1000;
        let mut db = self.read().await?;
        let sql = "SELECT seq, at, merchant_id, mode, actor_kind, actor_id, action, target, detail, previous, hash \
                   FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2";
        let (mut last, mut hash) = (0, String::new());
        loop {
            let rows: Vec<Row> = sqlx::query_as(sql).bind(last).bind(PAGE).fetch_all(&mut *db).await?;
            let full = rows.len() as i64 == PAGE;
            for row in rows {
                if row.seq != last + 1 {
                    return Ok(Err(Broken::Missing(last + 1)));
                }
                if row.previous != hash || row.digest() != row.hash {
                    return Ok(Err(Broken::Altered(row.seq)));
                }
                (last, hash) = (row.seq, row.hash);
            }
            if !full {
                break;
            }
        }
        let head: (i64, String) =
            sqlx::query_as("SELECT seq, hash FROM audit_head WHERE id = 1").fetch_one(&mut *db).await?;
        if head.0 > last {
            return Ok(Err(Broken::CutOff { found: last, expected: head.0 }));
        }
        Ok(if head == (last, hash) { Ok(last) } else { Err(Broken::Altered(last)) })
    }

    /// Actions and targets of the log, newest first.
    pub async fn audit_tail(&self, most: i64) -> Result<Vec<(Timestamp, String, String)>, Error> {
        let sql = "SELECT at, action, target FROM audit ORDER BY seq DESC LIMIT $1";
        let rows: Vec<(i64, String, String)> =
            sqlx::query_as(sql).bind(most).fetch_all(&mut *self.read().await?).await?;
        Ok(rows.into_iter().map(|(at, action, target)| (super::time(at), action, target)).collect())
    }
}
