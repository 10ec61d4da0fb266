//! Every query of the hot path goes by an index, on either database, without statistics and with them.

use super::{checkout, collector::Collector, on_fingerprint};
use crate::service::shop::Shop;

#[tokio::test]
async fn what_a_checkout_asks_goes_by_indexes_alone() {
    let shop = Shop::open().await;
    for number in 0..30 {
        shop.assess(on_fingerprint(&format!("c{number}"), &format!("f{}", number % 7))).await;
    }
    let mut browser = Collector::new(&shop, "x");
    browser.view().await;
    shop.assess(browser.checkout("c1")).await;
    shop.assess(checkout("c2")).await;
    let store = &shop.service().store;
    for analysed in [false, true] {
        if analysed {
            store.execute("ANALYZE".to_owned()).await.unwrap();
        }
        for (name, plan) in store.risk_plans().await.unwrap() {
            assert!(!plan.is_empty(), "{name} has a plan");
            // A page comes in the order of its index, not by sorting all.
            let sorted = name.contains("addresses") && ["TEMP B-TREE", "Sort"].iter().any(|sort| plan.contains(sort));
            assert!(!sorted, "{name}, analysed: {analysed}\n{plan}");
            for table in [
                "account",
                "device",
                "link",
                "marked_link",
                "sighting",
                "ip",
                "agent",
                "device_ip",
                "device_agent",
                "risk_attempt",
                "assessment",
                "email_domain",
                "email_check",
            ] {
                let walks = plan.lines().any(|line| walks(line, table));
                assert!(!walks, "{name} walks {table}, analysed: {analysed}\n{plan}");
            }
        }
    }
}

/// SQLite says `SCAN table`, PostgreSQL `Seq Scan on table`.
fn walks(line: &str, table: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).any(|pair| pair == ["SCAN", table])
        || words.windows(4).any(|four| four[..3] == ["Seq", "Scan", "on"] && four[3] == table)
}
