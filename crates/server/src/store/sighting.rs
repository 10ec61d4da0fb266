//! What a checkout or a page view leaves of a browser: devices, accounts, links, the day's sighting, and the histories of
//! addresses and agents. Many are written at once; what stands already and has not aged is left alone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Db, Error, Tx,
    known::{Keys, Known},
    micros,
    rows::{self, Cell},
};

/// Microseconds within which a second look at the same thing changes nothing but the day's count.
const FRESH: i64 = 60 * 1_000_000;
/// The same for the rows that only keep a text: a day.
const FRESH_TEXT: i64 = 24 * 3600 * 1_000_000;

/// One look at a browser and who used it.
#[derive(Clone, Debug)]
pub struct Sighting {
    pub at: Timestamp,
    pub keys: Keys,
    pub known: Known,
    /// Numbers for an account, a device and a fingerprint that are not known yet.
    pub numbers: [i64; 3],
    /// Nothing for a guest.
    pub customer_id: Option<String>,
    /// Hash of the canonical address; 0 for none.
    pub email: i64,
    /// So many accounts show the fingerprint that it says nothing of a browser.
    pub common: bool,
    pub loose: Option<Vec<u8>>,
    pub session: Option<i64>,
    /// Minutes east of UTC.
    pub offset_min: Option<i64>,
    /// Texts; empty for none.
    pub ip: String,
    pub agent: String,
}

/// What a sighting hangs on, by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub account: Option<i64>,
    pub device: Option<i64>,
    pub fingerprint: Option<i64>,
}

impl Seen {
    /// Where histories and sightings hang: the token's device, else the fingerprint's.
    pub fn primary(self, common: bool) -> Option<i64> {
        self.device.or(self.fingerprint.filter(|_| !common))
    }
}

/// Days since 1970 in UTC.
pub(crate) fn day(at: Timestamp) -> i64 {
    at.as_second().div_euclid(86_400)
}

/// The first moment of a day.
pub(crate) fn day_start(day: i64) -> jiff::civil::Date {
    let at = Timestamp::from_second(day.saturating_mul(86_400)).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC).date()
}

impl Tx {
    /// Writes sightings, each counted; says by which numbers they stand.
    pub async fn see(&mut self, all: &[&Sighting]) -> Result<Vec<Seen>, Error> {
        let accounts = new_accounts(self, all).await?;
        let nodes = new_devices(self, all).await?;
        let seen: Vec<Seen> = all.iter().map(|sighting| resolved(sighting, &accounts, &nodes)).collect();
        let pairs: Vec<(&Sighting, Seen)> = all.iter().copied().zip(seen.iter().copied()).collect();
        touch(self, &pairs).await?;
        write_links(self, &pairs).await?;
        write_days(self, &pairs).await?;
        write_texts(self, &pairs).await?;
        write_histories(self, &pairs).await?;
        Ok(seen)
    }
}

fn resolved(sighting: &Sighting, accounts: &HashMap<Vec<u8>, i64>, nodes: &HashMap<Vec<u8>, i64>) -> Seen {
    let (known, keys) = (&sighting.known, &sighting.keys);
    Seen {
        account: known.account.map(|row| row.id).or_else(|| accounts.get(&keys.account).copied()),
        device: known.device.map(|row| row.id).or_else(|| nodes.get(&keys.device).copied()),
        fingerprint: known.fingerprint.map(|row| row.id).or_else(|| nodes.get(&keys.fingerprint).copied()),
    }
}

