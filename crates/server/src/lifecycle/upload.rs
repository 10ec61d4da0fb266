//! Uploads: looked at, sealed, stored, then written into the current attempt.

use countersign_core::{
    attempt::{DocumentKind, Side},
    id,
    reason::Reason,
};

use super::Turn;
use crate::{
    app::App,
    error::{CHANGED_MEANWHILE, DOCUMENTS_LOCKED, IMAGE_DELETED, NOT_FOUND, Problem},
    service::{Service, image_purpose},
    store::{AuditEntry, NewImage, Record, Tx},
};

/// One picture or file as it came.
pub struct Received {
    pub side: Side,
    /// The field it came in, for problems.
    pub field: &'static str,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Received {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Received({:?}, redacted)", self.side)
    }
}

/// What was uploaded.
#[derive(Debug)]
pub struct Upload {
    pub kind: DocumentKind,
    pub files: Vec<Received>,
    /// The files are the whole document; else they replace the same sides of the one that is there.
    pub whole: bool,
}

/// Puts pictures into a document of the current attempt. The record was read before; it is read again when it is written.
pub async fn upload(
    app: &App,
    turn: &Turn,
    record: &Record,
    Upload { kind, files, whole }: Upload,
) -> Result<(), Problem> {
    let service = app.service()?;
    let erased = || {
        Problem::from(&IMAGE_DELETED).detail(
            "This person was erased, and nothing is kept of them. Create a new verification for whoever comes back.",
        )
    };
    let key = service.subject_key(&record.subject_id).await?.ok_or_else(erased)?;
    let (files, warnings) = glance(app, kind, files).await?;
    let mut images = Vec::new();
    for (file, media) in files {
        let id = app.new_id::<id::Image>().to_string();
        let sealed = key.seal(&image_purpose(&id), &file.bytes);
        service.blobs.put(&record.id, &id, sealed).await?;
        images.push(NewImage { id, side: file.side, media, bytes: file.bytes.len() as i64 });
    }
    let warnings: Vec<String> = warnings.iter().map(|reason| reason.code().to_owned()).collect();
    let put = Put { kind, images: &images, whole, warnings: &warnings };
    let replaced = match write(service, turn, &record.id, &put).await {
        Ok(replaced) => replaced,
        Err(problem) => {
            remove(service, &record.id, images.iter().map(|image| image.id.as_str())).await;
            return Err(problem);
        }
    };
    remove(service, &record.id, replaced.iter().map(String::as_str)).await;
    Ok(())
}

/// Blobs that no row names. What cannot be removed now goes with the rest of the verification's.
async fn remove(service: &Service, verification: &str, images: impl Iterator<Item = &str>) {
    for image in images {
        if let Err(error) = service.blobs.delete(verification, image).await {
            tracing::warn!("{error}");
        }
    }
}

struct Put<'a> {
    kind: DocumentKind,
    images: &'a [NewImage],
    whole: bool,
    warnings: &'a [String],
}

/// Writes the document; answers the images it replaced.
async fn write(service: &Service, turn: &Turn, id: &str, put: &Put<'_>) -> Result<Vec<String>, Problem> {
    let kind = put.kind;
    for _ in 0..5 {
        let mut tx = service.store.begin().await?;
        let record = tx.verification(&turn.tenant, id).await?.ok_or_else(|| Problem::from(&NOT_FOUND))?;
        if !record.life.status.takes_documents() {
            return Err(Problem::from(&DOCUMENTS_LOCKED).member("current_status", record.life.status.as_str()));
        }
        let before = image_ids(&mut tx, &record, kind).await?;
        if !tx.touch(&record).await? {
            tx.rollback().await?;
            continue;
        }
        tx.put_document(&record, kind, put.images, put.whole, put.warnings).await?;
        let after = image_ids(&mut tx, &record, kind).await?;
        let replaced: Vec<String> = before.into_iter().filter(|image| !after.contains(image)).collect();
        if !replaced.is_empty() {
            let entry = AuditEntry {
                tenant: Some(&turn.tenant),
                actor: &turn.actor,
                action: "document.replaced",
                target: id,
                detail: Some(kind.as_str()),
            };
            tx.audit(entry).await?;
        }
        tx.commit().await?;
        return Ok(replaced);
    }
    Err(Problem::from(&CHANGED_MEANWHILE))
}

async fn image_ids(tx: &mut Tx, record: &Record, kind: DocumentKind) -> Result<Vec<String>, Problem> {
    let documents = tx.documents(&record.id).await?;
    let current = documents.into_iter().filter(|document| document.attempt == record.life.attempt);
    Ok(current.filter(|document| document.kind == kind).flat_map(|d| d.images).map(|image| image.id).collect())
}

type Glanced = (Vec<(Received, &'static str)>, Vec<Reason>);

/// Tells each file's type by its content and looks at it for what the subject could do better.
async fn glance(app: &App, kind: DocumentKind, files: Vec<Received>) -> Result<Glanced, Problem> {
    let today = app.today();
    let limit = app.config.picture.bytes;
    let app_ref = app.clone();
    app.admission
        .run(move || {
            let (mut kept, mut warnings) = (Vec::new(), Vec::new());
            for file in files {
                let refuse = |reason: Reason| Problem::from(reason).param(file.field);
                if file.bytes.len() > limit {
                    return Err(refuse(Reason::ImageTooLarge));
                }
                let media = media(kind, &file.bytes).map_err(refuse)?;
                let found = match app_ref.examiner_now() {
                    Some(examiner) => examiner.glance(kind, file.side, &file.bytes, today),
                    None if media == PDF => Ok(Vec::new()),
                    None => decodes(&app_ref, &file.bytes),
                };
                warnings.extend(found.map_err(refuse)?);
                kept.push((file, media));
            }
            warnings.sort_unstable();
            warnings.dedup();
            Ok((kept, warnings))
        })
        .await
        .map_err(|stopped| Problem::stopped(app, &stopped))?
}

/// While the models are being loaded there is no advice, but what is no picture is refused all the same.
fn decodes(app: &App, bytes: &[u8]) -> Result<Vec<Reason>, Reason> {
    countersign_vision::image::Picture::decode(bytes, &app.config.picture).map(|_| Vec::new())
}

const PDF: &str = "application/pdf";

/// The type of a file by its first bytes.
fn media(kind: DocumentKind, bytes: &[u8]) -> Result<&'static str, Reason> {
    match bytes {
        [] => Err(Reason::ImageEmpty),
        [0xff, 0xd8, 0xff, ..] => Ok("image/jpeg"),
        [0x89, b'P', b'N', b'G', ..] => Ok("image/png"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok("image/webp"),
        [b'%', b'P', b'D', b'F', b'-', ..] if kind == DocumentKind::ProofOfAddress => Ok(PDF),
        _ => Err(Reason::ImageTypeUnsupported),
    }
}
