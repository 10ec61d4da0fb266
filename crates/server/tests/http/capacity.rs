//! More than can be done at once: refused in time and in a way that reaches the client, over real sockets.

use std::{
    sync::{Arc, Condvar, Mutex},
    time::{Duration, Instant},
};

use countersign::{config::Config, linger::Patience, serve};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::oneshot,
    task::JoinHandle,
};

use crate::support::{TestApp, jpeg, pictures, scripted};

/// A server on a port of its own.
struct Running {
    address: String,
    stop: Option<oneshot::Sender<()>>,
    done: JoinHandle<()>,
    app: TestApp,
}

async fn run(app: TestApp) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (stop, stopped) = oneshot::channel::<()>();
    let served = app.app.clone();
    let done = tokio::spawn(async move { serve::accept(listener, &served, async { drop(stopped.await) }).await });
    Running { address, stop: Some(stop), done, app }
}

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(&self.address).await.unwrap()
    }

    /// The head of a request to verify, with more header lines.
    fn head(&self, more: &str) -> String {
        format!(
            "POST /api/verify-identity HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\nconnection: close\r\n{more}\r\n\r\n",
            self.address
        )
    }

    async fn post(&self, body: &str) -> String {
        let mut socket = self.connect().await;
        let head = self.head(&format!("content-length: {}", body.len()));
        socket.write_all(head.as_bytes()).await.unwrap();
        socket.write_all(body.as_bytes()).await.unwrap();
        answer(&mut socket).await
    }
}

