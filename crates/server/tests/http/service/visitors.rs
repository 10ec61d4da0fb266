//! Who calls, what is believed of a customer's id, and which pages may read the answers.

use aws_lc_rs::hmac;
use axum::{body::Body, http::request::Builder};
use countersign::{auth::Scopes, tenant::Tenant};
use countersign_core::decision::Mode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{one_shot::body, shop::Shop};
use crate::support::{Answer, request};

const COMPLETE: &str = "/api/verifyhuman/complete-identity-verification";
const VERIFY: &str = "/api/verify-identity";
const TOKEN: &str = "/api/verifyhuman/verify-token";
const ORIGIN: &str = "https://shop.example";

async fn send(shop: &Shop, call: Builder, body: Value) -> Answer {
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    shop.send(call.header("content-type", "application/json").body(body).unwrap()).await
}

fn page(method: &str, path: &str, key: &str, origin: &str) -> Builder {
    request(method, path).header("authorization", format!("Bearer {key}")).header("origin", origin)
}

/// A path as the shop's platform passes it on at a second.
fn signed(path: &str, shop: &str, customer: &str, secret: &str, second: i64) -> String {
    let message = format!("logged_in_customer_id={customer}path_prefix=/apps/cshop={shop}timestamp={second}");
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signature = countersign::hex::encode(hmac::sign(&key, message.as_bytes()).as_ref());
    format!(
        "{path}?shop={shop}&logged_in_customer_id={customer}&path_prefix=%2Fapps%2Fc&timestamp={second}&signature={signature}"
    )
}

#[tokio::test]
async fn a_page_of_a_listed_origin_may_verify_and_is_not_believed_about_customers() {
    let shop = Shop::open().await;
    shop.set(json!({ "origins": [ORIGIN] })).await;
    let (public, _) = shop.new_pair("shop", Mode::Test, Scopes::usual()).await;
    let answer = send(&shop, page("POST", COMPLETE, &public, ORIGIN), body(json!({ "customer_id": "c1" }))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.header("access-control-allow-origin"), ORIGIN);
    assert!(
        answer.header("vary").contains("Origin") && !answer.headers.contains_key("access-control-allow-credentials")
    );
    let answer = answer.json();
    assert_eq!((&answer["verified"], &answer["customer_persisted"]), (&json!(true), &json!(false)));
    let view = shop.get(&format!("/v1/verifications/{}", answer["verification_id"].as_str().unwrap())).await.json();
    assert_eq!((&view["customer_id"], &view["metadata"]["customer_hint"]), (&Value::Null, &json!("c1")));
    assert_eq!(shop.get("/api/verifyhuman/check-customer-verification/c1").await.json()["verified"], false);
    let status =
        send(&shop, page("GET", "/api/verifyhuman/check-customer-verification/c1", &public, ORIGIN), Value::Null);
    assert_eq!(status.await.problem(), (403, "not_your_customer".to_owned()));
    let claims = claims(answer["token"].as_str().unwrap());
    assert!(claims["sub"].as_str().unwrap().starts_with("gst_"), "{claims}");
}

/// What a token says, unchecked.
fn claims(token: &str) -> Value {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap()).unwrap()
}

#[tokio::test]
async fn other_pages_programs_and_keys_are_refused() {
    let shop = Shop::open().await;
    shop.set(json!({ "origins": [ORIGIN] })).await;
    let (public, _) = shop.new_pair("shop", Mode::Test, Scopes::usual()).await;
    let (other, _) = shop.new_pair("other", Mode::Test, Scopes::usual()).await;
    for (key, origin) in [(&public, "https://shop.example.evil.example"), (&public, "null"), (&other, ORIGIN)] {
        let answer = send(&shop, page("POST", COMPLETE, key, origin), body(json!({}))).await;
        assert_eq!(answer.problem(), (403, "foreign_origin".to_owned()), "{origin}");
        assert_eq!(answer.json()["success"], false);
    }
    let without = request("POST", COMPLETE).header("authorization", format!("Bearer {public}"));
    assert_eq!(send(&shop, without, body(json!({}))).await.problem().1, "foreign_origin");
    let twice = page("POST", COMPLETE, &public, ORIGIN).header("origin", "https://evil.example");
    assert_eq!(send(&shop, twice, body(json!({}))).await.problem().1, "foreign_origin");
    assert_eq!(send(&shop, request("POST", COMPLETE), body(json!({}))).await.problem().1, "unauthorized");
    let wrong = page("POST", COMPLETE, "cs_secret_test_x", ORIGIN);
    assert_eq!(send(&shop, wrong, body(json!({}))).await.problem().1, "unauthorized");
}

