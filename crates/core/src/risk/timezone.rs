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
