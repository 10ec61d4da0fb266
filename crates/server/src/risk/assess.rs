//! One assessment: look everything up, score it, and write it down with the others that are under way.

use std::net::IpAddr;

use countersign_core::{
    expected::Person,
    id,
    level::Level,
    risk::{Decision, Policy, Report, Resolution, resolution::Verified},
};
use jiff::Timestamp;

use super::{
    browser::DeviceClaim,
    case::Case,
    keys::space,
    step_up::{self, Named, StepUp},
};
use crate::{
    api::idempotency::Kept,
    app::App,
    error::{INTERNAL_ERROR, Problem},
    lifecycle::Turn,
    service::Service,
    store::{Checkout, Claim, NewAssessment, Sighting},
};

/// Where the customer says to be.
#[derive(Clone, Default)]
pub struct Billing {
    /// ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The name on the bill, for a verification that is asked for; stored with that alone.
    pub person: Option<Person>,
}

/// The order, if there is one yet.
#[derive(Clone, Default)]
pub struct OrderFacts {
    pub id: Option<String>,
    /// A decimal, checked.
    pub amount: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
}

/// A checkout, checked.
pub struct CheckoutFacts {
    pub email: String,
    pub customer_id: Option<String>,
    pub ip: IpAddr,
    pub user_agent: String,
    pub browser_timezone: Option<String>,
    pub browser_offset_min: Option<i32>,
    pub server_offset_min: Option<i32>,
    pub device: DeviceClaim,
    pub verification_id: Option<String>,
    pub credential: Option<String>,
    pub billing: Billing,
    pub order: OrderFacts,
    pub occurred_at: Option<Timestamp>,
}

/// What the checkout is told.
pub struct Answer {
    pub id: String,
    pub report: Report,
    pub resolution: Resolution,
    /// Of the verification that was named or asked for.
    pub verification_id: Option<String>,
    pub step_up: Option<StepUp>,
}

/// Assesses a checkout. What it saw is on disk, and seen by the next one, when this resolves.
pub async fn assess(app: &App, turn: &Turn, facts: &CheckoutFacts) -> Result<Answer, Problem> {
    let service = app.service()?;
    let space = space(service, &turn.tenant).await?;
    let case = Case::of(app, service, space, facts).await?;
    let named = step_up::named(app, turn, facts);
    let (named, mut signals) = tokio::try_join!(named, case.signals(service, turn))?;
    // A verification that the checkout names counts like the customer's own.
    signals.trust.verified = signals.trust.verified.max(named.level());
    let scored = countersign_core::risk::assess(&signals, &case.policy);
    let named = match named {
        Named::Nothing if scored.decision != Decision::Allow => {
            step_up::remembered(app, turn, &case, scored.decision, signals.trust.verified).await?
        }
        named => named,
    };
    let report = Report::new(signals, &case.policy, scored, &facts.email);
    let resolution = resolved(&case.policy, report.decision, &named);
    write(app, turn, &case, report, resolution, named).await
}

/// Where an assessment stands that names a verification which is over.
fn resolved(policy: &Policy, decision: Decision, named: &Named) -> Resolution {
    let verified = match named {
        Named::Approved { level: Level::Identity, .. } => Verified::Approved,
        Named::Rejected { .. } => Verified::Rejected,
        // Who is old enough, or human, may be anybody.
        Named::Approved { .. } | Named::Nothing | Named::Open { .. } => return Resolution::Open,
    };
    Resolution::after(decision, verified, policy.release_fraud_on_verified)
}

async fn write(
    app: &App,
    turn: &Turn,
    case: &Case<'_>,
    report: Report,
    resolution: Resolution,
    named: Named,
) -> Result<Answer, Problem> {
    let service = app.service()?;
    let id = app.new_id::<id::Assessment>().to_string();
    let asks = resolution == Resolution::Open && case.policy.automatic_requests.asks(report.decision);
    let named_id = named.verification().map(str::to_owned);
    let assessment = row(app, turn, case, &report, resolution, &id)?;
    let assessment = Some(NewAssessment { verification_id: named_id.clone(), ..assessment });
    let mut checkout = Checkout { sighting: sighting(service, case).await?, assessment };
    let step_up = match named {
        Named::Open { verification } => Some(StepUp::of(service, &verification)),
        Named::Nothing if asks => Some(step_up::ask(service, turn, case.facts, &mut checkout).await?),
        _ => None,
    };
    if !step_up.as_ref().is_some_and(|step_up| step_up.written) {
        service.store.write_checkout(checkout).await?;
    }
    let verification_id = step_up.as_ref().map(|step_up| step_up.verification_id.clone()).or(named_id);
    Ok(Answer { id, report, resolution, verification_id, step_up })
}

fn row(
    app: &App,
    turn: &Turn,
    case: &Case<'_>,
    report: &Report,
    resolution: Resolution,
    id: &str,
) -> Result<NewAssessment, Problem> {
    let sealed = |claim: &Claim| {
        let kept = Kept::Assessment { status: 201, id: id.to_owned() };
        Ok::<_, Problem>((claim.clone(), kept.seal(&app.service()?.master, claim)?))
    };
    let order = &case.facts.order;
    Ok(NewAssessment {
        id: id.to_owned(),
        tenant: turn.tenant.clone(),
        created_at: app.now(),
        score: i64::from(report.score),
        decision: report.decision.as_str(),
        policy_version: case.known.policy_version,
        order_id: order.id.clone(),
        amount: order.amount.clone(),
        currency: order.currency.clone(),
        verification_id: None,
        resolution: Some(resolution).filter(|open| *open != Resolution::Open).map(Resolution::as_str),
        report: serde_json::to_string(report).map_err(|_| Problem::from(&INTERNAL_ERROR))?,
        attempts: [case.keys.ip, case.email],
        email_check: case.email_check(&report.technical),
        claim: turn.claim.as_ref().map(sealed).transpose()?,
    })
}

/// What the checkout leaves of its browser, with numbers for what is new.
async fn sighting(service: &Service, case: &Case<'_>) -> Result<Sighting, Problem> {
    let first = if case.all_known() { 0 } else { service.store.numbers(3).await?.start };
    Ok(Sighting {
        at: case.at,
        keys: case.keys.clone(),
        known: case.known,
        numbers: [first, first + 1, first + 2],
        customer_id: case.facts.customer_id.clone(),
        email: case.email,
        common: case.common(),
        loose: case.loose.clone(),
        session: None,
        offset_min: case.facts.browser_offset_min.map(i64::from),
        ip: case.facts.ip.to_string(),
        agent: case.facts.user_agent.clone(),
    })
}
