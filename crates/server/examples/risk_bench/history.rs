//! A history of many sightings, made by the database itself.

use std::fmt::Write as _;

use anyhow::Context;
use countersign::{
    hex, risk,
    service::Service,
    store::{Engine, Store},
    tenant::Tenant,
};
use countersign_core::{
    decision::Mode,
    id::{Device, Id},
};
use serde::{Deserialize, Serialize};

/// A customer with the browser they use, as checkouts name them.
#[derive(Serialize, Deserialize)]
pub(crate) struct Regular {
    pub(crate) customer: String,
    pub(crate) device: String,
    pub(crate) fingerprint: String,
}

/// Shapes of the history: of ten sightings seven are of devices of their own.
struct Counts {
    sightings: i64,
    devices: i64,
    accounts: i64,
    links: i64,
    prints: i64,
    assessments: i64,
    attempts: i64,
}

/// Customers whom checkouts name: every so many-th of all, over the whole of the tables.
const REGULARS: i64 = 20_000;

/// Fills an empty database.
pub(crate) async fn fill(service: &Service, sightings: i64) -> anyhow::Result<Vec<Regular>> {
    let (store, merchant) = (&service.store, merchant(service).await?);
    let tenant = Tenant { merchant: merchant.into(), mode: Mode::Live };
    let space = risk::space(service, &tenant).await.map_err(|problem| anyhow::anyhow!(problem.code))?;
    let counts = Counts {
        sightings,
        devices: sightings * 7 / 10,
        accounts: sightings * 7 / 10,
        links: sightings * 17 / 20,
        prints: sightings / 7,
        assessments: sightings / 20,
        // Two days of a year.
        attempts: sightings / 180,
    };
    let sqlite = store.engine() == Engine::Sqlite;
    for sql in statements(&counts, space.id, sqlite) {
        quickly(store, sqlite, &sql).await?;
    }
    let regulars = name_regulars(service, &space, &counts).await?;
    let settle = if sqlite {
        "PRAGMA analysis_limit = 1000; ANALYZE; PRAGMA wal_checkpoint(TRUNCATE);"
    } else {
        "VACUUM ANALYZE"
    };
    store.execute(settle.to_owned()).await?;
    if !sqlite {
        store.execute("CHECKPOINT".to_owned()).await?;
    }
    Ok(regulars)
}

/// Runs a statement that need not survive a crash.
async fn quickly(store: &Store, sqlite: bool, sql: &str) -> anyhow::Result<()> {
    let (before, after) = if sqlite {
        (
            "PRAGMA synchronous = OFF; PRAGMA cache_size = -1500000;",
            "PRAGMA synchronous = FULL; PRAGMA cache_size = -4000;",
        )
    } else {
        ("", "")
    };
    let begin = std::time::Instant::now();
    store
        .execute(format!("{before} {sql}; {after}"))
        .await
        .with_context(|| sql.chars().take(200).collect::<String>())?;
    eprintln!("{:>6} ms  {}", begin.elapsed().as_millis(), sql.chars().take(60).collect::<String>());
    Ok(())
}

async fn merchant(service: &Service) -> anyhow::Result<String> {
    let keys = service.store.keys(Some("bench")).await?;
    Ok(keys.first().context("the merchant has a key")?.0.merchant_id.clone())
}

/// Numbers of devices begin here, then come accounts, then fingerprints.
const FIRST: i64 = 10_000;

/// How one database writes what the other writes otherwise.
struct Dialect {
    sqlite: bool,
    space: i64,
}

/// A moment of the history, in microseconds.
const AT: i64 = 1_790_000_000_000_000;
/// Numbers of addresses begin here.
const IPS: i64 = 1_000_000_000;

