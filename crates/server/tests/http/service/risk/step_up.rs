use countersign::auth::Scope;
use countersign_core::decision::{Mode, Verdict};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{checkout, id, points, with};
use crate::{service::shop::Shop, support::request};

async fn asking(shop: &Shop, policy: Value) {
    let key = shop.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await;
    let answer = shop.call_as(&key, "POST", "/v1/policies", json!({ "policy": policy })).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
}

/// Held: 50 points and more.
fn held(customer: &str) -> Value {
    with(checkout(customer), "email", json!("not an address"))
}

/// Fraud: 95 points.
fn fraud(customer: &str) -> Value {
    let far = with(held(customer), "browser_offset_min", json!(-300));
    with(far, "browser_timezone", json!("Asia/Tokyo"))
}

async fn verify(shop: &Shop, verification: &str, verdict: Verdict) {
    shop.script.say(verdict, &[]);
    shop.upload(verification).await;
    shop.act(verification, "submit", Value::Null).await;
    shop.run_jobs().await;
}

async fn read(shop: &Shop, assessment: &Value) -> (String, String, String) {
    let read = shop.get(&format!("/v1/assessments/{}", id(assessment))).await.json();
    let text = |name: &str| read[name].as_str().unwrap().to_owned();
    (text("decision"), text("resolution"), text("counts_as"))
}

fn told(decision: &str, resolution: &str, counts_as: &str) -> (String, String, String) {
    (decision.to_owned(), resolution.to_owned(), counts_as.to_owned())
}

#[tokio::test]
async fn nothing_is_asked_unless_the_merchant_says_so() {
    let shop = Shop::open().await;
    let made = shop.assess(held("c1")).await;
    assert_eq!((&made["decision"], made.get("step_up")), (&json!("hold"), None));
    assert_eq!(shop.get("/v1/verifications").await.json()["data"], json!([]));
}

#[tokio::test]
async fn a_held_checkout_asks_and_an_approved_identity_releases_it() {
    let shop = Shop::open().await;
    asking(&shop, json!({ "automatic_requests": "hold" })).await;
    let named = with(held("c1"), "billing", json!({ "country": "DE", "first_name": "Ada", "last_name": "Lovelace" }));
    let made = shop.assess(named).await;
    let verification = made["step_up"]["verification_id"].as_str().unwrap().to_owned();
    assert!(made["step_up"]["url"].as_str().unwrap().starts_with("https://verify.test/verify#cs_client_"));
    let asked = shop.get(&format!("/v1/verifications/{verification}")).await.json();
    assert_eq!((&asked["customer_id"], &asked["expected"]["person"]["last_name"]), (&json!("c1"), &json!("Lovelace")));
    let again = shop.assess(held("c1")).await;
    assert_eq!(again["step_up"]["verification_id"], made["step_up"]["verification_id"], "one question at a time");
    verify(&shop, &verification, Verdict::Approved).await;
    assert_eq!(read(&shop, &made).await, told("hold", "released", "allow"));
    let retry = shop.assess(held("c1")).await;
    assert_eq!(points(&retry, "CUSTOMER_VERIFIED"), Some(-30));
    assert_eq!((&retry["decision"], retry.get("step_up")), (&json!("allow"), None));
    let allowed = shop.assess(fraud("c2")).await;
    assert_eq!((&allowed["decision"], allowed.get("step_up")), (&json!("fraud"), None), "asked for holds alone");
}

#[tokio::test]
async fn fraud_waits_for_a_person_even_when_the_identity_is_good() {
    let shop = Shop::open().await;
    asking(&shop, json!({ "automatic_requests": "hold_and_fraud" })).await;
    let made = shop.assess(fraud("c1")).await;
    let verification = made["step_up"]["verification_id"].as_str().unwrap().to_owned();
    verify(&shop, &verification, Verdict::Approved).await;
    assert_eq!(read(&shop, &made).await, told("fraud", "for_review", "hold"));
    asking(&shop, json!({ "release_fraud_on_verified": true })).await;
    let other = shop.assess(fraud("c2")).await;
    let verification = other["step_up"]["verification_id"].as_str().unwrap().to_owned();
    verify(&shop, &verification, Verdict::Approved).await;
    assert_eq!(read(&shop, &other).await, told("fraud", "released", "allow"));
    assert_eq!(read(&shop, &made).await, told("fraud", "for_review", "hold"), "each by the policy it was made with");
}

