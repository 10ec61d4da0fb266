//! The publishable key's door.

use axum::body::Body;
use countersign::{auth::Scopes, config::Config};
use countersign_core::decision::Mode;
use serde_json::{Value, json};

use crate::{
    service::shop::Shop,
    support::{Answer, request},
};

async fn keys(shop: &Shop, merchant: &str) -> (String, String) {
    shop.new_pair(merchant, Mode::Test, Scopes::usual()).await
}

async fn start(shop: &Shop, key: &str, origin: Option<&str>, body: Value) -> Answer {
    let mut call = request("POST", "/v1/subject/start").header("authorization", format!("Bearer {key}"));
    if let Some(origin) = origin {
        call = call.header("origin", origin);
    }
    shop.send(call.header("content-type", "application/json").body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn a_page_of_the_shop_opens_a_verification_for_its_guest() {
    let shop = Shop::open().await;
    let (key, _) = keys(&shop, "shop").await;
    shop.set(json!({ "origins": ["https://shop.test"] })).await;
    let body = json!({ "locale": "es", "customer_id": "cus-7", "order_id": "1007", "level": 1 });
    let started = start(&shop, &key, Some("https://shop.test"), body).await;
    assert_eq!(
        (started.status.as_u16(), started.header("access-control-allow-origin")),
        (201, "*"),
        "{}",
        started.body
    );
    let started = started.json();
    let id = started["id"].as_str().unwrap();
    let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
    assert_eq!((&view["customer_id"], &view["metadata"]), (&Value::Null, &json!({ "customer_hint": "cus-7" })));
    assert_eq!((&view["order_id"], &view["level"]), (&json!("1007"), &json!(1)));
    let token = started["client_token"].as_str().unwrap();
    assert!(started["url"].as_str().unwrap().ends_with(token));
    let session = shop.call_as(token, "GET", "/v1/subject/session", Value::Null).await.json();
    assert_eq!(
        (&session["id"], &session["locale"], &session["frame_url"]),
        (&started["id"], &json!("es"), &started["frame_url"])
    );
}

#[tokio::test]
async fn other_origins_other_keys_and_programs_are_refused() {
    let shop = Shop::open().await;
    let (key, secret) = keys(&shop, "shop").await;
    let (stranger, _) = keys(&shop, "stranger").await;
    shop.set(json!({ "origins": ["https://shop.test"] })).await;
    let at_home = Some("https://shop.test");
    for (key, origin, status, code) in [
        (key.as_str(), Some("https://evil.test"), 403, "foreign_origin"),
        (&key, Some("null"), 403, "foreign_origin"),
        (&key, None, 403, "foreign_origin"),
        (&stranger, at_home, 403, "foreign_origin"),
        (&secret, at_home, 401, "unauthorized"),
        ("cs_public_test_x", at_home, 401, "unauthorized"),
        ("", at_home, 401, "unauthorized"),
    ] {
        assert_eq!(start(&shop, key, origin, json!({})).await.problem(), (status, code.to_owned()), "{origin:?}");
    }
    for (body, param) in [(json!({ "level": 9 }), "level"), (json!({ "order_id": "x".repeat(300) }), "order_id")] {
        let wrong = start(&shop, &key, at_home, body).await.json();
        assert_eq!(wrong["param"], json!(param));
        assert!(wrong["detail"].as_str().unwrap().starts_with(&format!("`{param}` ")), "{wrong}");
    }
}

#[tokio::test]
async fn pages_that_ask_too_often_wait() {
    let shop = Shop::with(Config::for_slots(2)).await;
    let (key, _) = keys(&shop, "shop").await;
    shop.set(json!({ "origins": ["https://shop.test"] })).await;
    let mut statuses = Vec::new();
    for _ in 0..12 {
        statuses.push(start(&shop, &key, Some("https://shop.test"), json!({})).await.status.as_u16());
    }
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 10, "{statuses:?}");
    assert_eq!(statuses[11], 429);
}

#[tokio::test]
async fn the_widget_is_told_how_the_flow_looks_before_and_after_it_is_opened() {
    let shop = Shop::with(Config::for_slots(2)).await;
    let (key, secret) = keys(&shop, "shop").await;
    let flow = json!({
        "name": "Blue Bottle", "theme": { "accent": "#aa3377", "scheme": "dark", "radius": 4 },
        "texts": { "de": { "widget-button": "Kurz ausweisen" } },
    });
    shop.set(json!({ "origins": ["https://shop.test"], "flow": flow })).await;
    let look = async |key: &str, origin: &str| {
        let call = request("GET", "/v1/subject/look?locale=de-AT").header("authorization", format!("Bearer {key}"));
        shop.send(call.header("origin", origin).body(Body::empty()).unwrap()).await
    };
    // Looking takes nothing from what a page may do.
    for _ in 0..30 {
        assert_eq!(look(&key, "https://shop.test").await.status, 200);
    }
    let told = look(&key, "https://shop.test").await;
    assert_eq!(told.header("cache-control"), "private, max-age=300");
    let told = told.json();
    assert_eq!((&told["merchant"]["name"], &told["theme"]["accent"]), (&json!("Blue Bottle"), &json!("#aa3377")));
    assert_eq!(told["texts"], json!({ "widget-button": "Kurz ausweisen" }));
    let started = start(&shop, &key, Some("https://shop.test"), json!({ "locale": "de" })).await.json();
    for member in ["merchant", "theme", "texts"] {
        assert_eq!(started[member], told[member], "{member}");
    }
    assert_eq!(look(&key, "https://evil.test").await.problem().1, "foreign_origin");
    for key in [secret.as_str(), "cs_public_test_x"] {
        assert_eq!(look(key, "https://shop.test").await.problem().1, "unauthorized");
    }
}
