//! `evaluate risk`: checkouts of the past with what became of them, scored in the order of time by the default policy.
//!
//! Only what the rows say is known, and what earlier rows add to it: attempts by network address and by e-mail address.
//! Name servers and lists of networks would answer for today and not for then, so neither is asked.

use std::collections::{BTreeMap, HashMap};

use countersign_core::risk::{
    Code, Decision, Policy, Signals, assess,
    email::Address,
    signal::{Attempts, VelocityFacts},
    timezone::{self, Reported},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{Job, Report, Row, runner::Object};
use crate::{cli::Failure, signals::Disposable};

/// A fact and the columns that may hold it.
const COLUMNS: [(&str, &[&str]); 8] = [
    ("label", &["label", "EVENT_LABEL"]),
    ("time", &["occurred_at", "EVENT_TIMESTAMP"]),
    ("e-mail address", &["email", "email_address", "customer_email"]),
    ("network address", &["ip", "ip_address"]),
    ("billing country", &["billing_country"]),
    ("browser's time zone", &["browser_timezone"]),
    ("browser's offset", &["browser_offset_min"]),
    ("device", &["device", "fingerprint"]),
];

fn get<'a>(row: &'a Row, fact: &str) -> &'a str {
    let columns = COLUMNS.iter().find(|(name, _)| *name == fact).map_or(&[][..], |(_, columns)| columns);
    columns.iter().map(|column| row.get(column).trim()).find(|value| !value.is_empty()).unwrap_or_default()
}

/// What became of a checkout; nothing where the row does not say.
fn label(row: &Row) -> Option<bool> {
    match get(row, "label") {
        "fraud" | "chargeback" | "1" => Some(true),
        "legit" | "good" | "0" => Some(false),
        _ => None,
    }
}

/// Runs `risk`: columns for a label, a time and whatever else is known.
pub(super) fn run(job: &Job<'_>) -> Result<Report, Failure> {
    for (fact, columns) in &COLUMNS[..3] {
        if !columns.iter().any(|column| job.manifest.has(column)) {
            return Err(Failure::Input(format!("the manifest has no {fact}\nhint: name its column `{}`", columns[0])));
        }
    }
    let (lists, policy) = (Disposable::default(), Policy::default());
    let velocity = velocity(&job.manifest.rows);
    let objects = job.run(&[], |row| {
        let assessed = assess(&signals(row, &lists, velocity.get(&key(row)).copied()), &policy);
        let codes: Vec<_> = assessed.reasons.iter().map(|reason| reason.code).collect();
        let object =
            json!({"score": assessed.score, "decision": assessed.decision, "codes": codes, "fraud": label(row)});
        let Value::Object(object) = object else { return Ok(Object::new()) };
        Ok(object)
    })?;
    let mut report = Report::of(&objects);
    figures(&mut report, &objects);
    fired(&mut report, &objects);
    lacks(&mut report, job);
    report.times(&objects);
    Ok(report)
}

fn signals(row: &Row, lists: &Disposable, velocity: Option<VelocityFacts>) -> Signals {
    let at = get(row, "time").parse().unwrap_or(Timestamp::UNIX_EPOCH);
    let mut signals = Signals::at(at);
    match Address::parse(get(row, "e-mail address")) {
        Ok(address) => {
            signals.email.disposable = lists.entry(address.domain());
            signals.email.domain = Some(address.domain().to_owned());
        }
        Err(fault) => signals.email.fault = Some(fault),
    }
    let known = |fact: &str| Some(get(row, fact)).filter(|value| !value.is_empty());
    let reported = Reported {
        browser_zone: known("browser's time zone"),
        browser_offset_min: known("browser's offset").and_then(|offset| offset.parse().ok()),
        billing_country: known("billing country"),
        ..Reported::default()
    };
    signals.timezone = timezone::facts(&reported, at);
    signals.device.fingerprint = known("device").is_some();
    signals.velocity = velocity.unwrap_or_default();
    signals
}

/// A row among the others.
type Key = (String, String, String);

fn key(row: &Row) -> Key {
    ["time", "e-mail address", "network address"].map(|fact| get(row, fact).to_owned()).into()
}

/// Attempts up to and with each row, as the rows came in time.
fn velocity(rows: &[Row]) -> HashMap<Key, VelocityFacts> {
    let mut timed: Vec<(Timestamp, &Row)> =
        rows.iter().filter_map(|row| Some((get(row, "time").parse().ok()?, row))).collect();
    timed.sort_by_key(|(at, _)| *at);
    let (mut by_ip, mut by_email) = (HashMap::new(), HashMap::new());
    let facts = timed.into_iter().map(|(at, row)| {
        let email = get(row, "e-mail address");
        let email = Address::parse(email).map_or_else(|_| email.to_owned(), |address| address.canonical());
        let ip = count(&mut by_ip, get(row, "network address").to_owned(), at);
        let email = count(&mut by_email, email, at);
        (key(row), VelocityFacts { device: Attempts::default(), ip, email })
    });
    facts.collect()
}

