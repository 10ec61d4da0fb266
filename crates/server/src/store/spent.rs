//! What is good for one use: spent once, remembered until it would have ended anyway.

use jiff::Timestamp;

use super::{Error, Tx, micros};

impl Tx {
    /// Spends something; false when it was spent before.
    pub async fn spend(&mut self, kind: &'static str, hash: &str, ends_at: Timestamp) -> Result<bool, Error> {
        let sql = "INSERT INTO spent (kind, hash, ends_at) VALUES ($1, $2, $3) ON CONFLICT (kind, hash) DO NOTHING";
        let query = sqlx::query(sql).bind(kind).bind(hash.to_owned()).bind(micros(ends_at));
        Ok(query.execute(&mut **self).await?.rows_affected() == 1)
    }

    /// Forgets what has ended.
    pub async fn forget_spent(&mut self) -> Result<(), Error> {
        for sql in ["DELETE FROM spent WHERE ends_at <= $1", "DELETE FROM attempt_wait WHERE ends_at <= $1"] {
            sqlx::query(sql).bind(micros(self.now)).execute(&mut **self).await?;
        }
        Ok(())
    }
}
