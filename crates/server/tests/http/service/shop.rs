//! A shop with keys, on a fresh database, with a clock that is moved by hand.

use std::{
    fmt::Write as _,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Body};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign::{
    app::{App, Source},
    auth::{Scope, Scopes, api_key},
    blobs::Blobs,
    config::Config,
    examiner::{Burst, Examine, Examined, Examiner, Pictures, Refused, Terms},
    jobs,
    limits::Rates,
    outgoing::Outgoing,
    router::router,
    seal::{MasterKey, SealKey, random},
    service::Service,
    signals::{NameServer, SignalArgs, Sources},
    store::{self, Store},
};
use countersign_core::{
    Date,
    attempt::{DocumentKind, Side},
    check::{Check, CheckName},
    checks::selfie_live,
    decision::{Decision, Mode, Policy, Verdict},
    document::extraction::{Extraction, Field, Source as Place},
    liveness::{Challenge, Judgement, Response, Verdict as Live, judge},
    reason::Reason,
};
use countersign_vision::image::{Limits, Picture};
use http_body_util::BodyExt;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt;
use uuid::Uuid;

use super::described;
use crate::support::{Answer, CANARY, jpeg, keep_log, request};

/// 2026-06-01T12:00:00Z.
const NOON: i64 = 1_780_315_200_000_000;

/// What the pipeline is told to find.
#[derive(Clone)]
pub(crate) struct Script(Arc<Mutex<Scripted>>, Arc<Mutex<Policy>>, Arc<Mutex<Vec<Reason>>>);

type Scripted = Result<(Verdict, Vec<Reason>), Reason>;

impl Script {
    fn approving() -> Self {
        Self(Arc::new(Mutex::new(Ok((Verdict::Approved, Vec::new())))), Arc::default(), Arc::default())
    }

    pub(crate) fn say(&self, verdict: Verdict, reasons: &[Reason]) {
        *self.0.lock().unwrap() = Ok((verdict, reasons.to_vec()));
    }

    /// What the pipeline was last told to judge by.
    pub(crate) fn terms(&self) -> Policy {
        self.1.lock().unwrap().clone()
    }

    /// What bursts are doubted for from now on; with nothing they pass.
    pub(crate) fn doubt_bursts(&self, reasons: &[Reason]) {
        *self.2.lock().unwrap() = reasons.to_vec();
    }

    pub(crate) fn fail(&self, reason: Reason) {
        *self.0.lock().unwrap() = Err(reason);
    }
}

impl Examine for Script {
    fn examine(&self, pictures: &Pictures, terms: &Terms) -> Result<Examined, Refused> {
        let decode =
            |bytes: &Option<Vec<u8>>| bytes.as_deref().map(|b| Picture::decode(b, &Limits::default()).unwrap());
        drop([&pictures.front, &pictures.back, &pictures.selfie].map(decode));
        *self.1.lock().unwrap() = terms.policy.clone();
        let script = self.0.lock().unwrap().clone();
        let (verdict, reasons) = script.map_err(|reason| Refused { kind: DocumentKind::PhotoId, reason })?;
        let extraction = Extraction {
            last_name: Some(Field::new(CANARY.to_owned(), Place::Mrz, 0.98)),
            date_of_birth: Some(Field::new(Date::constant(2000, 2, 29), Place::Mrz, 0.98)),
            ..Extraction::default()
        };
        let live = selfie_live(terms.active.as_ref(), None);
        Ok(Examined {
            checks: vec![Check::pass(CheckName::FaceMatches).score(0.984), live],
            decision: Decision { verdict, reasons, review: Vec::new(), policy_version: terms.policy.version },
            extraction: Some(extraction),
        })
    }

    fn glance(&self, _: DocumentKind, _: Side, bytes: &[u8], _: Date) -> Result<Vec<Reason>, Reason> {
        if bytes.starts_with(b"%PDF-") {
            return Ok(Vec::new());
        }
        Picture::decode(bytes, &Limits::default()).map(|_| Vec::new())
    }

    fn watch(&self, challenge: &Challenge, burst: &Burst, selfie: &[u8]) -> Result<Judgement, Reason> {
        Picture::decode(selfie, &Limits::default())?;
        burst.frames.iter().try_for_each(|frame| Picture::decode(&frame.jpeg, &Limits::default()).map(drop))?;
        let reasons = self.2.lock().unwrap().clone();
        // What is doubted has less than half, as from the real judge.
        let (verdict, score) = if reasons.is_empty() { (Live::BonaFide, 0.7) } else { (Live::Inconclusive, 0.4) };
        let evidence = judge(challenge, &Response::default()).evidence;
        Ok(Judgement { verdict, score, reasons, evidence })
    }
}

