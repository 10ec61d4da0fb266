//! Every answer that is not what was asked for: an RFC 9457 problem with a stable code.
//!
//! Handlers and layers return a [`Problem`] without a body; [`render`] gives it one for the client at hand: JSON for
//! programs, a page for a person with a browser.

use std::borrow::Cow;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use countersign_core::reason::Reason;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{admission::Stopped, app::App, blobs, pages, request_id::RequestId, seal::Sealed, store};

/// What a kind of problem means. `detail` speaks to the developer or person who sent the request.
#[derive(Debug)]
pub struct Kind {
    pub code: &'static str,
    pub status: StatusCode,
    pub title: &'static str,
    pub detail: &'static str,
}

macro_rules! kinds {
    ($($name:ident $code:literal $status:ident $title:literal $detail:literal;)*) => {
        $(pub const $name: Kind = Kind { code: $code, status: StatusCode::$status, title: $title, detail: $detail };)*

        /// Every kind, in the order of the page that lists them.
        pub const KINDS: &[&Kind] = &[$(&$name),*];
    };
}

kinds! {
    NOT_FOUND "not_found" NOT_FOUND "Nothing here" "There is nothing at this address.";
    METHOD_NOT_ALLOWED "method_not_allowed" METHOD_NOT_ALLOWED "Method not allowed" "This address answers other methods; the Allow header names them.";
    UNSUPPORTED_MEDIA_TYPE "unsupported_media_type" UNSUPPORTED_MEDIA_TYPE "Content type not supported" "Send application/json to the API and multipart/form-data to the form.";
    MALFORMED_JSON "malformed_json" BAD_REQUEST "Not JSON" "The body is not one complete JSON object.";
    MALFORMED_FORM "malformed_form" BAD_REQUEST "Not a form" "The body is not complete multipart/form-data.";
    INCOMPLETE_BODY "incomplete_body" BAD_REQUEST "Body cut off" "The connection ended before the whole body had arrived.";
    MISSING_FIELD "missing_field" UNPROCESSABLE_ENTITY "A field is missing" "A field that is needed is not there.";
    INVALID_FIELD "invalid_field" UNPROCESSABLE_ENTITY "A field has the wrong form" "A field does not have the type or form it should.";
    BODY_TOO_LARGE "body_too_large" PAYLOAD_TOO_LARGE "Too large" "The body is larger than three pictures of 15 MB.";
    BODY_TIMEOUT "body_timeout" REQUEST_TIMEOUT "Too slow" "The body took too long to arrive. Please try again on a better connection.";
    OVER_CAPACITY "over_capacity" SERVICE_UNAVAILABLE "Busy" "The server is working on as much as it can. Please try again in a moment; Retry-After says when.";
    NOT_READY "not_ready" SERVICE_UNAVAILABLE "Starting" "The models are still being loaded. Please try again in a moment.";
    LOOPBACK_ONLY "loopback_only" FORBIDDEN "Only on this machine" "Without a key, verifications are answered only when the server listens on a loopback address such as 127.0.0.1.";
    FOREIGN_HOST "foreign_host" FORBIDDEN "Unknown host" "The Host header has to name this machine: localhost or a loopback address.";
    FOREIGN_ORIGIN "foreign_origin" FORBIDDEN "Other site" "A page of another site may not send this request.";
    UNAUTHORIZED "unauthorized" UNAUTHORIZED "No valid key" "Send an API key of yours: `Authorization: Bearer KEY`, or Basic with the key as password.";
    INVALID_TOKEN "invalid_token" UNAUTHORIZED "Link no longer valid" "This link has ended. Please ask the shop for a new one.";
    MISSING_SCOPE "missing_scope" FORBIDDEN "Key may not do this" "The key does not have the scope that this needs.";
    NOT_YOUR_CUSTOMER "not_your_customer" FORBIDDEN "Not for you to know" "Only the shop's own program, or this customer when logged in, is told.";
    NOT_APPROVED "not_approved" CONFLICT "Not approved" "A credential is issued for a verification that was approved.";
    TOKEN_USED "token_used" UNAUTHORIZED "Opened elsewhere" "This was opened in another browser already. Please go on there, or show a new code.";
    SESSION_EXPIRED "session_expired" UNAUTHORIZED "Time is over" "The time for this is over. Please open the link again, or ask the shop for a new one.";
    CONSENT_MISSING "consent_missing" CONFLICT "Consent first" "Pictures are taken only after the person has agreed to that.";
    SELFIE_MISSING "selfie_missing" CONFLICT "Selfie first" "Upload the selfie, then answer the challenge.";
    CHALLENGE_MISSING "challenge_missing" CONFLICT "A step is missing" "The short recording is still missing. Make it, or choose another way where one is offered.";
    CHALLENGE_UNKNOWN "challenge_unknown" NOT_FOUND "Unknown challenge" "This challenge was not given to this attempt. Ask for one, then answer that.";
    CHALLENGE_USED "challenge_used" CONFLICT "Answered before" "A recording came for this challenge already. Ask for another one.";
    CHALLENGE_EXPIRED "challenge_expired" GONE "Challenge is over" "The time for this challenge is over. Ask for another one.";
    CHALLENGE_TOO_EARLY "challenge_too_early" CONFLICT "Too early" "The recording came sooner than the challenge can have been done.";
    CHALLENGES_EXHAUSTED "challenges_exhausted" CONFLICT "No tries left" "All tries of the recording are used. Hand in what is there; a person will take a look.";
    BURST_INVALID "burst_invalid" UNPROCESSABLE_ENTITY "Not a recording" "Send `times`, an array of rising milliseconds, and then as many `frame` parts, each a JPEG.";
    TOO_MANY_STREAMS "too_many_streams" TOO_MANY_REQUESTS "Too many follow along" "This is followed from enough pages already. Ask every second or two instead.";
    INVALID_TRANSITION "invalid_transition" CONFLICT "Not possible now" "The verification's status does not allow this.";
    DOCUMENTS_MISSING "documents_missing" CONFLICT "Documents are missing" "Upload what is missing, then submit again.";
    DOCUMENTS_LOCKED "documents_locked" CONFLICT "Documents are locked" "Documents can be uploaded and replaced only before submit.";
    ATTEMPTS_EXHAUSTED "attempts_exhausted" CONFLICT "No attempts left" "All attempts of this verification are used.";
    CHANGED_MEANWHILE "changed_meanwhile" CONFLICT "Changed meanwhile" "Somebody else changed this at the same moment. Read it again, then decide.";
    ORDER_BOUND "order_bound" CONFLICT "Another order" "This assessment belongs to another order already. Assess each checkout on its own.";
    IDEMPOTENCY_IN_FLIGHT "idempotency_in_flight" CONFLICT "Still being answered" "A request with this Idempotency-Key is being answered. Please ask again in a moment.";
    IDEMPOTENCY_KEY_REUSED "idempotency_key_reused" UNPROCESSABLE_ENTITY "Idempotency-Key used before" "This Idempotency-Key belongs to another request. Use a new one.";
    RATE_LIMITED "rate_limited" TOO_MANY_REQUESTS "Too many requests" "That was a little too often. Please wait a moment; Retry-After says how many seconds.";
    IMAGE_DELETED "image_deleted" GONE "Image deleted" "The image was deleted when its time was over.";
    DATABASE_UNAVAILABLE "database_unavailable" SERVICE_UNAVAILABLE "Database not available" "The database does not answer. Please try again in a moment.";
    INTERNAL_ERROR "internal_error" INTERNAL_SERVER_ERROR "Our mistake" "Something went wrong on our side. The request id helps to find it in the log.";
}