/// Accounts that were not there, by key. Whoever wrote one first gave it its number.
async fn new_accounts(db: &mut Db, all: &[&Sighting]) -> Result<HashMap<Vec<u8>, i64>, Error> {
    let new: BTreeMap<&[u8], &Sighting> = all
        .iter()
        .filter(|sighting| sighting.known.account.is_none() && !sighting.keys.account.is_empty())
        .map(|sighting| (sighting.keys.account.as_slice(), *sighting))
        .collect();
    let row = |(key, sighting): (&[u8], &Sighting)| -> Vec<Cell> {
        let (at, space) = (micros(sighting.at), sighting.keys.space);
        vec![
            sighting.numbers[0].into(),
            space.into(),
            key.into(),
            (&sighting.customer_id).into(),
            sighting.email.into(),
            0.into(),
            0.into(),
            0.into(),
            at.into(),
            at.into(),
        ]
    };
    let head =
        "INSERT INTO account (id, space_id, key, customer_id, email, good, frauds, chargebacks, first_seen, last_seen)";
    let tail = "ON CONFLICT (key) DO UPDATE SET last_seen = excluded.last_seen RETURNING key, id";
    let rows: Vec<(Vec<u8>, i64)> = rows::returned(db, head, tail, new.into_iter().map(row).collect()).await?;
    Ok(rows.into_iter().collect())
}

/// Fingerprints and devices that were not there, by key; fingerprints first, since devices name them.
async fn new_devices(db: &mut Db, all: &[&Sighting]) -> Result<HashMap<Vec<u8>, i64>, Error> {
    let mut found = HashMap::new();
    for kind in [FINGERPRINT, TOKEN] {
        let mut new = BTreeMap::new();
        for sighting in all {
            let (key, known, number) = match kind {
                FINGERPRINT => (&sighting.keys.fingerprint, sighting.known.fingerprint, sighting.numbers[2]),
                _ => (&sighting.keys.device, sighting.known.device, sighting.numbers[1]),
            };
            if known.is_none() && !key.is_empty() {
                let shown = sighting.known.fingerprint.map(|row| row.id);
                let shown = shown.or_else(|| found.get(&sighting.keys.fingerprint).copied());
                new.insert(key.clone(), (number, *sighting, shown.filter(|_| kind == TOKEN)));
            }
        }
        let row = |(key, (number, sighting, shown)): (Vec<u8>, (i64, &Sighting, Option<i64>))| -> Vec<Cell> {
            let at = micros(sighting.at);
            let loose = (&sighting.loose).into();
            let space = sighting.keys.space.into();
            let key = key.as_slice().into();
            vec![number.into(), space, kind.into(), key, 0.into(), shown.into(), loose, at.into(), at.into()]
        };
        let head =
            "INSERT INTO device (id, space_id, kind, key, accounts, fingerprint_id, loose, first_seen, last_seen)";
        let tail = "ON CONFLICT (key) DO UPDATE SET last_seen = excluded.last_seen RETURNING key, id";
        let made: Vec<(Vec<u8>, i64)> = rows::returned(db, head, tail, new.into_iter().map(row).collect()).await?;
        found.extend(made);
    }
    Ok(found)
}

/// A device known by the token we signed.
pub(super) const TOKEN: i64 = 1;
/// A fingerprint.
pub(super) const FINGERPRINT: i64 = 2;

/// Moves the last sight of what was known forward, and notes a browser's new fingerprint.
async fn touch(db: &mut Db, pairs: &[(&Sighting, Seen)]) -> Result<(), Error> {
    let (mut devices, mut accounts, mut shown) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for (sighting, seen) in pairs {
        let (at, known) = (micros(sighting.at), &sighting.known);
        for row in [known.device, known.fingerprint].into_iter().flatten().filter(|row| row.last_seen + FRESH < at) {
            devices.insert(row.id, at);
        }
        if let Some(row) = known.account.filter(|row| row.last_seen + FRESH < at) {
            accounts.insert(row.id, (at, sighting.email));
        }
        if let (Some(row), Some(print)) = (known.device, seen.fingerprint)
            && row.fingerprint_id != print
        {
            shown.insert(row.id, (print, &sighting.loose));
        }
    }
    let head = "UPDATE device SET fingerprint_id = v.column2, loose = v.column3";
    let rows = shown.into_iter().map(|(id, (print, loose))| vec![id.into(), print.into(), loose.into()]).collect();
    rows::update(db, head, "WHERE device.id = v.column1", rows).await?;
    let head = "UPDATE device SET last_seen = v.column2";
    let tail = "WHERE device.id = v.column1 AND device.last_seen < v.column2";
    rows::update(db, head, tail, devices.into_iter().map(|(id, at)| vec![id.into(), at.into()]).collect()).await?;
    let head = "UPDATE account SET last_seen = v.column2, email = v.column3";
    let tail = "WHERE account.id = v.column1 AND account.last_seen < v.column2";
    let rows = accounts.into_iter().map(|(id, (at, email))| vec![id.into(), at.into(), email.into()]).collect();
    rows::update(db, head, tail, rows).await.map(drop)
}

