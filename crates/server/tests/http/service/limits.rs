use std::net::SocketAddr;

use axum::body::Body;
use countersign::{
    auth::{Scopes, api_key},
    config::Config,
    limits::{Peer, Quota, Rates, customer_attempt},
    tenant::Tenant,
};
use countersign_core::decision::Mode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::shop::Shop;
use crate::support::{Answer, request};

async fn limited() -> Shop {
    Shop::with(Config::for_slots(2)).await
}

/// A call from an address.
async fn call(shop: &Shop, address: &str, key: &str, (method, path): (&str, &str)) -> Answer {
    let peer: SocketAddr = format!("{address}:4711").parse().unwrap();
    let call = request(method, path).extension(Peer(peer)).header("authorization", format!("Bearer {key}"));
    shop.send(call.header("content-type", "application/json").body(Body::from("{}")).unwrap()).await
}

/// A new verification's client token.
async fn link(shop: &Shop) -> String {
    shop.post("/v1/verifications", json!({})).await.json()["client_token"].as_str().unwrap().to_owned()
}

/// How many of a run of calls pass before the first is refused.
async fn passing(most: usize, mut call: impl AsyncFnMut(usize) -> Answer) -> (usize, Option<Answer>) {
    for number in 0..most {
        let answer = call(number).await;
        if answer.status == 429 {
            return (number, Some(answer));
        }
    }
    (most, None)
}

const SUBMIT: (&str, &str) = ("POST", "/v1/subject/submit");
const PROGRESS: (&str, &str) = ("GET", "/v1/subject/progress");

#[tokio::test]
async fn an_address_acts_ten_times_a_minute_with_links() {
    let shop = limited().await;
    let (token, other) = (link(&shop).await, link(&shop).await);
    let (passed, refused) = passing(20, async |_| call(&shop, "203.0.113.5", &token, SUBMIT).await).await;
    let refused = refused.unwrap();
    assert_eq!((passed, refused.problem()), (10, (429, "rate_limited".to_owned())));
    assert_eq!((refused.header("retry-after"), &refused.json()["limit"]), ("6", &json!("address")));
    assert_eq!(call(&shop, "203.0.113.5", &other, SUBMIT).await.status, 429, "another link is the same address");
    assert_eq!(call(&shop, "203.0.113.6", &token, SUBMIT).await.status, 409, "another address is not");
    assert_eq!(call(&shop, "203.0.113.5", &token, PROGRESS).await.status, 200, "looking is counted apart");
    shop.wait(SignedDuration::from_secs(6));
    assert_eq!(call(&shop, "203.0.113.5", &token, SUBMIT).await.status, 409);
    assert_eq!(call(&shop, "203.0.113.5", &token, SUBMIT).await.status, 429);
}

#[tokio::test]
async fn all_addresses_of_a_shop_share_its_limit() {
    let shop = limited().await;
    let links = [link(&shop).await, link(&shop).await];
    let far = async |number: usize| call(&shop, &format!("198.51.100.{number}"), &links[number % 2], SUBMIT).await;
    let (passed, refused) = passing(200, far).await;
    assert_eq!((passed, &refused.unwrap().json()["limit"]), (120, &json!("shop")));
    let stranger = shop.new_key("another", Mode::Test, Scopes::usual()).await;
    let theirs = shop.call_as(&stranger, "POST", "/v1/verifications", json!({})).await.json();
    let theirs = theirs["client_token"].as_str().unwrap();
    assert_eq!(call(&shop, "192.0.2.1", theirs, SUBMIT).await.status, 409, "another shop is counted apart");
    assert_eq!(shop.post("/v1/verifications", json!({})).await.status, 201, "the shop's own program has no limit");
}

#[tokio::test]
async fn a_link_is_looked_at_twice_a_second() {
    let shop = limited().await;
    let (token, other) = (link(&shop).await, link(&shop).await);
    let look = async |number: usize| call(&shop, &format!("198.51.100.{number}"), &token, PROGRESS).await;
    let (passed, refused) = passing(200, look).await;
    assert_eq!((passed, &refused.unwrap().json()["limit"]), (120, &json!("link")));
    assert_eq!(call(&shop, "198.51.100.1", &other, PROGRESS).await.status, 200);
}

