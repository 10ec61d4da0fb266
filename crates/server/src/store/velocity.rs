//! Attempts of the last two days, by device, address and e-mail.

use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, FromRow};

use super::{Db, Error, Store, micros, time};

/// How far back attempts are counted.
const REACH: SignedDuration = SignedDuration::from_hours(24);

#[derive(FromRow)]
struct Row {
    which: i64,
    at: i64,
}

/// The latest attempts of three keys, each at most `most`. `$4` and `$5` bound the time: after, and up to.
pub(super) fn attempts_sql(most: usize) -> String {
    let of = |which: usize| {
        format!(
            "SELECT * FROM (SELECT CAST({which} AS BIGINT) AS which, at FROM risk_attempt \
             WHERE key = ${} AND at > $4 AND at <= $5 ORDER BY at DESC LIMIT {most}) AS x",
            which + 1
        )
    };
    (0..3).map(of).collect::<Vec<_>>().join(" UNION ALL ")
}

impl Store {
    /// When each of three keys was used within a day before `until`, newest first, at most `most` times. Key 0 never was.
    pub async fn recent_attempts(
        &self,
        keys: [i64; 3],
        until: Timestamp,
        most: usize,
    ) -> Result<[Vec<Timestamp>; 3], Error> {
        let rows: Vec<Row> = sqlx::query_as(AssertSqlSafe(attempts_sql(most)))
            .bind(keys[0])
            .bind(keys[1])
            .bind(keys[2])
            .bind(micros(until - REACH))
            .bind(micros(until))
            .fetch_all(&mut *self.read().await?)
            .await?;
        let mut times = [const { Vec::new() }; 3];
        for row in rows {
            if let Some(times) = usize::try_from(row.which).ok().and_then(|which| times.get_mut(which)) {
                times.push(time(row.at));
            }
        }
        Ok(times)
    }

    /// Forgets attempts before a moment, an hour's worth at a time; false when there are none left.
    pub async fn forget_attempts(&self, before: Timestamp) -> Result<bool, Error> {
        let oldest: Option<i64> =
            sqlx::query_scalar("SELECT MIN(at) FROM risk_attempt").fetch_one(&mut *self.read().await?).await?;
        let Some(oldest) = oldest.filter(|oldest| *oldest < micros(before)) else { return Ok(false) };
        let until = micros(before).min(oldest + SignedDuration::from_hours(1).as_micros() as i64);
        let mut tx = self.begin().await?;
        let query = sqlx::query("DELETE FROM risk_attempt WHERE at < $1").bind(until);
        query.execute(&mut *tx as &mut Db).await?;
        tx.commit().await?;
        Ok(true)
    }
}
