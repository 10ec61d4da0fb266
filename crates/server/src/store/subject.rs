//! The people of verifications, and what remains when one is erased: nothing but the fact.

use countersign_core::id;
use jiff::Timestamp;
use sqlx::FromRow;

use super::{
    Db, DecidedBy, Error, Store, Tx, micros,
    rows::{self, Cell},
    tenant, time,
};
use crate::tenant::Tenant;

/// A person with the wrapped key of everything sealed for them; no key once they were erased.
#[derive(Clone)]
pub struct SubjectRow {
    pub id: String,
    pub tenant: Tenant,
    pub customer_id: Option<String>,
    pub wrapped_key: Option<Vec<u8>>,
    pub created_at: Timestamp,
    pub erased_at: Option<Timestamp>,
}

#[derive(FromRow)]
struct Row {
    id: String,
    merchant_id: String,
    mode: String,
    customer_id: Option<String>,
    wrapped_key: Option<Vec<u8>>,
    created_at: i64,
    erased_at: Option<i64>,
}

impl TryFrom<Row> for SubjectRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            tenant: tenant(row.merchant_id, &row.mode)?,
            customer_id: row.customer_id,
            wrapped_key: row.wrapped_key,
            created_at: time(row.created_at),
            erased_at: row.erased_at.map(time),
        })
    }
}

/// The receipt of an erasure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    pub id: String,
    pub subject_id: String,
    pub merchant_id: String,
    pub verifications: i64,
    pub images: i64,
    pub at: Timestamp,
}

/// A subject by id, whoever's it is.
async fn by_id(db: &mut Db, id: &str) -> Result<Option<SubjectRow>, Error> {
    let sql =
        "SELECT id, merchant_id, mode, customer_id, wrapped_key, created_at, erased_at FROM subject WHERE id = $1";
    let row: Option<Row> = sqlx::query_as(sql).bind(id.to_owned()).fetch_optional(db).await?;
    row.map(SubjectRow::try_from).transpose()
}

fn without_comment(decision: &str) -> Result<String, Error> {
    let decision: DecidedBy = serde_json::from_str(decision).map_err(|_| Error::Corrupt("decision"))?;
    serde_json::to_string(&DecidedBy { comment: None, ..decision }).map_err(|_| Error::Corrupt("decision"))
}

impl Store {
    pub async fn subject(&self, id: &str) -> Result<Option<SubjectRow>, Error> {
        by_id(&mut *self.read().await?, id).await
    }

    /// Every erasure so far, oldest first.
    pub async fn erasures(&self) -> Result<Vec<Erasure>, Error> {
        let sql = "SELECT id, subject_id, merchant_id, verifications, images, at FROM erasure ORDER BY at, id";
        let rows: Vec<(String, String, String, i64, i64, i64)> =
            sqlx::query_as(sql).fetch_all(&mut *self.read().await?).await?;
        let erasure = |(id, subject_id, merchant_id, verifications, images, at)| Erasure {
            id,
            subject_id,
            merchant_id,
            verifications,
            images,
            at: time(at),
        };
        Ok(rows.into_iter().map(erasure).collect())
    }
}

impl Tx {
    /// The subject of a customer id.
    pub async fn subject_of_customer(&mut self, tenant: &Tenant, customer: &str) -> Result<Option<SubjectRow>, Error> {
        let sql = "SELECT id, merchant_id, mode, customer_id, wrapped_key, created_at, erased_at FROM subject \
                   WHERE merchant_id = $1 AND mode = $2 AND customer_id = $3 AND erased_at IS NULL";
        let row: Option<Row> = sqlx::query_as(sql)
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(customer.to_owned())
            .fetch_optional(&mut **self)
            .await?;
        row.map(SubjectRow::try_from).transpose()
    }

    /// A new person. [`Error::Exists`] when another transaction made the customer first.
    pub async fn insert_subject(
        &mut self,
        id: &str,
        tenant: &Tenant,
        customer: Option<&str>,
        wrapped_key: Vec<u8>,
    ) -> Result<(), Error> {
        let sql = "INSERT INTO subject (id, merchant_id, mode, customer_id, wrapped_key, created_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        sqlx::query(sql)
            .bind(id.to_owned())
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned())
            .bind(customer.map(str::to_owned))
            .bind(wrapped_key)
            .bind(micros(self.now))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Destroys a subject's key and everything that names the person, and writes the receipt. Nothing when there is no
    /// key left to destroy.
    pub async fn erase_subject(&mut self, id: &str, merchant: &str) -> Result<Option<Erasure>, Error> {
        let sql = "UPDATE subject SET wrapped_key = NULL, customer_id = NULL, erased_at = $2 \
                   WHERE id = $1 AND erased_at IS NULL";
        let done = sqlx::query(sql).bind(id.to_owned()).bind(micros(self.now)).execute(&mut **self).await?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        let (verifications, images) = self.forget_person(id).await?;
        let receipt = Erasure {
            id: self.new_id::<id::Receipt>().to_string(),
            subject_id: id.to_owned(),
            merchant_id: merchant.to_owned(),
            verifications,
            images,
            at: self.now,
        };
        self.insert_erasure(&receipt).await?;
        Ok(Some(receipt))
    }

