//! The person's side: what a page sees and does with a verification's token.

mod challenge;
mod entry;
mod forms;
mod live;
mod pages;
mod progress;
mod session;
mod start;

use axum::body::Body;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::{Answer, form, jpeg, request};

/// A verification with somebody who has its link.
pub(super) struct Visit {
    pub(super) shop: Shop,
    pub(super) id: String,
    pub(super) token: String,
}

impl Visit {
    pub(super) async fn begin(body: Value) -> Self {
        Self::at(Shop::open().await, body).await
    }

    pub(super) async fn at(shop: Shop, body: Value) -> Self {
        let created = shop.post("/v1/verifications", body).await.json();
        let text = |name: &str| created[name].as_str().unwrap().to_owned();
        Self { id: text("id"), token: text("client_token"), shop }
    }

    /// Somebody who has agreed already.
    pub(super) async fn agreed(body: Value) -> Self {
        let visit = Self::begin(body).await;
        visit.agree().await;
        visit
    }

    pub(super) async fn agree(&self) {
        let version = self.session().await["consent"]["version"].clone();
        let given = self.post("consent", json!({ "version": version, "locale": "de" })).await;
        assert_eq!(given.status, 204, "{}", given.body);
    }

    pub(super) async fn get(&self, path: &str) -> Answer {
        self.shop.call_as(&self.token, "GET", &format!("/v1/subject/{path}"), Value::Null).await
    }

    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.shop.call_as(&self.token, "POST", &format!("/v1/subject/{path}"), body).await
    }

    pub(super) async fn session(&self) -> Value {
        self.get("session").await.json()
    }

    /// A step's state; empty where it is not asked for.
    pub(super) async fn step(&self, name: &str) -> String {
        let session = self.session().await;
        let step = session["steps"].as_array().unwrap().iter().find(|step| step["step"] == name);
        step.map_or("", |step| step["state"].as_str().unwrap()).to_owned()
    }

    pub(super) async fn put(&self, path: &str, picture: Vec<u8>) -> Answer {
        let call = request("PUT", &format!("/v1/subject/documents/{path}"));
        let call = call.header("authorization", format!("Bearer {}", self.token)).header("content-type", "image/jpeg");
        self.shop.send(call.body(Body::from(picture)).unwrap()).await
    }

    pub(super) async fn pictures(&self) {
        for kind in ["photo_id", "selfie"] {
            let answer = self.put(kind, jpeg()).await;
            assert_eq!(answer.status, 200, "{}", answer.body);
        }
    }

    /// A challenge, whose time has passed.
    pub(super) async fn challenge(&self, wishes: Value) -> Value {
        let issued = self.post("challenge", wishes).await;
        assert_eq!(issued.status, 201, "{}", issued.body);
        let issued = issued.json();
        self.shop.wait(SignedDuration::from_millis(issued["duration_ms"].as_i64().unwrap()));
        issued
    }

    pub(super) async fn burst(&self, nonce: &str, parts: &[(&str, &[u8])]) -> Answer {
        let call = request("PUT", &format!("/v1/subject/challenge/{nonce}"))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "multipart/form-data; boundary=between");
        self.shop.send(call.body(Body::from(form(parts))).unwrap()).await
    }

    /// Answers a challenge with a burst the scripted engine takes.
    pub(super) async fn answer(&self) -> Answer {
        let issued = self.challenge(json!({})).await;
        let picture = jpeg();
        self.burst(
            issued["nonce"].as_str().unwrap(),
            &[("times", b"[0,100]"), ("frame", &picture), ("frame", &picture)],
        )
        .await
    }
}
