//! A verification as it is told to its merchant.

use std::collections::BTreeMap;

use countersign_core::{check::Check, expected::Expected, level::AgeResult, reason::CATALOGUE, verification::Status};
use serde::Serialize;
use serde_json::{Value, value::RawValue};
use utoipa::ToSchema;

use super::{qr, told};
use crate::{
    compat,
    error::{INTERNAL_ERROR, Problem},
    lifecycle::Created,
    seal::SealKey,
    service::{Service, expected_purpose, extracted_purpose},
    store::{Attempt, DecidedBy, Document, Found, Record},
};

/// A verification.
#[derive(Serialize, ToSchema)]
pub struct Verification {
    pub id: String,
    /// `live` or `test`.
    pub mode: &'static str,
    /// `started`, `submitted`, `approved`, `rejected`, `double_check`, `hold`, `canceled` or `expired`.
    pub status: &'static str,
    /// Where a hold goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resume_to: Option<&'static str>,
    pub level: u8,
    pub minimum_age: Option<u8>,
    /// Counts from 1.
    pub attempt: u32,
    pub attempts_allowed: u32,
    pub subject_id: String,
    pub vendor_reference: Option<String>,
    pub vendor_state: Option<String>,
    pub customer_id: Option<String>,
    pub order_id: Option<String>,
    pub profile: Option<String>,
    pub redirect_url: Option<String>,
    pub locale: Option<String>,
    #[schema(value_type = Object)]
    pub metadata: BTreeMap<String, String>,
    pub required_documents: Vec<&'static str>,
    /// The claims as sent, issuing countries as alpha-3.
    #[schema(value_type = Option<Object>)]
    pub expected: Option<Value>,
    /// Documents of the current attempt.
    pub documents: Vec<DocumentView>,
    /// What was read in the current attempt.
    #[schema(value_type = Option<Object>)]
    pub extracted: Option<Value>,
    /// Checks of the current attempt.
    #[schema(value_type = Option<Vec<Object>>)]
    pub checks: Option<Box<RawValue>>,
    /// The decision in force.
    pub decision: Option<DecisionView>,
    /// What the pipeline found, also where a person decided.
    pub pipeline: Option<PipelineView>,
    /// Attempts before the current one.
    pub earlier_attempts: Vec<AttemptView>,
    /// How the selfie was examined: `active`, `passive_only` or `not_run`.
    pub liveness: Option<String>,
    /// What a birth date said: `under_18`, `over_18` or `over_21`.
    #[schema(value_type = Option<String>)]
    pub age_result: Option<AgeResult>,
    /// Everything came and went in one request, and no picture was kept.
    pub one_shot: bool,
    pub created_at: String,
    pub updated_at: String,
    pub expires_at: String,
    /// The hosted page, for the person alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `url` as a data URI of an SVG picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub qr_code: Option<String>,
    /// Opens this verification and no other, for the widget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<String>,
}

/// A document, without its pictures.
#[derive(Serialize, ToSchema)]
pub struct DocumentView {
    pub id: String,
    /// `photo_id`, `proof_of_address` or `selfie`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// `uploaded`, `processing`, `processed` or `failed`.
    pub status: &'static str,
    pub reason: Option<String>,
    /// What could be better about the pictures.
    pub warnings: Vec<Advice>,
    pub images: Vec<ImageView>,
    pub created_at: String,
    pub updated_at: String,
}

/// A reason code with its text for the person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Advice {
    pub code: String,
    pub message: &'static str,
}

/// One stored picture.
#[derive(Serialize, ToSchema)]
pub struct ImageView {
    /// `front` or `back`.
    pub side: &'static str,
    pub content_type: String,
    pub bytes: i64,
}

/// A decision.
#[derive(Serialize, ToSchema)]
pub struct DecisionView {
    /// `approved`, `rejected` or `double_check`.
    pub outcome: &'static str,
    pub reasons: Vec<String>,
    pub decided_by: ActorView,
    /// Not for the person.
    pub comment: Option<String>,
    /// May be shown to the person.
    pub subject_message: Option<&'static str>,
    pub at: String,
}

