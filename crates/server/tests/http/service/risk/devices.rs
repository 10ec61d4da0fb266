use countersign::auth::Scopes;
use countersign_core::decision::Mode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{checkout, collector::Collector, id, on_fingerprint, points, with};
use crate::service::shop::Shop;

#[tokio::test]
async fn a_device_shows_who_used_it_from_where_and_with_what() {
    let shop = Shop::open().await;
    let mut browser = Collector::new(&shop, "x");
    let device = browser.view().await["device_id"].as_str().unwrap().to_owned();
    let first = shop.assess(browser.checkout("c1")).await;
    shop.wait(SignedDuration::from_hours(26));
    let moved = with(with(browser.checkout("c2"), "ip", json!("2001:db8::7")), "user_agent", json!("Firefox/141.0"));
    let second = shop.assess(moved).await;
    shop.post(&format!("/v1/assessments/{}/outcome", id(&second)), json!({ "outcome": "refund" })).await;
    let page = shop.get(&format!("/v1/devices/{device}")).await.json();
    assert_eq!((&page["known_by"], &page["accounts"]), (&json!("token"), &json!(2)));
    assert_eq!(page["first_seen"], "2026-06-01T12:00:00.000Z");
    assert_eq!(page["last_seen"], "2026-06-02T14:00:00.000Z");
    let customers: Vec<_> = page["customers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| (c["id"].as_str().unwrap(), c["first_day"].as_str().unwrap()))
        .collect();
    assert_eq!(customers, [("c1", "2026-06-01"), ("c2", "2026-06-02")]);
    let scores: Vec<_> =
        page["assessments"].as_array().unwrap().iter().map(|one| (id(one), one["score"].as_i64().unwrap())).collect();
    assert_eq!(scores, [(id(&second), second["score"].as_i64().unwrap()), (id(&first), 0)]);
    assert_eq!(page["assessments"][0]["labels"][0]["outcome"], "refund");
    let values = |name: &str| -> Vec<String> {
        page[name].as_array().unwrap().iter().map(|trace| trace["value"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(values("ip_history")[0], "2001:db8::7");
    assert!(values("ip_history").contains(&"203.0.113.7".to_owned()));
    assert_eq!(values("user_agent_history")[0], "Firefox/141.0");
    assert_eq!(page["fingerprint"]["known_by"], "fingerprint");
    assert_eq!(shop.get("/v1/devices/dev_00000000000000000000000000").await.problem().0, 404);
    assert_eq!(shop.get("/v1/devices/nonsense").await.problem().0, 404);
}

#[tokio::test]
async fn a_device_and_customer_are_stored_once_a_day_and_counted() {
    let shop = Shop::open().await;
    let mut browser = Collector::new(&shop, "x");
    let device = browser.view().await["device_id"].as_str().unwrap().to_owned();
    for _ in 0..3 {
        shop.assess(browser.checkout("c1")).await;
    }
    shop.wait(SignedDuration::from_hours(24));
    shop.assess(browser.checkout("c1")).await;
    shop.wait(SignedDuration::from_hours(24));
    shop.assess(with(browser.checkout("x"), "customer_id", Value::Null)).await;
    let page = shop.get(&format!("/v1/devices/{device}")).await.json();
    let guest = page["customers"].as_array().unwrap().iter().find(|one| one["guest"] == true).unwrap()["id"].clone();
    assert_eq!(page["days"][0]["customer_id"], guest);
    let day = |day: &Value| {
        (
            day["day"].as_str().unwrap().to_owned(),
            day["customer_id"].as_str().map(str::to_owned),
            day["times"].as_i64().unwrap(),
        )
    };
    let days: Vec<_> = page["days"].as_array().unwrap().iter().map(day).collect();
    assert_eq!(days.len(), 4, "{days:?}");
    assert_eq!(days[1], ("2026-06-02".to_owned(), Some("c1".to_owned()), 1));
    assert!(days.contains(&("2026-06-01".to_owned(), Some("c1".to_owned()), 3)));
    assert!(days.contains(&("2026-06-01".to_owned(), None, 1)), "a page view before anybody was known");
}

#[tokio::test]
async fn devices_are_listed_in_pages() {
    let shop = Shop::open().await;
    let mut devices = Vec::new();
    for number in 0..5 {
        let made = shop.assess(on_fingerprint("c1", &format!("f{number}"))).await;
        devices.push(made["report"]["device"]["id"].as_str().unwrap().to_owned());
    }
    devices.reverse();
    let listed = async |query: &str| -> Vec<String> {
        let page = shop.get(&format!("/v1/devices?{query}")).await.json();
        page["data"].as_array().unwrap().iter().map(|device| id(device).to_owned()).collect()
    };
    assert_eq!(listed("").await, devices);
    assert_eq!(listed("limit=2").await, devices[..2]);
    assert_eq!(listed(&format!("limit=2&starting_after={}", devices[1])).await, devices[2..4]);
    assert_eq!(shop.get("/v1/devices?starting_after=dev_x").await.problem().0, 422);
    let of_device = shop.get(&format!("/v1/assessments?device_id={}", devices[0])).await.json();
    assert_eq!(of_device["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn linked_accounts_are_found_over_any_way_with_the_way_itself() {
    let shop = Shop::open().await;
    for (customer, print) in [("a", "1"), ("b", "1"), ("b", "2"), ("c", "2"), ("c", "3"), ("d", "3"), ("alone", "9")] {
        shop.assess(on_fingerprint(customer, print)).await;
    }
    let links = shop.get("/v1/customers/a/links").await.json();
    let nodes = links["nodes"].as_array().unwrap();
    let named: Vec<_> = nodes
        .iter()
        .filter(|node| node["kind"] == "customer")
        .map(|node| (id(node), node["distance"].as_u64().unwrap()))
        .collect();
    assert_eq!(named, [("a", 0), ("b", 2), ("c", 4), ("d", 6)]);
    let path: Vec<_> = nodes.iter().find(|node| node["id"] == "d").unwrap()["path"].as_array().unwrap().clone();
    assert_eq!(
        (path.len(), &path[0], &path[2], &path[4], &path[6]),
        (7, &json!("a"), &json!("b"), &json!("c"), &json!("d"))
    );
    assert_eq!((&links["customers"], &links["truncated"]), (&json!(3), &json!(false)));
    assert_eq!(links["edges"].as_array().unwrap().len(), 6);
    let alone = shop.get("/v1/customers/alone/links").await.json();
    assert_eq!(alone["customers"], 0);
    assert_eq!(shop.get("/v1/customers/nobody/links").await.problem().0, 404);
}

#[tokio::test]
async fn an_id_that_a_server_vouches_for_reaches_its_own_devices_alone() {
    let shop = Shop::open().await;
    let mut browser = Collector::new(&shop, "x");
    let device = browser.view().await["device_id"].clone();
    shop.assess(browser.checkout("c1")).await;
    let vouched = |customer: &str, id: &Value| with(checkout(customer), "device", json!({ "id": id }));
    let own = shop.assess(vouched("c2", &device)).await;
    assert_eq!((points(&own, "DEVICE_LINKED_ACCOUNTS"), &own["report"]["device"]["id"]), (Some(15), &device));
    for (merchant, mode) in [("another", Mode::Test), ("shop", Mode::Live)] {
        let key = shop.new_key(merchant, mode, Scopes::usual()).await;
        let assess = async |customer| shop.call_as(&key, "POST", "/v1/assessments", vouched(customer, &device)).await;
        let theirs = assess("t1").await;
        assert_eq!(theirs.status, 201, "{}", theirs.body);
        let theirs = theirs.json();
        assert_eq!((points(&theirs, "DEVICE_LINKED_ACCOUNTS"), points(&theirs, "DEVICE_MISSING")), (None, None));
        assert_ne!(theirs["report"]["device"]["id"], device, "{merchant}");
        assert_eq!(points(&assess("t2").await.json(), "DEVICE_LINKED_ACCOUNTS"), Some(15), "a word of their own");
    }
    let page = shop.get(&format!("/v1/devices/{}", device.as_str().unwrap())).await.json();
    assert_eq!(page["accounts"], 2, "nobody else left anything here");
}

#[tokio::test]
async fn the_id_of_a_kind_of_browser_links_where_the_kind_is_rare() {
    let shop = Shop::open().await;
    let kind = shop.assess(on_fingerprint("c0", "a telephone")).await["report"]["device"]["id"].clone();
    let vouched = |customer: String| with(checkout(&customer), "device", json!({ "id": kind }));
    for number in 1..21 {
        let made = shop.assess(vouched(format!("c{number}"))).await;
        let linked = made["report"]["device"]["linked"].as_array().unwrap();
        assert!(linked.iter().all(|account| account["via"] == "fingerprint"), "{linked:?}");
        assert_eq!(linked.len(), if number < 20 { number } else { 0 }, "{number}");
    }
}

#[tokio::test]
async fn a_crowd_on_one_browser_is_shown_up_to_a_limit_with_each_link_once() {
    let shop = Shop::open().await;
    for number in 0..70 {
        let body = with(checkout(&format!("c{number}")), "device", json!({ "id": "a café's" }));
        shop.assess(body).await;
    }
    let links = shop.get("/v1/customers/c5/links").await.json();
    let edges = links["edges"].as_array().unwrap();
    let told: std::collections::BTreeSet<String> = edges.iter().map(Value::to_string).collect();
    assert_eq!((told.len(), edges.len(), &links["truncated"]), (60, 60, &json!(true)));
    let nodes = links["nodes"].as_array().unwrap();
    assert!(
        nodes.iter().all(|node| node["path"].as_array().unwrap()[0] == "c5" && node["distance"].as_u64() <= Some(2))
    );
}