#[tokio::test]
async fn a_rejected_identity_stops_the_order_and_is_asked_no_more() {
    let shop = Shop::open().await;
    asking(&shop, json!({ "automatic_requests": "hold" })).await;
    let made = shop.assess(held("c1")).await;
    let verification = made["step_up"]["verification_id"].as_str().unwrap().to_owned();
    verify(&shop, &verification, Verdict::Rejected).await;
    assert_eq!(read(&shop, &made).await, told("hold", "stopped", "hold"));
    let retry = shop.assess(with(held("c1"), "verification_id", json!(verification))).await;
    assert_eq!(
        (&retry["resolution"], &retry["counts_as"], retry.get("step_up")),
        (&json!("stopped"), &json!("hold"), None)
    );
}

#[tokio::test]
async fn a_guest_is_recognised_by_the_verification_that_is_named() {
    let shop = Shop::open().await;
    asking(&shop, json!({ "automatic_requests": "hold" })).await;
    let guest = with(held("x"), "customer_id", Value::Null);
    let made = shop.assess(guest.clone()).await;
    let verification = made["step_up"]["verification_id"].as_str().unwrap().to_owned();
    let open = shop.assess(with(guest.clone(), "verification_id", json!(verification))).await;
    assert_eq!(open["step_up"]["verification_id"], json!(verification), "still to be done");
    verify(&shop, &verification, Verdict::Approved).await;
    let retry = shop.assess(with(guest.clone(), "verification_id", json!(verification))).await;
    assert_eq!((points(&retry, "CUSTOMER_VERIFIED"), &retry["decision"]), (Some(-30), &json!("allow")));
    let unnamed = shop.assess(guest).await;
    assert_eq!(points(&unnamed, "CUSTOMER_VERIFIED"), None);
    let risky = with(with(fraud("x"), "customer_id", Value::Null), "verification_id", json!(verification));
    let risky = shop.assess(risky).await;
    assert_eq!((&risky["decision"], &risky["resolution"]), (&json!("hold"), &json!("released")));
    let elses = with(held("c9"), "verification_id", json!(shop.create(json!({ "customer_id": "c8" })).await));
    assert_eq!(shop.post("/v1/assessments", elses).await.problem(), (422, "invalid_field".to_owned()));
}

#[tokio::test]
async fn a_credential_stands_for_the_verification_behind_it() {
    let shop = Shop::open().await;
    let verification = shop.create(json!({})).await;
    verify(&shop, &verification, Verdict::Approved).await;
    let issued = shop.post(&format!("/v1/verifications/{verification}/credential"), json!({})).await;
    assert_eq!(issued.status, 201, "{}", issued.body);
    let token = issued.json()["token"].as_str().unwrap().to_owned();
    let guest = with(held("x"), "customer_id", Value::Null);
    let shown = shop.assess(with(guest.clone(), "credential", json!(token))).await;
    assert_eq!((points(&shown, "CUSTOMER_VERIFIED"), &shown["verification_id"]), (Some(-30), &json!(verification)));
    let nonsense = shop.assess(with(guest, "credential", json!("x.y.z"))).await;
    assert_eq!(points(&nonsense, "CUSTOMER_VERIFIED"), None);
}

#[tokio::test]
async fn a_customer_who_goes_on_with_a_checkout_is_known_without_naming_anything() {
    let shop = Shop::open().await;
    asking(&shop, json!({ "automatic_requests": "hold_and_fraud" })).await;
    let made = shop.assess(fraud("c1")).await;
    let verification = made["step_up"]["verification_id"].as_str().unwrap().to_owned();
    shop.upload(&verification).await;
    shop.act(&verification, "submit", Value::Null).await;
    let waiting = shop.assess(fraud("c1")).await;
    assert_eq!(waiting["step_up"]["verification_id"], json!(verification), "one question, while it is looked at too");
    shop.run_jobs().await;
    // 95 points less 30: held, and the identity that was asked for is there.
    let retry = shop.assess(fraud("c1")).await;
    assert_eq!((&retry["decision"], &retry["resolution"]), (&json!("hold"), &json!("released")));
    assert_eq!((&retry["counts_as"], &retry["message"], retry.get("step_up")), (&json!("allow"), &Value::Null, None));
    assert_eq!(retry["verification_id"], json!(verification));
    // Another order is another question.
    shop.post(&format!("/v1/assessments/{}/order", id(&retry)), json!({ "order_id": "o1" })).await;
    let same = shop.assess(with(fraud("c1"), "order", json!({ "id": "o1" }))).await;
    assert_eq!(same["resolution"], "released");
    let next = shop.assess(with(fraud("c1"), "order", json!({ "id": "o2" }))).await;
    assert_eq!((&next["decision"], &next["resolution"]), (&json!("hold"), &json!("open")));
    assert_ne!(next["step_up"]["verification_id"], json!(verification));
}