async fn answer(socket: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    socket.read_to_end(&mut bytes).await.unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Gives a client up a second after its answer.
fn impatient() -> Config {
    let config = Config::for_slots(1);
    Config { linger: Patience { silence: Duration::from_secs(1), ..config.linger }, ..config }
}

/// Holds every verification until it is opened.
#[derive(Clone, Default)]
struct Gate(Arc<(Mutex<bool>, Condvar)>);

impl Gate {
    fn open(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }

    fn pass(&self) {
        let closed = self.0.0.lock().unwrap();
        drop(self.0.1.wait_while(closed, |open| !*open).unwrap());
    }
}

/// One slot, one waiting place, and a gate in front of every verdict.
async fn gated(config: Config) -> (Running, Gate) {
    let gate = Gate::default();
    let (verify, held) = (scripted(|_| ()), gate.clone());
    let verifier = Box::new(move |submission: &_, today| {
        held.pass();
        verify(submission, today)
    });
    (run(TestApp::answering(config, verifier)).await, gate)
}

async fn until(what: &str, is: impl Fn() -> bool) {
    let started = Instant::now();
    while !is() {
        assert!(started.elapsed() < Duration::from_secs(10), "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_capacity_is_refused_at_once_and_the_rest_is_answered() {
    let config = Config { waiting_per_slot: 1, ..Config::for_slots(1) };
    let (server, gate) = gated(config).await;
    let server = Arc::new(server);
    let body = Arc::new(pictures(&jpeg(), &jpeg()));
    let admitted: Vec<_> = (0..2)
        .map(|_| {
            let (server, body) = (Arc::clone(&server), Arc::clone(&body));
            tokio::spawn(async move { server.post(&body).await })
        })
        .collect();
    until("two are inside", || server.app.app.admission.load().admitted == 2).await;

    // The client sends 8 MB before it reads: the refusal has to reach it all the same.
    let refused = server.post(&format!(r#"{{"padding": "{}"}}"#, "x".repeat(8 << 20))).await;
    assert!(refused.starts_with("HTTP/1.1 503 "), "{refused}");
    assert!(refused.contains("\r\nretry-after: "), "{refused}");
    assert!(refused.contains(r#""code":"over_capacity""#) && refused.contains(r#""success":false"#));

    let metrics = server.app.get("/metrics").await.body;
    assert!(metrics.contains("countersign_requests_admitted 2") && metrics.contains(r#"{code="over_capacity"} 1"#));
    gate.open();
    for request in admitted {
        assert!(request.await.unwrap().starts_with("HTTP/1.1 200 "));
    }
}

#[tokio::test]
async fn who_waits_for_leave_to_send_is_refused_without_sending() {
    let config = Config { waiting_per_slot: 0, ..Config::for_slots(1) };
    let (server, gate) = gated(config).await;
    let _inside = server.app.app.admission.enter().unwrap();
    let mut socket = server.connect().await;
    let head = server.head("content-length: 10000000\r\nexpect: 100-continue");
    socket.write_all(head.as_bytes()).await.unwrap();
    let text = answer(&mut socket).await;
    assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
    gate.open();
}

#[tokio::test]
async fn a_slow_body_holds_no_slot_and_is_given_up() {
    let config = Config { body_pause: Duration::from_millis(200), ..impatient() };
    let server = run(TestApp::answering(config, scripted(|_| ()))).await;
    let mut slow = server.connect().await;
    slow.write_all(server.head("content-length: 1000").as_bytes()).await.unwrap();
    slow.write_all(b"{").await.unwrap();
    until("the slow one is inside", || server.app.app.admission.load().admitted == 1).await;
    assert_eq!(server.app.app.admission.load().running, 0);
    let other = server.post(&pictures(&jpeg(), &jpeg())).await;
    assert!(other.starts_with("HTTP/1.1 200 "), "{other}");
    let text = answer(&mut slow).await;
    assert!(text.starts_with("HTTP/1.1 408 ") && text.contains(r#""code":"body_timeout""#), "{text}");
    assert_eq!(server.app.app.admission.load().admitted, 0);
}

#[tokio::test]
async fn a_body_that_drips_is_given_up_too() {
    let config = Config { body_timeout: Duration::from_millis(300), ..impatient() };
    let server = run(TestApp::answering(config, scripted(|_| ()))).await;
    let mut socket = server.connect().await;
    socket.write_all(server.head("content-length: 1000").as_bytes()).await.unwrap();
    for _ in 0..10 {
        drop(socket.write_all(b" ").await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(answer(&mut socket).await.starts_with("HTTP/1.1 408 "));
}

#[tokio::test]
async fn a_body_that_creeps_is_given_up_long_before_its_time_is_over() {
    let config = Config { body_grace: Duration::ZERO, body_rate: 1000, ..impatient() };
    let server = run(TestApp::answering(config, scripted(|_| ()))).await;
    let mut socket = server.connect().await;
    socket.write_all(server.head("content-length: 100000").as_bytes()).await.unwrap();
    for _ in 0..30 {
        drop(socket.write_all(b" ").await);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let text = answer(&mut socket).await;
    assert!(text.starts_with("HTTP/1.1 408 ") && text.contains("body_timeout"), "{text}");
}

#[tokio::test]
async fn a_body_without_a_length_is_measured_while_it_arrives() {
    let config = Config { json_body: 1000, ..Config::for_slots(1) };
    let server = run(TestApp::answering(config, scripted(|_| ()))).await;
    let mut socket = server.connect().await;
    socket.write_all(server.head("transfer-encoding: chunked").as_bytes()).await.unwrap();
    for _ in 0..20 {
        socket.write_all(format!("64\r\n{}\r\n", " ".repeat(100)).as_bytes()).await.unwrap();
    }
    socket.write_all(b"0\r\n\r\n").await.unwrap();
    let text = answer(&mut socket).await;
    assert!(text.starts_with("HTTP/1.1 413 ") && text.contains("body_too_large"), "{text}");
}

#[tokio::test]
async fn a_body_cut_off_gives_its_place_back() {
    let server = run(TestApp::answering(Config::for_slots(1), scripted(|_| ()))).await;
    let mut socket = server.connect().await;
    socket.write_all(server.head("content-length: 1000").as_bytes()).await.unwrap();
    until("it is inside", || server.app.app.admission.load().admitted == 1).await;
    drop(socket);
    until("its place is free", || server.app.app.admission.load().admitted == 0).await;
}

#[tokio::test]
async fn a_head_that_never_ends_is_given_up() {
    let config = Config { head_timeout: Duration::from_millis(200), ..Config::for_slots(1) };
    let server = run(TestApp::answering(config, scripted(|_| ()))).await;
    let mut socket = server.connect().await;
    socket.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n").await.unwrap();
    let started = Instant::now();
    let text = answer(&mut socket).await;
    assert!(!text.contains("200 OK") && started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn told_to_stop_it_finishes_what_runs() {
    let (mut server, gate) = gated(Config::for_slots(1)).await;
    let mut socket = server.connect().await;
    let body = pictures(&jpeg(), &jpeg());
    socket.write_all(server.head(&format!("content-length: {}", body.len())).as_bytes()).await.unwrap();
    socket.write_all(body.as_bytes()).await.unwrap();
    until("it runs", || server.app.app.admission.load().running == 1).await;
    server.stop.take().unwrap().send(()).unwrap();
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(TcpStream::connect(&server.address).await.is_err(), "nobody else is let in");
    gate.open();
    assert!(answer(&mut socket).await.starts_with("HTTP/1.1 200 "));
    server.done.await.unwrap();
}

#[tokio::test]
async fn requests_wait_for_the_models() {
    let app = TestApp::with(Config::for_slots(1));
    let server = Arc::new(run(app).await);
    let waiting = tokio::spawn({
        let server = Arc::clone(&server);
        async move { server.post(&pictures(&jpeg(), &jpeg())).await }
    });
    until("it is inside", || server.app.app.admission.load().admitted == 1).await;
    server.app.app.open(scripted(|_| ()));
    assert!(waiting.await.unwrap().starts_with("HTTP/1.1 200 "));
}

#[tokio::test]
async fn it_stops_also_while_every_connection_is_taken() {
    let config = Config { connections: 1, head_timeout: Duration::from_secs(1), ..Config::for_slots(1) };
    let mut running = run(TestApp::with(config)).await;
    let _only = running.connect().await;
    let _waiting = running.connect().await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    running.stop.take().unwrap().send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(5), &mut running.done)
        .await
        .expect("it heard that it should stop")
        .unwrap();
}
