use axum::body::Body;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::{Answer, jpeg, request};

async fn started(shop: &Shop, body: Value) -> (String, String) {
    let created = shop.post("/v1/verifications", body).await.json();
    let text = |name: &str| created[name].as_str().unwrap().to_owned();
    (text("id"), text("client_token"))
}

async fn put(shop: &Shop, token: &str, kind: &str) -> Answer {
    let call =
        request("PUT", &format!("/v1/subject/documents/{kind}")).header("authorization", format!("Bearer {token}"));
    shop.send(call.header("content-type", "image/jpeg").body(Body::from(jpeg())).unwrap()).await
}

#[tokio::test]
async fn a_person_does_it_all_with_the_link() {
    let shop = Shop::open().await;
    let (id, token) = started(&shop, json!({ "redirect_url": "https://shop.test/done" })).await;
    let session = shop.call_as(&token, "GET", "/v1/subject/session", Value::Null).await.json();
    assert_eq!(
        (&session["status"], &session["required_documents"]),
        (&json!("started"), &json!(["photo_id", "selfie"]))
    );
    assert_eq!(session["consent"]["given"], false);
    let version = session["consent"]["version"].clone();
    let wrong = shop.call_as(&token, "POST", "/v1/subject/consent", json!({ "version": "1" })).await;
    assert_eq!(wrong.problem().0, 422);
    let given =
        shop.call_as(&token, "POST", "/v1/subject/consent", json!({ "version": version, "locale": "de" })).await;
    assert_eq!(given.status, 204);
    assert_eq!(shop.call_as(&token, "POST", "/v1/subject/submit", Value::Null).await.problem().1, "documents_missing");
    assert_eq!(put(&shop, &token, "photo_id").await.status, 200);
    assert_eq!(put(&shop, &token, "selfie").await.status, 200);
    assert_eq!(shop.call_as(&token, "POST", "/v1/subject/submit", Value::Null).await.status, 202);
    shop.run_jobs().await;
    let end = shop.call_as(&token, "GET", "/v1/subject/progress", Value::Null).await.json();
    assert_eq!((&end["status"], &end["consent"]["given"]), (&json!("approved"), &json!(true)));
    assert_eq!(shop.history(&id).await[1], "started>submitted subject");
    assert_eq!(shop.service().store.consents(&id).await.unwrap()[0].2, "de");
}

#[tokio::test]
async fn a_link_opens_its_own_verification_alone_and_ends() {
    let shop = Shop::open().await;
    let (id, token) = started(&shop, json!({})).await;
    for path in ["/v1/verifications".to_owned(), format!("/v1/verifications/{id}")] {
        assert_eq!(shop.call_as(&token, "GET", &path, Value::Null).await.problem().1, "unauthorized");
    }
    for key in [shop.key.as_str(), "cs_client_x", ""] {
        let answer = shop.call_as(key, "GET", "/v1/subject/session", Value::Null).await;
        assert_eq!(answer.problem(), (401, "invalid_token".to_owned()));
    }
    shop.wait(SignedDuration::from_hours(24 * 8));
    assert_eq!(shop.call_as(&token, "GET", "/v1/subject/session", Value::Null).await.problem().1, "invalid_token");
}

#[tokio::test]
async fn a_person_is_not_told_what_reviewers_say() {
    let shop = Shop::open().await;
    let (id, token) = started(&shop, json!({ "vendor_state": "sandbox:double_check" })).await;
    shop.act(&id, "submit", Value::Null).await;
    shop.run_jobs().await;
    let seen = async || shop.call_as(&token, "GET", "/v1/subject/progress", Value::Null).await;
    assert_eq!(seen().await.json()["status"], "in_review");
    shop.act(&id, "reject", json!({ "comment": "looks odd to me", "reason": "name_mismatch" })).await;
    let rejected = seen().await;
    assert!(!rejected.body.contains("odd"));
    assert!(rejected.json()["message"].as_str().unwrap().contains("name does not match"));
}

#[tokio::test]
async fn the_hosted_page_brings_its_own_script_and_nothing_else() {
    let shop = Shop::open().await;
    let page = shop.get("/verify").await;
    assert_eq!((page.status.as_u16(), page.header("referrer-policy")), (200, "no-referrer"));
    assert!(page.header("content-security-policy").contains("connect-src 'self'"));
    assert!(page.body.contains("/static/verify.js?"));
    assert_eq!(shop.get("/static/verify.js").await.status, 200);
}
