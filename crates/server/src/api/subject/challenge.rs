//! The active liveness challenge: what to do, and the burst that shows it being done.

use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use countersign_core::{
    check::Outcome,
    liveness::{Judgement, Manner, Step},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Person, burst, consented};
use crate::{
    api::{path::Path, told, view::Advice},
    app::App,
    error::{DOCUMENTS_LOCKED, IMAGE_DELETED, Problem, SELFIE_MISSING},
    examiner::FRAME_BYTES,
    extract::{self, Json, Whole},
    lifecycle::challenge,
    store::Holder,
};

/// What the person's device asks for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct ChallengeRequest {
    /// Fewer and slower turns of the head.
    reduced_motion: bool,
    /// Slow lights without red.
    photosensitive: bool,
}

/// What to do before the camera.
#[derive(Serialize, ToSchema)]
pub struct ChallengeView {
    /// 32 hexadecimal digits, good for one burst.
    nonce: String,
    /// `usual` or `gentle`.
    turns: &'static str,
    /// `usual` or `calm`.
    lights: &'static str,
    /// One after the other, without gaps: `start_ms`, `end_ms`, `do` (`straight`, `turn` with `to`, `flash` with `colour`).
    #[schema(value_type = Vec<Object>)]
    steps: Vec<Step>,
    duration_ms: u32,
    capture: Capture,
    tries_left: u32,
    expires_at: String,
}

/// How to take the burst.
#[derive(Serialize, ToSchema)]
pub struct Capture {
    frames_per_second: u32,
    /// Pixels.
    longest_edge: u32,
    most_frames: usize,
    frame_bytes: usize,
    /// Of the whole burst.
    bytes: usize,
}

/// What came of a burst.
#[derive(Serialize, ToSchema)]
pub struct Answered {
    /// `passed`, `again` or `failed`.
    outcome: &'static str,
    reasons: Vec<Advice>,
    tries_left: u32,
}

fn holder(person: &Person) -> Holder {
    let record = &person.record;
    Holder { tenant: record.tenant.clone(), attempt: Some((record.id.clone(), record.life.attempt)) }
}

/// Only while pictures are collected, and with the person's consent.
async fn collecting(app: &App, person: &Person) -> Result<(), Problem> {
    let status = person.record.life.status;
    if !status.takes_documents() {
        return Err(Problem::from(&DOCUMENTS_LOCKED).member("current_status", status.as_str()));
    }
    consented(app, person).await
}

/// Gives out a challenge of this attempt.
#[utoipa::path(
    post, path = "/v1/subject/challenge", tag = "subject", request_body = ChallengeRequest,
    responses((status = 201, body = ChallengeView)),
)]
pub async fn issue(State(app): State<App>, person: Person, Whole(body): Whole) -> Result<Response, Problem> {
    let request: ChallengeRequest = if body.is_empty() { ChallengeRequest::default() } else { extract::json(&body)? };
    collecting(&app, &person).await?;
    let manner = Manner { gentle_turns: request.reduced_motion, calm_lights: request.photosensitive };
    let issued = challenge::issue(app.service()?, holder(&person), manner).await?;
    let liveness = challenge::liveness(app.service()?, &person.record, None).await?;
    let view = ChallengeView {
        nonce: issued.challenge.nonce.to_string(),
        turns: if manner.gentle_turns { "gentle" } else { "usual" },
        lights: if manner.calm_lights { "calm" } else { "usual" },
        duration_ms: issued.challenge.duration_ms(),
        steps: issued.challenge.steps,
        capture: Capture {
            frames_per_second: 10,
            longest_edge: 640,
            most_frames: burst::MOST_FRAMES,
            frame_bytes: FRAME_BYTES,
            bytes: app.config.burst_body,
        },
        tries_left: liveness.tries_left,
        expires_at: told(issued.expires_at),
    };
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// Takes the burst that answers a challenge, looks at it and keeps what was measured.
#[utoipa::path(
    put, path = "/v1/subject/challenge/{nonce}", tag = "subject",
    params(("nonce" = String, Path)),
    request_body(content = Vec<u8>, content_type = "multipart/form-data", description = "`times`, then `frame` parts"),
    responses((status = 200, body = Answered)),
)]
pub async fn answer(
    State(app): State<App>,
    person: Person,
    Path(nonce): Path<String>,
    request: Request,
) -> Result<Json<Answered>, Problem> {
    collecting(&app, &person).await?;
    let open = challenge::open(&app, &holder(&person), &nonce).await?;
    let image = person.selfie(&app).await?.ok_or_else(|| Problem::from(&SELFIE_MISSING))?;
    let burst = burst::receive(request, app.config.burst_body).await?;
    let (service, record) = (app.service()?, &person.record);
    let key = service.subject_key(&record.subject_id).await?.ok_or_else(|| Problem::from(&IMAGE_DELETED))?;
    let selfie = service.picture(&key, &record.id, &image).await?;
    let judgement = challenge::answer(&app, &open, burst, selfie).await?;
    let check = challenge::check(&open, &judgement);
    challenge::keep(service, &open, &image, &check).await?;
    let left = challenge::liveness(service, record, Some(&image)).await?.tries_left;
    Ok(Json(answered(&judgement, check.outcome, left)))
}

fn answered(judgement: &Judgement, outcome: Outcome, tries_left: u32) -> Answered {
    let outcome = match outcome {
        Outcome::Pass => "passed",
        _ if tries_left == 0 => "failed",
        _ => "again",
    };
    let advice = judgement.reasons.iter().map(|reason| reason.entry());
    let reasons = advice.map(|entry| Advice { code: entry.code.to_owned(), message: entry.subject }).collect();
    Answered { outcome, reasons, tries_left }
}
