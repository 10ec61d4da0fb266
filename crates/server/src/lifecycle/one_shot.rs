//! A verification that came and went in one request: what is kept of it, in one transaction.

use countersign_core::{
    attempt::Need,
    check::Check,
    decision::{Decision, Verdict},
    id,
    level::{AgeResult, Level},
    verification::{Status, Verification},
};
use jiff::{SignedDuration, Timestamp};

use super::{
    Turn,
    create::subject,
    credential::{Grant, Issued, issue},
};
use crate::{
    auth::token,
    error::{INTERNAL_ERROR, Problem, RATE_LIMITED},
    hex,
    service::Service,
    settings::MerchantSettings,
    store::{self, Customer, Decided, NewVerification, OneShot, Passed, Record, Tx},
    tenant::Tenant,
};

/// Days after which nothing is left of it.
const KEPT: i64 = 180;

/// Whether somebody who passed is given a credential.
#[derive(Clone, Copy, Debug, Default)]
pub enum Credential<'a> {
    #[default]
    Never,
    For {
        cart: Option<&'a str>,
    },
}

/// What was asked and what was found.
pub struct Outcome<'a> {
    pub checks: &'a [Check],
    pub decision: &'a Decision,
    pub age: Option<AgeResult>,
    pub has_back: bool,
    /// The customer somebody vouches for.
    pub customer: Option<&'a str>,
    /// The customer the body names, which nobody vouches for.
    pub hint: Option<&'a str>,
    pub order: Option<&'a str>,
    pub consent: Option<(Timestamp, String, String)>,
    pub credential: Credential<'a>,
    /// Whose tries are counted: a customer, or an address.
    pub who: &'a str,
}

/// What was kept.
pub struct Kept {
    pub verification: String,
    pub event: String,
    pub at: Timestamp,
    pub credential: Option<Issued>,
    pub customer: Option<Customer>,
}

/// Who is counted as one, without a name.
pub fn who(customer: Option<&str>, address: &str) -> String {
    match customer {
        Some(customer) => hex::sha256(&[b"customer", customer.as_bytes()]),
        None => hex::sha256(&[b"address", address.as_bytes()]),
    }
}

/// Refuses whoever has to wait since they were not verified before.
pub async fn may_try(service: &Service, tenant: &Tenant, who: &str, now: Timestamp) -> Result<(), Problem> {
    let Some(until) = service.store.no_try_before(tenant, who, now).await? else { return Ok(()) };
    let wait = until.duration_since(now).as_millis().max(1) as u64;
    let problem = Problem::from(&RATE_LIMITED).retry_after(wait.div_ceil(1000)).member("limit", "attempts");
    Err(problem.detail("That did not work several times. Please wait a little; Retry-After says how many seconds."))
}

/// Writes the result, and what it means for the customer.
pub async fn keep(
    service: &Service,
    turn: &Turn,
    settings: &MerchantSettings,
    result: &Outcome<'_>,
) -> Result<Kept, Problem> {
    for _ in 0..3 {
        let mut tx = service.store.begin().await?;
        let (subject, _) = match subject(service, &mut tx, turn, result.customer).await {
            // Another transaction made the customer: read it in a new one.
            Err(store::Error::Exists) => continue,
            other => other?,
        };
        let shot = shot(service, &tx, turn, &subject, result)?;
        let event = tx.insert_one_shot(&shot).await?;
        let guest = tx.new_id::<id::Guest>().to_string();
        let passed = result.decision.verdict == Verdict::Approved;
        if passed {
            tx.try_succeeded(&turn.tenant, result.who).await?;
        } else {
            tx.try_failed(&turn.tenant, result.who).await?;
        }
        let record = &shot.new.record;
        let (mut credential, mut customer) = (None, None);
        if let (true, Credential::For { cart }) = (passed, result.credential) {
            let grant = grant(turn, result, record, &guest, cart);
            credential = Some(issue(service, &mut tx, settings, &grant).await?);
        }
        if let (true, Some(id)) = (passed, result.customer) {
            customer = Some(tx.verify_customer(&verified(settings, record, id, result.age)).await?);
        }
        let (verification, at) = (record.id.clone(), tx.now);
        tx.commit().await?;
        return Ok(Kept { verification, event, at, credential, customer });
    }
    Err(Problem::from(&INTERNAL_ERROR))
}

fn grant<'a>(
    turn: &'a Turn,
    result: &Outcome<'a>,
    record: &'a Record,
    guest: &'a str,
    cart: Option<&'a str>,
) -> Grant<'a> {
    Grant {
        tenant: &turn.tenant,
        holder: result.customer.unwrap_or(guest),
        customer: result.customer,
        level: Level::Identity,
        age: result.age,
        verification: Some(&record.id),
        subject: Some(&record.subject_id),
        cart,
    }
}

fn verified<'a>(
    settings: &MerchantSettings,
    record: &'a Record,
    customer_id: &'a str,
    age: Option<AgeResult>,
) -> Passed<'a> {
    Passed {
        tenant: &record.tenant,
        customer_id,
        subject_id: &record.subject_id,
        level: record.level,
        age,
        verification_id: &record.id,
        lasts: settings.lasting().customer,
    }
}

fn shot(service: &Service, tx: &Tx, turn: &Turn, subject: &str, result: &Outcome<'_>) -> Result<OneShot, Problem> {
    let mut needs = vec![Need::PhotoId, Need::Selfie];
    needs.extend(result.has_back.then_some(Need::PhotoIdBack));
    needs.sort_unstable();
    let verdict = result.decision.verdict;
    let status = if verdict == Verdict::Approved { Status::Approved } else { Status::Rejected };
    let hint = result.hint.filter(|_| result.customer.is_none());
    let metadata = hint.map_or_else(|| serde_json::json!({}), |hint| serde_json::json!({ "customer_hint": hint }));
    let life = Verification { status, attempt: 1, attempts_allowed: 1, expires_at: tx.now, kept: None };
    let record = Record {
        needs,
        customer_id: result.customer.map(str::to_owned),
        order_id: result.order.map(str::to_owned),
        metadata: metadata.to_string(),
        one_shot: true,
        ..Record::begin(tx, &turn.tenant, subject.to_owned(), life)
    };
    let found = Decided {
        attempt: 1,
        verdict,
        reasons: result.decision.reasons.iter().map(|reason| reason.code().to_owned()).collect(),
        policy_version: result.decision.policy_version,
        checks: serde_json::to_string(result.checks).map_err(|_| Problem::from(&INTERNAL_ERROR))?,
        extracted: None,
        age: result.age,
    };
    let token_hash = token::hash(&token::of(&service.master, &record.id));
    let due = tx.now + SignedDuration::from_hours(24 * KEPT);
    Ok(OneShot { new: NewVerification { record, token_hash }, found, due, consent: result.consent.clone() })
}
