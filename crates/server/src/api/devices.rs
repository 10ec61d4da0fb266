//! Devices: which browsers were seen, who used them, from where, with what.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    assessments::view::{Assessment, several},
    path::{Path, Query},
    query::{limit, no_last},
    told,
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{NOT_FOUND, Problem},
    extract::Json,
    hex,
    risk::{Space, space},
    service::Service,
    store::{AssessmentFilter, DeviceAccount, DeviceDay, DeviceRow, DeviceTrace, device_key},
};

/// Checkouts that a device shows.
const ORDERS: u32 = 50;

/// A browser.
#[derive(Serialize, ToSchema)]
pub struct DeviceSummary {
    pub id: String,
    /// `token` where the browser keeps one of ours, `fingerprint` where it is known by what it shows alone.
    pub known_by: &'static str,
    /// How many accounts were seen on it.
    pub accounts: i64,
    pub first_seen: String,
    pub last_seen: String,
}

/// Some of the devices.
#[derive(Serialize, ToSchema)]
pub struct DevicePage {
    data: Vec<DeviceSummary>,
    /// There are more: ask again with `starting_after` the last id.
    has_more: bool,
}

/// A browser with its history.
#[derive(Serialize, ToSchema)]
pub struct DeviceDetail {
    #[serde(flatten)]
    summary: DeviceSummary,
    /// Other browsers show the same fingerprint: its id, and on how many accounts it is.
    fingerprint: Option<DeviceSummary>,
    /// A hash of hardware and system, in hexadecimal digits: alike ones have the same. It links nobody.
    loose_fingerprint: Option<String>,
    customers: Vec<LinkedCustomer>,
    /// Its checkouts, newest first.
    assessments: Vec<Assessment>,
    ip_history: Vec<Trace>,
    user_agent_history: Vec<Trace>,
    /// Days on which it was seen, newest first.
    days: Vec<OneDay>,
}

/// A customer who was seen on it.
#[derive(Serialize, ToSchema)]
pub struct LinkedCustomer {
    /// The shop's id, or the name of a guest.
    id: String,
    guest: bool,
    /// Fraud or a chargeback was told of this customer.
    marked: bool,
    first_day: String,
    last_day: String,
}

/// An address or a user agent.
#[derive(Serialize, ToSchema)]
pub struct Trace {
    value: String,
    first_seen: String,
    last_seen: String,
}

/// A day of a device and a customer.
#[derive(Serialize, ToSchema)]
pub struct OneDay {
    day: String,
    /// The shop's id, or the name of a guest; nothing for a look without anybody known to look.
    customer_id: Option<String>,
    /// How often it was seen.
    times: i64,
    /// Minutes east of UTC.
    offset_min: Option<i64>,
}

fn summary(row: &DeviceRow) -> DeviceSummary {
    DeviceSummary {
        id: row.public.clone(),
        known_by: if row.by_fingerprint { "fingerprint" } else { "token" },
        accounts: row.accounts,
        first_seen: told(row.first_seen),
        last_seen: told(row.last_seen),
    }
}

fn trace(trace: DeviceTrace) -> Trace {
    Trace { value: trace.text, first_seen: told(trace.first_seen), last_seen: told(trace.last_seen) }
}

fn day(space: &Space, day: DeviceDay) -> OneDay {
    let customer_id = day.customer_id.or_else(|| Some(space.guest_name(day.account_id?)));
    OneDay { day: day.day.to_string(), customer_id, times: day.times, offset_min: day.offset_min }
}

fn customer(space: &Space, account: DeviceAccount) -> LinkedCustomer {
    LinkedCustomer {
        guest: account.customer_id.is_none(),
        id: account.customer_id.unwrap_or_else(|| space.guest_name(account.account_id)),
        marked: account.disputes > 0,
        first_day: account.first_day.to_string(),
        last_day: account.last_day.to_string(),
    }
}

/// Which part of the list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct DeviceQuery {
    /// The id of the last item of the page before.
    starting_after: Option<String>,
    /// Items on a page, 1 to 100; 20 unless told.
    #[param(value_type = Option<u32>)]
    limit: Option<String>,
}

/// Lists devices, those first seen last first.
#[utoipa::path(
    get, path = "/v1/devices", tag = "risk", params(DeviceQuery), responses((status = 200, body = DevicePage)),
)]
pub async fn list(
    State(app): State<App>,
    caller: Caller,
    Query(query): Query<DeviceQuery>,
) -> Result<Json<DevicePage>, Problem> {
    caller.need(Scope::Read)?;
    let service = app.service()?;
    let space = space(service, &caller.tenant).await?;
    let limit = limit(query.limit.as_deref())?;
    let before = match query.starting_after.as_deref() {
        Some(id) => Some(of(service, space.id, id).await?.ok_or_else(no_last)?),
        None => None,
    };
    let rows = service.store.devices(space.id, before.map(|row| row.id), limit + 1).await?;
    let has_more = rows.len() > limit as usize;
    Ok(Json(DevicePage { data: rows.iter().take(limit as usize).map(summary).collect(), has_more }))
}

async fn of(service: &Service, space: i64, id: &str) -> Result<Option<DeviceRow>, Problem> {
    let Some(key) = device_key(id) else { return Ok(None) };
    Ok(service.store.device(space, &key).await?)
}

/// Reads a device: its customers, checkouts with their scores, addresses and user agents.
#[utoipa::path(
    get, path = "/v1/devices/{id}", tag = "risk", params(("id" = String, Path)),
    responses((status = 200, body = DeviceDetail)),
)]
pub async fn read(
    State(app): State<App>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<DeviceDetail>, Problem> {
    caller.need(Scope::Read)?;
    let service = app.service()?;
    let (space, store) = (space(service, &caller.tenant).await?, &service.store);
    let row = of(service, space.id, &id).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
    let fingerprint = match row.fingerprint_id {
        Some(number) => store.device_numbered(space.id, number).await?,
        None => None,
    };
    let accounts = store.device_accounts(row.id).await?.into_iter();
    let filter = AssessmentFilter { device_id: Some(row.id), limit: ORDERS, ..AssessmentFilter::default() };
    let (assessed, _) = store.assessments(space.id, &filter).await?;
    let (ips, agents) = store.device_traces(row.id).await?;
    Ok(Json(DeviceDetail {
        summary: summary(&row),
        fingerprint: fingerprint.as_ref().map(summary),
        loose_fingerprint: row.loose.as_deref().map(hex::encode),
        customers: accounts.map(|account| customer(&space, account)).collect(),
        assessments: several(service, &assessed).await?,
        ip_history: ips.into_iter().map(trace).collect(),
        user_agent_history: agents.into_iter().map(trace).collect(),
        days: store.device_days(row.id).await?.into_iter().map(|one| day(&space, one)).collect(),
    }))
}
