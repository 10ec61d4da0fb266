//! Logs: one line a request, without bodies, query strings, names or anything else a person sent.

use std::{io::IsTerminal, panic::PanicHookInfo, time::Instant};

use axum::{
    extract::{MatchedPath, Request, State},
    http::Method,
    middleware::Next,
    response::Response,
};
use tracing::Instrument;
use tracing_subscriber::{EnvFilter, filter::filter_fn, layer::SubscriberExt, util::SubscriberInitExt};

use crate::{app::App, request_id::RequestId};

/// The resolver quotes whatever it is asked, such as the domain of somebody's address; of its crates no line is kept.
const QUOTES: &str = "hickory_";

/// Starts logging to standard error: lines for a person at a terminal, JSON for everything else.
///
/// # Errors
/// When `filter` is not understood.
pub fn start(filter: &str) -> anyhow::Result<()> {
    let filter = EnvFilter::try_new(filter)?;
    let harmless = filter_fn(|line| !line.target().starts_with(QUOTES));
    let registry = tracing_subscriber::registry().with(filter).with(harmless);
    if std::io::stderr().is_terminal() {
        registry.with(tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false)).try_init()?;
    } else {
        let json = tracing_subscriber::fmt::layer().json().flatten_event(true).with_current_span(true);
        registry.with(json.with_span_list(false).with_writer(std::io::stderr)).try_init()?;
    }
    std::panic::set_hook(Box::new(log_panic));
    Ok(())
}

/// The message of a panic can quote what was being worked on, so only its place is told.
fn log_panic(info: &PanicHookInfo<'_>) {
    let place = info.location().map_or_else(String::new, ToString::to_string);
    tracing::error!(place, "panicked");
}

/// Logs and counts one request when it is answered.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let started = Instant::now();
    // The route's pattern, since a path could name a person.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let id = request.extensions().get::<RequestId>().map_or("", RequestId::as_str);
    let span = tracing::info_span!("request", method = known(request.method()), route, id);
    let response = next.run(request).instrument(span.clone()).await;
    let took = started.elapsed();
    let status = response.status().as_u16();
    app.metrics.answered(&route, status, took);
    let ms = took.as_millis() as u64;
    // Probes and scrapes come every few seconds and say nothing new.
    if matches!(route.as_str(), "/healthz" | "/readyz" | "/metrics" | "/static/{file}") {
        span.in_scope(|| tracing::debug!(status, ms, "answered"));
    } else {
        span.in_scope(|| tracing::info!(status, ms, "answered"));
    }
    response
}

/// A method's name; one of the client's own making could be any text.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
