//! From rows to records.

use countersign_core::{
    decision::Verdict,
    level::{AgeResult, Level},
    verification::{Status, Verification},
};
use serde::de::DeserializeOwned;
use sqlx::FromRow;

use super::{Attempt, DecidedBy, Record};
use crate::{
    store::{Db, Error, tenant, time},
    tenant::Tenant,
};

macro_rules! columns {
    () => {
        "id, merchant_id, mode, subject_id, status, resume_to, attempt, attempts_allowed, kept, version, created_at, \
         updated_at, expires_at, level, minimum_age, needs, vendor_reference, vendor_state, customer_id, order_id, \
         profile, redirect_url, locale, metadata, sealed_expected, decision, door"
    };
}
pub(super) use columns;

#[derive(FromRow)]
pub(super) struct Row {
    id: String,
    merchant_id: String,
    mode: String,
    subject_id: String,
    status: String,
    resume_to: Option<String>,
    attempt: i64,
    attempts_allowed: i64,
    kept: Option<String>,
    version: i64,
    created_at: i64,
    updated_at: i64,
    expires_at: i64,
    level: i64,
    minimum_age: Option<i64>,
    needs: String,
    vendor_reference: Option<String>,
    vendor_state: Option<String>,
    customer_id: Option<String>,
    order_id: Option<String>,
    profile: Option<String>,
    redirect_url: Option<String>,
    locale: Option<String>,
    metadata: String,
    sealed_expected: Option<Vec<u8>>,
    decision: Option<String>,
    door: Option<String>,
}

impl TryFrom<Row> for Record {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let status = Status::from_names(&row.status, row.resume_to.as_deref()).map_err(|_| Error::Corrupt("status"))?;
        Ok(Self {
            life: Verification {
                status,
                attempt: row.attempt as u32,
                attempts_allowed: row.attempts_allowed as u32,
                expires_at: time(row.expires_at),
                kept: row.kept.as_deref().map(verdict).transpose()?,
            },
            id: row.id,
            tenant: tenant(row.merchant_id, &row.mode)?,
            subject_id: row.subject_id,
            version: row.version,
            created_at: time(row.created_at),
            updated_at: time(row.updated_at),
            level: Level::try_from(row.level as u8).map_err(|_| Error::Corrupt("level"))?,
            minimum_age: row.minimum_age.map(|age| age as u8),
            needs: json(&row.needs, "needs")?,
            vendor_reference: row.vendor_reference,
            vendor_state: row.vendor_state,
            customer_id: row.customer_id,
            order_id: row.order_id,
            profile: row.profile,
            redirect_url: row.redirect_url,
            locale: row.locale,
            metadata: row.metadata,
            expected: row.sealed_expected,
            decision: row.decision.as_deref().map(|text| json(text, "decision")).transpose()?,
            one_shot: row.door.as_deref() == Some(super::one_shot::DOOR),
        })
    }
}

fn json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|_| Error::Corrupt(what))
}

fn verdict(name: &str) -> Result<Verdict, Error> {
    Verdict::from_name(name).ok_or(Error::Corrupt("verdict"))
}

/// A verification of this tenant.
pub(crate) async fn find(db: &mut Db, tenant: &Tenant, id: &str) -> Result<Option<Record>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM verification WHERE id = $1 AND merchant_id = $2 AND mode = $3");
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(id.to_owned())
        .bind(tenant.merchant.to_string())
        .bind(tenant.mode.as_str().to_owned())
        .fetch_optional(db)
        .await?;
    row.map(Record::try_from).transpose()
}

/// A verification with what it takes to show it.
pub struct Found {
    pub record: Record,
    /// The wrapped key of its subject; nothing once the person was erased.
    pub wrapped_key: Option<Vec<u8>>,
    /// Whether there are documents to be read.
    pub documented: bool,
}

#[derive(FromRow)]
struct FoundRow {
    #[sqlx(flatten)]
    row: Row,
    wrapped_key: Option<Vec<u8>>,
    documented: i64,
}

/// A verification of this tenant with what it takes to show it, in one question: it is what merchants ask most.
pub(super) async fn find_to_show(db: &mut Db, tenant: &Tenant, id: &str) -> Result<Option<Found>, Error> {
    let sql = concat!(
        "SELECT ",
        columns!(),
        ", (SELECT wrapped_key FROM subject WHERE subject.id = verification.subject_id) AS wrapped_key, \
         (SELECT COUNT(*) FROM document WHERE document.verification_id = verification.id) AS documented \
         FROM verification WHERE id = $1 AND merchant_id = $2 AND mode = $3"
    );
    let row: Option<FoundRow> = sqlx::query_as(sql)
        .bind(id.to_owned())
        .bind(tenant.merchant.to_string())
        .bind(tenant.mode.as_str().to_owned())
        .fetch_optional(db)
        .await?;
    let found = |row: FoundRow| {
        let documented = row.documented > 0;
        Ok(Found { record: row.row.try_into()?, wrapped_key: row.wrapped_key, documented })
    };
    row.map(found).transpose()
}

/// A verification, whoever's it is.
pub(crate) async fn by_id(db: &mut Db, id: &str) -> Result<Option<Record>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM verification WHERE id = $1");
    let row: Option<Row> = sqlx::query_as(sql).bind(id.to_owned()).fetch_optional(db).await?;
    row.map(Record::try_from).transpose()
}

/// The verification a subject's token is for.
pub(crate) async fn by_token(db: &mut Db, hash: &str) -> Result<Option<Record>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM verification WHERE token_hash = $1");
    let row: Option<Row> = sqlx::query_as(sql).bind(hash.to_owned()).fetch_optional(db).await?;
    row.map(Record::try_from).transpose()
}

pub(super) async fn of_subject(db: &mut Db, subject: &str) -> Result<Vec<Record>, Error> {
    let sql = concat!("SELECT ", columns!(), " FROM verification WHERE subject_id = $1 ORDER BY created_at, id");
    let rows: Vec<Row> = sqlx::query_as(sql).bind(subject.to_owned()).fetch_all(db).await?;
    rows.into_iter().map(Record::try_from).collect()
}

#[derive(FromRow)]
struct AttemptRow {
    number: i64,
    submitted_at: i64,
    finished_at: Option<i64>,
    verdict: Option<String>,
    reasons: Option<String>,
    policy_version: Option<i64>,
    checks: Option<String>,
    sealed_extracted: Option<Vec<u8>>,
    decision: Option<String>,
    age: Option<String>,
}

/// Submitted attempts, oldest first.
pub(crate) async fn attempts(db: &mut Db, id: &str) -> Result<Vec<Attempt>, Error> {
    let sql = "SELECT number, submitted_at, finished_at, verdict, reasons, policy_version, checks, sealed_extracted, \
               decision, age FROM attempt WHERE verification_id = $1 ORDER BY number";
    let rows: Vec<AttemptRow> = sqlx::query_as(sql).bind(id.to_owned()).fetch_all(db).await?;
    let attempt = |row: AttemptRow| {
        let decision: Option<DecidedBy> = row.decision.as_deref().map(|text| json(text, "decision")).transpose()?;
        Ok(Attempt {
            number: row.number as u32,
            submitted_at: time(row.submitted_at),
            finished_at: row.finished_at.map(time),
            verdict: row.verdict,
            reasons: row.reasons,
            policy_version: row.policy_version,
            checks: row.checks,
            extracted: row.sealed_extracted,
            decision,
            age: row.age.as_deref().and_then(AgeResult::from_name),
        })
    };
    rows.into_iter().map(attempt).collect()
}