fn count(seen: &mut HashMap<String, Vec<Timestamp>>, name: String, at: Timestamp) -> Attempts {
    if name.is_empty() {
        return Attempts::default();
    }
    let times = seen.entry(name).or_default();
    times.push(at);
    let within =
        |span: SignedDuration| times.iter().rev().take_while(|time| at.duration_since(**time) < span).count() as u32;
    Attempts {
        ten_minutes: within(SignedDuration::from_mins(10)),
        hour: within(SignedDuration::from_hours(1)),
        day: within(SignedDuration::from_hours(24)),
    }
}

/// Scores of labelled rows: of fraud, and of the others.
fn scores(objects: &[Object]) -> [Vec<i64>; 2] {
    let of = |fraud: bool| {
        let labelled = objects.iter().filter(|object| object.get("fraud") == Some(&Value::Bool(fraud)));
        labelled.filter_map(|object| object.get("score")?.as_i64()).collect()
    };
    [of(true), of(false)]
}

fn figures(report: &mut Report, objects: &[Object]) {
    let [frauds, others] = scores(objects);
    report.value("labelled rows", frauds.len() + others.len(), &[("fraud", frauds.len().into())]);
    if let Some(area) = area(&frauds, &others) {
        report.value(
            "AUC",
            (area * 1e4).round() / 1e4,
            &[("fraud", frauds.len().into()), ("other", others.len().into())],
        );
    }
    let policy = Policy::default();
    for (name, least) in [("hold", Decision::Hold), ("fraud", Decision::Fraud)] {
        let hit = |scores: &[i64]| {
            scores.iter().filter(|score| Decision::of(**score as i32, policy.threshold) >= least).count()
        };
        let (right, wrong) = (hit(&frauds), hit(&others));
        report.rate(format!("precision at {name}"), (right, right + wrong));
        report.rate(format!("recall at {name}"), (right, frauds.len()));
        report.error_rate(format!("others stopped at {name}"), (wrong, others.len()));
    }
}

/// Area under the curve: how often fraud scores higher than the rest; ties are half (Mann and Whitney 1947).
fn area(frauds: &[i64], others: &[i64]) -> Option<f64> {
    let mut counts: BTreeMap<i64, [u64; 2]> = BTreeMap::new();
    frauds.iter().for_each(|score| counts.entry(*score).or_default()[0] += 1);
    others.iter().for_each(|score| counts.entry(*score).or_default()[1] += 1);
    let (mut below, mut halves) = (0, 0);
    for [fraud, other] in counts.into_values() {
        halves += fraud * (2 * below + other);
        below += other;
    }
    let pairs = frauds.len() * others.len();
    (pairs > 0).then(|| halves as f64 / 2.0 / pairs as f64)
}

/// How often each code fired, for fraud and for the others.
fn fired(report: &mut Report, objects: &[Object]) {
    let [frauds, others] = scores(objects).map(|scores| scores.len());
    for code in Code::ALL {
        let count = |fraud: bool| {
            let labelled = objects.iter().filter(|object| object.get("fraud") == Some(&Value::Bool(fraud)));
            let has = |object: &&Object| {
                object["codes"].as_array().is_some_and(|codes| codes.contains(&code.as_str().into()))
            };
            labelled.filter(has).count()
        };
        let [k, n] = [count(true), count(false)];
        if k + n > 0 {
            let extra = [("of_fraud", frauds.into()), ("other", n.into()), ("of_other", others.into())];
            report.value(format!("  {code} at fraud"), k, &extra);
        }
    }
}

/// What the rows do not say, and so cannot count.
fn lacks(report: &mut Report, job: &Job<'_>) {
    let absent = COLUMNS[3..].iter().filter(|(_, columns)| !columns.iter().any(|column| job.manifest.has(column)));
    let mut absent: Vec<&str> = absent.map(|(fact, _)| *fact).collect();
    absent.extend([
        "answers of name servers then",
        "places and networks of addresses then",
        "links by device",
        "verified customers",
    ]);
    report.value("not in the data", absent.join(", "), &[]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_area_counts_pairs_in_order_and_half_of_the_ties() {
        assert_eq!(area(&[3, 4], &[1, 2]), Some(1.0));
        assert_eq!(area(&[1, 2], &[3, 4]), Some(0.0));
        assert_eq!(area(&[5, 5], &[5]), Some(0.5));
        // Of six pairs four are in order and one is a tie.
        assert_eq!(area(&[1, 3, 4], &[1, 2]), Some(4.5 / 6.0));
        assert_eq!(area(&[], &[1]), None);
    }

    #[test]
    fn attempts_are_counted_within_their_spans() {
        let mut seen = HashMap::new();
        let at = |minutes: i64| Timestamp::UNIX_EPOCH + SignedDuration::from_mins(minutes);
        let found: Vec<_> = [0, 5, 9, 40, 2000].map(|minutes| count(&mut seen, "x".to_owned(), at(minutes))).into();
        let spans: Vec<_> = found.iter().map(|found| [found.ten_minutes, found.hour, found.day]).collect();
        assert_eq!(spans, [[1, 1, 1], [2, 2, 2], [3, 3, 3], [1, 4, 4], [1, 1, 1]]);
        assert_eq!(count(&mut seen, String::new(), at(0)), Attempts::default());
    }
}
