//! Request bodies: read within their limits, parsed into our types, refused with problems that name the field.

use std::{
    error::Error,
    pin::Pin,
    task::{Context, Poll},
};

use axum::{
    body::{Body, Bytes, HttpBody},
    extract::{FromRequest, Request, State, multipart},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use hyper::body::Frame;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;
use tower_http::timeout::{DeadlineBody, TimeoutBody, TimeoutError};

use crate::{
    app::App,
    config::Config,
    error::{
        BODY_TIMEOUT, BODY_TOO_LARGE, INCOMPLETE_BODY, INTERNAL_ERROR, INVALID_FIELD, MALFORMED_FORM, MALFORMED_JSON,
        Problem,
    },
};

/// Admits a request of the JSON API before its body is read.
pub async fn admit_json(State(app): State<App>, request: Request, next: Next) -> Response {
    let limit = app.config.json_body;
    admit(app, limit, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

/// Admits a form before its body is read.
pub async fn admit_form(State(app): State<App>, request: Request, next: Next) -> Response {
    let limit = app.config.form_body;
    admit(app, limit, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

/// Admits a burst before its body is read.
pub async fn admit_burst(State(app): State<App>, request: Request, next: Next) -> Response {
    // Times and the heads of the parts take a little room, too.
    let limit = app.config.burst_body + (64 << 10);
    admit(app, limit, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

/// Bounds the body of a call that carries no pictures.
pub async fn small(State(app): State<App>, request: Request, next: Next) -> Response {
    let limit = app.config.call_body;
    if declared_length(request.headers()).is_some_and(|length| length > limit) {
        return Problem::from(&BODY_TOO_LARGE).into_response();
    }
    next.run(request.map(|body| bounded(body, limit, &app.config))).await
}

async fn admit(app: App, limit: usize, request: Request, next: Next) -> Result<Response, Problem> {
    let declared = declared_length(request.headers());
    if declared.is_some_and(|length| length > limit) {
        return Err(Problem::from(&BODY_TOO_LARGE));
    }
    let _place = app.admission.enter().ok_or_else(|| Problem::busy(&app))?;
    let room = app.admission.reserve(declared.unwrap_or(limit)).await;
    let _room = room.map_err(|stopped| Problem::stopped(&app, &stopped))?;
    let request = request.map(|body| bounded(body, limit, &app.config));
    Ok(next.run(request).await)
}

fn declared_length(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

fn bounded(body: Body, limit: usize, config: &Config) -> Body {
    let paused = TimeoutBody::new(config.body_pause, Limited::new(body, limit));
    let whole = Body::new(DeadlineBody::new(config.body_timeout, paused));
    Body::new(Paced { body: whole, from: Instant::now() + config.body_grace, least: config.body_rate, received: 0 })
}

/// A body that has to come in at some pace: whoever drips bytes would hold a place for as long as a large picture may take.
struct Paced {
    body: Body,
    /// From when on the pace counts.
    from: Instant,
    /// Bytes a second.
    least: u64,
    received: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("the body came in too slowly")]
struct TooSlow;

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.received += frame.data_ref().map_or(0, Bytes::len) as u64;
            let counted = Instant::now().saturating_duration_since(self.from).as_secs();
            if self.received < counted * self.least {
                return Poll::Ready(Some(Err(axum::Error::new(TooSlow))));
            }
        }
        polled
    }
}

/// A whole body in memory.
pub struct Whole(pub Vec<u8>);

impl<S: Send + Sync> FromRequest<S> for Whole {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let mut bytes = Vec::with_capacity(declared_length(request.headers()).unwrap_or_default());
        let mut body = request.into_body();
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|error| body_problem(&error))?;
            bytes.extend_from_slice(frame.data_ref().map_or(&[], Bytes::as_ref));
        }
        Ok(Self(bytes))
    }
}

/// Why a body could not be read to its end.
fn body_problem(error: &(dyn Error + 'static)) -> Problem {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.is::<LengthLimitError>() {
            return Problem::from(&BODY_TOO_LARGE);
        }
        if error.is::<TimeoutError>() || error.is::<TooSlow>() {
            return Problem::from(&BODY_TIMEOUT);
        }
        cause = error.source();
    }
    Problem::from(&INCOMPLETE_BODY)
}

/// Parses a JSON body. The problem names the field and never quotes what was sent.
pub fn json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    let mut parser = serde_json::Deserializer::from_slice(body);
    let value = serde_path_to_error::deserialize(&mut parser).map_err(|error| json_problem(&error))?;
    parser.end().map_err(|_| Problem::from(&MALFORMED_JSON))?;
    Ok(value)
}

fn json_problem(error: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let path = error.path().to_string();
    match error.inner().classify() {
        serde_json::error::Category::Data if path == "." => {
            Problem::from(&MALFORMED_JSON).detail("The body has to be a JSON object.")
        }
        serde_json::error::Category::Data => Problem::from(&INVALID_FIELD).param(path),
        _ => Problem::from(&MALFORMED_JSON),
    }
}

/// A JSON answer.
pub struct Json<T>(pub T);

impl<T: Serialize> IntoResponse for Json<T> {
    fn into_response(self) -> Response {
        match serde_json::to_vec(&self.0) {
            Ok(body) => ([(header::CONTENT_TYPE, "application/json")], body).into_response(),
            Err(_) => Problem::from(&INTERNAL_ERROR).into_response(),
        }
    }
}

/// The parts of a form.
pub struct Form(multipart::Multipart);

/// One part of a form, in memory.
pub struct Part {
    pub name: String,
    pub bytes: Bytes,
}

impl<S: Send + Sync> FromRequest<S> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let form = multipart::Multipart::from_request(request, state).await;
        form.map(Self).map_err(|_| Problem::from(&MALFORMED_FORM))
    }
}

impl Form {
    /// The next part that has a name.
    pub async fn next(&mut self) -> Result<Option<Part>, Problem> {
        while let Some(field) = self.0.next_field().await.map_err(|error| form_problem(&error))? {
            let Some(name) = field.name().map(str::to_owned) else { continue };
            let bytes = field.bytes().await.map_err(|error| form_problem(&error))?;
            return Ok(Some(Part { name, bytes }));
        }
        Ok(None)
    }
}

fn form_problem(error: &multipart::MultipartError) -> Problem {
    let problem = body_problem(error);
    if problem.code == INCOMPLETE_BODY.code { Problem::from(&MALFORMED_FORM) } else { problem }
}
