//! `POST /api/verify-identity`: its exact shape.

use axum::body::Body;
use base64::{Engine, engine::general_purpose::STANDARD};
use countersign::config::Config;
use countersign_core::{
    check::{Check, CheckName},
    decision::Verdict,
    reason::Reason,
};
use insta::assert_snapshot;
use serde_json::json;

use crate::support::{TestApp, against, jpeg, pictures, request, scripted};

fn app(verdict: fn(&mut countersign::verifier::Verified)) -> TestApp {
    TestApp::answering(Config::for_slots(1), scripted(verdict))
}

#[tokio::test]
async fn a_verified_person() {
    let answer = app(|_| ()).verify(pictures(&jpeg(), &jpeg())).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_snapshot!(answer.body, @r#"{"success":true,"verified":true,"confidence":0.984,"verification_id":"ver_06m7bm8000e008000000000001"}"#);
}

#[tokio::test]
async fn a_doubtful_person_is_not_verified_and_told_why() {
    let app = app(|verified| {
        verified.decision = against(Verdict::DoubleCheck, &[Reason::ImageBlurred, Reason::MrzRepaired]);
        verified.checks.push(Check::fail(CheckName::NameMatches, Reason::NameMismatch));
    });
    let answer = app.verify(pictures(&jpeg(), &jpeg())).await;
    assert_eq!(answer.status, 200);
    assert_snapshot!(answer.body, @r#"{"success":true,"verified":false,"confidence":0.492,"verification_id":"ver_06m7bm8000e008000000000001","reason":"image_blurred","message":"The photo is blurred. Hold the phone still and try again."}"#);
}

#[tokio::test]
async fn confidence_is_null_without_two_faces() {
    let app = app(|verified| {
        verified.decision = against(Verdict::DoubleCheck, &[Reason::NoFace]);
        verified.faces = None;
    });
    let body = app.verify(pictures(&jpeg(), &jpeg())).await.json();
    assert_eq!(body["success"], true);
    assert_eq!(body["verified"], false);
    assert!(body["confidence"].is_null());
    assert_eq!(body["reason"], "no_face");
}

#[tokio::test]
async fn every_picture_form_and_other_fields_are_taken() {
    let text = STANDARD.encode(jpeg());
    let body = json!({
        "id_front_b64": format!("data:image/jpeg;base64,{text}"),
        "id_back_b64": text,
        "selfie_b64": text.replace('/', "_").replace('+', "-"),
        "customer_id": 7,
        "order_id": "1001",
        "theme": { "dark": true },
    });
    // PHP escapes every slash.
    let body = body.to_string().replace('/', "\\/");
    assert_eq!(app(|_| ()).verify(body).await.status, 200);
}

#[tokio::test]
async fn an_empty_back_is_no_back() {
    let text = STANDARD.encode(jpeg());
    let body = json!({ "id_front_b64": text, "id_back_b64": "", "selfie_b64": text });
    assert_eq!(app(|_| ()).verify(body.to_string()).await.status, 200);
}

#[tokio::test]
async fn a_problem_says_success_false_and_names_the_field() {
    let answer = app(|_| ()).verify(r#"{"id_front_b64": "", "selfie_b64": 1}"#).await;
    assert_eq!(answer.problem(), (422, "invalid_field".to_owned()));
    assert_snapshot!(answer.body, @r#"{"type":"/problems#invalid_field","title":"A field has the wrong form","status":422,"detail":"A field does not have the type or form it should.","code":"invalid_field","param":"selfie_b64","request_id":"req_06m7bm8000e008000000000000","success":false}"#);
}

#[tokio::test]
async fn what_is_missing_or_wrong_is_named() {
    let app = app(|_| ());
    let picture = STANDARD.encode(jpeg());
    let cases = [
        (json!({ "selfie_b64": picture }), "missing_field", "id_front_b64"),
        (json!({ "id_front_b64": picture, "selfie_b64": null }), "missing_field", "selfie_b64"),
        (json!({ "id_front_b64": picture, "selfie_b64": "***" }), "invalid_field", "selfie_b64"),
        (json!({ "id_front_b64": [], "selfie_b64": picture }), "invalid_field", "id_front_b64"),
        (json!({ "id_front_b64": "", "selfie_b64": picture }), "image_empty", "id_front_b64"),
        (
            json!({ "id_front_b64": picture, "id_back_b64": "AAAA", "selfie_b64": picture }),
            "image_type_unsupported",
            "id_back_b64",
        ),
    ];
    for (body, code, param) in cases {
        let answer = app.verify(body.to_string()).await;
        assert_eq!(answer.problem(), (422, code.to_owned()));
        let problem = answer.json();
        assert_eq!((&problem["param"], &problem["success"]), (&json!(param), &json!(false)), "{code}");
    }
}

#[tokio::test]
async fn what_is_no_json_object_is_told_so() {
    for body in ["", "{", "[]", "null", "\"text\"", "{} {}", "{\"selfie_b64\": \"\u{0}\"}"] {
        let answer = app(|_| ()).verify(body).await;
        assert_eq!(answer.problem(), (400, "malformed_json".to_owned()), "{body}");
    }
}

#[tokio::test]
async fn other_content_types_and_methods_are_refused() {
    let app = app(|_| ());
    for media in ["text/plain", "multipart/form-data; boundary=x", "", "application/jsonp"] {
        let request = request("POST", "/api/verify-identity").header("content-type", media);
        let answer = app.send(request.body(pictures(&jpeg(), &jpeg()).into()).unwrap()).await;
        assert_eq!(answer.problem(), (415, "unsupported_media_type".to_owned()), "{media}");
        assert_eq!(answer.json()["success"], false);
    }
    let answer = app.send(request("GET", "/api/verify-identity").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.problem(), (405, "method_not_allowed".to_owned()));
    assert_eq!(answer.header("allow"), "POST");
}

#[tokio::test]
async fn only_this_machine_is_answered() {
    let body = || Body::from(pictures(&jpeg(), &jpeg()));
    let post = |host: &str| {
        axum::http::Request::post("/api/verify-identity")
            .header("content-type", "application/json")
            .header("host", host)
    };
    let app = app(|_| ());
    for host in ["localhost:8080", "127.0.0.1", "[::1]:8080"] {
        assert_eq!(app.send(post(host).body(body()).unwrap()).await.status, 200, "{host}");
    }
    let answer = app.send(post("shop.example").body(body()).unwrap()).await;
    assert_eq!(answer.problem(), (403, "foreign_host".to_owned()));
    let elsewhere = TestApp::listening(Config::for_slots(1), false);
    let answer = elsewhere.send(post("localhost").body(body()).unwrap()).await;
    assert_eq!(answer.problem(), (403, "loopback_only".to_owned()));
}

#[tokio::test]
async fn pages_of_other_sites_are_refused() {
    let app = app(|_| ());
    let cases = [
        ("origin", "http://127.0.0.1:8080", 200),
        ("sec-fetch-site", "same-origin", 200),
        ("origin", "https://shop.example", 403),
        ("origin", "http://127.0.0.1:9999", 403),
        ("origin", "null", 403),
        ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
    ];
    for (name, value, status) in cases {
        let request = request("POST", "/api/verify-identity").header("content-type", "application/json");
        let answer = app.send(request.header(name, value).body(pictures(&jpeg(), &jpeg()).into()).unwrap()).await;
        assert_eq!(answer.status, status, "{name}: {value}");
        assert!(status == 200 || answer.problem().1 == "foreign_origin");
    }
}