/// Links of accounts with what they were seen on, once a day; a new one is counted on its device.
async fn write_links(db: &mut Db, pairs: &[(&Sighting, Seen)]) -> Result<(), Error> {
    let mut links = BTreeMap::new();
    for (sighting, seen) in pairs {
        let Some(account) = seen.account else { continue };
        let day = day(sighting.at);
        let known = [(seen.device, sighting.known.device), (seen.fingerprint, sighting.known.fingerprint)];
        for (device, known) in known {
            if let Some(device) = device
                && known.is_none_or(|row| row.linked_day < day)
            {
                links.insert((device, account), day);
            }
        }
    }
    let row = |((device, account), day): ((i64, i64), i64)| -> Vec<Cell> {
        vec![device.into(), account.into(), day.into(), day.into()]
    };
    let head = "INSERT INTO link (device_id, account_id, first_day, last_day)";
    let tail = "ON CONFLICT (device_id, account_id) DO UPDATE SET last_day = excluded.last_day \
                WHERE link.last_day < excluded.last_day RETURNING device_id, account_id, first_day, last_day";
    let written: Vec<(i64, i64, i64, i64)> =
        rows::returned(db, head, tail, links.into_iter().map(row).collect()).await?;
    let new: Vec<_> = written
        .into_iter()
        .filter(|(_, _, first, last)| first == last)
        .map(|(device, account, ..)| (device, account))
        .collect();
    count_links(db, &new).await?;
    let known =
        |account: i64| pairs.iter().any(|(sighting, _)| sighting.known.account.is_some_and(|row| row.id == account));
    mark_links(db, new.into_iter().map(|(_, account)| account).filter(|account| known(*account)).collect()).await
}

/// Counts new links on their devices.
async fn count_links(db: &mut Db, new: &[(i64, i64)]) -> Result<(), Error> {
    let mut counts: BTreeMap<i64, i64> = BTreeMap::new();
    for (device, _) in new {
        *counts.entry(*device).or_default() += 1;
    }
    let head = "UPDATE device SET accounts = accounts + v.column2";
    let rows = counts.into_iter().map(|(device, count)| vec![device.into(), count.into()]).collect();
    rows::update(db, head, "WHERE device.id = v.column1", rows).await.map(drop)
}

/// Marks the links of those accounts that have a label of fraud.
pub(super) async fn mark_links(db: &mut Db, accounts: BTreeSet<i64>) -> Result<(), Error> {
    let rows = accounts.into_iter().map(|account| vec![account.into()]).collect();
    rows::update(db, MARK, MARK_OF, rows).await.map(drop)
}

/// An `INSERT` that takes its accounts as an update does.
pub(super) const MARK: &str = "INSERT INTO marked_link (device_id, account_id) SELECT l.device_id, l.account_id";
pub(super) const MARK_OF: &str = "JOIN account a ON a.id = v.column1 JOIN link l ON l.account_id = a.id \
                                  WHERE a.frauds + a.chargebacks > 0 ON CONFLICT (device_id, account_id) DO NOTHING";

