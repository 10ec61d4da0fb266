//! Calls from pages of other origins: with a bearer token everybody's, or the merchant's own alone where it lists them.

use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    error::{FOREIGN_ORIGIN, Problem},
    guard,
    settings::MerchantSettings,
};

/// Refuses a page of an origin that the merchant does not list, where it lists any.
pub(super) fn allowed(app: &App, headers: &HeaderMap, settings: &MerchantSettings) -> Result<(), Problem> {
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    let Some(origin) = origin.filter(|_| !settings.origins.is_empty()) else { return Ok(()) };
    let listed = settings.origins.iter().any(|listed| listed == origin);
    let own = guard::is_own_page(app, &app.service()?.public_url, headers);
    if listed || own { Ok(()) } else { Err(Problem::from(&FOREIGN_ORIGIN)) }
}

const ALLOWED: [(header::HeaderName, &str); 3] = [
    (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, PUT"),
    (header::ACCESS_CONTROL_ALLOW_HEADERS, "authorization, content-type, accept-language"),
    (header::ACCESS_CONTROL_MAX_AGE, "7200"),
];

/// Answers preflights, and lets pages of other origins read the answers. Never with credentials: a cookie is for our own pages.
pub async fn cross_origin(request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/v1/subject/") {
        return next.run(request).await;
    }
    let asked = request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = if request.method() == Method::OPTIONS && asked {
        (StatusCode::NO_CONTENT, ALLOWED.map(|(name, value)| (name, HeaderValue::from_static(value)))).into_response()
    } else {
        next.run(request).await
    };
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    response.headers_mut().insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
    response
}
