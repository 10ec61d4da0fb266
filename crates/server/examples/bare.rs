//! What a server costs that does nothing but insert a row and select it: axum and sqlx on SQLite, without keys, checks,
//! history, events or sealing. The load benchmark runs it beside countersign.

use std::{
    net::SocketAddr,
    str::FromStr,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use clap::Parser;
use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// Inserts rows and selects them.
#[derive(Parser)]
struct Args {
    address: SocketAddr,
    /// The database file
    file: String,
    #[arg(long, default_value = "full")]
    synchronous: String,
}

#[derive(Clone)]
struct App {
    write: SqlitePool,
    read: SqlitePool,
    next: Arc<AtomicI64>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let options = SqliteConnectOptions::new()
        .filename(&args.file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::from_str(&args.synchronous)?)
        .busy_timeout(Duration::from_secs(15));
    let write = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
    sqlx::query("CREATE TABLE IF NOT EXISTS item (id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL)")
        .execute(&write)
        .await?;
    let read = SqlitePoolOptions::new().max_connections(16).connect_with(options).await?;
    let app = App { write, read, next: Arc::default() };
    let routes = Router::new().route("/items", post(create)).route("/items/{id}", get(show)).with_state(app);
    axum::serve(tokio::net::TcpListener::bind(args.address).await?, routes).await?;
    Ok(())
}

async fn create(State(app): State<App>, body: Bytes) -> Result<Response, StatusCode> {
    let body: serde_json::Value = serde_json::from_slice(&body).map_err(|_| StatusCode::BAD_REQUEST)?;
    let id = format!("item_{:016x}", app.next.fetch_add(1, Ordering::Relaxed));
    let text = body.to_string();
    let insert = sqlx::query("INSERT INTO item (id, body) VALUES ($1, $2)").bind(&id).bind(&text);
    insert.execute(&app.write).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok((StatusCode::CREATED, [(header::LOCATION, format!("/items/{id}"))], text).into_response())
}

async fn show(State(app): State<App>, Path(id): Path<String>) -> Result<Response, StatusCode> {
    let select = sqlx::query_scalar("SELECT body FROM item WHERE id = $1").bind(id);
    let found: Option<String> =
        select.fetch_optional(&app.read).await.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    let body = found.ok_or(StatusCode::NOT_FOUND)?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}
