//! Who may send what: this machine only, no other site's pages, the right kind of body.

use std::net::IpAddr;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Response as HttpResponse, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{MethodRouter, any},
};
use tower::ServiceExt;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::{
    app::App,
    auth::visitor::says_who,
    error::{FOREIGN_HOST, FOREIGN_ORIGIN, LOOPBACK_ONLY, Problem, UNSUPPORTED_MEDIA_TYPE},
};

/// For whoever shows no key: answers only on a loopback listener, and only when the client meant this machine. A page
/// whose name was rebound to 127.0.0.1 still sends its own name in `Host`.
pub async fn this_machine_only(State(app): State<App>, request: Request, next: Next) -> Response {
    if !app.loopback {
        return Problem::from(&LOOPBACK_ONLY).into_response();
    }
    if !names_this_machine(request.headers()) {
        return Problem::from(&FOREIGN_HOST).into_response();
    }
    next.run(request).await
}

fn names_this_machine(headers: &HeaderMap) -> bool {
    let mut hosts = headers.get_all(header::HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else { return false };
    let Some(authority) = host.to_str().ok().and_then(|text| text.parse::<Authority>().ok()) else { return false };
    let name = authority.host().trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Requests that say whose they are take one way, all others the other.
pub fn by_caller(keyed: MethodRouter, others: MethodRouter) -> MethodRouter<App> {
    any(move |request: Request| {
        let way = if says_who(&request) { keyed.clone() } else { others.clone() };
        way.oneshot(request)
    })
}

/// Whether a page of this server's own asks: by its public address, or by a name of this machine where only that reaches it.
pub fn is_own_page(app: &App, public_url: &str, headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let (origin, host) = (text(header::ORIGIN), text(header::HOST));
    let here = app.loopback && names_this_machine(headers);
    origin == public_url || (here && origin.strip_prefix("http://").is_some_and(|named| named == host))
}

/// Refuses what a browser sends for another site's page, told by `Sec-Fetch-Site` and `Origin`.
pub fn same_site_only() -> CsrfLayer<fn(ProtectionError) -> HttpResponse<axum::body::Body>> {
    CsrfLayer::new().with_rejection_response(|_| Problem::from(&FOREIGN_ORIGIN).into_response())
}

/// Only bodies of `application/json`.
pub async fn json_only(request: Request, next: Next) -> Response {
    only("application/json", request, next).await
}

/// Only bodies of `multipart/form-data`.
pub async fn form_only(request: Request, next: Next) -> Response {
    only("multipart/form-data", request, next).await
}

async fn only(wanted: &str, request: Request, next: Next) -> Response {
    let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case(wanted) {
        return Problem::from(&UNSUPPORTED_MEDIA_TYPE).into_response();
    }
    next.run(request).await
}

/// What a browser may do with our answers: nothing but show them with our own style and script.
static SECURITY_HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"),
];

/// Marks a page that says itself who may frame it.
#[derive(Clone, Copy, Debug)]
pub struct Framed;

/// Adds the security headers that an answer does not bring itself; answers are kept by no cache unless they say otherwise.
pub async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let framed = response.extensions().get::<Framed>().is_some();
    let headers = response.headers_mut();
    for (name, value) in &SECURITY_HEADERS {
        if framed && name == header::X_FRAME_OPTIONS {
            continue;
        }
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_loopback_names_pass() {
        let named = |host: &'static str| {
            names_this_machine(&HeaderMap::from_iter([(header::HOST, HeaderValue::from_static(host))]))
        };
        for host in ["localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080", "[::1]"] {
            assert!(named(host), "{host}");
        }
        for host in ["example.com", "localhost.example.com", "10.0.0.1:8080", "0.0.0.0", "127.0.0.1.example.com", ""] {
            assert!(!named(host), "{host}");
        }
        assert!(!names_this_machine(&HeaderMap::new()));
    }

    #[test]
    fn two_hosts_are_none() {
        let mut headers = HeaderMap::new();
        headers.append(header::HOST, HeaderValue::from_static("localhost"));
        headers.append(header::HOST, HeaderValue::from_static("example.com"));
        assert!(!names_this_machine(&headers));
    }
}
