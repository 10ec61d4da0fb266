//! `POST /v1/verifications`: what may be asked for, checked and turned into the domain's words.

use std::{collections::BTreeMap, fmt};

use axum::{
    extract::State,
    http::{HeaderName, StatusCode, header},
    response::{IntoResponse, Response},
};
use countersign_core::{attempt::Need, document::country, expected::Expected, level::Level, sandbox};
use reqwest::Url;
use serde::Deserialize;
use utoipa::ToSchema;

use super::view::{self, Verification};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{INVALID_FIELD, Problem},
    extract::{self, Json, Whole},
    lifecycle::{self, NewRequest},
};

/// What is asked of a person. Everything may be left out: nothing expected means "read and report, compare nothing".
#[derive(Deserialize, ToSchema, Default)]
#[serde(default)]
pub struct CreateRequest {
    /// Claims to compare with: `person`, `address` and `documents.photo_id`.
    #[schema(value_type = Option<Object>)]
    expected: Option<Expected>,
    /// What must be there before submit: `photo_id`, `photo_id_back`, `proof_of_address`, `selfie`.
    required_documents: Option<Vec<String>>,
    /// 1 human, 2 age, 3 identity (default).
    level: Option<u8>,
    /// Completed years, for level 2.
    minimum_age: Option<u8>,
    /// Your own id; returned unchanged, can be searched for.
    vendor_reference: Option<String>,
    /// Your own state; in test mode `sandbox:…` names the outcome.
    vendor_state: Option<String>,
    customer_id: Option<String>,
    order_id: Option<String>,
    profile: Option<String>,
    redirect_url: Option<String>,
    /// BCP 47, as in `en` or `de-AT`.
    locale: Option<String>,
    /// Seconds until an unsubmitted verification expires, 60 to 2592000.
    expires_in: Option<i64>,
    /// Up to 50 texts of your own.
    metadata: Option<BTreeMap<String, String>>,
}

/// Claims are personal data.
impl fmt::Debug for CreateRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CreateRequest(redacted)")
    }
}

/// Creates a verification.
#[utoipa::path(
    post,
    path = "/v1/verifications",
    tag = "verifications",
    request_body = CreateRequest,
    responses((status = 201, body = Verification, description = "Created, with the hosted page and its token")),
)]
pub async fn create(State(app): State<App>, caller: Caller, Whole(body): Whole) -> Result<Response, Problem> {
    caller.need(Scope::Write)?;
    let request: CreateRequest = if body.is_empty() { CreateRequest::default() } else { extract::json(&body)? };
    let request = checked(request, &caller)?;
    let service = app.service()?;
    let created = lifecycle::create(service, &caller.turn(), &request).await?;
    let location = format!("/v1/verifications/{}", created.record.id);
    let view = view::of_new(service, &created, request.expected.as_ref())?;
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(view)).into_response())
}

/// Answers kept for retries carry these headers.
pub(super) const KEPT_HEADERS: [HeaderName; 2] = [header::CONTENT_TYPE, header::LOCATION];

/// Characters of one text.
const TEXT: usize = 255;

