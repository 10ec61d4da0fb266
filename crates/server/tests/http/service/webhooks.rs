use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::post,
};
use countersign::outgoing::Outgoing;
use jiff::SignedDuration;
use serde_json::{Value, json};
use standardwebhooks::Webhook;

use super::shop::Shop;

/// A merchant's server: keeps what it gets and answers as it is told.
#[derive(Clone)]
struct Listener {
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answer: Arc<AtomicU16>,
    url: String,
}

async fn hook(State(listener): State<Listener>, headers: HeaderMap, body: String) -> (StatusCode, &'static str) {
    listener.got.lock().unwrap().push((headers, body));
    (StatusCode::from_u16(listener.answer.load(Ordering::SeqCst)).unwrap(), "said the shop")
}

impl Listener {
    async fn open() -> Self {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hook", socket.local_addr().unwrap());
        let listener = Self { got: Arc::default(), answer: Arc::new(AtomicU16::new(204)), url };
        let routes = Router::new().route("/hook", post(hook)).with_state(listener.clone());
        tokio::spawn(async move { axum::serve(socket, routes).await });
        listener
    }

    fn types(&self) -> Vec<String> {
        let got = self.got.lock().unwrap();
        got.iter()
            .map(|(_, body)| serde_json::from_str::<Value>(body).unwrap()["type"].as_str().unwrap().to_owned())
            .collect()
    }

    fn ids(&self) -> Vec<String> {
        self.got.lock().unwrap().iter().map(|(headers, _)| headers["webhook-id"].to_str().unwrap().to_owned()).collect()
    }
}

