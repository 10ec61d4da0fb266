//! The metrics of a run, as a table and as JSON.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Map, Value};

use super::metrics::{median_p95, wilson};
use crate::cli::output::{HEADING, QUIET, cell, paint};

/// Which way a rate should go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Better {
    Higher,
    Lower,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Rate {
    #[serde(rename = "metric")]
    pub name: String,
    pub k: usize,
    pub n: usize,
    /// `null` without trials.
    #[serde(rename = "rate")]
    pub share: Option<f64>,
    pub low: f64,
    pub high: f64,
    pub better: Better,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Figure {
    pub metric: String,
    pub value: Value,
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Item {
    Rate(Rate),
    Figure(Figure),
}

/// Metrics in the order in which they are printed.
#[derive(Default)]
pub(crate) struct Report(Vec<Item>);

impl Report {
    /// A report that begins with how many rows there were and how many failed.
    pub(crate) fn of(objects: &[Map<String, Value>]) -> Self {
        let mut report = Self::default();
        let failed = objects.iter().filter(|o| o.get("error").is_some_and(|e| !e.is_null())).count();
        report.value("rows", objects.len(), &[("with_error", failed.into())]);
        report
    }

    pub(crate) fn items(&self) -> &[Item] {
        &self.0
    }

    /// `k` of `n` that should be many.
    pub(crate) fn rate(&mut self, metric: impl Into<String>, (k, n): (usize, usize)) {
        self.push_rate(metric.into(), k, n, Better::Higher, Map::new());
    }

    /// `k` of `n` that should be few.
    pub(crate) fn error_rate(&mut self, metric: impl Into<String>, (k, n): (usize, usize)) {
        self.push_rate(metric.into(), k, n, Better::Lower, Map::new());
    }

    /// Right answers of a field, beside its wrong and missing ones.
    pub(crate) fn field(&mut self, metric: String, [right, wrong, missing]: [usize; 3]) {
        let extra = [("wrong".to_owned(), wrong.into()), ("missing".to_owned(), missing.into())].into_iter().collect();
        self.push_rate(metric, right, right + wrong + missing, Better::Higher, extra);
    }

    fn push_rate(&mut self, metric: String, k: usize, n: usize, better: Better, extra: Map<String, Value>) {
        let (low, high) = wilson(k, n);
        let share = (n > 0).then(|| k as f64 / n as f64);
        self.0.push(Item::Rate(Rate { name: metric, k, n, share, low, high, better, extra }));
    }

    pub(crate) fn value(&mut self, metric: impl Into<String>, value: impl Into<Value>, extra: &[(&str, Value)]) {
        let extra = extra.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        self.0.push(Item::Figure(Figure { metric: metric.into(), value: value.into(), extra }));
    }

    /// Wall time of the rows, from their `ms`.
    pub(crate) fn times(&mut self, objects: &[Map<String, Value>]) {
        let ms: Vec<f64> = objects.iter().filter_map(|o| o.get("ms")?.as_f64()).collect();
        let n = ms.len();
        if let Some((median, p95)) = median_p95(ms) {
            let p95 = (p95 * 10.0).round() / 10.0;
            self.value("time per item, ms, median", median, &[("p95", p95.into()), ("n", n.into())]);
        }
    }

    pub(crate) fn show(&self, out: &mut impl Write) -> io::Result<()> {
        let width = self.0.iter().map(|item| item.metric().chars().count()).max().unwrap_or(0);
        for item in &self.0 {
            let metric = item.metric();
            // Sub-metrics are indented by their name; the others stand out.
            let style = if metric.starts_with(' ') { anstyle::Style::new() } else { HEADING };
            writeln!(out, "{}  {}", cell(style, metric, width), item.text())?;
        }
        Ok(())
    }
}

impl Item {
    fn metric(&self) -> &str {
        match self {
            Self::Rate(rate) => &rate.name,
            Self::Figure(figure) => &figure.metric,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Rate(r) => {
                let percent = r.share.map_or_else(|| format!("{:>7}", "n/a"), |p| format!("{:>6.2}%", 100.0 * p));
                let count = format!("{}/{}", r.k, r.n);
                let interval = format!("[{:.2}, {:.2}]", 100.0 * r.low, 100.0 * r.high);
                format!("{percent}  {count:>9}  {}{}", paint(QUIET, interval), details(&r.extra))
            }
            Self::Figure(f) => {
                let value = match &f.value {
                    Value::String(text) => text.clone(),
                    Value::Number(number) if number.is_f64() => format!("{:.4}", number.as_f64().unwrap_or_default()),
                    other => other.to_string(),
                };
                format!("{value:>7}{}", details(&f.extra))
            }
        }
    }
}

fn details(extra: &Map<String, Value>) -> String {
    let pairs: Vec<_> = extra.iter().map(|(key, value)| format!("{key}={value}")).collect();
    if pairs.is_empty() { String::new() } else { format!("  {}", paint(QUIET, pairs.join(" "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_is_aligned_and_plain_without_a_terminal() {
        let mut report = Report::default();
        report.value("rows", 3, &[("with_error", 1.into())]);
        report.rate("fields exact, overall", (9, 10));
        report.field("  sex".to_owned(), [1, 1, 0]);
        report.error_rate("nothing tried", (0, 0));
        report.value("time per item, ms, median", 12.5, &[("p95", 20.0.into())]);
        let mut plain = anstream::StripStream::new(Vec::new());
        report.show(&mut plain).unwrap();
        insta::assert_snapshot!(String::from_utf8(plain.into_inner()).unwrap(), @r"
        rows                             3  with_error=1
        fields exact, overall       90.00%       9/10  [59.58, 98.21]
          sex                       50.00%        1/2  [9.45, 90.55]  missing=0 wrong=1
        nothing tried                  n/a        0/0  [0.00, 100.00]
        time per item, ms, median  12.5000  p95=20.0
        ");
    }
}