/// Who did something.
#[derive(Serialize, ToSchema)]
pub struct ActorView {
    /// `api_key`, `admin_user`, `subject` or `system`.
    #[serde(rename = "type")]
    pub kind: String,
    pub id: Option<String>,
}

/// What the pipeline said.
#[derive(Serialize, ToSchema)]
pub struct PipelineView {
    pub outcome: String,
    #[schema(value_type = Option<Vec<String>>)]
    pub reasons: Option<Box<RawValue>>,
    pub policy_version: Option<i64>,
    pub finished_at: Option<String>,
}

/// An attempt before the current one.
#[derive(Serialize, ToSchema)]
pub struct AttemptView {
    pub attempt: u32,
    pub submitted_at: String,
    pub documents: Vec<DocumentView>,
    #[schema(value_type = Option<Object>)]
    pub extracted: Option<Value>,
    #[schema(value_type = Option<Vec<Object>>)]
    pub checks: Option<Box<RawValue>>,
    pub decision: Option<DecisionView>,
}

/// One verification in full.
pub(crate) async fn of(service: &Service, record: &Record) -> Result<Verification, Problem> {
    let key = service.subject_key(&record.subject_id).await?;
    let documents = service.store.documents(&record.id).await?;
    with_documents(service, record, key.as_ref(), &documents).await
}

/// One verification in full, as it was found.
pub(crate) async fn of_found(service: &Service, found: &Found) -> Result<Verification, Problem> {
    let key = service.unwrap_key(&found.record.subject_id, found.wrapped_key.as_deref())?;
    let documents = if found.documented { service.store.documents(&found.record.id).await? } else { Vec::new() };
    with_documents(service, &found.record, key.as_ref(), &documents).await
}

async fn with_documents(
    service: &Service,
    record: &Record,
    key: Option<&SealKey>,
    documents: &[Document],
) -> Result<Verification, Problem> {
    let fresh = record.life.status == Status::Started && record.life.attempt == 1;
    let attempts = if fresh { Vec::new() } else { service.store.attempts(&record.id).await? };
    let current = attempts.iter().find(|attempt| attempt.number == record.life.attempt);
    let mut view = bare(record, opened_claims(record, key))?;
    view.documents = documents_of(documents, record.life.attempt);
    if let Some(attempt) = current {
        view.extracted = opened_reading(&record.id, attempt, key);
        view.checks = raw(attempt.checks.as_deref())?;
        view.liveness = attempt.checks.as_deref().map(liveness);
        view.age_result = attempt.age;
        view.pipeline = pipeline(attempt)?;
    }
    for attempt in attempts.iter().filter(|attempt| attempt.number < record.life.attempt) {
        view.earlier_attempts.push(AttemptView {
            attempt: attempt.number,
            submitted_at: told(attempt.submitted_at),
            documents: documents_of(documents, attempt.number),
            extracted: opened_reading(&record.id, attempt, key),
            checks: raw(attempt.checks.as_deref())?,
            decision: attempt.decision.as_ref().map(decision),
        });
    }
    Ok(view)
}

/// A new verification with its hosted page.
pub(crate) fn of_new(
    service: &Service,
    created: &Created,
    expected: Option<&Expected>,
) -> Result<Verification, Problem> {
    let expected = expected.map(serde_json::to_value).transpose().map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    with_page(service, bare(&created.record, expected.map(without_nulls))?, created.token.clone())
}

/// Adds the hosted page.
pub(crate) fn with_page(service: &Service, view: Verification, token: String) -> Result<Verification, Problem> {
    let url = hosted(service, &token);
    Ok(Verification { qr_code: Some(qr::data_uri(&url)?), url: Some(url), client_token: Some(token), ..view })
}

/// The hosted page of a token, which travels in the fragment and reaches no server by it.
pub(crate) fn hosted(service: &Service, token: &str) -> String {
    format!("{}/verify#{token}", service.public_url)
}

