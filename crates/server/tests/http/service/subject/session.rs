//! What is asked, the ways around some of it, handing in, trying again.

use countersign_core::{decision::Verdict, reason::Reason};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::Visit;
use crate::{service::shop::Shop, support::jpeg};

fn names(session: &Value) -> Vec<String> {
    let step = |step: &Value| format!("{} {} {}", step["step"], step["need"], step["state"]).replace('"', "");
    session["steps"].as_array().unwrap().iter().map(step).collect()
}

#[tokio::test]
async fn a_person_does_it_all_with_the_link() {
    let visit = Visit::begin(json!({ "redirect_url": "https://shop.test/done", "locale": "de-AT" })).await;
    let session = visit.session().await;
    assert_eq!(
        names(&session),
        [
            "consent required open",
            "photo_id required open",
            "photo_id_back optional open",
            "selfie required open",
            "challenge required open"
        ]
    );
    assert_eq!(
        (&session["status"], &session["locale"], &session["merchant"]["name"]),
        (&json!("started"), &json!("de"), &json!("shop"))
    );
    assert!(session["consent"]["text"].as_str().unwrap().starts_with("shop möchte wissen"), "{session}");
    assert_eq!((&session["result"], &session["redirect_url"]), (&Value::Null, &json!("https://shop.test/done")));
    visit.agree().await;
    visit.pictures().await;
    assert_eq!(visit.answer().await.json()["outcome"], "passed");
    assert_eq!(
        names(&visit.session().await),
        [
            "consent required done",
            "photo_id required done",
            "photo_id_back optional open",
            "selfie required done",
            "challenge required done"
        ]
    );
    let submitted = visit.post("submit", Value::Null).await;
    assert_eq!((submitted.status.as_u16(), &submitted.json()["status"]), (202, &json!("submitted")));
    visit.shop.run_jobs().await;
    let end = visit.session().await;
    assert_eq!((&end["status"], &end["result"]["outcome"]), (&json!("approved"), &json!("approved")));
    assert_eq!(visit.shop.history(&visit.id).await[1], "started>submitted subject");
    assert_eq!(visit.shop.service().store.consents(&visit.id).await.unwrap()[0].2, "de");
    let view = visit.shop.get(&format!("/v1/verifications/{}", visit.id)).await.json();
    let live = view["checks"].as_array().unwrap().iter().find(|check| check["name"] == "selfie_live").unwrap().clone();
    assert_eq!((&live["outcome"], &live["evidence"]["liveness"]), (&json!("pass"), &json!("active")));
}

#[tokio::test]
async fn nothing_is_taken_before_consent() {
    let visit = Visit::begin(json!({})).await;
    assert_eq!(visit.put("photo_id", jpeg()).await.problem(), (409, "consent_missing".to_owned()));
    assert_eq!(visit.post("challenge", json!({})).await.problem().1, "consent_missing");
    assert_eq!(visit.post("consent", json!({ "version": "1" })).await.problem(), (422, "invalid_field".to_owned()));
    visit.agree().await;
    assert_eq!(visit.put("photo_id", jpeg()).await.status, 200);
}

#[tokio::test]
async fn handing_in_names_what_is_missing() {
    let visit = Visit::agreed(json!({})).await;
    let missing = visit.post("submit", Value::Null).await;
    assert_eq!(missing.json()["missing"], json!(["photo_id", "selfie"]), "{}", missing.body);
    visit.pictures().await;
    assert_eq!(visit.post("submit", Value::Null).await.problem(), (409, "challenge_missing".to_owned()));
}

#[tokio::test]
async fn steps_are_those_of_the_level() {
    let shop = Shop::open().await;
    for (body, steps) in [
        (json!({ "level": 1 }), "consent selfie challenge"),
        (json!({ "level": 2 }), "consent photo_id photo_id_back"),
        (
            json!({ "required_documents": ["photo_id", "photo_id_back", "proof_of_address"] }),
            "consent photo_id photo_id_back proof_of_address",
        ),
    ] {
        let created = shop.post("/v1/verifications", body).await.json();
        let token = created["client_token"].as_str().unwrap();
        let session = shop.call_as(token, "GET", "/v1/subject/session", Value::Null).await.json();
        let found: Vec<_> =
            session["steps"].as_array().unwrap().iter().map(|step| step["step"].as_str().unwrap()).collect();
        assert_eq!(found.join(" "), steps);
    }
}

