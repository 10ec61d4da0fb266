//! Transactions at the same time: each is kept or undone by itself, however many share a commit.

use std::time::Duration;

use countersign::store::{Store, Tally};
use countersign_core::decision::Mode;
use serde_json::json;
use tokio::{task::JoinSet, time::timeout};

use super::shop::Shop;
use countersign::tenant::Tenant;

fn tally<'a>(tenant: &'a Tenant, name: &'a str) -> Tally<'a> {
    Tally { tenant, kind: "test", name, per: Duration::from_hours(1) }
}

fn tenant() -> Tenant {
    Tenant { merchant: "mer_1".into(), mode: Mode::Test }
}

/// How often a name was counted.
async fn counted(store: &Store, name: &str) -> i64 {
    let mut tx = store.begin().await.unwrap();
    let count = tx.tally(&tally(&tenant(), name)).await.unwrap().count - 1;
    tx.rollback().await.unwrap();
    count
}

enum End {
    Commit,
    Rollback,
    /// The request was canceled.
    Drop,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_kept_or_undone_by_itself() {
    let shop = Shop::open().await;
    let store = &shop.service().store;
    let mut running = JoinSet::new();
    for number in 0..90 {
        let store = store.clone();
        running.spawn(async move {
            let mut tx = store.begin().await.unwrap();
            // Names are shared by three, one of each end.
            tx.tally(&tally(&tenant(), &format!("n{}", number / 3))).await.unwrap();
            match [End::Commit, End::Rollback, End::Drop][number % 3] {
                End::Commit => tx.commit().await.unwrap(),
                End::Rollback => tx.rollback().await.unwrap(),
                End::Drop => drop(tx),
            }
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
    for number in 0..30 {
        assert_eq!(counted(store, &format!("n{number}")).await, 1, "n{number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_acknowledged_is_there_for_other_processes() {
    let shop = Shop::open().await;
    let other = shop.twin().await;
    let mut running = JoinSet::new();
    for number in 0..40 {
        let (here, there) = (shop.service().store.clone(), other.service().unwrap().store.clone());
        running.spawn(async move {
            let name = format!("n{number}");
            let mut tx = here.begin().await.unwrap();
            tx.tally(&tally(&tenant(), &name)).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(counted(&there, &name).await, 1);
        });
    }
    while let Some(ended) = running.join_next().await {
        ended.unwrap();
    }
    other.service().unwrap().store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_canceled_at_any_moment_hold_nobody_up() {
    let shop = Shop::open().await;
    let store = &shop.service().store;
    let mut running = JoinSet::new();
    for number in 0..200_u64 {
        let store = store.clone();
        running.spawn(async move {
            let work = async {
                let mut tx = store.begin().await.unwrap();
                tx.tally(&tally(&tenant(), &format!("n{number}"))).await.unwrap();
                tx.commit().await.unwrap();
            };
            // Some are canceled while they wait, some while they write, some while they commit, some not at all.
            timeout(Duration::from_micros(number * 37 % 4000), work).await.is_ok()
        });
    }
    let mut kept = 0;
    while let Some(ended) = running.join_next().await {
        kept += usize::from(ended.unwrap());
    }
    // The writer is free, and takes the next one whole.
    let id = timeout(Duration::from_secs(20), shop.create(json!({}))).await.unwrap();
    assert_eq!(shop.status(&id).await, "started");
    assert!(kept < 200);
}

#[tokio::test]
async fn first_verifications_of_a_customer_share_a_subject() {
    let shop = Shop::open().await;
    let create = || shop.create(json!({ "customer_id": "ada" }));
    // All at once: one makes the customer's subject, the others find it.
    let (one, two, three, four) = tokio::join!(create(), create(), create(), create());
    let mut subjects = Vec::new();
    for id in [one, two, three, four] {
        subjects.push(shop.get(&format!("/v1/verifications/{id}")).await.json()["subject_id"].clone());
    }
    subjects.dedup();
    assert_eq!(subjects.len(), 1);
}
