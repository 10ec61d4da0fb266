//! The page without script: a browser that follows links, keeps a cookie and sends forms.

use axum::{body::Body, http::request::Builder};
use countersign_core::{decision::Verdict, reason::Reason};
use serde_json::json;

use super::Visit;
use crate::{
    service::shop::Shop,
    support::{Answer, form, jpeg, request},
};

const HERE: &str = "/verify/forms";
const FORM: &str = "application/x-www-form-urlencoded";

/// A browser at the page.
struct Browser<'a> {
    shop: &'a Shop,
    cookie: String,
}

impl Browser<'_> {
    async fn send(&self, call: Builder, body: impl Into<Body>) -> Answer {
        let call = call.header("accept", "text/html").header("cookie", &self.cookie);
        self.shop.send(call.body(body.into()).unwrap()).await
    }

    async fn see(&self, path: &str) -> String {
        let page = self.send(request("GET", path), Body::empty()).await;
        assert_eq!((page.status.as_u16(), page.header("referrer-policy")), (200, "same-origin"), "{}", page.body);
        assert!(!page.body.contains("<script") && !page.body.contains("style=\""));
        page.body
    }

    /// Sends a form and says where it leads.
    async fn post(&self, form: &str, pairs: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(pairs).unwrap();
        self.send(request("POST", &format!("{HERE}/{form}")).header("content-type", FORM), body).await
    }

    async fn pictures(&self, parts: &[(&str, &[u8])]) -> String {
        let call = request("POST", &format!("{HERE}/pictures?locale=de"));
        let sent = self.send(call.header("content-type", "multipart/form-data; boundary=between"), form(parts)).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        sent.header("location").to_owned()
    }
}

/// Pastes the link of a verification.
async fn opened(visit: &Visit) -> Browser<'_> {
    let mut browser = Browser { shop: &visit.shop, cookie: String::new() };
    assert!(browser.see(HERE).await.contains("name=\"link\""));
    let link = format!(" https://verify.test/verify#{} ", visit.token);
    let answer = browser.post("open?locale=de", &[("link", &link)]).await;
    assert_eq!(
        (answer.status.as_u16(), answer.header("location")),
        (303, "/verify/forms?locale=de"),
        "{}",
        answer.body
    );
    let cookie = answer.header("set-cookie");
    for part in ["; Path=/verify/forms;", "; HttpOnly;", "; SameSite=Strict;", "; Secure"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    cookie.split(';').next().unwrap().clone_into(&mut browser.cookie);
    browser
}

/// What stands in a hidden field of the page.
fn hidden<'a>(page: &'a str, name: &str) -> &'a str {
    page.split_once(&format!("name=\"{name}\" value=\"")).unwrap().1.split_once('"').unwrap().0
}

async fn agreed(browser: &Browser<'_>) {
    let page = browser.see(HERE).await;
    let pairs = [("version", hidden(&page, "version")), ("locale", hidden(&page, "locale"))];
    assert_eq!(browser.post("consent?locale=de", &pairs).await.header("location"), "/verify/forms?locale=de");
}

#[tokio::test]
async fn a_person_without_script_gets_from_the_link_to_the_result() {
    let visit = Visit::begin(json!({ "redirect_url": "https://shop.test/done" })).await;
    let browser = opened(&visit).await;
    let page = browser.see(&format!("{HERE}?locale=de")).await;
    assert!(page.contains("<html lang=\"de\"") && page.contains("/verify/look.css?merchant=mer_"), "{page}");
    assert!(page.contains("shop möchte wissen, dass du es bist"), "{page}");
    assert!(browser.pictures(&[("photo_id", &jpeg())]).await.ends_with("trouble=consent_missing"));
    agreed(&browser).await;
    let page = browser.see(HERE).await;
    assert!(page.contains("name=\"photo_id\"") && page.contains("name=\"selfie\"") && page.contains("A person will"));
    // What is missing is said, and what came stays.
    assert!(browser.pictures(&[("photo_id", &jpeg()), ("selfie", b"")]).await.ends_with("trouble=documents_missing"));
    let page = browser.see(&format!("{HERE}?locale=de&trouble=documents_missing")).await;
    assert!(page.contains("Ein Bild fehlt noch") && page.contains("role=\"status\""), "{page}");
    let wrong = browser.pictures(&[("selfie", b"no picture")]).await;
    assert!(wrong.ends_with("trouble=image_type_unsupported"), "{wrong}");
    assert!(browser.see(&wrong).await.contains("Bitte sende das Foto als JPEG"));
    assert_eq!(browser.pictures(&[("selfie", &jpeg())]).await, "/verify/forms?locale=de");
    assert!(browser.see(HERE).await.contains("<a class=\"button\" href=\"?locale=en\">See how it stands</a>"));
    assert!(browser.pictures(&[("selfie", &jpeg())]).await.ends_with("trouble=documents_locked"));
    visit.shop.script.say(Verdict::Rejected, &[Reason::DocumentExpired]);
    visit.shop.run_jobs().await;
    let page = browser.see(HERE).await;
    assert!(page.contains("This document has expired") && page.contains("href=\"https://shop.test/done\""), "{page}");
    assert_eq!(browser.post("again", &[]).await.header("location"), "/verify/forms?");
    assert!(browser.see(HERE).await.contains("name=\"photo_id\""));
    assert_eq!(visit.shop.status(&visit.id).await, "started");
}

