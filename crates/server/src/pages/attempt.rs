//! `POST /try`: what was read, compared and decided, shown on the pictures themselves.

use askama::Template;
use axum::{
    extract::State,
    response::{Html, IntoResponse, Redirect, Response},
};

use super::view::Outcome;
use crate::{
    app::App,
    compat,
    error::{INTERNAL_ERROR, MISSING_FIELD, Problem},
    extract::Form,
    verifier::{Side, Submission},
};

/// Somebody reloaded the answer: the pictures are gone, the form is where it was.
pub async fn back_to_start() -> Redirect {
    Redirect::to("/")
}

/// Verifies what the form brought and answers with a page.
pub async fn attempt(State(app): State<App>, form: Form) -> Result<Response, Problem> {
    let submission = submission(form).await?;
    let page = app
        .work(move |desk| {
            let verified = desk.examine(&submission).map_err(|refused| {
                Problem::from(refused.reason).param(field(refused.side)).titled(title(refused.side))
            })?;
            drop(submission);
            let answer = serde_json::to_string_pretty(&compat::answer(desk.app, &verified)).unwrap_or_default();
            let outcome =
                Outcome::of(&verified, desk.app.today(), answer).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
            outcome.render().map_err(|_| Problem::from(&INTERNAL_ERROR))
        })
        .await?;
    Ok(Html(page).into_response())
}

async fn submission(mut form: Form) -> Result<Submission, Problem> {
    let (mut front, mut back, mut selfie, mut proof) = (None, None, None, None);
    while let Some(part) = form.next().await? {
        let place = match part.name.as_str() {
            "id_front" => &mut front,
            "id_back" => &mut back,
            "selfie" => &mut selfie,
            "proof_of_address" => &mut proof,
            _ => continue,
        };
        // A browser sends an empty file for what was not chosen.
        *place = Some(part.bytes).filter(|bytes| !bytes.is_empty());
    }
    let missing = |side| {
        Problem::from(&MISSING_FIELD)
            .param(field(side))
            .titled("One picture is missing")
            .detail("Please choose a picture of the document and a selfie.")
    };
    Ok(Submission {
        front: front.ok_or_else(|| missing(Side::Front))?.into(),
        back: back.map(Into::into),
        selfie: selfie.ok_or_else(|| missing(Side::Selfie))?.into(),
        active: None,
        proof_of_address: proof.map(Into::into),
    })
}

fn field(side: Side) -> &'static str {
    match side {
        Side::Front => "id_front",
        Side::Back => "id_back",
        Side::Selfie => "selfie",
        Side::ProofOfAddress => "proof_of_address",
    }
}

fn title(side: Side) -> &'static str {
    match side {
        Side::Front => "The picture of the document cannot be used",
        Side::Back => "The picture of the back cannot be used",
        Side::Selfie => "The selfie cannot be used",
        Side::ProofOfAddress => "The proof of address cannot be used",
    }
}
