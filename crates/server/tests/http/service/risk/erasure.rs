use countersign::auth::{Scope, Scopes};
use countersign_core::decision::Mode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{collector::Collector, id, on_fingerprint, points, with};
use crate::{service::shop::Shop, support::request};

async fn admin(shop: &Shop) -> String {
    shop.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await
}

#[tokio::test]
async fn an_erased_customer_links_nobody_and_is_named_nowhere() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let mut browser = Collector::new(&shop, "x");
    let device = browser.view().await["device_id"].as_str().unwrap().to_owned();
    let first = shop.assess(browser.checkout("canarybird")).await;
    shop.post(&format!("/v1/assessments/{}/outcome", id(&first)), json!({ "outcome": "fraud" })).await;
    let second = shop.assess(browser.checkout("c2")).await;
    assert_eq!(points(&second, "DEVICE_LINKED_TO_FRAUD"), Some(45));
    let lonely =
        shop.assess(on_fingerprint("canarybird", "own")).await["report"]["device"]["id"].as_str().unwrap().to_owned();
    let gone = shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "canarybird" })).await.json();
    assert_eq!((&gone["assessments"], &gone["links"], &gone["devices"]), (&json!(2), &json!(3), &json!(1)));
    assert!(id(&gone).starts_with("era_"));
    assert_eq!(shop.get(&format!("/v1/assessments/{}", id(&first))).await.problem().0, 404);
    assert_eq!(shop.get(&format!("/v1/devices/{lonely}")).await.problem().0, 404);
    for path in [
        format!("/v1/assessments/{}", id(&second)),
        format!("/v1/devices/{device}"),
        "/v1/assessments".to_owned(),
        "/v1/email_checks".to_owned(),
    ] {
        assert!(!shop.get(&path).await.body.contains("canarybird"), "{path}");
    }
    assert_eq!(shop.get("/v1/customers/canarybird/links").await.problem().0, 404);
    let third = shop.assess(browser.checkout("c2")).await;
    assert_eq!((points(&third, "DEVICE_LINKED_TO_FRAUD"), points(&third, "DEVICE_LINKED_ACCOUNTS")), (None, None));
    assert_eq!(shop.get(&format!("/v1/devices/{device}")).await.json()["accounts"], 1);
    let nobody = shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "canarybird" })).await.json();
    assert_eq!((&nobody["assessments"], &nobody["links"], &nobody["devices"]), (&json!(0), &json!(0), &json!(0)));
}

#[tokio::test]
async fn erasing_a_person_erases_their_checkouts() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let verification = shop.create(json!({ "customer_id": "c1" })).await;
    let subject =
        shop.get(&format!("/v1/verifications/{verification}")).await.json()["subject_id"].as_str().unwrap().to_owned();
    let made = shop.assess(on_fingerprint("c1", "f1")).await;
    assert_eq!(shop.call_as(&admin, "DELETE", &format!("/v1/subjects/{subject}"), Value::Null).await.status, 200);
    assert_eq!(shop.get(&format!("/v1/assessments/{}", id(&made))).await.problem().0, 404);
    let next = shop.assess(on_fingerprint("c2", "f1")).await;
    assert_eq!(points(&next, "DEVICE_LINKED_ACCOUNTS"), None);
}

#[tokio::test]
async fn a_guest_is_erased_by_address() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let guest = with(with(on_fingerprint("x", "f1"), "customer_id", Value::Null), "email", json!("A.B+c@gmail.com"));
    let made = shop.assess(guest).await;
    let gone = shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "email": "ab@googlemail.com" })).await.json();
    assert_eq!((&gone["assessments"], &gone["devices"]), (&json!(1), &json!(1)));
    assert_eq!(shop.get(&format!("/v1/assessments/{}", id(&made))).await.problem().0, 404);
    assert_eq!(shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({})).await.problem().0, 422);
}

