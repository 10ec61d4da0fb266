//! Both ends of `bench/token`: a client that checks credentials as fast as it can or at a steady rate, and the baseline it is
//! measured against, a bare server that does nothing but one Ed25519 verification.

#![expect(clippy::print_stdout, reason = "its figures are its output")]

use std::{
    fs,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use axum::{Router, body::Bytes, http::StatusCode, routing::post};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use clap::{Parser, Subcommand};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
    time::{sleep_until, timeout},
};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    command: What,
}

#[derive(Subcommand)]
enum What {
    /// A bare server: one verification a request, by a public key in base64url
    Baseline { listen: SocketAddr, public_key: String },
    /// A client; prints one JSON object
    Load(Load),
}

#[derive(clap::Args, Clone)]
struct Load {
    server: SocketAddr,
    /// One token a line
    tokens: std::path::PathBuf,
    #[arg(long, default_value = "")]
    key: String,
    #[arg(long, default_value_t = 32)]
    connections: usize,
    #[arg(long, default_value_t = 5)]
    seconds: u64,
    /// Requests a second over all connections [default: as many as are answered]
    #[arg(long)]
    rate: Option<u32>,
}

#[tokio::main]
async fn main() -> Result<()> {
    match Arguments::parse().command {
        What::Baseline { listen, public_key } => baseline(listen, &public_key).await,
        What::Load(load) => run(load).await,
    }
}

async fn baseline(listen: SocketAddr, public_key: &str) -> Result<()> {
    let key = Arc::new(UnparsedPublicKey::new(&ED25519, URL_SAFE_NO_PAD.decode(public_key)?));
    let verify = move |body: Bytes| {
        let key = Arc::clone(&key);
        async move {
            if signed(&key, &body).is_some() {
                (StatusCode::OK, "{\"valid\":true}")
            } else {
                (StatusCode::OK, "{\"valid\":false}")
            }
        }
    };
    let routes = Router::new().route("/api/verifyhuman/verify-token", post(verify));
    Ok(axum::serve(TcpListener::bind(listen).await?, routes).await?)
}

/// The token of a body, if its signature is good.
fn signed(key: &UnparsedPublicKey<Vec<u8>>, body: &[u8]) -> Option<()> {
    let token = std::str::from_utf8(body).ok()?.strip_prefix("{\"token\":\"")?.strip_suffix("\"}")?;
    let (signed, signature) = token.rsplit_once('.')?;
    key.verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).ok()?).ok()
}

async fn run(load: Load) -> Result<()> {
    let text = fs::read_to_string(&load.tokens).context("the file of tokens")?;
    let requests: Arc<Vec<Vec<u8>>> = Arc::new(text.lines().map(|token| request(&load, token)).collect());
    ensure!(!requests.is_empty(), "there are no tokens");
    let begin = Instant::now() + Duration::from_millis(200);
    let mut clients = JoinSet::new();
    for number in 0..load.connections {
        clients.spawn(client(load.clone(), Arc::clone(&requests), number, begin));
    }
    let mut took: Vec<u32> = Vec::new();
    while let Some(done) = clients.join_next().await {
        took.extend(done??);
    }
    let seconds = begin.elapsed().as_secs_f64();
    took.sort_unstable();
    let at = |share: f64| f64::from(took[((took.len() - 1) as f64 * share) as usize]) / 1000.0;
    println!(
        "{{\"answers\":{},\"per_second\":{:.0},\"p50_ms\":{:.3},\"p99_ms\":{:.3}}}",
        took.len(),
        took.len() as f64 / seconds,
        at(0.5),
        at(0.99)
    );
    Ok(())
}

fn request(load: &Load, token: &str) -> Vec<u8> {
    let body = format!("{{\"token\":\"{token}\"}}");
    let auth = if load.key.is_empty() { String::new() } else { format!("authorization: Bearer {}\r\n", load.key) };
    format!(
        "POST /api/verifyhuman/verify-token HTTP/1.1\r\nhost: {}\r\n{auth}content-type: application/json\r\n\
         content-length: {}\r\n\r\n{body}",
        load.server,
        body.len()
    )
    .into_bytes()
}

/// Microseconds of each answer, counted from when it should have been asked.
async fn client(load: Load, requests: Arc<Vec<Vec<u8>>>, number: usize, begin: Instant) -> Result<Vec<u32>> {
    let mut connection = TcpStream::connect(load.server).await?;
    connection.set_nodelay(true)?;
    let every = load.rate.map(|rate| Duration::from_secs_f64(load.connections as f64 / f64::from(rate)));
    let end = begin + Duration::from_secs(load.seconds);
    let mut due = begin + every.unwrap_or_default().mul_f64(number as f64 / load.connections as f64);
    let (mut took, mut answer, mut turn) = (Vec::new(), vec![0; 8192], number);
    while due < end && Instant::now() < end {
        sleep_until(due.into()).await;
        let asked = every.map_or_else(Instant::now, |_| due);
        connection.write_all(&requests[turn % requests.len()]).await?;
        let length = timeout(Duration::from_secs(10), read(&mut connection, &mut answer)).await??;
        ensure!(answer[..length].windows(12).any(|part| part == b"\"valid\":true"), "a good token was refused");
        took.push(asked.elapsed().as_micros() as u32);
        turn += load.connections;
        due = every.map_or_else(Instant::now, |every| due + every);
    }
    Ok(took)
}

/// One whole answer, which is short.
async fn read(connection: &mut TcpStream, answer: &mut [u8]) -> Result<usize> {
    let mut length = 0;
    loop {
        let count = connection.read(&mut answer[length..]).await?;
        ensure!(count > 0, "the server hung up");
        length += count;
        let text = &answer[..length];
        let Some(head) = text.windows(4).position(|part| part == b"\r\n\r\n") else { continue };
        let fields = std::str::from_utf8(&text[..head])?.to_ascii_lowercase();
        let size = fields.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse::<usize>().ok());
        if length >= head + 4 + size.context("no length")? {
            return Ok(length);
        }
    }
}
