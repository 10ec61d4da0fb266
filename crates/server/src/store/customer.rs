//! Customers who were verified, for as long as that holds.

use countersign_core::{
    level::{AgeResult, Level},
    webhook::{Data, EventType},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::FromRow;

use super::{Db, Error, EventSubject, Store, Tx, micros, tenant, time};
use crate::tenant::Tenant;

/// A verified customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Customer {
    pub tenant: Tenant,
    pub customer_id: String,
    pub subject_id: String,
    pub level: Level,
    pub age: Option<AgeResult>,
    pub verification_id: String,
    pub verified_at: Timestamp,
    pub expires_at: Timestamp,
    /// Since when, and why, another verification is asked for all the same.
    pub reverify: Option<(Timestamp, String)>,
}

impl Customer {
    /// The level that holds at `now`; none where it ended or another verification is asked for.
    pub fn holds(&self, now: Timestamp) -> Option<Level> {
        (self.expires_at > now && self.reverify.is_none()).then_some(self.level)
    }
}

/// What a passed verification makes of a customer.
pub struct Passed<'a> {
    pub tenant: &'a Tenant,
    pub customer_id: &'a str,
    pub subject_id: &'a str,
    pub level: Level,
    pub age: Option<AgeResult>,
    pub verification_id: &'a str,
    /// How long it holds.
    pub lasts: SignedDuration,
}

#[derive(FromRow)]
struct Row {
    merchant_id: String,
    mode: String,
    customer_id: String,
    subject_id: String,
    level: i64,
    age: Option<String>,
    verification_id: String,
    verified_at: i64,
    expires_at: i64,
    reverify_at: Option<i64>,
    reverify_reason: Option<String>,
}

impl TryFrom<Row> for Customer {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            tenant: tenant(row.merchant_id, &row.mode)?,
            customer_id: row.customer_id,
            subject_id: row.subject_id,
            level: Level::try_from(row.level as u8).map_err(|_| Error::Corrupt("level"))?,
            age: row.age.as_deref().and_then(AgeResult::from_name),
            verification_id: row.verification_id,
            verified_at: time(row.verified_at),
            expires_at: time(row.expires_at),
            reverify: row.reverify_at.map(time).zip(row.reverify_reason),
        })
    }
}

async fn find(db: &mut Db, tenant: &Tenant, customer: &str) -> Result<Option<Customer>, Error> {
    let sql = "SELECT merchant_id, mode, customer_id, subject_id, level, age, verification_id, verified_at, expires_at, \
               reverify_at, reverify_reason FROM customer WHERE merchant_id = $1 AND mode = $2 AND customer_id = $3";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(tenant.merchant.to_string())
        .bind(tenant.mode.as_str().to_owned())
        .bind(customer.to_owned())
        .fetch_optional(db)
        .await?;
    row.map(Customer::try_from).transpose()
}

impl Store {
    pub async fn customer(&self, tenant: &Tenant, customer: &str) -> Result<Option<Customer>, Error> {
        find(&mut *self.read().await?, tenant, customer).await
    }

    /// What a person is remembered as.
    pub async fn customers_of_subject(&self, subject: &str) -> Result<Vec<Customer>, Error> {
        let sql = "SELECT merchant_id, mode, customer_id, subject_id, level, age, verification_id, verified_at, \
                   expires_at, reverify_at, reverify_reason FROM customer WHERE subject_id = $1 ORDER BY customer_id";
        let query = sqlx::query_as(sql).bind(subject.to_owned());
        let rows: Vec<Row> = query.fetch_all(&mut *self.read().await?).await?;
        rows.into_iter().map(Customer::try_from).collect()
    }

    /// Customers whose verification is over.
    pub async fn customers_over(&self, now: Timestamp, most: i64) -> Result<Vec<(Tenant, String)>, Error> {
        let sql =
            "SELECT merchant_id, mode, customer_id FROM customer WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2";
        let query = sqlx::query_as(sql).bind(micros(now)).bind(most);
        let rows: Vec<(String, String, String)> = query.fetch_all(&mut *self.read().await?).await?;
        let named = |(merchant, mode, customer): (String, String, String)| Ok((tenant(merchant, &mode)?, customer));
        rows.into_iter().map(named).collect()
    }
}

