use countersign::auth::{Scope, Scopes};
use countersign_core::{
    decision::{Mode, Verdict},
    reason::Reason,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{one_shot::complete, shop::Shop};

const DAY: SignedDuration = SignedDuration::from_hours(24);

async fn events(shop: &Shop, endpoint: &str) -> Vec<String> {
    let deliveries = shop.get(&format!("/v1/webhook_endpoints/{endpoint}/deliveries")).await.json();
    let mut names: Vec<_> =
        deliveries["data"].as_array().unwrap().iter().map(|d| d["event"].as_str().unwrap().to_owned()).collect();
    names.reverse();
    names
}

async fn endpoint(shop: &Shop) -> String {
    let body = json!({ "url": "http://127.0.0.1:9/", "events": ["customer.verified", "customer.expired"] });
    let made = shop.post("/v1/webhook_endpoints", body).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.json()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_customer_is_verified_until_the_shops_time_is_over_and_both_are_told() {
    let mut shop = Shop::open().await;
    shop.leaves_jobs = true;
    shop.set(json!({ "identity_reuse_ttl_days": 30 })).await;
    let endpoint = endpoint(&shop).await;
    let answer = complete(&shop, json!({ "customer_id": "c/1" })).await.json();
    let customer = shop.get("/v1/customers/c%2F1").await.json();
    assert_eq!((&customer["verified"], &customer["level"]), (&json!(true), &json!(3)));
    assert_eq!(
        (&customer["age_result"], &customer["expires_at"]),
        (&json!("over_21"), &json!("2026-07-01T12:00:00.000Z"))
    );
    assert_eq!(customer["verification_id"], answer["verification_id"]);
    shop.wait(DAY * 30 - SignedDuration::from_secs(1));
    shop.sweep().await;
    assert_eq!(shop.get("/v1/customers/c%2F1").await.json()["verified"], true);
    shop.wait(SignedDuration::from_secs(1));
    assert_eq!(shop.get("/api/verifyhuman/check-customer-verification/c%2F1").await.json()["verified"], false);
    shop.sweep().await;
    shop.sweep().await;
    assert_eq!(shop.get("/v1/customers/c%2F1").await.problem().0, 404);
    assert_eq!(events(&shop, &endpoint).await, ["customer.verified", "customer.expired"]);
}

#[tokio::test]
async fn any_door_makes_a_customer_and_no_failure_does() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "customer_id": "c1" })).await;
    shop.upload(&id).await;
    shop.act(&id, "submit", Value::Null).await;
    shop.run_jobs().await;
    let customer = shop.get("/v1/customers/c1").await.json();
    assert_eq!((&customer["verified"], &customer["verification_id"]), (&json!(true), &json!(id)));
    assert_eq!(customer["age_result"], "over_21");
    shop.script.say(Verdict::Rejected, &[Reason::SelfieFaceMismatch]);
    complete(&shop, json!({ "customer_id": "c2" })).await;
    assert_eq!(shop.get("/v1/customers/c2").await.problem().0, 404);
    assert_eq!(shop.get("/v1/customers/c1").await.json()["verified"], true);
}

#[tokio::test]
async fn a_change_of_name_asks_again_and_the_next_verification_answers_it() {
    let shop = Shop::open().await;
    complete(&shop, json!({ "customer_id": "c1" })).await;
    let path = "/v1/customers/c1/reverify";
    assert_eq!(shop.post(path, json!({ "reason": "Ada Lovelace" })).await.problem().0, 422);
    assert_eq!(shop.post("/v1/customers/nobody/reverify", json!({ "reason": "merged" })).await.problem().0, 404);
    let asked = shop.post(path, json!({ "reason": "name_changed" })).await.json();
    assert_eq!((&asked["verified"], &asked["reverify"]["reason"]), (&json!(false), &json!("name_changed")));
    assert_eq!(shop.get("/api/verifyhuman/check-customer-verification/c1").await.json()["verified"], false);
    complete(&shop, json!({ "customer_id": "c1" })).await;
    let again = shop.get("/v1/customers/c1").await.json();
    assert_eq!((&again["verified"], &again["reverify"]), (&json!(true), &Value::Null));
}

#[tokio::test]
async fn an_erased_customer_leaves_a_receipt_and_their_credential_is_no_longer_valid() {
    let shop = Shop::open().await;
    let admin = shop.set(json!({})).await;
    let token = complete(&shop, json!({ "customer_id": "c1" })).await.json()["token"].clone();
    assert_eq!(shop.call_as(&shop.key, "DELETE", "/v1/customers/c1", Value::Null).await.problem().0, 403);
    let receipt = shop.call_as(&admin, "DELETE", "/v1/customers/c1", Value::Null).await;
    assert_eq!((receipt.status.as_u16(), &receipt.json()["verifications"]), (200, &json!(1)), "{}", receipt.body);
    assert_eq!(shop.get("/v1/customers/c1").await.problem().0, 404);
    let check = shop.post("/api/verifyhuman/verify-token", json!({ "token": token })).await.json();
    assert_eq!((&check["valid"], &check["reason"]), (&json!(false), &json!("revoked")));
    assert_eq!(shop.call_as(&admin, "DELETE", "/v1/customers/c1", Value::Null).await.problem().0, 404);
}

#[tokio::test]
async fn customers_cross_neither_merchants_nor_modes() {
    let shop = Shop::open().await;
    complete(&shop, json!({ "customer_id": "c1" })).await;
    let all: Scopes = Scope::ALL.into_iter().collect();
    for key in [shop.new_key("other", Mode::Test, all).await, shop.new_key("shop", Mode::Live, all).await] {
        for (method, path) in [("GET", "/v1/customers/c1"), ("DELETE", "/v1/customers/c1")] {
            assert_eq!(shop.call_as(&key, method, path, Value::Null).await.problem().0, 404);
        }
        let path = "/api/verifyhuman/check-customer-verification/c1";
        assert_eq!(shop.call_as(&key, "GET", path, Value::Null).await.json()["verified"], false);
    }
}
