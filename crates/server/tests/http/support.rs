//! An application to talk to over HTTP, without a socket.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use countersign::{
    app::{App, Source},
    config::Config,
    router::router,
};
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;
use uuid::Uuid;

/// 2026-06-01T12:00:00Z: the day documents of the tests are judged on.
const NOON: u64 = 1_780_315_200;

/// A server with a clock that stands still and ids that count.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) router: Router,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        (self.status.as_u16(), self.json()["code"].as_str().unwrap().to_owned())
    }
}

impl TestApp {
    pub(crate) fn new() -> Self {
        Self::with(Config::for_slots(2))
    }

    pub(crate) fn with(config: Config) -> Self {
        Self::listening(config, true)
    }

    pub(crate) fn listening(config: Config, loopback: bool) -> Self {
        let app = App::new(config, source(), loopback);
        Self { router: router(app.clone()), app }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request("GET", path).body(Body::empty()).unwrap()).await
    }
}

/// A request to this machine, as a program would send it.
pub(crate) fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080")
}

fn source() -> Source {
    let count = AtomicU64::new(0);
    Source {
        now: Box::new(|| jiff::Timestamp::from_second(NOON as i64).unwrap()),
        uuid: Box::new(move || {
            let count = count.fetch_add(1, Ordering::Relaxed);
            Uuid::from_u64_pair(NOON << 28 | 0x7000, 0x8000_0000_0000_0000 | count)
        }),
    }
}
