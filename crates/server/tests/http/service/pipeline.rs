use countersign::{
    hex,
    service::expected_purpose,
    store::{Engine, Pass, PassKind},
};
use countersign_core::{decision::Verdict, reason::Reason};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::shop::Shop;

async fn submitted(shop: &Shop) -> String {
    let id = shop.create(json!({})).await;
    shop.upload(&id).await;
    assert_eq!(shop.act(&id, "submit", Value::Null).await.status, 202);
    id
}

#[tokio::test]
async fn a_failure_of_ours_is_tried_again_and_in_the_end_a_person_looks() {
    let shop = Shop::open().await;
    shop.script.fail(Reason::ProcessingFailed);
    let id = submitted(&shop).await;
    let mut tries = 0;
    while shop.status(&id).await == "submitted" {
        tries += shop.run_jobs().await;
        shop.wait(SignedDuration::from_hours(2));
        assert!(tries <= 10);
    }
    assert_eq!(tries, 10);
    let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
    assert_eq!(
        (&view["status"], &view["decision"]["reasons"]),
        (&json!("double_check"), &json!(["processing_failed"]))
    );
    assert_eq!(view["documents"][0]["status"], "failed");
    let depths = shop.service().store.queue_depths().await.unwrap();
    assert_eq!((depths[0].waiting, depths[0].parked), (0, 1));
    shop.script.say(Verdict::Approved, &[]);
    assert_eq!(shop.service().store.unpark(shop.app.now()).await.unwrap(), 1);
    assert_eq!((shop.run_jobs().await, shop.status(&id).await), (1, "double_check".to_owned()));
    let depths = shop.service().store.queue_depths().await.unwrap();
    assert_eq!((depths[0].waiting, depths[0].parked), (0, 0), "what a person has to look at stays theirs");
}

