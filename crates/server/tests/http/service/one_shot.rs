//! One-shot identity for a shop: what is answered, what is kept, what is not.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_core::{
    check::CheckName,
    decision::{Verdict, WithoutLiveness},
    face::TargetFmr,
    reason::Reason,
};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::{Answer, CANARY, jpeg};

const COMPLETE: &str = "/api/verifyhuman/complete-identity-verification";

/// The pictures, with more members.
pub(super) fn body(more: Value) -> Value {
    let picture = STANDARD.encode(jpeg());
    let mut body = json!({ "id_front_b64": picture, "id_back_b64": null, "selfie_b64": picture });
    if let Value::Object(more) = more {
        body.as_object_mut().unwrap().extend(more);
    }
    body
}

pub(super) async fn complete(shop: &Shop, more: Value) -> Answer {
    shop.post(COMPLETE, body(more)).await
}

#[tokio::test]
async fn a_result_can_be_read_and_holds_neither_pictures_nor_what_was_read() {
    let shop = Shop::open().await;
    let answer = shop.post("/api/verify-identity", body(json!({ "customer_id": 7, "order_id": "1001" }))).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let verdict = answer.json();
    assert_eq!(
        (&verdict["success"], &verdict["verified"], &verdict["confidence"]),
        (&json!(true), &json!(true), &json!(0.984))
    );
    let id = verdict["verification_id"].as_str().unwrap();
    let view = shop.get(&format!("/v1/verifications/{id}")).await;
    assert!(!view.body.contains(CANARY) && !view.body.contains("2000-02-29"));
    let view = view.json();
    assert_eq!((&view["status"], &view["level"], &view["one_shot"]), (&json!("approved"), &json!(3), &json!(true)));
    assert_eq!((&view["liveness"], &view["age_result"]), (&json!("not_run"), &json!("over_21")));
    assert_eq!((&view["customer_id"], &view["order_id"]), (&json!("7"), &json!("1001")));
    assert_eq!(view["checks"][0]["name"], "face_matches");
    assert!(view["extracted"].is_null() && view["documents"] == json!([]));
    assert_eq!(shop.history(id).await, [">approved system"]);
    assert!(shop.service().blobs.all().await.unwrap().is_empty());
    assert_eq!(shop.act(id, "resubmit", Value::Null).await.problem().0, 409);
}

#[tokio::test]
async fn a_doubt_is_no_verification_and_says_what_to_do() {
    let shop = Shop::open().await;
    shop.script.say(Verdict::DoubleCheck, &[Reason::ImageBlurred]);
    let answer = complete(&shop, json!({ "customer_id": "c1" })).await.json();
    assert_eq!(
        (&answer["success"], &answer["verified"], &answer["token"]),
        (&json!(true), &json!(false), &Value::Null)
    );
    assert_eq!((&answer["reason"], &answer["customer_persisted"]), (&json!("image_blurred"), &json!(false)));
    assert!(answer["message"].as_str().unwrap().contains("blurred") && answer["uvc"].is_null());
    let id = answer["verification_id"].as_str().unwrap();
    let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
    assert_eq!((&view["status"], &view["decision"]["outcome"]), (&json!("rejected"), &json!("rejected")));
    assert_eq!(
        (&view["pipeline"]["outcome"], &view["decision"]["reasons"]),
        (&json!("double_check"), &json!(["image_blurred"]))
    );
}

#[tokio::test]
async fn a_pass_is_a_credential_an_event_a_consent_and_a_customer() {
    let shop = Shop::open().await;
    let consent = json!({ "text_version": "2026-11", "at": "2026-06-01T11:59:00Z", "locale": "de" });
    let answer = complete(&shop, json!({ "customer_id": "c1", "cart_token": "cart-1", "consent": consent })).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    let answer = answer.json();
    assert_eq!((&answer["verified"], &answer["customer_persisted"]), (&json!(true), &json!(true)));
    assert_eq!(answer["token_expires_at"], "2026-06-02T12:00:00.000Z");
    let uvc = &answer["uvc"];
    assert_eq!((&uvc["assurance_level"], &uvc["age_result"]), (&json!(3), &json!("over_21")));
    assert_eq!(uvc["verified_at"], "2026-06-01T12:00:00.000Z");
    assert!(answer["verification_event_id"].as_str().unwrap().starts_with("evt_"));
    let id = uvc["verification_id"].as_str().unwrap();
    let consents = shop.service().store.consents(id).await.unwrap();
    assert_eq!(
        (consents[0].0.to_string(), consents[0].1.as_str(), consents[0].2.as_str()),
        ("2026-06-01T11:59:00Z".to_owned(), "2026-11", "de")
    );
    let status = shop.get("/api/verifyhuman/check-customer-verification/c1").await.json();
    assert_eq!((&status["verified"], &status["expires_at"]), (&json!(true), &json!("2026-11-28T12:00:00.000Z")));
    let valid = shop.post("/api/verifyhuman/verify-token", json!({ "token": answer["token"] })).await.json();
    assert_eq!((&valid["valid"], &valid["remaining_time_ms"]), (&json!(true), &json!(86_400_000)));
}

