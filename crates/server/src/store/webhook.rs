//! Webhook endpoints, deliveries and what became of each try.

use countersign_core::webhook::{EventType, Filter};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, FromRow};

use super::{Error, JobKind, NewJob, Store, Tx, micros, tenant, time};
use crate::tenant::Tenant;

/// Where a merchant listens.
#[derive(Clone)]
pub struct Endpoint {
    pub id: String,
    pub tenant: Tenant,
    pub url: String,
    pub description: Option<String>,
    /// Names, or `*`.
    pub events: Vec<String>,
    /// `hmac` or `ed25519`.
    pub scheme: String,
    pub secret: Vec<u8>,
    /// Signs beside the new one until this moment.
    pub previous: Option<(Vec<u8>, Timestamp)>,
    pub disabled_at: Option<Timestamp>,
    pub disabled_reason: Option<String>,
    pub created_at: Timestamp,
}

/// An endpoint to be written; secrets are sealed.
pub struct NewEndpoint {
    pub id: String,
    pub url: String,
    pub description: Option<String>,
    pub events: Vec<String>,
    pub scheme: &'static str,
    pub secret: Vec<u8>,
}

/// What is changed of an endpoint; nothing for what stays.
#[derive(Default)]
pub struct EndpointChange {
    pub url: Option<String>,
    pub description: Option<String>,
    pub events: Option<Vec<String>>,
    pub enabled: Option<bool>,
}

/// One event on its way to one endpoint.
#[derive(Clone, Debug, FromRow)]
pub struct Delivery {
    pub id: String,
    pub event_id: String,
    pub endpoint_id: String,
    pub event: String,
    pub status: String,
    pub attempts: i64,
    pub created_at: i64,
    pub next_at: Option<i64>,
    pub finished_at: Option<i64>,
}

/// What a worker needs to send a delivery.
pub struct DueDelivery {
    pub delivery: Delivery,
    pub payload: String,
    pub endpoint: Endpoint,
}

/// One try.
#[derive(Clone, Debug, FromRow)]
pub struct DeliveryAttempt {
    pub number: i64,
    pub at: i64,
    pub status: Option<i64>,
    pub error: Option<String>,
    /// The first part of the answer.
    pub excerpt: Option<String>,
    pub milliseconds: i64,
}

#[derive(FromRow)]
struct Row {
    id: String,
    merchant_id: String,
    mode: String,
    url: String,
    description: Option<String>,
    events: String,
    scheme: String,
    sealed_secret: Vec<u8>,
    sealed_previous: Option<Vec<u8>>,
    previous_until: Option<i64>,
    disabled_at: Option<i64>,
    disabled_reason: Option<String>,
    created_at: i64,
}

impl TryFrom<Row> for Endpoint {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            tenant: tenant(row.merchant_id, &row.mode)?,
            url: row.url,
            description: row.description,
            events: serde_json::from_str(&row.events).map_err(|_| Error::Corrupt("events"))?,
            scheme: row.scheme,
            secret: row.sealed_secret,
            previous: row.sealed_previous.zip(row.previous_until.map(time)),
            disabled_at: row.disabled_at.map(time),
            disabled_reason: row.disabled_reason,
            created_at: time(row.created_at),
        })
    }
}

macro_rules! endpoint {
    ($rest:literal) => {
        concat!(
            "SELECT id, merchant_id, mode, url, description, events, scheme, sealed_secret, sealed_previous, \
             previous_until, disabled_at, disabled_reason, created_at FROM webhook_endpoint ",
            $rest
        )
    };
}

macro_rules! delivery {
    ($rest:literal) => {
        concat!(
            "SELECT d.id AS id, d.event_id AS event_id, d.endpoint_id AS endpoint_id, e.type AS event, \
             d.status AS status, d.attempts AS attempts, d.created_at AS created_at, d.next_at AS next_at, \
             d.finished_at AS finished_at FROM delivery d JOIN event e ON e.id = d.event_id ",
            $rest
        )
    };
}

