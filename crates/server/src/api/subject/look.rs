//! How a merchant's flow looks and what it calls itself: for the page, and for the widget's button and dialog around it.

use std::collections::BTreeMap;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    api::path::Query,
    app::App,
    auth::Onlooker,
    error::{NOT_FOUND, Problem},
    extract::Json,
    flow::locale::Locale,
    lifecycle,
    settings::{FlowSettings, Scheme},
};

/// Colours, words and the name of the shop.
#[derive(Serialize, ToSchema)]
pub struct Look {
    pub merchant: Shop,
    pub theme: ThemeView,
    /// In place of the flow's own, by key.
    pub texts: BTreeMap<String, String>,
}

/// Who asks.
#[derive(Serialize, ToSchema)]
pub struct Shop {
    pub id: String,
    pub name: String,
}

/// Colours and form.
#[derive(Serialize, ToSchema)]
pub struct ThemeView {
    pub accent: String,
    /// Can be read on `accent`.
    pub on_accent: &'static str,
    pub scheme: Scheme,
    /// Of corners, in CSS pixels.
    pub radius: u8,
    /// A `data:` URI.
    pub logo: Option<String>,
}

/// What a merchant's settings make of it, in a language.
pub(super) async fn of(app: &App, merchant: &str, flow: &FlowSettings, locale: Locale) -> Result<Look, Problem> {
    let name = match &flow.name {
        Some(name) => name.clone(),
        None => app.service()?.store.merchant(merchant).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?.name,
    };
    let theme = &flow.theme;
    Ok(Look {
        merchant: Shop { id: merchant.to_owned(), name },
        theme: ThemeView {
            accent: theme.accent.clone(),
            on_accent: theme.on_accent(),
            scheme: theme.scheme,
            radius: theme.radius,
            logo: theme.logo.clone(),
        },
        texts: flow.texts.get(locale.as_str()).cloned().unwrap_or_default(),
    })
}

#[derive(Deserialize)]
pub struct Wanted {
    pub(super) locale: Option<String>,
}

/// How the widget dresses its button before anything is opened; with the publishable key, from an origin of the merchant's.
#[utoipa::path(
    get, path = "/v1/subject/look", tag = "subject",
    params(("locale" = Option<String>, Query, description = "BCP 47, as in de-AT")),
    responses((status = 200, body = Look)),
)]
pub async fn read(
    State(app): State<App>,
    Onlooker(tenant): Onlooker,
    headers: HeaderMap,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let settings = lifecycle::settings(app.service()?, &tenant).await?;
    let locale = Locale::of_request(&headers, wanted.locale.as_deref(), None);
    let look = of(&app, &tenant.merchant, &settings.flow, locale).await?;
    // Asked on every page of the shop that has the button.
    let kept =
        [(header::CACHE_CONTROL, "private, max-age=300"), (header::VARY, "authorization, origin, accept-language")];
    Ok((kept, Json(look)).into_response())
}
