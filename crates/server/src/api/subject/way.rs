//! Which way a person goes, and where they are, for whoever follows along.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    Person,
    session::{self, Session},
};
use crate::{
    app::App,
    error::{DOCUMENTS_LOCKED, INVALID_FIELD, Problem},
    extract::{self, Json, Whole},
    flow::Way,
    store::Place,
};

/// The way to go.
#[derive(Deserialize, ToSchema)]
pub struct WayRequest {
    way: Way,
}

/// Chooses one of the ways the merchant offers.
#[utoipa::path(
    post, path = "/v1/subject/way", tag = "subject", request_body = WayRequest, responses((status = 200, body = Session)),
)]
pub async fn choose(
    State(app): State<App>,
    person: Person,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Result<Json<Session>, Problem> {
    let WayRequest { way } = extract::json(&body)?;
    go(&app, &person, way).await?;
    Ok(Json(session::of(&app, &person, &headers, None).await?))
}

/// Goes another way, before anything was handed in.
pub(crate) async fn go(app: &App, person: &Person, way: Way) -> Result<(), Problem> {
    if !person.settings.flow.ways().contains(&way) {
        return Err(Problem::from(&INVALID_FIELD).param("way").detail("The shop does not offer this way."));
    }
    let (record, mut tx) = (&person.record, app.service()?.store.begin().await?);
    // The same moment at which somebody hands in, on another device, is after it or before.
    let fresh = tx.verification_by_id(&record.id).await?.filter(|fresh| fresh.life.status.takes_documents());
    let Some(fresh) = fresh else {
        return Err(Problem::from(&DOCUMENTS_LOCKED).member("current_status", record.life.status.as_str()));
    };
    tx.set_way(&fresh.id, fresh.life.attempt, way).await?;
    Ok(tx.commit().await?)
}

/// Where a person is.
#[derive(Deserialize, ToSchema)]
pub struct StepRequest {
    /// A word of up to 64 letters and digits that the page made up.
    page: String,
    /// `phone`, `tablet` or `desktop`.
    device: String,
    /// A step, or `opened`, `sending` or `result`.
    step: String,
}

const DEVICES: [&str; 3] = ["phone", "tablet", "desktop"];
const STEPS: [&str; 9] =
    ["opened", "consent", "photo_id", "photo_id_back", "proof_of_address", "selfie", "challenge", "sending", "result"];

/// Notes where the person is, for whoever follows along.
#[utoipa::path(
    post, path = "/v1/subject/step", tag = "subject", request_body = StepRequest, responses((status = 204)),
)]
pub async fn step(State(app): State<App>, person: Person, Whole(body): Whole) -> Result<StatusCode, Problem> {
    let StepRequest { page, device, step } = extract::json(&body)?;
    let wrong = |param: &'static str, detail: String| Err(Problem::from(&INVALID_FIELD).param(param).detail(detail));
    if !(1..=64).contains(&page.len()) || !page.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return wrong("page", "`page` is a word of 1 to 64 letters and digits.".to_owned());
    }
    if !DEVICES.contains(&device.as_str()) {
        return wrong("device", format!("`device` is one of {}.", DEVICES.join(", ")));
    }
    if !STEPS.contains(&step.as_str()) {
        return wrong("step", format!("`step` is one of {}.", STEPS.join(", ")));
    }
    let mut tx = app.service()?.store.begin().await?;
    let place = Place { page, device, step, at: tx.now };
    tx.note_step(&person.record.id, person.record.life.attempt, &place).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
