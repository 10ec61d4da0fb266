//! Signals on their way into an assessment, over HTTP.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use countersign::{
    auth::Scope,
    config::Config,
    limits::Rates,
    signals::{BUDGET, NameServer, SignalArgs},
};
use countersign_core::decision::Mode;
use serde_json::{Value, json};

use super::{
    mmdb,
    name_server::{self, Slow},
};
use crate::service::shop::Shop;

/// How long an answer may take besides waiting for name servers, on a machine that is busy with other tests.
const REST: Duration = Duration::from_secs(2);

async fn shop(args: SignalArgs) -> Shop {
    Shop::with_signals(Config { limits: Rates::NONE, ..Config::for_slots(2) }, args).await
}

fn asking(address: SocketAddr) -> SignalArgs {
    SignalArgs { dns: NameServer::At(address), ..SignalArgs::default() }
}

async fn assess(shop: &Shop, email: &str, ip: &str) -> Value {
    let body = json!({
        "email": email, "ip": ip, "user_agent": "Firefox", "browser_offset_min": 120,
        "billing": {"country": "DE"}, "device": {"fingerprint": email},
    });
    let answer = shop.post("/v1/assessments", body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let (made, id) = (answer.json(), answer.json()["id"].as_str().unwrap().to_owned());
    let stored = shop.get(&format!("/v1/assessments/{id}")).await.json();
    assert_eq!(stored["report"], made["report"], "what was answered is what is stored");
    made
}

/// What name servers said, as the report tells it.
fn told(assessment: &Value) -> [&str; 2] {
    let section = &assessment["report"]["email"];
    assert!(section["checked_at"].is_string(), "{section}");
    ["mail_host", "source"].map(|member| section[member].as_str().unwrap())
}

fn codes(assessment: &Value) -> Vec<(String, i64)> {
    let reasons = assessment["reasons"].as_array().unwrap().iter();
    reasons.map(|r| (r["code"].as_str().unwrap().to_owned(), r["points"].as_i64().unwrap())).collect()
}

fn owned(codes: &[(&str, i64)]) -> Vec<(String, i64)> {
    codes.iter().map(|(code, points)| ((*code).to_owned(), *points)).collect()
}

#[tokio::test]
async fn every_answer_of_a_name_server_is_scored_and_reported() {
    let server = name_server::NameServer::start();
    let shop = shop(asking(server.address)).await;
    let cases = [
        ("ada@mx.test", &[][..], "mx"),
        ("ada@deep.sub.test", &[], "mx"),
        ("ada@bücher.test", &[], "mx"),
        ("ada@nowhere.test", &[("EMAIL_NXDOMAIN", 40)], "nxdomain"),
        ("ada@silent.test", &[("EMAIL_NO_MAIL_HOST", 40)], "no_mail_host"),
        ("ada@null.test", &[("EMAIL_NULL_MX", 40)], "null_mx"),
        ("ada@four.test", &[("EMAIL_IMPLICIT_MX", 15)], "implicit_mx"),
        ("ada@six.test", &[("EMAIL_IMPLICIT_MX", 15)], "implicit_mx"),
        // A referral, SERVFAIL and REFUSED.
        ("ada@away.test", &[], "unknown"),
        ("ada@any.broken", &[], "unknown"),
        ("ada@elsewhere.example", &[], "unknown"),
    ];
    for (number, (email, expected, mail_host)) in cases.into_iter().enumerate() {
        // From an address each, so that nobody tries too often.
        let from = format!("203.0.113.{number}");
        let made = assess(&shop, email, &from).await;
        assert_eq!((codes(&made), told(&made)), (owned(expected), [mail_host, "fresh"]), "{email}");
        let score: i64 = expected.iter().map(|(_, points)| points).sum();
        assert_eq!((made["score"].as_i64(), &made["decision"]), (Some(score), &json!("allow")), "{email}");
        let again = assess(&shop, &email.replace("ada@", "eve@"), &from).await;
        assert_eq!((codes(&again), told(&again)), (owned(expected), [mail_host, "cached"]), "{email}");
    }
    let checks = shop.get("/v1/email_checks?domain=null.test").await.json();
    let seen = checks["data"].as_array().unwrap().iter();
    let mut seen: Vec<_> = seen.map(|c| ["address", "mail_host", "source"].map(|m| c[m].as_str().unwrap())).collect();
    seen.sort_unstable();
    assert_eq!(seen, [["ada@null.test", "null_mx", "fresh"], ["eve@null.test", "null_mx", "cached"]]);
}

#[tokio::test]
async fn a_slow_name_server_delays_a_checkout_up_to_the_budget_and_is_heard_by_the_next() {
    let server = name_server::NameServer::start();
    let slow = Slow::before(Some(server.address), BUDGET + Duration::from_millis(600));
    let shop = shop(asking(slow.address)).await;
    let begun = Instant::now();
    let first = assess(&shop, "ada@nowhere.test", "203.0.113.9").await;
    let took = begun.elapsed();
    assert!(took >= BUDGET && took < BUDGET + REST, "{took:?}");
    assert_eq!((codes(&first), told(&first)), (owned(&[]), ["unknown", "fresh"]));
    let heard = async {
        loop {
            let next = assess(&shop, "ada@nowhere.test", "203.0.113.9").await;
            if told(&next)[0] != "unknown" {
                return next;
            }
        }
    };
    let next = tokio::time::timeout(Duration::from_secs(20), heard).await.unwrap();
    assert_eq!((codes(&next), told(&next)[0]), (owned(&[("EMAIL_NXDOMAIN", 40)]), "nxdomain"));
    assert_eq!(told(&assess(&shop, "eve@nowhere.test", "203.0.113.10").await), ["nxdomain", "cached"]);
}

#[tokio::test]
async fn a_name_server_within_the_budget_is_waited_for() {
    let server = name_server::NameServer::start();
    let slow = Slow::before(Some(server.address), Duration::from_millis(150));
    let shop = shop(asking(slow.address)).await;
    let begun = Instant::now();
    let made = assess(&shop, "ada@mx.test", "203.0.113.9").await;
    assert!(begun.elapsed() >= Duration::from_millis(150));
    assert_eq!((codes(&made), told(&made)), (owned(&[]), ["mx", "fresh"]));
}

#[tokio::test]
async fn a_dead_name_server_has_no_points_and_never_a_checkout() {
    // One that takes questions and says nothing, and a port where nobody listens.
    let silent = Slow::before(None, Duration::ZERO);
    let closed = std::net::UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for address in [silent.address, closed] {
        let shop = shop(asking(address)).await;
        let begun = Instant::now();
        let made = assess(&shop, "ada@mx.test", "203.0.113.9").await;
        assert!(begun.elapsed() < BUDGET + REST, "{:?}", begun.elapsed());
        assert_eq!((codes(&made), told(&made)), (owned(&[]), ["unknown", "fresh"]));
    }
}

#[tokio::test]
async fn what_the_operators_tables_say_is_scored() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Some(path)
    };
    let place = json!({"country": {"iso_code": "US"}, "location": {"time_zone": "America/New_York"}});
    let args = SignalArgs {
        dns: NameServer::Off,
        place_table: file("places.mmdb", &mmdb::table(&[("192.0.2.0/24", place)])),
        tor_list: file("tor", b"192.0.2.1\n"),
        vpn_list: file("vpn", b"192.0.2.0/25\n"),
        ..SignalArgs::default()
    };
    let shop = shop(args).await;
    let made = assess(&shop, "ada@mx.test", "192.0.2.1").await;
    assert_eq!(codes(&made), owned(&[("IP_COUNTRY_MISMATCH", 10), ("IP_TOR", 25), ("IP_VPN", 10)]));
    assert_eq!(codes(&assess(&shop, "eve@mx.test", "203.0.113.9").await), owned(&[]));
    // Where the network is is where the clock should be, for whoever sets it so.
    let admin = shop.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await;
    let policy = json!({ "policy": { "timezone": { "reference": "ip" } } });
    assert_eq!(shop.call_as(&admin, "POST", "/v1/policies", policy).await.status, 201);
    let far = assess(&shop, "eve@mx.test", "192.0.2.200").await;
    assert_eq!(codes(&far), owned(&[("TZ_MISMATCH", 20), ("IP_COUNTRY_MISMATCH", 10)]));
    let seen = &far["report"]["timezone"];
    assert_eq!((&seen["reference_zone"], &seen["difference_min"]), (&json!("America/New_York"), &json!(360)));
    assert_eq!(codes(&assess(&shop, "max@mx.test", "203.0.113.9").await), owned(&[]), "no place, no verdict");
}

