//! What verifications that outlive a request rest on.

use crate::{
    blobs::Blobs,
    error::Problem,
    outgoing::Outgoing,
    seal::{MasterKey, SealKey},
    signals::Sources,
    store::{Store, SubjectRow},
};

/// The database, the storage of pictures, the master key, the way out and the sources of signals.
pub struct Service {
    pub store: Store,
    pub blobs: Blobs,
    pub master: MasterKey,
    pub outgoing: Outgoing,
    /// What checkouts are looked up in.
    pub signals: Sources,
    /// Where the world reaches this server, without a slash at the end.
    pub public_url: String,
}

impl Service {
    /// The key of a subject; nothing once the person was erased.
    pub async fn subject_key(&self, subject: &str) -> Result<Option<SealKey>, Problem> {
        let row = self.store.subject(subject).await?;
        Ok(row.as_ref().map(|row| self.unwrap(row)).transpose()?.flatten())
    }

    /// The key in a subject's row.
    pub fn unwrap(&self, row: &SubjectRow) -> Result<Option<SealKey>, Problem> {
        self.unwrap_key(&row.id, row.wrapped_key.as_deref())
    }

    /// A subject's key, of what is stored of it.
    pub fn unwrap_key(&self, subject: &str, wrapped: Option<&[u8]>) -> Result<Option<SealKey>, Problem> {
        Ok(wrapped.map(|wrapped| self.master.unwrap(subject, wrapped)).transpose()?)
    }

    /// One stored picture, opened.
    pub async fn picture(&self, key: &SealKey, verification: &str, image: &str) -> Result<Vec<u8>, Problem> {
        let sealed = self.blobs.get(verification, image).await?;
        Ok(key.open(&image_purpose(image), &sealed)?)
    }
}

/// What a sealed picture is for.
pub fn image_purpose(image: &str) -> String {
    format!("image:{image}")
}

/// What sealed claims are for.
pub fn expected_purpose(verification: &str) -> String {
    format!("expected:{verification}")
}

/// What a sealed reading is for.
pub fn extracted_purpose(verification: &str, attempt: u32) -> String {
    format!("extracted:{verification}:{attempt}")
}
