//! The person's page for browsers without script: forms that post, and a cookie in place of the token, which such a browser
//! cannot take out of an address by itself. Everything is checked where the API checks it; each form leads back to the page.

mod page;

use axum::{
    extract::State,
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
};
use countersign_core::attempt::{DocumentKind, Side};
use serde::Deserialize;

use crate::{
    api::{
        documents,
        path::Query,
        subject::{self, Person, entry, session, way},
    },
    app::App,
    error::{CHALLENGE_MISSING, INVALID_TOKEN, MISSING_FIELD, Problem, SESSION_EXPIRED, TOKEN_USED},
    extract::{Form, Whole},
    flow::{Way, locale::Locale},
    lifecycle::{Received, Upload},
    limits::ClientAddress,
};
use page::Page;

/// Where the page is; its forms are below.
const HERE: &str = "/verify/forms";

/// In which language, and what was in the way of the form before.
#[derive(Default, Deserialize)]
pub struct Asked {
    locale: Option<String>,
    trouble: Option<String>,
}

/// The page, as the verification stands.
pub async fn show(
    State(app): State<App>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
    person: Result<Person, Problem>,
) -> Result<Response, Problem> {
    let trouble = asked.trouble.as_deref();
    let page = match person {
        Ok(person) => Page::of(session::of(&app, &person, &headers, asked.locale.as_deref()).await?, trouble),
        Err(problem) if [&INVALID_TOKEN, &TOKEN_USED, &SESSION_EXPIRED].iter().any(|end| end.code == problem.code) => {
            Page::closed(Locale::of_request(&headers, asked.locale.as_deref(), None), trouble)
        }
        Err(problem) => return Err(problem),
    };
    // The address holds no token. With `no-referrer` a browser would not say which page its forms are from.
    let headers = [(header::REFERRER_POLICY, "same-origin")];
    Ok((headers, super::page(&page)?).into_response())
}

/// Back to the page, with what was in the way.
fn back(asked: &Asked, done: Result<(), Problem>) -> Redirect {
    let trouble = done.err().map(|problem| problem.code);
    let pairs = [("locale", asked.locale.as_deref()), ("trouble", trouble)];
    let query = serde_urlencoded::to_string(pairs).unwrap_or_default();
    Redirect::to(&format!("{HERE}?{query}"))
}

#[derive(Deserialize)]
struct Link {
    link: String,
}

/// Exchanges the link that was pasted for a cookie.
pub async fn open(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    address: ClientAddress,
    headers: HeaderMap,
    Whole(body): Whole,
) -> Response {
    let opened = async {
        let Link { link } = serde_urlencoded::from_bytes(&body).map_err(|_| Problem::from(&INVALID_TOKEN))?;
        let token = link.trim().rsplit('#').next().unwrap_or_default();
        entry::by_link(&app, &headers, address, token, HERE).await
    };
    match opened.await {
        Ok(Some(cookie)) => ([(header::SET_COOKIE, cookie)], back(&asked, Ok(()))).into_response(),
        Ok(None) => back(&asked, Ok(())).into_response(),
        Err(problem) => back(&asked, Err(problem)).into_response(),
    }
}

#[derive(Deserialize)]
struct Agreed {
    version: String,
    locale: String,
}

/// Stores the person's consent.
pub async fn agree(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    person: Result<Person, Problem>,
    Whole(body): Whole,
) -> Redirect {
    let agreed = async {
        let Agreed { version, locale } =
            serde_urlencoded::from_bytes(&body).map_err(|_| Problem::from(&MISSING_FIELD))?;
        subject::agree(&app, &person?, &version, Some(&locale)).await
    };
    back(&asked, agreed.await)
}

/// Takes the pictures, and hands in when nothing about them could be better.
pub async fn pictures(
    State(app): State<App>,
    Query(asked): Query<Asked>,
    person: Result<Person, Problem>,
    headers: HeaderMap,
    form: Result<Form, Problem>,
) -> Redirect {
    let sent = async {
        let person = person?;
        subject::consented(&app, &person).await?;
        if kept(&app, &person, form?).await? { hand_in(&app, &person, &headers).await } else { Ok(()) }
    };
    back(&asked, sent.await)
}

/// Which picture a field of the form is.
fn picture(field: &str) -> Option<(DocumentKind, Side, &'static str)> {
    Some(match field {
        "photo_id" => (DocumentKind::PhotoId, Side::Front, "photo_id"),
        "photo_id_back" => (DocumentKind::PhotoId, Side::Back, "photo_id_back"),
        "proof_of_address" => (DocumentKind::ProofOfAddress, Side::Front, "proof_of_address"),
        "selfie" => (DocumentKind::Selfie, Side::Front, "selfie"),
        _ => return None,
    })
}

/// Keeps the pictures of a form. False where one could be better: the person is told, and sends it again or leaves it.
async fn kept(app: &App, person: &Person, mut form: Form) -> Result<bool, Problem> {
    let mut good = true;
    while let Some(part) = form.next().await? {
        let Some((kind, side, field)) = picture(&part.name) else { continue };
        // A browser sends an empty file for what was not chosen.
        if !part.bytes.is_empty() {
            let files = vec![Received { side, field, bytes: part.bytes.into() }];
            let upload = Upload { kind, files, whole: false };
            let document = documents::kept(app, &person.turn(), &person.record, upload).await?;
            good &= document.warnings.is_empty();
        }
    }
    Ok(good)
}

/// There is no camera here to make a recording with: a person looks, where the shop offers that.
async fn hand_in(app: &App, person: &Person, headers: &HeaderMap) -> Result<(), Problem> {
    match subject::hand_in(app, person, headers).await {
        Err(problem) if problem.code == CHALLENGE_MISSING.code && person.settings.flow.human_review => {
            way::go(app, person, Way::HumanReview).await?;
            subject::hand_in(app, person, headers).await
        }
        other => other,
    }
}

/// Opens the next attempt.
pub async fn again(State(app): State<App>, Query(asked): Query<Asked>, person: Result<Person, Problem>) -> Redirect {
    let opened = async { subject::reopen(&app, &person?).await };
    back(&asked, opened.await)
}