#[tokio::test]
async fn whoever_wants_a_person_to_look_gets_one() {
    let visit = Visit::agreed(json!({})).await;
    assert_eq!(visit.session().await["ways"], json!(["usual", "human_review"]));
    assert_eq!(visit.post("way", json!({ "way": "non_biometric" })).await.problem().1, "invalid_field");
    assert_eq!(visit.post("way", json!({ "way": "sideways" })).await.problem().1, "invalid_field");
    visit.pictures().await;
    let chosen = visit.post("way", json!({ "way": "human_review" })).await.json();
    assert_eq!(
        (chosen["way"].as_str(), names(&chosen).iter().any(|step| step.starts_with("challenge"))),
        (Some("human_review"), false)
    );
    assert_eq!(visit.post("submit", Value::Null).await.status, 202);
    assert_eq!(visit.post("way", json!({ "way": "usual" })).await.problem().1, "documents_locked");
    visit.shop.run_jobs().await;
}

#[tokio::test]
async fn where_the_shop_offers_it_no_selfie_is_needed() {
    let shop = Shop::open().await;
    shop.set(json!({ "flow": { "non_biometric": true } })).await;
    let visit = Visit::at(shop, json!({})).await;
    visit.agree().await;
    assert_eq!(visit.put("photo_id", jpeg()).await.status, 200);
    assert_eq!(visit.post("submit", Value::Null).await.json()["missing"], json!(["selfie"]));
    let chosen = visit.post("way", json!({ "way": "non_biometric" })).await.json();
    assert!(names(&chosen).iter().all(|step| !step.starts_with("selfie")), "{chosen}");
    assert_eq!(visit.post("submit", Value::Null).await.status, 202);
    visit.shop.run_jobs().await;
}

#[tokio::test]
async fn the_shops_words_and_colours_are_shown() {
    let shop = Shop::open().await;
    shop.set(json!({ "privacy_url": "https://shop.test/privacy", "flow": {
        "name": "Corner shop", "theme": { "accent": "#ffd500", "radius": 4 }, "files": false, "back": false,
        "contact": { "text": "Write to us", "url": "mailto:help@shop.test" },
        "texts": { "fr": { "intro.title": "Bonjour" } }, "consent": { "fr": "D’accord, {shop} ?" },
    } }))
    .await;
    let visit = Visit::at(shop, json!({})).await;
    let session = visit.get("session?locale=fr-CA").await.json();
    assert_eq!(
        (&session["merchant"]["name"], &session["texts"]),
        (&json!("Corner shop"), &json!({ "intro.title": "Bonjour" }))
    );
    assert_eq!(
        session["theme"],
        json!({ "accent": "#ffd500", "on_accent": "#000000", "scheme": "auto", "radius": 4, "logo": null })
    );
    let consent = &session["consent"];
    assert_eq!(
        (&consent["text"], &consent["privacy_url"]),
        (&json!("D’accord, Corner shop ?"), &json!("https://shop.test/privacy"))
    );
    assert!(consent["version"].as_str().unwrap().starts_with("own-"));
    assert_eq!(
        (&session["upload"]["files"], &session["contact"]["url"]),
        (&json!(false), &json!("mailto:help@shop.test"))
    );
    assert!(names(&session).iter().all(|step| !step.starts_with("photo_id_back")));
    let wrong = visit.shop.patch(json!({ "flow": { "theme": { "accent": "red" } } })).await;
    assert_eq!(wrong.json()["param"], "flow.theme.accent", "{}", wrong.body);
}