#[tokio::test]
async fn browsers_that_ask_first_are_told_by_origin() {
    let shop = Shop::open().await;
    shop.set(json!({ "origins": [ORIGIN] })).await;
    let asked = async |path: &str, origin: &str| {
        let call = request("OPTIONS", path).header("origin", origin);
        let call = call.header("access-control-request-method", "POST");
        shop.send(call.header("access-control-request-headers", "authorization").body(Body::empty()).unwrap()).await
    };
    for path in ["/api/verify-identity", COMPLETE, "/api/verifyhuman/verify-token", "/v1/levels/required"] {
        let told = asked(path, ORIGIN).await;
        assert_eq!((told.status.as_u16(), told.header("access-control-allow-origin")), (204, ORIGIN), "{path}");
        assert_eq!(told.header("access-control-allow-headers"), "Authorization, Content-Type");
        assert_eq!(told.header("access-control-allow-methods"), "GET, POST");
        assert!(told.header("vary").contains("Access-Control-Request-Headers"));
        let refused = asked(path, "https://evil.example").await;
        assert_eq!((refused.status.as_u16(), refused.header("access-control-allow-origin")), (403, ""), "{path}");
        assert!(refused.header("vary").contains("Origin"));
    }
    for path in ["/v1/verifications", "/v1/settings", "/try", "/v1/customers/c1"] {
        assert_eq!(asked(path, ORIGIN).await.header("access-control-allow-origin"), "", "{path} is for no page");
    }
    shop.set(json!({ "origins": [] })).await;
    assert_eq!(asked(COMPLETE, ORIGIN).await.status, 403, "an origin that was taken off the list");
}

#[tokio::test]
async fn the_shops_own_proxy_says_who_is_logged_in() {
    let shop = Shop::open().await;
    let (domain, secret) = ("name.myshopify.com", "a secret of the platform");
    let admin = shop.set(json!({})).await;
    let put = shop.call_as(&admin, "PUT", &format!("/v1/shops/{domain}"), json!({ "secret": secret })).await;
    assert_eq!(put.status, 204, "{}", put.body);
    assert_eq!(shop.get("/v1/shops").await.json()["data"], json!([domain]));
    let now = shop.app.now().as_second();
    let passed_on = async |path: &str, customer: &str, more: Value| {
        send(&shop, request("POST", &signed(path, domain, customer, secret, now)), body(more)).await
    };
    let answer = passed_on(COMPLETE, "42", json!({})).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["customer_persisted"]), (200, &json!(true)), "{}", answer.body);
    let liar = passed_on(COMPLETE, "42", json!({ "customer_id": "43" })).await.json();
    assert_eq!((&liar["verified"], &liar["customer_persisted"]), (&json!(true), &json!(false)));
    let guest = passed_on(COMPLETE, "", json!({ "customer_id": "44" })).await.json();
    assert_eq!(guest["customer_persisted"], false);
    for (customer, status, verified) in [("42", 200, true), ("43", 403, false), ("44", 403, false)] {
        let path = format!("/api/verifyhuman/check-customer-verification/{customer}");
        let answer = send(&shop, request("GET", &signed(&path, domain, "42", secret, now)), Value::Null).await;
        assert_eq!((answer.status.as_u16(), answer.json()["verified"] == true), (status, verified), "{customer}");
    }
    for customer in ["43", "44"] {
        let path = format!("/api/verifyhuman/check-customer-verification/{customer}");
        assert_eq!(shop.get(&path).await.json()["verified"], false, "nobody vouched for {customer}");
    }
    for path in [
        signed(COMPLETE, domain, "42", "another secret", now),
        signed(COMPLETE, domain, "42", secret, now - 91),
        signed(COMPLETE, "unknown.myshopify.com", "42", secret, now),
        signed(COMPLETE, domain, "42", secret, now).replace("customer_id=42", "customer_id=43"),
    ] {
        assert_eq!(send(&shop, request("POST", &path), body(json!({}))).await.problem().1, "unauthorized", "{path}");
    }
    shop.wait(SignedDuration::from_secs(91));
    let late = send(&shop, request("POST", &signed(COMPLETE, domain, "42", secret, now)), body(json!({}))).await;
    assert_eq!(late.problem().1, "unauthorized");
}

/// Whether the shop remembers a customer as verified.
async fn known(shop: &Shop, customer: &str) -> bool {
    let store = &shop.service().store;
    let merchant = store.merchant_called("shop").await.unwrap().unwrap().id.into();
    store.customer(&Tenant { merchant, mode: Mode::Test }, customer).await.unwrap().is_some()
}

/// A shop with a page, whose publishable key is answered, and with a proxy.
async fn with_page_and_proxy(domain: &str, secret: &str) -> (Shop, String) {
    let shop = Shop::open().await;
    let admin = shop.set(json!({ "origins": [ORIGIN] })).await;
    let put = shop.call_as(&admin, "PUT", &format!("/v1/shops/{domain}"), json!({ "secret": secret })).await;
    assert_eq!(put.status, 204, "{}", put.body);
    let (public, _) = shop.new_pair("shop", Mode::Test, Scopes::usual()).await;
    (shop, public)
}

