//! Values that name or describe somebody, and secrets: sent in every way there is, right and wrong, and then looked for in the
//! log, the metrics, the answers that refuse, and the files.

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::{TcpListener, UdpSocket},
    path::Path,
    sync::mpsc,
    thread,
    time::Duration,
};

use serde_json::{Value, json};

use super::{Secrets, Server, files, program, search};

const ORIGIN: &str = "https://shop.example";
const CUSTOMER: &str = "customer-canary-71";
const ORDER: &str = "order-canary-72";
const EMAIL: &str = "canary.bird@nest-73.example";
const ADDRESS: &str = "198.51.100.74";
const AGENT: &str = "CanaryBrowser/75.0";
const FINGERPRINT: &str = "fingerprint-canary-76";
const PHONE: &str = "+49 1555 0100077";
const NAME: &str = "Canarybird-Seventyeight";
const HOOK: &str = "hook-canary-79";
const WORD: &str = "anything-canary-80";

/// What the database knows in clear: the shop's own ids, and what it shows of checkouts and devices.
fn told() -> Secrets {
    let told = [
        ("a customer", CUSTOMER),
        ("an order", ORDER),
        ("an e-mail address", EMAIL),
        ("a mail domain", EMAIL.split_once('@').unwrap().1),
        ("an address", ADDRESS),
        ("a browser", AGENT),
        ("a hook", HOOK),
    ];
    told.map(|(name, text)| (name, text.as_bytes().to_vec())).into()
}

/// What nothing may hold in clear, the database neither.
fn sealed() -> Secrets {
    let sealed =
        [("a fingerprint", FINGERPRINT), ("a telephone", PHONE), ("a name", NAME), ("a word of an invalid call", WORD)];
    sealed.map(|(name, text)| (name, text.as_bytes().to_vec())).into()
}

/// A server and a merchant's keys, and what must not be seen.
struct Watch {
    server: Server,
    secret: String,
    public: String,
    /// Nowhere but in the database.
    told: Secrets,
    /// Nowhere.
    sealed: Secrets,
    seen: BTreeSet<String>,
    refusals: usize,
}

impl Watch {
    /// A call from a browser behind a proxy.
    fn call(&self, method: &str, path: &str, key: &str, body: &str) -> (u16, String) {
        self.server
            .call_with(
                method,
                path,
                key,
                &[("origin", ORIGIN), ("x-forwarded-for", ADDRESS), ("user-agent", AGENT)],
                body,
            )
            .unwrap()
    }

    /// A call that succeeds.
    fn done(&self, method: &str, path: &str, key: &str, body: &Value) -> Value {
        let (status, answer) = self.call(method, path, key, &body.to_string());
        assert!(status < 300, "{method} {path}: {status} {answer}");
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap_or_default()
    }

    /// A call that is mostly refused; a refusal says nothing of what was sent.
    fn tried(&mut self, method: &str, path: &str, key: &str, body: &str) {
        let (status, answer) = self.call(method, path, key, body);
        assert!(status < 500, "{method} {path}: {status} {answer}");
        if status < 400 {
            return;
        }
        self.refusals += 1;
        let place = format!("the answer of {method} {path}");
        for secrets in [&self.told, &self.sealed] {
            search(answer.as_bytes(), secrets, &place, &mut self.seen);
        }
    }

    /// A secret that the server made.
    fn made(&mut self, name: &'static str, secret: &Value) -> String {
        let text = secret.as_str().unwrap_or_else(|| panic!("{name} is no text: {secret}")).to_owned();
        self.sealed.push((name, text.clone().into_bytes()));
        text
    }
}

fn checkout(token: &str) -> Value {
    json!({
        "email": EMAIL, "customer_id": CUSTOMER, "ip": ADDRESS, "user_agent": AGENT, "phone": PHONE,
        "browser_timezone": "Asia/Tokyo", "browser_offset_min": 120,
        "device": { "token": token, "fingerprint": FINGERPRINT, "components": { "canvas": { "value": FINGERPRINT } } },
        "billing": { "country": "DE", "last_name": NAME, "first_name": NAME },
        "order": { "id": ORDER, "amount": "249.00", "currency": "EUR" },
    })
}

