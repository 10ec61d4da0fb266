//! How the databases find what is asked for: by an index, however much is stored.

use std::collections::BTreeSet;

use countersign::{
    auth::{Scope, Scopes},
    store::{Engine, Filter, Store},
};
use countersign_core::decision::Mode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Row};

use super::shop::Shop;
use crate::support::{log, request};

/// Tables that hold a handful of rows, whatever happens.
const SMALL: [&str; 10] = [
    "meta",
    "merchant",
    "api_key",
    "webhook_endpoint",
    "audit_head",
    "settings_version",
    "signing_key",
    "origin",
    "shop",
    "risk_space",
];

/// Statements that may read a whole table: jobs are counted by kind, and there are as many as are left to do; the rare walk
/// over old sightings ends with addresses and browsers that no sighting names any more.
const WHOLE: [&str; 3] = ["COUNT(*) FROM job", "DELETE FROM ip WHERE last_seen", "DELETE FROM agent WHERE last_seen"];

/// Copies the verifications that are there until there are thousands, of two merchants.
async fn fill(store: &Store) {
    let columns = "merchant_id, mode, subject_id, status, attempt, attempts_allowed, version, updated_at, expires_at, \
                   level, needs, metadata";
    let sql = format!(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4000) \
         INSERT INTO verification (id, token_hash, created_at, vendor_reference, vendor_state, customer_id, order_id, \
         {columns}) SELECT id || '-' || CAST(i AS TEXT), token_hash || '-' || CAST(i AS TEXT), created_at - CAST(i AS BIGINT) * 1000000, \
         'r' || CAST(i AS TEXT), 's' || CAST(i % 7 AS TEXT), 'c' || CAST(i % 500 AS TEXT), 'o' || CAST(i AS TEXT), \
         {columns} FROM verification, n"
    );
    store.execute(sql).await.unwrap();
    store.execute("ANALYZE".to_owned()).await.unwrap();
}

#[tokio::test]
async fn lists_come_from_an_index_in_order() {
    let shop = Shop::open().await;
    shop.create(json!({})).await;
    let stranger = shop.new_key("another", Mode::Test, Scopes::usual()).await;
    shop.call_as(&stranger, "POST", "/v1/verifications", json!({})).await;
    let store = &shop.service().store;
    fill(store).await;
    let merchant = shop.get("/v1/verifications?limit=1").await.json();
    let id = merchant["data"][0]["id"].as_str().unwrap();
    let tenant = store.verification_by_id(id).await.unwrap().unwrap().tenant;
    let text = |text: &str| Some(text.to_owned());
    let (page, long_ago) = (Filter { limit: 100, ..Filter::default() }, Timestamp::UNIX_EPOCH);
    for (filter, index) in [
        (Filter { ..page.clone() }, "verification_created"),
        (Filter { after: Some((shop.app.now(), String::new())), ..page.clone() }, "verification_created"),
        (Filter { created_from: Some(long_ago), ..page.clone() }, "verification_created"),
        (Filter { created_before: Some(shop.app.now()), ..page.clone() }, "verification_created"),
        (Filter { status: Some("double_check"), ..page.clone() }, "verification_status"),
        (Filter { vendor_reference: text("r77"), ..page.clone() }, "verification_reference"),
        (Filter { customer_id: text("c42"), ..page.clone() }, "verification_customer"),
        (Filter { order_id: text("o31"), ..page.clone() }, "verification_order"),
    ] {
        let plan = store.list_plan(&tenant, &filter).await.unwrap();
        assert!(plan.contains(index), "{index}: {plan}");
        for slow in ["Seq Scan", "SCAN verification\n", "TEMP B-TREE"] {
            assert!(!plan.contains(slow), "{index}: {plan}");
        }
    }
    let states = Filter { vendor_state: text("s3"), ..page };
    let plan = store.list_plan(&tenant, &states).await.unwrap();
    assert!(plan.contains("Index") || plan.contains("USING INDEX"), "{plan}");
}

/// Everything a merchant, a person, a worker and the clock do.
async fn a_day(shop: &mut Shop) {
    shop.leaves_jobs = true;
    let hook = json!({ "url": "http://127.0.0.1:9/nobody-there" });
    let endpoint = shop.post("/v1/webhook_endpoints", hook).await.json()["id"].as_str().unwrap().to_owned();
    let created = shop.post("/v1/verifications", json!({ "customer_id": "ada", "order_id": "7" })).await.json();
    let (id, token) = (created["id"].as_str().unwrap(), created["client_token"].as_str().unwrap());
    shop.upload(id).await;
    for action in ["submit", "hold", "resume"] {
        shop.act(id, action, Value::Null).await;
        shop.run_jobs().await;
    }
    let magic = shop.create(json!({ "vendor_state": "sandbox:rejected" })).await;
    let again = request("POST", &format!("/v1/verifications/{magic}/submit"));
    let again = again.header("authorization", format!("Bearer {}", shop.key)).header("idempotency-key", "once");
    shop.send(again.body(axum::body::Body::empty()).unwrap()).await;
    shop.run_jobs().await;
    shop.act(&magic, "resubmit", Value::Null).await;
    for path in ["", "/history", "/documents/selfie/image"] {
        shop.get(&format!("/v1/verifications/{id}{path}")).await;
    }
    for path in ["/v1/subject/session", "/v1/subject/progress"] {
        shop.call_as(token, "GET", path, Value::Null).await;
    }
    let deliveries = shop.get(&format!("/v1/webhook_endpoints/{endpoint}/deliveries")).await.json();
    let delivery = deliveries["data"][0]["id"].as_str().unwrap().to_owned();
    shop.post(&format!("/v1/webhook_deliveries/{delivery}/resend"), Value::Null).await;
    shop.get("/v1/verifications?customer_id=ada&status=approved").await;
    let subject = created["subject_id"].as_str().unwrap();
    let admin = shop.new_key("shop", Mode::Test, [Scope::Admin].into_iter().collect()).await;
    shop.call_as(&admin, "GET", &format!("/v1/subjects/{subject}/export"), Value::Null).await;
    for days in [1, 8, 200, 600] {
        shop.wait(SignedDuration::from_hours(24 * days));
        shop.sweep().await;
    }
    shop.call_as(&admin, "DELETE", &format!("/v1/subjects/{subject}"), Value::Null).await;
}

