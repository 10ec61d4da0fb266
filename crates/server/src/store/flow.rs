//! Where a person is with an attempt, and which way they go.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{Db, Error, Store, Tx, micros, time};
use crate::flow::Way;

/// How far a person is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flow {
    pub way: Way,
    pub at: Option<Place>,
}

/// Where a person was last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// A word the page made up for itself.
    pub page: String,
    pub device: String,
    pub step: String,
    pub at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    way: String,
    page: Option<String>,
    device: Option<String>,
    step: Option<String>,
    step_at: Option<i64>,
}

impl TryFrom<Row> for Flow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let place = |((page, device), (step, at))| Place { page, device, step, at: time(at) };
        Ok(Self {
            way: Way::from_name(&row.way).ok_or(Error::Corrupt("way"))?,
            at: row.page.zip(row.device).zip(row.step.zip(row.step_at)).map(place),
        })
    }
}

/// How far the person is with an attempt; at the beginning where nothing was told.
async fn of(db: &mut Db, id: &str, attempt: u32) -> Result<Flow, Error> {
    let sql = "SELECT way, page, device, step, step_at FROM flow WHERE verification_id = $1 AND attempt = $2";
    let query = sqlx::query_as(sql).bind(id.to_owned()).bind(i64::from(attempt));
    let row: Option<Row> = query.fetch_optional(db).await?;
    row.map_or_else(|| Ok(Flow::default()), Flow::try_from)
}

impl Store {
    pub async fn flow(&self, id: &str, attempt: u32) -> Result<Flow, Error> {
        of(&mut *self.read().await?, id, attempt).await
    }
}

impl Tx {
    pub async fn flow(&mut self, id: &str, attempt: u32) -> Result<Flow, Error> {
        of(self, id, attempt).await
    }

    pub async fn set_way(&mut self, id: &str, attempt: u32, way: Way) -> Result<(), Error> {
        let sql = "INSERT INTO flow (verification_id, attempt, way) VALUES ($1, $2, $3) \
                   ON CONFLICT (verification_id, attempt) DO UPDATE SET way = excluded.way";
        sqlx::query(sql)
            .bind(id.to_owned())
            .bind(i64::from(attempt))
            .bind(way.as_str().to_owned())
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Notes where a person is now.
    pub async fn note_step(&mut self, id: &str, attempt: u32, place: &Place) -> Result<(), Error> {
        let sql = "INSERT INTO flow (verification_id, attempt, way, page, device, step, step_at) \
                   VALUES ($1, $2, 'usual', $3, $4, $5, $6) ON CONFLICT (verification_id, attempt) DO UPDATE \
                   SET page = excluded.page, device = excluded.device, step = excluded.step, step_at = excluded.step_at";
        sqlx::query(sql)
            .bind(id.to_owned())
            .bind(i64::from(attempt))
            .bind(place.page.clone())
            .bind(place.device.clone())
            .bind(place.step.clone())
            .bind(micros(place.at))
            .execute(&mut **self)
            .await?;
        self.moved(id);
        Ok(())
    }
}
