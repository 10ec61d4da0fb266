//! Status changes, append-only.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Db, Error, Tx, micros, time};

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    ApiKey(String),
    AdminUser(String),
    Subject,
    System,
}

impl Actor {
    pub fn kind(&self) -> &'static str {
        match self {
            Self::ApiKey(_) => "api_key",
            Self::AdminUser(_) => "admin_user",
            Self::Subject => "subject",
            Self::System => "system",
        }
    }

    pub fn id(&self) -> Option<&str> {
        match self {
            Self::ApiKey(id) | Self::AdminUser(id) => Some(id),
            Self::Subject | Self::System => None,
        }
    }
}

/// What somebody said about a change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    pub comment: Option<String>,
    /// A reason code.
    pub reason: Option<String>,
    /// The pipeline's reason codes, strongest first, for a verdict of its that is applied.
    pub found: Vec<String>,
}

/// One status change.
pub struct HistoryEntry {
    pub from: Option<String>,
    pub to: String,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub comment: Option<String>,
    pub reason: Option<String>,
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    from_status: Option<String>,
    to_status: String,
    actor_kind: String,
    actor_id: Option<String>,
    comment: Option<String>,
    reason: Option<String>,
    at: i64,
}

/// Every status change of a verification, oldest first.
pub(super) async fn of(db: &mut Db, verification: &str) -> Result<Vec<HistoryEntry>, Error> {
    let sql = "SELECT from_status, to_status, actor_kind, actor_id, comment, reason, at FROM history \
               WHERE verification_id = $1 ORDER BY seq";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(verification.to_owned()).fetch_all(db).await?;
    let entry = |row: Row| HistoryEntry {
        from: row.from_status,
        to: row.to_status,
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        comment: row.comment,
        reason: row.reason,
        at: time(row.at),
    };
    Ok(rows.into_iter().map(entry).collect())
}

/// A line to be written.
pub(super) struct Line<'a> {
    pub(super) verification: &'a str,
    pub(super) seq: i64,
    pub(super) from: Option<&'a str>,
    pub(super) to: &'a str,
    pub(super) actor: &'a Actor,
    pub(super) note: &'a Note,
}

impl Tx {
    pub(super) async fn insert_history(&mut self, line: Line<'_>) -> Result<(), Error> {
        let sql = "INSERT INTO history (verification_id, seq, from_status, to_status, actor_kind, actor_id, comment, \
                   reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        sqlx::query(sql)
            .bind(line.verification.to_owned())
            .bind(line.seq)
            .bind(line.from.map(str::to_owned))
            .bind(line.to.to_owned())
            .bind(line.actor.kind().to_owned())
            .bind(line.actor.id().map(str::to_owned))
            .bind(line.note.comment.clone())
            .bind(line.note.reason.clone())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}