#[tokio::test]
async fn what_cannot_be_processed_says_so_and_leaves_nothing() {
    let shop = Shop::open().await;
    for (body, status, param) in [
        (json!({ "selfie_b64": "x" }), 422, "id_front_b64"),
        (body(json!({ "customer_id": { "id": 1 } })), 422, "customer_id"),
        (body(json!({ "customer_id": "x".repeat(256) })), 422, "customer_id"),
        (body(json!({ "consent": { "at": "2026-06-01T12:00:00Z" } })), 422, "consent"),
        (body(json!({ "consent": { "text_version": "1", "at": "yesterday" } })), 422, "consent.at"),
    ] {
        let answer = shop.post(COMPLETE, body).await;
        assert_eq!(
            (answer.problem().0, answer.json()["param"].as_str().unwrap_or_default()),
            (status, param),
            "{}",
            answer.body
        );
        assert_eq!(answer.json()["success"], false);
    }
    shop.script.fail(Reason::ImageUnreadable);
    let answer = complete(&shop, json!({})).await;
    assert_eq!((answer.problem(), &answer.json()["success"]), ((422, "image_unreadable".to_owned()), &json!(false)));
    assert_eq!(shop.get("/v1/verifications").await.json()["data"], json!([]));
    let read = shop
        .new_key("shop", countersign_core::decision::Mode::Test, [countersign::auth::Scope::Read].into_iter().collect())
        .await;
    assert_eq!(shop.call_as(&read, "POST", COMPLETE, body(json!({}))).await.problem().1, "missing_scope");
}

#[tokio::test]
async fn results_are_kept_for_180_days() {
    let shop = Shop::open().await;
    let answer = complete(&shop, json!({})).await.json();
    let path = format!("/v1/verifications/{}", answer["verification_id"].as_str().unwrap());
    shop.wait(SignedDuration::from_hours(24 * 180 - 1));
    shop.sweep().await;
    assert_eq!(shop.get(&path).await.status, 200);
    shop.wait(SignedDuration::from_hours(1));
    shop.sweep().await;
    assert_eq!(shop.get(&path).await.status, 404);
}

#[tokio::test]
async fn whoever_fails_again_and_again_waits_longer_and_longer() {
    let shop = Shop::open().await;
    shop.script.say(Verdict::Rejected, &[Reason::SelfieFaceMismatch]);
    let tried = async || complete(&shop, json!({ "customer_id": "c1" })).await;
    for _ in 0..3 {
        assert_eq!(tried().await.status, 200);
    }
    let refused = tried().await;
    assert_eq!((refused.problem(), refused.header("retry-after")), ((429, "rate_limited".to_owned()), "30"));
    let other = complete(&shop, json!({ "customer_id": "c2" })).await;
    assert_eq!(other.status, 200, "another customer does not wait");
    shop.wait(SignedDuration::from_secs(30));
    assert_eq!(tried().await.status, 200);
    assert_eq!(tried().await.header("retry-after"), "60");
    shop.wait(SignedDuration::from_secs(60));
    shop.script.say(Verdict::Approved, &[]);
    assert_eq!(tried().await.json()["verified"], true);
    shop.script.say(Verdict::Rejected, &[Reason::SelfieFaceMismatch]);
    assert_eq!(
        (tried().await.status, tried().await.status),
        (200.try_into().unwrap(), 200.try_into().unwrap()),
        "a success ends it"
    );
}