/// A kind of problem, with what is particular to this one.
#[derive(Clone, Debug)]
pub struct Problem {
    pub code: &'static str,
    pub status: StatusCode,
    pub title: &'static str,
    pub detail: Cow<'static, str>,
    /// The field of the request that is to blame.
    pub param: Option<Cow<'static, str>>,
    /// Seconds until another try makes sense.
    pub retry_after: Option<u64>,
    /// More about it, for programs: extension members of RFC 9457.
    pub members: Option<Box<Map<String, Value>>>,
}

impl Problem {
    #[must_use]
    pub fn param(self, name: impl Into<Cow<'static, str>>) -> Self {
        Self { param: Some(name.into()), ..self }
    }

    /// Replaces the kind's general title.
    #[must_use]
    pub fn titled(self, title: &'static str) -> Self {
        Self { title, ..self }
    }

    /// Replaces the kind's general detail. Never quotes what was sent.
    #[must_use]
    pub fn detail(self, detail: impl Into<Cow<'static, str>>) -> Self {
        Self { detail: detail.into(), ..self }
    }

    /// Adds a member for programs.
    #[must_use]
    pub fn member(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.members.get_or_insert_default().insert(name.to_owned(), value.into());
        self
    }

    #[must_use]
    pub fn retry_after(self, seconds: u64) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    /// A refusal over capacity, with a time to come back.
    pub fn busy(app: &App) -> Self {
        Self::from(&OVER_CAPACITY).retry_after(app.admission.retry_after())
    }

