//! The whole HTTP surface on one screen.

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    http::{StatusCode, header},
    middleware::{from_fn, from_fn_with_state, map_request},
    response::{IntoResponse, Response},
    routing::get,
};
use tower::ServiceBuilder;
use tower_http::{catch_panic::CatchPanicLayer, sensitive_headers::SetSensitiveRequestHeadersLayer};

use crate::{
    app::App,
    error::{self, INTERNAL_ERROR, METHOD_NOT_ALLOWED, NOT_FOUND, NOT_READY, Problem},
    guard, linger, pages, request_id, telemetry,
};

pub fn router(app: App) -> Router {
    Router::new()
        .route("/", get(pages::start))
        .route("/problems", get(pages::problems))
        .route("/static/{file}", get(pages::asset))
        .route("/healthz", get(async || "alive\n"))
        .route("/readyz", get(readyz))
        .route("/metrics", get(metrics))
        .fallback(async || Problem::from(&NOT_FOUND))
        .method_not_allowed_fallback(async || Problem::from(&METHOD_NOT_ALLOWED))
        .layer(
            // The first is the outermost.
            ServiceBuilder::new()
                .layer(SetSensitiveRequestHeadersLayer::new([header::AUTHORIZATION, header::COOKIE]))
                .layer(from_fn_with_state(app.clone(), request_id::name))
                .layer(from_fn_with_state(app.clone(), telemetry::observe))
                .layer(from_fn(guard::security_headers))
                .layer(from_fn_with_state(app.clone(), error::render))
                .layer(CatchPanicLayer::custom(|_| Problem::from(&INTERNAL_ERROR).into_response()))
                .layer(map_request(async |request| linger::linger(request)))
                .layer(DefaultBodyLimit::disable()),
        )
        .with_state(app)
}

/// Ready to verify: the models are loaded and passed the self-test.
async fn readyz(State(app): State<App>) -> Response {
    if app.ready() { (StatusCode::OK, "ready\n").into_response() } else { Problem::from(&NOT_READY).into_response() }
}

async fn metrics(State(app): State<App>) -> Response {
    let text = app.metrics.render(app.admission.load(), app.ready());
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}