fn checked(request: CreateRequest, caller: &Caller) -> Result<NewRequest, Problem> {
    let level = request.level.map_or(Ok(Level::default()), Level::try_from);
    let level = level.map_err(|_| wrong("level", "`level` is 1, 2 or 3."))?;
    if request.minimum_age.is_some_and(|age| !(1..=120).contains(&age)) {
        return Err(wrong("minimum_age", "`minimum_age` is a number of years from 1 to 120."));
    }
    if request.profile.is_some() {
        return Err(wrong("profile", "No profile is known by this name."));
    }
    if request.expires_in.is_some_and(|seconds| !(60..=2_592_000).contains(&seconds)) {
        return Err(wrong("expires_in", "`expires_in` is a number of seconds from 60 to 2592000."));
    }
    let vendor_state = text("vendor_state", request.vendor_state)?;
    sandbox::magic(caller.tenant.mode, vendor_state.as_deref())
        .map_err(|_| wrong("vendor_state", "This sandbox value is not known; docs/api.md lists them."))?;
    let (metadata, locale) = (metadata(&request.metadata.unwrap_or_default())?, text("locale", request.locale)?);
    Ok(NewRequest {
        expected: request.expected.map(canonical).transpose()?,
        needs: request.required_documents.as_deref().map(needs).transpose()?,
        level,
        minimum_age: request.minimum_age,
        vendor_reference: text("vendor_reference", request.vendor_reference)?,
        vendor_state,
        customer_id: text("customer_id", request.customer_id)?,
        order_id: text("order_id", request.order_id)?,
        redirect_url: request.redirect_url.map(redirect).transpose()?,
        locale: locale.map(language).transpose()?,
        expires_in: request.expires_in,
        metadata,
    })
}

fn wrong(param: &'static str, detail: &'static str) -> Problem {
    Problem::from(&INVALID_FIELD).param(param).detail(detail)
}

fn text(name: &'static str, value: Option<String>) -> Result<Option<String>, Problem> {
    let Some(value) = value else { return Ok(None) };
    if value.is_empty() || value.chars().count() > TEXT || value.contains('\0') {
        return Err(Problem::from(&INVALID_FIELD).param(name).detail("Texts have 1 to 255 characters."));
    }
    Ok(Some(value))
}

fn needs(names: &[String]) -> Result<Vec<Need>, Problem> {
    let known = || wrong("required_documents", "Known are photo_id, photo_id_back, proof_of_address and selfie.");
    let mut needs: Vec<Need> =
        names.iter().map(|name| Need::from_name(name).ok_or_else(known)).collect::<Result<_, _>>()?;
    if needs.is_empty() {
        return Err(wrong("required_documents", "Name at least one document, or leave it out."));
    }
    needs.sort_unstable();
    needs.dedup();
    Ok(needs)
}

/// Issuing countries come as alpha-2 or alpha-3 and are kept as alpha-3.
fn canonical(mut expected: Expected) -> Result<Expected, Problem> {
    let photo_id = expected.documents.as_mut().and_then(|documents| documents.photo_id.as_mut());
    if let Some(code) = photo_id.and_then(|photo_id| photo_id.issuing_country.as_mut()) {
        let upper = code.trim().to_ascii_uppercase();
        let known = country::from_alpha2(&upper).or_else(|| country::is_known(&upper).then_some(upper.as_str()));
        let unknown = || wrong("expected.documents.photo_id.issuing_country", "This is no country code of ISO 3166-1.");
        let known = known.ok_or_else(unknown)?.to_owned();
        *code = known;
    }
    Ok(expected)
}

fn redirect(address: String) -> Result<String, Problem> {
    let fit = Url::parse(&address).is_ok_and(|url| matches!(url.scheme(), "http" | "https")) && address.len() <= 2048;
    if fit { Ok(address) } else { Err(wrong("redirect_url", "`redirect_url` is an http or https address.")) }
}

fn language(tag: String) -> Result<String, Problem> {
    let subtag = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
    if tag.split(['-', '_']).all(subtag) {
        Ok(tag)
    } else {
        Err(wrong("locale", "`locale` is a language such as `en` or `de-AT`."))
    }
}

fn metadata(map: &BTreeMap<String, String>) -> Result<String, Problem> {
    let long = |(key, value): (&String, &String)| {
        key.is_empty()
            || key.chars().count() > 64
            || value.chars().count() > 1000
            || (key.clone() + value).contains('\0')
    };
    if map.len() > 50 || map.iter().any(long) {
        return Err(wrong(
            "metadata",
            "`metadata` holds up to 50 texts of up to 1000 characters; names have up to 64.",
        ));
    }
    serde_json::to_string(map).map_err(|_| wrong("metadata", "`metadata` holds texts."))
}