#[tokio::test]
async fn signals_are_kept_for_a_year() {
    let shop = Shop::open().await;
    let mut browser = Collector::new(&shop, "x");
    browser.view().await;
    let old = shop.assess(browser.checkout("c1")).await;
    let other = shop.assess(on_fingerprint("c9", "f9")).await;
    shop.wait(SignedDuration::from_hours(364 * 24));
    shop.sweep().await;
    let linked = shop.assess(browser.checkout("c2")).await;
    assert_eq!(points(&linked, "DEVICE_LINKED_ACCOUNTS"), Some(15), "not a year old yet");
    shop.wait(SignedDuration::from_hours(48));
    shop.sweep().await;
    for made in [&old, &other] {
        assert_eq!(shop.get(&format!("/v1/assessments/{}", id(made))).await.problem().0, 404);
    }
    let left = shop.get(&format!("/v1/assessments/{}", id(&linked))).await.json();
    assert_eq!(left["report"]["device"]["linked"][0]["customer"], "erased", "nobody could be found by that link now");
    assert_eq!(left["score"], linked["score"]);
    let devices = shop.get("/v1/devices").await.json();
    assert_eq!(devices["data"].as_array().unwrap().len(), 2, "the browser and its fingerprint");
    assert!(devices["data"].as_array().unwrap().iter().all(|device| device["accounts"] == 1), "{devices}");
    let again = shop.assess(browser.checkout("c3")).await;
    assert_eq!(again["report"]["device"]["linked_count"], 1, "who was not seen for a year is forgotten");
}

#[tokio::test]
async fn each_merchant_says_how_long_signals_are_kept() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let other = shop.new_key("another", Mode::Test, Scopes::usual()).await;
    let short = shop.call_as(&admin, "PATCH", "/v1/settings", json!({ "retention": { "signals": 30 } })).await;
    assert_eq!((short.status.as_u16(), &short.json()["retention"]["signals"]), (200, &json!(30)), "{}", short.body);
    for days in [0, 3651] {
        let wrong = json!({ "retention": { "signals": days } });
        let refused = shop.call_as(&admin, "PATCH", "/v1/settings", wrong).await;
        assert_eq!((refused.status.as_u16(), &refused.json()["param"]), (422, &json!("retention")));
    }
    let mut made = Vec::new();
    for key in [&shop.key, &other] {
        let answer = shop.call_as(key, "POST", "/v1/assessments", on_fingerprint("c1", "f1")).await;
        made.push((key.clone(), id(&answer.json()).to_owned()));
    }
    let left = async |shop: &Shop| {
        let mut left = Vec::new();
        for (key, id) in &made {
            let assessment =
                shop.call_as(key, "GET", &format!("/v1/assessments/{id}"), Value::Null).await.status.as_u16();
            let devices = shop.call_as(key, "GET", "/v1/devices", Value::Null).await.json();
            let checks = shop.call_as(key, "GET", "/v1/email_checks", Value::Null).await.json();
            let count = |page: &Value| page["data"].as_array().unwrap().len();
            left.push((assessment, count(&devices), count(&checks)));
        }
        left
    };
    shop.wait(SignedDuration::from_hours(29 * 24));
    shop.sweep().await;
    assert_eq!(left(&shop).await, [(200, 1, 1), (200, 1, 1)]);
    shop.wait(SignedDuration::from_hours(48));
    shop.sweep().await;
    assert_eq!(left(&shop).await, [(404, 0, 0), (200, 1, 1)], "each by its own merchant's days");
    shop.wait(SignedDuration::from_hours(336 * 24));
    shop.sweep().await;
    assert_eq!(left(&shop).await, [(404, 0, 0), (404, 0, 0)]);
}

#[tokio::test]
async fn a_restored_copy_forgets_again_who_is_in_the_ledger() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let made = shop.assess(on_fingerprint("c1", "f1")).await;
    let other = shop.assess(on_fingerprint("c2", "f2")).await;
    let store = &shop.service().store;
    shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "nobody-yet" })).await;
    // The copy is older than the erasure: the ledger knows more than it does.
    let ledger = store.erasures().await.unwrap();
    assert!(ledger[0].subject_id.starts_with("account:"));
    let verification = shop.create(json!({ "customer_id": "c1" })).await;
    let subject = shop.get(&format!("/v1/verifications/{verification}")).await.json()["subject_id"].clone();
    let mut tx = store.begin().await.unwrap();
    tx.erase_again(&ledger[0].subject_id).await.unwrap();
    tx.erase_again(subject.as_str().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shop.get(&format!("/v1/assessments/{}", id(&made))).await.problem().0, 404);
    assert_eq!(shop.get(&format!("/v1/assessments/{}", id(&other))).await.status, 200);
}

