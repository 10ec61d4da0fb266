//! Nonces: whose they are, how often and how long they are good; bursts that are none.

use std::time::Duration;

use countersign::{config::Config, limits::Rates};
use countersign_core::reason::Reason;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Visit;
use crate::{service::shop::Shop, support::jpeg};

const TIMES: (&str, &[u8]) = ("times", b"[0,100]");

async fn ready() -> Visit {
    let visit = Visit::agreed(json!({})).await;
    visit.pictures().await;
    visit
}

fn nonce(issued: &Value) -> &str {
    issued["nonce"].as_str().unwrap()
}

#[tokio::test]
async fn a_nonce_is_good_for_one_burst() {
    let (visit, picture) = (ready().await, jpeg());
    let issued = visit.challenge(json!({})).await;
    let parts = [TIMES, ("frame", picture.as_slice()), ("frame", picture.as_slice())];
    let first = visit.burst(nonce(&issued), &parts).await;
    assert_eq!(
        (first.status.as_u16(), first.json()),
        (200, json!({ "outcome": "passed", "reasons": [], "tries_left": 4 }))
    );
    assert_eq!(visit.burst(nonce(&issued), &parts).await.problem(), (409, "challenge_used".to_owned()));
    let stored = visit.shop.service().store.challenges(&visit.id, 1).await.unwrap();
    assert!(!stored[0].nonce_hash.contains(nonce(&issued)), "the nonce itself is not kept");
}

