//! `Idempotency-Key`: the same request sent again is answered the same, and done once.
//!
//! A key is claimed before the request is looked at. What the request does is committed together with the mark that it was
//! done, so a crash in between leaves either nothing or something to be told again; the full answer replaces the mark when
//! it was sent. Kept answers are sealed with a key made of the client's own, which the database does not hold.

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};

use super::{assessments, create::KEPT_HEADERS, view};
use crate::{
    app::App,
    auth::{Caller, caller::authenticate, token},
    error::{IDEMPOTENCY_IN_FLIGHT, IDEMPOTENCY_KEY_REUSED, INTERNAL_ERROR, INVALID_FIELD, NOT_FOUND, Problem},
    extract::{Json, Whole},
    hex, risk,
    seal::{MasterKey, SealKey},
    store::{Claim, Claimed},
};

const IDEMPOTENCY_KEY: &str = "idempotency-key";
/// Bytes of an answer that is kept.
const MOST_KEPT: usize = 1 << 20;

/// An answer as kept.
#[derive(Serialize, Deserialize)]
pub(crate) enum Kept {
    /// It was done; the answer shows the verification as it is.
    Verification { status: u16, id: String },
    /// The same of an assessment.
    Assessment { status: u16, id: String },
    /// The answer itself.
    Full { status: u16, headers: Vec<(String, String)>, body: Vec<u8> },
}

impl Kept {
    pub(crate) fn seal(&self, master: &MasterKey, claim: &Claim) -> Result<Vec<u8>, Problem> {
        let text = serde_json::to_vec(self).map_err(|_| Problem::from(&INTERNAL_ERROR))?;
        Ok(key(master, claim).seal("answer", &text))
    }

    fn open(key: &SealKey, sealed: &[u8]) -> Result<Self, Problem> {
        serde_json::from_slice(&key.open("answer", sealed)?).map_err(|_| Problem::from(&INTERNAL_ERROR))
    }
}

/// A claim's hash is that of the client's key under another word, so it does not give this one away.
fn key(master: &MasterKey, claim: &Claim) -> SealKey {
    master.derive(&[b"idempotency", claim.secret.as_bytes()])
}

/// Answers POSTs that carry a key once, and their repetitions alike.
pub async fn once(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if request.method() != Method::POST || !request.headers().contains_key(IDEMPOTENCY_KEY) {
        return next.run(request).await;
    }
    let caller = match authenticate(&app, request.headers(), request.extensions()).await {
        Ok(caller) => caller,
        Err(problem) => return problem.into_response(),
    };
    request.extensions_mut().insert(caller.clone());
    answered(&app, caller, request, next).await.unwrap_or_else(IntoResponse::into_response)
}

async fn answered(app: &App, mut caller: Caller, request: Request, next: Next) -> Result<Response, Problem> {
    let service = app.service()?;
    let secret = secret(&request)?;
    let (parts, body) = request.into_parts();
    let Whole(body) = Whole::from_request(Request::from_parts(parts.clone(), body), &()).await?;
    let target = parts.uri.path_and_query().map_or("", |target| target.as_str());
    let fingerprint = hex::sha256(&[parts.method.as_str().as_bytes(), target.as_bytes(), &body]);
    let (key_hash, owner) = (hex::sha256(&[b"key", secret.as_bytes()]), hex::encode(&crate::seal::random::<16>()));
    let claimed = service.store.claim_answer(&caller.tenant, &key_hash, &fingerprint, &owner).await?;
    let claim = match claimed {
        Claimed::Fresh(claim) => claim.keyed(&secret),
        Claimed::Other => return Err(Problem::from(&IDEMPOTENCY_KEY_REUSED)),
        Claimed::InFlight => return Err(Problem::from(&IDEMPOTENCY_IN_FLIGHT).retry_after(1)),
        Claimed::Answered(sealed) => {
            let key = service.master.derive(&[b"idempotency", secret.as_bytes()]);
            return replayed(app, &caller, Kept::open(&key, &sealed)?).await;
        }
    };
    caller.claim = Some(claim.clone());
    let mut request = Request::from_parts(parts, Body::from(body));
    request.extensions_mut().insert(caller);
    let response = next.run(request).await;
    keep(app, &claim, response).await
}

/// The key, which any client may choose: printable, up to 255 characters.
fn secret(request: &Request) -> Result<String, Problem> {
    let wrong = || {
        Problem::from(&INVALID_FIELD)
            .param("Idempotency-Key")
            .detail("`Idempotency-Key` has 1 to 255 printable characters.")
    };
    let value = request.headers().get(IDEMPOTENCY_KEY).and_then(|value| value.to_str().ok());
    value.filter(|text| (1..=255).contains(&text.len())).map(str::to_owned).ok_or_else(wrong)
}

/// Keeps what was answered. A refusal changed nothing and is worked out anew; where the server failed the client may try again.
async fn keep(app: &App, claim: &Claim, response: Response) -> Result<Response, Problem> {
    let service = app.service()?;
    let status = response.status();
    if !status.is_success() {
        service.store.drop_claim(claim).await?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, MOST_KEPT).await.map_err(|_| Problem::from(&INTERNAL_ERROR))?;
    let told = |name: &HeaderName| Some((name.to_string(), parts.headers.get(name)?.to_str().ok()?.to_owned()));
    let headers = KEPT_HEADERS.iter().filter_map(told).collect();
    let kept = Kept::Full { status: status.as_u16(), headers, body: body.to_vec() };
    let mut tx = service.store.begin().await?;
    tx.keep_answer(claim, kept.seal(&service.master, claim)?).await?;
    tx.commit().await?;
    Ok(Response::from_parts(parts, Body::from(body)))
}

async fn replayed(app: &App, caller: &Caller, kept: Kept) -> Result<Response, Problem> {
    let mut response = match kept {
        Kept::Full { status, headers, body } => {
            // What was told of somebody who was erased since is told no more.
            let of = headers.iter().find_map(|(_, value)| value.strip_prefix("/v1/assessments/"));
            if let Some(id) = of {
                assessments::view::found(app, &caller.tenant, id).await?;
            }
            let mut response = Response::new(Body::from(body));
            *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    response.headers_mut().insert(name, value);
                }
            }
            response
        }
        Kept::Verification { status, id } => {
            let service = app.service()?;
            let record = service.store.verification(&caller.tenant, &id).await?;
            let record = record.ok_or_else(|| Problem::from(&NOT_FOUND))?;
            let mut body = view::of(service, &record).await?;
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            if status == StatusCode::CREATED {
                body = view::with_page(service, body, token::of(&service.master, &id))?;
            }
            let location = format!("/v1/verifications/{id}");
            (status, [(header::LOCATION, location)], Json(body)).into_response()
        }
        Kept::Assessment { status, id } => {
            let row = assessments::view::found(app, &caller.tenant, &id).await?;
            let mut view = assessments::view::whole(app.service()?, &row).await?;
            if status == StatusCode::CREATED.as_u16() {
                view.step_up = risk::still_open(app.service()?, &caller.tenant, &row).await?.as_ref().map(Into::into);
            }
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
            (status, [(header::LOCATION, format!("/v1/assessments/{id}"))], Json(view)).into_response()
        }
    };
    response.headers_mut().insert("idempotent-replayed", HeaderValue::from_static("true"));
    Ok(response)
}