impl Tx {
    pub async fn customer(&mut self, tenant: &Tenant, customer: &str) -> Result<Option<Customer>, Error> {
        find(self, tenant, customer).await
    }

    /// Remembers that a customer was verified, and tells. A lower level does not take a higher one away that still holds.
    pub async fn verify_customer(&mut self, passed: &Passed<'_>) -> Result<Customer, Error> {
        if let Some(before) = find(self, passed.tenant, passed.customer_id).await?
            && before.holds(self.now).is_some_and(|level| level > passed.level)
        {
            return Ok(before);
        }
        let expires_at = self.now.checked_add(passed.lasts).unwrap_or(Timestamp::MAX);
        let sql = "INSERT INTO customer (merchant_id, mode, customer_id, subject_id, level, age, verification_id, \
                   verified_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT (merchant_id, mode, customer_id) DO UPDATE SET subject_id = $4, level = $5, \
                   age = COALESCE($6, customer.age), verification_id = $7, verified_at = $8, expires_at = $9, \
                   reverify_at = NULL, reverify_reason = NULL";
        sqlx::query(sql)
            .bind(passed.tenant.merchant.to_string())
            .bind(passed.tenant.mode.as_str().to_owned())
            .bind(passed.customer_id.to_owned())
            .bind(passed.subject_id.to_owned())
            .bind(i64::from(u8::from(passed.level)))
            .bind(passed.age.map(|age| age.as_str().to_owned()))
            .bind(passed.verification_id.to_owned())
            .bind(micros(self.now))
            .bind(micros(expires_at))
            .execute(&mut **self)
            .await?;
        let customer = find(self, passed.tenant, passed.customer_id).await?.ok_or(Error::Corrupt("customer"))?;
        self.tell_of_customer(&customer, EventType::CustomerVerified, None).await?;
        Ok(customer)
    }

    /// Ends a customer whose time is over, and tells; nothing when it is not.
    pub async fn expire_customer(&mut self, tenant: &Tenant, customer: &str) -> Result<bool, Error> {
        let found = find(self, tenant, customer).await?.filter(|found| found.expires_at <= self.now);
        let Some(found) = found else { return Ok(false) };
        self.delete_customer(tenant, customer).await?;
        self.tell_of_customer(&found, EventType::CustomerExpired, Some("expired")).await?;
        Ok(true)
    }

    /// Asks for another verification; false when there is no such customer.
    pub async fn reverify_customer(&mut self, tenant: &Tenant, customer: &str, reason: &str) -> Result<bool, Error> {
        let sql = "UPDATE customer SET reverify_at = $4, reverify_reason = $5 \
                   WHERE merchant_id = $1 AND mode = $2 AND customer_id = $3";
        let done = sqlx::query(sql)
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(customer.to_owned())
            .bind(micros(self.now))
            .bind(reason.to_owned())
            .execute(&mut **self)
            .await?;
        Ok(done.rows_affected() == 1)
    }

    async fn delete_customer(&mut self, tenant: &Tenant, customer: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM customer WHERE merchant_id = $1 AND mode = $2 AND customer_id = $3")
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(customer.to_owned())
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Deletes every customer that is this person, as an erasure does; nobody is told a name that is gone.
    pub(super) async fn forget_customers(&mut self, subject: &str) -> Result<(), Error> {
        sqlx::query("DELETE FROM customer WHERE subject_id = $1").bind(subject.to_owned()).execute(&mut **self).await?;
        Ok(())
    }

    async fn tell_of_customer(&mut self, it: &Customer, event: EventType, reason: Option<&str>) -> Result<(), Error> {
        let data = Data {
            id: &it.customer_id,
            mode: it.tenant.mode.as_str(),
            customer_id: Some(&it.customer_id),
            reason,
            link: Some(format!("/v1/verifications/{}", it.verification_id)),
            ..Data::default()
        };
        // Events of a verification go with it when somebody is erased; these have to, too.
        let about = EventSubject { tenant: &it.tenant, verification: Some(&it.verification_id) };
        self.emit(about, event, data).await.map(drop)
    }
}
