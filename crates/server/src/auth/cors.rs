//! Pages of other origins: which may read the answers of the endpoints that widgets call.
//!
//! An origin that any merchant lists may ask; whether it may ask for this merchant is found out with the key, since a
//! browser asks first without one. Cookies play no part, so `Access-Control-Allow-Credentials` is never sent.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    app::App,
    error::{FOREIGN_ORIGIN, METHOD_NOT_ALLOWED, Problem},
};

/// What differs by origin must not be taken from a cache for another one.
const VARY: HeaderValue =
    HeaderValue::from_static("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");

/// Answers preflights, and lets pages of listed origins read answers.
pub async fn cross_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let origin = listed(&app, request.headers()).await;
    let preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let mut response = match (preflight, &origin) {
        (false, _) => next.run(request).await,
        (true, Some(_)) => allowed(),
        (true, None) => Problem::from(&FOREIGN_ORIGIN).into_response(),
    };
    let headers = response.headers_mut();
    headers.append(header::VARY, VARY);
    if let Some(origin) = origin {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Retry-After"));
    }
    response
}

/// Stands where a preflight may come; [`cross_origin`] answers those, and nothing else is asked in this way.
pub async fn preflight() -> Problem {
    Problem::from(&METHOD_NOT_ALLOWED)
}

fn allowed() -> Response {
    let headers = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST")),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("Authorization, Content-Type")),
        (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600")),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// The one origin of a request, where a merchant lists it.
async fn listed(app: &App, headers: &HeaderMap) -> Option<HeaderValue> {
    let mut origins = headers.get_all(header::ORIGIN).iter();
    let (Some(origin), None) = (origins.next(), origins.next()) else { return None };
    let text = origin.to_str().ok()?;
    // A database that does not answer lets nobody in; whatever comes next says so.
    let known = app.service().ok()?.store.knows_origin(text).await.unwrap_or(false);
    known.then(|| origin.clone())
}