/// The statements in the log that find rows.
fn statements() -> BTreeSet<String> {
    let log = log();
    let field = |line: &str, name: &str| {
        let (_, rest) = line.split_once(&format!("{name}=\""))?;
        let mut text = String::new();
        let mut letters = rest.chars();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => return Some(text),
                '\\' => text.push(letters.next().filter(|escaped| *escaped != 'n').unwrap_or(' ')),
                letter => text.push(letter),
            }
        }
        None
    };
    let statement = |line: &str| {
        let whole = field(line, "db.statement").filter(|whole| !whole.trim().is_empty());
        whole.or_else(|| field(line, "summary")).map(|text| text.trim().to_owned())
    };
    let finds = |sql: &String| ["SELECT", "UPDATE", "DELETE"].iter().any(|word| sql.starts_with(word));
    log.lines()
        .filter_map(|line| statement(&uncoloured(line)))
        .filter(finds)
        .filter(|sql| !sql.contains("pg_") && !sql.contains("sqlite_"))
        .collect()
}

/// A line of the log without what colours it on a terminal.
fn uncoloured(line: &str) -> String {
    let mut parts = line.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('m').map_or("", |(_, rest)| rest))
}

/// The plan of a statement without its values.
async fn plan(db: &mut AnyConnection, engine: Engine, sql: &str) -> String {
    if engine == Engine::Sqlite {
        let rows = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"))).fetch_all(db).await.unwrap();
        return rows.iter().map(|row| row.get::<String, _>(3) + "\n").collect();
    }
    // Without rows the planner would read a table of a page rather than its index: it may only where there is none.
    let values = (1..40).rev().find(|place| sql.contains(&format!("${place}"))).unwrap_or_default();
    let nothing = if values == 0 { String::new() } else { format!("({})", vec!["NULL"; values].join(", ")) };
    let prepare = format!(
        "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; DEALLOCATE ALL; PREPARE asked AS {sql}"
    );
    sqlx::raw_sql(AssertSqlSafe(prepare)).execute(&mut *db).await.unwrap();
    let explain = format!("EXPLAIN EXECUTE asked{nothing}");
    let rows = sqlx::raw_sql(AssertSqlSafe(explain)).fetch_all(db).await.unwrap();
    rows.iter().map(|row| row.get::<String, _>(0) + "\n").collect()
}

/// The tables that a plan reads from end to end.
fn scanned(plan: &str) -> Vec<&str> {
    plan.lines().filter_map(scanned_by).collect()
}

fn scanned_by(line: &str) -> Option<&str> {
    let rest = line.split_once("Seq Scan on ").or_else(|| line.split_once("SCAN "))?.1;
    let name = rest.split(' ').next()?;
    (!rest.contains("USING INDEX") && !rest.contains("USING COVERING INDEX") && name != "CONSTANT").then_some(name)
}

#[tokio::test]
async fn no_statement_reads_a_whole_table() {
    let mut shop = Shop::open().await;
    a_day(&mut shop).await;
    let mut db = AnyConnection::connect(&shop.url).await.unwrap();
    let (engine, asked) = (shop.service().store.engine(), statements());
    assert!(asked.len() > 40, "{}", asked.len());
    let mut wrong = Vec::new();
    for sql in &asked {
        if WHOLE.iter().any(|known| sql.contains(known)) {
            continue;
        }
        let plan = plan(&mut db, engine, sql).await;
        let whole: Vec<_> = scanned(&plan).into_iter().filter(|table| !SMALL.contains(table)).collect();
        if !whole.is_empty() {
            wrong.push(format!("{whole:?}: {sql}\n{plan}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    db.close().await.unwrap();
}

#[test]
fn a_scan_is_found_in_either_plan() {
    assert_eq!(scanned("SCAN verification"), ["verification"]);
    assert_eq!(scanned("  ->  Seq Scan on job  (cost=1..2 rows=1 width=3)"), ["job"]);
    for fine in
        ["SEARCH job USING INDEX job_due (run_at<?)", "SCAN job USING INDEX job_due", "Index Scan using x on job"]
    {
        assert!(scanned(fine).is_empty(), "{fine}");
    }
}
