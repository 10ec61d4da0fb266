//! `POST /api/verifyhuman/challenge`: something to do before the camera, and the burst of frames that shows it being done.

use axum::extract::State;
use countersign_core::{
    check::{Check, CheckName},
    liveness::{Manner, Step},
};
use serde::{Deserialize, Serialize};

use super::{base64, pictures::Text};
use crate::{
    api::told,
    app::App,
    auth::Visitor,
    error::{BURST_INVALID, Problem},
    examiner::{Burst, Examine, FRAME_BYTES, Frame},
    extract::{self, Json, Whole},
    lifecycle::challenge::{self, Open},
    store::Holder,
    tenant::Tenant,
};

/// Frames of one burst: some sixteen a second.
const MOST_FRAMES: usize = 240;

/// What the person's device asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Request {
    /// Fewer and slower turns of the head.
    reduced_motion: bool,
    /// Slow lights without red.
    photosensitive: bool,
}

/// What to do before the camera.
#[derive(Serialize)]
pub struct Given {
    success: bool,
    /// 32 hexadecimal digits, good for one burst.
    nonce: String,
    steps: Vec<Step>,
    duration_ms: u32,
    most_frames: usize,
    /// Bytes of one frame.
    frame_bytes: usize,
    expires_at: String,
}

fn holder(tenant: &Tenant) -> Holder {
    Holder { tenant: tenant.clone(), attempt: None }
}

/// Gives out a challenge to a shop's visitor.
pub async fn give(State(app): State<App>, visitor: Visitor, Whole(body): Whole) -> Result<Json<Given>, Problem> {
    let tenant = visitor.of_a_shop()?;
    visitor.may_write()?;
    let request: Request = if body.is_empty() { Request::default() } else { extract::json(&body)? };
    let manner = Manner { gentle_turns: request.reduced_motion, calm_lights: request.photosensitive };
    let issued = challenge::issue(app.service()?, holder(tenant), manner).await?;
    Ok(Json(Given {
        success: true,
        nonce: issued.challenge.nonce.to_string(),
        duration_ms: issued.challenge.duration_ms(),
        steps: issued.challenge.steps,
        most_frames: MOST_FRAMES,
        frame_bytes: FRAME_BYTES,
        expires_at: told(issued.expires_at),
    }))
}

/// Which challenge is answered.
#[derive(Deserialize)]
pub(super) struct Answered {
    nonce: String,
}

impl Answered {
    /// Takes the challenge, which is good for one answer.
    pub(super) async fn take(&self, app: &App, tenant: &Tenant) -> Result<Open, Problem> {
        let open = challenge::open(app, &holder(tenant), &self.nonce).await;
        let open = open.map_err(|problem| problem.param("liveness.nonce"))?;
        challenge::take(app.service()?, &open).await?;
        Ok(open)
    }
}

/// The frames of the answer.
#[derive(Deserialize)]
pub(super) struct Frames<'a> {
    #[serde(borrow)]
    frames: Vec<FrameText<'a>>,
}

#[derive(Deserialize)]
struct FrameText<'a> {
    t_ms: u32,
    #[serde(borrow)]
    image_b64: Text<'a>,
}

impl Frames<'_> {
    /// The pictures behind the texts.
    pub(super) fn decode(&self) -> Result<Burst, Problem> {
        let invalid = |detail: &'static str| Problem::from(&BURST_INVALID).param("liveness.frames").detail(detail);
        if self.frames.is_empty() || self.frames.len() > MOST_FRAMES {
            return Err(invalid("A recording has from 1 to 240 frames."));
        }
        if !self.frames.is_sorted_by(|a, b| a.t_ms < b.t_ms) {
            return Err(invalid("`t_ms` rises from frame to frame."));
        }
        let frame = |frame: &FrameText<'_>| {
            let jpeg = base64::decode(&frame.image_b64.0, FRAME_BYTES);
            Ok(Frame { t_ms: frame.t_ms, jpeg: jpeg.map_err(|problem| problem.param("liveness.frames"))? })
        };
        Ok(Burst { frames: self.frames.iter().map(frame).collect::<Result<_, Problem>>()? })
    }
}

/// What the burst says of the person of the selfie.
pub(super) fn judged(examiner: &dyn Examine, open: &Open, burst: &Burst, selfie: &[u8]) -> Check {
    match examiner.watch(&open.challenge, burst, selfie) {
        Ok(judgement) => challenge::check(open, &judgement),
        Err(reason) => Check::inconclusive(CheckName::SelfieLive, reason).evidence("liveness", "active"),
    }
}