/// A line of a list: the verification without what has to be opened or looked up.
pub(crate) fn bare(record: &Record, expected: Option<Value>) -> Result<Verification, Problem> {
    let metadata = serde_json::from_str(&record.metadata).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    Ok(Verification {
        id: record.id.clone(),
        mode: record.tenant.mode.as_str(),
        status: record.life.status.as_str(),
        resume_to: record.life.status.resume_to(),
        level: record.level.into(),
        minimum_age: record.minimum_age,
        attempt: record.life.attempt,
        attempts_allowed: record.life.attempts_allowed,
        subject_id: record.subject_id.clone(),
        vendor_reference: record.vendor_reference.clone(),
        vendor_state: record.vendor_state.clone(),
        customer_id: record.customer_id.clone(),
        order_id: record.order_id.clone(),
        profile: record.profile.clone(),
        redirect_url: record.redirect_url.clone(),
        locale: record.locale.clone(),
        metadata,
        required_documents: record.needs.iter().map(|need| need.as_str()).collect(),
        expected,
        documents: Vec::new(),
        extracted: None,
        checks: None,
        decision: record.decision.as_ref().map(decision),
        pipeline: None,
        earlier_attempts: Vec::new(),
        liveness: None,
        age_result: None,
        one_shot: record.one_shot,
        created_at: told(record.created_at),
        updated_at: told(record.updated_at),
        expires_at: told(record.life.expires_at),
        url: None,
        qr_code: None,
        client_token: None,
    })
}

/// How the selfie of stored checks was examined.
fn liveness(checks: &str) -> String {
    let checks: Vec<Check> = serde_json::from_str(checks).unwrap_or_default();
    compat::liveness(&checks).to_owned()
}

/// The claims; nothing once they were deleted or the person was erased.
fn opened_claims(record: &Record, key: Option<&SealKey>) -> Option<Value> {
    let opened = key?.open(&expected_purpose(&record.id), record.expected.as_deref()?).ok()?;
    serde_json::from_slice(&opened).ok().map(without_nulls)
}

fn opened_reading(id: &str, attempt: &Attempt, key: Option<&SealKey>) -> Option<Value> {
    let opened = key?.open(&extracted_purpose(id, attempt.number), attempt.extracted.as_deref()?).ok()?;
    serde_json::from_slice(&opened).ok()
}

/// Claims are told as they were sent, without the members that were not.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let told = members.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(told.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        other => other,
    }
}

fn raw(text: Option<&str>) -> Result<Option<Box<RawValue>>, Problem> {
    let parsed = text.map(|text| RawValue::from_string(text.to_owned())).transpose();
    parsed.map_err(|_| Problem::from(&INTERNAL_ERROR))
}

fn pipeline(attempt: &Attempt) -> Result<Option<PipelineView>, Problem> {
    let Some(outcome) = attempt.verdict.clone() else { return Ok(None) };
    Ok(Some(PipelineView {
        outcome,
        reasons: raw(attempt.reasons.as_deref())?,
        policy_version: attempt.policy_version,
        finished_at: attempt.finished_at.map(told),
    }))
}

fn decision(decided: &DecidedBy) -> DecisionView {
    let first = decided.reasons.first().and_then(|code| CATALOGUE.iter().find(|entry| entry.code == code));
    DecisionView {
        outcome: decided.outcome.as_str(),
        reasons: decided.reasons.clone(),
        decided_by: ActorView { kind: decided.actor_kind.clone(), id: decided.actor_id.clone() },
        comment: decided.comment.clone(),
        subject_message: first.map(|entry| entry.subject),
        at: told(decided.at),
    }
}

/// Documents of one attempt.
pub(crate) fn documents_of(documents: &[Document], attempt: u32) -> Vec<DocumentView> {
    documents.iter().filter(|document| document.attempt == attempt).map(document).collect()
}

/// One document.
pub(crate) fn document(document: &Document) -> DocumentView {
    let image = |image: &crate::store::Image| ImageView {
        side: image.side.as_str(),
        content_type: image.media.clone(),
        bytes: image.bytes,
    };
    DocumentView {
        id: document.id.clone(),
        kind: document.kind.as_str(),
        status: document.status.as_str(),
        reason: document.reason.clone(),
        warnings: document.warnings.iter().map(|code| advice(code)).collect(),
        images: document.images.iter().map(image).collect(),
        created_at: told(document.created_at),
        updated_at: told(document.updated_at),
    }
}

fn advice(code: &str) -> Advice {
    let entry = CATALOGUE.iter().find(|entry| entry.code == code);
    Advice { code: code.to_owned(), message: entry.map_or("", |entry| entry.subject) }
}
