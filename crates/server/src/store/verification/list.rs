//! Lists: filtered, newest first, in pages that a cursor continues.

use countersign_core::verification::Status;
use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::{
    Record,
    read::{Row, columns},
};
use crate::{
    store::{Error, Store, micros},
    tenant::Tenant,
};

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// By name, since a hold is one whichever way it goes on.
    pub status: Option<&'static str>,
    pub vendor_reference: Option<String>,
    pub vendor_state: Option<String>,
    pub customer_id: Option<String>,
    pub order_id: Option<String>,
    /// At or after.
    pub created_from: Option<Timestamp>,
    /// Before.
    pub created_before: Option<Timestamp>,
    /// The last item of the page before.
    pub after: Option<(Timestamp, String)>,
    pub limit: u32,
}

/// Some of a list.
pub struct Page {
    pub records: Vec<Record>,
    pub has_more: bool,
}

enum Value {
    Text(String),
    Number(i64),
}

impl Filter {
    /// The conditions with their values in order; `$1` and `$2` are the tenant's.
    fn conditions(&self) -> (String, Vec<Value>) {
        let (mut conditions, mut values) = (Vec::new(), Vec::new());
        let mut add = |condition: &str, value: Value| {
            values.push(value);
            conditions.push(format!("{condition} ${}", values.len() + 2));
        };
        let texts = [
            ("status =", self.status.map(str::to_owned)),
            ("vendor_reference =", self.vendor_reference.clone()),
            ("vendor_state =", self.vendor_state.clone()),
            ("customer_id =", self.customer_id.clone()),
            ("order_id =", self.order_id.clone()),
        ];
        for (condition, value) in texts {
            if let Some(value) = value {
                add(condition, Value::Text(value));
            }
        }
        for (condition, value) in [("created_at >=", self.created_from), ("created_at <", self.created_before)] {
            if let Some(value) = value {
                add(condition, Value::Number(micros(value)));
            }
        }
        if let Some((at, id)) = &self.after {
            values.push(Value::Number(micros(*at)));
            values.push(Value::Text(id.clone()));
            let place = values.len() + 1;
            conditions.push(format!("(created_at, id) < (${place}, ${})", place + 1));
        }
        ([String::new()].into_iter().chain(conditions).collect::<Vec<_>>().join(" AND "), values)
    }

    fn sql(&self) -> (String, Vec<Value>) {
        let (conditions, values) = self.conditions();
        let head = concat!("SELECT ", columns!(), " FROM verification WHERE merchant_id = $1 AND mode = $2");
        let sql = format!("{head}{conditions} ORDER BY created_at DESC, id DESC LIMIT {}", i64::from(self.limit) + 1);
        (sql, values)
    }
}

impl Store {
    /// One page of a tenant's verifications, newest first.
    pub async fn verifications(&self, tenant: &Tenant, filter: &Filter) -> Result<Page, Error> {
        let (sql, values) = filter.sql();
        let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql))
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned());
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        let rows = query.fetch_all(&mut *self.read().await?).await?;
        let limit = filter.limit as usize;
        let has_more = rows.len() > limit;
        let records = rows.into_iter().take(limit).map(Record::try_from).collect::<Result<_, _>>()?;
        Ok(Page { records, has_more })
    }

    /// How the database would find a list: the lines of its plan.
    pub async fn list_plan(&self, tenant: &Tenant, filter: &Filter) -> Result<String, Error> {
        let (sql, values) = filter.sql();
        let explain = match self.engine() {
            crate::store::Engine::Sqlite => "EXPLAIN QUERY PLAN",
            crate::store::Engine::Postgres => "EXPLAIN",
        };
        let mut query = sqlx::query(AssertSqlSafe(format!("{explain} {sql}")))
            .bind(tenant.merchant.to_string())
            .bind(tenant.mode.as_str().to_owned());
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        let rows = query.fetch_all(&mut *self.read().await?).await?;
        let column = if self.engine() == crate::store::Engine::Sqlite { 3 } else { 0 };
        let line = |row: &sqlx::any::AnyRow| sqlx::Row::try_get::<String, _>(row, column).unwrap_or_default();
        Ok(rows.iter().map(line).collect::<Vec<_>>().join("\n"))
    }
}

/// The stored name of a status given by its public name.
pub(crate) fn status_name(name: &str) -> Option<&'static str> {
    Status::ALL.into_iter().map(Status::as_str).find(|known| *known == name)
}
