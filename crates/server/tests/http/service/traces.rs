//! A real server under watch: while it verifies somebody at once and afterwards, its folders, its open files and its log are
//! searched for the pictures, the name and the number.

mod values;

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign_specimen::{Layout, Person, Photo, Specimen, Style, assets_folder, studio, to_jpeg};
use serde_json::{Value, json};

use super::outside::repository;

/// A process that is ended with the test.
struct Server {
    process: Child,
    address: String,
    log: thread::JoinHandle<String>,
}

impl Server {
    fn start(root: &Path) -> Self {
        Self::start_with(root, &[])
    }

    fn start_with(root: &Path, more: &[&str]) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut process = program(root)
            .args(["serve", "--data", "data", "--listen", &address, "--log", "trace", "--today", "2026-06-01"])
            .args(more)
            .arg("--models")
            .arg(assets_folder())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stderr = process.stderr.take().unwrap();
        let log = thread::spawn(move || {
            let mut bytes = Vec::new();
            stderr.read_to_end(&mut bytes).unwrap();
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Self { process, address, log }
    }

    /// Status and body of an answer.
    fn call(&self, method: &str, path: &str, key: &str, body: &str) -> Option<(u16, String)> {
        let (status, answer) = self.call_with(method, path, key, &[], body)?;
        Some((status, answer.split_once("\r\n\r\n")?.1.to_owned()))
    }

    /// Status and the whole of an answer.
    fn call_with(
        &self,
        method: &str,
        path: &str,
        key: &str,
        more: &[(&str, &str)],
        body: &str,
    ) -> Option<(u16, String)> {
        let mut connection = TcpStream::connect(&self.address).ok()?;
        let more: Vec<_> = more.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {key}\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n{more}connection: close\r\n\r\n",
            self.address,
            body.len(),
            more = more.concat(),
        );
        connection.write_all(head.as_bytes()).ok()?;
        connection.write_all(body.as_bytes()).ok()?;
        let mut answer = String::new();
        connection.read_to_string(&mut answer).ok()?;
        let status = answer.split(' ').nth(1)?.parse().ok()?;
        Some((status, answer))
    }

    fn ready(&self) {
        for _ in 0..1200 {
            if self.call("GET", "/readyz", "", "").is_some_and(|(status, _)| status == 200) {
                return;
            }
            thread::sleep(Duration::from_millis(100));
        }
        panic!("the server does not get ready");
    }

    /// Ends it; what it logged.
    fn end(mut self) -> String {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
        self.log.join().unwrap()
    }
}

fn program(root: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.current_dir(root).env("TMPDIR", root.join("tmp")).env("HOME", root.join("home"));
    command
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut waiting = vec![folder.to_owned()];
    let mut found = Vec::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            waiting.extend(fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()));
        } else {
            found.push(path);
        }
    }
    found
}