/// The filter of stored event names.
pub(super) fn filter(events: &str) -> Filter {
    let names: Vec<String> = serde_json::from_str(events).unwrap_or_default();
    if names.iter().any(|name| name == "*") {
        return Filter::All;
    }
    Filter::Only(names.iter().filter_map(|name| EventType::from_name(name)).collect())
}

impl Store {
    pub async fn endpoints(&self, tenant: &Tenant) -> Result<Vec<Endpoint>, Error> {
        let sql = endpoint!("WHERE merchant_id = $1 AND mode = $2 ORDER BY created_at, id");
        let rows: Vec<Row> = sqlx::query_as(sql)
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .fetch_all(&mut *self.read().await?)
            .await?;
        rows.into_iter().map(Endpoint::try_from).collect()
    }

    pub async fn endpoint(&self, tenant: &Tenant, id: &str) -> Result<Option<Endpoint>, Error> {
        let sql = endpoint!("WHERE id = $1 AND merchant_id = $2 AND mode = $3");
        let row: Option<Row> = sqlx::query_as(sql)
            .bind(id.to_owned())
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .fetch_optional(&mut *self.read().await?)
            .await?;
        row.map(Endpoint::try_from).transpose()
    }

    /// Deliveries to an endpoint, newest first, after the one named; one more than asked for when there are more.
    pub async fn deliveries(
        &self,
        endpoint: &str,
        after: Option<(Timestamp, String)>,
        limit: u32,
    ) -> Result<Vec<Delivery>, Error> {
        let limit = i64::from(limit) + 1;
        let head = delivery!("WHERE d.endpoint_id = $1");
        let paged = if after.is_some() { " AND (d.created_at, d.id) < ($2, $3)" } else { "" };
        let sql = format!("{head}{paged} ORDER BY d.created_at DESC, d.id DESC LIMIT {limit}");
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(endpoint.to_owned());
        if let Some((at, id)) = after {
            query = query.bind(micros(at)).bind(id);
        }
        Ok(query.fetch_all(&mut *self.read().await?).await?)
    }

    /// A delivery of this tenant.
    pub async fn delivery(&self, tenant: &Tenant, id: &str) -> Result<Option<Delivery>, Error> {
        let sql = delivery!("WHERE d.id = $1 AND e.merchant_id = $2 AND e.mode = $3");
        let query = sqlx::query_as(sql)
            .bind(id.to_owned())
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned());
        Ok(query.fetch_optional(&mut *self.read().await?).await?)
    }

    pub async fn delivery_attempts(&self, id: &str) -> Result<Vec<DeliveryAttempt>, Error> {
        let sql = "SELECT number, at, status, error, excerpt, milliseconds FROM delivery_attempt \
                   WHERE delivery_id = $1 ORDER BY number";
        Ok(sqlx::query_as(sql).bind(id.to_owned()).fetch_all(&mut *self.read().await?).await?)
    }

    /// A delivery with everything needed to send it; nothing when it, its event or its endpoint is gone.
    pub async fn due_delivery(&self, id: &str) -> Result<Option<DueDelivery>, Error> {
        let mut db = self.read().await?;
        let delivery: Option<Delivery> =
            sqlx::query_as(delivery!("WHERE d.id = $1")).bind(id.to_owned()).fetch_optional(&mut *db).await?;
        let Some(delivery) = delivery else { return Ok(None) };
        let payload: Option<String> = sqlx::query_scalar("SELECT payload FROM event WHERE id = $1")
            .bind(delivery.event_id.clone())
            .fetch_optional(&mut *db)
            .await?;
        let row: Option<Row> = sqlx::query_as(endpoint!("WHERE id = $1"))
            .bind(delivery.endpoint_id.clone())
            .fetch_optional(&mut *db)
            .await?;
        let (Some(payload), Some(row)) = (payload, row) else { return Ok(None) };
        Ok(Some(DueDelivery { delivery, payload, endpoint: Endpoint::try_from(row)? }))
    }
}

