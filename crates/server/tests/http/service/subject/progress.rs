//! Following along: by asking, and as a stream.

use std::time::Duration;

use axum::{
    body::{Body, BodyDataStream},
    http::StatusCode,
};
use countersign::{
    config::{Config, Stream},
    limits::Rates,
    router::router,
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::time::timeout;
use tower::ServiceExt;

use super::Visit;
use crate::{
    service::shop::Shop,
    support::{jpeg, request},
};

fn quick() -> Config {
    let stream = Stream {
        pause: Duration::from_millis(15),
        heartbeat: Duration::from_millis(40),
        longest: Duration::from_secs(20),
    };
    Config { limits: Rates::NONE, stream, ..Config::for_slots(2) }
}

/// An open stream.
struct Following(BodyDataStream, String);

impl Following {
    async fn open(router: axum::Router, token: &str) -> Result<Self, StatusCode> {
        let call = request("GET", "/v1/subject/progress").header("authorization", format!("Bearer {token}"));
        let call = call.header("accept", "text/event-stream").body(Body::empty()).unwrap();
        let answer = router.oneshot(call).await.unwrap();
        if answer.status() != StatusCode::OK {
            return Err(answer.status());
        }
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Ok(Self(answer.into_body().into_data_stream(), String::new()))
    }

    /// The next event that is no heartbeat: its name and data.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            if let Some((event, rest)) = self.1.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.1 = rest;
                let line = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                if let (Some(name), Some(data)) = (line("event:"), line("data:")) {
                    return Some((name.to_owned(), serde_json::from_str(data).unwrap()));
                }
                continue;
            }
            let chunk = timeout(Duration::from_secs(10), self.0.next()).await.unwrap()?.unwrap();
            self.1.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    }

    async fn progress(&mut self) -> Value {
        let (name, data) = self.next().await.unwrap();
        assert_eq!(name, "progress");
        data
    }
}

#[tokio::test]
async fn a_page_follows_along_to_the_end_from_any_process() {
    let visit = Visit::at(Shop::with(quick()).await, json!({})).await;
    visit.agree().await;
    let twin = visit.shop.twin().await;
    let mut desk = Following::open(router(twin.clone()), &visit.token).await.unwrap();
    let first = desk.progress().await;
    assert_eq!((&first["stage"], &first["on"], &first["result"]), (&json!("collecting"), &Value::Null, &Value::Null));
    assert_eq!(visit.post("step", json!({ "page": "abc1", "device": "phone", "step": "photo_id" })).await.status, 204);
    let on = desk.progress().await["on"].clone();
    assert_eq!((&on["page"], &on["device"], &on["step"]), (&json!("abc1"), &json!("phone"), &json!("photo_id")));
    assert_eq!(visit.put("photo_id", jpeg()).await.status, 200);
    assert_eq!(desk.progress().await["documents"], json!({ "photo_id": "uploaded" }));
    assert_eq!(visit.put("selfie", jpeg()).await.status, 200);
    assert_eq!(desk.progress().await["documents"]["selfie"], "uploaded");
    visit.answer().await;
    visit.post("submit", Value::Null).await;
    assert_eq!(desk.progress().await["stage"], "waiting");
    visit.shop.run_jobs().await;
    let mut last = desk.progress().await;
    while last["stage"] != "done" {
        last = desk.progress().await;
    }
    assert_eq!((&last["status"], &last["result"]["outcome"]), (&json!("approved"), &json!("approved")));
    assert_eq!(desk.next().await, Some(("end".to_owned(), json!({}))));
    assert_eq!(desk.next().await, None);
    twin.service().unwrap().store.close().await;
}

