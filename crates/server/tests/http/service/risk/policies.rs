use countersign::auth::Scope;
use countersign_core::decision::Mode;
use serde_json::{Value, json};

use super::{id, on_fingerprint, points, with};
use crate::service::shop::Shop;

async fn admin(shop: &Shop) -> String {
    shop.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await
}

async fn change(shop: &Shop, key: &str, policy: Value) -> Value {
    let answer = shop.call_as(key, "POST", "/v1/policies", json!({ "policy": policy })).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_change_is_a_new_version_and_the_old_scores_stay() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let far = with(on_fingerprint("c1", "f1"), "browser_offset_min", json!(-300));
    let before = shop.assess(far.clone()).await;
    let made = change(&shop, &admin, json!({ "rules": { "TZ_MISMATCH": { "points": 60, "cap": 60 } } })).await;
    assert_eq!((&made["version"], &made["in_force"], &made["policy"]["version"]), (&json!(2), &json!(true), &json!(2)));
    let after = shop.assess(far).await;
    assert_eq!((points(&before, "TZ_MISMATCH"), points(&after, "TZ_MISMATCH")), (Some(20), Some(60)));
    assert_eq!((&before["policy_version"], &after["policy_version"]), (&json!(1), &json!(2)));
    let read = shop.get(&format!("/v1/assessments/{}", id(&before))).await.json();
    assert_eq!((&read["score"], &read["report"]), (&before["score"], &before["report"]));
    let list = shop.get("/v1/policies").await.json();
    let versions: Vec<_> = list["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["version"].as_i64().unwrap(), one["in_force"].as_bool().unwrap()))
        .collect();
    assert_eq!(versions, [(2, true), (1, false)]);
    assert_eq!(list["data"][0]["made_by"], "api_key");
    let first = shop.get("/v1/policies/1").await.json();
    assert_eq!(first["policy"]["rules"]["TZ_MISMATCH"]["points"], 20);
    assert_eq!(shop.get("/v1/policies/3").await.problem().0, 404);
    assert_eq!(shop.get("/v1/policies/one").await.problem().0, 404);
}

#[tokio::test]
async fn a_stored_assessment_scores_the_same_by_its_own_policy() {
    use countersign_core::risk::{Policy, Report, assess};
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    change(&shop, &admin, json!({ "threshold": 10 })).await;
    shop.assess(on_fingerprint("c1", "f1")).await;
    let made = shop.assess(on_fingerprint("c2", "f1")).await;
    assert_eq!(made["decision"], "hold");
    let policy = shop.get(&format!("/v1/policies/{}", made["policy_version"])).await.json()["policy"].clone();
    let (policy, report): (Policy, Report) =
        (serde_json::from_value(policy).unwrap(), serde_json::from_value(made["report"].clone()).unwrap());
    let again = assess(&report.technical, &policy);
    assert_eq!((again.score, again.decision, again.reasons), (report.score, report.decision, report.reasons));
}

/// Checkouts with something in each of their reports.
async fn mixed(shop: &Shop, round: usize) {
    let far = with(on_fingerprint("far", "f1"), "browser_offset_min", json!(-300));
    for body in [
        on_fingerprint(&format!("c{round}"), "f1"),
        with(far, "browser_timezone", json!("Asia/Tokyo")),
        with(on_fingerprint("m1", "f2"), "email", json!("x@mailinator.com")),
        with(on_fingerprint("m2", "f3"), "email", json!("no address")),
        with(on_fingerprint("m3", "f4"), "device", json!({})),
    ] {
        let made = shop.assess(body).await;
        if round == 0 {
            shop.post(&format!("/v1/assessments/{}/outcome", id(&made)), json!({ "outcome": "fraud" })).await;
        }
    }
}

#[tokio::test]
async fn every_stored_report_comes_out_the_same_by_the_version_it_names() {
    use countersign_core::risk::{Policy, Report, assess};
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    let changes = [
        json!({ "threshold": 20, "rules": { "EMAIL_DISPOSABLE": { "points": 90, "cap": 33 } } }),
        json!({ "timezone": { "reference": "server", "shop_zone": "Asia/Tokyo", "mismatch_from_min": 60 } }),
        json!({ "rules": { "DEVICE_LINKED_ACCOUNTS": { "on": false }, "EMAIL_FORMAT_INVALID": { "at_least": "fraud" } } }),
        json!({ "device": { "common_above": 1 }, "email": { "allow": ["mailinator.com"] }, "velocity": { "hour": 3 } }),
    ];
    mixed(&shop, 0).await;
    for (round, policy) in changes.into_iter().enumerate() {
        change(&shop, &admin, policy).await;
        mixed(&shop, round + 1).await;
    }
    let stored = shop.get("/v1/assessments?limit=100").await.json();
    let mut versions = std::collections::BTreeSet::new();
    for row in stored["data"].as_array().unwrap() {
        let whole = shop.get(&format!("/v1/assessments/{}", id(row))).await.json();
        let (version, report) = (whole["policy_version"].as_i64().unwrap(), whole["report"].clone());
        let policy = shop.get(&format!("/v1/policies/{version}")).await.json()["policy"].clone();
        let policy: Policy = serde_json::from_value(policy).unwrap();
        let stored: Report = serde_json::from_value(report.clone()).unwrap();
        let (signals, address) = (stored.technical, stored.email.address);
        let again = Report::new(signals.clone(), &policy, assess(&signals, &policy), &address);
        assert_eq!(serde_json::to_value(again).unwrap(), report, "version {version}");
        assert_eq!((&whole["score"], &whole["decision"]), (&report["score"], &report["decision"]));
        let sum: i64 = whole["reasons"].as_array().unwrap().iter().map(|one| one["points"].as_i64().unwrap()).sum();
        assert_eq!((sum, sum.clamp(0, 100)), (report["sum"].as_i64().unwrap(), whole["score"].as_i64().unwrap()));
        versions.insert(version);
    }
    assert_eq!((stored["data"].as_array().unwrap().len(), versions.len()), (25, 5));
}

#[tokio::test]
async fn impossible_policies_are_refused_and_so_is_a_stale_one() {
    let shop = Shop::open().await;
    let admin = admin(&shop).await;
    for (policy, param) in [
        (json!({ "threshold": 0 }), "policy.threshold"),
        (json!({ "rules": { "NO_CODE": {} } }), "policy.rules"),
        (json!({ "device": { "common_above": 0 } }), "policy.device.common_above"),
    ] {
        let answer = shop.call_as(&admin, "POST", "/v1/policies", json!({ "policy": policy })).await;
        assert_eq!(answer.problem().0, 422, "{policy}");
        assert!(answer.json()["param"].as_str().unwrap().starts_with(param), "{}", answer.body);
    }
    for path in ["/v1/policies", "/v1/policies/replay"] {
        for body in [json!({}), json!({ "policy": null }), json!({ "policy": [] })] {
            let answer = shop.call_as(&admin, "POST", path, body.clone()).await;
            assert_eq!((answer.problem().0, &answer.json()["param"]), (422, &json!("policy")), "{path} {body}");
        }
    }
    change(&shop, &admin, json!({ "threshold": 60 })).await;
    let stale =
        shop.call_as(&admin, "POST", "/v1/policies", json!({ "policy": { "threshold": 70 }, "based_on": 1 })).await;
    assert_eq!(stale.problem(), (409, "changed_meanwhile".to_owned()));
}

#[tokio::test]
async fn a_proposed_policy_is_tried_on_the_past_with_amounts() {
    let shop = Shop::open().await;
    for number in 0..6 {
        let amount =
            json!({ "amount": format!("{number}.50"), "currency": if number % 2 == 0 { "EUR" } else { "USD" } });
        let body = with(on_fingerprint(&format!("c{number}"), &format!("f{number}")), "order", amount);
        let far = if number < 4 { with(body, "browser_offset_min", json!(-300)) } else { body };
        shop.assess(far).await;
    }
    let replay = async |policy: Value| shop.post("/v1/policies/replay", json!({ "policy": policy })).await.json();
    let same = replay(json!({})).await;
    assert_eq!((&same["assessments"], &same["flipped"]), (&json!(6), &json!(0)));
    let stricter = replay(json!({ "threshold": 20 })).await;
    assert_eq!((&stricter["assessments"], &stricter["flipped"]), (&json!(6), &json!(4)));
    let group = &stricter["groups"][0];
    assert_eq!((&group["from"], &group["to"], &group["count"]), (&json!("allow"), &json!("hold"), &json!(4)));
    assert_eq!(group["amounts"], json!({ "EUR": "3.00", "USD": "5.00" }));
    assert_eq!(stricter["flips"].as_array().unwrap().len(), 4);
    let none = shop.post("/v1/policies/replay", json!({ "policy": {}, "created_after": "2026-06-02" })).await.json();
    assert_eq!(none["assessments"], 0);
    let list = shop.get("/v1/policies").await.json();
    assert_eq!(list["data"].as_array().unwrap().len(), 1, "trying changes nothing");
}