/// What a shop, its pages and its customers do in a day.
fn day(watch: &mut Watch, hook: &str) {
    let (secret, public) = (watch.secret.clone(), watch.public.clone());
    watch.done("PATCH", "/v1/settings", &secret, &json!({ "origins": [ORIGIN] }));
    let endpoint = watch.done("POST", "/v1/webhook_endpoints", &secret, &json!({ "url": hook }));
    watch.made("the secret of a webhook", &endpoint["secret"]);
    let components = json!({ "canvas": { "value": FINGERPRINT, "duration": 1 } });
    let collected = watch.done("POST", "/v1/collect", &public, &json!({ "components": components }));
    let token = watch.made("a device's token", &collected["token"]);
    watch.done("POST", "/v1/assessments", &secret, &checkout(&token));
    let expected = json!({ "person": { "last_name": NAME } });
    let asked = json!({ "customer_id": CUSTOMER, "order_id": ORDER, "expected": expected });
    let created = watch.done("POST", "/v1/verifications", &secret, &asked);
    let link = watch.made("a link", &created["client_token"]);
    watch.done("POST", "/v1/subject/start", &public, &json!({ "customer_id": CUSTOMER, "order_id": ORDER }));
    let handoff = watch.done("POST", "/v1/subject/handoff", &link, &json!({}));
    let code = handoff["url"].as_str().unwrap().rsplit_once('#').unwrap().1;
    let code = watch.made("a code", &code.into());
    watch.done("POST", "/v1/subject/session", &code, &json!({}));
    watch.tried("POST", "/v1/subject/session", &code, "");
    let id = created["id"].as_str().unwrap();
    watch.done(
        "POST",
        &format!("/v1/verifications/{id}/cancel"),
        &secret,
        &json!({ "comment": WORD.replace('8', "9") }),
    );
}

/// Calls that are wrong in every way, with the values where they do not belong.
fn mistakes(watch: &mut Watch) {
    let all = checkout("device-token").to_string();
    let wrong = |value: &str| json!({ "value": value });
    let types = json!({
        "email": wrong(EMAIL), "customer_id": wrong(CUSTOMER), "order_id": wrong(ORDER), "ip": wrong(ADDRESS),
        "user_agent": wrong(AGENT), "device": FINGERPRINT, "components": FINGERPRINT, "phone": wrong(PHONE), "billing": NAME,
        "expected": NAME, "url": wrong(HOOK), "events": WORD, "token": wrong(WORD), "version": wrong(WORD), "way": WORD,
        "items": WORD, "origins": WORD, "payload": wrong(WORD), "id_front_b64": wrong(WORD), "step": wrong(WORD),
    });
    let long = |value: &str| value.repeat(300);
    let forms = json!({
        "email": long(EMAIL), "customer_id": long(CUSTOMER), "order_id": long(ORDER), "ip": WORD, "user_agent": long(AGENT),
        "phone": long(PHONE), "url": format!("ftp://{HOOK}/{WORD}"), "events": [WORD], "level": 9, "locale": long(WORD),
        "expected": { "person": { "date_of_birth": WORD, "last_name": long(NAME) } }, "id_front_b64": WORD, "selfie_b64": WORD,
        "version": WORD, "page": WORD, "device": WORD, "step": WORD, "name": WORD, "total": WORD,
    });
    let bodies = [
        all[..all.len() / 2].to_owned(),
        format!("{WORD}{all}"),
        types.to_string(),
        forms.to_string(),
        json!([EMAIL]).to_string(),
    ];
    let keys = [watch.secret.clone(), watch.public.clone(), format!("cs_secret_test_{WORD}"), WORD.to_owned()];
    for (path, key) in [
        ("/v1/assessments", 0),
        ("/v1/verifications", 0),
        ("/v1/webhook_endpoints", 0),
        ("/v1/collect", 1),
        ("/v1/subject/start", 1),
        ("/api/verify-identity", 0),
        ("/api/verifyhuman/complete-identity-verification", 1),
        ("/api/verifyhuman/altcha/verify", 1),
    ] {
        for body in &bodies {
            watch.tried("POST", path, &keys[key], body);
        }
        for wrong in &keys[2..] {
            watch.tried("POST", path, wrong, &all);
        }
    }
    for path in [
        format!("/v1/verifications/{CUSTOMER}"),
        format!("/v1/verifications?limit={WORD}&customer_id={CUSTOMER}&order_id={ORDER}"),
        format!("/v1/verifications?starting_after={WORD}"),
        format!("/v1/customers/{CUSTOMER}"),
        format!("/v1/assessments/{ORDER}"),
        format!("/v1/assessments?decision={WORD}&email={EMAIL}"),
        format!("/v1/devices/{FINGERPRINT}"),
        format!("/v1/credentials/{WORD}"),
        format!("/v1/email-checks?starting_after={EMAIL}"),
        format!("/api/verifyhuman/check-customer-verification/{CUSTOMER}?shop={HOOK}&signature={WORD}&timestamp=1"),
        format!("/{WORD}/{CUSTOMER}?email={EMAIL}"),
    ] {
        watch.tried("GET", &path, &keys[2], "");
    }
    for path in [format!("/v1/customers/{CUSTOMER}"), format!("/v1/devices/{FINGERPRINT}"), format!("/{WORD}")] {
        watch.tried("GET", &path, &keys[0], "");
    }
}

