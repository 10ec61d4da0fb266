//! The whole way with the real models: drawn documents of invented people, photographs in the public domain.

use std::sync::{Arc, LazyLock};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use countersign::{config::Config, self_test, serve};
use countersign_specimen::{Layout, Person, Photo, Specimen, Style, assets_folder, studio, to_jpeg};
use countersign_vision::{document::Engine, models::ModelFolder};
use serde_json::json;

use crate::support::TestApp;

static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| {
    let folder = ModelFolder::check(&assets_folder()).unwrap();
    Arc::new(Engine::load(&folder).unwrap())
});

fn app() -> TestApp {
    TestApp::answering(Config::for_slots(2), serve::verifier(Arc::clone(&ENGINE)))
}

fn passport() -> Specimen {
    studio().document(Layout::Passport, &Person::random(4), &Style::default())
}

fn selfie(of: Photo) -> Vec<u8> {
    to_jpeg(studio().photo(of), 90)
}

#[test]
fn the_self_test_gives_the_known_answer() {
    self_test::run(&ENGINE, countersign_core::Date::constant(2026, 6, 1)).unwrap();
}

#[tokio::test]
async fn the_person_of_the_document_is_recognised() {
    let front = STANDARD.encode(to_jpeg(&passport().front, 90));
    let body = json!({ "id_front_b64": front, "selfie_b64": STANDARD.encode(selfie(Photo::A)) });
    let answer = app().verify(body.to_string()).await.json();
    assert_eq!((&answer["success"], &answer["verified"]), (&json!(true), &json!(true)), "{answer}");
    assert!(answer["confidence"].as_f64().unwrap() > 0.9, "{answer}");
}

#[tokio::test]
async fn another_person_is_not() {
    let front = STANDARD.encode(to_jpeg(&passport().front, 90));
    let body = json!({ "id_front_b64": front, "selfie_b64": STANDARD.encode(selfie(Photo::B)) });
    let answer = app().verify(body.to_string()).await.json();
    assert_eq!(answer["verified"], false, "{answer}");
    assert_eq!(answer["reason"], "selfie_face_mismatch", "{answer}");
    assert!(answer["confidence"].as_f64().unwrap() < 0.5, "{answer}");
}

#[tokio::test]
async fn a_picture_without_document_and_face_is_answered_all_the_same() {
    let noise = crate::support::jpeg();
    let answer = app().verify(crate::support::pictures(&noise, &noise)).await;
    assert_eq!(answer.status, 200);
    let answer = answer.json();
    assert_eq!(answer["verified"], false);
    assert!(answer["confidence"].is_null() && answer["reason"].is_string(), "{answer}");
}

#[tokio::test]
async fn the_page_shows_what_was_read_and_where() {
    let passport = passport();
    let front = to_jpeg(&passport.front, 90);
    let page = app().attempt(&[("id_front", &front), ("selfie", &selfie(Photo::A))]).await.body;
    let read = [passport.truth.document_number, passport.truth.date_of_birth.to_string()];
    for part in
        read.iter().map(String::as_str).chain(["Face cut out of the selfie", "data-field=\"1\"", "The same person"])
    {
        assert!(page.contains(part), "{part} is missing");
    }
}