#[tokio::test]
async fn a_verdict_is_remembered_of_customers_whom_somebody_vouches_for_and_of_no_others() {
    let (domain, secret) = ("name.myshopify.com", "a secret of the platform");
    let (shop, public) = with_page_and_proxy(domain, secret).await;
    let now = shop.app.now().as_second();
    let proxied = |logged_in: &str| request("POST", &signed(VERIFY, domain, logged_in, secret, now));
    let program = || request("POST", VERIFY).header("authorization", format!("Bearer {}", shop.key));
    for (call, named, vouched) in [
        (page("POST", VERIFY, &public, ORIGIN), Some("by-a-page"), None),
        (proxied(""), Some("by-a-guest"), None),
        (proxied("logged-in"), Some("by-somebody-else"), None),
        (proxied("42"), None, Some("42")),
        (proxied("43"), Some("43"), Some("43")),
        (program(), Some("by-the-shop"), Some("by-the-shop")),
    ] {
        let answer = send(&shop, call, body(json!({ "customer_id": named }))).await;
        assert_eq!((answer.status.as_u16(), &answer.json()["verified"]), (200, &json!(true)), "{}", answer.body);
        let path = format!("/v1/verifications/{}", answer.json()["verification_id"].as_str().unwrap());
        let view = shop.get(&path).await.json();
        let hint = named.filter(|_| vouched.is_none());
        assert_eq!((&view["customer_id"], &view["metadata"]["customer_hint"]), (&json!(vouched), &json!(hint)));
        assert_eq!(known(&shop, vouched.or(named).unwrap()).await, vouched.is_some(), "{named:?}");
    }
    assert!(!known(&shop, "logged-in").await, "whoever names another is not believed about themselves either");
}

#[tokio::test]
async fn checking_a_credential_makes_nobody_a_customer_and_tells_no_name() {
    let (domain, secret) = ("name.myshopify.com", "a secret of the platform");
    let (shop, public) = with_page_and_proxy(domain, secret).await;
    let now = shop.app.now().as_second();
    let guests =
        send(&shop, page("POST", COMPLETE, &public, ORIGIN), body(json!({ "customer_id": "c1" }))).await.json();
    let customers = shop.post(COMPLETE, body(json!({ "customer_id": "c2" }))).await.json();
    assert!(known(&shop, "c2").await && !known(&shop, "c1").await);
    let calls: [&dyn Fn() -> Builder; 4] = [
        &|| request("POST", TOKEN),
        &|| page("POST", TOKEN, &public, ORIGIN),
        &|| request("POST", &signed(TOKEN, domain, "c3", secret, now)),
        &|| request("POST", TOKEN).header("authorization", format!("Bearer {}", shop.key)),
    ];
    for call in calls {
        for token in [&guests["token"], &customers["token"]] {
            let answer = send(&shop, call(), json!({ "token": token, "customer_id": "c1" })).await;
            assert_eq!((answer.status.as_u16(), &answer.json()["valid"]), (200, &json!(true)), "{}", answer.body);
            let told: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
            assert_eq!(told, ["assurance_level", "mode", "remaining_time_ms", "shop", "valid"]);
        }
    }
    assert!(!known(&shop, "c1").await && !known(&shop, "c3").await);
    assert!(claims(guests["token"].as_str().unwrap())["sub"].as_str().unwrap().starts_with("gst_"));
}

#[tokio::test]
async fn a_shop_belongs_to_one_tenant_and_its_secret_is_sealed() {
    let shop = Shop::open().await;
    let admin = shop.set(json!({})).await;
    let all: Scopes = countersign::auth::Scope::ALL.into_iter().collect();
    let other = shop.new_key("other", Mode::Test, all).await;
    let put = async |key: &str, domain: &str, secret: &str| {
        shop.call_as(key, "PUT", &format!("/v1/shops/{domain}"), json!({ "secret": secret })).await
    };
    assert_eq!(put(&admin, "name.myshopify.com", "first-secret").await.status, 204);
    assert_eq!(put(&admin, "name.myshopify.com", "second-secret").await.status, 204);
    assert_eq!(put(&other, "name.myshopify.com", "stolen-shop").await.problem().0, 422);
    assert_eq!(put(&admin, "Name.myshopify.com", "second-secret").await.problem().0, 422);
    assert_eq!(put(&admin, "name.myshopify.com", "short").await.problem().0, 422);
    assert_eq!(put(&shop.key, "name.myshopify.com", "second-secret").await.problem().0, 403);
    let row = shop.service().store.shop("name.myshopify.com").await.unwrap().unwrap();
    assert!(!row.sealed_secret.windows(6).any(|part| part == b"secret"));
    assert_eq!(shop.call_as(&other, "DELETE", "/v1/shops/name.myshopify.com", Value::Null).await.problem().0, 404);
    assert_eq!(shop.call_as(&admin, "DELETE", "/v1/shops/name.myshopify.com", Value::Null).await.status, 204);
    assert_eq!(shop.get("/v1/shops").await.json()["data"], json!([]));
}
