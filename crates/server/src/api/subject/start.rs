//! The publishable key's door: a page of the shop opens a verification for its guest.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use countersign_core::level::Level;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    look::{self, Look, Shop, ThemeView},
    session::frame_url,
};
use crate::{
    api::{told, view},
    app::App,
    auth::Visitor,
    error::{INTERNAL_ERROR, INVALID_FIELD, Problem, UNAUTHORIZED},
    extract::{self, Json, Whole},
    flow::locale::Locale,
    lifecycle::{self, NewRequest},
};

/// Seconds a verification that a page opened waits to be submitted.
const LASTS: i64 = 3600;

/// What a page asks for.
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
pub struct StartRequest {
    /// 1, 2 or 3 (default).
    level: Option<u8>,
    locale: Option<String>,
    /// Nobody vouches for it: kept as a hint, compared with nothing.
    customer_id: Option<String>,
    order_id: Option<String>,
}

/// A verification that was opened.
#[derive(Serialize, ToSchema)]
pub struct Started {
    id: String,
    client_token: String,
    url: String,
    /// The page, where the shop's own pages may frame it.
    frame_url: String,
    expires_at: String,
    merchant: Shop,
    theme: ThemeView,
    /// In place of the flow's own, by key.
    texts: BTreeMap<String, String>,
}

/// Opens a verification for a guest, with the publishable key, from an origin of the merchant's.
#[utoipa::path(
    post, path = "/v1/subject/start", tag = "subject", request_body = StartRequest, responses((status = 201, body = Started)),
)]
pub async fn start(
    State(app): State<App>,
    visitor: Visitor,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Result<Response, Problem> {
    let request: StartRequest = if body.is_empty() { StartRequest::default() } else { extract::json(&body)? };
    // A program makes verifications by its own endpoint, where its word on customers counts.
    let Visitor::Page(tenant) = &visitor else { return Err(Problem::from(&UNAUTHORIZED)) };
    let turn = visitor.turn(tenant);
    let service = app.service()?;
    let created = lifecycle::create(service, &turn, &asked(request)?).await?;
    let settings = lifecycle::settings(service, tenant).await?;
    let locale = Locale::of_request(&headers, created.record.locale.as_deref(), None);
    let Look { merchant, theme, texts } = look::of(&app, &tenant.merchant, &settings.flow, locale).await?;
    let started = Started {
        id: created.record.id.clone(),
        url: view::hosted(service, &created.token),
        frame_url: frame_url(&service.public_url, &turn.tenant.merchant),
        client_token: created.token,
        expires_at: told(created.record.life.expires_at),
        merchant,
        theme,
        texts,
    };
    Ok((StatusCode::CREATED, Json(started)).into_response())
}

fn asked(request: StartRequest) -> Result<NewRequest, Problem> {
    let wrong = |param: &'static str, detail: String| Problem::from(&INVALID_FIELD).param(param).detail(detail);
    let text = |param: &'static str, text: Option<String>| match text {
        Some(text) if text.chars().count() > 255 || text.contains('\0') => {
            Err(wrong(param, format!("`{param}` has up to 255 characters, none of them NUL.")))
        }
        other => Ok(other),
    };
    let hint = text("customer_id", request.customer_id)?;
    let metadata: BTreeMap<&str, String> = hint.into_iter().map(|hint| ("customer_hint", hint)).collect();
    let locale = text("locale", request.locale)?.filter(|locale| locale.len() <= 35);
    Ok(NewRequest {
        expected: None,
        needs: None,
        level: request
            .level
            .map_or(Ok(Level::default()), Level::try_from)
            .map_err(|_| wrong("level", "`level` is 1, 2 or 3.".to_owned()))?,
        minimum_age: None,
        vendor_reference: None,
        vendor_state: None,
        customer_id: None,
        order_id: text("order_id", request.order_id)?,
        redirect_url: None,
        locale,
        expires_in: Some(LASTS),
        metadata: serde_json::to_string(&metadata).map_err(|_| Problem::from(&INTERNAL_ERROR))?,
    })
}
