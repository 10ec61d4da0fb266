//! How the database finds what a checkout asks for: the plans of the queries whose cost must not grow with the tables.

use sqlx::{Any, AssertSqlSafe, Row, any::AnyArguments, any::AnyRow, query::Query};

use super::{
    AssessmentFilter, Db, Engine, Error, Store, email_domain, known, link,
    sighting::{MARK, MARK_OF},
    velocity,
};

type Bound = Query<'static, Any, AnyArguments>;

impl Store {
    /// Names and plans of the queries of an assessment, a device's page and the lists.
    pub async fn risk_plans(&self) -> Result<Vec<(&'static str, String)>, Error> {
        let numbers = |count: i64| move |query: Bound| (0..count).fold(query, Bound::bind);
        let known = |query: Bound| {
            let keys = (0..3_u8).fold(query.bind(1_i64), |query, byte| query.bind(vec![byte; 16]));
            keys.bind(1_i64).bind(vec![1_u8; 16]).bind(2_i64)
        };
        let list = |filter: AssessmentFilter| Self::assessments_sql(&AssessmentFilter { limit: 20, ..filter });
        let of_account = list(AssessmentFilter { account_id: Some(1), ..AssessmentFilter::default() });
        let of_device = list(AssessmentFilter { device_id: Some(1), ..AssessmentFilter::default() });
        let held = list(AssessmentFilter { decision: Some("hold"), ..AssessmentFilter::default() });
        let mut plans = vec![("known", self.explained(known::KNOWN.to_owned(), known).await?)];
        for (name, sql, values) in [
            ("linked", link::linked_sql(), 3),
            ("attempts", velocity::attempts_sql(20), 5),
            ("accounts on a device", link::links_sql("device_id", "account_id", 60), 1),
            ("devices of an account", link::links_sql("account_id", "device_id", 60), 1),
            ("assessments", list(AssessmentFilter::default()), 1),
            ("assessments of an account", of_account, 2),
            ("assessments of a device", of_device, 2),
            ("assessments held", held, 1),
        ] {
            plans.push((name, self.explained(sql, numbers(values)).await?));
        }
        let marks = format!("{MARK} FROM (VALUES (CAST($1 AS BIGINT)), ($2)) AS v {MARK_OF}");
        plans.push(("marked links", self.explained(marks, numbers(2)).await?));
        plans.extend(self.email_plans().await?);
        Ok(plans)
    }

    /// The same of what is known of mail domains and addresses.
    async fn email_plans(&self) -> Result<Vec<(&'static str, String)>, Error> {
        let (text, number) = (|query: Bound| query.bind("a.example"), |query: Bound| query.bind(1_i64));
        let checks = |of_domain, paged| email_domain::checks_sql(of_domain, paged, 20);
        let domain = self.explained(email_domain::DOMAIN.to_owned(), text).await?;
        let stale = self.explained(email_domain::FORGET_DOMAINS.to_owned(), number).await?;
        let of_domain = self.explained(checks(true, false), |query| text(number(query))).await?;
        let next = self.explained(checks(true, true), |query| number(number(text(number(query))))).await?;
        let mut plans = vec![
            ("a mail domain", domain),
            ("stale mail domains", stale),
            ("addresses of a domain", of_domain),
            ("next addresses of a domain", next),
        ];
        for (name, sql, values) in [
            ("a checked address", email_domain::CHECK.to_owned(), 2),
            ("old addresses", email_domain::FORGET_CHECKS.to_owned(), 2),
            ("checked addresses", checks(false, false), 1),
            ("next checked addresses", checks(false, true), 3),
        ] {
            plans.push((name, self.explained(sql, |query| (0..values).fold(query, Bound::bind)).await?));
        }
        Ok(plans)
    }

    async fn explained(&self, sql: String, bind: impl Fn(Bound) -> Bound) -> Result<String, Error> {
        let explain = if self.engine() == Engine::Sqlite { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
        let mut tx = self.begin().await?;
        if self.engine() == Engine::Postgres {
            // Of small tables it reads the whole rather than ask an index, and sorts a handful of rows; whether an index would
            // serve is the question here.
            let indexes = "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off";
            sqlx::raw_sql(indexes).execute(&mut *tx as &mut Db).await?;
        }
        let query = bind(sqlx::query(AssertSqlSafe(format!("{explain} {sql}"))));
        let rows: Vec<AnyRow> = query.fetch_all(&mut *tx as &mut Db).await?;
        tx.rollback().await?;
        let place = if self.engine() == Engine::Sqlite { 3 } else { 0 };
        let lines: Result<Vec<String>, sqlx::Error> = rows.iter().map(|row| row.try_get(place)).collect();
        Ok(lines?.join("\n"))
    }
}