impl Tx {
    pub async fn insert_endpoint(&mut self, tenant: &Tenant, new: &NewEndpoint) -> Result<(), Error> {
        let sql = "INSERT INTO webhook_endpoint (id, merchant_id, mode, url, description, events, scheme, \
                   sealed_secret, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        sqlx::query(sql)
            .bind(new.id.clone())
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(new.url.clone())
            .bind(new.description.clone())
            .bind(serde_json::to_string(&new.events).map_err(|_| Error::Corrupt("events"))?)
            .bind(new.scheme.to_owned())
            .bind(new.secret.clone())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Changes parts of an endpoint, and leaves what others change of it at the same moment.
    pub async fn change_endpoint(&mut self, id: &str, change: &EndpointChange) -> Result<(), Error> {
        let events = change.events.as_ref().map(serde_json::to_string).transpose();
        sqlx::query(
            "UPDATE webhook_endpoint SET url = COALESCE($2, url), description = COALESCE($3, description), \
             events = COALESCE($4, events) WHERE id = $1",
        )
        .bind(id.to_owned())
        .bind(change.url.clone())
        .bind(change.description.clone())
        .bind(events.map_err(|_| Error::Corrupt("events"))?)
        .execute(&mut **self)
        .await?;
        match change.enabled {
            None => Ok(()),
            Some(false) => self.disable(id, None).await,
            Some(true) => {
                let sql = "UPDATE webhook_endpoint SET disabled_at = NULL, disabled_reason = NULL WHERE id = $1";
                sqlx::query(sql).bind(id.to_owned()).execute(&mut **self).await?;
                Ok(())
            }
        }
    }

    /// Ends deliveries to an endpoint, for a reason of ours.
    pub async fn disable_endpoint(&mut self, id: &str, reason: &str) -> Result<(), Error> {
        self.disable(id, Some(reason)).await
    }

    async fn disable(&mut self, id: &str, reason: Option<&str>) -> Result<(), Error> {
        let sql = "UPDATE webhook_endpoint SET disabled_at = $2, disabled_reason = $3 \
                   WHERE id = $1 AND disabled_at IS NULL";
        sqlx::query(sql)
            .bind(id.to_owned())
            .bind(micros(self.now))
            .bind(reason.map(str::to_owned))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Puts a new sealed secret in force; the one before it still signs until a moment.
    pub async fn rotate_endpoint_secret(&mut self, id: &str, secret: Vec<u8>, until: Timestamp) -> Result<(), Error> {
        let sql = "UPDATE webhook_endpoint SET sealed_previous = sealed_secret, sealed_secret = $2, previous_until = $3 \
                   WHERE id = $1";
        sqlx::query(sql).bind(id.to_owned()).bind(secret).bind(micros(until)).execute(&mut **self).await?;
        Ok(())
    }

    pub async fn delete_endpoint(&mut self, id: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM webhook_endpoint WHERE id = $1").bind(id.to_owned()).execute(&mut **self).await?;
        Ok(())
    }

    /// Writes one try of a delivery and where that leaves it.
    pub async fn record_attempt(&mut self, delivery: &Delivery, attempt: &DeliveryAttempt) -> Result<(), Error> {
        let sql = "INSERT INTO delivery_attempt (delivery_id, number, at, status, error, excerpt, milliseconds) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (delivery_id, number) DO NOTHING";
        sqlx::query(sql)
            .bind(delivery.id.clone())
            .bind(attempt.number)
            .bind(attempt.at)
            .bind(attempt.status)
            .bind(attempt.error.clone())
            .bind(attempt.excerpt.clone())
            .bind(attempt.milliseconds)
            .execute(&mut **self)
            .await?;
        let sql = "UPDATE delivery SET status = $2, attempts = $3, next_at = $4, finished_at = $5 WHERE id = $1";
        sqlx::query(sql)
            .bind(delivery.id.clone())
            .bind(delivery.status.clone())
            .bind(delivery.attempts)
            .bind(delivery.next_at)
            .bind(delivery.finished_at)
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Sends a delivery once more, with the same event id.
    pub async fn resend(&mut self, delivery: &str) -> Result<(), Error> {
        sqlx::query("UPDATE delivery SET status = 'pending', next_at = $2, finished_at = NULL WHERE id = $1")
            .bind(delivery.to_owned())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        self.enqueue(NewJob::now(JobKind::DeliverWebhook, delivery)).await
    }
}
