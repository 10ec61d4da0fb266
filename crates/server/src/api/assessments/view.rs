//! Assessments as they are told.

use countersign_core::risk::{Decision, Resolution};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use crate::{
    api::told,
    app::App,
    error::{INTERNAL_ERROR, NOT_FOUND, Problem},
    risk::{Answer, CheckoutFacts, StepUp, space},
    service::Service,
    store::{AssessmentRow, LabelRow},
    tenant::Tenant,
};

/// What a checkout was found to be.
#[derive(Serialize, ToSchema)]
pub struct Assessment {
    pub id: String,
    /// From 0 to 100.
    pub score: i64,
    /// `allow`, `hold` or `fraud`; it never changes.
    pub decision: String,
    /// Their points add up to the score before it was brought into its range.
    #[schema(value_type = Vec<Object>)]
    pub reasons: Value,
    /// For the checkout to show where the order is stopped: neutral, with a reference.
    pub message: Option<String>,
    /// What came after the decision: `open`, `released`, `for_review` or `stopped`.
    pub resolution: &'static str,
    /// What the decision counts as by now.
    pub counts_as: &'static str,
    pub policy_version: i64,
    pub created_at: String,
    pub occurred_at: String,
    pub customer_id: Option<String>,
    pub verification_id: Option<String>,
    pub order: OrderView,
    /// What became of it, as it was told.
    pub labels: Vec<LabelView>,
    /// Where the customer can prove to be themselves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step_up: Option<StepUpView>,
    /// The whole report; lists leave it out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub report: Option<Value>,
}

/// The order of an assessment.
#[derive(Serialize, ToSchema)]
pub struct OrderView {
    pub id: Option<String>,
    /// A decimal.
    pub amount: Option<String>,
    pub currency: Option<String>,
}

/// A fact that was told.
#[derive(Serialize, ToSchema)]
pub struct LabelView {
    /// `fraud`, `chargeback`, `refund` or `good`.
    pub outcome: String,
    pub at: String,
}

/// A verification that was asked for.
#[derive(Serialize, ToSchema)]
pub struct StepUpView {
    pub verification_id: String,
    /// The hosted page, with the token that opens it.
    pub url: String,
}

impl From<&StepUp> for StepUpView {
    fn from(step_up: &StepUp) -> Self {
        Self { verification_id: step_up.verification_id.clone(), url: step_up.url.clone() }
    }
}

/// An assessment of the tenant.
pub async fn found(app: &App, tenant: &Tenant, id: &str) -> Result<AssessmentRow, Problem> {
    let service = app.service()?;
    let space = space(service, tenant).await?;
    let row = service.store.assessment(space.id, id).await?;
    row.ok_or_else(|| Problem::from(&NOT_FOUND))
}

/// One that was just made.
pub fn created(app: &App, facts: &CheckoutFacts, answer: &Answer) -> Result<Assessment, Problem> {
    let report = &answer.report;
    let value = serde_json::to_value(report).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    let counts_as = answer.resolution.counts_as(report.decision);
    Ok(Assessment {
        id: answer.id.clone(),
        score: i64::from(report.score),
        decision: report.decision.as_str().to_owned(),
        reasons: value["reasons"].clone(),
        message: counts_as.message(&answer.id),
        resolution: answer.resolution.as_str(),
        counts_as: counts_as.as_str(),
        policy_version: i64::from(report.policy_version),
        created_at: told(app.now()),
        occurred_at: told(report.technical.at),
        customer_id: facts.customer_id.clone(),
        verification_id: answer.verification_id.clone(),
        order: OrderView {
            id: facts.order.id.clone(),
            amount: facts.order.amount.clone(),
            currency: facts.order.currency.clone(),
        },
        labels: Vec::new(),
        step_up: answer.step_up.as_ref().map(StepUpView::from),
        report: Some(value),
    })
}

/// Some of them, as lists show them, with their labels.
pub async fn several(service: &Service, rows: &[AssessmentRow]) -> Result<Vec<Assessment>, Problem> {
    let mut shown = Vec::with_capacity(rows.len());
    for row in rows {
        shown.push(bare(row, service.store.labels(&row.id).await?)?);
    }
    Ok(shown)
}

/// One with its report and labels.
pub async fn whole(service: &Service, row: &AssessmentRow) -> Result<Assessment, Problem> {
    let labels = service.store.labels(&row.id).await?;
    let mut view = bare(row, labels)?;
    view.report = Some(report(row)?);
    Ok(view)
}

fn report(row: &AssessmentRow) -> Result<Value, Problem> {
    serde_json::from_str(&row.report).map_err(|_| Problem::from(&INTERNAL_ERROR))
}

/// One as lists show it.
fn bare(row: &AssessmentRow, labels: Vec<LabelRow>) -> Result<Assessment, Problem> {
    let decision = Decision::from_name(&row.decision).ok_or_else(|| Problem::from(&INTERNAL_ERROR))?;
    let resolution = row.resolution.as_deref().and_then(Resolution::from_name).unwrap_or_default();
    let counts_as = resolution.counts_as(decision);
    let label = |label: LabelRow| LabelView { outcome: label.outcome, at: told(label.at) };
    Ok(Assessment {
        id: row.id.clone(),
        score: row.score,
        decision: row.decision.clone(),
        reasons: report(row)?["reasons"].take(),
        message: counts_as.message(&row.id),
        resolution: resolution.as_str(),
        counts_as: counts_as.as_str(),
        policy_version: row.policy_version,
        created_at: told(row.created_at),
        occurred_at: told(row.occurred_at),
        customer_id: row.customer_id.clone(),
        verification_id: row.verification_id.clone(),
        order: OrderView { id: row.order_id.clone(), amount: row.amount.clone(), currency: row.currency.clone() },
        labels: labels.into_iter().map(label).collect(),
        step_up: None,
        report: None,
    })
}