#[tokio::test]
async fn every_address_of_an_erased_customer_goes_and_those_of_others_stay() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let mut browser = Collector::new(&shop, "x");
    let device = browser.view().await["device_id"].as_str().unwrap().to_owned();
    for (customer, mail, ip, agent) in [
        ("c1", "first@cat.example", "192.0.2.1", "Cat/1"),
        ("c1", "second@cat.example", "192.0.2.2", "Cat/2"),
        ("c2", "dog@dog.example", "192.0.2.3", "Dog/1"),
    ] {
        let body = with(with(browser.checkout(customer), "email", json!(mail)), "ip", json!(ip));
        shop.assess(with(body, "user_agent", json!(agent))).await;
        shop.wait(SignedDuration::from_secs(5));
    }
    shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "c1" })).await;
    let values = |list: &Value, name: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|one| one[name].as_str().unwrap().to_owned()).collect()
    };
    let checks = shop.get("/v1/email_checks").await.json();
    assert_eq!(values(&checks["data"], "address"), ["dog@dog.example"]);
    let page = shop.get(&format!("/v1/devices/{device}")).await.json();
    // What the page view showed before anybody was known is nobody's.
    assert_eq!(values(&page["ip_history"], "value"), ["192.0.2.3", "0.0.0.0"]);
    assert_eq!(values(&page["user_agent_history"], "value"), ["Dog/1", "Firefox/140.0"]);
}

#[tokio::test]
async fn an_id_of_odd_letters_is_taken_out_of_the_reports_of_others() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let odd = "50%_\"\\ä!";
    shop.assess(on_fingerprint(odd, "f1")).await;
    shop.assess(on_fingerprint("50x_", "f1")).await;
    let other = shop.assess(on_fingerprint("c2", "f1")).await;
    shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": odd })).await;
    let read = shop.get(&format!("/v1/assessments/{}", id(&other))).await.json();
    assert_eq!(read["report"]["device"]["linked"][0]["customer"], "erased");
    assert_eq!(read["report"]["device"]["linked"][1]["customer"], "50x_");
    assert_eq!(read["reasons"][0]["evidence"]["customers"], json!(["erased", "50x_"]));
}

#[tokio::test]
async fn an_answer_that_was_kept_for_a_retry_is_told_no_more() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let send = async || {
        let call = request("POST", "/v1/assessments").header("authorization", format!("Bearer {}", shop.key));
        let call = call.header("content-type", "application/json").header("idempotency-key", "k1");
        shop.send(call.body(on_fingerprint("c1", "f1").to_string().into()).unwrap()).await
    };
    assert_eq!((send().await.status.as_u16(), send().await.status.as_u16()), (201, 201));
    shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "c1" })).await;
    assert_eq!(send().await.problem(), (404, "not_found".to_owned()));
    assert_eq!(shop.get("/v1/assessments").await.json()["data"], json!([]));
}

#[tokio::test]
async fn an_erasure_in_the_middle_leaves_nothing_to_go_on_with() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    shop.call_as(&admin, "POST", "/v1/policies", json!({ "policy": { "automatic_requests": "hold" } })).await;
    let made = shop.assess(with(on_fingerprint("c1", "f1"), "email", json!("no address"))).await;
    let verification = made["step_up"]["verification_id"].as_str().unwrap().to_owned();
    shop.upload(&verification).await;
    shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "c1" })).await;
    for (path, body) in [("order", json!({ "order_id": "o1" })), ("outcome", json!({ "outcome": "fraud" }))] {
        let answer = shop.post(&format!("/v1/assessments/{}/{path}", id(&made)), body).await;
        assert_eq!(answer.problem().0, 404, "{path}");
    }
    shop.act(&verification, "submit", Value::Null).await;
    shop.run_jobs().await;
    let decided = shop.get(&format!("/v1/verifications/{verification}")).await.json();
    assert_eq!(decided["status"], "approved", "the verification is no part of the checkout");
    assert_eq!(shop.get("/v1/assessments").await.json()["data"], json!([]));
    // Who comes back is new here, and verified.
    let back = shop.assess(with(on_fingerprint("c1", "f1"), "email", json!("no address"))).await;
    assert_eq!((points(&back, "CUSTOMER_VERIFIED"), &back["report"]["device"]["linked_count"]), (Some(-30), &json!(0)));
}

#[tokio::test]
async fn who_is_assessed_for_a_checkout_of_long_ago_can_be_erased_as_long_as_it_is_kept() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    // 2026-06-01 is today.
    let past = with(on_fingerprint("c1", "f1"), "occurred_at", json!("2025-06-10T00:00:00Z"));
    let made = shop.assess(past).await;
    for _ in 0..3 {
        shop.wait(SignedDuration::from_hours(25 * 24));
        shop.sweep().await;
    }
    let read = shop.get(&format!("/v1/assessments/{}", id(&made))).await.json();
    assert_eq!(read["customer_id"], "c1", "whose it is is known");
    let gone = shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "c1" })).await.json();
    assert_eq!(gone["assessments"], 1);
}
