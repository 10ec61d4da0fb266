use countersign::auth::{Scope, Scopes};
use countersign_core::decision::Mode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{checkout, id, on_fingerprint, points, with};
use crate::{service::shop::Shop, support::request};

#[tokio::test]
async fn an_honest_checkout_is_allowed_and_can_be_read_again() {
    let shop = Shop::open().await;
    let answer = shop.post("/v1/assessments", on_fingerprint("c1", "f1")).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let made = answer.json();
    assert!(id(&made).starts_with("asm_"));
    assert_eq!(answer.header("location"), format!("/v1/assessments/{}", id(&made)));
    assert_eq!((&made["score"], &made["decision"]), (&json!(0), &json!("allow")));
    assert_eq!((&made["reasons"], &made["message"]), (&json!([]), &Value::Null));
    assert_eq!(made["report"]["timezone"]["difference_min"], 0);
    let read = shop.get(&format!("/v1/assessments/{}", id(&made))).await.json();
    assert_eq!(read["report"], made["report"]);
    assert_eq!(read["order"], json!({ "id": null, "amount": "49.90", "currency": "EUR" }));
    assert_eq!((&read["resolution"], &read["policy_version"]), (&json!("open"), &json!(1)));
}

#[tokio::test]
async fn reasons_add_up_to_the_score() {
    let shop = Shop::open().await;
    let body = with(checkout("c1"), "email", json!("not an address"));
    let body = with(with(body, "browser_offset_min", json!(-300)), "browser_timezone", json!("Asia/Tokyo"));
    let made = shop.assess(body).await;
    assert_eq!(points(&made, "EMAIL_FORMAT_INVALID"), Some(50));
    assert_eq!(points(&made, "TZ_MISMATCH"), Some(20));
    assert_eq!(points(&made, "TZ_TAMPERED"), Some(20));
    assert_eq!(points(&made, "DEVICE_MISSING"), Some(5));
    let sum: i64 = made["reasons"].as_array().unwrap().iter().map(|reason| reason["points"].as_i64().unwrap()).sum();
    assert_eq!((sum, &made["score"], &made["decision"]), (95, &json!(95), &json!("fraud")));
    let message = made["message"].as_str().unwrap();
    assert!(message.contains(id(&made)) && !message.contains("e-mail"), "neutral, with a reference: {message}");
}

#[tokio::test]
async fn whatever_a_customer_wrote_for_an_address_is_assessed() {
    let shop = Shop::open().await;
    for (number, written) in
        ["", " ", "@", "a\u{0}b@shop.example", "ada@shop.example.", &"a".repeat(400)].into_iter().enumerate()
    {
        let customer = format!("c{number}");
        let body = with(on_fingerprint(&customer, &customer), "email", json!(written));
        let made = shop.assess(with(body, "ip", json!(format!("2001:db8::{number}")))).await;
        assert_eq!((points(&made, "EMAIL_FORMAT_INVALID"), &made["score"]), (Some(50), &json!(50)), "{written:?}");
        assert_eq!(made["report"]["email"]["address"], written);
        let page = shop.get(&format!("/v1/assessments/{}/report.html", id(&made))).await;
        assert_eq!(page.status, 200);
    }
}

#[tokio::test]
async fn a_clock_is_judged_by_the_moment_and_the_country() {
    let shop = Shop::open().await;
    for (number, (country, zone, offset, at, difference, tampered)) in [
        // The hour in which Berlin's clocks went forward.
        ("DE", "Europe/Berlin", 60, "2026-03-29T00:59:59Z", 0, false),
        ("DE", "Europe/Berlin", 120, "2026-03-29T01:00:00Z", 0, false),
        ("DE", "Europe/Berlin", 60, "2026-03-29T03:00:00+02:00", 60, true),
        ("IN", "Asia/Calcutta", 330, "2026-03-01T00:00:00Z", 0, false),
        ("NP", "Asia/Kathmandu", 345, "2026-03-01T00:00:00Z", 0, false),
        ("NZ", "Pacific/Chatham", 825, "2026-01-15T00:00:00Z", 0, false),
        // No country of ISO 3166-1, and shops sell there.
        ("XK", "Europe/Belgrade", 60, "2026-01-15T00:00:00Z", 0, false),
        // On both sides of the date line it is the same time of day.
        ("KI", "Pacific/Honolulu", -600, "2026-01-15T00:00:00Z", 0, false),
        ("DE", "America/Halifax", -240, "2026-01-15T00:00:00Z", 300, false),
    ]
    .into_iter()
    .enumerate()
    {
        let customer = format!("c{number}");
        let mut body = on_fingerprint(&customer, &customer);
        body["billing"]["country"] = json!(country);
        body["ip"] = json!(format!("2001:db8::{number}"));
        body["browser_timezone"] = json!(zone);
        body["browser_offset_min"] = json!(offset);
        body["occurred_at"] = json!(at);
        let made = shop.assess(body).await;
        let seen = &made["report"]["timezone"];
        assert_eq!((&seen["difference_min"], &seen["tampered"]), (&json!(difference), &json!(tampered)), "{zone} {at}");
        assert_eq!(points(&made, "TZ_MISMATCH"), (difference >= 180).then_some(20), "{zone} {at}");
        assert_eq!(points(&made, "TZ_TAMPERED"), tampered.then_some(20), "{zone} {at}");
    }
}

