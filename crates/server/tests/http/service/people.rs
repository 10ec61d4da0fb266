use countersign::auth::{Scope, Scopes};
use countersign_core::decision::Mode;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::CANARY;

async fn admin(shop: &Shop) -> String {
    let scopes: Scopes = Scope::ALL.into_iter().collect();
    shop.new_key("shop", Mode::Test, scopes).await
}

async fn approved(shop: &Shop) -> (String, String) {
    let id = shop.create(json!({ "customer_id": "c1", "expected": { "person": { "last_name": CANARY } } })).await;
    shop.upload(&id).await;
    shop.act(&id, "submit", Value::Null).await;
    shop.run_jobs().await;
    let view = shop.get(&format!("/v1/verifications/{id}")).await.json();
    (id, view["subject_id"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn an_erased_person_leaves_a_receipt_and_nothing_that_can_be_read() {
    let shop = Shop::open().await;
    let ((first, subject), (second, same)) = (approved(&shop).await, approved(&shop).await);
    assert_eq!(subject, same, "a customer is one person");
    let third = shop.create(json!({ "customer_id": "c1", "vendor_state": "sandbox:double_check" })).await;
    shop.act(&third, "submit", Value::Null).await;
    shop.run_jobs().await;
    let rejected = shop.act(&third, "reject", json!({ "comment": format!("{CANARY} called twice") })).await;
    assert!(rejected.body.contains(CANARY), "{}", rejected.body);
    let path = format!("/v1/subjects/{subject}");
    assert_eq!(shop.call_as(&shop.key, "DELETE", &path, Value::Null).await.problem().0, 403);
    let admin = admin(&shop).await;
    let receipt = shop.call_as(&admin, "DELETE", &path, Value::Null).await.json();
    assert_eq!((&receipt["verifications"], &receipt["images"]), (&json!(3), &json!(4)));
    assert!(receipt["id"].as_str().unwrap().starts_with("era_"));
    let open = shop.get(&format!("/v1/verifications/{third}")).await;
    assert_eq!(
        (open.json()["status"].as_str(), open.body.contains(CANARY)),
        (Some("rejected"), false),
        "{}",
        open.body
    );
    for id in [&first, &second] {
        let view = shop.get(&format!("/v1/verifications/{id}")).await;
        assert!(!view.body.contains(CANARY));
        assert_eq!(view.json()["status"], "approved");
        assert_eq!(shop.get(&format!("/v1/verifications/{id}/documents/selfie/image")).await.problem().0, 410);
    }
    assert!(shop.service().blobs.all().await.unwrap().is_empty());
    assert_eq!(shop.call_as(&admin, "DELETE", &path, Value::Null).await.problem().0, 404);
    let (_, later) = approved(&shop).await;
    assert_ne!(later, subject, "who comes back is somebody new");
}

#[tokio::test]
async fn an_export_holds_everything_about_one_person() {
    let shop = Shop::open().await;
    let (_, subject) = approved(&shop).await;
    let admin = admin(&shop).await;
    let export = shop.call_as(&admin, "GET", &format!("/v1/subjects/{subject}/export"), Value::Null).await.json();
    let verification = &export["verifications"][0];
    assert_eq!(verification["verification"]["expected"]["person"]["last_name"], CANARY);
    assert_eq!(verification["history"].as_array().unwrap().len(), 3);
    assert_eq!(verification["images"].as_array().unwrap().len(), 2);
    let live = shop.new_key("shop", Mode::Live, Scope::ALL.into_iter().collect()).await;
    let path = format!("/v1/subjects/{subject}/export");
    assert_eq!(shop.call_as(&live, "GET", &path, Value::Null).await.problem().0, 404);
}

#[tokio::test]
async fn nothing_about_a_person_lies_open_in_the_database_or_the_log() {
    let shop = Shop::open().await;
    let (id, _) = approved(&shop).await;
    shop.service().store.execute("PRAGMA wal_checkpoint(TRUNCATE)".to_owned()).await.ok();
    if let Ok(bytes) = std::fs::read(shop.folder.path().join("countersign.db")) {
        assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()), "a name lies open");
        assert!(bytes.windows(id.len()).any(|window| window == id.as_bytes()), "the file was not written");
    }
    let log = crate::support::log();
    assert!(!log.contains(CANARY) && !log.contains(&shop.key) && !log.contains("cs_client_"));
}
