//! Asks a server on this machine as fast as it answers, or at a given rate, and says how it went: one line of JSON.
//!
//! HTTP/1.1 is written by hand, a thread a connection, since on few cores the client's share of the processor counts as
//! much as the server's. Threads wake within 0.1 ms of their time, where an asynchronous timer would round it up to the
//! next millisecond. Latency at a rate is counted from when a request was due, so that a server that stalls is not asked
//! less.

#![expect(clippy::print_stdout, reason = "what it prints is what it is for")]

use std::{
    fs,
    io::{self, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use clap::Parser;
use serde_json::json;

/// Asks a server on this machine again and again.
#[derive(Parser)]
struct Args {
    /// Where it listens; loopback alone
    address: SocketAddr,
    /// File with the bodies of POST, one a line; without one GET is sent
    #[arg(long)]
    bodies: Option<String>,
    /// Path, in which `{}` is a line of `--names`
    #[arg(long)]
    path: String,
    /// File of names for the path
    #[arg(long)]
    names: Option<String>,
    /// Writes the last part of each Location header there
    #[arg(long)]
    write_names: Option<String>,
    /// Text without which an answer is a failure
    #[arg(long, default_value = "")]
    expect: String,
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

fn main() -> io::Result<()> {
    let args = Args::parse();
    assert!(args.address.ip().is_loopback(), "only this machine is asked");
    let started = Instant::now() + Duration::from_millis(100);
    let plan = &Plan { requests: requests(&args)?, next: AtomicUsize::new(0), started, args };
    let mut all = Tally::default();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..plan.args.connections).map(|_| scope.spawn(|| client(plan))).collect();
        for client in clients {
            let tally = client.join().map_err(|_| io::Error::other("a client panicked"))??;
            all.milliseconds.extend(tally.milliseconds);
            all.names.extend(tally.names);
            all.failures += tally.failures;
        }
        io::Result::Ok(())
    })?;
    if let Some(file) = &plan.args.write_names {
        fs::write(file, all.names.join("\n"))?;
    }
    println!("{}", summary(all, plan.started.elapsed().as_secs_f64()));
    Ok(())
}

fn summary(mut all: Tally, seconds: f64) -> serde_json::Value {
    all.milliseconds.sort_by(f64::total_cmp);
    let at = |share: f64| all.milliseconds.get((all.milliseconds.len() as f64 * share) as usize).copied();
    json!({
        "answers": all.milliseconds.len(), "failures": all.failures, "seconds": seconds,
        "rate": all.milliseconds.len() as f64 / seconds,
        "p50": at(0.5), "p99": at(0.99), "longest": all.milliseconds.last(),
    })
}

/// Every request that is sent, whole: each name with each body.
fn requests(args: &Args) -> io::Result<Vec<Vec<u8>>> {
    let lines = |file: &Option<String>, otherwise: &str| {
        file.as_ref().map(fs::read_to_string).transpose().map(|text| text.unwrap_or_else(|| otherwise.to_owned()))
    };
    let (names, bodies) = (lines(&args.names, "-")?, lines(&args.bodies, "\n")?);
    let method = if args.bodies.is_some() { "POST" } else { "GET" };
    let key = if args.key.is_empty() { String::new() } else { format!("authorization: Bearer {}\r\n", args.key) };
    let request = |(name, body): (&str, &str)| {
        format!(
            "{method} {} HTTP/1.1\r\nhost: 127.0.0.1\r\n{key}content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            args.path.replace("{}", name),
            body.len()
        )
        .into_bytes()
    };
    Ok(names.lines().flat_map(|name| bodies.lines().map(move |body| (name, body))).map(request).collect())
}

fn client(plan: &Plan) -> io::Result<Tally> {
    let (mut stream, mut tally, mut buffer) = (connect(plan)?, Tally::default(), vec![0; 1 << 16]);
    loop {
        let number = plan.next.fetch_add(1, Ordering::Relaxed);
        let due =
            plan.started + plan.args.rate.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(number as f64 / rate));
        thread::sleep(due.saturating_duration_since(Instant::now()));
        let asked = if plan.args.rate.is_some() { due } else { Instant::now() };
        if plan.started.elapsed().as_secs_f64() >= plan.args.seconds {
            return Ok(tally);
        }
        // Names are asked for in an order that no cache can follow.
        let request = &plan.requests[number.wrapping_mul(7919) % plan.requests.len()];
        let answered = ask(&mut stream, request, &mut buffer).and_then(|answer| good(answer, &plan.args.expect));
        if let Ok(answer) = answered {
            tally.milliseconds.push(asked.elapsed().as_secs_f64() * 1e3);
            if plan.args.write_names.is_some() {
                tally.names.extend(location(answer));
            }
        } else {
            tally.failures += 1;
            stream = connect(plan)?;
        }
    }
}

fn connect(plan: &Plan) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(plan.args.address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    Ok(stream)
}

/// Sends a request and reads its whole answer.
fn ask<'a>(stream: &mut TcpStream, request: &[u8], buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    stream.write_all(request)?;
    let (mut filled, mut whole) = (0, None);
    while whole.is_none_or(|whole| filled < whole) {
        match stream.read(&mut buffer[filled..])? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => filled += count,
        }
        whole = whole.or_else(|| length(&buffer[..filled]));
    }
    Ok(&buffer[..filled])
}

/// Bytes of the answer, once its head is there.
fn length(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let body = header(&answer[..head], "content-length").and_then(|value| value.parse().ok());
    Some(head + body.unwrap_or(0))
}

fn good<'a>(answer: &'a [u8], expected: &str) -> io::Result<&'a [u8]> {
    let success = answer.get(9) == Some(&b'2');
    let told = expected.is_empty() || answer.windows(expected.len()).any(|part| part == expected.as_bytes());
    if success && told { Ok(answer) } else { Err(io::Error::other("refused")) }
}

fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a str> {
    let pairs = std::str::from_utf8(head).ok()?.lines().filter_map(|line| line.split_once(": "));
    pairs.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}

fn location(answer: &[u8]) -> Option<String> {
    header(answer, "location")?.rsplit('/').next().map(str::to_owned)
}
