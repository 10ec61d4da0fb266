//! What has outlived its use.

use jiff::Timestamp;

use super::{Error, Store, Tx, micros};

/// Classes of data with days of their own, by the column that holds the deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Images,
    Extracted,
    Outcome,
}

impl Class {
    pub const ALL: [Self; 3] = [Self::Images, Self::Extracted, Self::Outcome];
}

impl Store {
    /// Verifications whose data of a class is due for deletion.
    pub async fn due_for_deletion(&self, class: Class, now: Timestamp, most: i64) -> Result<Vec<String>, Error> {
        let sql = match class {
            Class::Images => "SELECT id FROM verification WHERE images_due <= $1 ORDER BY images_due LIMIT $2",
            Class::Extracted => "SELECT id FROM verification WHERE extracted_due <= $1 ORDER BY extracted_due LIMIT $2",
            Class::Outcome => "SELECT id FROM verification WHERE outcome_due <= $1 ORDER BY outcome_due LIMIT $2",
        };
        let query = sqlx::query_scalar(sql).bind(micros(now)).bind(most);
        Ok(query.fetch_all(&mut *self.read().await?).await?)
    }
}

impl Tx {
    /// Forgets a class of a verification's data, if it is still due: a resubmission may have come first. Blobs are the
    /// caller's to delete, before.
    pub async fn forget(&mut self, class: Class, id: &str) -> Result<bool, Error> {
        let due = match class {
            Class::Images => "UPDATE verification SET images_due = NULL WHERE id = $1 AND images_due <= $2",
            Class::Extracted => {
                "UPDATE verification SET extracted_due = NULL, sealed_expected = NULL WHERE id = $1 AND extracted_due <= $2"
            }
            Class::Outcome => "DELETE FROM verification WHERE id = $1 AND outcome_due <= $2",
        };
        let done = sqlx::query(due).bind(id.to_owned()).bind(micros(self.now)).execute(&mut **self).await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        let rest = match class {
            Class::Images => "DELETE FROM image WHERE verification_id = $1",
            Class::Extracted => "UPDATE attempt SET sealed_extracted = NULL, checks = NULL WHERE verification_id = $1",
            Class::Outcome => "DELETE FROM event WHERE verification_id = $1",
        };
        sqlx::query(rest).bind(id.to_owned()).execute(&mut **self).await?;
        if class == Class::Extracted {
            let sql = "UPDATE challenge SET result = NULL WHERE verification_id = $1";
            sqlx::query(sql).bind(id.to_owned()).execute(&mut **self).await?;
        }
        Ok(true)
    }
}