/// A merchant's server that answers each call with a mistake of its own; says when one came.
fn merchant() -> (String, mpsc::Receiver<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/{HOOK}", listener.local_addr().unwrap());
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            drop(connection.read(&mut [0; 4096]));
            let answer = format!(
                "HTTP/1.1 500 {HOOK}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{CUSTOMER}",
                CUSTOMER.len()
            );
            drop(connection.write_all(answer.as_bytes()));
            if tell.send(()).is_err() {
                return;
            }
        }
    });
    (url, told)
}

fn keys(root: &Path) -> (String, String) {
    let made = program(root)
        .args(["keys", "create", "--merchant", "shop", "--mode", "test", "--data", "data", "--json"])
        .args(["--scopes", "read,write,images,review,admin"])
        .output()
        .unwrap();
    let key: Value = serde_json::from_slice(&made.stdout).unwrap();
    (key["secret_key"].as_str().unwrap().to_owned(), key["publishable_key"].as_str().unwrap().to_owned())
}

#[test]
fn no_value_of_a_person_and_no_secret_is_in_logs_metrics_refusals_or_files() {
    let root = tempfile::tempdir().unwrap();
    let (secret, public) = keys(root.path());
    // Nobody answers, so that names are asked for again and again.
    let silent = UdpSocket::bind("127.0.0.1:0").unwrap();
    let dns = silent.local_addr().unwrap().to_string();
    let more = [
        "--dns",
        &dns,
        "--allow-private-webhooks",
        "--trusted-proxy",
        "127.0.0.1",
        "--limit-address",
        "0",
        "--limit-shop",
        "0",
    ];
    let server = Server::start_with(root.path(), &more);
    server.ready();
    let (hook, called) = merchant();
    let mut watch =
        Watch { server, secret, public, told: told(), sealed: sealed(), seen: BTreeSet::new(), refusals: 0 };
    watch.sealed.extend([
        ("a secret key", watch.secret.clone().into_bytes()),
        ("a publishable key", watch.public.clone().into_bytes()),
    ]);
    day(&mut watch, &hook);
    mistakes(&mut watch);
    called.recv_timeout(Duration::from_secs(20)).expect("an event was sent");
    // What the merchant answered is written down by then.
    thread::sleep(Duration::from_millis(500));
    let Watch { server, told, sealed, mut seen, refusals, .. } = watch;
    assert!(refusals > 50, "only {refusals} calls were refused");
    let (_, metrics) = server.call("GET", "/metrics", "", "").unwrap();
    assert!(metrics.contains("/v1/assessments"), "{metrics}");
    let log = server.end();
    assert!(log.contains("answered"), "the log was not kept");
    for secrets in [&told, &sealed] {
        search(metrics.as_bytes(), secrets, "the metrics", &mut seen);
        search(log.as_bytes(), secrets, "the log", &mut seen);
    }
    let mut database = 0;
    for file in files(root.path()) {
        let (bytes, place) = (fs::read(&file).unwrap(), file.display().to_string());
        search(&bytes, &sealed, &place, &mut seen);
        if place.contains("countersign.db") {
            database += bytes.windows(CUSTOMER.len()).filter(|part| *part == CUSTOMER.as_bytes()).count();
        } else {
            search(&bytes, &told, &place, &mut seen);
        }
    }
    assert!(database > 0, "what is searched for can be found");
    assert_eq!(seen, BTreeSet::new());
}
