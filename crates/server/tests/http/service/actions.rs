use countersign_core::{decision::Verdict, reason::Reason};
use serde_json::{Value, json};

use super::shop::Shop;

#[tokio::test]
async fn the_whole_way_to_an_approval() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let missing = shop.act(&id, "submit", Value::Null).await;
    assert_eq!(missing.problem(), (409, "documents_missing".to_owned()));
    assert_eq!(missing.json()["missing"], json!(["photo_id", "selfie"]));
    shop.upload(&id).await;
    assert_eq!(shop.act(&id, "submit", Value::Null).await.status, 202);
    assert_eq!(shop.run_jobs().await, 1);
    let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
    assert_eq!(view["status"], "approved");
    assert_eq!(view["decision"]["decided_by"], json!({ "type": "system", "id": null }));
    assert_eq!(view["extracted"]["last_name"]["value"], crate::support::CANARY);
    assert_eq!(view["checks"][0]["name"], "face_matches");
    assert_eq!(view["documents"][0]["status"], "processed");
    let expected = [">started api_key", "started>submitted api_key", "submitted>approved system"];
    assert_eq!(shop.history(&id).await, expected);
}

#[tokio::test]
async fn a_verdict_during_hold_is_kept_and_one_after_cancel_is_not() {
    let shop = Shop::open().await;
    shop.script.say(Verdict::Rejected, &[Reason::SelfieFaceMismatch]);
    let (held, canceled) = (shop.create(json!({})).await, shop.create(json!({})).await);
    for (id, action) in [(&held, "hold"), (&canceled, "cancel")] {
        shop.upload(id).await;
        assert_eq!(shop.act(id, "submit", Value::Null).await.status, 202);
        assert_eq!(shop.act(id, action, json!({ "comment": "wait" })).await.status, 200);
    }
    shop.run_jobs().await;
    assert_eq!((shop.status(&held).await, shop.status(&canceled).await), ("hold".to_owned(), "canceled".to_owned()));
    let resumed = shop.act(&held, "resume", Value::Null).await.json();
    assert_eq!(
        (&resumed["status"], &resumed["decision"]["reasons"]),
        (&json!("rejected"), &json!(["selfie_face_mismatch"]))
    );
    assert_eq!(
        shop.history(&held).await[2..],
        ["submitted>hold api_key", "hold>submitted api_key", "submitted>rejected system"]
    );
    let nothing = shop.get(&format!("/v1/verifications/{canceled}")).await.json();
    assert!(nothing["pipeline"].is_null() && nothing["extracted"].is_null());
}

#[tokio::test]
async fn a_person_decides_before_the_pipeline_and_stays_in_the_right() {
    let shop = Shop::open().await;
    shop.script.say(Verdict::Rejected, &[Reason::DocumentExpired]);
    let id = shop.create(json!({})).await;
    shop.upload(&id).await;
    shop.act(&id, "submit", Value::Null).await;
    let approved = shop.act(&id, "approve", json!({ "comment": "known in person" })).await.json();
    assert_eq!(approved["decision"]["comment"], "known in person");
    shop.run_jobs().await;
    let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
    assert_eq!((&view["status"], &view["pipeline"]["outcome"]), (&json!("approved"), &json!("rejected")));
    assert_eq!(view["decision"]["decided_by"]["type"], "api_key");
}

#[tokio::test]
async fn a_rejection_needs_words_and_can_be_resubmitted_until_attempts_end() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "vendor_state": "sandbox:double_check" })).await;
    for attempt in 1..=5 {
        assert_eq!(shop.act(&id, "submit", Value::Null).await.status, 202);
        shop.run_jobs().await;
        assert_eq!(shop.act(&id, "reject", Value::Null).await.problem(), (422, "missing_field".to_owned()));
        assert_eq!(shop.act(&id, "reject", json!({ "reason": "no_such" })).await.problem().0, 422);
        let rejected = shop.act(&id, "reject", json!({ "reason": "name_mismatch" })).await.json();
        assert_eq!(rejected["decision"]["subject_message"], Reason::NameMismatch.entry().subject);
        let again = shop.act(&id, "resubmit", Value::Null).await;
        if attempt == 5 {
            assert_eq!(again.problem(), (409, "attempts_exhausted".to_owned()));
        } else {
            let again = again.json();
            assert_eq!((&again["status"], &again["attempt"]), (&json!("started"), &json!(attempt + 1)));
            assert!(again["decision"].is_null() && again["client_token"].is_string());
            assert_eq!(again["earlier_attempts"][attempt - 1]["decision"]["reasons"], json!(["name_mismatch"]));
        }
    }
}

#[tokio::test]
async fn a_refused_action_says_what_is_possible() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let refused = shop.act(&id, "resubmit", Value::Null).await;
    assert_eq!(refused.problem(), (409, "invalid_transition".to_owned()));
    assert_eq!(refused.json()["current_status"], "started");
    assert_eq!(refused.json()["allowed_actions"], json!(["submit", "hold", "cancel"]));
    shop.act(&id, "cancel", Value::Null).await;
    for action in ["submit", "approve", "hold", "resume", "cancel", "resubmit"] {
        assert_eq!(shop.act(&id, action, Value::Null).await.problem().0, 409, "{action}");
    }
}

#[tokio::test]
async fn of_two_reviewers_one_wins() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "vendor_state": "sandbox:double_check" })).await;
    shop.act(&id, "submit", Value::Null).await;
    shop.run_jobs().await;
    let (one, two) =
        tokio::join!(shop.act(&id, "approve", Value::Null), shop.act(&id, "reject", json!({ "comment": "no" })));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    assert_eq!(shop.history(&id).await.len(), 4);
}

/// The table of docs/api.md.
#[tokio::test]
async fn magic_values_name_the_outcome() {
    let shop = Shop::open().await;
    for (state, status, reasons) in [
        ("sandbox:approved", "approved", json!([])),
        ("sandbox:rejected", "rejected", json!(["selfie_face_mismatch"])),
        ("sandbox:rejected:document_expired", "rejected", json!(["document_expired"])),
        ("sandbox:double_check", "double_check", json!(["selfie_face_doubtful"])),
        ("sandbox:double_check:name_close", "double_check", json!(["name_close"])),
    ] {
        let id = shop.create(json!({ "vendor_state": state })).await;
        assert_eq!(shop.act(&id, "submit", Value::Null).await.status, 202);
        shop.run_jobs().await;
        let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
        assert_eq!((&view["status"], &view["decision"]["reasons"]), (&json!(status), &reasons), "{state}");
    }
}

#[tokio::test]
async fn the_slow_magic_takes_half_a_minute() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "vendor_state": "sandbox:slow" })).await;
    shop.act(&id, "submit", Value::Null).await;
    shop.wait(jiff::SignedDuration::from_secs(29));
    assert_eq!((shop.run_jobs().await, shop.status(&id).await), (0, "submitted".to_owned()));
    shop.wait(jiff::SignedDuration::from_secs(2));
    assert_eq!((shop.run_jobs().await, shop.status(&id).await), (1, "approved".to_owned()));
}

#[tokio::test]
async fn submit_can_wait_for_the_decision() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "vendor_state": "sandbox:approved" })).await;
    let (answer, ()) = tokio::join!(shop.act(&id, "submit?wait=10", Value::Null), async {
        while shop.run_jobs().await == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    });
    assert_eq!((answer.status.as_u16(), &answer.json()["status"]), (200, &json!("approved")));
    let other = shop.create(json!({})).await;
    assert_eq!(shop.act(&other, "submit?wait=31", Value::Null).await.problem(), (422, "invalid_field".to_owned()));
}
