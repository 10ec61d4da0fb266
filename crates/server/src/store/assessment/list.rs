//! Lists of assessments: filtered, newest first, in pages that a cursor continues.

use jiff::Timestamp;
use sqlx::AssertSqlSafe;

use super::{AssessmentRow, Row, selected};
use crate::store::{Error, Store, micros};

/// What a list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct AssessmentFilter {
    /// By name; of `hold` and `fraud` there are few, and they are found by an index.
    pub decision: Option<&'static str>,
    pub account_id: Option<i64>,
    pub device_id: Option<i64>,
    pub order_id: Option<String>,
    pub verification_id: Option<String>,
    /// At or after.
    pub created_from: Option<Timestamp>,
    /// Before.
    pub created_before: Option<Timestamp>,
    /// The last item of the page before.
    pub after: Option<(Timestamp, String)>,
    pub limit: u32,
}

enum Value {
    Text(String),
    Number(i64),
}

impl AssessmentFilter {
    /// The query with its values; `$1` is the space.
    fn sql(&self) -> (String, Vec<Value>) {
        let mut conditions = vec!["s.space_id = $1".to_owned()];
        let mut values = Vec::new();
        let mut add = |condition: &str, value: Option<Value>| {
            if let Some(value) = value {
                values.push(value);
                conditions.push(format!("{condition} ${}", values.len() + 1));
            }
        };
        add("s.account_id =", self.account_id.map(Value::Number));
        add("s.device_id =", self.device_id.map(Value::Number));
        add("s.order_id =", self.order_id.clone().map(Value::Text));
        add("s.verification_id =", self.verification_id.clone().map(Value::Text));
        add("s.created_at >=", self.created_from.map(|at| Value::Number(micros(at))));
        add("s.created_at <", self.created_before.map(|at| Value::Number(micros(at))));
        if let Some((at, id)) = &self.after {
            values.push(Value::Number(micros(*at)));
            values.push(Value::Text(id.clone()));
            let place = values.len();
            conditions.push(format!("(s.created_at, s.id) < (${place}, ${})", place + 1));
        }
        match self.decision {
            Some("allow") => conditions.push("s.decision = 'allow'".to_owned()),
            // Names of our own; written out, so that the index of what was stopped is seen to fit.
            Some(decision) => conditions.push(format!("s.decision = '{decision}' AND s.decision <> 'allow'")),
            None => {}
        }
        let conditions = conditions.join(" AND ");
        let limit = i64::from(self.limit) + 1;
        let head = selected!();
        (format!("{head} WHERE {conditions} ORDER BY s.created_at DESC, s.id DESC LIMIT {limit}"), values)
    }
}

impl Store {
    /// One page of a space's assessments, newest first, and whether there are more.
    pub async fn assessments(
        &self,
        space: i64,
        filter: &AssessmentFilter,
    ) -> Result<(Vec<AssessmentRow>, bool), Error> {
        let (sql, values) = filter.sql();
        let mut query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql)).bind(space);
        for value in values {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        let rows = query.fetch_all(&mut *self.read().await?).await?;
        let has_more = rows.len() > self::limit(filter);
        Ok((rows.into_iter().take(self::limit(filter)).map(AssessmentRow::from).collect(), has_more))
    }

    /// Everything an account was assessed for, oldest first.
    pub async fn assessments_of_account(&self, account: i64) -> Result<Vec<AssessmentRow>, Error> {
        let sql = concat!(selected!(), " WHERE s.account_id = $1 ORDER BY s.created_at, s.id");
        let rows: Vec<Row> = sqlx::query_as(sql).bind(account).fetch_all(&mut *self.read().await?).await?;
        Ok(rows.into_iter().map(AssessmentRow::from).collect())
    }

    /// The text of a list's query, for its plan.
    pub fn assessments_sql(filter: &AssessmentFilter) -> String {
        filter.sql().0
    }
}

fn limit(filter: &AssessmentFilter) -> usize {
    filter.limit as usize
}
