//! Verifications: the row, its attempts, and the one way its status changes.

mod change;
mod list;
mod one_shot;
mod read;

use countersign_core::{
    attempt::Need,
    decision::Verdict,
    id,
    level::{AgeResult, Level},
    verification::Verification,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use change::{Decided, Lasting};
pub(crate) use list::status_name;
pub use list::{Filter, Page};
pub use one_shot::OneShot;
pub use read::Found;
pub(crate) use read::{attempts, by_id, by_token, find};

use super::{Error, Store, Tx, history, micros};
use crate::tenant::Tenant;

/// A verification as stored.
#[derive(Clone)]
pub struct Record {
    pub id: String,
    pub tenant: Tenant,
    pub subject_id: String,
    pub life: Verification,
    /// Changes with every write; a write of an old version changes nothing.
    pub version: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub level: Level,
    pub minimum_age: Option<u8>,
    pub needs: Vec<Need>,
    pub vendor_reference: Option<String>,
    pub vendor_state: Option<String>,
    pub customer_id: Option<String>,
    pub order_id: Option<String>,
    pub profile: Option<String>,
    pub redirect_url: Option<String>,
    pub locale: Option<String>,
    /// JSON object of texts.
    pub metadata: String,
    /// Sealed for the subject.
    pub expected: Option<Vec<u8>>,
    pub decision: Option<DecidedBy>,
    /// Everything came and went in one request, and no picture was kept.
    pub one_shot: bool,
}

impl Record {
    /// A verification of level 3 that begins now, of which nothing else is known yet.
    pub fn begin(tx: &Tx, tenant: &Tenant, subject_id: String, life: Verification) -> Self {
        Self {
            id: tx.new_id::<id::Verification>().to_string(),
            tenant: tenant.clone(),
            subject_id,
            life,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
            level: Level::Identity,
            minimum_age: None,
            needs: Vec::new(),
            vendor_reference: None,
            vendor_state: None,
            customer_id: None,
            order_id: None,
            profile: None,
            redirect_url: None,
            locale: None,
            metadata: "{}".to_owned(),
            expected: None,
            decision: None,
            one_shot: false,
        }
    }
}

/// A new verification.
pub struct NewVerification {
    pub record: Record,
    pub token_hash: String,
}

/// The decision in force: what, why, by whom.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecidedBy {
    pub outcome: Verdict,
    pub reasons: Vec<String>,
    pub actor_kind: String,
    pub actor_id: Option<String>,
    pub comment: Option<String>,
    pub at: Timestamp,
}

/// A submitted attempt.
#[derive(Clone)]
pub struct Attempt {
    pub number: u32,
    pub submitted_at: Timestamp,
    pub finished_at: Option<Timestamp>,
    /// What the pipeline said, whether or not it was applied.
    pub verdict: Option<String>,
    /// JSON array of codes.
    pub reasons: Option<String>,
    pub policy_version: Option<i64>,
    /// JSON array of checks.
    pub checks: Option<String>,
    /// Sealed for the subject.
    pub extracted: Option<Vec<u8>>,
    pub decision: Option<DecidedBy>,
    /// What the birth date said; the date itself is sealed with the rest.
    pub age: Option<AgeResult>,
}

impl Store {
    pub async fn verification(&self, tenant: &Tenant, id: &str) -> Result<Option<Record>, Error> {
        find(&mut *self.read().await?, tenant, id).await
    }

    /// With what it takes to show it.
    pub async fn verification_to_show(&self, tenant: &Tenant, id: &str) -> Result<Option<Found>, Error> {
        read::find_to_show(&mut *self.read().await?, tenant, id).await
    }

    pub async fn verification_by_id(&self, id: &str) -> Result<Option<Record>, Error> {
        by_id(&mut *self.read().await?, id).await
    }

    pub async fn verification_of_token(&self, token_hash: &str) -> Result<Option<Record>, Error> {
        by_token(&mut *self.read().await?, token_hash).await
    }

    /// Submitted attempts, oldest first.
    pub async fn attempts(&self, id: &str) -> Result<Vec<Attempt>, Error> {
        attempts(&mut *self.read().await?, id).await
    }

    pub async fn history(&self, id: &str) -> Result<Vec<super::HistoryEntry>, Error> {
        history::of(&mut *self.read().await?, id).await
    }

    /// Started verifications whose time is over.
    pub async fn overdue(&self, now: Timestamp, most: i64) -> Result<Vec<String>, Error> {
        let sql =
            "SELECT id FROM verification WHERE status = 'started' AND expires_at <= $1 ORDER BY expires_at LIMIT $2";
        let query = sqlx::query_scalar(sql).bind(micros(now)).bind(most);
        Ok(query.fetch_all(&mut *self.read().await?).await?)
    }

    /// Verifications of a subject.
    pub async fn verifications_of_subject(&self, subject: &str) -> Result<Vec<Record>, Error> {
        read::of_subject(&mut *self.read().await?, subject).await
    }
}

impl Tx {
    /// Reads a verification in this transaction.
    pub async fn verification(&mut self, tenant: &Tenant, id: &str) -> Result<Option<Record>, Error> {
        find(self, tenant, id).await
    }

    /// Reads a verification in this transaction, whoever's it is.
    pub async fn verification_by_id(&mut self, id: &str) -> Result<Option<Record>, Error> {
        by_id(self, id).await
    }

    /// Submitted attempts, oldest first, read in this transaction.
    pub async fn attempts(&mut self, id: &str) -> Result<Vec<Attempt>, Error> {
        attempts(self, id).await
    }

    /// The reasons the pipeline gave in an attempt.
    pub async fn found_reasons(&mut self, id: &str, attempt: u32) -> Result<Vec<String>, Error> {
        let found = attempts(self, id).await?.into_iter().find(|found| found.number == attempt);
        let reasons = found.and_then(|found| found.reasons);
        let parsed = reasons.map(|reasons| serde_json::from_str(&reasons).map_err(|_| Error::Corrupt("reasons")));
        Ok(parsed.transpose()?.unwrap_or_default())
    }

    /// Gives the record a new version, so that whoever read it earlier has to read it again; false when somebody did
    /// so before us.
    pub async fn touch(&mut self, record: &Record) -> Result<bool, Error> {
        let sql = "UPDATE verification SET version = version + 1, updated_at = $3 WHERE id = $1 AND version = $2";
        let query = sqlx::query(sql).bind(record.id.clone()).bind(record.version).bind(micros(self.now));
        Ok(query.execute(&mut **self).await?.rows_affected() == 1)
    }

    pub async fn insert_consent(&mut self, id: &str, text_version: &str, locale: &str) -> Result<(), Error> {
        let sql = "INSERT INTO consent (verification_id, at, text_version, locale) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (verification_id, at) DO NOTHING";
        sqlx::query(sql)
            .bind(id.to_owned())
            .bind(micros(self.now))
            .bind(text_version.to_owned())
            .bind(locale.to_owned())
            .execute(&mut **self)
            .await?;
        Ok(())
    }
}

impl Store {
    /// Consents given: when, to which text, in which language.
    pub async fn consents(&self, id: &str) -> Result<Vec<(Timestamp, String, String)>, Error> {
        let sql = "SELECT at, text_version, locale FROM consent WHERE verification_id = $1 ORDER BY at";
        let rows: Vec<(i64, String, String)> =
            sqlx::query_as(sql).bind(id.to_owned()).fetch_all(&mut *self.read().await?).await?;
        Ok(rows.into_iter().map(|(at, version, locale)| (super::time(at), version, locale)).collect())
    }
}
