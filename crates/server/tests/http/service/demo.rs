//! The demo shop: a risky checkout asks for identity, a good identity lets the order go.

use axum::body::Body;
use countersign::demo;
use countersign_core::{
    decision::{Mode, Verdict},
    reason::Reason,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use super::{shop::Shop, subject::Visit};
use crate::support::{Answer, request};

async fn call(shop: &Shop, method: &str, path: &str, body: Value) -> Answer {
    let call = request(method, path).header("user-agent", "Mozilla/5.0").header("content-type", "application/json");
    let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
    shop.send(call.body(body).unwrap()).await
}

/// A shop in which the demo merchant is.
async fn open() -> Shop {
    let shop = Shop::open().await;
    shop.new_key(demo::MERCHANT, Mode::Test, countersign::auth::Scopes::usual()).await;
    shop
}

fn risky() -> Value {
    json!({
        "email": "x7k2q9@mailinator.com", "browser_timezone": "Asia/Tokyo", "browser_offset_min": 120,
        "billing": { "country": "DE" }, "order": { "id": "demo-1", "amount": "249.00", "currency": "EUR" },
    })
}

/// A risky order and the person who is asked.
async fn asked(shop: Shop) -> (String, Visit) {
    let order = call(&shop, "POST", "/demo/checkout", risky()).await;
    assert_eq!(order.status, 201, "{}", order.body);
    let order = order.json();
    assert_eq!((order["decision"] != "allow", &order["resolution"]), (true, &json!("open")), "{order}");
    let (id, url) = (order["id"].as_str().unwrap(), order["step_up"]["url"].as_str().unwrap());
    let (token, verification) = (url.rsplit_once('#').unwrap().1, order["verification_id"].as_str().unwrap());
    (id.to_owned(), Visit { token: token.to_owned(), id: verification.to_owned(), shop })
}

async fn handed_in(visit: &Visit) {
    visit.agree().await;
    visit.pictures().await;
    visit.answer().await;
    assert_eq!(visit.post("submit", Value::Null).await.status, 202);
    visit.shop.run_jobs().await;
}

#[tokio::test]
async fn a_risky_order_waits_for_an_identity_and_is_released() {
    let shop = open().await;
    let page = shop.get("/demo").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("data-key=\"cs_public_test_"));
    assert!(page.header("content-security-policy").contains("frame-src 'self'"));
    let key = page.body.split("data-key=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let seen = request("POST", "/v1/collect").header("authorization", format!("Bearer {key}"));
    let seen = seen.header("origin", "http://127.0.0.1:8080").header("content-type", "application/json");
    let seen = shop.send(seen.body(Body::from(json!({ "components": {} }).to_string())).unwrap()).await;
    assert_eq!(seen.status, 200, "{}", seen.body);
    shop.script.say(Verdict::Approved, &[]);
    let (id, visit) = asked(shop).await;
    handed_in(&visit).await;
    let after = call(&visit.shop, "GET", &format!("/demo/orders/{id}"), Value::Null).await.json();
    assert_eq!(after["resolution"], "released", "{after}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn first_visits_at_the_same_moment_are_all_served() {
    let shop = open().await;
    let visits = [(); 8].map(|()| {
        let (router, call) = (shop.router.clone(), request("GET", "/demo").body(Body::empty()).unwrap());
        tokio::spawn(async move { router.oneshot(call).await.unwrap().status() })
    });
    for visit in visits {
        assert_eq!(visit.await.unwrap(), 200);
    }
    let careful = call(&shop, "POST", "/demo/checkout", risky()).await.json();
    assert_eq!(careful["resolution"], "open", "the shop is furnished: {careful}");
}

#[tokio::test]
async fn a_careful_order_goes_and_the_visitor_is_the_reviewer_of_a_doubtful_one() {
    let shop = open().await;
    shop.get("/demo").await;
    // As on a machine without a network, or with an address that nobody has.
    let careful = json!({
        "email": "ada@no-such-domain.example", "browser_timezone": "Europe/Berlin", "browser_offset_min": 60,
        "billing": { "country": "DE" }, "order": { "id": "demo-2", "amount": "249.00", "currency": "EUR" },
    });
    for _ in 0..12 {
        let order = call(&shop, "POST", "/demo/checkout", careful.clone()).await.json();
        assert_eq!(order["decision"], "allow", "{order}");
    }
    shop.script.say(Verdict::DoubleCheck, &[]);
    let (id, visit) = asked(shop).await;
    let told = async |method, path: &str| call(&visit.shop, method, path, Value::Null).await.json();
    let path = format!("/demo/orders/{id}");
    assert_eq!(told("GET", &path).await["verification_status"], "started");
    handed_in(&visit).await;
    let waits = told("GET", &path).await;
    assert_eq!((&waits["verification_status"], &waits["resolution"]), (&json!("double_check"), &json!("open")));
    let approved = told("POST", &format!("{path}/approve")).await;
    assert_eq!((&approved["verification_status"], &approved["resolution"]), (&json!("approved"), &json!("released")));
    visit.shop.run_jobs().await;
    let session = visit.get("session").await.json();
    assert_eq!((&session["merchant"]["name"], &session["theme"]["accent"]), (&json!("Demo shop"), &json!("#0f6b5c")));
}

#[tokio::test]
async fn an_order_that_a_person_stopped_asks_nobody_to_confirm_again_and_one_that_the_program_stopped_does() {
    let shop = open().await;
    shop.get("/demo").await;
    shop.script.say(Verdict::Rejected, &[Reason::SelfieFaceMismatch]);
    let (id, visit) = asked(shop).await;
    let told = async || call(&visit.shop, "GET", &format!("/demo/orders/{id}"), Value::Null).await.json();
    assert_eq!(told().await["may_confirm"], true);
    handed_in(&visit).await;
    let stopped = told().await;
    assert_eq!((&stopped["resolution"], &stopped["may_confirm"]), (&json!("stopped"), &json!(true)), "{stopped}");
    visit.shop.script.say(Verdict::DoubleCheck, &[]);
    assert_eq!(visit.post("retry", Value::Null).await.status, 200);
    handed_in(&visit).await;
    assert_eq!(told().await["may_confirm"], false, "somebody is looking");
    let reviewer = visit.shop.new_key(demo::MERCHANT, Mode::Test, countersign::auth::Scopes::usual()).await;
    let path = format!("/v1/verifications/{}/reject", visit.id);
    let rejected = visit.shop.call_as(&reviewer, "POST", &path, json!({ "comment": "Not the customer." })).await;
    assert_eq!(rejected.status, 200, "{}", rejected.body);
    let stopped = told().await;
    assert_eq!((&stopped["resolution"], &stopped["may_confirm"]), (&json!("stopped"), &json!(false)), "{stopped}");
}

#[tokio::test]
async fn there_is_no_demo_shop_without_the_demo_merchant_or_from_elsewhere() {
    let shop = Shop::open().await;
    for (method, path) in [("GET", "/demo"), ("POST", "/demo/checkout"), ("GET", "/demo/orders/ass_1")] {
        assert_eq!(
            call(&shop, method, path, if method == "POST" { risky() } else { Value::Null }).await.status,
            404,
            "{path}"
        );
    }
    let shop = open().await;
    let away = axum::http::Request::get("/demo").header("host", "shop.test").body(Body::empty()).unwrap();
    assert_eq!(shop.send(away).await.status, 403);
    let foreign = request("POST", "/demo/checkout")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/json");
    assert_eq!(shop.send(foreign.body(Body::from(risky().to_string())).unwrap()).await.status, 403);
}
