//! Is the browser's clock where the customer should be? Offsets are minutes east of UTC.

use std::{collections::HashMap, sync::LazyLock};

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::{
    policy::{TimezonePolicy, TimezoneReference},
    signal::{Reference, TimezoneFacts},
};

const DAY: i32 = 24 * 60;

/// The offsets that zones have had and may have: from UTC−12 to UTC+14.
pub const OFFSETS: std::ops::RangeInclusive<i32> = -12 * 60..=14 * 60;

static ZONES: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let lines = include_str!("zones.tab").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ').map(|(code, zones)| (code, zones.split(' ').collect()))).collect()
});

/// How far two clocks are apart. At the date line UTC+13 and UTC−11 show the same time of day.
pub fn difference(a: i32, b: i32) -> i32 {
    let apart = (a - b).rem_euclid(DAY);
    apart.min(DAY - apart)
}

/// What a zone has at that moment. Nothing for a name that the tables do not know, or that says that none is known.
pub fn offset_of(zone: &str, at: Timestamp) -> Option<i32> {
    let zone = TimeZone::get(zone).ok().filter(|zone| !zone.is_unknown())?;
    Some(zone.to_offset(at).seconds() / 60)
}

/// The tables know a zone of this name.
pub fn is_zone(name: &str) -> bool {
    TimeZone::get(name).is_ok_and(|zone| !zone.is_unknown())
}

/// Zones of a country by its two letters; none for one that is not known.
pub fn zones_of(country: &str) -> &'static [&'static str] {
    ZONES.get(country.to_ascii_uppercase().as_str()).map_or(&[], Vec::as_slice)
}

/// The zone of a country that is nearest to an offset at that moment.
pub fn nearest(country: &str, offset: i32, at: Timestamp) -> Option<Reference> {
    let candidates = zones_of(country).iter().filter_map(|zone| Some((*zone, offset_of(zone, at)?)));
    let (zone, offset_min) = candidates.min_by_key(|(_, candidate)| difference(*candidate, offset))?;
    Some(Reference { offset_min, zone: Some(zone.to_owned()) })
}

/// What a checkout says about clocks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reported<'a> {
    pub browser_zone: Option<&'a str>,
    pub browser_offset_min: Option<i32>,
    /// ISO 3166-1 alpha-2.
    pub billing_country: Option<&'a str>,
    /// Of the network address, where the operator supplies a table of places.
    pub ip_zone: Option<&'a str>,
    /// Of the network address, ISO 3166-1 alpha-2.
    pub ip_country: Option<&'a str>,
    pub server_offset_min: Option<i32>,
    /// For a checkout that comes without the server's offset.
    pub shop_zone: Option<&'a str>,
}

/// The facts, with everything in them that depends on the tables of zones.
pub fn facts(reported: &Reported<'_>, at: Timestamp) -> TimezoneFacts {
    let zone_offset_min = reported.browser_zone.and_then(|zone| offset_of(zone, at));
    let browser = reported.browser_offset_min.or(zone_offset_min);
    // Without a browser to be near to, a country with several zones has no one reference.
    let near = |country: Option<&str>| nearest(country?, browser?, at);
    let named = |zone: Option<&str>| {
        let zone = zone?;
        Some(Reference { offset_min: offset_of(zone, at)?, zone: Some(zone.to_owned()) })
    };
    let sent = reported.server_offset_min.map(|offset_min| Reference { offset_min, zone: None });
    TimezoneFacts {
        browser_zone: reported.browser_zone.map(str::to_owned),
        browser_offset_min: reported.browser_offset_min,
        zone_offset_min,
        billing_country: near(reported.billing_country),
        ip: named(reported.ip_zone).or_else(|| near(reported.ip_country)),
        server: sent.or_else(|| named(reported.shop_zone)),
    }
}

