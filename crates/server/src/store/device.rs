//! Devices as pages show them: who used one, from where, with what.

use countersign_core::id::{self, Id};
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Error, Store, sighting, time};

/// Lines of each history that a device shows.
const MOST: i64 = 100;

/// A device or a fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceRow {
    pub id: i64,
    /// As the API names it, `dev_…`.
    pub public: String,
    /// Known by its fingerprint alone.
    pub by_fingerprint: bool,
    pub accounts: i64,
    pub fingerprint_id: Option<i64>,
    /// The hash of its hardware and system.
    pub loose: Option<Vec<u8>>,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
}

#[derive(FromRow)]
struct Row {
    id: i64,
    kind: i64,
    key: Vec<u8>,
    accounts: i64,
    fingerprint_id: Option<i64>,
    loose: Option<Vec<u8>>,
    first_seen: i64,
    last_seen: i64,
}

impl TryFrom<Row> for DeviceRow {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.id,
            public: public_id(&row.key).ok_or(Error::Corrupt("device key"))?,
            by_fingerprint: row.kind == sighting::FINGERPRINT,
            accounts: row.accounts,
            fingerprint_id: row.fingerprint_id,
            loose: row.loose,
            first_seen: time(row.first_seen),
            last_seen: time(row.last_seen),
        })
    }
}

/// `dev_…` of 16 bytes.
pub fn public_id(key: &[u8]) -> Option<String> {
    Some(Id::<id::Device>::from_bits(u128::from_be_bytes(key.try_into().ok()?)).to_string())
}

/// The 16 bytes of `dev_…`.
pub fn device_key(public: &str) -> Option<Vec<u8>> {
    let id: Id<id::Device> = public.parse().ok()?;
    Some(id.bits().to_be_bytes().to_vec())
}

/// An account seen on a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceAccount {
    pub account_id: i64,
    /// Nothing for a guest.
    pub customer_id: Option<String>,
    pub disputes: i64,
    pub first_day: jiff::civil::Date,
    pub last_day: jiff::civil::Date,
}

/// An address or an agent a device was seen with.
#[derive(Clone, PartialEq, Eq)]
pub struct DeviceTrace {
    pub text: String,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
}

/// One day of a device and an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceDay {
    pub day: jiff::civil::Date,
    /// Nothing for a look without anybody known to look.
    pub account_id: Option<i64>,
    /// Nothing for a guest.
    pub customer_id: Option<String>,
    pub times: i64,
    pub offset_min: Option<i64>,
}

#[derive(FromRow)]
struct DayRow {
    day: i64,
    account_id: i64,
    customer_id: Option<String>,
    times: i64,
    offset_min: Option<i64>,
}

impl From<DayRow> for DeviceDay {
    fn from(row: DayRow) -> Self {
        Self {
            day: sighting::day_start(row.day),
            account_id: Some(row.account_id).filter(|account| *account != 0),
            customer_id: row.customer_id,
            times: row.times,
            offset_min: row.offset_min,
        }
    }
}

macro_rules! columns {
    () => {
        "SELECT id, kind, key, accounts, fingerprint_id, loose, first_seen, last_seen FROM device"
    };
}

impl Store {
    /// The device of a key.
    pub async fn device(&self, space: i64, key: &[u8]) -> Result<Option<DeviceRow>, Error> {
        let sql = concat!(columns!(), " WHERE key = $1 AND space_id = $2");
        let query = sqlx::query_as(sql).bind(key.to_owned()).bind(space);
        let row: Option<Row> = query.fetch_optional(&mut *self.read().await?).await?;
        row.map(DeviceRow::try_from).transpose()
    }

    /// The device of a number.
    pub async fn device_numbered(&self, space: i64, id: i64) -> Result<Option<DeviceRow>, Error> {
        let sql = concat!(columns!(), " WHERE id = $1 AND space_id = $2");
        let row: Option<Row> =
            sqlx::query_as(sql).bind(id).bind(space).fetch_optional(&mut *self.read().await?).await?;
        row.map(DeviceRow::try_from).transpose()
    }