impl Dialect {
    /// A statement that makes `count` rows; `i` counts them from 1.
    fn rows(&self, table: &str, columns: &str, count: i64, values: &str) -> String {
        let rows = if self.sqlite {
            format!(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) SELECT {values} FROM n"
            )
        } else {
            format!("SELECT {values} FROM generate_series(1, {count}::bigint) AS n(i)")
        };
        format!("INSERT INTO {table} ({columns}) {rows}")
    }

    /// The number of a row as sixteen bytes.
    fn key(&self, letter: char) -> String {
        if self.sqlite {
            format!("CAST(printf('{letter}%015d', i) AS BLOB)")
        } else {
            format!("convert_to('{letter}' || lpad(i::text, 15, '0'), 'UTF8')")
        }
    }
}

fn statements(counts: &Counts, space: i64, sqlite: bool) -> Vec<String> {
    let dialect = Dialect { sqlite, space };
    let mut all = nodes(counts, &dialect);
    all.extend(edges(counts, &dialect));
    all.extend(texts(counts, &dialect));
    all.push(format!("UPDATE sequence SET next = {} WHERE name = 'risk'", counts.first_print() + counts.prints + 1));
    all
}

impl Counts {
    fn first_account(&self) -> i64 {
        FIRST + self.devices
    }

    fn first_print(&self) -> i64 {
        FIRST + self.devices + self.accounts
    }

    /// The ends of link `i`.
    fn device_of(&self, i: &str) -> String {
        format!("{FIRST} + ({i} * {}) / {}", self.devices, self.links + 1)
    }

    fn print_of(&self, i: &str) -> String {
        format!("{} + ({i} * {}) / {}", self.first_print(), self.prints, self.links + 1)
    }

    fn account_of(&self, i: &str) -> String {
        format!("{} + ({i} * 7919) % {}", self.first_account(), self.accounts)
    }
}

fn nodes(counts: &Counts, dialect: &Dialect) -> Vec<String> {
    let columns = "id, space_id, kind, key, accounts, fingerprint_id, loose, first_seen, last_seen";
    let (space, print, prints) = (dialect.space, counts.first_print(), counts.prints);
    let device =
        format!("{FIRST} + i - 1, {space}, 1, {}, 1, {print} + i % {prints}, NULL, {AT}, {AT}", dialect.key('d'));
    let shown = format!("{print} + i - 1, {space}, 2, {}, 6, NULL, NULL, {AT}, {AT}", dialect.key('f'));
    let account =
        format!("{} + i - 1, {space}, {}, 'c' || i, i, 0, 0, 0, {AT}, {AT}", counts.first_account(), dialect.key('a'));
    let of_account = "id, space_id, key, customer_id, email, good, frauds, chargebacks, first_seen, last_seen";
    vec![
        dialect.rows("device", columns, counts.devices, &device),
        dialect.rows("device", columns, prints, &shown),
        dialect.rows("account", of_account, counts.accounts, &account),
    ]
}

fn edges(counts: &Counts, dialect: &Dialect) -> Vec<String> {
    let columns = "device_id, account_id, first_day, last_day";
    let (device, account) = (counts.device_of("i"), counts.account_of("i"));
    let shown = counts.print_of("i");
    let link = format!("(1 + (i * {}) / {})", counts.links, counts.sightings + 1);
    let (on, by) = (counts.device_of(&link), counts.account_of(&link));
    let day = format!("{on}, {by}, 20400 + i % 300, 1 + i % 3, NULL, 60, {IPS} + i / 3, 7 + i % 997");
    vec![
        dialect.rows("link", columns, counts.links, &format!("{device}, {account}, 20700, 20700 + i % 17")),
        dialect.rows("link", columns, counts.links, &format!("{shown}, {account}, 20700, 20700 + i % 17")),
        dialect.rows(
            "sighting",
            "device_id, account_id, day, times, session, offset_min, ip_id, agent_id",
            counts.sightings,
            &day,
        ),
    ]
}

