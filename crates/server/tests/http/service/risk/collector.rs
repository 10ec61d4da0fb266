//! A small client that does what the script in a shop's pages does: keeps a token, reports, and hands it to the checkout.

use countersign::auth::Scopes;
use countersign_core::decision::Mode;
use serde_json::{Value, json};

use super::{checkout, id, points, with};
use crate::{service::shop::Shop, support::request};

/// A browser with our collector in it.
pub(super) struct Collector<'a> {
    pub(super) shop: &'a Shop,
    pub(super) token: Option<String>,
    pub(super) components: Value,
}

pub(super) fn components(canvas: &str) -> Value {
    json!({
        "canvas": { "value": canvas, "duration": 3 }, "platform": { "value": "Linux x86_64", "duration": 0 },
        "fonts": { "value": ["Arial"], "duration": 9 }, "hardwareConcurrency": { "value": 8, "duration": 0 },
        "languages": { "value": [["de"]], "duration": 0 },
    })
}

impl<'a> Collector<'a> {
    pub(super) fn new(shop: &'a Shop, canvas: &str) -> Self {
        Self { shop, token: None, components: components(canvas) }
    }

    /// A page view.
    pub(super) async fn view(&mut self) -> Value {
        let body =
            json!({ "token": self.token, "components": self.components, "session": "s1", "browser_offset_min": 120 });
        let call = request("POST", "/v1/collect").header("authorization", format!("Bearer {}", self.shop.key));
        let call = call.header("content-type", "application/json").header("user-agent", "Firefox/140.0");
        let answer = self.shop.send(call.body(body.to_string().into()).unwrap()).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let answer = answer.json();
        self.token = Some(answer["token"].as_str().unwrap().to_owned());
        answer
    }

    /// What the shop's server sends along with a checkout.
    pub(super) fn checkout(&self, customer: &str) -> Value {
        with(checkout(customer), "device", json!({ "token": self.token }))
    }
}

#[tokio::test]
async fn a_browser_keeps_its_id_and_two_alike_have_two() {
    let shop = Shop::open().await;
    let (mut one, mut other) = (Collector::new(&shop, "same"), Collector::new(&shop, "same"));
    let first = one.view().await;
    assert_eq!(first["known"], false);
    let again = one.view().await;
    assert_eq!((&again["known"], &again["device_id"]), (&json!(true), &first["device_id"]));
    let second = other.view().await;
    assert_ne!(second["device_id"], first["device_id"]);
    let mut loose = Vec::new();
    for view in [&first, &second] {
        let page = shop.get(&format!("/v1/devices/{}", view["device_id"].as_str().unwrap())).await.json();
        loose.push(page["loose_fingerprint"].as_str().unwrap().to_owned());
    }
    assert_eq!((loose[0].len(), &loose[0]), (32, &loose[1]), "hardware and system are the same");
}

#[tokio::test]
async fn accounts_are_linked_by_the_token_even_when_the_browser_changes() {
    let shop = Shop::open().await;
    let mut browser = Collector::new(&shop, "before the update");
    browser.view().await;
    shop.assess(browser.checkout("c1")).await;
    browser.components = components("after the update");
    browser.view().await;
    let made = shop.assess(browser.checkout("c2")).await;
    assert_eq!(points(&made, "DEVICE_LINKED_ACCOUNTS"), Some(15));
    assert_eq!(made["report"]["device"]["linked"][0]["via"], "token");
    assert!(made["report"]["device"]["id"].as_str().unwrap().starts_with("dev_"), "{}", id(&made));
}

#[tokio::test]
async fn alike_browsers_link_until_many_are_alike() {
    let shop = Shop::open().await;
    for number in 0..21 {
        let mut browser = Collector::new(&shop, "a telephone");
        browser.view().await;
        let made = shop.assess(browser.checkout(&format!("c{number}"))).await;
        let linked = points(&made, "DEVICE_LINKED_ACCOUNTS");
        assert_eq!(linked.is_some(), (1..20).contains(&number), "{number}: {linked:?}");
        if number == 20 {
            assert_eq!(made["report"]["device"]["common"], true);
            // The browser itself is still one of its own.
            let same = shop.assess(browser.checkout("another")).await;
            assert_eq!(same["report"]["device"]["linked_count"], 1);
        }
    }
}

#[tokio::test]
async fn a_token_that_we_did_not_sign_is_none() {
    let shop = Shop::open().await;
    let mut browser = Collector::new(&shop, "x");
    browser.view().await;
    shop.assess(browser.checkout("c1")).await;
    let token = browser.token.clone().unwrap();
    let forged = format!("{}A", &token[..token.len() - 1]);
    browser.token = Some(if forged == token { format!("{}E", &token[..token.len() - 1]) } else { forged });
    let made = shop.assess(browser.checkout("c2")).await;
    assert_eq!(points(&made, "DEVICE_MISSING"), Some(5));
    assert_eq!(points(&made, "DEVICE_LINKED_ACCOUNTS"), None);
    let fresh = browser.view().await;
    assert_eq!(fresh["known"], false, "the collector gets a new one");
}

#[tokio::test]
async fn a_page_of_a_listed_origin_may_collect_and_no_other() {
    let shop = Shop::open().await;
    shop.set(json!({ "origins": ["https://shop.example"] })).await;
    let (public, _) = shop.new_pair("shop", Mode::Test, Scopes::usual()).await;
    let call = async |method: &str, origin: &str, key: Option<&str>| {
        let call = request(method, "/v1/collect").header("origin", origin).header("content-type", "application/json");
        let call = call.header("access-control-request-method", "POST");
        let call = key.into_iter().fold(call, |call, key| call.header("authorization", format!("Bearer {key}")));
        shop.send(call.body(json!({ "session": "s1" }).to_string().into()).unwrap()).await
    };
    let asked = call("OPTIONS", "https://shop.example", None).await;
    assert_eq!((asked.status.as_u16(), asked.header("access-control-allow-origin")), (204, "https://shop.example"));
    let told = call("POST", "https://shop.example", Some(&public)).await;
    assert_eq!((told.status.as_u16(), told.header("access-control-allow-origin")), (200, "https://shop.example"));
    let token = told.json()["token"].clone();
    let made = shop.assess(with(checkout("c1"), "device", json!({ "token": token }))).await;
    assert_eq!(made["report"]["device"]["id"], told.json()["device_id"]);
    assert_eq!(call("POST", "https://evil.example", Some(&public)).await.problem().1, "foreign_origin");
    assert_eq!(call("POST", "https://shop.example", None).await.problem().0, 401);
    assert_eq!(call("POST", "https://shop.example", Some("cs_public_test_nothing")).await.problem().0, 401);
}
