//! Fields as aligned columns.

use std::io::{self, Write};

use anstyle::Style;
use countersign_core::document::extraction::{Address, Extraction};
use serde_json::Value;

use super::output::{QUIET, cell, paint};

fn known(fields: &Value) -> Vec<(&'static str, &Value)> {
    let named = Extraction::FIELDS.into_iter().filter_map(|name| Some((name, fields.get(name)?)));
    named.filter(|(_, field)| !field.is_null()).collect()
}

/// Bare fields, one a line.
pub(super) fn values(out: &mut impl Write, fields: &Value) -> io::Result<()> {
    let rows = known(fields);
    let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    for (name, value) in rows {
        writeln!(out, "  {}  {}", cell(QUIET, &name.replace('_', " "), width), plain(value))?;
    }
    Ok(())
}

/// Fields with where each was read and how surely, one a line.
pub(super) fn readings(out: &mut impl Write, extraction: &Value) -> io::Result<()> {
    let rows = known(extraction);
    let value = |field: &Value| plain(&field["value"]);
    let name_width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
    let value_width = rows.iter().map(|(_, field)| value(field).chars().count()).max().unwrap_or(0).min(48);
    for (name, field) in &rows {
        let how = format!("{} {:.0}%", plain(&field["source"]), 100.0 * field["confidence"].as_f64().unwrap_or(0.0));
        let name = cell(QUIET, &name.replace('_', " "), name_width);
        writeln!(out, "  {name}  {}  {}", cell(Style::new(), &value(field), value_width), paint(QUIET, how))?;
    }
    if rows.is_empty() {
        writeln!(out, "  {}", paint(QUIET, "nothing was read"))?;
    }
    Ok(())
}

/// A value in one line; the parts of an address are set off by commas.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Object(parts) => {
            Address::PARTS.iter().filter_map(|part| Some(plain(parts.get(*part)?))).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_are_aligned_and_absent_fields_left_out() {
        let extraction = json!({
            "last_name": {"value": "Župan", "source": "visual", "confidence": 0.9},
            "document_number": {"value": "XK1234567", "source": "mrz", "confidence": 0.984},
            "address": {"value": {"street": "1 Long Road", "city": "Ptuj"}, "source": "barcode", "confidence": 1.0},
            "sex": null,
        });
        let mut out = anstream::StripStream::new(Vec::new());
        readings(&mut out, &extraction).unwrap();
        insta::assert_snapshot!(String::from_utf8(out.into_inner()).unwrap(), @r"
          document number  XK1234567          mrz 98%
          last name        Župan              visual 90%
          address          1 Long Road, Ptuj  barcode 100%
        ");
    }
}
