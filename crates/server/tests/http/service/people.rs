use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign::auth::{Scope, Scopes};
use countersign_core::decision::Mode;
use serde_json::{Value, json};

use super::{risk, shop::Shop};
use crate::support::{CANARY, jpeg};

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
    let fourth = shop.create(json!({ "customer_id": "c1" })).await;
    let path = format!("/v1/subjects/{subject}");
    assert_eq!(shop.call_as(&shop.key, "DELETE", &path, Value::Null).await.problem().0, 403);
    let admin = admin(&shop).await;
    let receipt = shop.call_as(&admin, "DELETE", &path, Value::Null).await.json();
    assert_eq!((&receipt["verifications"], &receipt["images"]), (&json!(4), &json!(4)));
    let picture = json!({ "image_b64": STANDARD.encode(jpeg()) });
    let late = shop.put(&fourth, "selfie", picture).await;
    assert_eq!(late.problem(), (410, "image_deleted".to_owned()));
    assert!(late.json()["detail"].as_str().unwrap().starts_with("This person was erased"), "{}", late.body);
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
async fn what_an_export_shows_of_credentials_customers_and_checkouts_an_erasure_takes() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    for customer in ["c1", "c2"] {
        shop.assess(risk::on_fingerprint(customer, "f1")).await;
    }
    let (verification, subject) = approved(&shop).await;
    let issued = shop.post(&format!("/v1/verifications/{verification}/credential"), json!({})).await.json();
    let (credential, token) = (issued["id"].as_str().unwrap(), issued["token"].as_str().unwrap());
    let path = format!("/v1/subjects/{subject}");

    let export = shop.call_as(&admin, "GET", &format!("{path}/export"), Value::Null).await;
    assert!(!export.body.contains(token), "a token opens doors");
    let export = export.json();
    assert_eq!(export["customers"][0]["customer_id"], "c1");
    assert_eq!(export["customers"][0]["verification_id"], verification);
    let credentials = export["credentials"].as_array().unwrap();
    assert!(credentials.iter().any(|shown| shown["id"] == credential && shown["level"] == 3), "{credentials:?}");
    let assessments = export["assessments"].as_array().unwrap();
    assert_eq!(assessments.len(), 1, "of nobody else");
    assert_eq!((&assessments[0]["customer_id"], assessments[0]["report"].is_object()), (&json!("c1"), true));

    assert_eq!(shop.call_as(&admin, "DELETE", &path, Value::Null).await.status, 200);
    let left = shop.call_as(&admin, "GET", &format!("{path}/export"), Value::Null).await.json();
    assert_eq!(
        (&left["customer_id"], &left["customers"], &left["assessments"]),
        (&Value::Null, &json!([]), &json!([]))
    );
    for shown in left["credentials"].as_array().unwrap() {
        assert_eq!(shown["customer_id"], Value::Null, "{shown}");
        assert!(shown["revoked_at"].is_string(), "{shown}");
    }
    assert_eq!(shop.get("/v1/customers/c1").await.status, 404);
    let id = assessments[0]["id"].as_str().unwrap();
    assert_eq!(shop.get(&format!("/v1/assessments/{id}")).await.status, 404);
}

#[tokio::test]
async fn a_guest_who_was_asked_for_a_verification_is_exported_and_erased_with_it() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let verification = shop.create(json!({})).await;
    let view = shop.get(&format!("/v1/verifications/{verification}")).await.json();
    let path = format!("/v1/subjects/{}", view["subject_id"].as_str().unwrap());
    let guest = |email: &str| {
        let mut body = risk::with(risk::checkout("nobody"), "email", json!(email));
        body.as_object_mut().unwrap().remove("customer_id");
        body
    };
    let named = shop.assess(risk::with(guest("ada@example.org"), "verification_id", json!(verification))).await;
    let other = shop.assess(guest("eve@example.org")).await;

    let export = shop.call_as(&admin, "GET", &format!("{path}/export"), Value::Null).await.json();
    let ids: Vec<_> = export["assessments"].as_array().unwrap().iter().map(|shown| &shown["id"]).collect();
    assert_eq!(ids, [&named["id"]]);
    assert_eq!(shop.call_as(&admin, "DELETE", &path, Value::Null).await.status, 200);
    for (assessment, status) in [(&named, 404), (&other, 200)] {
        let path = format!("/v1/assessments/{}", risk::id(assessment));
        assert_eq!(shop.get(&path).await.status, status);
    }
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
