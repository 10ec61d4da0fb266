//! Asks a server on this machine as fast as it answers, or at a given rate, and says how it went: one line of JSON.
//!
//! HTTP/1.1 is written by hand, since on few cores the client's share of the processor counts as much as the server's.
//! Latency at a rate is counted from when a request was due, so that a server that stalls is not asked less.

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{
    fs, io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Parser;
use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::sleep_until,
};

/// Asks a server on this machine again and again.
#[derive(Parser)]
struct Args {
    /// Where it listens; loopback alone
    address: SocketAddr,
    /// File with the body of each POST; without one GET is sent
    #[arg(long)]
    body: Option<String>,
    /// Path, in which `{}` is a line of `--names`
    #[arg(long)]
    path: String,
    /// File of names for the path
    #[arg(long)]
    names: Option<String>,
    /// Writes the last part of each Location header there
    #[arg(long)]
    write_names: Option<String>,
    #[arg(long, default_value = "")]
    key: String,
    #[arg(long, default_value_t = 64)]
    connections: usize,
    #[arg(long, default_value_t = 5.0)]
    seconds: f64,
    /// Requests a second; as many as are answered where not given
    #[arg(long)]
    rate: Option<f64>,
}

/// What all connections share.
struct Plan {
    requests: Vec<Vec<u8>>,
    next: AtomicUsize,
    started: Instant,
    args: Args,
}

#[derive(Default)]
struct Tally {
    milliseconds: Vec<f64>,
    failures: usize,
    names: Vec<String>,
}

#[tokio::main]
async fn main() -> io::Result<()> {
    let args = Args::parse();
    assert!(args.address.ip().is_loopback(), "only this machine is asked");
    let plan = Arc::new(Plan { requests: requests(&args)?, next: AtomicUsize::new(0), started: Instant::now(), args });
    let clients: Vec<_> = (0..plan.args.connections).map(|_| tokio::spawn(client(Arc::clone(&plan)))).collect();
    let mut all = Tally::default();
    for client in clients {
        let tally = client.await.map_err(io::Error::other)??;
        all.milliseconds.extend(tally.milliseconds);
        all.names.extend(tally.names);
        all.failures += tally.failures;
    }
    let seconds = plan.started.elapsed().as_secs_f64();
    if let Some(file) = &plan.args.write_names {
        fs::write(file, all.names.join("\n"))?;
    }
    all.milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| all.milliseconds.get((all.milliseconds.len() as f64 * share) as usize).copied();
    println!(
        "{}",
        json!({
            "answers": all.milliseconds.len(), "failures": all.failures, "seconds": seconds,
            "rate": all.milliseconds.len() as f64 / seconds,
            "p50": at(0.5), "p99": at(0.99), "longest": all.milliseconds.last(),
        })
    );
    Ok(())
}

/// Every request that is sent, whole.
fn requests(args: &Args) -> io::Result<Vec<Vec<u8>>> {
    let names = args.names.as_ref().map(fs::read_to_string).transpose()?.unwrap_or_else(|| "-".to_owned());
    let body = args.body.as_ref().map(fs::read_to_string).transpose()?;
    let method = if body.is_some() { "POST" } else { "GET" };
    let body = body.unwrap_or_default();
    let request = |name: &str| {
        format!(
            "{method} {} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            args.path.replace("{}", name),
            args.key,
            body.len()
        )
    };
    Ok(names.lines().map(|name| request(name).into_bytes()).collect())
}

async fn client(plan: Arc<Plan>) -> io::Result<Tally> {
    let (mut stream, mut tally, mut buffer) = (connect(&plan).await?, Tally::default(), Vec::with_capacity(1 << 16));
    loop {
        let number = plan.next.fetch_add(1, Ordering::Relaxed);
        let due = plan.args.rate.map(|rate| plan.started + Duration::from_secs_f64(number as f64 / rate));
        if let Some(due) = due {
            sleep_until(due.into()).await;
        }
        let asked = due.unwrap_or_else(Instant::now);
        if plan.started.elapsed().as_secs_f64() >= plan.args.seconds {
            return Ok(tally);
        }
        // Names are asked for in an order that no cache can follow.
        let request = &plan.requests[number.wrapping_mul(7919) % plan.requests.len()];
        match ask(&mut stream, request, &mut buffer).await {
            Ok(head) => {
                tally.milliseconds.push(asked.elapsed().as_secs_f64() * 1e3);
                if plan.args.write_names.is_some() {
                    tally.names.extend(location(&head));
                }
            }
            Err(_) => {
                tally.failures += 1;
                stream = connect(&plan).await?;
            }
        }
    }
}

async fn connect(plan: &Plan) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(plan.args.address).await?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// Sends a request and reads its whole answer; the head when it was a success.
async fn ask(stream: &mut TcpStream, request: &[u8], buffer: &mut Vec<u8>) -> io::Result<String> {
    stream.write_all(request).await?;
    buffer.clear();
    let head = loop {
        if stream.read_buf(buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let text = String::from_utf8_lossy(&buffer[..head]).into_owned();
    let length: usize = header(&text, "content-length").and_then(|value| value.parse().ok()).unwrap_or_default();
    while buffer.len() < head + length {
        if stream.read_buf(buffer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    let success = text.as_bytes().get(9) == Some(&b'2');
    if success { Ok(text) } else { Err(io::Error::other("refused")) }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let pairs = head.lines().filter_map(|line| line.split_once(": "));
    pairs.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn location(head: &str) -> Option<String> {
    header(head, "location")?.rsplit('/').next().map(str::to_owned)
}
