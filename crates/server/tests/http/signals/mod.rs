//! Where signals come from, against real name servers and files.

mod checkout;
mod files;
mod mmdb;
mod name_server;
mod store;

use std::{sync::Arc, time::Instant};

use countersign::{
    config::Config,
    limits::Rates,
    signals::{BUDGET, Dns, NameServer, Said, SignalArgs},
};
use countersign_core::risk::signal::{EmailFacts, MailHost, Source};
use jiff::SignedDuration;
use name_server::Slow;

use crate::service::shop::Shop;

fn args(address: std::net::SocketAddr) -> SignalArgs {
    SignalArgs { dns: NameServer::At(address), ..SignalArgs::default() }
}

async fn shop(address: std::net::SocketAddr) -> Shop {
    Shop::with_signals(Config { limits: Rates::NONE, ..Config::for_slots(2) }, args(address)).await
}

async fn email(shop: &Shop, address: &str) -> EmailFacts {
    let service = shop.service();
    service.signals.email(&service.store, address).await
}

#[tokio::test]
async fn every_answer_of_a_name_server_is_told_apart() {
    let server = name_server::NameServer::start();
    let dns = Dns::new(NameServer::At(server.address)).unwrap();
    let hosts =
        |hosts: &[&str]| Said { mail_host: MailHost::Mx, hosts: hosts.iter().map(|h| (*h).to_owned()).collect() };
    for (domain, expected) in [
        ("mx.test", hosts(&["a.mail.test", "b.mail.test"])),
        ("deep.sub.test", hosts(&["a.mail.test"])),
        ("alias.test", hosts(&["a.mail.test", "b.mail.test"])),
        ("xn--bcher-kva.test", hosts(&["a.mail.test"])),
        ("null.test", MailHost::NullMx.into()),
        ("four.test", MailHost::ImplicitMx.into()),
        ("six.test", MailHost::ImplicitMx.into()),
        ("silent.test", MailHost::NoMailHost.into()),
        ("nowhere.test", MailHost::Nxdomain.into()),
        ("lost.test", MailHost::Nxdomain.into()),
        // A name that others were given: a referral to them, which says nothing of it (RFC 2308 section 2.2.1).
        ("away.test", MailHost::Unknown.into()),
        ("deep.away.test", MailHost::Unknown.into()),
        // Names for names that the server cannot tell, and for each other.
        ("outside.test", MailHost::Unknown.into()),
        ("round.test", MailHost::Unknown.into()),
        // A zone that the server cannot load: SERVFAIL.
        ("any.broken", MailHost::Unknown.into()),
        // A name that it is not there for: REFUSED.
        ("elsewhere.example", MailHost::Unknown.into()),
    ] {
        assert_eq!(dns.mail_host(domain).await, expected, "{domain}");
    }
    let many = dns.mail_host("many.test").await;
    assert_eq!(
        (many.mail_host, many.hosts.len()),
        (MailHost::Mx, 60),
        "an answer too long for one packet is asked for again"
    );
}

