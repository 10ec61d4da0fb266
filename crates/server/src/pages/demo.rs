//! A small shop to see the whole loop in: a checkout is assessed, a risky one asks for identity, a good identity lets the order
//! go. For the operator's own machine and the demo merchant's test mode alone.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use countersign_core::{decision::Mode, verification::Action};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    api::{
        assessments::{
            request::AssessmentRequest,
            view::{Assessment, created, found, whole},
        },
        path::Path,
        subject::session::is_open,
    },
    app::App,
    demo,
    error::{CHANGED_MEANWHILE, MALFORMED_JSON, NOT_FOUND, Problem},
    extract::{self, Json, Whole},
    lifecycle::{self, Act, Turn},
    limits::ClientAddress,
    risk,
    service::Service,
    store::{Actor, Note},
    tenant::Tenant,
};

#[derive(Template)]
#[template(path = "demo.html")]
struct Shop {
    /// The publishable key of the demo merchant.
    key: String,
}

/// The shop of the demo merchant, where there is one.
async fn tenant(app: &App) -> Result<Tenant, Problem> {
    let merchant = app.service()?.store.merchant_called(demo::MERCHANT).await?;
    let merchant = merchant.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    Ok(Tenant { merchant: merchant.id.into(), mode: Mode::Test })
}

/// Somebody at the counter: what they do is done for the demo merchant.
async fn turn(app: &App) -> Result<Turn, Problem> {
    Ok(Turn { tenant: tenant(app).await?, actor: Actor::System, claim: None })
}

/// The shop's only page.
pub async fn shop(State(app): State<App>) -> Result<Response, Problem> {
    let (service, turn) = (app.service()?, turn(&app).await?);
    furnish(service, &turn).await?;
    let key = demo::page_key(service, &turn.tenant).await?;
    let mut page = super::page(&Shop { key })?;
    // The widget's frame is this server's own, and has a camera.
    let policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data:; \
                  frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    let camera = HeaderValue::from_static("camera=(self), microphone=(), geolocation=()");
    page.headers_mut().insert(HeaderName::from_static("permissions-policy"), camera);
    Ok(page)
}

/// Rules that the visitor's own network and haste would trip: invented addresses have no mail host, and whoever tries a shop
/// orders a dozen times.
const OFF: [&str; 7] = [
    "EMAIL_NXDOMAIN",
    "EMAIL_NO_MAIL_HOST",
    "EMAIL_NULL_MX",
    "EMAIL_IMPLICIT_MX",
    "VELOCITY_DEVICE",
    "VELOCITY_IP",
    "VELOCITY_EMAIL",
];

/// On the first visit, where nobody changed anything yet: a risky checkout asks for identity, a good identity lets anything
/// go, and the check has the shop's name and colour.
async fn furnish(service: &Service, turn: &Turn) -> Result<(), Problem> {
    let space = risk::space(service, &turn.tenant).await?;
    let policy = risk::current_policy(service, &space).await?;
    if policy.version == 1 {
        let rules: Map<String, Value> = OFF.map(|code| (code.to_owned(), json!({ "on": false }))).into_iter().collect();
        let change = json!({
            "threshold": 40, "automatic_requests": "hold_and_fraud", "release_fraud_on_verified": true, "rules": rules,
        });
        unless_done(risk::change_policy(service, turn, &change, Some(policy.version)).await)?;
    }
    let settings = service.store.settings(&turn.tenant.merchant).await?;
    if settings.is_some_and(|(_, version)| version == 0) {
        let look = json!({ "name": "Demo shop", "theme": { "accent": "#0f6b5c" } });
        let flow = Map::from_iter([("flow".to_owned(), look)]);
        unless_done(lifecycle::change_settings(service, turn, flow, Some(0)).await)?;
    }
    Ok(())
}

/// Of two first visits at the same moment one furnishes, and the other finds it done.
fn unless_done<T>(changed: Result<T, Problem>) -> Result<(), Problem> {
    match changed {
        Err(problem) if problem.code != CHANGED_MEANWHILE.code => Err(problem),
        _ => Ok(()),
    }
}

/// Assesses the checkout that the page sends, as a shop's server would.
pub async fn checkout(
    State(app): State<App>,
    address: ClientAddress,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Result<Response, Problem> {
    let mut facts: Map<String, Value> = extract::json(&body)?;
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or("none");
    facts.insert("user_agent".to_owned(), agent.into());
    facts.insert("ip".to_owned(), address.0.to_string().into());
    let request: AssessmentRequest =
        serde_json::from_value(Value::Object(facts)).map_err(|_| Problem::from(&MALFORMED_JSON))?;
    let facts = request.checked(app.now())?;
    let answer = risk::assess(&app, &turn(&app).await?, &facts).await?;
    Ok((StatusCode::CREATED, Json(created(&app, &facts, &answer)?)).into_response())
}

/// An order, and where its verification stands.
#[derive(Serialize)]
struct Order {
    #[serde(flatten)]
    assessment: Assessment,
    verification_status: Option<&'static str>,
    /// The customer can still confirm who they are; not once a person has stopped the order.
    may_confirm: bool,
}

/// What became of an order by now.
pub async fn order(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let (service, tenant) = (app.service()?, tenant(&app).await?);
    let assessment = whole(service, &found(&app, &tenant, &id).await?).await?;
    let verification = match &assessment.verification_id {
        Some(verification) => service.store.verification_by_id(verification).await?,
        None => None,
    };
    let settings = lifecycle::settings(service, &tenant).await?;
    let may_confirm = verification.as_ref().is_some_and(|record| is_open(record, &settings, app.now()));
    let verification_status = verification.map(|record| record.life.status.as_str());
    Ok(Json(Order { assessment, verification_status, may_confirm }).into_response())
}

/// The visitor is the shop's reviewer, too, and lets a double check pass.
pub async fn approve(State(app): State<App>, Path(id): Path<String>) -> Result<Response, Problem> {
    let turn = turn(&app).await?;
    let row = found(&app, &turn.tenant, &id).await?;
    let view = whole(app.service()?, &row).await?;
    let verification = view.verification_id.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    let act = Act { action: Action::Approve, note: Note::default(), status: 200 };
    lifecycle::act(app.service()?, &turn, &verification, &act).await?;
    order(State(app), Path(id)).await
}
