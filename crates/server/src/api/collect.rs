//! Where the collector in a shop's pages reports to. It may be called from a browser with the publishable key, and gets
//! back the token that it keeps and that the shop's server sends along with a checkout.

use axum::{
    extract::State,
    http::{HeaderMap, header},
};
use countersign_core::risk::{device::Components, timezone::OFFSETS};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::assessments::request::components;
use crate::{
    app::App,
    auth::Visitor,
    error::{INVALID_FIELD, Problem},
    extract::{self, Json, Whole},
    limits::ClientAddress,
    risk::{self, PageView},
};

/// Seconds after which the collector should report again.
const REFRESH_AFTER: u32 = 24 * 3600;

/// What the collector found.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct CollectRequest {
    /// The token it kept; none on a first visit.
    token: Option<String>,
    /// Facts about browser and screen, by name.
    #[schema(value_type = Option<Object>)]
    components: Option<Components>,
    /// A word of its own for this visit, as long as the tab is open.
    session: Option<String>,
    /// Minutes east of UTC.
    browser_offset_min: Option<i32>,
}

/// What the collector keeps, in a first-party cookie and in local storage.
#[derive(Serialize, ToSchema)]
pub struct CollectAnswer {
    /// Send it with a checkout as `device.token`.
    token: String,
    /// The device's public id.
    device_id: String,
    /// The token that was sent was one of ours and goes on.
    known: bool,
    /// Seconds after which to report again.
    refresh_after: u32,
}

/// Sees a browser: issues or refreshes its device token and takes what it shows of itself.
#[utoipa::path(
    post, path = "/v1/collect", tag = "risk", request_body = CollectRequest,
    responses((status = 200, body = CollectAnswer)),
)]
pub async fn collect(
    State(app): State<App>,
    visitor: Visitor,
    address: ClientAddress,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Result<Json<CollectAnswer>, Problem> {
    visitor.may_write()?;
    let tenant = visitor.of_a_shop()?;
    let request: CollectRequest = extract::json(&body)?;
    let view = checked(request, address, &headers)?;
    let collected = risk::collect(&app, tenant, view).await?;
    Ok(Json(CollectAnswer {
        token: collected.token,
        device_id: collected.device,
        known: collected.known,
        refresh_after: REFRESH_AFTER,
    }))
}

fn checked(request: CollectRequest, address: ClientAddress, headers: &HeaderMap) -> Result<PageView, Problem> {
    let wrong = |param: &'static str, detail: &'static str| Problem::from(&INVALID_FIELD).param(param).detail(detail);
    if request.session.as_ref().is_some_and(|text| text.len() > 255) {
        return Err(wrong("session", "`session` is a word of up to 255 bytes."));
    }
    if request.browser_offset_min.is_some_and(|minutes| !OFFSETS.contains(&minutes)) {
        return Err(wrong("browser_offset_min", "Offsets are minutes east of UTC, from -720 to 840."));
    }
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Ok(PageView {
        // A token that is none is as good as no token: the browser gets a new one.
        token: request.token,
        components: components(request.components)?,
        session: request.session,
        offset_min: request.browser_offset_min,
        ip: address.0,
        user_agent: agent.chars().take(512).collect(),
    })
}