#[tokio::test]
async fn who_guesses_keys_is_turned_away_and_who_has_one_is_not() {
    let shop = limited().await;
    for path in [("GET", "/v1/verifications"), PROGRESS] {
        let guess = async |number: usize| call(&shop, "203.0.113.5", &format!("cs_client_{number}"), path).await;
        let (passed, refused) = passing(20, guess).await;
        let refused = refused.unwrap();
        assert_eq!((passed, refused.problem().1.as_str()), (10, "rate_limited"));
        shop.wait(SignedDuration::from_mins(1));
    }
    assert_eq!(call(&shop, "203.0.113.5", &shop.key, ("GET", "/v1/verifications")).await.status, 200);
}

#[tokio::test]
async fn a_publishable_key_is_bound_and_a_secret_one_when_the_operator_says_so() {
    let limits = Rates { key: Quota::a_minute(3), ..Rates::default() };
    let shop = Shop::with(Config { limits, ..Config::for_slots(2) }).await;
    let mut tx = shop.service().store.begin().await.unwrap();
    let keys = api_key::create_pair(&mut tx, "shop", Mode::Test, Scopes::usual()).await.unwrap();
    tx.commit().await.unwrap();
    for (key, most, limit) in [(&keys.publishable.text, 10, "address"), (&keys.secret.text, 3, "key")] {
        let (passed, refused) =
            passing(20, async |_| call(&shop, "203.0.113.5", key, ("GET", "/v1/verifications")).await).await;
        assert_eq!((passed, &refused.unwrap().json()["limit"]), (most, &json!(limit)));
    }
    assert_eq!(shop.get("/v1/verifications").await.status, 200, "another key is counted apart");
}

#[tokio::test]
async fn proxies_are_believed_when_trusted() {
    let trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    let shop = Shop::with(Config { trusted_proxies, ..Config::for_slots(2) }).await;
    let behind = async |peer: &str, forwarded: String| {
        let peer: SocketAddr = format!("{peer}:4711").parse().unwrap();
        let call = request("GET", "/v1/verifications").extension(Peer(peer)).header("x-forwarded-for", forwarded);
        shop.send(call.body(Body::empty()).unwrap()).await
    };
    let clients = passing(30, async |n| behind("10.1.1.1", format!("198.51.100.{n}")).await).await;
    assert_eq!(clients.0, 30, "each client has its own count");
    let one = passing(30, async |n| behind("10.1.1.1", format!("192.0.2.{n}, 203.0.113.1, 10.2.2.2")).await).await;
    assert_eq!(one.0, 10, "what the client wrote itself counts for nothing");
    let liar = passing(30, async |n| behind("203.0.113.9", format!("198.51.100.{n}")).await).await;
    assert_eq!(liar.0, 10, "nobody else is believed");
}

#[tokio::test]
async fn attempts_of_a_customer_are_counted_over_all_processes() {
    let shop = limited().await;
    let (here, there) = (&shop.app, shop.twin().await);
    let tenant = |mode| Tenant { merchant: "mer_1".into(), mode };
    let mut passed = 0;
    for number in 0..14 {
        let process = if number % 2 == 0 { here } else { &there };
        match customer_attempt(process, &tenant(Mode::Live), "ada").await {
            Ok(()) => passed += 1,
            Err(problem) => assert_eq!((problem.code, problem.retry_after), ("rate_limited", Some(24 * 3600))),
        }
    }
    assert_eq!(passed, 10);
    customer_attempt(here, &tenant(Mode::Test), "ada").await.unwrap();
    customer_attempt(here, &tenant(Mode::Live), "grace").await.unwrap();
    shop.wait(SignedDuration::from_hours(24));
    shop.sweep().await;
    customer_attempt(&there, &tenant(Mode::Live), "ada").await.unwrap();
    there.service().unwrap().store.close().await;
}

#[tokio::test]
async fn attempts_of_a_customer_at_the_same_moment_are_all_counted() {
    let shop = limited().await;
    let tries = (0..30).map(|_| {
        let app = shop.app.clone();
        tokio::spawn(async move {
            let tenant = Tenant { merchant: "mer_1".into(), mode: Mode::Live };
            customer_attempt(&app, &tenant, "ada").await.is_ok()
        })
    });
    let mut passed = 0;
    for attempt in tries.collect::<Vec<_>>() {
        passed += usize::from(attempt.await.unwrap());
    }
    assert_eq!(passed, 10);
}

#[tokio::test]
async fn without_limits_nobody_is_counted() {
    let shop = Shop::open().await;
    let token = link(&shop).await;
    let (passed, _) = passing(300, async |_| shop.call_as(&token, "GET", PROGRESS.1, Value::Null).await).await;
    assert_eq!(passed, 300);
}