#[tokio::test]
async fn the_second_account_on_a_device_is_linked_and_the_first_one_is_too() {
    let shop = Shop::open().await;
    let first = shop.assess(on_fingerprint("c1", "f1")).await;
    assert_eq!(points(&first, "DEVICE_LINKED_ACCOUNTS"), None);
    let second = shop.assess(on_fingerprint("c2", "f1")).await;
    assert_eq!(points(&second, "DEVICE_LINKED_ACCOUNTS"), Some(15));
    assert_eq!(second["report"]["device"]["linked"], json!([{ "customer": "c1", "via": "fingerprint" }]));
    let again = shop.assess(on_fingerprint("c1", "f1")).await;
    assert_eq!(again["report"]["device"]["linked"][0]["customer"], "c2");
    for customer in ["c3", "c4", "c5"] {
        shop.assess(on_fingerprint(customer, "f1")).await;
    }
    let crowded = shop.assess(on_fingerprint("c6", "f1")).await;
    assert_eq!(
        (points(&crowded, "DEVICE_LINKED_ACCOUNTS"), &crowded["report"]["device"]["linked_count"]),
        (Some(45), &json!(5))
    );
    let other = shop.assess(on_fingerprint("c7", "f2")).await;
    assert_eq!(points(&other, "DEVICE_LINKED_ACCOUNTS"), None);
}

#[tokio::test]
async fn a_fingerprint_on_more_than_twenty_accounts_links_nobody() {
    let shop = Shop::open().await;
    for number in 1..=20 {
        let made = shop.assess(on_fingerprint(&format!("c{number}"), "iphone")).await;
        let expected = (number > 1).then_some(());
        assert_eq!(points(&made, "DEVICE_LINKED_ACCOUNTS").map(drop), expected, "{number}");
    }
    let made = shop.assess(on_fingerprint("c21", "iphone")).await;
    assert_eq!(points(&made, "DEVICE_LINKED_ACCOUNTS"), None);
    assert_eq!((&made["report"]["device"]["common"], &made["report"]["device"]["id"]), (&json!(true), &Value::Null));
    let known = shop.assess(on_fingerprint("c1", "iphone")).await;
    assert_eq!(points(&known, "DEVICE_LINKED_ACCOUNTS"), None, "whoever comes back is linked no more either");
}

#[tokio::test]
async fn how_many_make_a_fingerprint_common_is_the_merchants_to_say() {
    let shop = Shop::open().await;
    let admin = shop.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await;
    shop.call_as(&admin, "POST", "/v1/policies", json!({ "policy": { "device": { "common_above": 2 } } })).await;
    shop.assess(on_fingerprint("c1", "f1")).await;
    assert_eq!(points(&shop.assess(on_fingerprint("c2", "f1")).await, "DEVICE_LINKED_ACCOUNTS"), Some(15));
    let third = shop.assess(on_fingerprint("c3", "f1")).await;
    assert_eq!((points(&third, "DEVICE_LINKED_ACCOUNTS"), &third["report"]["device"]["common"]), (None, &json!(true)));
}

