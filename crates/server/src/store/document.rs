//! Documents of an attempt, and the pictures they consist of.

use countersign_core::{
    attempt::{DocumentKind, DocumentStatus, Side},
    id,
    webhook::{Data, EventType},
};
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Db, Error, EventSubject, Record, Store, Tx, micros, time};

/// A document with its pictures.
#[derive(Clone, Debug)]
pub struct Document {
    pub id: String,
    pub attempt: u32,
    pub kind: DocumentKind,
    pub status: DocumentStatus,
    pub reason: Option<String>,
    /// Reason codes of the capture.
    pub warnings: Vec<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub images: Vec<Image>,
}

/// One stored picture or file.
#[derive(Clone, Debug)]
pub struct Image {
    pub id: String,
    pub side: Side,
    pub media: String,
    pub bytes: i64,
}

/// A picture whose sealed bytes are stored already.
pub struct NewImage {
    pub id: String,
    pub side: Side,
    pub media: &'static str,
    pub bytes: i64,
}

#[derive(FromRow)]
struct Row {
    id: String,
    attempt: i64,
    kind: String,
    status: String,
    reason: Option<String>,
    warnings: String,
    created_at: i64,
    updated_at: i64,
}

#[derive(FromRow)]
struct ImageRow {
    id: String,
    document_id: String,
    side: String,
    media: String,
    bytes: i64,
}

impl Row {
    fn with(self, images: &[ImageRow]) -> Result<Document, Error> {
        let own = images.iter().filter(|image| image.document_id == self.id);
        let image = |row: &ImageRow| {
            let side = Side::from_name(&row.side).ok_or(Error::Corrupt("side"))?;
            Ok(Image { id: row.id.clone(), side, media: row.media.clone(), bytes: row.bytes })
        };
        Ok(Document {
            attempt: self.attempt as u32,
            kind: DocumentKind::from_name(&self.kind).ok_or(Error::Corrupt("document kind"))?,
            status: DocumentStatus::from_name(&self.status).ok_or(Error::Corrupt("document status"))?,
            reason: self.reason,
            warnings: serde_json::from_str(&self.warnings).map_err(|_| Error::Corrupt("warnings"))?,
            created_at: time(self.created_at),
            updated_at: time(self.updated_at),
            images: own.map(image).collect::<Result<_, Error>>()?,
            id: self.id,
        })
    }
}

/// Every document of a verification, by attempt and kind.
pub(super) async fn of(db: &mut Db, verification: &str) -> Result<Vec<Document>, Error> {
    let sql = "SELECT id, attempt, kind, status, reason, warnings, created_at, updated_at FROM document \
               WHERE verification_id = $1 ORDER BY attempt, kind";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(verification.to_owned()).fetch_all(&mut *db).await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let sql = "SELECT id, document_id, side, media, bytes FROM image WHERE verification_id = $1 ORDER BY side DESC";
    let images: Vec<ImageRow> = sqlx::query_as(sql).bind(verification.to_owned()).fetch_all(db).await?;
    rows.into_iter().map(|row| row.with(&images)).collect()
}

impl Store {
    /// Every document of a verification, by attempt and kind.
    pub async fn documents(&self, verification: &str) -> Result<Vec<Document>, Error> {
        of(&mut *self.read().await?, verification).await
    }

    /// The ids of all stored pictures.
    pub async fn image_names(&self) -> Result<Vec<String>, Error> {
        Ok(sqlx::query_scalar("SELECT id FROM image ORDER BY id").fetch_all(&mut *self.read().await?).await?)
    }
}

impl Tx {
    pub async fn documents(&mut self, verification: &str) -> Result<Vec<Document>, Error> {
        of(self, verification).await
    }