/// What is searched for.
type Secrets = Vec<(&'static str, Vec<u8>)>;

fn search(bytes: &[u8], secrets: &Secrets, place: &str, seen: &mut BTreeSet<String>) {
    for (name, secret) in secrets {
        if bytes.windows(secret.len()).any(|part| part == secret) {
            seen.insert(format!("{name} in {place}"));
        }
    }
}

/// Looks again and again until told to stop: traces in files, and files that have no business to be there.
fn watch(root: &Path, process: u32, secrets: &Secrets, stop: &AtomicBool, rounds: &AtomicUsize) -> BTreeSet<String> {
    let known = ["countersign.db", "countersign.db-wal", "countersign.db-shm", "master.key"];
    let mut seen = BTreeSet::new();
    while !stop.load(Ordering::SeqCst) {
        for file in files(root) {
            if !known.iter().any(|name| file.ends_with(name)) {
                seen.insert(format!("a file {}", file.display()));
            }
            search(&fs::read(&file).unwrap_or_default(), secrets, &file.display().to_string(), &mut seen);
        }
        for open in fs::read_dir(format!("/proc/{process}/fd")).into_iter().flatten().flatten() {
            let target = fs::read_link(open.path()).unwrap_or_default();
            let text = target.to_string_lossy();
            // Sockets and pipes have no path; models, libraries and the machine's own devices are only read.
            let harmless = !text.starts_with('/') || text.starts_with("/dev/") || text.starts_with("/proc/");
            let read_only = target.starts_with(assets_folder()) || target.starts_with(repository());
            if !harmless && !read_only && !known.iter().any(|name| target.ends_with(name)) {
                seen.insert(format!("an open file {text}"));
            }
        }
        rounds.fetch_add(1, Ordering::SeqCst);
        thread::sleep(Duration::from_millis(2));
    }
    seen
}

fn new_key(root: &Path) -> String {
    let made = program(root)
        .args(["keys", "create", "--merchant", "shop", "--mode", "test", "--data", "data", "--json"])
        .output()
        .unwrap();
    let key: Value = serde_json::from_slice(&made.stdout).unwrap();
    key["secret_key"].as_str().unwrap().to_owned()
}

/// What must be found nowhere: values of the document, and parts of the pictures as they were sent.
fn secrets(passport: &Specimen, front: &[u8], selfie: &[u8]) -> Secrets {
    vec![
        ("the number", passport.truth.document_number.clone().into_bytes()),
        ("the name", passport.truth.last_name.clone().into_bytes()),
        ("the document's picture", front[front.len() / 2..][..24].to_vec()),
        ("the selfie", selfie[selfie.len() / 2..][..24].to_vec()),
        ("the document as text", STANDARD.encode(front).as_bytes()[4000..4032].to_vec()),
        ("the selfie as text", STANDARD.encode(selfie).as_bytes()[4000..4032].to_vec()),
    ]
}

#[test]
fn a_one_shot_verification_leaves_no_trace_of_the_person() {
    let root = tempfile::tempdir().unwrap();
    for name in ["tmp", "home"] {
        fs::create_dir(root.path().join(name)).unwrap();
    }
    let key = new_key(root.path());
    let passport = studio().document(Layout::Passport, &Person::random(4), &Style::default());
    let (front, selfie) = (to_jpeg(&passport.front, 90), to_jpeg(studio().photo(Photo::A), 90));
    let body = json!({ "id_front_b64": STANDARD.encode(&front), "selfie_b64": STANDARD.encode(&selfie) }).to_string();
    let secrets = secrets(&passport, &front, &selfie);
    let server = Server::start(root.path());
    server.ready();
    let (stop, rounds) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let watching = {
        let (root, process, secrets) = (root.path().to_owned(), server.process.id(), secrets.clone());
        let (stop, rounds) = (Arc::clone(&stop), Arc::clone(&rounds));
        thread::spawn(move || watch(&root, process, &secrets, &stop, &rounds))
    };
    let mut ids = Vec::new();
    for path in ["/api/verify-identity", "/api/verifyhuman/complete-identity-verification"] {
        let (status, answer) = server.call("POST", path, &key, &body).unwrap();
        assert_eq!(status, 200, "{answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        assert_eq!(answer["verified"], true, "{answer}");
        ids.push(answer["verification_id"].as_str().unwrap().to_owned());
    }
    let during = rounds.load(Ordering::SeqCst);
    stop.store(true, Ordering::SeqCst);
    let mut seen = watching.join().unwrap();
    assert!(during > 5, "the watch looked {during} times");
    for id in &ids {
        let (status, view) = server.call("GET", &format!("/v1/verifications/{id}"), &key, "").unwrap();
        assert!(status == 200 && view.contains("face_matches"), "{view}");
        search(view.as_bytes(), &secrets, "the stored result", &mut seen);
    }
    let log = server.end();
    assert!(log.contains("answered"), "the log was not kept");
    search(log.as_bytes(), &secrets, "the log", &mut seen);
    for file in files(root.path()) {
        search(&fs::read(&file).unwrap(), &secrets, &file.display().to_string(), &mut seen);
    }
    assert_eq!(seen, BTreeSet::new());
}
