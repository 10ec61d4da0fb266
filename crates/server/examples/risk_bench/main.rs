//! How fast checkouts are assessed on a history of so many sightings, and how much room a link takes.
//!
//! Everything is the real thing: the router with its layers, keys, JSON, the database with its default durability. Only the
//! socket is left out, and name servers are not asked, as with a warm cache.

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

mod history;
mod load;
mod size;

use std::{path::PathBuf, sync::Arc, time::Instant};

use anyhow::Context;
use clap::Parser;
use countersign::{
    app::{App, Source},
    auth::{Scopes, api_key},
    blobs::Blobs,
    config::Config,
    outgoing::Outgoing,
    router::router,
    seal::MasterKey,
    service::Service,
    signals::{NameServer, SignalArgs, Sources},
    store::{self, Store},
};
use countersign_core::decision::Mode;
use history::Regular;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Measures assessments on a generated history.
#[derive(Parser)]
struct Args {
    /// Sightings of the history
    #[arg(long, default_value_t = 100_000)]
    sightings: i64,
    /// Empty folder for a SQLite database
    #[arg(long)]
    data: PathBuf,
    /// PostgreSQL instead; an empty database
    #[arg(long, env = "DATABASE_URL")]
    database: Option<String>,
    /// Makes the history and measures nothing; a later run on the same folder measures
    #[arg(long)]
    fill_only: bool,
    /// Checkouts one after the other
    #[arg(long, default_value_t = 2000)]
    alone: usize,
    /// Seconds of as many as are answered, for each number of them
    #[arg(long, default_value_t = 10.0)]
    seconds: f64,
    /// Checkouts on the way at once
    #[arg(long, value_delimiter = ',', default_values_t = [64, 256])]
    together: Vec<usize>,
}

/// What checkouts need of a history, kept beside it.
#[derive(Serialize, Deserialize)]
struct History {
    sightings: i64,
    filled_s: u64,
    key: String,
    regulars: Vec<Regular>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    std::fs::create_dir_all(&args.data)?;
    let url = args.database.clone().unwrap_or_else(|| store::sqlite_url(&args.data));
    let app = open(&args, &url).await?;
    let service = app.service().map_err(|problem| anyhow::anyhow!(problem.code))?;
    let history = history(service, &args).await.context("the history")?;
    if !args.fill_only {
        let line = measured(&args, &app, service, history).await?;
        println!("{line}");
    }
    service.store.close().await;
    Ok(())
}

/// The history of the folder, made where there is none.
async fn history(service: &Service, args: &Args) -> anyhow::Result<History> {
    let file = args.data.join("history.json");
    if file.exists() {
        return Ok(serde_json::from_slice(&std::fs::read(file)?)?);
    }
    let mut tx = service.store.begin().await?;
    let pair = api_key::create_pair(&mut tx, "bench", Mode::Live, Scopes::usual()).await?;
    tx.commit().await?;
    let started = Instant::now();
    let regulars = history::fill(service, args.sightings).await?;
    let filled_s = started.elapsed().as_secs();
    let history = History { sightings: args.sightings, filled_s, key: pair.secret.text, regulars };
    std::fs::write(file, serde_json::to_vec(&history)?)?;
    Ok(history)
}

async fn measured(args: &Args, app: &App, service: &Service, history: History) -> anyhow::Result<Value> {
    let History { sightings, filled_s, key, regulars } = history;
    let size = size::of_link(&service.store).await?;
    size::warm(&service.store, &args.data).await?;
    let commit = size::commit_milliseconds(&args.data)?;
    let shop = Arc::new(load::Shop { router: router(app.clone()), key, regulars });
    shop.alone(500).await;
    let alone = shop.alone(args.alone).await;
    let mut together = Vec::new();
    for count in &args.together {
        together.push(shop.together(*count, args.seconds).await);
    }
    Ok(json!({
        "database": if args.database.is_some() { "postgresql" } else { "sqlite" },
        "sightings": sightings,
        "filled_s": filled_s,
        "link_bytes": size.bytes_per_link,
        "links": size.links,
        "commit_ms": commit,
        "alone": alone,
        "together": together,
    }))
}

async fn open(args: &Args, url: &str) -> anyhow::Result<App> {
    let app = App::new(Config::default(), Source::system(None), true);
    let signals = SignalArgs { dns: NameServer::Off, ..SignalArgs::default() };
    let store = Store::open(url, 16, Arc::clone(&app.source)).await?;
    app.attach(Service {
        store,
        blobs: Blobs::in_folder(&args.data.join("blobs"))?,
        master: MasterKey::of_file(&args.data.join("master.key"))?,
        outgoing: Outgoing::new(true)?,
        signals: Sources::open(&signals, Arc::clone(&app.source)).map_err(anyhow::Error::msg)?,
        public_url: "https://bench.test".to_owned(),
    });
    Ok(app)
}
