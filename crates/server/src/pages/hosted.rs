//! The page behind a verification's address. The token stays in the fragment, which browsers send to nobody, and travels in a
//! header of the page's own calls.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{
    bundle::{self, Named},
    look::settings_of,
    words::words,
};
use crate::{
    api::path::Query,
    app::App,
    error::{INTERNAL_ERROR, Problem},
    flow::locale::Locale,
    guard::Framed,
};

#[derive(Template)]
#[template(path = "flow.html")]
struct Flow {
    script: &'static Named,
    style: &'static Named,
    spoken: Spoken,
}

#[derive(Template)]
#[template(path = "verify.html")]
struct Plain {
    spoken: Spoken,
}

/// The language that a page is drawn in.
struct Spoken(Locale);

impl Spoken {
    fn say(&self, key: &str) -> &str {
        words(self.0).get(key).map_or("", String::as_str)
    }

    /// All words, as JSON that may stand in a script element.
    fn words(&self) -> String {
        serde_json::to_string(words(self.0)).unwrap_or_default().replace('<', "\\u003c")
    }
}

#[derive(Deserialize)]
pub struct Which {
    merchant: Option<String>,
    locale: Option<String>,
}

impl Which {
    /// The page itself knows only later what the verification was made in.
    fn spoken(&self, headers: &HeaderMap) -> Spoken {
        Spoken(Locale::of_request(headers, self.locale.as_deref(), None))
    }
}

/// The page for the person a verification is about; the plain one where this build has no other.
pub async fn hosted(
    State(app): State<App>,
    headers: HeaderMap,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let spoken = which.spoken(&headers);
    let (Some(script), Some(style)) = (bundle::find("flow.js"), bundle::find("flow.css")) else {
        return super::page(&Plain { spoken });
    };
    let page = super::page(&Flow { script, style, spoken })?;
    let ancestors = ancestors(&app, which.merchant.as_deref()).await?;
    guarded(page, ancestors.as_deref())
}

/// The page that asks for pictures with plain inputs.
pub async fn plain(headers: HeaderMap, Query(which): Query<Which>) -> Result<Response, Problem> {
    super::page(&Plain { spoken: which.spoken(&headers) })
}

/// Who may frame the page: the pages of the merchant that is named, by the origins it lists.
async fn ancestors(app: &App, merchant: Option<&str>) -> Result<Option<String>, Problem> {
    let Some(merchant) = merchant else { return Ok(None) };
    let Some(settings) = settings_of(app, merchant).await? else { return Ok(None) };
    Ok(Some(std::iter::once("'self'".to_owned()).chain(settings.origins).collect::<Vec<_>>().join(" ")))
}

/// The page's own policy: a camera, workers and compiled code of our own, and pictures that never left the page.
fn guarded(mut page: Response, ancestors: Option<&str>) -> Result<Response, Problem> {
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
         img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self' blob:; form-action 'none'; \
         base-uri 'none'; frame-ancestors {}",
        ancestors.unwrap_or("'none'")
    );
    let policy = HeaderValue::from_str(&policy).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    let camera = HeaderValue::from_static("camera=(self), microphone=(), geolocation=()");
    page.headers_mut().insert(HeaderName::from_static("permissions-policy"), camera);
    if ancestors.is_some() {
        page.extensions_mut().insert(Framed);
    }
    Ok(page.into_response())
}