fn texts(counts: &Counts, dialect: &Dialect) -> Vec<String> {
    let space = dialect.space;
    let address = "'10.' || ((i / 65536) % 256) || '.' || ((i / 256) % 256) || '.' || (i % 256)";
    let agent = format!("7 + i - 1, {space}, 'Mozilla/5.0 (X11; Linux x86_64; rv:' || i || '.0) Firefox', {AT}");
    let ip = format!("{IPS} + i - 1, {space}, {address}, {AT}");
    let report = format!("'{{\"score\":0,\"reasons\":[],\"padding\":\"{}\"}}'", "x".repeat(1200));
    let (account, device) = (counts.account_of("i"), format!("{FIRST} + (i * 7919) % {}", counts.devices));
    let assessed =
        format!("'asm_history' || i, {space}, {AT} + i, {AT} + i, {account}, {device}, 0, 'allow', 1, {report}");
    let columns =
        "id, space_id, created_at, occurred_at, account_id, device_id, score, decision, policy_version, report";
    vec![
        dialect.rows("ip", "id, space_id, address, last_seen", counts.sightings / 3 + 1, &ip),
        dialect.rows("agent", "id, space_id, text, last_seen", 997, &agent),
        dialect.rows(
            "device_ip",
            "device_id, ip_id, first_seen, last_seen",
            counts.devices,
            &format!("{FIRST} + i - 1, {IPS} + i / 3, {AT}, {AT}"),
        ),
        dialect.rows(
            "device_agent",
            "device_id, agent_id, first_seen, last_seen",
            counts.devices,
            &format!("{FIRST} + i - 1, 7 + i % 997, {AT}, {AT}"),
        ),
        dialect.rows("assessment", columns, counts.assessments, &assessed),
        // Of a device, an address and an e-mail each; keys are hashes, but for a device's.
        dialect.rows("risk_attempt", "key, at", counts.attempts * 3, &format!("1 + i * 3037000500, {AT} + i")),
    ]
}

/// Gives every so many-th account the key of a customer that checkouts can name, with a browser it was seen on and what
/// that shows.
async fn name_regulars(service: &Service, space: &risk::Space, counts: &Counts) -> anyhow::Result<Vec<Regular>> {
    // Links beyond the number of accounts are of accounts that have one already.
    let most = counts.links.min(counts.accounts);
    let many = REGULARS.min(most / 2);
    let sqlite = service.store.engine() == Engine::Sqlite;
    let bytes = |key: &[u8]| match (sqlite, hex::encode(key)) {
        (true, digits) => format!("x'{digits}'"),
        (false, digits) => format!("'\\x{digits}'::bytea"),
    };
    let (mut regulars, mut updates) = (Vec::with_capacity(usize::try_from(many)?), String::new());
    for number in 0..many {
        let link = 1 + number * (most / many);
        let part = |of: i64| (link * of) / (counts.links + 1);
        let (device, print) = (FIRST + part(counts.devices), counts.first_print() + part(counts.prints));
        let (customer, fingerprint) = (format!("regular{number}"), format!("print-{print}"));
        let account = counts.first_account() + (link * 7919) % counts.accounts;
        let keys =
            [space.customer(&customer), space.hash("fingerprint", fingerprint.as_bytes())].map(|key| bytes(&key));
        writeln!(updates, "UPDATE account SET key = {}, customer_id = '{customer}' WHERE id = {account};", keys[0])?;
        writeln!(updates, "UPDATE device SET key = {} WHERE id = {print};", keys[1])?;
        writeln!(updates, "UPDATE device SET fingerprint_id = {print} WHERE id = {device};")?;
        let bits: [u8; 16] = format!("d{:015}", device - FIRST + 1).as_bytes().try_into()?;
        let device = Id::<Device>::from_bits(u128::from_be_bytes(bits)).to_string();
        regulars.push(Regular { customer, device, fingerprint });
        if updates.len() > 200_000 || number + 1 == many {
            quickly(&service.store, sqlite, &format!("BEGIN; {updates} COMMIT")).await?;
            updates.clear();
        }
    }
    Ok(regulars)
}