    /// Devices of a space, those first seen last first; `before` is the last of the page before.
    pub async fn devices(&self, space: i64, before: Option<i64>, limit: u32) -> Result<Vec<DeviceRow>, Error> {
        let sql = concat!(columns!(), " WHERE space_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
        let query = sqlx::query_as(sql).bind(space).bind(before.unwrap_or(i64::MAX)).bind(i64::from(limit));
        let rows: Vec<Row> = query.fetch_all(&mut *self.read().await?).await?;
        rows.into_iter().map(DeviceRow::try_from).collect()
    }

    /// Accounts seen on a device.
    pub async fn device_accounts(&self, device: i64) -> Result<Vec<DeviceAccount>, Error> {
        let sql = "SELECT l.account_id, a.customer_id, a.frauds + a.chargebacks, l.first_day, l.last_day FROM link l \
                   JOIN account a ON a.id = l.account_id WHERE l.device_id = $1 ORDER BY l.account_id LIMIT $2";
        let rows: Vec<(i64, Option<String>, i64, i64, i64)> =
            sqlx::query_as(sql).bind(device).bind(MOST).fetch_all(&mut *self.read().await?).await?;
        let account = |(account_id, customer_id, disputes, first, last)| DeviceAccount {
            account_id,
            customer_id,
            disputes,
            first_day: sighting::day_start(first),
            last_day: sighting::day_start(last),
        };
        Ok(rows.into_iter().map(account).collect())
    }

    /// Addresses a device was seen at, and agents it was seen with; the latest first.
    pub async fn device_traces(&self, device: i64) -> Result<(Vec<DeviceTrace>, Vec<DeviceTrace>), Error> {
        let ips = "SELECT i.address, d.first_seen, d.last_seen FROM device_ip d JOIN ip i ON i.id = d.ip_id \
                   WHERE d.device_id = $1 ORDER BY d.last_seen DESC LIMIT $2";
        let agents = "SELECT a.text, d.first_seen, d.last_seen FROM device_agent d JOIN agent a ON a.id = d.agent_id \
                      WHERE d.device_id = $1 ORDER BY d.last_seen DESC LIMIT $2";
        Ok((self.traces(ips, device).await?, self.traces(agents, device).await?))
    }

    async fn traces(&self, sql: &'static str, device: i64) -> Result<Vec<DeviceTrace>, Error> {
        let rows: Vec<(String, i64, i64)> =
            sqlx::query_as(sql).bind(device).bind(MOST).fetch_all(&mut *self.read().await?).await?;
        let trace = |(text, first, last)| DeviceTrace { text, first_seen: time(first), last_seen: time(last) };
        Ok(rows.into_iter().map(trace).collect())
    }

    /// The latest days of a device.
    pub async fn device_days(&self, device: i64) -> Result<Vec<DeviceDay>, Error> {
        let sql = "SELECT s.day, s.account_id, a.customer_id, s.times, s.offset_min FROM sighting s \
                   LEFT JOIN account a ON a.id = s.account_id WHERE s.device_id = $1 ORDER BY s.day DESC LIMIT $2";
        let query = sqlx::query_as(sql).bind(device).bind(MOST);
        let rows: Vec<DayRow> = query.fetch_all(&mut *self.read().await?).await?;
        Ok(rows.into_iter().map(DeviceDay::from).collect())
    }

    /// The account of a key.
    pub async fn account(&self, space: i64, key: &[u8]) -> Result<Option<i64>, Error> {
        let sql = "SELECT id FROM account WHERE key = $1 AND space_id = $2";
        Ok(sqlx::query_scalar(sql).bind(key.to_owned()).bind(space).fetch_optional(&mut *self.read().await?).await?)
    }

    /// The customer id and the number of labels of fraud of an account.
    pub async fn account_numbered(&self, id: i64) -> Result<Option<(Option<String>, i64)>, Error> {
        let sql = "SELECT customer_id, frauds + chargebacks FROM account WHERE id = $1";
        Ok(sqlx::query_as(sql).bind(id).fetch_optional(&mut *self.read().await?).await?)
    }
}