    /// Why admitted work gave no result.
    pub fn stopped(app: &App, stopped: &Stopped) -> Self {
        match stopped {
            Stopped::Queue => Self::busy(app),
            Stopped::Work => Self::from(Reason::ProcessingTimeout),
            Stopped::Panic => Self::from(&INTERNAL_ERROR),
        }
    }

    /// The problem an answer without a text stands for.
    fn of_status(status: StatusCode) -> Self {
        let kind = KINDS.iter().find(|kind| kind.status == status);
        match kind {
            Some(kind) => Self::from(*kind),
            None if status.is_client_error() => Self { status, ..Self::from(&INVALID_FIELD) },
            None => Self::from(&INTERNAL_ERROR),
        }
    }

    fn body<'a>(&'a self, request_id: Option<&'a str>, one_shot: bool) -> Body<'a> {
        Body {
            kind: format!("/problems#{}", self.code),
            title: self.title,
            status: self.status.as_u16(),
            detail: &self.detail,
            code: self.code,
            param: self.param.as_deref(),
            request_id,
            members: self.members.as_deref(),
            success: one_shot.then_some(false),
        }
    }
}

/// RFC 9457 section 3, with members of our own from `code` on.
#[derive(Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    detail: &'a str,
    code: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    param: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(flatten)]
    members: Option<&'a Map<String, Value>>,
    /// The one-shot endpoints say of every answer whether it was processed.
    #[serde(skip_serializing_if = "Option::is_none")]
    success: Option<bool>,
}

impl From<&Kind> for Problem {
    fn from(kind: &Kind) -> Self {
        let Kind { code, status, title, detail } = *kind;
        Self { code, status, title, detail: detail.into(), param: None, retry_after: None, members: None }
    }
}

/// A picture that cannot be processed.
impl From<Reason> for Problem {
    fn from(reason: Reason) -> Self {
        let entry = reason.entry();
        Self {
            code: entry.code,
            status: picture_status(reason),
            title: "The picture cannot be processed",
            detail: entry.subject.into(),
            param: None,
            retry_after: None,
            members: None,
        }
    }
}

/// The database failed; what it said is for the log.
impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        match error {
            store::Error::Conflict => Self::from(&CHANGED_MEANWHILE),
            store::Error::Unavailable => Self::from(&DATABASE_UNAVAILABLE).retry_after(1),
            other => {
                tracing::error!("{other}");
                Self::from(&INTERNAL_ERROR)
            }
        }
    }
}

impl From<blobs::Error> for Problem {
    fn from(error: blobs::Error) -> Self {
        match error {
            blobs::Error::Missing => Self::from(&IMAGE_DELETED),
            blobs::Error::Failed(_) => {
                tracing::error!("{error}");
                Self::from(&INTERNAL_ERROR)
            }
        }
    }
}

impl From<Sealed> for Problem {
    fn from(error: Sealed) -> Self {
        tracing::error!("{error}");
        Self::from(&INTERNAL_ERROR)
    }
}

/// The status that goes with a reason why a picture cannot be processed.
pub fn picture_status(reason: Reason) -> StatusCode {
    match reason {
        Reason::ImageTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        Reason::ProcessingFailed => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Only the status and headers; the body is [`render`]'s.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer, Basic"));
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// Writes the body of every problem below it, also of those a library answered with a bare status.
pub async fn render(State(app): State<App>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned();
    let id = id.as_ref().map(RequestId::as_str);
    let one_shot = crate::compat::says_success(request.uri().path());
    let page = !one_shot && wants_page(request.headers());
    let head = request.method() == Method::HEAD;
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let problem = parts.extensions.remove::<Problem>().unwrap_or_else(|| Problem::of_status(status));
    app.metrics.refused(problem.code);
    parts.headers.remove(header::CONTENT_LENGTH);
    let (media, body) = if page {
        ("text/html; charset=utf-8", pages::problem(&problem, id))
    } else {
        ("application/problem+json", serde_json::to_string(&problem.body(id, one_shot)).unwrap_or_default())
    };
    parts.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    Response::from_parts(parts, if head { String::new() } else { body }.into())
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}