#[tokio::test]
async fn whoever_the_program_rejects_may_try_again_and_whom_a_person_rejects_may_not() {
    let visit = Visit::agreed(json!({})).await;
    let hand_in = async || {
        visit.pictures().await;
        visit.answer().await;
        assert_eq!(visit.post("submit", Value::Null).await.status, 202);
        visit.shop.run_jobs().await;
    };
    assert_eq!(visit.post("retry", Value::Null).await.problem(), (409, "invalid_transition".to_owned()));
    visit.shop.script.say(Verdict::Rejected, &[Reason::DocumentExpired]);
    hand_in().await;
    let result = visit.session().await["result"].clone();
    assert_eq!(
        (&result["outcome"], &result["reasons"][0]["code"], &result["retry"]),
        (&json!("rejected"), &json!("document_expired"), &json!(true))
    );
    let again = visit.post("retry", Value::Null).await.json();
    assert_eq!(
        (&again["attempt"], &again["documents"], &again["consent"]["given"]),
        (&json!(2), &json!([]), &json!(true))
    );
    assert_eq!(visit.step("challenge").await, "open");
    visit.shop.script.say(Verdict::DoubleCheck, &[Reason::NameMismatch]);
    hand_in().await;
    assert_eq!(visit.session().await["status"], "in_review");
    visit.shop.act(&visit.id, "reject", json!({ "comment": "looks odd to me", "reason": "name_mismatch" })).await;
    let rejected = visit.get("session").await;
    assert!(!rejected.body.contains("odd"), "colleagues' words are not for the person");
    let result = rejected.json()["result"].clone();
    assert!(result["message"].as_str().unwrap().contains("name does not match"));
    assert_eq!(result["retry"], false);
    assert_eq!(visit.post("retry", Value::Null).await.problem().1, "invalid_transition");
}

#[tokio::test]
async fn a_page_that_was_left_goes_on_where_it_was() {
    let visit = Visit::agreed(json!({})).await;
    assert_eq!(visit.put("photo_id?side=front", jpeg()).await.status, 200);
    let session = visit.session().await;
    assert_eq!(
        (&session["documents"][0]["type"], &session["documents"][0]["images"][0]["side"]),
        (&json!("photo_id"), &json!("front"))
    );
    assert_eq!((visit.step("photo_id").await.as_str(), visit.step("selfie").await.as_str()), ("done", "open"));
}

#[tokio::test]
async fn what_was_canceled_meanwhile_takes_nothing_more() {
    let visit = Visit::agreed(json!({})).await;
    let issued = visit.challenge(json!({})).await;
    visit.shop.act(&visit.id, "cancel", Value::Null).await;
    let nonce = issued["nonce"].as_str().unwrap();
    for answer in [
        visit.put("photo_id", jpeg()).await,
        visit.post("challenge", json!({})).await,
        visit.burst(nonce, &[("times", b"[0]"), ("frame", &jpeg())]).await,
        visit.post("handoff", Value::Null).await,
    ] {
        assert_eq!(answer.problem(), (409, "documents_locked".to_owned()));
    }
    assert_eq!(visit.post("submit", Value::Null).await.problem().1, "invalid_transition");
    assert_eq!(visit.session().await["result"]["outcome"], "canceled");
}

#[tokio::test]
async fn a_link_opens_its_own_verification_alone_and_ends() {
    let visit = Visit::begin(json!({})).await;
    let shop = &visit.shop;
    for path in ["/v1/verifications".to_owned(), format!("/v1/verifications/{}", visit.id)] {
        assert_eq!(shop.call_as(&visit.token, "GET", &path, Value::Null).await.problem().1, "unauthorized");
    }
    for key in [shop.key.as_str(), "cs_client_x", "cs_once_x", ""] {
        let answer = shop.call_as(key, "GET", "/v1/subject/session", Value::Null).await;
        assert_eq!(answer.problem(), (401, "invalid_token".to_owned()));
    }
    shop.wait(SignedDuration::from_hours(24 * 8));
    assert_eq!(visit.get("session").await.problem(), (401, "session_expired".to_owned()));
    shop.sweep().await;
    assert_eq!(visit.get("session").await.problem().1, "session_expired");
}

#[tokio::test]
async fn magic_values_need_no_pictures_and_no_camera() {
    let visit = Visit::begin(json!({ "vendor_state": "sandbox:approved" })).await;
    assert_eq!(visit.post("submit", Value::Null).await.status, 202);
    visit.shop.run_jobs().await;
    assert_eq!(visit.session().await["status"], "approved");
}