#[tokio::test]
async fn a_bell_tells_followers_of_this_process_at_once() {
    let stream = Stream { pause: Duration::from_hours(1), longest: Duration::from_hours(2), ..quick().stream };
    let visit = Visit::at(Shop::with(Config { stream, ..quick() }).await, json!({})).await;
    visit.agree().await;
    let mut desk = Following::open(visit.shop.router.clone(), &visit.token).await.unwrap();
    assert_eq!(desk.progress().await["stage"], "collecting");
    let elsewhere = visit.shop.create(json!({ "vendor_state": "sandbox:approved" })).await;
    visit.shop.act(&elsewhere, "submit", Value::Null).await;
    visit.post("step", json!({ "page": "abc1", "device": "phone", "step": "selfie" })).await;
    assert_eq!(desk.progress().await["on"]["step"], "selfie", "what others do is no news");
    visit.pictures().await;
    while desk.progress().await["documents"]["selfie"] != "uploaded" {}
    visit.answer().await;
    visit.post("submit", Value::Null).await;
    assert_eq!(desk.progress().await["stage"], "waiting");
    visit.shop.run_jobs().await;
    while desk.progress().await["stage"] != "done" {}
}

#[tokio::test]
async fn streams_give_signs_of_life_and_end_by_themselves() {
    let stream = Stream { longest: Duration::from_millis(200), ..quick().stream };
    let visit = Visit::at(Shop::with(Config { stream, ..quick() }).await, json!({})).await;
    let mut desk = Following::open(visit.shop.router.clone(), &visit.token).await.unwrap();
    desk.progress().await;
    let mut rest = String::new();
    while let Some(chunk) = timeout(Duration::from_secs(10), desk.0.next()).await.unwrap() {
        rest.push_str(std::str::from_utf8(&chunk.unwrap()).unwrap());
    }
    assert!(rest.contains(": still here") && rest.ends_with("event: end\ndata: {}\n\n"), "{rest}");
}

#[tokio::test]
async fn streams_of_a_verification_are_bounded_and_end_when_the_process_stops() {
    let visit = Visit::at(Shop::with(quick()).await, json!({})).await;
    let open = async || Following::open(visit.shop.router.clone(), &visit.token).await;
    let mut streams = Vec::new();
    for _ in 0..4 {
        streams.push(open().await.unwrap());
    }
    assert_eq!(open().await.err(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(visit.get("progress").await.status, 200, "asking is still answered");
    streams.pop();
    let mut last = open().await.unwrap();
    last.progress().await;
    visit.shop.app.streams.close();
    assert_eq!(last.next().await.map(|(name, _)| name).as_deref(), Some("end"));
}

#[tokio::test]
async fn only_sensible_steps_are_noted() {
    let visit = Visit::begin(json!({})).await;
    for (body, param) in [
        (json!({ "page": "a b", "device": "phone", "step": "selfie" }), "page"),
        (json!({ "page": "", "device": "phone", "step": "selfie" }), "page"),
        (json!({ "page": "a", "device": "fridge", "step": "selfie" }), "device"),
        (json!({ "page": "a", "device": "phone", "step": "<script>" }), "step"),
    ] {
        let wrong = visit.post("step", body).await;
        assert_eq!((wrong.problem().0, &wrong.json()["param"]), (422, &json!(param)));
        assert!(wrong.json()["detail"].as_str().unwrap().starts_with(&format!("`{param}` is ")), "{}", wrong.body);
    }
    let early = visit.get("progress").await.json();
    assert_eq!((&early["stage"], &early["on"]), (&json!("collecting"), &Value::Null));
}

#[tokio::test]
async fn a_hold_and_a_decision_of_a_person_are_seen() {
    let visit = Visit::begin(json!({ "vendor_state": "sandbox:double_check" })).await;
    visit.shop.act(&visit.id, "submit", Value::Null).await;
    visit.shop.run_jobs().await;
    let stage = async || visit.get("progress").await.json()["stage"].clone();
    assert_eq!(stage().await, "in_review");
    visit.shop.act(&visit.id, "hold", Value::Null).await;
    assert_eq!(stage().await, "in_review");
    visit.shop.act(&visit.id, "resume", Value::Null).await;
    visit.shop.act(&visit.id, "approve", Value::Null).await;
    assert_eq!(stage().await, "done");
}