/// A running server with one merchant.
pub(crate) struct Shop {
    pub(crate) app: App,
    pub(crate) router: Router,
    /// A secret key of test mode.
    pub(crate) key: String,
    pub(crate) script: Script,
    clock: Arc<AtomicI64>,
    pub(crate) url: String,
    pub(crate) folder: TempDir,
    master: MasterKey,
    signals: SignalArgs,
    /// Jobs that are due at the end do not fail the test.
    pub(crate) leaves_jobs: bool,
}

fn source(clock: &Arc<AtomicI64>) -> Source {
    let (clock, count) = (Arc::clone(clock), AtomicU64::new(u64::from_be_bytes(random()) >> 20));
    Source {
        now: Box::new(move || Timestamp::from_microsecond(clock.load(Ordering::SeqCst)).unwrap()),
        uuid: Box::new(move || {
            Uuid::from_u64_pair(NOON as u64, 0x8000_0000_0000_0000 | count.fetch_add(1, Ordering::SeqCst))
        }),
    }
}

/// The address of a fresh database.
pub(crate) async fn fresh(folder: &TempDir, source: &Arc<Source>) -> String {
    #[expect(clippy::disallowed_methods, reason = "which database the tests run on is the environment's to say")]
    let Ok(server) = std::env::var("DATABASE_URL") else { return store::sqlite_url(folder.path()) };
    let name = random::<8>().iter().fold("cs_".to_owned(), |mut name, byte| {
        write!(name, "{byte:02x}").unwrap();
        name
    });
    let admin = Store::connect(&server, 1, Arc::clone(source)).await.unwrap();
    admin.execute(format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await;
    let (server, _) = server.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

async fn service(app: &App, url: &str, folder: &TempDir, master: &MasterKey, signals: &SignalArgs) -> Service {
    Service {
        store: Store::open(url, 4, Arc::clone(&app.source)).await.unwrap(),
        blobs: Blobs::in_folder(&folder.path().join("blobs")).unwrap(),
        master: master.clone(),
        outgoing: Outgoing::new(true).unwrap(),
        signals: Sources::open(signals, Arc::clone(&app.source)).unwrap(),
        public_url: "https://verify.test".to_owned(),
    }
}

impl Shop {
    pub(crate) async fn open() -> Self {
        // Tests ask as often as they like, at one moment and from one place.
        Self::with(Config { limits: Rates::NONE, ..Config::for_slots(2) }).await
    }

    pub(crate) async fn with(config: Config) -> Self {
        // Nobody outside is asked.
        Self::with_signals(config, SignalArgs { dns: NameServer::Off, ..SignalArgs::default() }).await
    }

    pub(crate) async fn with_signals(config: Config, signals: SignalArgs) -> Self {
        let script = Script::approving();
        Self::opened(config, signals, script.clone(), Box::new(script)).await
    }

    /// A shop before another engine than the scripted one.
    pub(crate) async fn examining(examiner: impl Examine + 'static) -> Self {
        // Looking at a hundred frames takes as long as it takes on a machine that others use as well.
        let config = Config { limits: Rates::NONE, work_timeout: Duration::from_mins(4), ..Config::for_slots(2) };
        let signals = SignalArgs { dns: NameServer::Off, ..SignalArgs::default() };
        Self::opened(config, signals, Script::approving(), Box::new(examiner)).await
    }

    async fn opened(config: Config, signals: SignalArgs, script: Script, examiner: Examiner) -> Self {
        keep_log();
        let (folder, clock) = (tempfile::tempdir().unwrap(), Arc::new(AtomicI64::new(NOON)));
        let master = MasterKey::new(SealKey::random());
        let app = App::new(config, source(&clock), true);
        let url = fresh(&folder, &app.source).await;
        app.attach(service(&app, &url, &folder, &master, &signals).await);
        app.open_examiner(examiner);
        let mut shop = Self {
            router: router(app.clone()),
            app,
            key: String::new(),
            script,
            clock,
            url,
            folder,
            master,
            signals,
            leaves_jobs: false,
        };
        shop.key = shop.new_key("shop", Mode::Test, Scopes::usual()).await;
        shop
    }

    /// Another process that shares the database, the pictures and the clock.
    pub(crate) async fn twin(&self) -> App {
        let app = App::new(self.app.config.clone(), source(&self.clock), true);
        app.attach(service(&app, &self.url, &self.folder, &self.master, &self.signals).await);
        app.open_examiner(Box::new(self.script.clone()));
        app
    }

    /// A shop of the same name whose program runs on another database from now on.
    pub(crate) async fn moved_to(mut self, url: String) -> Self {
        self.url = url;
        self.app = self.twin().await;
        self.router = router(self.app.clone());
        self
    }

    pub(crate) fn service(&self) -> &Service {
        self.app.service().unwrap()
    }

    /// A secret key.
    pub(crate) async fn new_key(&self, merchant: &str, mode: Mode, scopes: Scopes) -> String {
        self.new_pair(merchant, mode, scopes).await.1
    }

    /// A publishable and a secret key.
    pub(crate) async fn new_pair(&self, merchant: &str, mode: Mode, scopes: Scopes) -> (String, String) {
        let mut tx = self.service().store.begin().await.unwrap();
        let pair = api_key::create_pair(&mut tx, merchant, mode, scopes).await.unwrap();
        tx.commit().await.unwrap();
        (pair.publishable.text, pair.secret.text)
    }

    /// Changes settings of the shop; everything may be done with the key that is answered.
    pub(crate) async fn set(&self, settings: Value) -> String {
        let admin = self.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await;
        let answer = self.call_as(&admin, "PATCH", "/v1/settings", settings).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        admin
    }

    /// Asks for a change of settings.
    pub(crate) async fn patch(&self, patch: Value) -> Answer {
        let key = self.new_key("shop", Mode::Test, Scope::ALL.into_iter().collect()).await;
        self.call_as(&key, "PATCH", "/v1/settings", patch).await
    }

    pub(crate) fn wait(&self, time: SignedDuration) {
        self.clock.fetch_add(time.as_micros() as i64, Ordering::SeqCst);
    }

    /// Runs what is due; says how many jobs that was.
    pub(crate) async fn run_jobs(&self) -> usize {
        jobs::worker::run_due(&self.app).await.unwrap()
    }

    pub(crate) async fn sweep(&self) {
        jobs::sweep(&self.app, self.service()).await.unwrap();
    }

    /// Any call.
    pub(crate) async fn send(&self, request: axum::http::Request<Body>) -> Answer {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = String::from_utf8_lossy(&bytes).into_owned();
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        described::hold(&self.app, &method, &uri, &answer);
        answer
    }

    /// A call with a key.
    pub(crate) async fn call_as(&self, key: &str, method: &str, path: &str, body: Value) -> Answer {
        let call = request(method, path).header("authorization", format!("Bearer {key}"));
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        self.send(call.header("content-type", "application/json").body(body).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.call_as(&self.key, "POST", path, body).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call_as(&self.key, "GET", path, Value::Null).await
    }

    /// A new verification's id.
    pub(crate) async fn create(&self, body: Value) -> String {
        let created = self.post("/v1/verifications", body).await;
        assert_eq!(created.status, 201, "{}", created.body);
        created.json()["id"].as_str().unwrap().to_owned()
    }

    /// An action, which succeeds or not.
    pub(crate) async fn act(&self, id: &str, action: &str, body: Value) -> Answer {
        self.post(&format!("/v1/verifications/{id}/{action}"), body).await
    }

    pub(crate) async fn put(&self, id: &str, kind: &str, body: Value) -> Answer {
        self.call_as(&self.key, "PUT", &format!("/v1/verifications/{id}/documents/{kind}"), body).await
    }

    /// Uploads a photo id and a selfie.
    pub(crate) async fn upload(&self, id: &str) {
        let picture = STANDARD.encode(jpeg());
        assert_eq!(self.put(id, "photo_id", json!({ "front_b64": picture })).await.status, 200);
        assert_eq!(self.put(id, "selfie", json!({ "image_b64": picture })).await.status, 200);
    }

    pub(crate) async fn status(&self, id: &str) -> String {
        self.get(&format!("/v1/verifications/{id}")).await.json()["status"].as_str().unwrap().to_owned()
    }

    /// `from>to by actor` for each line of the history.
    pub(crate) async fn history(&self, id: &str) -> Vec<String> {
        let history = self.get(&format!("/v1/verifications/{id}/history")).await.json();
        let line = |line: &Value| {
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            format!("{}>{} {}", text(&line["from"]), text(&line["to"]), text(&line["actor"]["type"]))
        };
        history["data"].as_array().unwrap().iter().map(line).collect()
    }
}

/// A test that leaves work undone has forgotten something.
impl Drop for Shop {
    fn drop(&mut self) {
        if std::thread::panicking() || self.leaves_jobs {
            return;
        }
        let (url, now, source) = (self.url.clone(), self.app.now(), Arc::clone(&self.app.source));
        let counted = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let store = Store::connect(&url, 1, source).await.unwrap();
                let due = store.jobs_due(now).await.unwrap();
                store.close().await;
                due
            })
        });
        assert_eq!(counted.join().unwrap(), 0, "jobs are left that nobody ran");
    }
}
