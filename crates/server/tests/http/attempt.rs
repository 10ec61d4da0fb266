//! The try-it form and the page that answers it.

use countersign::config::Config;
use countersign_core::{
    check::{Check, CheckName},
    decision::Verdict,
    document::extraction::{Field, Source},
    reason::Reason,
};

use crate::support::{CANARY, TestApp, against, jpeg, request, scripted};

fn app(verdict: fn(&mut countersign::verifier::Verified)) -> TestApp {
    TestApp::answering(Config::for_slots(1), scripted(verdict))
}

#[tokio::test]
async fn the_outcome_is_a_page_that_needs_nothing_else() {
    let answer = app(|_| ()).attempt(&[("id_front", &jpeg()), ("id_back", b""), ("selfie", &jpeg())]).await;
    assert_eq!(answer.status, 200);
    let page = answer.body;
    for part in [
        "Approved",
        CANARY,
        "data:image/jpeg;base64,",
        r#"points="10.0,20.0 90.0,20.0"#,
        "0.610",
        "0.360",
        "98.4 %",
        "MRZ valid",
        "<strong>162</strong> ms",
    ] {
        assert!(page.contains(part), "{part} is missing");
    }
    for forbidden in ["<style", " style=", "<script>", "http://", "https://"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
}

#[tokio::test]
async fn a_value_cannot_become_markup() {
    let app = app(|verified| {
        let value = "<script>alert(1)</script>\" onload=\"x".to_owned();
        verified.extraction.first_name = Some(Field::new(value, Source::Visual, 0.5));
    });
    let page = app.attempt(&[("id_front", &jpeg()), ("selfie", &jpeg())]).await.body;
    assert!(!page.contains("<script>"));
    assert!(!page.contains("\" onload"));
}

#[tokio::test]
async fn doubt_is_shown_with_its_reasons() {
    let app = app(|verified| {
        verified.decision = against(Verdict::Rejected, &[Reason::DocumentExpired]);
        verified.checks.push(Check::fail(CheckName::DocumentNotExpired, Reason::DocumentExpired));
        verified.faces = None;
    });
    let page = app.attempt(&[("id_front", &jpeg()), ("selfie", &jpeg())]).await.body;
    for part in ["Not approved", "document_expired", "There were no two faces to compare."] {
        assert!(page.contains(part), "{part} is missing");
    }
}

#[tokio::test]
async fn a_missing_or_broken_picture_is_a_page_that_says_so() {
    let app = app(|_| ());
    let missing = app.attempt(&[("id_front", &jpeg()), ("selfie", b"")]).await;
    assert_eq!(missing.status, 422);
    assert!(missing.body.contains("One picture is missing"));
    let broken = app.attempt(&[("id_front", &jpeg()), ("selfie", b"GIF89a")]).await;
    assert_eq!(broken.status, 422);
    assert!(broken.body.contains("The selfie cannot be used"));
    assert!(broken.body.contains("Back to the start"));
}

#[tokio::test]
async fn a_cut_off_form_is_a_problem() {
    let app = app(|_| ());
    let mut body = crate::support::form(&[("id_front", &jpeg())]);
    body.truncate(body.len() - 40);
    let request = request("POST", "/try").header("content-type", "multipart/form-data; boundary=between");
    let answer = app.send(request.body(body.into()).unwrap()).await;
    assert_eq!(answer.problem(), (400, "malformed_form".to_owned()));
}

#[tokio::test]
async fn a_reload_goes_back_to_the_form() {
    let answer = app(|_| ()).get("/try").await;
    assert_eq!(answer.status, 303);
    assert_eq!(answer.header("location"), "/");
}
