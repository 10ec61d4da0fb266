//! Changing the policy, and trying a change on what was assessed before.

use std::sync::Arc;

use countersign_core::risk::{
    Decision, Policy, Signals,
    money::Amount,
    replay::{Past, Replay},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use super::keys::{Space, space};
use crate::{
    api::query::moment,
    error::{CHANGED_MEANWHILE, INTERNAL_ERROR, INVALID_FIELD, Problem},
    lifecycle::Turn,
    service::Service,
    store::{AssessmentFilter, AssessmentRow, AuditEntry, PolicyRow},
};

/// Flips that are listed.
const LISTED: usize = 100;
/// Assessments read at a time, and scored at most.
const PAGE: u32 = 1000;
const MOST: u64 = 50_000;
/// How far back a replay looks unless told.
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The policy in force.
pub async fn current_policy(service: &Service, space: &Space) -> Result<PolicyRow, Problem> {
    let newest = service.store.policies(space.id, None, 1).await?;
    newest.into_iter().next().ok_or_else(|| Problem::from(&INTERNAL_ERROR))
}

/// A policy with some members changed; the rest as before. Every impossible setting is named.
pub fn proposed(before: &Policy, change: &Value) -> Result<Policy, Problem> {
    let wrong = |param: String, detail: String| Problem::from(&INVALID_FIELD).param(param).detail(detail);
    let mut whole = serde_json::to_value(before).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    if !change.is_object() {
        return Err(wrong("policy".to_owned(), "`policy` is an object of settings.".to_owned()));
    }
    merge(&mut whole, change);
    whole["version"] = Value::from(before.version);
    let policy: Policy = serde_path_to_error::deserialize(&whole).map_err(|error| {
        let path = error.path().to_string();
        wrong(format!("policy.{path}"), "There is no such setting, or it has another form.".to_owned())
    })?;
    policy.validate().map_err(|invalid| {
        let fields: Vec<_> = invalid.iter().map(|invalid| invalid.field.as_str()).collect();
        let first = invalid.first().map(ToString::to_string).unwrap_or_default();
        wrong(format!("policy.{}", fields.first().unwrap_or(&"")), first).member("fields", fields)
    })?;
    Ok(policy)
}

/// RFC 7396 without removal: objects are merged, everything else replaced.
fn merge(whole: &mut Value, change: &Value) {
    match (whole, change) {
        (Value::Object(whole), Value::Object(change)) => {
            for (name, value) in change {
                merge(whole.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (whole, change) => *whole = change.clone(),
    }
}

/// Makes the next version.
pub async fn change_policy(
    service: &Service,
    turn: &Turn,
    change: &Value,
    based_on: Option<i64>,
) -> Result<PolicyRow, Problem> {
    let space = space(service, &turn.tenant).await?;
    let before = current_policy(service, &space).await?;
    if based_on.is_some_and(|version| version != before.version) {
        return Err(Problem::from(&CHANGED_MEANWHILE));
    }
    let mut policy = proposed(&before.policy, change)?;
    policy.version = before.policy.version + 1;
    let mut tx = service.store.begin().await?;
    let version = tx.insert_policy(space.id, before.version, &policy, &turn.actor).await?;
    let target = version.to_string();
    let entry = AuditEntry {
        tenant: Some(&turn.tenant),
        actor: &turn.actor,
        action: "policy.created",
        target: &target,
        detail: None,
    };
    tx.audit(entry).await?;
    let created_at = tx.now;
    tx.commit().await?;
    let (actor_kind, actor_id) = (turn.actor.kind().to_owned(), turn.actor.id().map(str::to_owned));
    Ok(PolicyRow { version, policy: Arc::new(policy), actor_kind, actor_id, created_at })
}

/// Which assessments a change is tried on.
pub struct Window {
    from: Timestamp,
    before: Option<Timestamp>,
}

impl Window {
    /// Of times or days as they were asked for.
    pub fn of(now: Timestamp, from: Option<&str>, before: Option<&str>) -> Result<Self, Problem> {
        let from = moment(from, "created_after")?.unwrap_or(now - REACH);
        Ok(Self { from, before: moment(before, "created_before")? })
    }
}

/// The part of a stored report that was observed.
#[derive(Deserialize)]
struct Observed {
    technical: Signals,
}

/// Scores what was assessed within a window by another policy, newest first; true where there was more than is scored.
pub async fn replay(
    service: &Service,
    space: &Space,
    policy: &Policy,
    window: &Window,
) -> Result<(Replay, bool), Problem> {
    let mut replay = Replay::new(LISTED);
    let mut filter = AssessmentFilter {
        created_from: Some(window.from),
        created_before: window.before,
        limit: PAGE,
        ..AssessmentFilter::default()
    };
    loop {
        let (rows, more) = service.store.assessments(space.id, &filter).await?;
        filter.after = rows.last().map(|row| (row.created_at, row.id.clone()));
        for row in rows {
            replay.add(past(row)?, policy);
        }
        if !more || replay.assessments >= MOST {
            return Ok((replay, more));
        }
        // A long replay lets checkouts through.
        tokio::task::yield_now().await;
    }
}

fn past(row: AssessmentRow) -> Result<Past, Problem> {
    let corrupt = || Problem::from(&INTERNAL_ERROR);
    let Observed { technical } = serde_json::from_str(&row.report).map_err(|_| corrupt())?;
    let amount = row.amount.and_then(|text| text.parse::<Amount>().ok());
    Ok(Past {
        id: row.id,
        signals: technical,
        score: i32::try_from(row.score).unwrap_or_default(),
        decision: Decision::from_name(&row.decision).ok_or_else(corrupt)?,
        amount: amount.zip(row.currency),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_change_leaves_alone_what_it_does_not_name() {
        let before = Policy { version: 3, ..Policy::default() };
        let after = proposed(&before, &json!({ "threshold": 60, "version": 99 })).unwrap();
        assert_eq!((after.threshold, after.version), (60, 3));
        assert_eq!(after.rules, before.rules);
        let again = proposed(&after, &json!({ "rules": { "TZ_MISMATCH": { "points": 5 } } })).unwrap();
        assert_eq!(again.threshold, 60);
        assert_ne!(again.rules, before.rules);
    }

    #[test]
    fn what_cannot_be_set_is_named() {
        for (change, param) in [
            (json!({ "threshold": 81 }), "policy.threshold"),
            (json!({ "thresold": 60 }), "policy.thresold"),
            (json!({ "rules": { "TZ_MISMATCH": { "points": 101 } } }), "policy.rules.TZ_MISMATCH.points"),
            (json!(7), "policy"),
        ] {
            let problem = proposed(&Policy::default(), &change).unwrap_err();
            assert_eq!((problem.code, problem.param.as_deref()), ("invalid_field", Some(param)), "{change}");
        }
    }
}