#[tokio::test]
async fn labels_of_fraud_count_against_whoever_shares_a_device() {
    let shop = Shop::open().await;
    let first = shop.assess(on_fingerprint("c1", "f1")).await;
    let path = format!("/v1/assessments/{}/outcome", id(&first));
    let told = shop.post(&path, json!({ "outcome": "chargeback" })).await.json();
    assert_eq!(told["labels"][0]["outcome"], "chargeback");
    let twice = shop.post(&path, json!({ "outcome": "chargeback" })).await.json();
    assert_eq!(twice["labels"].as_array().unwrap().len(), 1, "a fact is told once");
    let second = shop.assess(on_fingerprint("c2", "f1")).await;
    assert_eq!(points(&second, "DEVICE_LINKED_TO_FRAUD"), Some(45));
    assert_eq!(second["report"]["device"]["linked"][0]["label"], "chargeback");
    // The marked account shows up on another browser: whoever is there is linked to fraud from then on.
    shop.assess(on_fingerprint("c3", "f2")).await;
    shop.assess(on_fingerprint("c1", "f2")).await;
    let third = shop.assess(on_fingerprint("c3", "f2")).await;
    assert_eq!(points(&third, "DEVICE_LINKED_TO_FRAUD"), Some(45));
    assert_eq!(shop.post(&path, json!({ "outcome": "dispute" })).await.problem(), (422, "invalid_field".to_owned()));
    let own = shop.assess(on_fingerprint("c1", "f9")).await;
    assert_eq!(points(&own, "DEVICE_LINKED_TO_FRAUD"), None, "one's own label links nobody to oneself");
}

#[tokio::test]
async fn paid_orders_speak_for_a_customer_until_a_dispute() {
    let shop = Shop::open().await;
    let first = shop.assess(on_fingerprint("c1", "f1")).await;
    let outcome = format!("/v1/assessments/{}/outcome", id(&first));
    shop.post(&outcome, json!({ "outcome": "good" })).await;
    let second = shop.assess(on_fingerprint("c1", "f1")).await;
    assert_eq!((points(&second, "CUSTOMER_ESTABLISHED"), &second["score"]), (Some(-15), &json!(0)));
    shop.post(&outcome, json!({ "outcome": "chargeback" })).await;
    let third = shop.assess(on_fingerprint("c1", "f1")).await;
    assert_eq!(points(&third, "CUSTOMER_ESTABLISHED"), None);
}

#[tokio::test]
async fn attempts_are_counted_by_device_address_and_mailbox() {
    let shop = Shop::open().await;
    let attempt = async |number: usize| {
        // One mailbox, spelled in many ways.
        let body = with(on_fingerprint("c1", "f1"), "email", json!(format!("a.b+{number}@gmail.com")));
        shop.assess(body).await
    };
    for number in 0..5 {
        assert_eq!(points(&attempt(number).await, "VELOCITY_EMAIL"), None, "{number}");
    }
    let sixth = attempt(5).await;
    for code in ["VELOCITY_DEVICE", "VELOCITY_IP", "VELOCITY_EMAIL"] {
        assert_eq!(points(&sixth, code), Some(10), "{code}");
    }
    shop.wait(SignedDuration::from_mins(11));
    assert_eq!(points(&attempt(6).await, "VELOCITY_EMAIL"), None, "ten minutes are over");
    for number in 7..10 {
        attempt(number).await;
    }
    assert_eq!(points(&attempt(10).await, "VELOCITY_IP"), Some(20), "more than ten in an hour");
    shop.wait(SignedDuration::from_hours(2));
    for number in 11..20 {
        shop.wait(SignedDuration::from_mins(31));
        attempt(number).await;
    }
    assert_eq!(points(&attempt(20).await, "VELOCITY_DEVICE"), Some(30), "more than twenty in a day");
    shop.wait(SignedDuration::from_hours(25));
    assert_eq!(points(&attempt(21).await, "VELOCITY_DEVICE"), None);
}

