//! A merchant's colours and corners as a style sheet, for the pages that the server draws. It stands after the page's own.

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use countersign_core::decision::Mode;
use serde::Deserialize;

use crate::{
    api::path::Query,
    app::App,
    error::{NOT_FOUND, Problem},
    lifecycle,
    settings::{MerchantSettings, Scheme, Theme},
    tenant::Tenant,
};

#[derive(Deserialize)]
pub struct Whose {
    merchant: String,
}

/// The style sheet of a merchant.
pub async fn look(State(app): State<App>, Query(whose): Query<Whose>) -> Result<Response, Problem> {
    let settings = settings_of(&app, &whose.merchant).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    let sheet = sheet(&settings.flow.theme);
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, sheet).into_response())
}

/// The settings of a merchant that an address names, if there is one; they are the same in both modes.
pub(super) async fn settings_of(app: &App, merchant: &str) -> Result<Option<MerchantSettings>, Problem> {
    let service = app.service()?;
    let Some(merchant) = service.store.merchant(merchant).await? else { return Ok(None) };
    let tenant = Tenant { merchant: merchant.id.into(), mode: Mode::Live };
    lifecycle::settings(service, &tenant).await.map(Some)
}

fn sheet(theme: &Theme) -> String {
    let scheme = match theme.scheme {
        Scheme::Auto => "light dark",
        Scheme::Light => "light",
        Scheme::Dark => "dark",
    };
    let (accent, on_accent, radius) = (&theme.accent, theme.on_accent(), theme.radius);
    format!(":root {{ color-scheme: {scheme}; --accent: {accent}; --on-accent: {on_accent}; --radius: {radius}px; }}\n")
}
