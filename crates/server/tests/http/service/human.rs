//! Level 1 by proof of work, solved by the protocol's official solvers.

use altcha::{SolveChallengeOptions, solve_challenge};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{outside::node, shop::Shop};
use crate::support::Answer;

const CHALLENGE: &str = "/api/verifyhuman/altcha/challenge";
const VERIFY: &str = "/api/verifyhuman/altcha/verify";

/// A shop today: the protocol's library looks at the machine's own clock.
pub(super) async fn today() -> Shop {
    let shop = Shop::open().await;
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    shop.wait(SignedDuration::from_secs(now - shop.app.now().as_second()));
    shop
}

/// A solution as the widget hands it in.
fn solved(challenge: &Value) -> String {
    let challenge: altcha::Challenge = serde_json::from_value(challenge.clone()).unwrap();
    let solution = solve_challenge(SolveChallengeOptions::new(&challenge)).unwrap().unwrap();
    STANDARD.encode(json!({ "challenge": challenge, "solution": solution }).to_string())
}

async fn hand_in(shop: &Shop, payload: &str) -> Answer {
    shop.post(VERIFY, json!({ "payload": payload })).await
}

#[tokio::test]
async fn the_official_solver_gets_a_credential_of_level_one_once() {
    let shop = today().await;
    let challenge = shop.get(CHALLENGE).await;
    assert_eq!(challenge.status, 200, "{}", challenge.body);
    let payload = node("solve.mjs", &challenge.body);
    let answer = hand_in(&shop, &payload).await.json();
    assert_eq!((&answer["verified"], &answer["success"]), (&json!(true), &json!(true)), "{answer}");
    let check = shop.post("/api/verifyhuman/verify-token", json!({ "token": answer["token"] })).await.json();
    assert_eq!((&check["valid"], &check["assurance_level"]), (&json!(true), &json!(1)));
    let again = hand_in(&shop, &payload).await.json();
    assert_eq!((&again["verified"], &again["reason"], &again["token"]), (&json!(false), &json!("used"), &Value::Null));
    shop.set(json!({ "identity_enabled": true, "minimum_level": 1 })).await;
    let cart = shop.post("/v1/levels/required", json!({ "token": answer["token"] })).await.json();
    assert_eq!((&cart["required_level"], &cart["satisfied_by"]["level"]), (&json!(1), &json!(1)));
}

#[tokio::test]
async fn other_payloads_are_refused_with_a_reason() {
    let shop = today().await;
    let challenge = shop.get(CHALLENGE).await.json();
    let payload = solved(&challenge);
    let changed = |change: fn(&mut Value)| {
        let mut parts: Value = serde_json::from_slice(&STANDARD.decode(&payload).unwrap()).unwrap();
        change(&mut parts);
        STANDARD.encode(parts.to_string())
    };
    for (payload, reason) in [
        (changed(|p| p["solution"]["counter"] = json!(p["solution"]["counter"].as_u64().unwrap() + 1)), "invalid"),
        (changed(|p| p["challenge"]["parameters"]["cost"] = json!(1)), "invalid"),
        (changed(|p| p["challenge"]["parameters"]["expiresAt"] = json!(4_000_000_000u32)), "invalid"),
        (changed(|p| p["challenge"]["signature"] = Value::Null), "invalid"),
        ("bm90aGluZw==".to_owned(), "malformed"),
        ("***".to_owned(), "malformed"),
        ("A".repeat(5000), "malformed"),
    ] {
        let answer = hand_in(&shop, &payload).await.json();
        assert_eq!((&answer["verified"], &answer["reason"]), (&json!(false), &json!(reason)), "{answer}");
    }
    let other = shop.new_key("other", countersign_core::decision::Mode::Test, countersign::auth::Scopes::usual()).await;
    let stolen = shop.call_as(&other, "POST", VERIFY, json!({ "payload": payload })).await.json();
    assert_eq!(stolen["reason"], "invalid", "a challenge is good for the shop that gave it out");
    assert_eq!(shop.post(VERIFY, json!({})).await.json()["param"], "payload");
    shop.wait(SignedDuration::from_mins(5));
    assert_eq!(hand_in(&shop, &payload).await.json()["reason"], "expired");
    let nobody = shop.send(crate::support::request("GET", CHALLENGE).body(axum::body::Body::empty()).unwrap()).await;
    assert_eq!(nobody.problem().1, "unauthorized");
}