    /// Puts pictures into the current attempt's document of a kind: in place of the whole document, or else beside the
    /// other side that is there. Answers the document's id.
    pub async fn put_document(
        &mut self,
        record: &Record,
        kind: DocumentKind,
        images: &[NewImage],
        whole: bool,
        warnings: &[String],
    ) -> Result<String, Error> {
        let attempt = i64::from(record.life.attempt);
        let sql = "SELECT id FROM document WHERE verification_id = $1 AND attempt = $2 AND kind = $3";
        let old: Option<String> = sqlx::query_scalar(sql)
            .bind(record.id.clone())
            .bind(attempt)
            .bind(kind.as_str().to_owned())
            .fetch_optional(&mut **self)
            .await?;
        let id = match old {
            Some(id) if !whole => id,
            old => {
                if let Some(old) = old {
                    sqlx::query("DELETE FROM document WHERE id = $1").bind(old).execute(&mut **self).await?;
                }
                self.insert_document(record, kind).await?
            }
        };
        for image in images {
            self.insert_image(record, &id, image).await?;
        }
        self.set_warnings(&id, warnings).await?;
        self.moved(&record.id);
        self.tell_document(record, kind, EventType::DocumentUploaded, None).await?;
        Ok(id)
    }

    async fn insert_document(&mut self, record: &Record, kind: DocumentKind) -> Result<String, Error> {
        let id = self.new_id::<id::Document>().to_string();
        let sql = "INSERT INTO document (id, verification_id, attempt, kind, status, warnings, created_at, updated_at) \
                   VALUES ($1, $2, $3, $4, 'uploaded', '[]', $5, $5)";
        sqlx::query(sql)
            .bind(id.clone())
            .bind(record.id.clone())
            .bind(i64::from(record.life.attempt))
            .bind(kind.as_str().to_owned())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(id)
    }

    async fn insert_image(&mut self, record: &Record, document: &str, image: &NewImage) -> Result<(), Error> {
        sqlx::query("DELETE FROM image WHERE document_id = $1 AND side = $2")
            .bind(document.to_owned())
            .bind(image.side.as_str().to_owned())
            .execute(&mut **self)
            .await?;
        let sql = "INSERT INTO image (id, document_id, verification_id, side, media, bytes, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        sqlx::query(sql)
            .bind(image.id.clone())
            .bind(document.to_owned())
            .bind(record.id.clone())
            .bind(image.side.as_str().to_owned())
            .bind(image.media.to_owned())
            .bind(image.bytes)
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Adds what the newest pictures were warned about.
    async fn set_warnings(&mut self, document: &str, warnings: &[String]) -> Result<(), Error> {
        let text = serde_json::to_string(warnings).map_err(|_| Error::Corrupt("warnings"))?;
        sqlx::query("UPDATE document SET warnings = $2, updated_at = $3 WHERE id = $1")
            .bind(document.to_owned())
            .bind(text)
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Marks an attempt's uploaded documents as being worked on.
    pub async fn documents_processing(&mut self, verification: &str, attempt: u32) -> Result<(), Error> {
        sqlx::query(
            "UPDATE document SET status = 'processing', updated_at = $3 \
             WHERE verification_id = $1 AND attempt = $2 AND status = 'uploaded'",
        )
        .bind(verification.to_owned())
        .bind(i64::from(attempt))
        .bind(micros(self.now))
        .execute(&mut **self)
        .await?;
        self.moved(verification);
        Ok(())
    }

    /// Ends the work on one document of the record's current attempt, and tells.
    pub async fn finish_document(
        &mut self,
        record: &Record,
        document: &Document,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let status = if reason.is_some() { DocumentStatus::Failed } else { DocumentStatus::Processed };
        sqlx::query("UPDATE document SET status = $2, reason = $3, updated_at = $4 WHERE id = $1")
            .bind(document.id.clone())
            .bind(status.as_str().to_owned())
            .bind(reason.map(str::to_owned))
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        let event = if reason.is_some() { EventType::DocumentFailed } else { EventType::DocumentProcessed };
        self.tell_document(record, document.kind, event, reason).await
    }

    async fn tell_document(
        &mut self,
        record: &Record,
        kind: DocumentKind,
        event: EventType,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        let data = Data {
            id: &record.id,
            mode: record.tenant.mode.as_str(),
            status: Some(record.life.status.as_str()),
            attempt: Some(record.life.attempt),
            document: Some(kind.as_str()),
            reason,
            vendor_reference: record.vendor_reference.as_deref(),
            customer_id: record.customer_id.as_deref(),
            order_id: record.order_id.as_deref(),
            link: Some(format!("/v1/verifications/{}", record.id)),
            ..Data::default()
        };
        let about = EventSubject { tenant: &record.tenant, verification: Some(&record.id) };
        self.emit(about, event, data).await.map(drop)
    }
}