#[tokio::test]
async fn a_link_is_taken_once_and_nobody_elses_page_sends_a_form() {
    let visit = Visit::begin(json!({})).await;
    let browser = opened(&visit).await;
    let again = browser.post("open", &[("link", &visit.token)]).await;
    assert_eq!((again.status.as_u16(), again.header("location")), (303, "/verify/forms?"), "its own browser may");
    let other = Browser { shop: &visit.shop, cookie: String::new() };
    for (link, trouble) in [
        (visit.token.as_str(), "token_used"),
        ("https://verify.test/verify#cs_client_x", "invalid_token"),
        ("", "invalid_token"),
    ] {
        let answer = other.post("open", &[("link", link)]).await;
        assert_eq!(answer.header("location"), format!("/verify/forms?trouble={trouble}"));
        assert_eq!(answer.header("set-cookie"), "");
    }
    assert!(other.see("/verify/forms?trouble=token_used").await.contains("Continue there"));
    assert!(
        other
            .post("consent", &[("version", "x"), ("locale", "en")])
            .await
            .header("location")
            .ends_with("invalid_token")
    );
    assert!(other.post("again", &[]).await.header("location").ends_with("invalid_token"));
    assert!(browser.post("again", &[]).await.header("location").ends_with("invalid_transition"));
    for form in ["open", "consent", "again", "pictures"] {
        let call = request("POST", &format!("{HERE}/{form}")).header("sec-fetch-site", "cross-site");
        let refused = visit.shop.send(call.header("content-type", FORM).body(Body::empty()).unwrap()).await;
        assert_eq!(refused.problem(), (403, "foreign_origin".to_owned()), "{form}");
    }
    let page = browser.see("/verify/forms?trouble=%3Cb%3Eevil").await;
    assert!(!page.contains("evil") && page.contains("Please try again in a moment"));
}

#[tokio::test]
async fn forms_are_as_large_as_four_pictures_and_no_larger() {
    let visit = Visit::begin(json!({})).await;
    let browser = opened(&visit).await;
    agreed(&browser).await;
    let most = visit.shop.app.config.form_body;
    let call =
        request("POST", "/verify/forms/pictures").header("content-type", "multipart/form-data; boundary=between");
    let refused = browser.send(call.header("content-length", most + 1), Body::empty()).await;
    assert_eq!(refused.status, 413);
    let call = request("POST", "/verify/forms/open").header("content-type", FORM).header("content-length", 2 << 20);
    assert_eq!(browser.send(call, Body::empty()).await.status, 413);
    let call = request("POST", "/verify/forms/pictures").header("content-type", FORM);
    assert_eq!(browser.send(call, Body::empty()).await.status, 415);
}

#[tokio::test]
async fn where_only_a_recording_would_do_the_page_says_so_and_asks_for_nothing() {
    let visit = Visit::begin(json!({})).await;
    visit.shop.set(json!({ "flow": { "human_review": false } })).await;
    let browser = opened(&visit).await;
    agreed(&browser).await;
    let page = browser.see(HERE).await;
    assert!(page.contains("this page cannot make one") && !page.contains("type=\"file\""), "{page}");
    let sent = browser.pictures(&[("photo_id", &jpeg()), ("selfie", &jpeg())]).await;
    assert!(sent.ends_with("trouble=challenge_missing"), "{sent}");
    assert!(!browser.see(&sent).await.contains("role=\"alert\""), "the page says it already");
    assert_eq!(visit.shop.status(&visit.id).await, "started");
}