#[tokio::test]
async fn what_was_under_way_when_its_customer_was_erased_goes_with_the_next_walk() {
    let server = name_server::NameServer::start();
    let slow = Slow::before(Some(server.address), Duration::from_millis(500));
    let shop = shop(asking(slow.address)).await;
    let admin = shop.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await;
    let checkout = |email: &str| {
        let body = json!({
            "email": email, "customer_id": "c1", "ip": "203.0.113.9", "user_agent": "Firefox",
            "device": { "fingerprint": "f1" },
        });
        shop.post("/v1/assessments", body)
    };
    assert_eq!(checkout("ada@mx.test").await.status, 201);
    // The second one waits for the name server while the customer goes.
    let erase = async {
        tokio::time::sleep(Duration::from_millis(150)).await;
        shop.call_as(&admin, "POST", "/v1/risk/erasures", json!({ "customer_id": "c1" })).await
    };
    let (late, erased) = tokio::join!(checkout("ada@null.test"), erase);
    assert_eq!((late.status.as_u16(), &erased.json()["assessments"]), (201, &json!(1)));
    let count = async |path: &str| shop.get(path).await.json()["data"].as_array().unwrap().len();
    assert_eq!(count("/v1/assessments").await, 1, "it knew nothing of the erasure");
    shop.wait(jiff::SignedDuration::from_hours(25));
    shop.sweep().await;
    for path in ["/v1/assessments", "/v1/email_checks", "/v1/devices"] {
        assert_eq!(count(path).await, 0, "{path}");
    }
}
