//! The one way a status changes: row, history, event and jobs in one transaction, guarded by the version that was read.

use countersign_core::{
    attempt::Need,
    decision::Verdict,
    level::AgeResult,
    retention::Retention,
    sandbox,
    verification::{Change, Moved, Status},
    webhook::{Data, EventType},
};

use jiff::SignedDuration;

use super::{DecidedBy, NewVerification, Record};
use crate::store::{Actor, Error, EventSubject, JobKind, NewJob, Note, Passed, Tx, history::Line, micros};

/// What the pipeline found in one attempt.
pub struct Decided {
    pub attempt: u32,
    pub verdict: Verdict,
    /// Codes, strongest first.
    pub reasons: Vec<String>,
    pub policy_version: u32,
    /// JSON array.
    pub checks: String,
    /// Sealed for the subject.
    pub extracted: Option<Vec<u8>>,
    /// What the birth date says.
    pub age: Option<AgeResult>,
}

/// How long something lasts that a change of status begins.
#[derive(Clone, Copy, Debug)]
pub struct Lasting {
    /// Days each class of data is kept.
    pub retention: Retention,
    /// How long a customer stays verified.
    pub customer: SignedDuration,
}

impl Tx {
    /// Writes a new verification with its first line of history and its first event.
    pub async fn insert_verification(
        &mut self,
        new: &NewVerification,
        changes: &[Change],
        actor: &Actor,
    ) -> Result<(), Error> {
        self.insert_row(new).await?;
        self.tell(&new.record, new.record.version, changes, actor, &Note::default()).await.map(drop)
    }

    /// Applies a transition to the record it was computed from. False when somebody changed the record meanwhile, and
    /// nothing was written.
    pub async fn apply(
        &mut self,
        record: &Record,
        moved: &Moved,
        actor: &Actor,
        note: &Note,
        lasting: Lasting,
    ) -> Result<bool, Error> {
        let decision = decision_after(self, record, moved, actor, note);
        if !self.update_row(record, moved, decision.as_ref(), lasting.retention).await? {
            return Ok(false);
        }
        let attempt = moved.verification.attempt;
        for change in &moved.changes {
            match (change.to, change.event) {
                (Status::Submitted, EventType::VerificationSubmitted) => self.open_attempt(record, attempt).await?,
                (Status::Approved | Status::Rejected | Status::DoubleCheck, _) => {
                    self.set_attempt_decision(&record.id, attempt, decision.as_ref()).await?;
                    self.resolve_waiting(&record.id, record.level, change.to).await?;
                }
                _ => {}
            }
        }
        self.tell(record, record.version + 1, &moved.changes, actor, note).await?;
        if moved.changes.iter().any(|change| change.to == Status::Approved) {
            self.remember_customer(record, attempt, lasting.customer).await?;
        }
        Ok(true)
    }

    /// A customer whom the shop named is known as verified from now on.
    async fn remember_customer(&mut self, record: &Record, attempt: u32, lasts: SignedDuration) -> Result<(), Error> {
        let Some(customer_id) = record.customer_id.as_deref() else { return Ok(()) };
        let found = super::attempts(self, &record.id).await?.into_iter().find(|found| found.number == attempt);
        let passed = Passed {
            tenant: &record.tenant,
            customer_id,
            subject_id: &record.subject_id,
            level: record.level,
            age: found.and_then(|found| found.age),
            verification_id: &record.id,
            lasts,
        };
        self.verify_customer(&passed).await.map(drop)
    }

    /// A line of history and an event for each change; the id of the last event. A verdict that is applied is the system's,
    /// whoever resumed.
    pub(super) async fn tell(
        &mut self,
        record: &Record,
        version: i64,
        changes: &[Change],
        actor: &Actor,
        note: &Note,
    ) -> Result<String, Error> {
        let mut last = String::new();
        for (index, change) in changes.iter().enumerate() {
            let found = Note { reason: note.found.first().cloned(), ..Note::default() };
            let (actor, note) = if change.automatic { (&Actor::System, &found) } else { (actor, note) };
            let line = Line {
                verification: &record.id,
                // Versions count writes, and no write makes more than a few changes.
                seq: version * 8 + index as i64,
                from: change.from.map(Status::as_str),
                to: change.to.as_str(),
                actor,
                note,
            };
            self.insert_history(line).await?;
            let data = Data {
                id: &record.id,
                mode: record.tenant.mode.as_str(),
                status: Some(change.to.as_str()),
                previous_status: change.from.map(Status::as_str),
                attempt: Some(record.life.attempt + u32::from(change.event == EventType::VerificationResubmitted)),
                reason: note.reason.as_deref(),
                vendor_reference: record.vendor_reference.as_deref(),
                customer_id: record.customer_id.as_deref(),
                order_id: record.order_id.as_deref(),
                link: Some(format!("/v1/verifications/{}", record.id)),
                ..Data::default()
            };
            let about = EventSubject { tenant: &record.tenant, verification: Some(&record.id) };
            last = self.emit(about, change.event, data).await?;
        }
        Ok(last)
    }

    async fn open_attempt(&mut self, record: &Record, number: u32) -> Result<(), Error> {
        let id = &record.id;
        sqlx::query("INSERT INTO attempt (verification_id, number, submitted_at) VALUES ($1, $2, $3)")
            .bind(id.clone())
            .bind(i64::from(number))
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        let magic = sandbox::magic(record.tenant.mode, record.vendor_state.as_deref()).unwrap_or_default();
        let run_at = magic.map(|magic| self.now + SignedDuration::from_secs(i64::from(magic.delay)));
        let payload = format!("{id}/{number}");
        let unique_key = Some(format!("process:{payload}"));
        let kind = JobKind::ProcessVerification;
        self.enqueue(NewJob { kind, payload: &payload, run_at, unique_key }).await
    }

