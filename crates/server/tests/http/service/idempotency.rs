use axum::body::Body;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::{Answer, request};

async fn post(shop: &Shop, path: &str, key: &str, body: Value) -> Answer {
    let call = request("POST", path).header("authorization", format!("Bearer {}", shop.key));
    let call = call.header("idempotency-key", key).header("content-type", "application/json");
    shop.send(call.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn the_same_request_is_done_once_and_answered_alike() {
    let shop = Shop::open().await;
    let body = json!({ "vendor_reference": "7" });
    let first = post(&shop, "/v1/verifications", "k1", body.clone()).await;
    let second = post(&shop, "/v1/verifications", "k1", body.clone()).await;
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.body, second.body);
    assert_eq!(second.header("location"), first.header("location"));
    assert_eq!((first.header("idempotent-replayed"), second.header("idempotent-replayed")), ("", "true"));
    let other = post(&shop, "/v1/verifications", "k1", json!({})).await;
    assert_eq!(other.problem(), (422, "idempotency_key_reused".to_owned()));
    let another = post(&shop, "/v1/verifications", "k2", body).await;
    assert_ne!(another.json()["id"], first.json()["id"]);
    assert_eq!(shop.get("/v1/verifications").await.json()["data"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn an_action_sent_twice_is_done_once() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let path = format!("/v1/verifications/{id}/hold");
    assert_eq!(post(&shop, &path, "k1", json!({})).await.status, 200);
    assert_eq!(post(&shop, &path, "k1", json!({})).await.status, 200);
    assert_eq!(post(&shop, &path, "k2", json!({})).await.problem().0, 409);
    assert_eq!(shop.history(&id).await.len(), 2);
}

#[tokio::test]
async fn of_two_at_once_one_is_done() {
    let shop = Shop::open().await;
    let calls = (0..6).map(|_| post(&shop, "/v1/verifications", "k1", json!({})));
    let mut statuses = Vec::new();
    for answer in futures(calls).await {
        statuses.push(answer.status.as_u16());
    }
    assert!(statuses.iter().all(|status| matches!(status, 201 | 409)), "{statuses:?}");
    assert_eq!(shop.get("/v1/verifications").await.json()["data"].as_array().unwrap().len(), 1);
}

/// All of them together.
async fn futures<F: Future>(calls: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut pinned: Vec<_> = calls.map(Box::pin).collect();
    let mut done: Vec<Option<F::Output>> = pinned.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (call, done) in pinned.iter_mut().zip(&mut done) {
            if done.is_none()
                && let std::task::Poll::Ready(output) = call.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

#[tokio::test]
async fn a_refusal_may_be_tried_again_and_a_day_later_the_key_is_free() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let path = format!("/v1/verifications/{id}/resume");
    assert_eq!(post(&shop, &path, "k1", json!({})).await.problem().0, 409);
    shop.act(&id, "hold", Value::Null).await;
    assert_eq!(post(&shop, &path, "k1", json!({})).await.status, 200);
    shop.wait(jiff::SignedDuration::from_hours(25));
    shop.sweep().await;
    assert_eq!(post(&shop, &path, "k1", json!({})).await.problem().0, 409);
}
