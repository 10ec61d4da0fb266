use countersign_core::decision::Verdict;
use serde_json::{Value, json};

use super::{one_shot::complete, shop::Shop};

async fn required(shop: &Shop, cart: Value) -> Value {
    let answer = shop.post("/v1/levels/required", cart).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_shop_that_asks_for_no_identity_requires_no_level() {
    let shop = Shop::open().await;
    let cart = json!({ "items": [{ "tags": ["vh_requires_idv"] }], "total": "9999.00" });
    assert_eq!(required(&shop, cart).await, json!({ "required_level": null, "reasons": [] }));
}

#[tokio::test]
async fn restricted_items_and_totals_require_an_identity() {
    let shop = Shop::open().await;
    shop.set(json!({ "identity_enabled": true, "identity_cart_threshold": "250" })).await;
    let level = async |cart| required(&shop, cart).await;
    assert_eq!(level(json!({ "items": [{}], "total": "249.99" })).await["required_level"], Value::Null);
    assert_eq!(level(json!({ "total": "250.00" })).await, json!({ "required_level": 3, "reasons": ["cart_total"] }));
    for item in
        [json!({ "requires_idv": "true" }), json!({ "requires_idv": true }), json!({ "tags": ["VH_requires_IDV"] })]
    {
        let found = level(json!({ "items": [item], "total": "1" })).await;
        assert_eq!(found, json!({ "required_level": 3, "reasons": ["restricted_items"] }));
    }
    shop.set(json!({ "mode": "advanced", "minimum_level": 1 })).await;
    assert_eq!(level(json!({ "total": "250.00" })).await, json!({ "required_level": 1, "reasons": ["minimum_level"] }));
    assert_eq!(level(json!({ "items": [{ "level": 2 }] })).await["reasons"], json!(["item_level"]));
}

#[tokio::test]
async fn a_verified_customer_and_a_credential_are_enough() {
    let shop = Shop::open().await;
    shop.set(json!({ "identity_enabled": true, "minimum_level": 2, "minimum_age": 21 })).await;
    let cart = |more: Value| {
        let mut cart = json!({ "items": [] });
        cart.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        cart
    };
    let nobody = required(&shop, cart(json!({ "customer_id": "c1", "token": "x" }))).await;
    assert!(nobody.get("satisfied_by").is_none());
    let answer = complete(&shop, json!({ "customer_id": "c1" })).await.json();
    shop.app.credentials.forget();
    let known = required(&shop, cart(json!({ "customer_id": "c1" }))).await;
    let satisfied = &known["satisfied_by"];
    assert_eq!((&satisfied["type"], &satisfied["level"]), (&json!("customer"), &json!(3)));
    assert_eq!(satisfied["verification_id"], answer["verification_id"]);
    let carried = required(&shop, cart(json!({ "token": answer["token"] }))).await;
    assert_eq!(carried["satisfied_by"]["type"], "credential");
    shop.script.say(Verdict::Approved, &[]);
    shop.post("/v1/customers/c1/reverify", json!({ "reason": "merged" })).await;
    assert!(required(&shop, cart(json!({ "customer_id": "c1" }))).await.get("satisfied_by").is_none());
}

#[tokio::test]
async fn what_is_no_cart_is_named() {
    let shop = Shop::open().await;
    for (cart, param) in [
        (json!({ "total": 250 }), "total"),
        (json!({ "total": "a lot" }), "total"),
        (json!({ "total": "-1" }), "total"),
        (json!({ "items": [{ "level": 4 }] }), "items[0].level"),
        (json!({ "items": [{ "tags": "wine" }] }), "items[0].tags"),
        (json!({ "shop": "other.example" }), "shop"),
    ] {
        let answer = shop.post("/v1/levels/required", cart.clone()).await;
        assert_eq!((answer.problem().0, answer.json()["param"].as_str().unwrap_or_default()), (422, param), "{cart}");
    }
}
