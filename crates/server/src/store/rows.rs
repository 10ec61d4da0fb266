//! Many rows in one statement, in few shapes, so that the database prepares each shape once.

use sqlx::{Any, AssertSqlSafe, FromRow, any::AnyArguments, any::AnyRow, query::Query, query::QueryAs};

use super::{Db, Error};

/// Sizes of statements: any number of rows is a few of them, each a trip to the database.
/// Three is what one checkout leaves of attempts.
const SIZES: [usize; 8] = [64, 32, 16, 8, 4, 3, 2, 1];

/// One value of a row.
pub(super) enum Cell {
    Number(Option<i64>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Number(Some(value))
    }
}

impl From<Option<i64>> for Cell {
    fn from(value: Option<i64>) -> Self {
        Self::Number(value)
    }
}

impl From<&str> for Cell {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}

impl From<&Option<String>> for Cell {
    fn from(value: &Option<String>) -> Self {
        Self::Text(value.clone())
    }
}

impl From<&[u8]> for Cell {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_owned()))
    }
}

impl From<&Option<Vec<u8>>> for Cell {
    fn from(value: &Option<Vec<u8>>) -> Self {
        Self::Bytes(value.clone())
    }
}

/// Writes rows of equal length: `before VALUES (…), (…) after`.
pub(super) async fn write(db: &mut Db, before: &str, after: &str, rows: Vec<Vec<Cell>>) -> Result<u64, Error> {
    let mut written = 0;
    for (sql, cells) in statements(before, after, rows) {
        let query = cells.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind);
        written += query.execute(&mut *db).await?.rows_affected();
    }
    Ok(written)
}

/// Changes rows by numbers: `before FROM (VALUES (…), (…)) AS v after`, where the numbers are `v.column1` and so on.
pub(super) async fn update(db: &mut Db, before: &str, after: &str, rows: Vec<Vec<i64>>) -> Result<u64, Error> {
    let rows = rows.into_iter().map(|row| row.into_iter().map(Cell::from).collect()).collect();
    let (before, after) = (format!("{before} FROM ("), format!(") AS v {after}"));
    let mut changed = 0;
    for (sql, cells) in statements(&before, &after, rows) {
        // PostgreSQL takes a number it knows nothing of for a text.
        let sql = numbered(&sql);
        let query = cells.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind);
        changed += query.execute(&mut *db).await?.rows_affected();
    }
    Ok(changed)
}

/// The same with what `after` returns.
pub(super) async fn returned<O>(db: &mut Db, before: &str, after: &str, rows: Vec<Vec<Cell>>) -> Result<Vec<O>, Error>
where
    O: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
{
    let mut all = Vec::new();
    for (sql, cells) in statements(before, after, rows) {
        let query = cells.into_iter().fold(sqlx::query_as::<_, O>(AssertSqlSafe(sql)), bind_as);
        all.extend(query.fetch_all(&mut *db).await?);
    }
    Ok(all)
}

fn statements(before: &str, after: &str, rows: Vec<Vec<Cell>>) -> Vec<(String, Vec<Cell>)> {
    let columns = rows.first().map_or(0, Vec::len);
    let (mut left, mut rows, mut statements) = (rows.len(), rows.into_iter(), Vec::new());
    for size in SIZES {
        while left >= size {
            left -= size;
            let cells = rows.by_ref().take(size).flatten().collect();
            statements.push((format!("{before} VALUES {} {after}", places(size, columns)), cells));
        }
    }
    statements
}

/// Every place with its type.
fn numbered(sql: &str) -> String {
    let mut typed = String::with_capacity(sql.len() * 2);
    let mut rest = sql;
    while let Some((before, place)) = rest.split_once('$') {
        let digits = place.bytes().take_while(u8::is_ascii_digit).count();
        typed.push_str(before);
        typed.push_str("CAST($");
        typed.push_str(&place[..digits]);
        typed.push_str(" AS BIGINT)");
        rest = &place[digits..];
    }
    typed + rest
}

/// `($1, $2), ($3, $4)`.
fn places(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<_> = (1..=columns).map(|column| format!("${}", row * columns + column)).collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

fn bind(query: Query<'_, Any, AnyArguments>, cell: Cell) -> Query<'_, Any, AnyArguments> {
    match cell {
        Cell::Number(value) => query.bind(value),
        Cell::Text(value) => query.bind(value),
        Cell::Bytes(value) => query.bind(value),
    }
}

fn bind_as<O>(query: QueryAs<'_, Any, O, AnyArguments>, cell: Cell) -> QueryAs<'_, Any, O, AnyArguments> {
    match cell {
        Cell::Number(value) => query.bind(value),
        Cell::Text(value) => query.bind(value),
        Cell::Bytes(value) => query.bind(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_go_in_few_shapes_and_none_is_left() {
        let rows: Vec<Vec<Cell>> = (0..87).map(|number| vec![number.into(), "x".into()]).collect();
        let made = statements("INSERT INTO t (a, b)", "", rows);
        assert_eq!(made.iter().map(|(_, cells)| cells.len() / 2).collect::<Vec<_>>(), [64, 16, 4, 3]);
        assert_eq!(made[3].0, "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4), ($5, $6) ");
        assert!(made[2].0.ends_with("($7, $8) "));
        assert!(statements("", "", Vec::new()).is_empty());
        assert_eq!(numbered("a ($1, $12) b"), "a (CAST($1 AS BIGINT), CAST($12 AS BIGINT)) b");
    }
}
