//! `GET` and `PATCH /v1/settings`: what the merchant of a key may set, for both modes.

use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{told, view::ActorView};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{INVALID_FIELD, NOT_FOUND, Problem},
    extract::{self, Json, Whole},
    lifecycle,
    settings::MerchantSettings,
    store::SettingsVersion,
};

/// Settings, with a version that each change counts up.
#[derive(Serialize, ToSchema)]
pub struct SettingsView {
    /// 0 as long as nobody changed anything.
    version: i64,
    #[serde(flatten)]
    settings: MerchantSettings,
}

/// One change of the settings.
#[derive(Serialize, ToSchema)]
pub struct SettingsChange {
    version: i64,
    /// Names of the settings that were changed.
    changed: Vec<String>,
    by: ActorView,
    at: String,
}

/// Changes, newest first.
#[derive(Serialize, ToSchema)]
pub struct SettingsHistory {
    data: Vec<SettingsChange>,
}

/// The settings in force.
#[utoipa::path(get, path = "/v1/settings", tag = "settings", responses((status = 200, body = SettingsView)))]
pub async fn read(State(app): State<App>, caller: Caller) -> Result<Json<SettingsView>, Problem> {
    caller.need(Scope::Read)?;
    let found = app.service()?.store.settings(&caller.tenant.merchant).await?;
    let (text, version) = found.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    Ok(Json(SettingsView { version, settings: MerchantSettings::parse(&text) }))
}

/// Changes some settings: a JSON merge patch (RFC 7396), in which null brings a default back. With `version`, they are
/// changed only if they are still of that version.
#[utoipa::path(
    patch, path = "/v1/settings", tag = "settings", request_body = Object,
    responses((status = 200, body = SettingsView)),
)]
pub async fn update(State(app): State<App>, caller: Caller, Whole(body): Whole) -> Result<Json<SettingsView>, Problem> {
    caller.need(Scope::Admin)?;
    let mut patch: Map<String, Value> = extract::json(&body)?;
    let wrong = || Problem::from(&INVALID_FIELD).param("version").detail("`version` is the number that was read.");
    let version = match patch.remove("version") {
        None => None,
        Some(version) => Some(version.as_i64().ok_or_else(wrong)?),
    };
    let (settings, version) = lifecycle::change_settings(app.service()?, &caller.turn(), patch, version).await?;
    Ok(Json(SettingsView { version, settings }))
}

/// Who changed which settings, the latest hundred times.
#[utoipa::path(
    get, path = "/v1/settings/history", tag = "settings", responses((status = 200, body = SettingsHistory)),
)]
pub async fn history(State(app): State<App>, caller: Caller) -> Result<Json<SettingsHistory>, Problem> {
    caller.need(Scope::Read)?;
    let versions = app.service()?.store.settings_versions(&caller.tenant.merchant, 100).await?;
    let change = |found: SettingsVersion| SettingsChange {
        version: found.version,
        changed: found.changed,
        by: ActorView { kind: found.actor_kind, id: found.actor_id },
        at: told(found.at),
    };
    Ok(Json(SettingsHistory { data: versions.into_iter().map(change).collect() }))
}
