//! Uploads in each of their forms: JSON with base64, multipart, raw bytes.

use std::borrow::Cow;

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::header,
};
use countersign_core::attempt::{DocumentKind, Side};
use serde::Deserialize;

use super::path::Query;
use crate::{
    compat::base64,
    error::{INVALID_FIELD, MISSING_FIELD, Problem},
    extract::{self, Form, Whole},
    lifecycle::{Received, Upload},
};

#[derive(Deserialize)]
struct Json<'a> {
    #[serde(borrow, rename = "front_b64")]
    front: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "back_b64")]
    back: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "image_b64")]
    image: Option<Cow<'a, str>>,
    #[serde(borrow, rename = "file_b64")]
    file: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Raw {
    side: Option<String>,
}

/// The field names of a document's front, by how they are sent.
fn front_field(kind: DocumentKind) -> (&'static str, &'static str) {
    match kind {
        DocumentKind::PhotoId => ("front", "front_b64"),
        DocumentKind::ProofOfAddress => ("file", "file_b64"),
        DocumentKind::Selfie => ("image", "image_b64"),
    }
}

/// Reads an upload, whichever form its `Content-Type` says it has.
pub(crate) async fn receive(request: Request, kind: DocumentKind, limit: usize) -> Result<Upload, Problem> {
    let sent = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" => {
            let Whole(body) = Whole::from_request(request, &()).await?;
            from_json(&body, kind, limit)
        }
        "multipart/form-data" => from_form(Form::from_request(request, &()).await?, kind).await,
        _ => raw(request, kind).await,
    }
}

fn from_json(body: &[u8], kind: DocumentKind, limit: usize) -> Result<Upload, Problem> {
    let json: Json<'_> = extract::json(body)?;
    let decode = |text: &str, field, side| {
        let bytes = base64::decode(text, limit).map_err(|problem| problem.param(field))?;
        Ok::<_, Problem>(Received { side, field, bytes })
    };
    let (_, field) = front_field(kind);
    let front = match kind {
        DocumentKind::PhotoId => &json.front,
        DocumentKind::ProofOfAddress => &json.file,
        DocumentKind::Selfie => &json.image,
    };
    let front = front.as_deref().ok_or_else(|| Problem::from(&MISSING_FIELD).param(field))?;
    let mut files = vec![decode(front, field, Side::Front)?];
    let back = json.back.as_deref().filter(|back| kind == DocumentKind::PhotoId && !back.is_empty());
    if let Some(back) = back {
        files.push(decode(back, "back_b64", Side::Back)?);
    }
    Ok(Upload { kind, files, whole: true })
}

async fn from_form(mut form: Form, kind: DocumentKind) -> Result<Upload, Problem> {
    let (field, _) = front_field(kind);
    let (mut front, mut back) = (None, None);
    while let Some(part) = form.next().await? {
        match part.name.as_str() {
            name if name == field => front = Some(part.bytes.to_vec()),
            "back" if kind == DocumentKind::PhotoId => back = Some(part.bytes.to_vec()),
            _ => {}
        }
    }
    let bytes = front.ok_or_else(|| Problem::from(&MISSING_FIELD).param(field))?;
    let mut files = vec![Received { side: Side::Front, field, bytes }];
    // A browser sends an empty file for a picture that was not chosen.
    files.extend(back.filter(|back| !back.is_empty()).map(|bytes| Received { side: Side::Back, field: "back", bytes }));
    Ok(Upload { kind, files, whole: true })
}

async fn raw(request: Request, kind: DocumentKind) -> Result<Upload, Problem> {
    let (mut parts, body) = request.into_parts();
    let Query(Raw { side }) = Query::from_request_parts(&mut parts, &()).await?;
    let named = side.as_deref().map(|name| {
        let fits = Side::from_name(name).filter(|side| *side == Side::Front || kind == DocumentKind::PhotoId);
        fits.ok_or_else(|| {
            Problem::from(&INVALID_FIELD).param("side").detail("`side` is front, or back of a photo_id.")
        })
    });
    let side = named.transpose()?;
    let Whole(bytes) = Whole::from_request(Request::from_parts(parts, body), &()).await?;
    let file = Received { side: side.unwrap_or(Side::Front), field: "body", bytes };
    Ok(Upload { kind, files: vec![file], whole: side.is_none() })
}