#[tokio::test]
async fn a_rejected_customer_who_tries_again_stays_stopped_for_a_week() {
    let shop = Shop::open().await;
    asking(&shop, json!({ "automatic_requests": "hold" })).await;
    let made = shop.assess(held("c1")).await;
    verify(&shop, made["step_up"]["verification_id"].as_str().unwrap(), Verdict::Rejected).await;
    let retry = shop.assess(held("c1")).await;
    assert_eq!((&retry["resolution"], retry.get("step_up")), (&json!("stopped"), None));
    assert!(retry["message"].is_string());
    shop.wait(SignedDuration::from_hours(7 * 24));
    let later = shop.assess(held("c1")).await;
    assert_eq!((&later["resolution"], later.get("step_up").is_some()), (&json!("open"), true));
}

#[tokio::test]
async fn an_identity_that_was_withdrawn_releases_nothing() {
    let shop = Shop::open().await;
    asking(&shop, json!({ "automatic_requests": "hold" })).await;
    let made = shop.assess(held("c1")).await;
    verify(&shop, made["step_up"]["verification_id"].as_str().unwrap(), Verdict::Approved).await;
    shop.post("/v1/customers/c1/reverify", json!({ "reason": "name_changed" })).await;
    let retry = shop.assess(held("c1")).await;
    assert_eq!((points(&retry, "CUSTOMER_VERIFIED"), &retry["resolution"]), (None, &json!("open")));
    assert_ne!(retry["step_up"]["verification_id"], made["step_up"]["verification_id"]);
}

#[tokio::test]
async fn an_identity_counts_for_as_long_as_the_merchant_says() {
    let shop = Shop::open().await;
    shop.set(json!({ "identity_reuse_ttl_days": 30 })).await;
    let verification = shop.create(json!({ "customer_id": "c1" })).await;
    verify(&shop, &verification, Verdict::Approved).await;
    let guest = with(with(held("x"), "customer_id", Value::Null), "verification_id", json!(verification));
    let trusted = async || {
        let (customer, guest) = (shop.assess(held("c1")).await, shop.assess(guest.clone()).await);
        [points(&customer, "CUSTOMER_VERIFIED"), points(&guest, "CUSTOMER_VERIFIED")]
    };
    assert_eq!(trusted().await, [Some(-30); 2]);
    shop.wait(SignedDuration::from_hours(30 * 24 - 1));
    assert_eq!(trusted().await, [Some(-30); 2]);
    shop.wait(SignedDuration::from_hours(1));
    assert_eq!(trusted().await, [None; 2], "the thirty days are over");
}

#[tokio::test]
async fn a_held_request_whose_answer_was_lost_is_answered_with_the_way_on_while_there_is_one() {
    let shop = Shop::open().await;
    asking(&shop, json!({ "automatic_requests": "hold" })).await;
    // The mark that it was done is written with the assessment, and then nothing more, as if the server had died.
    let on = "BEFORE UPDATE ON idempotency";
    let sql: &[String] = if shop.url.starts_with("sqlite") {
        &[format!("CREATE TRIGGER died {on} WHEN OLD.sealed_answer IS NOT NULL BEGIN SELECT RAISE(IGNORE); END")]
    } else {
        &[
            "CREATE FUNCTION died() RETURNS trigger AS 'BEGIN RETURN NULL; END' LANGUAGE plpgsql".to_owned(),
            format!(
                "CREATE TRIGGER died {on} FOR EACH ROW WHEN (OLD.sealed_answer IS NOT NULL) EXECUTE FUNCTION died()"
            ),
        ]
    };
    for sql in sql {
        shop.service().store.execute(sql.clone()).await.unwrap();
    }
    let send = async || {
        let call = request("POST", "/v1/assessments").header("authorization", format!("Bearer {}", shop.key));
        let call = call.header("content-type", "application/json").header("idempotency-key", "k1");
        shop.send(call.body(held("c1").to_string().into()).unwrap()).await
    };
    assert_ne!(send().await.status, 201);
    let again = send().await;
    assert_eq!((again.status.as_u16(), again.header("idempotent-replayed")), (201, "true"), "{}", again.body);
    let again = again.json();
    assert_eq!((&again["decision"], again["step_up"]["url"].is_string()), (&json!("hold"), true));
    verify(&shop, again["step_up"]["verification_id"].as_str().unwrap(), Verdict::Approved).await;
    let released = send().await.json();
    assert_eq!((&released["id"], &released["resolution"]), (&again["id"], &json!("released")));
    assert_eq!(released.get("step_up"), None);
}
