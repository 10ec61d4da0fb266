//! A day of one shop: honest customers, telephones that are all alike, and rings that share a browser.

use std::collections::{BTreeMap, BTreeSet};

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{checkout, with};
use crate::service::shop::Shop;

/// Checkouts of the day; one in fifty is a ring's. `CHECKOUTS=5000` makes it a whole day of a shop.
fn checkouts() -> usize {
    #[expect(clippy::disallowed_methods, reason = "how long a test may take is the environment's to say")]
    let asked = std::env::var("CHECKOUTS").ok().and_then(|text| text.parse().ok());
    asked.unwrap_or(1000)
}

/// Members of one ring.
const RING: usize = 4;

struct Visit {
    customer: String,
    device: Value,
    ring: Option<usize>,
}

/// The visits of the day in the order in which they happen.
fn visits(checkouts: usize, random: &mut fastrand::Rng) -> Vec<Visit> {
    let mut visits: Vec<Visit> = (0..checkouts * 49 / 50).map(|number| honest(number, random)).collect();
    let members = checkouts / 50;
    for member in 0..members {
        let ring = member / RING;
        let customer = format!("ring{ring}-{}", member % RING);
        let visit = Visit { customer, device: json!({ "id": format!("ring-browser-{ring}") }), ring: Some(ring) };
        visits.insert(random.usize(..visits.len()), visit);
    }
    visits
}

/// Two in five have one of three common telephones, the others a browser of their own; one in ten comes back.
fn honest(number: usize, random: &mut fastrand::Rng) -> Visit {
    let number = if number > 20 && random.u8(..10) == 0 { random.usize(..number) } else { number };
    let device = if number % 5 < 2 {
        json!({ "fingerprint": format!("telephone-{}", number % 3) })
    } else {
        json!({ "id": format!("browser-{number}"), "fingerprint": format!("print-{number}") })
    };
    Visit { customer: format!("customer{number}"), device, ring: None }
}

/// What checkouts come to: how many of each decision, and the points of each code.
#[derive(Debug, Default, PartialEq, Eq)]
struct Totals {
    decisions: BTreeMap<String, usize>,
    points: BTreeMap<String, i64>,
}

impl Totals {
    fn add(&mut self, assessment: &Value) {
        *self.decisions.entry(assessment["decision"].as_str().unwrap().to_owned()).or_default() += 1;
        let mut sum = 0;
        for reason in assessment["reasons"].as_array().unwrap() {
            let points = reason["points"].as_i64().unwrap();
            *self.points.entry(reason["code"].as_str().unwrap().to_owned()).or_default() += points;
            sum += points;
        }
        assert_eq!(sum.clamp(0, 100), assessment["score"].as_i64().unwrap());
    }
}

#[tokio::test]
async fn rings_are_linked_and_common_telephones_are_not() {
    let shop = Shop::open().await;
    let (checkouts, mut random) = (checkouts(), fastrand::Rng::with_seed(2026));
    let mut totals = Totals::default();
    // The telephones are known to be common before the day begins.
    for number in 0..63 {
        let device = json!({ "fingerprint": format!("telephone-{}", number % 3) });
        totals.add(&shop.assess(with(checkout(&format!("before{number}")), "device", device)).await);
    }
    shop.wait(SignedDuration::from_hours(24));
    let mut seen = BTreeMap::<usize, BTreeSet<String>>::new();
    let mut linked_rings = 0;
    for (number, visit) in visits(checkouts, &mut random).into_iter().enumerate() {
        let address = json!(format!("198.51.{}.{}", number / 200, number % 200));
        let made = shop.assess(with(with(checkout(&visit.customer), "device", visit.device), "ip", address)).await;
        totals.add(&made);
        let linked: BTreeSet<String> = made["report"]["device"]["linked"]
            .as_array()
            .unwrap()
            .iter()
            .map(|account| account["customer"].as_str().unwrap().to_owned())
            .collect();
        let expected = match visit.ring {
            Some(ring) => {
                let members = seen.entry(ring).or_default();
                let before = members.clone();
                members.insert(visit.customer);
                before
            }
            None => BTreeSet::new(),
        };
        linked_rings += usize::from(!expected.is_empty());
        assert_eq!(linked, expected, "checkout {number}");
        shop.wait(SignedDuration::from_secs(86_400 / checkouts as i64));
    }
    assert_eq!(linked_rings, checkouts / 50 * (RING - 1) / RING, "every member of a ring after the first");
    assert_eq!(totals.decisions.values().sum::<usize>(), 63 + checkouts);
    assert_eq!(stored(&shop).await, totals, "what is stored and what was answered agree");
}

/// What the stored ones come to, by reading the whole list.
async fn stored(shop: &Shop) -> Totals {
    let (mut totals, mut after) = (Totals::default(), String::new());
    loop {
        let page = shop.get(&format!("/v1/assessments?limit=100{after}")).await.json();
        let rows = page["data"].as_array().unwrap();
        rows.iter().for_each(|row| totals.add(row));
        if page["has_more"] != json!(true) {
            return totals;
        }
        after = format!("&starting_after={}", rows.last().unwrap()["id"].as_str().unwrap());
    }
}
