//! Numbers for narrow tables. A process takes a block at a time and gives it out from memory, so that a row's number is
//! known before it is written, on either database and from any number of processes.

use std::ops::Range;

use tokio::sync::Mutex;

use super::{Db, Error, Store};

/// How many numbers are taken at a time. What a process that ends had left is never used: there are enough.
const BLOCK: i64 = 4096;

/// The rest of this process's block.
#[derive(Default)]
pub(super) struct Numbers(Mutex<Range<i64>>);

impl Store {
    /// `count` numbers that nobody else has. Never within a transaction: on SQLite that would wait for itself.
    pub async fn numbers(&self, count: usize) -> Result<Range<i64>, Error> {
        let count = i64::try_from(count).map_err(|_| Error::Corrupt("count of numbers"))?;
        let mut rest = self.numbers.0.lock().await;
        if rest.end - rest.start < count {
            *rest = self.block(BLOCK.max(count)).await?;
        }
        let given = rest.start..rest.start + count;
        rest.start = given.end;
        Ok(given)
    }

    async fn block(&self, size: i64) -> Result<Range<i64>, Error> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE sequence SET next = next + $1 WHERE name = 'risk' RETURNING next";
        let next: i64 = sqlx::query_scalar(sql).bind(size).fetch_one(&mut *tx as &mut Db).await?;
        tx.commit().await?;
        Ok(next - size..next)
    }
}
