//! Many rows in one statement, in few shapes, so that the database prepares each shape once.

use std::fmt::Write as _;

use sqlx::{Any, AssertSqlSafe, FromRow, any::AnyArguments, any::AnyRow, query::Query, query::QueryAs};

use super::{Db, Error};

/// Sizes of statements. A connection prepares each once, so rows are filled up with empty ones to the next size: any number
/// up to the largest is one trip to the database.
const SIZES: [usize; 7] = [1, 2, 4, 8, 16, 32, 64];
const LARGEST: usize = 64;

/// One value of a row. A row's first is never empty: that is how one that only fills up is told from the others.
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

impl Cell {
    fn sql_type(&self, bytes: &'static str) -> &'static str {
        match self {
            Self::Number(_) => "BIGINT",
            Self::Text(_) => "TEXT",
            Self::Bytes(_) => bytes,
        }
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Number(None) | Self::Text(None) | Self::Bytes(None))
    }

    fn empty(&self) -> Self {
        match self {
            Self::Number(_) => Self::Number(None),
            Self::Text(_) => Self::Text(None),
            Self::Bytes(_) => Self::Bytes(None),
        }
    }
}

/// Writes rows of equal length: `before SELECT … after`, where `before` names their columns.
pub(super) async fn write(db: &mut Db, before: &str, after: &str, rows: Vec<Vec<Cell>>) -> Result<u64, Error> {
    let statements = insert(before, after, filled(rows, bytes_of(db)));
    execute(db, statements).await
}

/// The same with what `after` returns.
pub(super) async fn returned<O>(db: &mut Db, before: &str, after: &str, rows: Vec<Vec<Cell>>) -> Result<Vec<O>, Error>
where
    O: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
{
    let mut all = Vec::new();
    for (sql, cells) in insert(before, after, filled(rows, bytes_of(db))) {
        let query = cells.into_iter().fold(sqlx::query_as::<_, O>(AssertSqlSafe(sql)), bind_as);
        all.extend(query.fetch_all(&mut *db).await?);
    }
    Ok(all)
}

/// Changes what stands by rows that name it: `before FROM (…) AS v after`, where their values are `v.column1` and so on.
pub(super) async fn update(db: &mut Db, before: &str, after: &str, rows: Vec<Vec<Cell>>) -> Result<u64, Error> {
    let statement = |(values, cells)| (format!("{before} FROM ({values}) AS v {after}"), cells);
    let statements = filled(rows, bytes_of(db)).into_iter().map(statement).collect();
    execute(db, statements).await
}

async fn execute(db: &mut Db, statements: Vec<List>) -> Result<u64, Error> {
    let mut written = 0;
    for (sql, cells) in statements {
        let query = cells.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), bind);
        written += query.execute(&mut *db).await?.rows_affected();
    }
    Ok(written)
}

/// The type of bytes: SQLite would take the other's name for a number's.
fn bytes_of(db: &Db) -> &'static str {
    if db.backend_name() == "SQLite" { "BLOB" } else { "BYTEA" }
}

/// A list of values, and what is bound to its places.
type List = (String, Vec<Cell>);

fn insert(before: &str, after: &str, lists: Vec<List>) -> Vec<List> {
    let statement = |(values, cells)| {
        (format!("{before} SELECT * FROM ({values}) AS v WHERE v.column1 IS NOT NULL {after}"), cells)
    };
    lists.into_iter().map(statement).collect()
}

/// Rows in as few lists as can be.
fn filled(rows: Vec<Vec<Cell>>, bytes: &'static str) -> Vec<List> {
    let (mut lists, mut rows) = (Vec::new(), rows.into_iter());
    while rows.len() > 0 {
        let size = SIZES.into_iter().find(|size| *size >= rows.len()).unwrap_or(LARGEST);
        let mut cells: Vec<Cell> = Vec::new();
        let (mut columns, mut types) = (0, Vec::new());
        for row in rows.by_ref().take(size) {
            if types.is_empty() {
                (columns, types) = (row.len(), row.iter().map(|cell| cell.sql_type(bytes)).collect());
            }
            debug_assert!(!row.first().is_none_or(Cell::is_empty), "it would be taken for one that fills up");
            cells.extend(row);
        }
        while cells.len() < size * columns {
            let above = &cells[cells.len() - columns];
            cells.push(above.empty());
        }
        lists.push((values(size, &types), cells));
    }
    lists
}

/// `VALUES (CAST($1 AS BIGINT), CAST($2 AS TEXT)), ($3, $4)`: a database that knows nothing of a place takes it for a text, and
/// what the first row is the others are.
fn values(size: usize, types: &[&str]) -> String {
    let mut sql = String::with_capacity(8 + types.len() * (24 + size * 6));
    sql.push_str("VALUES ");
    for place in 0..size * types.len() {
        let column = place % types.len();
        sql.push_str(match (place, column) {
            (0, _) => "(",
            (_, 0) => "), (",
            _ => ", ",
        });
        // Writing to a text cannot fail.
        let _ = match types.get(place) {
            Some(kind) => write!(sql, "CAST(${} AS {kind})", place + 1),
            None => write!(sql, "${}", place + 1),
        };
    }
    sql.push(')');
    sql
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

    fn sizes(count: i64) -> Vec<(usize, usize)> {
        let rows = (0..count).map(|number| vec![number.into(), "x".into()]).collect();
        let real =
            |cells: &Vec<Cell>| cells.iter().step_by(2).filter(|cell| matches!(cell, Cell::Number(Some(_)))).count();
        filled(rows, "BYTEA").iter().map(|(_, cells)| (real(cells), cells.len() / 2)).collect()
    }

    #[test]
    fn rows_go_in_few_shapes_and_none_is_left() {
        assert_eq!(sizes(0), []);
        assert_eq!(sizes(1), [(1, 1)]);
        assert_eq!(sizes(3), [(3, 4)]);
        assert_eq!(sizes(64), [(64, 64)]);
        assert_eq!(sizes(87), [(64, 64), (23, 32)]);
    }

    #[test]
    fn the_first_row_says_what_the_places_are() {
        let row = |number: i64| -> Vec<Cell> { vec![number.into(), Cell::Text(None), Cell::Bytes(None)] };
        let made = insert("INSERT INTO t (a, b, c)", "RETURNING a", filled(vec![row(1), row(2)], "BYTEA"));
        let values = "VALUES (CAST($1 AS BIGINT), CAST($2 AS TEXT), CAST($3 AS BYTEA)), ($4, $5, $6)";
        let sql =
            format!("INSERT INTO t (a, b, c) SELECT * FROM ({values}) AS v WHERE v.column1 IS NOT NULL RETURNING a");
        assert_eq!(made[0].0, sql);
    }
}
