use countersign::auth::{Scope, Scopes};
use countersign_core::decision::Mode;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::Answer;

async fn admin(shop: &Shop) -> String {
    shop.new_key("shop", Mode::Test, [Scope::Read, Scope::Admin].into_iter().collect()).await
}

async fn patch(shop: &Shop, key: &str, body: Value) -> Answer {
    shop.call_as(key, "PATCH", "/v1/settings", body).await
}

#[tokio::test]
async fn settings_have_defaults_and_are_changed_with_a_version() {
    let shop = Shop::open().await;
    let before = shop.get("/v1/settings").await.json();
    assert_eq!((&before["version"], &before["identity_enabled"]), (&json!(0), &json!(false)));
    assert_eq!((&before["token_ttl_hours"], &before["identity_reuse_ttl_days"]), (&json!(24), &json!(180)));
    let key = admin(&shop).await;
    let changed = patch(&shop, &key, json!({ "identity_enabled": true, "minimum_age": 21 })).await;
    assert_eq!(changed.status, 200, "{}", changed.body);
    assert_eq!((&changed.json()["version"], &changed.json()["minimum_age"]), (&json!(1), &json!(21)));
    assert_eq!(shop.get("/v1/settings").await.json(), changed.json());
    let same = patch(&shop, &key, json!({ "minimum_age": 21 })).await.json();
    assert_eq!(same["version"], 1, "nothing was changed");
    let history = shop.get("/v1/settings/history").await.json();
    assert_eq!(history["data"][0]["changed"], json!(["identity_enabled", "minimum_age"]));
    assert_eq!(history["data"][0]["by"]["type"], "api_key");
    let log = shop.service().store.audit_tail(1).await.unwrap();
    assert_eq!(log[0].1, "settings.changed");
}

#[tokio::test]
async fn both_modes_of_a_merchant_share_them_and_nobody_else_does() {
    let shop = Shop::open().await;
    let key = admin(&shop).await;
    patch(&shop, &key, json!({ "attempts": 2 })).await;
    let live = shop.new_key("shop", Mode::Live, Scopes::usual()).await;
    let other = shop.new_key("other", Mode::Live, Scopes::usual()).await;
    let attempts =
        async |key: &str| shop.call_as(key, "GET", "/v1/settings", Value::Null).await.json()["attempts"].clone();
    assert_eq!((attempts(&live).await, attempts(&other).await), (json!(2), json!(5)));
    let id = shop.create(json!({})).await;
    assert_eq!(shop.get(&format!("/v1/verifications/{id}")).await.json()["attempts_allowed"], 2);
}

#[tokio::test]
async fn changes_need_the_right_key_the_right_values_and_the_version_that_was_read() {
    let shop = Shop::open().await;
    assert_eq!(patch(&shop, &shop.key, json!({ "attempts": 2 })).await.problem(), (403, "missing_scope".to_owned()));
    let key = admin(&shop).await;
    for (body, param) in [
        (json!({ "attempts": 0 }), "attempts"),
        (json!({ "no_such": 1 }), "no_such"),
        (json!({ "retention": { "images": "x" } }), "retention.images"),
        (json!({ "origins": ["*"] }), "origins"),
        (json!({ "version": "1" }), "version"),
    ] {
        let answer = patch(&shop, &key, body.clone()).await;
        assert_eq!((answer.problem().0, answer.json()["param"].as_str().unwrap()), (422, param), "{body}");
    }
    assert_eq!(patch(&shop, &key, json!([])).await.problem().0, 400);
    assert_eq!(patch(&shop, &key, json!({ "version": 1, "attempts": 2 })).await.problem().1, "changed_meanwhile");
    assert_eq!(patch(&shop, &key, json!({ "version": 0, "attempts": 2 })).await.json()["version"], 1);
}

#[tokio::test]
async fn of_many_changes_at_once_none_is_lost() {
    let shop = Shop::open().await;
    let key = admin(&shop).await;
    let changes = (6..12).map(|attempts| patch(&shop, &key, json!({ "attempts": attempts })));
    let mut done = 0;
    for answer in futures(changes).await {
        match answer.status.as_u16() {
            200 => done += 1,
            status => assert_eq!((status, answer.problem().1.as_str()), (409, "changed_meanwhile")),
        }
    }
    let history = shop.get("/v1/settings/history").await.json();
    assert_eq!(history["data"].as_array().unwrap().len(), done);
    assert_eq!(shop.get("/v1/settings").await.json()["version"], done);
}

/// All of them at once.
async fn futures<F: Future<Output = Answer>>(calls: impl Iterator<Item = F>) -> Vec<Answer> {
    let mut calls: Vec<_> = calls.map(|call| (Box::pin(call), None)).collect();
    std::future::poll_fn(move |cx| {
        for (call, answer) in calls.iter_mut().filter(|(_, answer)| answer.is_none()) {
            if let std::task::Poll::Ready(found) = call.as_mut().poll(cx) {
                *answer = Some(found);
            }
        }
        if calls.iter().all(|(_, answer)| answer.is_some()) {
            std::task::Poll::Ready(calls.iter_mut().filter_map(|(_, answer)| answer.take()).collect())
        } else {
            std::task::Poll::Pending
        }
    })
    .await
}