#[tokio::test]
async fn of_two_bursts_at_once_one_is_taken() {
    let (visit, picture) = (ready().await, jpeg());
    let issued = visit.challenge(json!({})).await;
    let parts = [TIMES, ("frame", picture.as_slice()), ("frame", picture.as_slice())];
    let (one, other) = tokio::join!(visit.burst(nonce(&issued), &parts), visit.burst(nonce(&issued), &parts));
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

#[tokio::test]
async fn a_burst_that_nobody_had_time_to_look_at_may_be_sent_again() {
    let config = Config { limits: Rates::NONE, queue_timeout: Duration::from_millis(50), ..Config::for_slots(1) };
    let (visit, picture) = (Visit::at(Shop::with(config).await, json!({})).await, jpeg());
    visit.agree().await;
    visit.pictures().await;
    let issued = visit.challenge(json!({})).await;
    let parts = [TIMES, ("frame", picture.as_slice()), ("frame", picture.as_slice())];
    let (free, busy) = std::sync::mpsc::channel::<()>();
    let app = visit.shop.app.clone();
    let work = tokio::spawn(async move { app.admission.run(move || busy.recv()).await });
    while visit.shop.app.admission.load().running == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(visit.burst(nonce(&issued), &parts).await.problem(), (503, "over_capacity".to_owned()));
    drop(free);
    assert!(work.await.unwrap().is_ok());
    let second = visit.burst(nonce(&issued), &parts).await.json();
    assert_eq!((&second["outcome"], &second["tries_left"]), (&json!("passed"), &json!(4)));
}

#[tokio::test]
async fn a_nonce_ends_and_cannot_be_answered_before_it_is_done() {
    let (visit, picture) = (ready().await, jpeg());
    let parts = [TIMES, ("frame", picture.as_slice()), ("frame", picture.as_slice())];
    let issued = visit.post("challenge", json!({})).await.json();
    assert_eq!(visit.burst(nonce(&issued), &parts).await.problem(), (409, "challenge_too_early".to_owned()));
    visit.shop.wait(SignedDuration::from_mins(5));
    assert_eq!(visit.burst(nonce(&issued), &parts).await.problem(), (410, "challenge_expired".to_owned()));
}

#[tokio::test]
async fn another_verifications_nonce_is_unknown() {
    let (visit, picture) = (ready().await, jpeg());
    let parts = [TIMES, ("frame", picture.as_slice()), ("frame", picture.as_slice())];
    let other = Visit::at(Shop::open().await, json!({})).await;
    let second = visit.shop.post("/v1/verifications", json!({})).await.json();
    let issued = visit.challenge(json!({})).await;
    let neighbour = Visit {
        token: second["client_token"].as_str().unwrap().to_owned(),
        id: second["id"].as_str().unwrap().to_owned(),
        ..visit
    };
    neighbour.agree().await;
    neighbour.pictures().await;
    let unknown = (404, "challenge_unknown".to_owned());
    assert_eq!(neighbour.burst(nonce(&issued), &parts).await.problem(), unknown);
    other.agree().await;
    other.pictures().await;
    assert_eq!(other.burst(nonce(&issued), &parts).await.problem(), unknown);
    for text in ["00112233445566778899aabbccddeeff", "nothing", "%00"] {
        assert_eq!(neighbour.burst(text, &parts).await.problem().0, 404, "{text}");
    }
}

#[tokio::test]
async fn a_doubted_burst_may_be_made_again_until_the_tries_are_used() {
    let visit = ready().await;
    visit.shop.script.doubt_bursts(&[Reason::ChallengeTurnsMissing]);
    for left in [4, 3, 2, 1] {
        let answer = visit.answer().await.json();
        assert_eq!((&answer["outcome"], &answer["tries_left"]), (&json!("again"), &json!(left)));
        assert_eq!(answer["reasons"][0]["code"], "challenge_turns_missing");
    }
    assert_eq!(visit.post("submit", Value::Null).await.problem().1, "challenge_missing");
    assert_eq!(visit.answer().await.json()["outcome"], "failed");
    assert_eq!(visit.step("challenge").await, "failed");
    assert_eq!(visit.post("challenge", json!({})).await.problem(), (409, "challenges_exhausted".to_owned()));
    assert_eq!(visit.post("submit", Value::Null).await.status, 202);
    visit.shop.run_jobs().await;
    let view = visit.shop.get(&format!("/v1/verifications/{}", visit.id)).await.json();
    let live = view["checks"].as_array().unwrap().iter().find(|check| check["name"] == "selfie_live").unwrap().clone();
    assert_eq!((&live["outcome"], &live["evidence"]["bursts"]), (&json!("inconclusive"), &json!(5)));
}

#[tokio::test]
async fn a_shop_that_accepts_more_attacks_doubts_less() {
    let visit = ready().await;
    visit.shop.script.doubt_bursts(&[Reason::ChallengeTurnsMissing]);
    assert_eq!(visit.answer().await.json()["outcome"], "again");
    visit.shop.set(json!({ "liveness_apcer": "5e-2" })).await;
    assert_eq!(visit.answer().await.json()["outcome"], "passed");
    assert_eq!(visit.post("submit", Value::Null).await.status, 202);
    visit.shop.run_jobs().await;
    let view = visit.shop.get(&format!("/v1/verifications/{}", visit.id)).await.json();
    let live = view["checks"].as_array().unwrap().iter().find(|check| check["name"] == "selfie_live").unwrap().clone();
    assert_eq!((&live["outcome"], &live["evidence"]["target_apcer"]), (&json!("pass"), &json!("5e-2")));
}

#[tokio::test]
async fn challenges_nobody_answers_are_bounded() {
    let visit = ready().await;
    for _ in 0..20 {
        assert_eq!(visit.post("challenge", json!({})).await.status, 201);
    }
    assert_eq!(visit.post("challenge", json!({})).await.problem().1, "challenges_exhausted");
}

#[tokio::test]
async fn another_selfie_needs_another_challenge() {
    let visit = ready().await;
    assert_eq!(visit.answer().await.json()["outcome"], "passed");
    assert_eq!(visit.step("challenge").await, "done");
    assert_eq!(visit.put("selfie", jpeg()).await.status, 200);
    assert_eq!(visit.step("challenge").await, "open");
    assert_eq!(visit.post("submit", Value::Null).await.problem().1, "challenge_missing");
}

#[tokio::test]
async fn the_selfie_comes_first_and_the_nonce_waits_for_it() {
    let visit = Visit::agreed(json!({})).await;
    let issued = visit.challenge(json!({})).await;
    let picture = jpeg();
    let parts = [TIMES, ("frame", picture.as_slice()), ("frame", picture.as_slice())];
    assert_eq!(visit.burst(nonce(&issued), &parts).await.problem(), (409, "selfie_missing".to_owned()));
    visit.pictures().await;
    assert_eq!(visit.burst(nonce(&issued), &parts).await.status, 200);
}

#[tokio::test]
async fn what_is_no_burst_uses_no_nonce_up() {
    let visit = ready().await;
    let issued = visit.challenge(json!({})).await;
    let picture = jpeg();
    let frame = ("frame", picture.as_slice());
    let (many, large) = (format!("{:?}", (0..241).collect::<Vec<_>>()), vec![0xff; 300 << 10]);
    let large = ("frame", [&picture[..3], &large].concat());
    for (parts, code) in [
        (vec![frame], "burst_invalid"),
        (vec![("times", b"[".as_slice()), frame], "burst_invalid"),
        (vec![("times", b"[100,0]".as_slice()), frame, frame], "burst_invalid"),
        (vec![("times", b"[-1,5]".as_slice()), frame, frame], "burst_invalid"),
        (vec![("times", b"[]".as_slice())], "burst_invalid"),
        (vec![TIMES, frame], "burst_invalid"),
        (vec![TIMES, frame, frame, frame], "burst_invalid"),
        (vec![("times", many.as_bytes()), frame], "burst_invalid"),
        (vec![TIMES, ("frame", b"GIF89a".as_slice())], "image_type_unsupported"),
        (vec![TIMES, ("frame", large.1.as_slice())], "body_too_large"),
    ] {
        assert_eq!(visit.burst(nonce(&issued), &parts).await.problem().1, code);
    }
    assert_eq!(visit.burst(nonce(&issued), &[TIMES, frame, frame]).await.status, 200, "the nonce is still good");
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_before_it_is_read() {
    use axum::body::Body;
    let visit = ready().await;
    let issued = visit.challenge(json!({})).await;
    let call = crate::support::request("PUT", &format!("/v1/subject/challenge/{}", nonce(&issued)))
        .header("authorization", format!("Bearer {}", visit.token))
        .header("content-type", "multipart/form-data; boundary=between")
        .header("content-length", (9 << 20).to_string());
    let refused = visit.shop.send(call.body(Body::empty()).unwrap()).await;
    assert_eq!(refused.problem(), (413, "body_too_large".to_owned()));
}

#[tokio::test]
async fn a_frame_that_cannot_be_looked_at_has_used_the_nonce_up() {
    let visit = ready().await;
    let issued = visit.challenge(json!({})).await;
    let broken = [("times", b"[0]".as_slice()), ("frame", b"\xff\xd8\xff and nothing".as_slice())];
    assert_eq!(visit.burst(nonce(&issued), &broken).await.problem(), (422, "image_unreadable".to_owned()));
    assert_eq!(visit.burst(nonce(&issued), &broken).await.problem().1, "challenge_used");
}

#[tokio::test]
async fn whoever_asks_for_less_gets_less() {
    let visit = ready().await;
    let gentle = visit.challenge(json!({ "reduced_motion": true, "photosensitive": true })).await;
    assert_eq!((&gentle["turns"], &gentle["lights"]), (&json!("gentle"), &json!("calm")));
    let steps = gentle["steps"].as_array().unwrap();
    let of = |what: &str| steps.iter().filter(|step| step["do"] == what).count();
    assert_eq!((of("turn"), of("flash"), steps.iter().any(|step| step["colour"] == "red")), (2, 4, false));
    let usual = visit.challenge(Value::Null).await;
    assert_eq!((&usual["turns"], &usual["lights"]), (&json!("usual"), &json!("usual")));
}

#[tokio::test]
async fn a_shop_may_do_without_and_what_the_shop_uploads_asks_for_none() {
    let shop = Shop::open().await;
    shop.set(json!({ "require_active_liveness": false })).await;
    let visit = Visit::at(shop, json!({})).await;
    visit.agree().await;
    visit.pictures().await;
    assert_eq!(visit.step("challenge").await, "");
    assert_eq!(visit.post("submit", Value::Null).await.status, 202);
    visit.shop.run_jobs().await;
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    shop.upload(&id).await;
    assert_eq!(shop.act(&id, "submit", Value::Null).await.status, 202);
    shop.run_jobs().await;
    assert_eq!(shop.status(&id).await, "approved");
}