async fn register(shop: &Shop, body: Value) -> Value {
    let made = shop.post("/v1/webhook_endpoints", body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()
}

#[tokio::test]
async fn each_transition_is_told_once_signed_and_without_personal_data() {
    let (shop, listener) = (Shop::open().await, Listener::open().await);
    let endpoint = register(&shop, json!({ "url": listener.url })).await;
    let id =
        shop.create(json!({ "vendor_reference": "r1", "expected": { "person": { "last_name": "Secretname" } } })).await;
    shop.upload(&id).await;
    shop.act(&id, "submit", Value::Null).await;
    shop.run_jobs().await;
    let mut types = listener.types();
    types.sort();
    let mut expected = vec![
        "document.processed",
        "document.processed",
        "document.uploaded",
        "document.uploaded",
        "verification.approved",
        "verification.started",
        "verification.submitted",
    ];
    expected.sort_unstable();
    assert_eq!(types, expected);
    let got = listener.got.lock().unwrap().clone();
    let secret = endpoint["secret"].as_str().unwrap();
    for (headers, body) in &got {
        // The clock of the tests stands still, so the library's own check of the time is not asked for.
        let id = headers["webhook-id"].to_str().unwrap();
        let at: i64 = headers["webhook-timestamp"].to_str().unwrap().parse().unwrap();
        let signed = Webhook::new(secret).unwrap().sign(id, at, body.as_bytes()).unwrap();
        assert_eq!(headers["webhook-signature"].to_str().unwrap(), signed);
        assert!(!body.contains("Secretname"));
        assert_eq!(serde_json::from_str::<Value>(body).unwrap()["data"]["vendor_reference"], "r1");
    }
}

#[tokio::test]
async fn what_is_not_taken_is_sent_again_with_the_same_id_until_the_table_ends() {
    let (shop, listener) = (Shop::open().await, Listener::open().await);
    let endpoint = register(&shop, json!({ "url": listener.url, "events": ["verification.canceled"] })).await;
    listener.answer.store(500, Ordering::SeqCst);
    let id = shop.create(json!({})).await;
    shop.act(&id, "cancel", Value::Null).await;
    let deliveries = format!("/v1/webhook_endpoints/{}/deliveries", endpoint["id"].as_str().unwrap());
    assert_eq!(shop.run_jobs().await, 1);
    assert_eq!(shop.run_jobs().await, 0, "the next try is 5 seconds away");
    for waits in countersign_core::webhook::RETRIES {
        shop.wait(SignedDuration::from_secs(i64::from(waits) - 1));
        assert_eq!(shop.run_jobs().await, 0);
        shop.wait(SignedDuration::from_secs(i64::from(waits) / 10 + 2));
        assert_eq!(shop.run_jobs().await, 1);
    }
    let ids = listener.ids();
    assert!(ids.len() == 10 && ids.iter().all(|id| *id == ids[0]));
    let log = shop.get(&deliveries).await.json();
    assert_eq!(
        (&log["data"][0]["status"], &log["data"][0]["attempts"][9]["response"]),
        (&json!("failed"), &json!("said the shop"))
    );
    listener.answer.store(200, Ordering::SeqCst);
    let resend = format!("/v1/webhook_deliveries/{}/resend", log["data"][0]["id"].as_str().unwrap());
    assert_eq!(shop.post(&resend, Value::Null).await.status, 202);
    shop.run_jobs().await;
    let log = shop.get(&deliveries).await.json();
    assert_eq!((&log["data"][0]["status"], listener.ids().len()), (&json!("delivered"), 11));
    assert_eq!(listener.ids()[10], ids[0]);
}

#[tokio::test]
async fn gone_means_gone() {
    let (shop, listener) = (Shop::open().await, Listener::open().await);
    let endpoint = register(&shop, json!({ "url": listener.url })).await;
    listener.answer.store(410, Ordering::SeqCst);
    shop.create(json!({})).await;
    shop.run_jobs().await;
    shop.create(json!({})).await;
    assert_eq!((shop.run_jobs().await, listener.ids().len()), (0, 1));
    let path = format!("/v1/webhook_endpoints/{}", endpoint["id"].as_str().unwrap());
    let seen = shop.get(&path).await.json();
    assert_eq!((&seen["enabled"], seen["disabled_reason"].is_string()), (&json!(false), true));
    listener.answer.store(200, Ordering::SeqCst);
    let enabled = shop.call_as(&shop.key, "PATCH", &path, json!({ "enabled": true })).await.json();
    assert_eq!(enabled["enabled"], true);
    assert_eq!(shop.post(&format!("{path}/test"), Value::Null).await.status, 202);
    shop.run_jobs().await;
    assert_eq!(listener.types().last().unwrap(), "webhook_endpoint.test");
    assert_eq!(shop.call_as(&shop.key, "DELETE", &path, Value::Null).await.status, 204);
    assert_eq!(shop.get(&path).await.problem().0, 404);
}

#[tokio::test]
async fn during_a_rotation_both_secrets_sign() {
    let (shop, listener) = (Shop::open().await, Listener::open().await);
    let endpoint = register(&shop, json!({ "url": listener.url, "events": ["verification.started"] })).await;
    let path = format!("/v1/webhook_endpoints/{}", endpoint["id"].as_str().unwrap());
    let new = shop.post(&format!("{path}/rotate_secret"), Value::Null).await.json();
    assert_ne!(new["secret"], endpoint["secret"]);
    let signatures = async || {
        shop.create(json!({})).await;
        shop.run_jobs().await;
        let got = listener.got.lock().unwrap().last().cloned().unwrap();
        got.0["webhook-signature"].to_str().unwrap().split(' ').count()
    };
    assert_eq!(signatures().await, 2);
    shop.wait(SignedDuration::from_hours(25));
    assert_eq!(signatures().await, 1);
    assert!(shop.get(&path).await.json().get("secret").is_none());
}

#[tokio::test]
async fn addresses_inside_are_refused() {
    let shop = Shop::open().await;
    let strict = Outgoing::new(false).unwrap();
    for url in
        ["http://127.0.0.1/", "http://10.0.0.1/", "http://169.254.169.254/latest", "http://[::1]/", "ftp://a.test/"]
    {
        assert!(strict.check(url).is_err(), "{url}");
    }
    let refused = shop.post("/v1/webhook_endpoints", json!({ "url": "gopher://x" })).await;
    assert_eq!((refused.problem().0, refused.json()["param"].as_str()), (422, Some("url")));
    assert_eq!(shop.post("/v1/webhook_endpoints", json!({})).await.problem().1, "missing_field");
    let unknown =
        shop.post("/v1/webhook_endpoints", json!({ "url": "https://a.test/", "events": ["order.paid"] })).await;
    assert_eq!(unknown.problem().0, 422);
}

#[tokio::test]
async fn key_pairs_sign_for_who_asks() {
    let (shop, listener) = (Shop::open().await, Listener::open().await);
    let endpoint = register(&shop, json!({ "url": listener.url, "signing": "ed25519" })).await;
    assert!(endpoint["secret"].as_str().unwrap().starts_with("whpk_"));
    shop.create(json!({})).await;
    shop.run_jobs().await;
    let got = listener.got.lock().unwrap().last().cloned().unwrap();
    assert!(got.0["webhook-signature"].to_str().unwrap().starts_with("v1a,"));
}
