//! Checkouts as a shop's server and a collector meet the risk engine.

mod assess;
mod collector;
mod day;
mod devices;
mod erasure;
mod plans;
mod policies;
mod report;
mod step_up;

use serde_json::{Value, json};

use super::shop::Shop;

/// An honest checkout from Berlin.
pub(super) fn checkout(customer: &str) -> Value {
    json!({
        "email": format!("{customer}@shop-customer.example"),
        "customer_id": customer,
        "ip": "203.0.113.7",
        "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        "browser_timezone": "Europe/Berlin",
        "browser_offset_min": 120,
        "billing": { "country": "DE" },
        "order": { "amount": "49.90", "currency": "EUR" },
    })
}

/// The same from a browser that shows this fingerprint.
pub(super) fn on_fingerprint(customer: &str, fingerprint: &str) -> Value {
    with(checkout(customer), "device", json!({ "fingerprint": fingerprint }))
}

pub(super) fn with(mut body: Value, name: &str, value: Value) -> Value {
    body[name] = value;
    body
}

impl Shop {
    /// An assessment that succeeds.
    pub(super) async fn assess(&self, body: Value) -> Value {
        let answer = self.post("/v1/assessments", body).await;
        assert_eq!(answer.status, 201, "{}", answer.body);
        answer.json()
    }
}

/// The points of one code; nothing where it did not fire.
pub(super) fn points(assessment: &Value, code: &str) -> Option<i64> {
    let reasons = assessment["reasons"].as_array().unwrap();
    reasons.iter().find(|reason| reason["code"] == code)?["points"].as_i64()
}

pub(super) fn id(assessment: &Value) -> &str {
    assessment["id"].as_str().unwrap()
}