#[tokio::test]
async fn claims_that_cannot_be_read_are_compared_by_a_person_and_never_left_out() {
    let shop = Shop::open().await;
    let id = shop.create(json!({ "expected": { "person": { "last_name": "Lovelace" } } })).await;
    shop.upload(&id).await;
    let service = shop.service();
    let record = service.store.verification_by_id(&id).await.unwrap().unwrap();
    let key = service.subject_key(&record.subject_id).await.unwrap().unwrap();
    let unknown = hex::encode(&key.seal(&expected_purpose(&id), br#"{"person": "of another form"}"#));
    let bytes =
        if service.store.engine() == Engine::Postgres { format!("'\\x{unknown}'") } else { format!("X'{unknown}'") };
    let sql = format!("UPDATE verification SET sealed_expected = {bytes} WHERE id = '{id}'");
    service.store.execute(sql).await.unwrap();
    shop.act(&id, "submit", Value::Null).await;
    for _ in 0..10 {
        shop.run_jobs().await;
        assert_ne!(shop.status(&id).await, "approved");
        shop.wait(SignedDuration::from_hours(2));
    }
    assert_eq!(shop.status(&id).await, "double_check");
}

#[tokio::test]
async fn a_part_of_the_sweep_that_fails_keeps_no_other_from_being_done() {
    let shop = Shop::open().await;
    let store = &shop.service().store;
    let id = shop.create(json!({ "expires_in": 3600 })).await;
    let mut tx = store.begin().await.unwrap();
    let pass = Pass { hash: "h".to_owned(), verification_id: id.clone(), expires_at: tx.now };
    tx.insert_pass(PassKind::Code, &pass, None).await.unwrap();
    tx.commit().await.unwrap();
    store.execute("ALTER TABLE customer RENAME TO elsewhere".to_owned()).await.unwrap();
    shop.wait(SignedDuration::from_hours(25));
    assert!(countersign::jobs::sweep(&shop.app, shop.service()).await.is_err());
    assert_eq!(shop.status(&id).await, "expired", "what comes before it");
    assert!(store.pass(PassKind::Code, "h").await.unwrap().is_none(), "what comes after it");
}

#[tokio::test]
async fn it_recovers_when_the_failure_passes() {
    let shop = Shop::open().await;
    shop.script.fail(Reason::ProcessingFailed);
    let id = submitted(&shop).await;
    shop.run_jobs().await;
    shop.script.say(Verdict::Approved, &[]);
    shop.wait(SignedDuration::from_secs(10));
    assert_eq!((shop.run_jobs().await, shop.status(&id).await), (1, "approved".to_owned()));
}

#[tokio::test]
async fn a_lost_lease_lets_another_worker_in_and_both_end_the_same() {
    use countersign::{jobs, store::JobKind};
    let shop = Shop::open().await;
    let id = submitted(&shop).await;
    let store = &shop.service().store;
    let lease = SignedDuration::from_secs(12);
    let first = store.claim("one", &JobKind::ALL, shop.app.now(), lease).await.unwrap().unwrap();
    assert!(store.claim("two", &JobKind::ALL, shop.app.now(), lease).await.unwrap().is_none());
    shop.wait(SignedDuration::from_secs(13));
    let second = store.claim("two", &JobKind::ALL, shop.app.now(), lease).await.unwrap().unwrap();
    assert_eq!((second.attempts, &second.id), (2, &first.id));
    assert!(!store.renew(&first, shop.app.now() + lease).await.unwrap());
    jobs::run(&shop.app, &second).await;
    jobs::run(&shop.app, &first).await;
    assert_eq!(shop.history(&id).await.len(), 3);
    assert_eq!(shop.status(&id).await, "approved");
}

#[tokio::test]
async fn pictures_go_in_time_and_stay_while_somebody_has_to_look() {
    let shop = Shop::open().await;
    let approved = submitted(&shop).await;
    shop.run_jobs().await;
    shop.script.say(Verdict::DoubleCheck, &[Reason::NameClose]);
    let open = submitted(&shop).await;
    shop.run_jobs().await;
    let stored = async || shop.service().blobs.all().await.unwrap().len();
    shop.wait(SignedDuration::from_hours(7 * 24 - 1));
    shop.sweep().await;
    assert_eq!(stored().await, 4);
    shop.wait(SignedDuration::from_hours(2));
    shop.sweep().await;
    assert_eq!(stored().await, 2);
    let image = |id: &str| format!("/v1/verifications/{id}/documents/selfie/image");
    assert_eq!(shop.get(&image(&approved)).await.problem(), (410, "image_deleted".to_owned()));
    assert_eq!(shop.get(&image(&open)).await.status, 200);
    assert_eq!(shop.status(&approved).await, "approved");
    shop.wait(SignedDuration::from_hours(180 * 24));
    shop.sweep().await;
    let view = shop.get(&format!("/v1/verifications/{approved}")).await.json();
    assert!(view["extracted"].is_null() && view["decision"]["outcome"] == "approved");
    shop.wait(SignedDuration::from_hours(361 * 24));
    shop.sweep().await;
    assert_eq!(shop.get(&format!("/v1/verifications/{approved}")).await.problem().0, 404);
    assert_eq!(shop.status(&open).await, "double_check");
}

#[tokio::test]
async fn the_audit_log_holds_together_and_tells_when_it_does_not() {
    let shop = Shop::open().await;
    let id = submitted(&shop).await;
    shop.run_jobs().await;
    shop.get(&format!("/v1/verifications/{id}/documents/selfie/image")).await;
    let store = &shop.service().store;
    let lines = store.verify_audit().await.unwrap().unwrap();
    assert_eq!(store.audit_tail(1).await.unwrap()[0].1, "image.viewed");
    store.execute("UPDATE audit SET action = 'nothing' WHERE seq = 2".to_owned()).await.unwrap();
    assert!(store.verify_audit().await.unwrap().is_err());
    store.execute("DELETE FROM audit".to_owned()).await.unwrap();
    assert!(store.verify_audit().await.unwrap().is_err());
    assert!(lines >= 3);
}
