//! What a person sent is told to that person only: no log line, metric or problem repeats it.

use base64::{Engine, engine::general_purpose::STANDARD};
use countersign::config::Config;
use serde_json::json;

use crate::support::{CANARY, TestApp, jpeg, log, pictures, request, scripted};

#[tokio::test]
async fn nothing_that_was_sent_is_logged_counted_or_repeated() {
    let app = TestApp::answering(Config::for_slots(1), scripted(|_| ()));

    let mut said = Vec::new();
    said.push(app.verify(pictures(&jpeg(), &jpeg())).await.body);
    let picture = STANDARD.encode(CANARY);
    for body in [
        json!({ "id_front_b64": picture, "selfie_b64": picture, "customer_id": CANARY }).to_string(),
        json!({ "id_front_b64": CANARY, "selfie_b64": { CANARY: CANARY } }).to_string(),
        format!("{{\"selfie_b64\": \"{CANARY}"),
        format!("{{\"{CANARY}\": {CANARY}}}"),
    ] {
        said.push(app.verify(body).await.body);
    }
    said.push(app.get(&format!("/{CANARY}?name={CANARY}")).await.body);
    said.push(app.get(&format!("/static/{CANARY}.css")).await.body);
    let odd = request(CANARY, "/").header("authorization", CANARY).header("x-request-id", CANARY);
    said.push(app.send(odd.body(axum::body::Body::empty()).unwrap()).await.body);
    let page = app.attempt(&[("id_front", &jpeg()), ("selfie", &jpeg())]).await;
    assert!(page.body.contains(CANARY), "the page is for the person's own eyes");
    said.push(app.attempt(&[("id_front", CANARY.as_bytes()), (CANARY, b"x"), ("selfie", &jpeg())]).await.body);
    said.push(app.get("/metrics").await.body);

    // Of every test of this program.
    let log = log();
    assert!(log.lines().filter(|line| line.contains("answered")).count() >= 10);
    for text in said.iter().chain([&log]) {
        for secret in [CANARY, &picture, &STANDARD.encode(jpeg())[..40]] {
            let line = text.lines().find(|line| line.contains(secret));
            assert!(line.is_none(), "{secret} in {line:?}");
        }
    }
}
