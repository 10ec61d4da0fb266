//! The report as a file and as a page.

use countersign_core::decision::Verdict;
use serde_json::{Value, json};

use super::{id, on_fingerprint, with};
use crate::service::shop::Shop;

/// Held: from Lima, with an address that is none.
fn held(customer: &str) -> Value {
    let far = with(on_fingerprint(customer, "f1"), "browser_offset_min", json!(-300));
    with(with(far, "browser_timezone", json!("America/Lima")), "email", json!("ada at home"))
}

async fn page(shop: &Shop, made: &Value) -> String {
    let page = shop.get(&format!("/v1/assessments/{}/report.html", id(made))).await;
    assert_eq!((page.status.as_u16(), page.header("content-type")), (200, "text/html; charset=utf-8"));
    assert!(page.header("content-security-policy").contains("style-src 'sha256-"));
    page.body
}

#[tokio::test]
async fn the_page_says_everything_and_needs_nothing_else() {
    let shop = Shop::open().await;
    shop.assess(on_fingerprint("c1", "f1")).await;
    let made = shop.assess(held("c2")).await;
    assert_eq!((&made["score"], &made["decision"]), (&json!(85), &json!("fraud")));
    let page = page(&shop, &made).await;
    for text in [
        "Stopped as fraud",
        "class=\"banner high\"",
        "held from 50",
        "TZ_MISMATCH",
        "The browser is at −05:00, Europe/Berlin at +02:00: 420 minutes apart.",
        "There is no @.",
        "One other account.",
        "+15",
        "+85",
        "same fingerprint",
        "America/Lima −05:00",
        "mismatch: too far away",
        "49.90 EUR",
        "1 Jun 2026, 12:00:00 UTC",
        id(&made),
    ] {
        assert!(page.contains(text), "{text}");
    }
    for foreign in ["src=", "href=", "http://", "https://", "<script", " style="] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    let low = shop.assess(on_fingerprint("c9", "f9")).await;
    assert!(self::page(&shop, &low).await.contains("class=\"banner low\""));
}

#[tokio::test]
async fn ids_lead_to_the_shops_own_pages_where_it_said_where_they_are() {
    let shop = Shop::open().await;
    shop.set(json!({
        "customer_page": "https://shop.example/admin/clients?userid={id}",
        "order_page": "https://shop.example/admin/orders/{id}",
    }))
    .await;
    let first = shop.assess(on_fingerprint("<b>&1", "f1")).await;
    shop.post(&format!("/v1/assessments/{}/order", id(&first)), json!({ "order_id": "o0" })).await;
    shop.assess(with(on_fingerprint("x", "f1"), "customer_id", Value::Null)).await;
    let made = shop.assess(with(on_fingerprint("c2", "f1"), "order", json!({ "id": "o/1" }))).await;
    let page = page(&shop, &made).await;
    for link in
        ["clients?userid=c2\">c2<", "orders/o%2F1\">o/1<", "clients?userid=%3Cb%3E%261\"><code>", "orders/o0\">o0<"]
    {
        assert!(page.contains(&format!("<a href=\"https://shop.example/admin/{link}")), "{link}");
    }
    assert_eq!(page.matches("href=").count(), 4, "a guest has no page");
    assert!(!page.contains("<b>"));
}

#[tokio::test]
async fn the_page_says_what_came_after_the_decision() {
    let shop = Shop::open().await;
    let verification = shop.create(json!({})).await;
    shop.script.say(Verdict::Approved, &[]);
    shop.upload(&verification).await;
    shop.act(&verification, "submit", Value::Null).await;
    shop.run_jobs().await;
    let made = shop.assess(with(held("c1"), "verification_id", json!(verification))).await;
    assert_eq!((&made["decision"], &made["resolution"]), (&json!("allow"), &json!("open")), "70 points less 30");
    assert!(page(&shop, &made).await.contains("A valid verification of level 3."));
    shop.assess(on_fingerprint("c0", "f1")).await;
    let made = shop.assess(with(held("c2"), "verification_id", json!(verification))).await;
    assert_eq!((&made["decision"], &made["resolution"]), (&json!("hold"), &json!("released")));
    shop.post(&format!("/v1/assessments/{}/outcome", id(&made)), json!({ "outcome": "good" })).await;
    let page = page(&shop, &made).await;
    for text in ["Held", "class=\"banner medium\"", "Released since", "allowed", "good, told 1 Jun 2026", "−30"] {
        assert!(page.contains(text), "{text}");
    }
}

#[tokio::test]
async fn the_file_is_the_assessment() {
    let shop = Shop::open().await;
    let made = shop.assess(held("c1")).await;
    let file = shop.get(&format!("/v1/assessments/{}/report.json", id(&made))).await;
    let name = format!("attachment; filename=\"{}.json\"", id(&made));
    assert_eq!(file.header("content-disposition"), name);
    assert_eq!(file.json(), shop.get(&format!("/v1/assessments/{}", id(&made))).await.json());
}