    /// Keeps what the pipeline found; false when it was kept before.
    pub async fn keep_findings(&mut self, id: &str, found: &Decided) -> Result<bool, Error> {
        let sql = "UPDATE attempt SET finished_at = $3, verdict = $4, reasons = $5, policy_version = $6, checks = $7, \
                   sealed_extracted = $8, age = $9 WHERE verification_id = $1 AND number = $2 AND finished_at IS NULL";
        let reasons = serde_json::to_string(&found.reasons).map_err(|_| Error::Corrupt("reasons"))?;
        let done = sqlx::query(sql)
            .bind(id.to_owned())
            .bind(i64::from(found.attempt))
            .bind(micros(self.now))
            .bind(found.verdict.as_str().to_owned())
            .bind(reasons)
            .bind(i64::from(found.policy_version))
            .bind(found.checks.clone())
            .bind(found.extracted.clone())
            .bind(found.age.map(|age| age.as_str().to_owned()))
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn set_attempt_decision(
        &mut self,
        id: &str,
        attempt: u32,
        decision: Option<&DecidedBy>,
    ) -> Result<(), Error> {
        sqlx::query("UPDATE attempt SET decision = $3 WHERE verification_id = $1 AND number = $2")
            .bind(id.to_owned())
            .bind(i64::from(attempt))
            .bind(decision.map(serde_json::to_string).transpose().map_err(|_| Error::Corrupt("decision"))?)
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    async fn update_row(
        &mut self,
        record: &Record,
        moved: &Moved,
        decision: Option<&DecidedBy>,
        retention: Retention,
    ) -> Result<bool, Error> {
        let after = &moved.verification;
        let due = retention.deadlines(after.status, self.now);
        let sql = "UPDATE verification SET status = $3, resume_to = $4, attempt = $5, kept = $6, expires_at = $7, \
                   decision = $8, images_due = $9, extracted_due = $10, outcome_due = $11, updated_at = $12, \
                   version = version + 1 WHERE id = $1 AND version = $2";
        let done = sqlx::query(sql)
            .bind(record.id.clone())
            .bind(record.version)
            .bind(after.status.as_str().to_owned())
            .bind(after.status.resume_to().map(str::to_owned))
            .bind(i64::from(after.attempt))
            .bind(after.kept.map(|verdict| verdict.as_str().to_owned()))
            .bind(micros(after.expires_at))
            .bind(decision.map(serde_json::to_string).transpose().map_err(|_| Error::Corrupt("decision"))?)
            .bind(due.map(|due| micros(due.images)))
            .bind(due.map(|due| micros(due.extracted)))
            .bind(due.map(|due| micros(due.outcome)))
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        self.moved(&record.id);
        Ok(done.rows_affected() == 1)
    }

    pub(super) async fn insert_row(&mut self, new: &NewVerification) -> Result<(), Error> {
        let (record, life) = (&new.record, &new.record.life);
        let needs: Vec<&str> = record.needs.iter().map(|need: &Need| need.as_str()).collect();
        let sql = "INSERT INTO verification (id, merchant_id, mode, subject_id, status, attempt, attempts_allowed, \
                   version, created_at, updated_at, expires_at, level, minimum_age, needs, vendor_reference, \
                   vendor_state, customer_id, order_id, profile, redirect_url, locale, metadata, sealed_expected, \
                   token_hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, $12, $13, $14, $15, $16, \
                   $17, $18, $19, $20, $21, $22, $23)";
        sqlx::query(sql)
            .bind(record.id.clone())
            .bind(record.tenant.merchant.to_string())
            .bind(record.tenant.mode.as_str().to_owned())
            .bind(record.subject_id.clone())
            .bind(life.status.as_str().to_owned())
            .bind(i64::from(life.attempt))
            .bind(i64::from(life.attempts_allowed))
            .bind(record.version)
            .bind(micros(record.created_at))
            .bind(micros(life.expires_at))
            .bind(i64::from(u8::from(record.level)))
            .bind(record.minimum_age.map(i64::from))
            .bind(serde_json::to_string(&needs).map_err(|_| Error::Corrupt("needs"))?)
            .bind(record.vendor_reference.clone())
            .bind(record.vendor_state.clone())
            .bind(record.customer_id.clone())
            .bind(record.order_id.clone())
            .bind(record.profile.clone())
            .bind(record.redirect_url.clone())
            .bind(record.locale.clone())
            .bind(record.metadata.clone())
            .bind(record.expected.clone())
            .bind(new.token_hash.clone())
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}

/// The decision in force after a transition.
fn decision_after(tx: &Tx, record: &Record, moved: &Moved, actor: &Actor, note: &Note) -> Option<DecidedBy> {
    let mut decision = record.decision.clone();
    for change in &moved.changes {
        let outcome = match change.to {
            Status::Approved => Verdict::Approved,
            Status::Rejected => Verdict::Rejected,
            Status::DoubleCheck if change.automatic => Verdict::DoubleCheck,
            // A new attempt begins without one.
            Status::Started if change.event == EventType::VerificationResubmitted => {
                decision = None;
                continue;
            }
            _ => continue,
        };
        let by_system = change.automatic;
        decision = Some(DecidedBy {
            outcome,
            reasons: if by_system { note.found.clone() } else { note.reason.iter().cloned().collect() },
            actor_kind: if by_system { Actor::System.kind() } else { actor.kind() }.to_owned(),
            actor_id: if by_system { None } else { actor.id().map(str::to_owned) },
            comment: if by_system { None } else { note.comment.clone() },
            at: tx.now,
        });
    }
    decision
}