/// The day's rows: a device and account once, counted.
async fn write_days(db: &mut Db, pairs: &[(&Sighting, Seen)]) -> Result<(), Error> {
    let mut days: BTreeMap<(i64, i64, i64), (i64, &Sighting)> = BTreeMap::new();
    for (sighting, seen) in pairs {
        let Some(device) = seen.primary(sighting.common) else { continue };
        let place = (device, seen.account.unwrap_or(0), day(sighting.at));
        let times = days.get(&place).map_or(0, |(times, _)| *times);
        days.insert(place, (times + 1, sighting));
    }
    let row = |((device, account, day), (times, sighting)): ((i64, i64, i64), (i64, &Sighting))| -> Vec<Cell> {
        let Keys { ip, agent, .. } = sighting.keys;
        let (session, offset) = (sighting.session.into(), sighting.offset_min.into());
        vec![device.into(), account.into(), day.into(), times.into(), session, offset, ip.into(), agent.into()]
    };
    let head = "INSERT INTO sighting (device_id, account_id, day, times, session, offset_min, ip_id, agent_id)";
    let tail = "ON CONFLICT (device_id, account_id, day) DO UPDATE SET times = sighting.times + excluded.times, \
                session = COALESCE(excluded.session, sighting.session), offset_min = excluded.offset_min, \
                ip_id = excluded.ip_id, agent_id = excluded.agent_id";
    rows::write(db, head, tail, days.into_iter().map(row).collect()).await.map(drop)
}

/// Addresses and agents that are new, or were last looked at a day ago.
async fn write_texts(db: &mut Db, pairs: &[(&Sighting, Seen)]) -> Result<(), Error> {
    let (mut ips, mut agents) = (BTreeMap::new(), BTreeMap::new());
    for (sighting, _) in pairs {
        let (at, keys, known) = (micros(sighting.at), &sighting.keys, &sighting.known);
        if keys.ip != 0 && known.ip_seen + FRESH_TEXT < at {
            ips.insert(keys.ip, (keys.space, sighting.ip.as_str(), at));
        }
        if keys.agent != 0 && known.agent_seen + FRESH_TEXT < at {
            agents.insert(keys.agent, (keys.space, sighting.agent.as_str(), at));
        }
    }
    let row = |(id, (space, text, at)): (i64, (i64, &str, i64))| -> Vec<Cell> {
        vec![id.into(), space.into(), text.into(), at.into()]
    };
    let tail = "ON CONFLICT (id) DO UPDATE SET last_seen = excluded.last_seen";
    let head = "INSERT INTO ip (id, space_id, address, last_seen)";
    rows::write(db, head, tail, ips.into_iter().map(row).collect()).await?;
    let head = "INSERT INTO agent (id, space_id, text, last_seen)";
    rows::write(db, head, tail, agents.into_iter().map(row).collect()).await.map(drop)
}

/// At which addresses and with which agents a browser was seen.
async fn write_histories(db: &mut Db, pairs: &[(&Sighting, Seen)]) -> Result<(), Error> {
    let (mut ips, mut agents) = (BTreeMap::new(), BTreeMap::new());
    for (sighting, seen) in pairs {
        let Some(device) = seen.primary(sighting.common) else { continue };
        let (at, keys, known) = (micros(sighting.at), &sighting.keys, &sighting.known);
        if keys.ip != 0 && known.device_ip_seen + FRESH < at {
            ips.insert((device, keys.ip), at);
        }
        if keys.agent != 0 && known.device_agent_seen + FRESH < at {
            agents.insert((device, keys.agent), at);
        }
    }
    let row = |((device, what), at): ((i64, i64), i64)| -> Vec<Cell> {
        vec![device.into(), what.into(), at.into(), at.into()]
    };
    let head = "INSERT INTO device_ip (device_id, ip_id, first_seen, last_seen)";
    let tail = "ON CONFLICT (device_id, ip_id) DO UPDATE SET last_seen = excluded.last_seen \
                WHERE device_ip.last_seen < excluded.last_seen";
    rows::write(db, head, tail, ips.into_iter().map(row).collect()).await?;
    let head = "INSERT INTO device_agent (device_id, agent_id, first_seen, last_seen)";
    let tail = "ON CONFLICT (device_id, agent_id) DO UPDATE SET last_seen = excluded.last_seen \
                WHERE device_agent.last_seen < excluded.last_seen";
    rows::write(db, head, tail, agents.into_iter().map(row).collect()).await.map(drop)
}
