//! Tokens, codes and cookies: each is exchanged once.

use axum::body::Body;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Visit;
use crate::support::{Answer, request};

async fn call(visit: &Visit, method: &str, path: &str, token: Option<&str>, cookie: Option<&str>) -> Answer {
    let mut call = request(method, &format!("/v1/subject/{path}"));
    if let Some(token) = token {
        call = call.header("authorization", format!("Bearer {token}"));
    }
    if let Some(cookie) = cookie {
        call = call.header("cookie", format!("other=1; {cookie}"));
    }
    visit.shop.send(call.body(Body::empty()).unwrap()).await
}

/// Name and value of the cookie an answer sets.
fn cookie(answer: &Answer) -> String {
    answer.header("set-cookie").split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_is_exchanged_once_and_then_is_worth_nothing_elsewhere() {
    let visit = Visit::begin(json!({})).await;
    let token = Some(visit.token.as_str());
    let entered = call(&visit, "POST", "session", token, None).await;
    assert_eq!((entered.status.as_u16(), &entered.json()["id"]), (201, &json!(visit.id)));
    let set = entered.header("set-cookie");
    assert!(
        set.starts_with("cs_subject=")
            && set.contains("Path=/v1/subject; HttpOnly; SameSite=Strict")
            && set.ends_with("; Secure")
    );
    let used = (401, "token_used".to_owned());
    assert_eq!(call(&visit, "POST", "session", token, None).await.problem(), used);
    assert_eq!(visit.get("session").await.problem(), used);
    let cookie = cookie(&entered);
    assert_eq!(call(&visit, "GET", "session", None, Some(&cookie)).await.status, 200);
    assert_eq!(
        call(&visit, "GET", "session", token, Some(&cookie)).await.status,
        200,
        "the browser that has the cookie goes on"
    );
    assert_eq!(call(&visit, "GET", "session", None, Some("cs_subject=guess")).await.problem().1, "invalid_token");
    assert_eq!(call(&visit, "GET", "session", None, None).await.problem().1, "invalid_token");
    visit.shop.wait(SignedDuration::from_hours(25));
    assert_eq!(
        call(&visit, "GET", "session", None, Some(&cookie)).await.problem(),
        (401, "session_expired".to_owned())
    );
}

#[tokio::test]
async fn a_cookie_opens_no_other_verification() {
    let visit = Visit::begin(json!({})).await;
    let cookie = cookie(&call(&visit, "POST", "session", Some(&visit.token), None).await);
    let other = visit.shop.post("/v1/verifications", json!({})).await.json();
    let theirs = other["client_token"].as_str().unwrap();
    call(&visit, "POST", "session", Some(theirs), None).await;
    assert_eq!(call(&visit, "GET", "session", Some(theirs), Some(&cookie)).await.problem().1, "token_used");
}

#[tokio::test]
async fn a_phone_goes_on_with_a_code_that_is_good_once() {
    let visit = Visit::begin(json!({})).await;
    let handoff = visit.post("handoff", Value::Null).await;
    assert_eq!(handoff.status, 201);
    let handoff = handoff.json();
    assert!(handoff["qr_code"].as_str().unwrap().starts_with("data:image/svg+xml;base64,"));
    let code = handoff["url"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned();
    assert!(code.starts_with("cs_once_"));
    assert_eq!(
        call(&visit, "GET", "session", Some(&code), None).await.problem().1,
        "invalid_token",
        "a code has to be exchanged"
    );
    let phone = call(&visit, "POST", "session", Some(&code), None).await;
    assert_eq!((phone.status.as_u16(), &phone.json()["id"]), (201, &json!(visit.id)));
    assert_eq!(call(&visit, "POST", "session", Some(&code), None).await.problem(), (401, "token_used".to_owned()));
    assert_eq!(call(&visit, "GET", "session", Some(&code), None).await.problem(), (401, "token_used".to_owned()));
    assert_eq!(call(&visit, "GET", "session", Some(&code), Some(&cookie(&phone))).await.status, 200);
    let on = visit.get("progress").await.json()["on"].clone();
    assert_eq!((&on["device"], &on["step"]), (&json!("phone"), &json!("opened")));
    assert_eq!(visit.get("session").await.status, 200, "the first page goes on");
}

#[tokio::test]
async fn a_code_ends_and_there_are_not_many() {
    let visit = Visit::begin(json!({})).await;
    let code =
        visit.post("handoff", Value::Null).await.json()["url"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned();
    visit.shop.wait(SignedDuration::from_mins(10));
    assert_eq!(call(&visit, "POST", "session", Some(&code), None).await.problem(), (401, "session_expired".to_owned()));
    for _ in 0..20 {
        assert_eq!(visit.post("handoff", Value::Null).await.status, 201);
    }
    assert_eq!(visit.post("handoff", Value::Null).await.problem(), (429, "rate_limited".to_owned()));
    visit.shop.wait(SignedDuration::from_hours(25));
    visit.shop.sweep().await;
    assert_eq!(call(&visit, "POST", "session", Some(&code), None).await.problem(), (401, "invalid_token".to_owned()));
}

#[tokio::test]
async fn tokens_and_codes_are_in_no_log() {
    let visit = Visit::begin(json!({})).await;
    let code =
        visit.post("handoff", Value::Null).await.json()["url"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned();
    let entered = call(&visit, "POST", "session", Some(&code), None).await;
    let cookie = cookie(&entered).split_once('=').unwrap().1.to_owned();
    call(&visit, "GET", "session", None, Some(&format!("cs_subject={cookie}"))).await;
    let log = crate::support::log();
    for secret in [&visit.token, &code, &cookie] {
        assert!(!log.contains(secret.as_str()));
    }
}

#[tokio::test]
async fn pages_of_other_origins_may_call_with_a_token() {
    let visit = Visit::begin(json!({})).await;
    let from = async |origin: &str, method: &str| {
        let mut call = request(method, "/v1/subject/session").header("origin", origin);
        call = match method {
            "OPTIONS" => call.header("access-control-request-method", "GET"),
            _ => call.header("authorization", format!("Bearer {}", visit.token)),
        };
        visit.shop.send(call.body(Body::empty()).unwrap()).await
    };
    let asked = from("https://shop.test", "OPTIONS").await;
    assert_eq!((asked.status.as_u16(), asked.header("access-control-allow-origin")), (204, "*"));
    assert!(
        asked.header("access-control-allow-headers").contains("authorization")
            && asked.header("access-control-allow-credentials").is_empty()
    );
    let read = from("https://shop.test", "GET").await;
    assert_eq!((read.status.as_u16(), read.header("access-control-allow-origin")), (200, "*"));
    visit.shop.set(json!({ "origins": ["https://shop.test"] })).await;
    assert_eq!(from("https://shop.test", "GET").await.status, 200);
    assert_eq!(from("https://verify.test", "GET").await.status, 200, "our own page");
    let foreign = from("https://evil.test", "GET").await;
    assert_eq!(
        (foreign.problem(), foreign.header("access-control-allow-origin")),
        ((403, "foreign_origin".to_owned()), "*")
    );
}