#[tokio::test]
async fn a_guest_who_makes_an_account_is_no_other_person() {
    let shop = Shop::open().await;
    let guest = json!({ "customer_id": null, "email": "C1@Shop-Customer.example" });
    let mut body = on_fingerprint("c1", "f1");
    body.as_object_mut().unwrap().extend(guest.as_object().unwrap().clone());
    shop.assess(body).await;
    let same = shop.assess(on_fingerprint("c1", "f1")).await;
    assert_eq!(same["report"]["device"]["linked_count"], 0);
    let other = shop.assess(on_fingerprint("c2", "f1")).await;
    let linked: Vec<_> = other["report"]["device"]["linked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["customer"].as_str().unwrap())
        .collect();
    assert_eq!(linked.len(), 2);
    assert!(linked.contains(&"c1") && linked.iter().any(|name| name.starts_with("guest_")), "{linked:?}");
}

#[tokio::test]
async fn addresses_that_were_checked_are_listed_and_sealed() {
    let shop = Shop::open().await;
    for number in 0..3 {
        shop.assess(with(checkout("c1"), "email", json!(format!("buyer{number}@shop{}.example", number % 2)))).await;
        shop.wait(SignedDuration::from_secs(60));
    }
    shop.assess(with(checkout("c1"), "email", json!("no address"))).await;
    let listed = async |query: &str| shop.get(&format!("/v1/email_checks?{query}")).await.json();
    let all = listed("").await;
    let addresses: Vec<_> =
        all["data"].as_array().unwrap().iter().map(|check| check["address"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["buyer2@shop0.example", "buyer1@shop1.example", "buyer0@shop0.example"]);
    assert_eq!(all["data"][0]["mail_host"], "unknown");
    assert_eq!(listed("domain=shop0.example").await["data"].as_array().unwrap().len(), 2);
    let first = listed("limit=1").await;
    assert_eq!(first["has_more"], true);
    let rest = listed(&format!("starting_after={}", id(&first["data"][0]))).await;
    assert_eq!(rest["data"].as_array().unwrap().len(), 2);
    assert_eq!(shop.get("/v1/email_checks?starting_after=x").await.problem().0, 422);
}

#[tokio::test]
async fn the_order_is_bound_once() {
    let shop = Shop::open().await;
    let made = shop.assess(checkout("c1")).await;
    let path = format!("/v1/assessments/{}/order", id(&made));
    assert_eq!(shop.post(&path, json!({ "order_id": "o1" })).await.json()["order"]["id"], "o1");
    assert_eq!(shop.post(&path, json!({ "order_id": "o1" })).await.status, 200);
    assert_eq!(shop.post(&path, json!({ "order_id": "o2" })).await.problem(), (409, "order_bound".to_owned()));
    assert_eq!(shop.post(&path, json!({})).await.problem(), (422, "missing_field".to_owned()));
    assert_eq!(shop.get("/v1/assessments?order_id=o1").await.json()["data"][0]["id"], made["id"]);
}

#[tokio::test]
async fn lists_are_filtered_and_paged() {
    let shop = Shop::open().await;
    let mut ids = Vec::new();
    for number in 0..5 {
        let body = on_fingerprint(&format!("c{}", number % 2), &format!("f{number}"));
        let body = if number == 3 { with(body, "email", json!("none")) } else { body };
        ids.push(id(&shop.assess(body).await).to_owned());
        shop.wait(SignedDuration::from_secs(60));
    }
    ids.reverse();
    let listed = async |query: &str| {
        let answer = shop.get(&format!("/v1/assessments?{query}")).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let page = answer.json();
        let found: Vec<_> = page["data"].as_array().unwrap().iter().map(|one| id(one).to_owned()).collect();
        (found, page["has_more"].as_bool().unwrap())
    };
    assert_eq!(listed("").await, (ids.clone(), false));
    assert_eq!(listed("limit=2").await, (ids[..2].to_vec(), true));
    assert_eq!(listed(&format!("limit=2&starting_after={}", ids[1])).await, (ids[2..4].to_vec(), true));
    assert_eq!(listed("customer_id=c1").await.0, [ids[1].clone(), ids[3].clone()]);
    assert_eq!(listed("customer_id=nobody").await.0, Vec::<String>::new());
    assert_eq!(listed("decision=hold").await.0, [ids[1].clone()]);
    assert_eq!(listed("decision=fraud").await.0, Vec::<String>::new());
    assert_eq!(listed("decision=allow").await.0.len(), 4);
    assert_eq!(listed("created_after=2026-06-01T12:03:00Z").await.0, ids[..2]);
    for (query, param) in
        [("decision=maybe", "decision"), ("device_id=7", "device_id"), ("starting_after=x", "starting_after")]
    {
        let answer = shop.get(&format!("/v1/assessments?{query}")).await;
        assert_eq!((answer.problem().0, answer.json()["param"].as_str().unwrap()), (422, param));
    }
}

#[tokio::test]
async fn nothing_crosses_merchants_and_modes() {
    let shop = Shop::open().await;
    let made = shop.assess(on_fingerprint("c1", "f1")).await;
    let (stranger, live) = (
        shop.new_key("another", Mode::Test, Scopes::usual()).await,
        shop.new_key("shop", Mode::Live, Scopes::usual()).await,
    );
    for key in [&stranger, &live] {
        for (method, path) in [("GET", ""), ("GET", "/report.html"), ("GET", "/report.json")] {
            let answer = shop.call_as(key, method, &format!("/v1/assessments/{}{path}", id(&made)), Value::Null).await;
            assert_eq!(answer.problem().0, 404, "{path}");
        }
        let outcome = format!("/v1/assessments/{}/outcome", id(&made));
        assert_eq!(shop.call_as(key, "POST", &outcome, json!({ "outcome": "good" })).await.problem().0, 404);
        let theirs = shop.call_as(key, "POST", "/v1/assessments", on_fingerprint("c2", "f1")).await.json();
        assert_eq!(points(&theirs, "DEVICE_LINKED_ACCOUNTS"), None, "the same fingerprint at another shop is nobody's");
        let hash = |assessment: &Value| assessment["report"]["device"]["id"].as_str().unwrap().to_owned();
        assert_ne!(hash(&theirs), hash(&made), "and has another hash there");
        assert_eq!(
            shop.call_as(key, "GET", "/v1/assessments", Value::Null).await.json()["data"].as_array().unwrap().len(),
            1
        );
        assert_eq!(
            shop.call_as(key, "GET", "/v1/devices", Value::Null).await.json()["data"].as_array().unwrap().len(),
            1
        );
    }
}

#[tokio::test]
async fn a_key_does_what_its_scopes_allow() {
    let shop = Shop::open().await;
    let only = async |scope: Scope| shop.new_key("shop", Mode::Test, [scope].into_iter().collect()).await;
    let (read, write) = (only(Scope::Read).await, only(Scope::Write).await);
    let missing = (403, "missing_scope".to_owned());
    assert_eq!(shop.call_as(&read, "POST", "/v1/assessments", checkout("c1")).await.problem(), missing);
    assert_eq!(shop.call_as(&write, "GET", "/v1/assessments", Value::Null).await.problem(), missing);
    assert_eq!(shop.call_as(&write, "GET", "/v1/devices", Value::Null).await.problem(), missing);
    assert_eq!(shop.call_as(&write, "POST", "/v1/policies", json!({ "policy": {} })).await.problem(), missing);
    assert_eq!(
        shop.call_as(&write, "POST", "/v1/risk/erasures", json!({ "customer_id": "c1" })).await.problem(),
        missing
    );
}

#[tokio::test]
async fn the_key_of_a_page_assesses_and_reads_nothing() {
    let shop = Shop::open().await;
    let made = shop.assess(on_fingerprint("c1", "f1")).await;
    let (public, _) = shop.new_pair("shop", Mode::Test, Scope::ALL.into_iter().collect()).await;
    let one = format!("/v1/assessments/{}", id(&made));
    for (method, path) in [
        ("POST", "/v1/assessments"),
        ("GET", "/v1/assessments"),
        ("GET", &one),
        ("GET", &format!("{one}/report.html")),
        ("GET", &format!("{one}/report.json")),
        ("POST", &format!("{one}/order")),
        ("POST", &format!("{one}/outcome")),
        ("GET", "/v1/devices"),
        ("GET", "/v1/email_checks"),
        ("GET", "/v1/customers/c1/links"),
        ("GET", "/v1/policies"),
        ("POST", "/v1/policies"),
        ("POST", "/v1/policies/replay"),
        ("POST", "/v1/risk/erasures"),
    ] {
        let answer = shop.call_as(&public, method, path, checkout("c2")).await;
        assert_eq!(answer.problem(), (403, "missing_scope".to_owned()), "{method} {path}");
    }
}

#[tokio::test]
async fn what_cannot_be_assessed_is_named() {
    let shop = Shop::open().await;
    let changed = |name: &str, value: Value| with(checkout("c1"), name, value);
    for (body, param) in [
        (changed("email", Value::Null), "email"),
        (changed("ip", json!("localhost")), "ip"),
        (changed("user_agent", json!("")), "user_agent"),
        (changed("browser_offset_min", json!(900)), "browser_offset_min"),
        (changed("server_offset_min", json!(-721)), "server_offset_min"),
        (changed("billing", json!({ "country": "XX" })), "billing.country"),
        (changed("order", json!({ "amount": "1,50" })), "order.amount"),
        (changed("order", json!({ "amount": 1.5 })), "order.amount"),
        (changed("order", json!({ "amount": "-1.00", "currency": "EUR" })), "order.amount"),
        (changed("order", json!({ "amount": "1.00" })), "order.currency"),
        (changed("browser_offset_min", json!(330.5)), "browser_offset_min"),
        (changed("email", json!("a".repeat(4097))), "email"),
        (changed("device", json!({ "fingerprint": "" })), "device.fingerprint"),
        (changed("order", json!({ "currency": "EURO" })), "order.currency"),
        (changed("occurred_at", json!("2024-01-01T00:00:00Z")), "occurred_at"),
        (changed("occurred_at", json!("2026-06-02T00:00:00Z")), "occurred_at"),
        (changed("verification_id", json!("ver_nothing")), "verification_id"),
        (changed("customer_id", json!("a\u{0}b")), "customer_id"),
    ] {
        let answer = shop.post("/v1/assessments", body.clone()).await;
        assert_eq!((answer.problem().0, answer.json()["param"].as_str().unwrap_or_default()), (422, param), "{body}");
    }
}

#[tokio::test]
async fn a_request_sent_again_is_answered_alike_and_counted_once() {
    let shop = Shop::open().await;
    let send = async || {
        let call = request("POST", "/v1/assessments").header("authorization", format!("Bearer {}", shop.key));
        let call = call.header("content-type", "application/json").header("idempotency-key", "k1");
        shop.send(call.body(on_fingerprint("c1", "f1").to_string().into()).unwrap()).await
    };
    let (first, second) = (send().await, send().await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
    assert_eq!(first.json(), second.json());
    assert_eq!(second.header("idempotent-replayed"), "true");
    assert_eq!(shop.get("/v1/assessments").await.json()["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn an_assessment_is_told_to_who_listens() {
    let mut shop = Shop::open().await;
    let endpoint = json!({ "url": "https://listener.test/hook", "events": ["assessment.created"] });
    let endpoint = shop.post("/v1/webhook_endpoints", endpoint).await.json();
    let made = shop.assess(checkout("c1")).await;
    let path = format!("/v1/webhook_endpoints/{}/deliveries", endpoint["id"].as_str().unwrap());
    let deliveries = shop.get(&path).await.json();
    assert_eq!(deliveries["data"].as_array().unwrap().len(), 1);
    let event = deliveries["data"][0].to_string();
    assert!(event.contains("assessment.created"), "{event}");
    drop(made);
    shop.leaves_jobs = true;
}

#[tokio::test]
async fn what_one_checkout_left_the_next_one_sees_whoever_else_is_on_the_way() {
    let shop = Shop::open().await;
    let bodies: Vec<Value> = (0..40).map(|n| on_fingerprint(&format!("c{n}"), &format!("f{}", n % 4))).collect();
    let calls = bodies.into_iter().map(|body| shop.assess(body));
    let made = futures(calls).await;
    assert_eq!(made.len(), 40);
    // Each of four fingerprints was shown by ten customers, however they were written together.
    for print in 0..4 {
        let late = shop.assess(on_fingerprint("late", &format!("f{print}"))).await;
        assert_eq!(late["report"]["device"]["linked_count"], 10, "f{print}");
    }
}

async fn futures<F: Future<Output = Value>>(calls: impl Iterator<Item = F>) -> Vec<Value> {
    let mut calls: Vec<_> = calls.map(Box::pin).collect();
    let mut done = Vec::new();
    std::future::poll_fn(|context| {
        calls.retain_mut(|call| match call.as_mut().poll(context) {
            std::task::Poll::Ready(value) => {
                done.push(value);
                false
            }
            std::task::Poll::Pending => true,
        });
        if calls.is_empty() { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    done
}
