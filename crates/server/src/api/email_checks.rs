//! The e-mail addresses that checkouts named, with what name servers said of their domains.

use axum::extract::State;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    path::Query,
    query::{limit, no_last},
    told,
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::Problem,
    extract::Json,
    risk::{Space, space},
    store::EmailCheck,
};

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct EmailCheckQuery {
    /// In ASCII and lower case.
    domain: Option<String>,
    /// The id of the last item of the page before.
    starting_after: Option<String>,
    /// Items on a page, 1 to 100; 20 unless told.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
}

/// One address.
#[derive(Serialize, ToSchema)]
pub struct EmailCheckView {
    /// Names the item in this list alone.
    id: String,
    address: Option<String>,
    domain: String,
    /// `mx`, `null_mx`, `implicit_mx`, `no_mail_host`, `nxdomain` or `unknown`.
    mail_host: &'static str,
    /// `fresh` or `cached`.
    source: &'static str,
    /// When name servers were asked.
    checked_at: String,
    /// When a checkout named it; exact to a day.
    seen_at: String,
}

/// Some of the addresses.
#[derive(Serialize, ToSchema)]
pub struct EmailCheckPage {
    data: Vec<EmailCheckView>,
    /// There are more: ask again with `starting_after` the last id.
    has_more: bool,
}

fn view(space: &Space, check: EmailCheck) -> EmailCheckView {
    EmailCheckView {
        id: format!("{:x}-{:x}", check.seen_at.as_microsecond(), check.key),
        address: space.open_address(check.key, &check.sealed_address),
        domain: check.domain,
        mail_host: check.mail_host.as_str(),
        source: check.source.as_str(),
        checked_at: told(check.checked_at),
        seen_at: told(check.seen_at),
    }
}

/// The place in the list that an id names.
fn place(id: &str) -> Option<(Timestamp, i64)> {
    let (at, key) = id.split_once('-')?;
    let number = |text| i64::from_str_radix(text, 16).ok();
    Some((Timestamp::from_microsecond(number(at)?).ok()?, number(key)?))
}

/// Lists the addresses that were checked, those seen last first.
#[utoipa::path(
    get, path = "/v1/email_checks", tag = "risk", params(EmailCheckQuery),
    responses((status = 200, body = EmailCheckPage)),
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<EmailCheckQuery>,
) -> Result<Json<EmailCheckPage>, Problem> {
    caller.need(Scope::Read)?;
    let service = app.service()?;
    let space = space(service, &caller.tenant).await?;
    let limit = limit(query.limit.as_deref())?;
    let after = query.starting_after.as_deref().map(|id| place(id).ok_or_else(no_last)).transpose()?;
    let rows = service.store.email_checks(space.id, query.domain.as_deref(), after, limit).await?;
    let has_more = rows.len() > limit as usize;
    let data = rows.into_iter().take(limit as usize).map(|check| view(&space, check)).collect();
    Ok(Json(EmailCheckPage { data, has_more }))
}
