//! Events: what happened, and who is to be told.

use countersign_core::{
    id,
    webhook::{Data, EventType, Filter, Payload},
};

use super::{Error, JobKind, NewJob, Tx, micros, rows};
use crate::tenant::Tenant;

/// What an event is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    pub tenant: &'a Tenant,
    pub verification: Option<&'a str>,
}

/// One of many events of the same moment.
pub struct Event<'a> {
    pub tenant: &'a Tenant,
    pub event: EventType,
    pub data: Data<'a>,
}

impl Tx {
    /// Writes events that are about no verification, with the deliveries they cause.
    pub async fn emit_all(&mut self, events: Vec<Event<'_>>) -> Result<(), Error> {
        let (mut rows, mut deliveries) = (Vec::with_capacity(events.len()), Vec::new());
        let mut listening: Vec<(Tenant, Vec<(String, Filter)>)> = Vec::new();
        for Event { tenant, event, data } in events {
            if listening.iter().all(|(known, _)| known != tenant) {
                listening.push((tenant.clone(), self.listeners(tenant).await?));
            }
            let id = self.new_id::<id::Event>().to_string();
            let payload = Payload { event, timestamp: self.now, data };
            let payload = serde_json::to_string(&payload).map_err(|_| Error::Corrupt("payload"))?;
            let of_tenant = listening.iter().filter(|(known, _)| known == tenant).flat_map(|(_, endpoints)| endpoints);
            let wanted = of_tenant.filter(|(_, filter)| filter.wants(event));
            deliveries.extend(wanted.map(|(endpoint, _)| (id.clone(), endpoint.clone())));
            let (merchant, mode) = (&*tenant.merchant, tenant.mode.as_str());
            let at = micros(self.now).into();
            rows.push(vec![
                id.as_str().into(),
                merchant.into(),
                mode.into(),
                event.as_str().into(),
                payload.as_str().into(),
                at,
            ]);
        }
        let head = "INSERT INTO event (id, merchant_id, mode, type, payload, created_at)";
        rows::write(self, head, "", rows).await?;
        for (event, endpoint) in deliveries {
            self.insert_delivery(&event, &endpoint).await?;
        }
        Ok(())
    }

    /// Writes an event, and one delivery with its job for every endpoint that wants it.
    pub async fn emit(&mut self, about: Subject<'_>, event: EventType, data: Data<'_>) -> Result<String, Error> {
        let id = self.insert_event(about, event, data).await?;
        for (endpoint, filter) in self.listeners(about.tenant).await? {
            if filter.wants(event) {
                self.insert_delivery(&id, &endpoint).await?;
            }
        }
        Ok(id)
    }

    /// Writes an event for one endpoint alone, and answers the delivery.
    pub async fn emit_to(
        &mut self,
        endpoint: &str,
        about: Subject<'_>,
        event: EventType,
        data: Data<'_>,
    ) -> Result<String, Error> {
        let id = self.insert_event(about, event, data).await?;
        self.insert_delivery(&id, endpoint).await
    }

    async fn insert_event(&mut self, about: Subject<'_>, event: EventType, data: Data<'_>) -> Result<String, Error> {
        let id = self.new_id::<id::Event>().to_string();
        let payload = Payload { event, timestamp: self.now, data };
        let payload = serde_json::to_string(&payload).map_err(|_| Error::Corrupt("payload"))?;
        let sql = "INSERT INTO event (id, merchant_id, mode, type, verification_id, payload, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        sqlx::query(sql)
            .bind(id.clone())
            .bind(about.tenant.merchant.to_string())
            .bind(about.tenant.mode.as_str().to_owned())
            .bind(event.as_str().to_owned())
            .bind(about.verification.map(str::to_owned))
            .bind(payload)
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(id)
    }

    /// Endpoints of a tenant that are in force.
    async fn listeners(&mut self, tenant: &Tenant) -> Result<Vec<(String, Filter)>, Error> {
        let sql = "SELECT id, events FROM webhook_endpoint \
                   WHERE merchant_id = $1 AND mode = $2 AND disabled_at IS NULL ORDER BY id";
        let rows: Vec<(String, String)> = sqlx::query_as(sql)
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .fetch_all(&mut **self)
            .await?;
        Ok(rows.into_iter().map(|(id, events)| (id, super::webhook::filter(&events))).collect())
    }

    /// A delivery, due at once.
    async fn insert_delivery(&mut self, event: &str, endpoint: &str) -> Result<String, Error> {
        let id = self.new_id::<id::Delivery>().to_string();
        let sql = "INSERT INTO delivery (id, event_id, endpoint_id, status, attempts, created_at, next_at) \
                   VALUES ($1, $2, $3, 'pending', 0, $4, $4)";
        sqlx::query(sql)
            .bind(id.clone())
            .bind(event.to_owned())
            .bind(endpoint.to_owned())
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        self.enqueue(NewJob::now(JobKind::DeliverWebhook, &id)).await?;
        Ok(id)
    }
}
