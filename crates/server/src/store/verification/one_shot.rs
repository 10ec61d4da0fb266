//! Verifications that came and went in one request: written when they are decided, without a picture or a reading.

use countersign_core::{
    decision::Verdict,
    verification::{Change, Status},
    webhook::EventType,
};
use jiff::Timestamp;

use super::{Decided, DecidedBy, NewVerification};
use crate::store::{Actor, Error, Note, Tx, micros};

/// What the column `door` says of them.
pub(super) const DOOR: &str = "one_shot";

/// A verification that is over as it is written.
pub struct OneShot {
    /// Its status is `approved` or `rejected`.
    pub new: NewVerification,
    pub found: Decided,
    /// When all of it is deleted.
    pub due: Timestamp,
    /// When, to which text and in which language the person agreed.
    pub consent: Option<(Timestamp, String, String)>,
}

impl Tx {
    /// Writes it with its attempt, one line of history and its event; the event's id.
    pub async fn insert_one_shot(&mut self, shot: &OneShot) -> Result<String, Error> {
        let (record, found) = (&shot.new.record, &shot.found);
        self.insert_row(&shot.new).await?;
        let decision = DecidedBy {
            outcome: if found.verdict == Verdict::Approved { Verdict::Approved } else { Verdict::Rejected },
            reasons: found.reasons.clone(),
            actor_kind: Actor::System.kind().to_owned(),
            actor_id: None,
            comment: None,
            at: self.now,
        };
        let decision = serde_json::to_string(&decision).map_err(|_| Error::Corrupt("decision"))?;
        sqlx::query("UPDATE verification SET door = $2, decision = $3, outcome_due = $4 WHERE id = $1")
            .bind(record.id.clone())
            .bind(DOOR)
            .bind(decision.clone())
            .bind(micros(shot.due))
            .execute(&mut **self)
            .await?;
        sqlx::query("INSERT INTO attempt (verification_id, number, submitted_at, decision) VALUES ($1, 1, $2, $3)")
            .bind(record.id.clone())
            .bind(micros(self.now))
            .bind(decision)
            .execute(&mut **self)
            .await?;
        self.keep_findings(&record.id, found).await?;
        if let Some((at, version, locale)) = &shot.consent {
            self.insert_given_consent(&record.id, *at, version, locale).await?;
        }
        let (to, event) = match found.verdict {
            Verdict::Approved => (Status::Approved, EventType::VerificationApproved),
            Verdict::Rejected | Verdict::DoubleCheck => (Status::Rejected, EventType::VerificationRejected),
        };
        let change = Change { from: None, to, event, automatic: true };
        let note = Note { found: found.reasons.clone(), ..Note::default() };
        self.tell(record, record.version, &[change], &Actor::System, &note).await
    }

    async fn insert_given_consent(&mut self, id: &str, at: Timestamp, text: &str, locale: &str) -> Result<(), Error> {
        let sql = "INSERT INTO consent (verification_id, at, text_version, locale) VALUES ($1, $2, $3, $4)";
        sqlx::query(sql)
            .bind(id.to_owned())
            .bind(micros(at))
            .bind(text.to_owned())
            .bind(locale.to_owned())
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}
