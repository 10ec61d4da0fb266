//! The loop with identity: a checkout that is stopped asks for a verification, and one that names a verification, or shows
//! a credential, is trusted as far as that came.

use countersign_core::{expected::Expected, level::Level, risk::Decision, verification::Status};
use jiff::{SignedDuration, Timestamp};

use super::{assess::CheckoutFacts, case::Case};
use crate::{
    api::view,
    app::App,
    auth::token,
    error::{INTERNAL_ERROR, INVALID_FIELD, Problem},
    lifecycle::{self, NewRequest, Turn},
    service::Service,
    store::{AssessmentRow, Checkout, Record},
    tenant::Tenant,
};

/// How long after a verification was decided a checkout may be the retry of the one that asked for it.
const RETRY: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Where the customer goes to be verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepUp {
    pub verification_id: String,
    pub url: String,
    /// The checkout was written together with the verification.
    pub(super) written: bool,
}

impl StepUp {
    pub(super) fn of(service: &Service, verification: &str) -> Self {
        let url = view::hosted(service, &token::of(&service.master, verification));
        Self { verification_id: verification.to_owned(), url, written: false }
    }
}

/// The verification that a checkout names, by what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Nothing,
    Open { verification: String },
    Approved { verification: String, level: Level },
    Rejected { verification: String },
}

impl Named {
    pub(super) fn verification(&self) -> Option<&str> {
        match self {
            Self::Nothing => None,
            Self::Open { verification } | Self::Approved { verification, .. } | Self::Rejected { verification } => {
                Some(verification)
            }
        }
    }

    pub(super) fn level(&self) -> Option<Level> {
        match self {
            Self::Approved { level, .. } => Some(*level),
            _ => None,
        }
    }
}

/// The verification behind the request's `verification_id` or credential. One of another customer is not the request's.
pub(super) async fn named(app: &App, turn: &Turn, facts: &CheckoutFacts) -> Result<Named, Problem> {
    let (service, shown) = (app.service()?, shown(app, turn, facts).await?);
    let Some(id) = facts.verification_id.as_ref().or(shown.as_ref()) else { return Ok(Named::Nothing) };
    let record = service.store.verification(&turn.tenant, id).await?;
    let strange = |record: &Record| {
        let (theirs, ours) = (record.customer_id.as_ref(), facts.customer_id.as_ref());
        theirs.is_some() && ours.is_some() && theirs != ours
    };
    let Some(record) = record.filter(|record| !strange(record)) else {
        // A credential that says nothing of this customer is no mistake of the shop's.
        if facts.verification_id.is_none() {
            return Ok(Named::Nothing);
        }
        let detail = "There is no such verification of this customer.";
        return Err(Problem::from(&INVALID_FIELD).param("verification_id").detail(detail));
    };
    let reuse = lifecycle::settings(service, &turn.tenant).await?.identity_reuse_ttl_days;
    let over = app.now().duration_since(record.updated_at) >= SignedDuration::from_hours(24 * i64::from(reuse));
    Ok(found(record, over))
}

fn found(record: Record, over: bool) -> Named {
    let (verification, level) = (record.id, record.level);
    match record.life.status {
        Status::Approved if over => Named::Nothing,
        Status::Approved => Named::Approved { verification, level },
        Status::Rejected => Named::Rejected { verification },
        Status::Canceled | Status::Expired => Named::Nothing,
        Status::Started | Status::Submitted | Status::DoubleCheck | Status::Hold { .. } => Named::Open { verification },
    }
}

/// The verification of a credential that holds; nothing for one that does not.
async fn shown(app: &App, turn: &Turn, facts: &CheckoutFacts) -> Result<Option<String>, Problem> {
    let Some(token) = &facts.credential else { return Ok(None) };
    let shop = app.credentials.shop_of(app, &turn.tenant).await?;
    let checked = app.credentials.check(app, token, Some((&shop, turn.tenant.mode))).await?;
    Ok(checked.ok().and_then(|checked| checked.claims.vid))
}

