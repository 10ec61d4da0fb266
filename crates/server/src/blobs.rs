//! Sealed pictures and files in object storage: on disk now, elsewhere later. The only place that names `object_store`.

use std::{path::Path, sync::Arc};

use object_store::{ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path as Key};

/// The storage failed; says how, never what was stored.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("a stored picture is missing")]
    Missing,
    #[error("the storage of pictures failed: {0}")]
    Failed(String),
}

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::Missing,
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Where pictures are.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// In a folder. What was written is on disk before it is acknowledged.
    pub fn in_folder(folder: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(folder).map_err(|error| Error::Failed(error.to_string()))?;
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    /// Stores one image of a verification.
    pub async fn put(&self, verification: &str, image: &str, sealed: Vec<u8>) -> Result<(), Error> {
        self.0.put(&key(verification, image), PutPayload::from(sealed)).await?;
        Ok(())
    }

    pub async fn get(&self, verification: &str, image: &str) -> Result<Vec<u8>, Error> {
        Ok(self.0.get(&key(verification, image)).await?.bytes().await?.into())
    }

    /// Deletes one image; one that is gone already is fine.
    pub async fn delete(&self, verification: &str, image: &str) -> Result<(), Error> {
        match self.0.delete(&key(verification, image)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes everything of a verification, also what an interrupted upload left; says how much there was.
    pub async fn delete_all(&self, verification: &str) -> Result<usize, Error> {
        let found = self.0.list_with_delimiter(Some(&Key::from(verification))).await?;
        for object in &found.objects {
            match self.0.delete(&object.location).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(found.objects.len())
    }

    /// Everything stored: verification, image and size.
    pub async fn all(&self) -> Result<Vec<(String, String, u64)>, Error> {
        let folders = self.0.list_with_delimiter(None).await?.common_prefixes;
        let mut all = Vec::new();
        for folder in folders {
            for object in self.0.list_with_delimiter(Some(&folder)).await?.objects {
                let image = object.location.filename().unwrap_or_default().to_owned();
                all.push((folder.to_string(), image, object.size));
            }
        }
        Ok(all)
    }
}

fn key(verification: &str, image: &str) -> Key {
    Key::from_iter([verification, image])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_put_is_there_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::in_folder(folder.path()).unwrap();
        blobs.put("ver_1", "img_1", vec![1, 2, 3]).await.unwrap();
        blobs.put("ver_1", "img_2", vec![4]).await.unwrap();
        blobs.put("ver_2", "img_3", vec![5]).await.unwrap();
        assert_eq!(blobs.get("ver_1", "img_1").await.unwrap(), [1, 2, 3]);
        assert_eq!(blobs.delete_all("ver_1").await.unwrap(), 2);
        assert!(matches!(blobs.get("ver_1", "img_1").await, Err(Error::Missing)));
        assert_eq!(blobs.all().await.unwrap(), [("ver_2".to_owned(), "img_3".to_owned(), 1)]);
        assert_eq!(blobs.delete_all("ver_9").await.unwrap(), 0);
        blobs.delete("ver_1", "img_1").await.unwrap();
    }
}