    /// Erases somebody whose erasure is in the ledger already, as a restore does.
    pub async fn erase_again(&mut self, id: &str) -> Result<(), Error> {
        self.erase_account_again(id).await?;
        let sql = "UPDATE subject SET wrapped_key = NULL, customer_id = NULL, erased_at = $2 WHERE id = $1";
        sqlx::query(sql).bind(id.to_owned()).bind(micros(self.now)).execute(&mut **self).await?;
        self.forget_person(id).await.map(drop)
    }

    /// Deletes what names a person: how many verifications and images that was.
    async fn forget_person(&mut self, id: &str) -> Result<(i64, i64), Error> {
        let sql = "DELETE FROM image WHERE verification_id IN (SELECT id FROM verification WHERE subject_id = $1)";
        let images = self.forget_of_subject(sql, id).await?;
        for sql in [
            "UPDATE attempt SET sealed_extracted = NULL, checks = NULL \
             WHERE verification_id IN (SELECT id FROM verification WHERE subject_id = $1)",
            "UPDATE challenge SET result = NULL \
             WHERE verification_id IN (SELECT id FROM verification WHERE subject_id = $1)",
            "UPDATE history SET comment = NULL \
             WHERE verification_id IN (SELECT id FROM verification WHERE subject_id = $1)",
            "DELETE FROM event WHERE verification_id IN (SELECT id FROM verification WHERE subject_id = $1)",
        ] {
            self.forget_of_subject(sql, id).await?;
        }
        self.forget_comments(id).await?;
        self.forget_customers(id).await?;
        self.revoke_of_subject(id).await?;
        let sql = "UPDATE verification SET sealed_expected = NULL, metadata = '{}', customer_id = NULL, \
                   vendor_reference = NULL, vendor_state = NULL, order_id = NULL, redirect_url = NULL, \
                   images_due = COALESCE(images_due, updated_at), extracted_due = NULL, version = version + 1 \
                   WHERE subject_id = $1";
        Ok((self.forget_of_subject(sql, id).await?, images))
    }

    /// Takes out of decisions what colleagues said among themselves: it may name the person.
    async fn forget_comments(&mut self, subject: &str) -> Result<(), Error> {
        let decided = "SELECT id, decision FROM verification WHERE subject_id = $1 AND decision IS NOT NULL";
        let rows: Vec<(String, String)> =
            sqlx::query_as(decided).bind(subject.to_owned()).fetch_all(&mut **self).await?;
        for (id, decision) in rows {
            let query = sqlx::query("UPDATE verification SET decision = $2 WHERE id = $1").bind(id);
            query.bind(without_comment(&decision)?).execute(&mut **self).await?;
        }
        let decided = "SELECT a.verification_id, a.number, a.decision FROM attempt a \
                       JOIN verification v ON v.id = a.verification_id \
                       WHERE v.subject_id = $1 AND a.decision IS NOT NULL";
        let rows: Vec<(String, i64, String)> =
            sqlx::query_as(decided).bind(subject.to_owned()).fetch_all(&mut **self).await?;
        for (id, number, decision) in rows {
            let sql = "UPDATE attempt SET decision = $3 WHERE verification_id = $1 AND number = $2";
            let query = sqlx::query(sql).bind(id).bind(number);
            query.bind(without_comment(&decision)?).execute(&mut **self).await?;
        }
        Ok(())
    }

    async fn forget_of_subject(&mut self, sql: &'static str, id: &str) -> Result<i64, Error> {
        let done = sqlx::query(sql).bind(id.to_owned()).execute(&mut **self).await?;
        Ok(done.rows_affected() as i64)
    }

    /// Writes a receipt; one that stands already stays.
    pub async fn insert_erasure(&mut self, receipt: &Erasure) -> Result<(), Error> {
        let sql = "INSERT INTO erasure (id, subject_id, merchant_id, verifications, images, at) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING";
        sqlx::query(sql)
            .bind(receipt.id.clone())
            .bind(receipt.subject_id.clone())
            .bind(receipt.merchant_id.clone())
            .bind(receipt.verifications)
            .bind(receipt.images)
            .bind(micros(receipt.at))
            .execute(&mut **self)
            .await?;
        Ok(())
    }

    /// Puts wrapped keys back by the ids of their subjects, as a restore does. Who is erased gets none.
    pub async fn restore_subject_keys(&mut self, keys: Vec<(String, Vec<u8>)>) -> Result<(), Error> {
        let row = |(id, wrapped)| vec![Cell::Text(Some(id)), Cell::Bytes(Some(wrapped))];
        let before = "UPDATE subject SET wrapped_key = v.column2 FROM (";
        let after = ") AS v WHERE subject.id = v.column1 AND subject.erased_at IS NULL";
        rows::write(self, before, after, keys.into_iter().map(row).collect()).await.map(drop)
    }
}