/// The verification that the account's last checkout asked for, where this one, which names none, goes on from there: it
/// waits to be answered, or was decided of late for an order that is the same or was never made. A guest is known by no
/// more than an address, which anybody may type, so of a guest's only one that nobody began counts.
pub(super) async fn remembered(
    app: &App,
    turn: &Turn,
    case: &Case<'_>,
    decision: Decision,
    verified: Option<Level>,
) -> Result<Named, Problem> {
    let (service, facts) = (app.service()?, case.facts);
    let Some(account) = case.known.account else { return Ok(Named::Nothing) };
    let Some((id, order)) = service.store.asked_last(account.id).await? else { return Ok(Named::Nothing) };
    let Some(record) = service.store.verification(&turn.tenant, &id).await? else { return Ok(Named::Nothing) };
    let begun = record.life.status != Status::Started;
    if facts.customer_id.is_none() && begun {
        return Ok(Named::Nothing);
    }
    let over = app.now().duration_since(record.updated_at) >= RETRY;
    let same = !over && (order.is_none() || order == facts.order.id);
    Ok(match found(record, over) {
        open @ Named::Open { .. } if case.policy.automatic_requests.asks(decision) => open,
        // What was verified may have been withdrawn since.
        approved @ Named::Approved { .. } if same && verified >= Some(Level::Identity) => approved,
        rejected @ Named::Rejected { .. } if same => rejected,
        _ => Named::Nothing,
    })
}

/// Where the customer of a stored assessment goes, while the verification it names or asked for is open.
pub async fn still_open(service: &Service, tenant: &Tenant, row: &AssessmentRow) -> Result<Option<StepUp>, Problem> {
    let Some(id) = &row.verification_id else { return Ok(None) };
    let record = service.store.verification(tenant, id).await?;
    Ok(match record.map(|record| found(record, false)) {
        Some(Named::Open { verification }) => Some(StepUp::of(service, &verification)),
        _ => None,
    })
}

/// Asks for a verification, and writes it together with the checkout it is for: neither is there without the other.
pub(super) async fn ask(
    service: &Service,
    turn: &Turn,
    facts: &CheckoutFacts,
    checkout: &mut Checkout,
) -> Result<StepUp, Problem> {
    let request = request(facts);
    let settings = lifecycle::settings(service, &turn.tenant).await?;
    for _ in 0..3 {
        let mut tx = service.store.begin().await?;
        let Some(created) = lifecycle::insert(service, &mut tx, turn, &settings, &request).await? else { continue };
        if let Some(assessment) = &mut checkout.assessment {
            assessment.verification_id = Some(created.record.id.clone());
        }
        tx.write_checkouts(std::slice::from_ref(checkout)).await?;
        tx.commit().await?;
        return Ok(StepUp { written: true, ..StepUp::of(service, &created.record.id) });
    }
    Err(Problem::from(&INTERNAL_ERROR))
}

/// An identity, compared with the name on the bill.
fn request(facts: &CheckoutFacts) -> NewRequest {
    let person = facts.billing.person.clone();
    NewRequest {
        expected: person.map(|person| Expected { person: Some(person), ..Expected::default() }),
        needs: None,
        level: Level::Identity,
        minimum_age: None,
        vendor_reference: None,
        vendor_state: None,
        customer_id: facts.customer_id.clone(),
        order_id: facts.order.id.clone(),
        redirect_url: None,
        locale: None,
        expires_in: None,
        metadata: "{}".to_owned(),
    }
}

/// The level at which a customer is verified at a moment.
pub(super) async fn verified(
    service: &Service,
    turn: &Turn,
    customer: Option<&str>,
    at: Timestamp,
) -> Result<Option<Level>, Problem> {
    let Some(customer) = customer else { return Ok(None) };
    let known = service.store.customer(&turn.tenant, customer).await?;
    Ok(known.and_then(|known| known.holds(at)))
}
