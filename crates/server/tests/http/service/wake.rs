//! Workers are woken by what other processes enqueue, where the database can say so.

use std::time::Duration;

use countersign::{
    jobs::worker::{self, Crew},
    store::{Engine, JobKind},
};
use jiff::SignedDuration;
use serde_json::{Value, json};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};

use super::shop::Shop;

#[tokio::test]
async fn another_process_hears_of_work() {
    let shop = Shop::open().await;
    let other = shop.twin().await;
    let there = other.service().unwrap().store.clone();
    let listening = tokio::spawn({
        let there = there.clone();
        async move { there.listen().await }
    });
    if there.engine() == Engine::Sqlite {
        // Nothing to listen to: processes that share a file look by themselves.
        timeout(Duration::from_secs(5), listening).await.unwrap().unwrap();
    } else {
        // It rings once when it begins to listen.
        timeout(Duration::from_secs(20), there.woken()).await.unwrap();
        let mut heard = std::pin::pin!(there.woken());
        assert!(timeout(Duration::from_millis(200), &mut heard).await.is_err(), "nothing was enqueued yet");
        let id = shop.create(json!({ "vendor_state": "sandbox:approved" })).await;
        shop.act(&id, "submit", Value::Null).await;
        timeout(Duration::from_secs(20), heard).await.unwrap();
        let mut moves = there.moves(&id);
        shop.act(&id, "cancel", Value::Null).await;
        timeout(Duration::from_secs(20), moves.next()).await.unwrap();
        listening.abort();
        shop.run_jobs().await;
    }
    there.close().await;
}

/// As a worker does: it listens, looks, finds nothing, and waits.
#[tokio::test]
async fn a_bell_that_rings_after_the_look_and_before_the_wait_is_heard() {
    let shop = Shop::open().await;
    let store = &shop.service().store;
    let woken = store.woken();
    let found = store.claim("idle", &JobKind::ALL, shop.app.now(), SignedDuration::from_secs(9)).await.unwrap();
    assert!(found.is_none());
    let id = shop.create(json!({ "vendor_state": "sandbox:approved" })).await;
    shop.act(&id, "submit", Value::Null).await;
    timeout(Duration::ZERO, woken).await.expect("it rang already");
    shop.run_jobs().await;
}

/// A server that restarts, or an operator who ends sessions, takes every connection away at once.
#[tokio::test]
async fn connections_that_were_ended_are_replaced() {
    let shop = Shop::open().await;
    let id = shop.create(json!({})).await;
    let path = format!("/v1/verifications/{id}");
    assert_eq!(shop.get(&path).await.status, 200);
    let store = &shop.service().store;
    if store.engine() == Engine::Postgres {
        let other = shop.twin().await;
        let all = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                   WHERE datname = current_database() AND pid <> pg_backend_pid()";
        other.service().unwrap().store.execute(all.to_owned()).await.unwrap();
        sleep(Duration::from_millis(1100)).await;
    }
    for _ in 0..3 {
        assert_eq!(shop.get(&path).await.status, 200);
    }
    shop.act(&id, "cancel", Value::Null).await;
    assert_eq!(shop.get(&path).await.json()["status"], "canceled");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn processes_share_the_queue() {
    let shop = Shop::open().await;
    let (stop, stopped) = watch::channel(false);
    let mut crews = Vec::new();
    let twins = [shop.twin().await, shop.twin().await];
    for process in &twins {
        let crew = Crew { kinds: JobKind::ALL.to_vec(), examiners: 2, couriers: 1 };
        crews.push(tokio::spawn(worker::work(process.clone(), crew, stopped.clone())));
    }
    let mut ids = Vec::new();
    for _ in 0..20 {
        let id = shop.create(json!({ "vendor_state": "sandbox:approved" })).await;
        assert_eq!(shop.act(&id, "submit", Value::Null).await.status, 202);
        ids.push(id);
    }
    let decided = async {
        for id in &ids {
            while shop.status(id).await != "approved" {
                sleep(Duration::from_millis(20)).await;
            }
        }
    };
    timeout(Duration::from_mins(1), decided).await.unwrap();
    stop.send_replace(true);
    for crew in crews {
        timeout(Duration::from_secs(20), crew).await.unwrap().unwrap();
    }
    for id in &ids {
        let history = shop.history(id).await;
        assert_eq!(history[1..], ["started>submitted api_key", "submitted>approved system"]);
    }
    for process in &twins {
        process.service().unwrap().store.close().await;
    }
}
