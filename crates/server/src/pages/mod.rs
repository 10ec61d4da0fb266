//! What a person with a browser sees.

mod assets;
mod attempt;
mod bundle;
pub mod demo;
mod draw;
mod fields;
pub mod forms;
mod hosted;
mod life;
mod look;
mod view;
mod words;

use askama::Template;
use axum::{
    extract::State,
    response::{Html, IntoResponse, Response},
};
use countersign_core::reason::{CATALOGUE, Family};

pub use assets::asset;
pub use attempt::{attempt, back_to_start};
pub use bundle::{collector, file, widget};
pub use hosted::{hosted, plain};
pub use look::look;

use crate::app::App;
use crate::error::{INTERNAL_ERROR, KINDS, Problem, picture_status};

#[derive(Template)]
#[template(path = "start.html")]
struct Start {
    /// The form is answered here.
    open: bool,
}

/// The start page with its try-it form.
pub async fn start(State(app): State<App>) -> Result<Response, Problem> {
    page(&Start { open: app.loopback })
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    problem: &'a Problem,
    request_id: Option<&'a str>,
}

/// A problem for a person.
pub fn problem(problem: &Problem, request_id: Option<&str>) -> String {
    ProblemPage { problem, request_id }.render().unwrap_or_else(|_| problem.title.to_owned())
}

#[derive(Template)]
#[template(path = "problems.html")]
struct Problems {
    rows: Vec<ProblemRow>,
}

struct ProblemRow {
    code: &'static str,
    status: u16,
    detail: &'static str,
}

/// Every problem there is: where the `type` of a problem leads.
pub async fn problems() -> Result<Response, Problem> {
    let general =
        KINDS.iter().map(|kind| ProblemRow { code: kind.code, status: kind.status.as_u16(), detail: kind.detail });
    let pictures = CATALOGUE.iter().filter(|entry| entry.family == Family::Input).map(|entry| ProblemRow {
        code: entry.code,
        status: picture_status(entry.reason).as_u16(),
        detail: entry.private,
    });
    page(&Problems { rows: general.chain(pictures).collect() })
}

/// Appended to the addresses of assets.
pub(crate) fn version() -> &'static str {
    &assets::VERSION
}

fn page(template: &impl Template) -> Result<Response, Problem> {
    let html = template.render().map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    Ok(Html(html).into_response())
}