#[tokio::test]
async fn stills_do_where_the_shop_says_so_and_not_where_it_asks_for_a_challenge() {
    let shop = Shop::open().await;
    let policy = async |settings: Value| {
        shop.set(settings).await;
        complete(&shop, json!({})).await;
        shop.script.terms()
    };
    let usual = policy(json!({})).await;
    assert!(!usual.required.contains(&CheckName::SelfieLive));
    assert_eq!((usual.without_liveness, usual.faces.accept), (WithoutLiveness::Tolerate, TargetFmr::OneIn1000));
    let strict = policy(json!({ "require_active_liveness": true, "face_match_fmr": "1e-4", "minimum_age": 21 })).await;
    assert!(strict.required.contains(&CheckName::SelfieLive));
    assert_eq!((strict.faces.accept, strict.minimum_age), (TargetFmr::OneIn10000, Some(21)));
    let careful = policy(json!({ "require_active_liveness": null, "without_liveness": "double_check" })).await;
    assert_eq!(careful.without_liveness, WithoutLiveness::DoubleCheck);
}

/// A challenge of the shop, and the frames of an answer to it.
async fn challenged(shop: &Shop) -> (String, Value) {
    let given = shop.post("/api/verifyhuman/challenge", json!({ "photosensitive": true })).await;
    assert_eq!(given.status, 200, "{}", given.body);
    let given = given.json();
    let duration = given["duration_ms"].as_i64().unwrap();
    assert!(given["steps"].as_array().unwrap().len() > 5 && duration > 3000);
    shop.wait(SignedDuration::from_millis(duration));
    let picture = STANDARD.encode(jpeg());
    let frames: Vec<Value> = (0..8).map(|n| json!({ "t_ms": n * 100, "image_b64": picture })).collect();
    (given["nonce"].as_str().unwrap().to_owned(), json!(frames))
}

#[tokio::test]
async fn a_challenge_that_was_done_makes_it_active_and_is_good_once() {
    let shop = Shop::open().await;
    let (nonce, frames) = challenged(&shop).await;
    let done = json!({ "liveness": { "nonce": nonce, "frames": frames } });
    let answer = complete(&shop, done.clone()).await;
    assert_eq!((answer.status.as_u16(), &answer.json()["liveness"]), (200, &json!("active")), "{}", answer.body);
    let path = format!("/v1/verifications/{}", answer.json()["verification_id"].as_str().unwrap());
    assert_eq!(shop.get(&path).await.json()["liveness"], "active");
    let again = complete(&shop, done).await;
    assert_eq!(
        (again.problem(), &again.json()["param"]),
        ((409, "challenge_used".to_owned()), &json!("liveness.nonce"))
    );
    let unknown = complete(&shop, json!({ "liveness": { "nonce": "0".repeat(32), "frames": frames } })).await;
    assert_eq!(unknown.problem().1, "challenge_unknown");
    let (nonce, _) = challenged(&shop).await;
    let other = shop.new_key("other", countersign_core::decision::Mode::Test, countersign::auth::Scopes::usual()).await;
    let stolen = body(json!({ "liveness": { "nonce": nonce, "frames": frames } }));
    assert_eq!(shop.call_as(&other, "POST", COMPLETE, stolen).await.problem().1, "challenge_unknown");
    for frames in [json!([]), json!([{ "t_ms": 2, "image_b64": "" }, { "t_ms": 1, "image_b64": "" }])] {
        let (nonce, _) = challenged(&shop).await;
        let wrong = complete(&shop, json!({ "liveness": { "nonce": nonce, "frames": frames } })).await;
        assert_eq!((wrong.problem().0, &wrong.json()["param"]), (422, &json!("liveness.frames")), "{}", wrong.body);
    }
}

#[tokio::test]
async fn a_birthday_is_on_the_shops_own_day() {
    let shop = Shop::open().await;
    // The document says 29 February 2000: 21 years on 1 March 2021, a day that has begun in the east.
    let noon: jiff::Timestamp = "2021-02-28T12:00:00Z".parse().unwrap();
    shop.wait(noon.duration_since(shop.app.now()));
    for (zone, age) in [("UTC", "over_18"), ("Pacific/Kiritimati", "over_21"), ("America/New_York", "over_18")] {
        shop.set(json!({ "time_zone": zone })).await;
        let answer = complete(&shop, json!({})).await.json();
        assert_eq!(answer["uvc"]["age_result"], age, "{zone}");
    }
}
