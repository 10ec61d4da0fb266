use countersign::auth::{Scope, Scopes};
use countersign_core::decision::Mode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::request;

#[tokio::test]
async fn a_verification_is_created_and_read() {
    let shop = Shop::open().await;
    let body = json!({
        "expected": {
            "person": { "first_name": "Ada", "last_name": "Lovelace", "date_of_birth": "1990-12-10" },
            "documents": { "photo_id": { "issuing_country": "de" } },
        },
        "vendor_reference": "order-7",
        "metadata": { "cart": "42" },
    });
    let created = shop.post("/v1/verifications", body).await;
    assert_eq!(created.status, 201, "{}", created.body);
    let view = created.json();
    let id = view["id"].as_str().unwrap();
    assert!(id.starts_with("ver_"));
    assert_eq!(created.header("location"), format!("/v1/verifications/{id}"));
    assert_eq!(view["status"], "started");
    assert_eq!(view["required_documents"], json!(["photo_id", "selfie"]));
    assert!(view["url"].as_str().unwrap().starts_with("https://verify.test/verify#cs_client_"));
    assert!(view["qr_code"].as_str().unwrap().starts_with("data:image/svg+xml;base64,"));
    assert_eq!(view["expires_at"], "2026-06-08T12:00:00.000Z");

    let read = shop.get(&format!("/v1/verifications/{id}")).await.json();
    assert_eq!(read["expected"]["person"]["last_name"], "Lovelace");
    assert_eq!(read["expected"]["documents"]["photo_id"]["issuing_country"], "DEU");
    assert_eq!((&read["vendor_reference"], &read["metadata"]["cart"]), (&json!("order-7"), &json!("42")));
    assert!(read.get("client_token").is_none(), "the token is told once");
    assert_eq!(shop.history(id).await, [">started api_key"]);
}

#[tokio::test]
async fn keys_open_by_bearer_and_basic() {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let shop = Shop::open().await;
    let call = async |value: String| {
        let call = request("GET", "/v1/verifications").header("authorization", value);
        shop.send(call.body(axum::body::Body::empty()).unwrap()).await.status.as_u16()
    };
    assert_eq!(call(format!("Bearer {}", shop.key)).await, 200);
    assert_eq!(call(format!("Basic {}", STANDARD.encode(format!("{}:", shop.key)))).await, 200);
    assert_eq!(call(format!("Basic {}", STANDARD.encode(format!(":{}", shop.key)))).await, 200);
    assert_eq!(call(format!("Basic {}", STANDARD.encode(format!("cs_public_test_x:{}", shop.key)))).await, 401);
    assert_eq!(call(format!("Bearer {}x", shop.key)).await, 401);
    assert_eq!(call("Bearer".to_owned()).await, 401);
    let none = shop.send(request("GET", "/v1/verifications").body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(none.problem(), (401, "unauthorized".to_owned()));
    assert_eq!(none.header("www-authenticate"), "Bearer, Basic");
}

#[tokio::test]
async fn nothing_crosses_merchants_and_modes() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let stranger = shop.new_key("another", Mode::Test, Scopes::usual()).await;
    let live = shop.new_key("shop", Mode::Live, Scopes::usual()).await;
    for key in [&stranger, &live] {
        for (method, path) in [("GET", ""), ("GET", "/history"), ("POST", "/cancel"), ("POST", "/submit")] {
            let answer = shop.call_as(key, method, &format!("/v1/verifications/{id}{path}"), Value::Null).await;
            assert_eq!(answer.problem(), (404, "not_found".to_owned()), "{method} {path}");
        }
        let list = shop.call_as(key, "GET", "/v1/verifications", Value::Null).await.json();
        assert_eq!(list["data"], json!([]));
    }
    assert_eq!(shop.get("/v1/verifications/nonsense").await.problem().0, 404);
}

