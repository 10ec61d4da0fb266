//! Fields as two aligned columns.

use std::io::{self, Write};

use anstyle::Style;
use serde_json::{Map, Value};

use super::output::{QUIET, cell};

/// Canonical fields in the order in which people read a document.
const ORDER: &[&str] = &[
    "document_type",
    "issuing_country",
    "issuing_state",
    "document_number",
    "last_name",
    "first_name",
    "middle_name",
    "date_of_birth",
    "sex",
    "nationality",
    "issue_date",
    "expiry_date",
    "personal_number",
    "name",
    "issuer",
    "address",
];

/// The fields among `fields` as lines of name and value; bare values or objects with a `value`.
pub(crate) fn rows(fields: &Value) -> Vec<(&'static str, String, &Map<String, Value>)> {
    static NOTHING: std::sync::LazyLock<Map<String, Value>> = std::sync::LazyLock::new(Map::new);
    let found = ORDER.iter().filter_map(|name| Some((*name, fields.get(name)?)));
    found
        .filter(|(_, field)| !field.is_null())
        .map(|(name, field)| {
            let value = field.get("value").unwrap_or(field);
            (name, plain(value), field.as_object().filter(|f| f.contains_key("value")).unwrap_or(&NOTHING))
        })
        .collect()
}

/// Writes fields one a line, without those in `except`.
pub(crate) fn fields_table(out: &mut impl Write, fields: &Value, except: &[&str]) -> io::Result<()> {
    let rows = rows(fields);
    let width = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    for (name, value, _) in rows.iter().filter(|(name, ..)| !except.contains(name)) {
        writeln!(out, "  {}  {value}", cell(QUIET, &name.replace('_', " "), width))?;
    }
    Ok(())
}

/// A value in one line; the parts of an address are set off by commas.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(parts) => {
            let order = ["street", "street2", "city", "state", "postal_code", "country"];
            order.iter().filter_map(|part| Some(plain(parts.get(*part)?))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// Style of plain cells.
pub(crate) const PLAIN: Style = Style::new();