/// What a report shows about clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    pub browser_zone: Option<String>,
    /// As reported, else that of the reported zone.
    pub browser_offset_min: Option<i32>,
    pub server_offset_min: Option<i32>,
    /// Between browser and server, whatever the reference.
    pub server_difference_min: Option<i32>,
    pub reference: TimezoneReference,
    pub reference_zone: Option<String>,
    pub reference_offset_min: Option<i32>,
    /// Between browser and reference.
    pub difference_min: Option<i32>,
    /// The verdict; nothing where one of the two is not known.
    pub mismatch: Option<bool>,
    /// The named zone has another offset than the reported one; nothing where one of the two is not known.
    pub tampered: Option<bool>,
}

impl Comparison {
    pub fn of(facts: &TimezoneFacts, policy: &TimezonePolicy) -> Self {
        let reference = match policy.reference {
            TimezoneReference::BillingCountry => facts.billing_country.as_ref(),
            TimezoneReference::Ip => facts.ip.as_ref(),
            TimezoneReference::Server => facts.server.as_ref(),
        };
        let browser = facts.browser_offset_min.or(facts.zone_offset_min);
        let apart = |from: Option<&Reference>| Some(difference(browser?, from?.offset_min));
        let difference_min = apart(reference);
        Self {
            browser_zone: facts.browser_zone.clone(),
            browser_offset_min: browser,
            server_offset_min: facts.server.as_ref().map(|server| server.offset_min),
            server_difference_min: apart(facts.server.as_ref()),
            reference: policy.reference,
            reference_zone: reference.and_then(|reference| reference.zone.clone()),
            reference_offset_min: reference.map(|reference| reference.offset_min),
            difference_min,
            mismatch: difference_min.map(|minutes| minutes >= policy.mismatch_from_min),
            tampered: facts.zone_offset_min.zip(facts.browser_offset_min).map(|(named, said)| named != said),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn every_zone_of_every_country_is_known() {
        assert_eq!(ZONES.len(), 248);
        for (country, zones) in ZONES.iter() {
            for zone in zones {
                let offset = offset_of(zone, at("2026-01-15T12:00:00Z"));
                assert!(offset.is_some_and(|offset| OFFSETS.contains(&offset)), "{country} {zone}: {offset:?}");
            }
        }
    }

    #[test]
    fn offsets_are_those_of_the_moment() {
        let (winter, summer) = (at("2026-01-15T12:00:00Z"), at("2026-07-15T12:00:00Z"));
        assert_eq!((offset_of("Europe/Berlin", winter), offset_of("Europe/Berlin", summer)), (Some(60), Some(120)));
        assert_eq!(offset_of("Asia/Kolkata", winter), Some(330));
        assert_eq!(offset_of("Etc/GMT+5", winter), Some(-300));
        for unknown in ["", "Etc/Unknown", "Mars/Olympus", "../etc/passwd", "CEST"] {
            assert_eq!(offset_of(unknown, winter), None, "{unknown}");
        }
        // The hour in which clocks go forward.
        assert_eq!(offset_of("Europe/Berlin", at("2026-03-29T00:59:59Z")), Some(60));
        assert_eq!(offset_of("Europe/Berlin", at("2026-03-29T01:00:00Z")), Some(120));
    }

    #[test]
    fn clocks_on_both_sides_of_the_date_line_are_near() {
        assert_eq!(difference(60, 60), 0);
        assert_eq!(difference(13 * 60, -11 * 60), 0);
        assert_eq!(difference(14 * 60, -12 * 60), 120);
        assert_eq!(difference(-480, 60), 540);
        assert_eq!(difference(330, -480), 630);
    }

    #[test]
    fn the_nearest_zone_of_a_country_counts() {
        let winter = at("2026-01-15T12:00:00Z");
        let zone = |country: &str, offset: i32| nearest(country, offset, winter).map(|near| near.offset_min);
        assert_eq!(zone("US", -480), Some(-480));
        assert_eq!(zone("us", -600), Some(-600));
        assert_eq!(zone("US", 60), Some(-300));
        assert_eq!(zone("RU", 720), Some(720));
        assert_eq!(zone("DE", 480), Some(60));
        assert_eq!(zone("KI", -600), Some(14 * 60), "UTC+14 shows the time of day of UTC-10");
        assert_eq!(zone("XX", 0), None);
    }

    #[test]
    fn a_distant_honest_buyer_is_flagged_by_the_classical_rule_alone() {
        let reported = Reported {
            browser_zone: Some("America/Los_Angeles"),
            browser_offset_min: Some(-480),
            billing_country: Some("US"),
            ip_country: Some("US"),
            shop_zone: Some("Europe/Berlin"),
            ..Reported::default()
        };
        let facts = facts(&reported, at("2026-01-15T12:00:00Z"));
        let seen = |reference| {
            let policy = TimezonePolicy { reference, ..TimezonePolicy::default() };
            let seen = Comparison::of(&facts, &policy);
            assert_eq!((seen.server_offset_min, seen.server_difference_min), (Some(60), Some(540)));
            assert_eq!(seen.tampered, Some(false));
            (seen.difference_min, seen.mismatch)
        };
        assert_eq!(seen(TimezoneReference::BillingCountry), (Some(0), Some(false)));
        assert_eq!(seen(TimezoneReference::Ip), (Some(0), Some(false)));
        assert_eq!(seen(TimezoneReference::Server), (Some(540), Some(true)));
    }

    #[test]
    fn three_hours_are_the_limit_and_what_is_unknown_is_no_mismatch() {
        let seen = |browser: Option<i32>, server: Option<i32>| {
            let reported = Reported { browser_offset_min: browser, server_offset_min: server, ..Reported::default() };
            let policy = TimezonePolicy { reference: TimezoneReference::Server, ..TimezonePolicy::default() };
            Comparison::of(&facts(&reported, Timestamp::UNIX_EPOCH), &policy).mismatch
        };
        assert_eq!(seen(Some(239), Some(60)), Some(false));
        assert_eq!(seen(Some(240), Some(60)), Some(true));
        assert_eq!(seen(Some(-120), Some(60)), Some(true));
        assert_eq!(seen(None, Some(60)), None);
        assert_eq!(seen(Some(60), None), None);
    }

    #[test]
    fn a_zone_with_another_offset_than_reported_was_tampered_with() {
        let tampered = |zone: &str, offset: Option<i32>| {
            let reported = Reported { browser_zone: Some(zone), browser_offset_min: offset, ..Reported::default() };
            let facts = facts(&reported, at("2026-07-15T12:00:00Z"));
            Comparison::of(&facts, &TimezonePolicy::default()).tampered
        };
        assert_eq!(tampered("Europe/Berlin", Some(120)), Some(false));
        assert_eq!(tampered("Europe/Berlin", Some(60)), Some(true), "it is summer");
        assert_eq!(tampered("Europe/Berlin", None), None);
        assert_eq!(tampered("Etc/Unknown", Some(120)), None);
        assert_eq!(tampered("UTC", Some(0)), Some(false));
    }

    proptest! {
        #[test]
        fn differences_are_a_distance_on_the_dial(a in OFFSETS, b in OFFSETS, c in OFFSETS) {
            prop_assert_eq!(difference(a, b), difference(b, a));
            prop_assert!((0..=720).contains(&difference(a, b)));
            prop_assert_eq!(difference(a, a + DAY), 0);
            prop_assert!(difference(a, c) <= difference(a, b) + difference(b, c));
        }

        #[test]
        fn any_name_of_a_zone_is_judged(zone in "\\PC{0,40}", country in "\\PC{0,4}", offset in OFFSETS) {
            let reported = Reported {
                browser_zone: Some(&zone), browser_offset_min: Some(offset), billing_country: Some(&country),
                ..Reported::default()
            };
            let found = facts(&reported, Timestamp::UNIX_EPOCH);
            prop_assert_eq!(found.browser_offset_min, Some(offset));
        }
    }
}
