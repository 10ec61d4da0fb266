//! Documents of a verification: putting them there, and looking at their pictures.

use axum::{
    extract::{Request, State},
    http::header,
    response::{IntoResponse, Response},
};
use countersign_core::attempt::{DocumentKind, Side};
use serde::Deserialize;

use super::{
    path::{Path, Query},
    uploads, verifications,
    view::{self, DocumentView},
};
use crate::{
    app::App,
    auth::{Caller, Scope},
    error::{DOCUMENTS_LOCKED, IMAGE_DELETED, INVALID_FIELD, NOT_FOUND, Problem},
    extract::Json,
    lifecycle::{self, Turn, Upload},
    store::{AuditEntry, Record},
};

/// The document type in a path.
pub(crate) fn kind(name: &str) -> Result<DocumentKind, Problem> {
    let known = "Document types are photo_id, proof_of_address and selfie.";
    DocumentKind::from_name(name).ok_or_else(|| Problem::from(&NOT_FOUND).detail(known))
}

/// Uploads a document, or replaces it, until the verification is submitted. As JSON (`front_b64` and `back_b64`,
/// `image_b64` or `file_b64`), as a form (`front` and `back`, `image` or `file`), or as the bytes themselves.
#[utoipa::path(
    put,
    path = "/v1/verifications/{id}/documents/{type}",
    tag = "documents",
    params(
        ("id" = String, Path),
        ("type" = String, Path, description = "photo_id, proof_of_address or selfie"),
        ("side" = Option<String>, Query, description = "For raw bytes: front or back"),
    ),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = DocumentView)),
)]
pub async fn put(
    State(app): State<App>,
    caller: Caller,
    Path((id, name)): Path<(String, String)>,
    request: Request,
) -> Result<Json<DocumentView>, Problem> {
    caller.need(Scope::Write)?;
    let kind = kind(&name)?;
    let record = verifications::record(&app, &caller, &id).await?;
    put_into(&app, &caller.turn(), &record, kind, request).await.map(Json)
}

/// Receives an upload into the current attempt of a verification.
pub(crate) async fn put_into(
    app: &App,
    turn: &Turn,
    record: &Record,
    kind: DocumentKind,
    request: Request,
) -> Result<DocumentView, Problem> {
    if !record.life.status.takes_documents() {
        return Err(Problem::from(&DOCUMENTS_LOCKED).member("current_status", record.life.status.as_str()));
    }
    let upload = uploads::receive(request, kind, app.config.picture.bytes).await?;
    kept(app, turn, record, upload).await
}

/// Keeps what was received; the document as it is then.
pub(crate) async fn kept(app: &App, turn: &Turn, record: &Record, upload: Upload) -> Result<DocumentView, Problem> {
    let kind = upload.kind;
    lifecycle::upload(app, turn, record, upload).await?;
    let documents = app.service()?.store.documents(&record.id).await?;
    let document = documents.iter().find(|document| document.attempt == record.life.attempt && document.kind == kind);
    document.map(view::document).ok_or_else(|| Problem::from(&NOT_FOUND))
}

#[derive(Deserialize)]
pub struct Which {
    side: Option<String>,
    attempt: Option<u32>,
}

/// Shows a picture of a document. Each view is in the audit log.
#[utoipa::path(
    get,
    path = "/v1/verifications/{id}/documents/{type}/image",
    tag = "documents",
    params(
        ("id" = String, Path),
        ("type" = String, Path, description = "photo_id, proof_of_address or selfie"),
        ("side" = Option<String>, Query, description = "front (default) or back"),
        ("attempt" = Option<u32>, Query, description = "The current one unless told"),
    ),
    responses((status = 200, content_type = "image/jpeg", body = Vec<u8>)),
)]
pub async fn image(
    State(app): State<App>,
    caller: Caller,
    Path((id, name)): Path<(String, String)>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    caller.need(Scope::Images)?;
    let kind = kind(&name)?;
    let record = verifications::record(&app, &caller, &id).await?;
    let side = match which.side.as_deref() {
        Some(name) => Side::from_name(name)
            .ok_or_else(|| Problem::from(&INVALID_FIELD).param("side").detail("`side` is front or back."))?,
        None => Side::Front,
    };
    let (media, bytes) = picture(&app, &caller, &record, (kind, side, which.attempt)).await?;
    let headers = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "private, no-store".to_owned())];
    Ok((headers, bytes).into_response())
}

async fn picture(
    app: &App,
    caller: &Caller,
    record: &Record,
    (kind, side, attempt): (DocumentKind, Side, Option<u32>),
) -> Result<(String, Vec<u8>), Problem> {
    let service = app.service()?;
    let attempt = attempt.unwrap_or(record.life.attempt);
    let documents = service.store.documents(&record.id).await?;
    let document = documents.into_iter().find(|document| document.attempt == attempt && document.kind == kind);
    let document = document.ok_or_else(|| Problem::from(&NOT_FOUND).detail("There is no such document."))?;
    if document.images.is_empty() {
        return Err(Problem::from(&IMAGE_DELETED));
    }
    let image = document.images.into_iter().find(|image| image.side == side);
    let image = image.ok_or_else(|| Problem::from(&NOT_FOUND).detail("The document has no such side."))?;
    let key = service.subject_key(&record.subject_id).await?.ok_or_else(|| Problem::from(&IMAGE_DELETED))?;
    let mut tx = service.store.begin().await?;
    let entry = AuditEntry {
        tenant: Some(&caller.tenant),
        actor: &caller.actor(),
        action: "image.viewed",
        target: &record.id,
        detail: Some(kind.as_str()),
    };
    tx.audit(entry).await?;
    tx.commit().await?;
    Ok((image.media, service.picture(&key, &record.id, &image.id).await?))
}
