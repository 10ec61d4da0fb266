//! An application to talk to over HTTP, without a socket.

use std::{
    io::{self, Cursor},
    sync::{
        Arc, LazyLock, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use countersign::{
    app::{App, Source as ClockAndIds},
    config::Config,
    router::router,
    verifier::{Compared, Refused, Side, Verified, Verifier},
};
use countersign_core::{
    check::{Check, CheckName},
    decision::{Decision, Verdict},
    document::extraction::{Extraction, Field, Quad, Source},
    face::{ComparisonScore, TargetFmr},
    reason::Reason,
};
use countersign_vision::image::{Limits, Picture};
use http_body_util::BodyExt;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use tower::ServiceExt;
use tracing_subscriber::fmt::MakeWriter;
use uuid::Uuid;

/// 2026-06-01T12:00:00Z: the day documents of the tests are judged on.
const NOON: u64 = 1_780_315_200;

/// A server with a clock that stands still and ids that count.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) router: Router,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Status and code of a problem.
    pub(crate) fn problem(&self) -> (u16, String) {
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.body);
        (self.status.as_u16(), self.json()["code"].as_str().unwrap().to_owned())
    }
}

impl TestApp {
    pub(crate) fn new() -> Self {
        Self::with(Config::for_slots(2))
    }

    pub(crate) fn with(config: Config) -> Self {
        Self::listening(config, true)
    }

    pub(crate) fn listening(config: Config, loopback: bool) -> Self {
        LazyLock::force(&LOG);
        let app = App::new(config, source(), loopback);
        Self { router: router(app.clone()), app }
    }

    /// A server whose verdicts are `verifier`'s.
    pub(crate) fn answering(config: Config, verifier: Verifier) -> Self {
        let app = Self::with(config);
        app.app.open(verifier);
        app
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&bytes).into_owned() }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request("GET", path).body(Body::empty()).unwrap()).await
    }
}

impl TestApp {
    pub(crate) async fn verify(&self, body: impl Into<Body>) -> Answer {
        let request = request("POST", "/api/verify-identity").header("content-type", "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    pub(crate) async fn attempt(&self, parts: &[(&str, &[u8])]) -> Answer {
        let request = request("POST", "/try").header("accept", "text/html").header("content-type", FORM);
        self.send(request.body(form(parts).into()).unwrap()).await
    }
}

const FORM: &str = "multipart/form-data; boundary=between";

/// A form as a browser sends it, every part a file.
pub(crate) fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, bytes) in parts {
        let head = format!(
            "--between\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{CANARY}.jpg\"\r\n\
             content-type: image/jpeg\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--between--\r\n");
    body
}

/// The JSON body for pictures of a document's front and of a person.
pub(crate) fn pictures(front: &[u8], selfie: &[u8]) -> String {
    let text = |bytes: &[u8]| STANDARD.encode(bytes);
    json!({ "id_front_b64": text(front), "id_back_b64": null, "selfie_b64": text(selfie) }).to_string()
}

/// A small picture of noise, encoded.
pub(crate) fn picture(format: ImageFormat) -> Vec<u8> {
    let rgb = RgbImage::from_fn(200, 140, |x, y| Rgb([(x * 7 + y) as u8, (y * 11) as u8, (x * y) as u8]));
    let mut bytes = Cursor::new(Vec::new());
    rgb.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

pub(crate) fn jpeg() -> Vec<u8> {
    picture(ImageFormat::Jpeg)
}

/// A name that may show up on the page for its owner and nowhere else.
pub(crate) const CANARY: &str = "CANARYBIRD";

/// Decodes as the engine does, and then finds what `verdict` says.
pub(crate) fn scripted(verdict: fn(&mut Verified)) -> Verifier {
    Box::new(move |submission, _| {
        let decode =
            |side, bytes: &[u8]| Picture::decode(bytes, &Limits::default()).map_err(|reason| Refused { side, reason });
        let front = decode(Side::Front, &submission.front)?;
        let selfie = decode(Side::Selfie, &submission.selfie)?;
        submission.back.as_deref().map(|back| decode(Side::Back, back)).transpose()?;
        let mut verified = approved(front, selfie);
        verdict(&mut verified);
        Ok(verified)
    })
}

pub(crate) fn against(verdict: Verdict, reasons: &[Reason]) -> Decision {
    Decision { verdict, reasons: reasons.to_vec(), review: Vec::new(), policy_version: 1 }
}

fn approved(front: Picture, selfie: Picture) -> Verified {
    let place = Quad([[10.0, 20.0], [90.0, 20.0], [90.0, 40.0], [10.0, 40.0]]);
    Verified {
        decision: against(Verdict::Approved, &[]),
        checks: vec![Check::pass(CheckName::MrzValid), Check::pass(CheckName::FaceMatches)],
        extraction: Extraction {
            last_name: Some(Field::new(CANARY.to_owned(), Source::Mrz, 0.98).at(Some(place))),
            ..Extraction::default()
        },
        proof_of_address: None,
        passive: None,
        age: None,
        faces: Some(Compared {
            score: ComparisonScore(0.61),
            threshold: ComparisonScore(0.36),
            target: TargetFmr::default(),
            probability: 0.984,
            selfie: place,
        }),
        front,
        selfie,
        stages: vec![
            ("document", Duration::from_millis(150)),
            ("selfie", Duration::from_millis(80)),
            ("total", Duration::from_millis(162)),
        ],
    }
}

/// A request to this machine, as a program would send it.
pub(crate) fn request(method: &str, path: &str) -> axum::http::request::Builder {
    Request::builder().method(method).uri(path).header(header::HOST, "127.0.0.1:8080")
}

fn source() -> ClockAndIds {
    let count = AtomicU64::new(0);
    ClockAndIds {
        now: Box::new(|| jiff::Timestamp::from_second(NOON as i64).unwrap()),
        uuid: Box::new(move || {
            let count = count.fetch_add(1, Ordering::Relaxed);
            Uuid::from_u64_pair(NOON << 28 | 0x7000, 0x8000_0000_0000_0000 | count)
        }),
    }
}

/// Everything logged by this program, kept.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

pub(crate) fn keep_log() {
    LazyLock::force(&LOG);
}

static LOG: LazyLock<Lines> = LazyLock::new(|| {
    let lines = Lines::default();
    let everything = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(lines.clone());
    tracing::subscriber::set_global_default(everything.finish()).unwrap();
    lines
});

/// What was logged since the first server started.
pub(crate) fn log() -> String {
    String::from_utf8(LOG.0.lock().unwrap().clone()).unwrap()
}