#[tokio::test]
async fn a_key_does_what_its_scopes_allow() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let only = async |scope: Scope| shop.new_key("shop", Mode::Test, [scope].into_iter().collect()).await;
    let (read, write, review) = (only(Scope::Read).await, only(Scope::Write).await, only(Scope::Review).await);
    let path = |rest: &str| format!("/v1/verifications/{id}{rest}");
    let refused =
        async |key: &str, method: &str, rest: &str| shop.call_as(key, method, &path(rest), Value::Null).await.problem();
    let missing = (403, "missing_scope".to_owned());
    assert_eq!(refused(&write, "GET", "").await, missing);
    assert_eq!(refused(&read, "POST", "/cancel").await, missing);
    assert_eq!(refused(&write, "POST", "/approve").await, missing);
    assert_eq!(refused(&read, "GET", "/documents/selfie/image").await, missing);
    assert_eq!(refused(&read, "GET", "/qr.svg").await, missing);
    assert_eq!(refused(&review, "POST", "/approve").await, (409, "invalid_transition".to_owned()));
    assert_eq!(shop.call_as(&read, "GET", &path(""), Value::Null).await.status, 200);
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let shop = Shop::open().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(shop.create(json!({ "order_id": format!("o{}", number % 2) })).await);
        shop.wait(SignedDuration::from_secs(60));
    }
    ids.reverse();
    let listed = async |query: &str| {
        let answer = shop.get(&format!("/v1/verifications?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let page = answer.json();
        let found: Vec<_> =
            page["data"].as_array().unwrap().iter().map(|v| v["id"].as_str().unwrap().to_owned()).collect();
        (found, page["has_more"].as_bool().unwrap())
    };
    assert_eq!(listed("").await, (ids.clone(), false));
    assert_eq!(listed("limit=2").await, (ids[..2].to_vec(), true));
    assert_eq!(listed(&format!("limit=2&starting_after={}", ids[1])).await, (ids[2..4].to_vec(), true));
    assert_eq!(listed(&format!("limit=2&starting_after={}", ids[3])).await, (ids[4..].to_vec(), false));
    assert_eq!(listed("order_id=o1").await.0, [ids[1].clone(), ids[3].clone()]);
    assert_eq!(listed("status=canceled").await.0, Vec::<String>::new());
    assert_eq!(listed("created_after=2026-06-01T12:03:00Z").await.0, ids[..2]);
    assert_eq!(listed("created_before=2026-06-01T12:01:00Z").await.0, ids[4..]);
    assert_eq!(listed("mode=live").await.0, Vec::<String>::new());
    for (query, param) in [
        ("limit=0", "limit"),
        ("status=maybe", "status"),
        ("starting_after=x", "starting_after"),
        ("created_after=soon", "created_after"),
    ] {
        let answer = shop.get(&format!("/v1/verifications?{query}")).await;
        assert_eq!((answer.problem().0, answer.json()["param"].as_str().unwrap()), (422, param));
    }
}

#[tokio::test]
async fn what_cannot_be_asked_is_named() {
    let shop = Shop::open().await;
    for (body, param) in [
        (json!({ "level": 4 }), "level"),
        (json!({ "level": "high" }), "level"),
        (json!({ "minimum_age": 0 }), "minimum_age"),
        (json!({ "required_documents": ["passport"] }), "required_documents"),
        (json!({ "required_documents": [] }), "required_documents"),
        (json!({ "expected": { "person": { "date_of_birth": "10.12.1990" } } }), "expected.person.date_of_birth"),
        (
            json!({ "expected": { "documents": { "photo_id": { "issuing_country": "XX" } } } }),
            "expected.documents.photo_id.issuing_country",
        ),
        (json!({ "vendor_state": "sandbox:maybe" }), "vendor_state"),
        (json!({ "vendor_reference": "x".repeat(256) }), "vendor_reference"),
        (json!({ "vendor_reference": "a\u{0}b" }), "vendor_reference"),
        (json!({ "redirect_url": "javascript:alert(1)" }), "redirect_url"),
        (json!({ "expires_in": 5 }), "expires_in"),
        (json!({ "locale": "../../x" }), "locale"),
        (json!({ "profile": "other" }), "profile"),
    ] {
        let answer = shop.post("/v1/verifications", body.clone()).await;
        assert_eq!((answer.problem().0, answer.json()["param"].as_str().unwrap_or_default()), (422, param), "{body}");
    }
}

#[tokio::test]
async fn unsubmitted_verifications_expire() {
    let shop = Shop::open().await;
    let (soon, later) = (shop.create(json!({ "expires_in": 60 })).await, shop.create(json!({})).await);
    shop.sweep().await;
    assert_eq!(shop.status(&soon).await, "started");
    shop.wait(SignedDuration::from_secs(61));
    shop.sweep().await;
    assert_eq!((shop.status(&soon).await, shop.status(&later).await), ("expired".to_owned(), "started".to_owned()));
    assert_eq!(shop.history(&soon).await, [">started api_key", "started>expired system"]);
    assert_eq!(shop.act(&soon, "submit", Value::Null).await.problem(), (409, "invalid_transition".to_owned()));
}

#[tokio::test]
async fn codes_lead_to_the_hosted_page() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let svg = shop.get(&format!("/v1/verifications/{id}/qr.svg")).await;
    assert_eq!((svg.status.as_u16(), svg.header("content-type")), (200, "image/svg+xml"));
    let png = shop.get(&format!("/v1/verifications/{id}/qr.png")).await;
    assert_eq!((png.status.as_u16(), png.header("content-type")), (200, "image/png"));
}

#[tokio::test]
async fn when_a_key_was_last_used_is_written_with_the_others_and_never_by_a_request() {
    let shop = Shop::open().await;
    let store = &shop.service().store;
    let other = shop.new_key("another", Mode::Live, Scopes::usual()).await;
    let used = async || {
        let keys = store.keys(None).await.unwrap();
        keys.iter().filter_map(|(key, merchant)| Some((merchant.clone(), key.last_used_at?))).collect::<Vec<_>>()
    };
    for _ in 0..3 {
        shop.get("/v1/verifications").await;
    }
    shop.call_as(&other, "GET", "/v1/verifications", Value::Null).await;
    shop.call_as("sk_live_nobodys", "GET", "/v1/verifications", Value::Null).await;
    assert_eq!(used().await, []);
    shop.sweep().await;
    let then = shop.app.now();
    let mut both = used().await;
    both.sort_unstable();
    assert_eq!(both, [("another".to_owned(), then), ("shop".to_owned(), then)]);
    shop.wait(SignedDuration::from_secs(59));
    shop.get("/v1/verifications").await;
    shop.sweep().await;
    assert_eq!(used().await.iter().map(|(_, at)| *at).max(), Some(then), "exact to a minute");
    shop.wait(SignedDuration::from_secs(1));
    shop.get("/v1/verifications").await;
    shop.sweep().await;
    assert_eq!(used().await.iter().map(|(_, at)| *at).max(), Some(shop.app.now()));
}
