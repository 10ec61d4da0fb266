//! What answers at all, and how what does not is told.

use crate::support::{TestApp, request};
use axum::body::Body;
use countersign::config::Config;

#[tokio::test]
async fn the_process_is_alive_before_it_is_ready() {
    let app = TestApp::new();
    assert_eq!(app.get("/healthz").await.status, 200);
    let answer = app.get("/readyz").await;
    assert_eq!(answer.problem(), (503, "not_ready".to_owned()));
    app.app.set_ready();
    assert_eq!(app.get("/readyz").await.body, "ready\n");
}

#[tokio::test]
async fn metrics_are_prometheus_text_without_paths() {
    let app = TestApp::new();
    app.get("/nothing/of/mrs/canary").await;
    let metrics = app.get("/metrics").await;
    assert!(metrics.header("content-type").starts_with("text/plain; version=0.0.4"));
    assert!(
        metrics.body.contains(r#"countersign_http_requests_total{route="none",status="404"} 1"#),
        "{}",
        metrics.body
    );
    assert!(metrics.body.contains(r#"countersign_problems_total{code="not_found"} 1"#));
    assert!(metrics.body.contains("countersign_work_running 0"));
    assert!(!metrics.body.contains("canary"));
}

#[tokio::test]
async fn an_unknown_address_is_a_problem_with_the_request_id() {
    let app = TestApp::new();
    let answer = app.get("/v1/nothing").await;
    assert_eq!(answer.problem(), (404, "not_found".to_owned()));
    let body = answer.json();
    assert_eq!(body["type"], "/problems#not_found");
    assert_eq!(body["status"], 404);
    assert_eq!(body["request_id"], answer.header("x-request-id"));
    assert!(answer.header("x-request-id").starts_with("req_"));
    assert!(body.get("success").is_none());
}

#[tokio::test]
async fn a_browser_is_answered_with_a_page() {
    let app = TestApp::new();
    let answer =
        app.send(request("GET", "/nothing").header("accept", "text/html,*/*").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, 404);
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(answer.body.contains("There is nothing at this address."));
}

#[tokio::test]
async fn a_wrong_method_names_the_right_ones() {
    let app = TestApp::new();
    let answer = app.send(request("DELETE", "/healthz").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.problem(), (405, "method_not_allowed".to_owned()));
    assert_eq!(answer.header("allow"), "GET,HEAD");
}

#[tokio::test]
async fn a_request_id_of_the_client_is_not_taken_over() {
    let app = TestApp::new();
    let answer =
        app.send(request("GET", "/healthz").header("x-request-id", "canary").body(Body::empty()).unwrap()).await;
    assert!(answer.header("x-request-id").starts_with("req_"));
}

#[tokio::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::new();
    for path in ["/", "/healthz", "/nothing", "/problems", "/static/app.css"] {
        let answer = app.get(path).await;
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
        assert!(!answer.header("cache-control").is_empty(), "{path}");
    }
    assert_eq!(app.get("/").await.header("cache-control"), "no-store");
}

#[tokio::test]
async fn pages_hold_nothing_that_their_policy_forbids() {
    let app = TestApp::new();
    for path in ["/", "/problems"] {
        let page = app.get(path).await.body;
        for forbidden in ["<style", " style=", "<script>", " onclick=", "http://", "https://"] {
            assert!(!page.contains(forbidden), "{path} holds {forbidden}");
        }
    }
}

#[tokio::test]
async fn the_start_page_works_wherever_the_server_listens() {
    let app = TestApp::listening(Config::for_slots(1), false);
    assert_eq!(app.get("/").await.status, 200);
    assert_eq!(app.get("/healthz").await.status, 200);
}

#[tokio::test]
async fn every_problem_is_explained_where_its_type_leads() {
    let page = TestApp::new().get("/problems").await.body;
    for kind in countersign::error::KINDS {
        assert!(page.contains(&format!(r#"id="{}""#, kind.code)), "{}", kind.code);
    }
    assert!(page.contains(r#"id="image_unreadable""#));
}
