//! The plain hosted page: upload what is asked for, hand it in, see what comes of it. The token stays in the fragment of
//! the address, which browsers send to nobody, and travels in a header of the page's own calls.

use askama::Template;
use axum::response::Response;

use crate::error::Problem;

#[derive(Template)]
#[template(path = "verify.html")]
struct Verify;

/// The page for the person a verification is about.
pub async fn hosted() -> Result<Response, Problem> {
    super::page(&Verify)
}
