//! Tables and lists that the operator supplies.

use std::{fs, path::Path, sync::Arc};

use countersign::{
    config::Config,
    limits::Rates,
    signals::{NameServer, SignalArgs, Sources},
};
use countersign_core::risk::signal::IpFacts;
use serde_json::json;

use super::mmdb;
use crate::service::shop::Shop;

/// Puts a file in place at once, as a careful program does.
fn put(path: &Path, bytes: &[u8]) {
    let draft = path.with_extension("draft");
    fs::write(&draft, bytes).unwrap();
    fs::rename(&draft, path).unwrap();
}

fn off() -> SignalArgs {
    SignalArgs { dns: NameServer::Off, ..SignalArgs::default() }
}

async fn shop(args: SignalArgs) -> Shop {
    Shop::with_signals(Config { limits: Rates::NONE, ..Config::for_slots(2) }, args).await
}

fn ip(shop: &Shop, address: &str, billing: &str) -> IpFacts {
    shop.service().signals.ip(address.parse().unwrap(), Some(billing))
}

#[tokio::test]
async fn places_come_from_the_operators_table_as_it_is_now() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("places.mmdb");
    let row = |country: &str, zone: &str| json!({"country": {"iso_code": country}, "location": {"time_zone": zone}});
    put(
        &path,
        &mmdb::table(&[
            ("192.0.2.0/24", row("DE", "Europe/Berlin")),
            ("198.51.100.0/25", json!({"country_code": "us"})),
        ]),
    );
    let shop = shop(SignalArgs { place_table: Some(path.clone()), ..off() }).await;
    let found = ip(&shop, "192.0.2.77", "de");
    let names = |facts: &IpFacts| (facts.country.clone(), facts.zone.clone());
    assert_eq!(names(&found), (Some("DE".to_owned()), Some("Europe/Berlin".to_owned())));
    assert_eq!(found.billing_country.as_deref(), Some("DE"));
    assert_eq!(names(&ip(&shop, "::ffff:192.0.2.77", "DE")), names(&found));
    assert_eq!(names(&ip(&shop, "198.51.100.1", "DE")), (Some("US".to_owned()), None));
    assert_eq!(names(&ip(&shop, "198.51.100.200", "DE")), (None, None));
    assert_eq!(names(&ip(&shop, "2001:db8::1", "DE")), (None, None));

    put(&path, &mmdb::table(&[("192.0.2.0/24", row("FR", "Europe/Paris"))]));
    shop.service().signals.refresh();
    assert_eq!(ip(&shop, "192.0.2.77", "DE").country.as_deref(), Some("FR"));

    let whole = fs::read(&path).unwrap();
    for broken in [&whole[..whole.len() / 2], b"", b"<html>rate limit</html>"] {
        put(&path, broken);
        shop.service().signals.refresh();
        assert_eq!(ip(&shop, "192.0.2.77", "DE").country.as_deref(), Some("FR"), "the old table stays in force");
        let [(file, wrong)] = &shop.service().signals.files()[..] else { panic!("one file is in use") };
        assert!(file == &path && wrong.as_ref().unwrap().contains("cannot be used"), "{wrong:?}");
    }
    put(&path, &whole);
    shop.service().signals.refresh();
    assert_eq!(shop.service().signals.files(), [(path, None)]);
}

#[tokio::test]
async fn networks_come_from_the_operators_lists() {
    let folder = tempfile::tempdir().unwrap();
    let list = |name: &str, text: &str| {
        let path = folder.path().join(name);
        put(&path, text.as_bytes());
        Some(path)
    };
    let args = SignalArgs {
        tor_list: list("tor", "ExitAddress 192.0.2.9 2026-11-24 11:00:00\n"),
        vpn_list: list("vpn", "# hosts\n192.0.2.0/28\n"),
        datacenter_list: list("dc", "192.0.2.0/24\n2001:db8::/32\n"),
        ..off()
    };
    let shop = shop(args).await;
    let entries = |address: &str| {
        let facts = ip(&shop, address, "DE");
        [facts.tor, facts.vpn, facts.datacenter].map(Option::unwrap_or_default)
    };
    assert_eq!(entries("192.0.2.9"), ["192.0.2.9/32", "192.0.2.0/28", "192.0.2.0/24"]);
    assert_eq!(entries("192.0.2.99"), ["", "", "192.0.2.0/24"]);
    assert_eq!(entries("2001:db8::5"), ["", "", "2001:db8::/32"]);
    assert_eq!(entries("203.0.113.1"), ["", "", ""]);
}

async fn entry(shop: &Shop, address: &str) -> Option<String> {
    let service = shop.service();
    service.signals.email(&service.store, address).await.disposable
}

#[tokio::test]
async fn throw_away_domains_are_known_and_the_operators_lists_win() {
    let folder = tempfile::tempdir().unwrap();
    let (allow, deny) = (folder.path().join("allow"), folder.path().join("deny"));
    put(&allow, b"mailinator.com\n");
    put(&deny, "bücher.example\n".as_bytes());
    let args = SignalArgs { disposable_allow: Some(allow), disposable_deny: Some(deny.clone()), ..off() };
    let (plain, own) = (shop(off()).await, shop(args).await);
    assert_eq!(entry(&plain, "x@a.b.Mailinator.com").await.as_deref(), Some("mailinator.com"));
    assert_eq!(entry(&own, "x@a.b.mailinator.com").await, None);
    assert_eq!(entry(&plain, "x@shop.bücher.example").await, None);
    assert_eq!(entry(&own, "x@shop.bücher.example").await.as_deref(), Some("xn--bcher-kva.example"));
    assert_eq!(entry(&own, "x@gmail.com").await, None);
    put(&deny, b"gmail.com\n");
    own.service().signals.refresh();
    assert_eq!(entry(&own, "x@gmail.com").await.as_deref(), Some("gmail.com"));
}

#[tokio::test]
async fn a_file_that_is_wrong_from_the_start_is_named() {
    let shop = shop(off()).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tor");
    let open =
        || Sources::open(&SignalArgs { tor_list: Some(path.clone()), ..off() }, Arc::clone(&shop.app.source)).err();
    assert!(open().unwrap().contains("cannot be read"));
    put(&path, b"everybody\n");
    let wrong = open().unwrap();
    assert!(wrong.contains("`everybody` is no network") && wrong.contains("tor"), "{wrong}");
    put(&path, b"192.0.2.1\n");
    assert_eq!(open(), None);
}