#[tokio::test]
async fn an_answer_is_kept_for_as_long_as_it_holds() {
    let server = name_server::NameServer::start();
    let shop = shop(server.address).await;
    for (address, name, mail_host, holds) in [
        ("ada@MX.test", "mx.test", MailHost::Mx, SignedDuration::from_hours(24)),
        ("ada@four.test", "four.test", MailHost::ImplicitMx, SignedDuration::from_hours(24)),
        ("ada@null.test", "null.test", MailHost::NullMx, SignedDuration::from_hours(1)),
        ("ada@silent.test", "silent.test", MailHost::NoMailHost, SignedDuration::from_hours(1)),
        ("ada@nowhere.test", "nowhere.test", MailHost::Nxdomain, SignedDuration::from_hours(1)),
        ("ada@any.broken", "any.broken", MailHost::Unknown, SignedDuration::from_mins(2)),
        ("ada@bücher.test", "xn--bcher-kva.test", MailHost::Mx, SignedDuration::from_hours(24)),
    ] {
        let first = email(&shop, address).await;
        assert_eq!((first.mail_host, first.source), (mail_host, Some(Source::Fresh)), "{address}");
        assert_eq!((first.domain.as_deref(), first.checked_at), (Some(name), Some(shop.app.now())));
        let asked = server.asked(name, "MX");
        assert!(asked > 0);
        shop.wait(holds - SignedDuration::from_secs(1));
        let second = email(&shop, address).await;
        assert_eq!((second.mail_host, second.source), (mail_host, Some(Source::Cached)), "{address}");
        assert_eq!((second.checked_at, server.asked(name, "MX")), (first.checked_at, asked), "{address}");
        // Another process that shares the database knows it too.
        let twin = shop.twin().await;
        let service = twin.service().unwrap();
        let elsewhere = service.signals.email(&service.store, address).await;
        assert_eq!((elsewhere.source, elsewhere.checked_at), (Some(Source::Cached), first.checked_at), "{address}");
        assert_eq!(server.asked(name, "MX"), asked, "{address}");
        shop.wait(SignedDuration::from_secs(1));
        let third = email(&shop, address).await;
        assert_eq!((third.source, third.checked_at), (Some(Source::Fresh), Some(shop.app.now())), "{address}");
        assert!(server.asked(name, "MX") > asked, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_ask_for_one_domain_make_one_question() {
    let server = name_server::NameServer::start();
    let slow = Slow::before(Some(server.address), std::time::Duration::from_millis(200));
    let shop = Arc::new(shop(slow.address).await);
    let asking = (0..200).map(|n| {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move { email(&shop, &format!("customer{n}@mx.test")).await })
    });
    for asked in asking.collect::<Vec<_>>() {
        assert_eq!(asked.await.unwrap().mail_host, MailHost::Mx);
    }
    // One question; the resolver repeats it while it is not answered, which a busy machine may make it wait for.
    let asked = server.asked("mx.test", "MX");
    assert!((1..=4).contains(&asked), "{asked}");
}

#[tokio::test]
async fn a_slow_server_is_not_waited_for_but_heard() {
    let server = name_server::NameServer::start();
    let slow = Slow::before(Some(server.address), BUDGET + std::time::Duration::from_millis(600));
    let shop = shop(slow.address).await;
    let begun = Instant::now();
    let first = email(&shop, "ada@mx.test").await;
    let took = begun.elapsed();
    assert_eq!((first.mail_host, first.source), (MailHost::Unknown, Some(Source::Fresh)));
    assert!(took >= BUDGET && took < BUDGET + std::time::Duration::from_millis(500), "{took:?}");
    // What the server said in the end is there for the next one.
    let heard = async {
        while email(&shop, "ada@mx.test").await.mail_host != MailHost::Mx {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        email(&shop, "ada@mx.test").await
    };
    let second = tokio::time::timeout(std::time::Duration::from_secs(20), heard).await.unwrap();
    assert_eq!((second.mail_host, second.source), (MailHost::Mx, Some(Source::Cached)));
}

#[tokio::test]
async fn a_dead_server_says_nothing_about_anybody() {
    let dead = Slow::before(None, std::time::Duration::ZERO);
    let shop = shop(dead.address).await;
    let begun = Instant::now();
    let facts = email(&shop, "ada@mx.test").await;
    assert!(begun.elapsed() < BUDGET + std::time::Duration::from_millis(500));
    assert_eq!(facts.mail_host, MailHost::Unknown);
    let mut signals = countersign_core::risk::Signals::at(shop.app.now());
    signals.email = facts;
    signals.device.token = true;
    let assessed = countersign_core::risk::assess(&signals, &countersign_core::risk::Policy::default());
    assert_eq!((assessed.sum, assessed.reasons.len()), (0, 0));
}

#[tokio::test]
async fn nobody_can_make_us_flood_a_name_server() {
    let dead = Slow::before(None, std::time::Duration::ZERO);
    let shop = Arc::new(shop(dead.address).await);
    let asking = (0..600).map(|n| {
        let shop = Arc::clone(&shop);
        tokio::spawn(async move {
            let begun = Instant::now();
            let facts = email(&shop, &format!("ada@domain{n}.test")).await;
            (facts.mail_host, begun.elapsed() < BUDGET)
        })
    });
    let mut at_once = 0;
    for asked in asking.collect::<Vec<_>>() {
        let (mail_host, quick) = asked.await.unwrap();
        assert_eq!(mail_host, MailHost::Unknown);
        at_once += usize::from(quick);
    }
    assert_eq!(at_once, 600 - 512, "they are answered without a question");
}

#[tokio::test]
async fn an_address_that_is_none_asks_nobody() {
    let server = name_server::NameServer::start();
    let shop = shop(server.address).await;
    let facts = email(&shop, "ada@@mx.test").await;
    assert!(facts.fault.is_some() && facts.domain.is_none() && facts.source.is_none());
    assert_eq!(server.asked("mx.test", "MX"), 0);
}
