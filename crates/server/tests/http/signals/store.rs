//! Domains and checked addresses as they are stored, on either database.

use countersign::store::{EmailCheck, EmailDomain};
use countersign_core::risk::signal::{MailHost, Source};
use jiff::{SignedDuration, Timestamp};

use crate::service::shop::Shop;

fn said(shop: &Shop, mail_host: MailHost, ago: i64) -> EmailDomain {
    let checked_at = shop.app.now() - SignedDuration::from_secs(ago);
    EmailDomain {
        domain: "a.test".to_owned(),
        mail_host,
        hosts: vec!["one.test".to_owned(), "two.test".to_owned()],
        checked_at,
        expires_at: checked_at + SignedDuration::from_hours(1),
    }
}

#[tokio::test]
async fn the_latest_answer_about_a_domain_is_kept() {
    let shop = Shop::open().await;
    let store = &shop.service().store;
    assert_eq!(store.email_domain("a.test").await.unwrap(), None);
    for mail_host in MailHost::ALL {
        let said = said(&shop, mail_host, 0);
        store.keep_email_domain(&said).await.unwrap();
        assert_eq!(store.email_domain("a.test").await.unwrap(), Some(said));
    }
    // A process that was slow does not undo what a faster one learnt.
    store.keep_email_domain(&said(&shop, MailHost::Nxdomain, 5)).await.unwrap();
    assert_eq!(store.email_domain("a.test").await.unwrap().unwrap().mail_host, MailHost::Unknown);
    shop.wait(SignedDuration::from_hours(26));
    shop.sweep().await;
    assert_eq!(store.email_domain("a.test").await.unwrap(), None);
}

fn check(key: i64, space: i64, seen_at: Timestamp) -> EmailCheck {
    EmailCheck {
        key,
        space,
        sealed_address: format!("sealed {key}").into_bytes(),
        domain: if key % 2 == 0 { "even.test" } else { "odd.test" }.to_owned(),
        mail_host: MailHost::Mx,
        source: Source::Fresh,
        checked_at: seen_at,
        seen_at,
    }
}

async fn keep(shop: &Shop, checks: &[EmailCheck]) {
    let mut tx = shop.service().store.begin().await.unwrap();
    tx.keep_email_checks(checks).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn checked_addresses_are_listed_newest_first_and_page_by_page() {
    let shop = Shop::open().await;
    let store = &shop.service().store;
    let at = |seconds: i64| shop.app.now() + SignedDuration::from_secs(seconds);
    keep(&shop, &(1..=5).map(|key| check(key, 7, at(key / 2))).collect::<Vec<_>>()).await;
    keep(&shop, &[check(6, 8, at(0))]).await;
    keep(&shop, &[]).await;
    let keys = |checks: Vec<EmailCheck>| checks.iter().map(|check| check.key).collect::<Vec<_>>();
    assert_eq!(keys(store.email_checks(7, None, None, 10).await.unwrap()), [5, 4, 3, 2, 1]);
    assert_eq!(
        keys(store.email_checks(7, None, None, 2).await.unwrap()),
        [5, 4, 3],
        "one more says that there are more"
    );
    assert_eq!(keys(store.email_checks(7, None, Some((at(2), 4)), 10).await.unwrap()), [3, 2, 1]);
    assert_eq!(keys(store.email_checks(7, Some("odd.test"), Some((at(2), 5)), 10).await.unwrap()), [3, 1]);
    assert_eq!(store.email_checks(8, None, None, 10).await.unwrap(), [check(6, 8, at(0))]);
}

#[tokio::test]
async fn an_address_is_written_once_a_day_or_when_the_answer_changes() {
    let shop = Shop::open().await;
    let store = &shop.service().store;
    let now = shop.app.now();
    let later = |hours: i64| now + SignedDuration::from_hours(hours);
    // The last of equals counts.
    keep(&shop, &[check(1, 7, later(-1)), check(1, 7, now)]).await;
    let only = || async { store.email_checks(7, None, None, 10).await.unwrap().remove(0) };
    assert_eq!(only().await.seen_at, now);
    keep(&shop, &[check(1, 7, later(23))]).await;
    assert_eq!(only().await.seen_at, now);
    let changed = EmailCheck { mail_host: MailHost::Nxdomain, source: Source::Cached, ..check(1, 7, later(23)) };
    keep(&shop, std::slice::from_ref(&changed)).await;
    assert_eq!(only().await, changed);
    keep(&shop, &[check(1, 7, later(47))]).await;
    assert_eq!(only().await, check(1, 7, later(47)));

    let mut tx = store.begin().await.unwrap();
    assert_eq!(tx.forget_email_checks(7, later(47)).await.unwrap(), 0);
    assert_eq!(tx.forget_email_checks(8, later(48)).await.unwrap(), 0);
    tx.forget_email_check(2).await.unwrap();
    assert_eq!(tx.forget_email_checks(7, later(48)).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert_eq!(store.email_checks(7, None, None, 10).await.unwrap(), []);
}
