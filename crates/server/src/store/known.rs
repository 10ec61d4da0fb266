//! What the tables know of a browser and its user when a checkout arrives: one query, by keys alone.

use sqlx::FromRow;

use super::{Error, Store};

/// What a checkout or a page view is looked up by. Keys are keyed hashes, or the device id of a token.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub space: i64,
    /// 16 bytes; empty where there is none, which matches nothing.
    pub account: Vec<u8>,
    pub device: Vec<u8>,
    pub fingerprint: Vec<u8>,
    pub ip: i64,
    pub agent: i64,
}

/// An account as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownAccount {
    pub id: i64,
    /// Labels `good`.
    pub good: i64,
    /// Labels `fraud` and `chargeback`.
    pub disputes: i64,
    pub last_seen: i64,
}

/// A device or fingerprint as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownDevice {
    pub id: i64,
    /// How many accounts were seen on it.
    pub accounts: i64,
    /// The fingerprint it showed last; 0 for none.
    pub fingerprint_id: i64,
    pub last_seen: i64,
    /// The last day on which the account was seen on it; 0 for never.
    pub linked_day: i64,
}

/// Everything known at once. Times are microseconds, 0 for never.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The newest policy; 0 for none.
    pub policy_version: i64,
    pub account: Option<KnownAccount>,
    pub device: Option<KnownDevice>,
    pub fingerprint: Option<KnownDevice>,
    pub ip_seen: i64,
    pub agent_seen: i64,
    /// When the device, or the fingerprint where there is none, was last seen at this address.
    pub device_ip_seen: i64,
    pub device_agent_seen: i64,
}

#[derive(FromRow)]
struct Row {
    what: String,
    id: i64,
    a: i64,
    b: i64,
    c: i64,
}

/// Every branch is one probe of a unique index, however large the tables are. `$6` is the key that histories hang on.
pub(super) const KNOWN: &str = "\
    SELECT 'policy' AS what, COALESCE(MAX(version), 0) AS id, CAST(0 AS BIGINT) AS a, CAST(0 AS BIGINT) AS b, \
        CAST(0 AS BIGINT) AS c FROM risk_policy WHERE space_id = $1 \
    UNION ALL SELECT 'account', id, good, frauds + chargebacks, last_seen FROM account WHERE key = $2 \
    UNION ALL SELECT 'device', id, accounts, COALESCE(fingerprint_id, 0), last_seen FROM device WHERE key = $3 \
    UNION ALL SELECT 'fingerprint', id, accounts, 0, last_seen FROM device WHERE key = $4 \
    UNION ALL SELECT 'link', l.device_id, l.last_day, 0, 0 FROM link l \
        WHERE l.device_id = (SELECT id FROM device WHERE key = $3) \
        AND l.account_id = (SELECT id FROM account WHERE key = $2) \
    UNION ALL SELECT 'link', l.device_id, l.last_day, 0, 0 FROM link l \
        WHERE l.device_id = (SELECT id FROM device WHERE key = $4) \
        AND l.account_id = (SELECT id FROM account WHERE key = $2) \
    UNION ALL SELECT 'ip', id, last_seen, 0, 0 FROM ip WHERE id = $5 \
    UNION ALL SELECT 'agent', id, last_seen, 0, 0 FROM agent WHERE id = $7 \
    UNION ALL SELECT 'device_ip', ip_id, last_seen, 0, 0 FROM device_ip \
        WHERE device_id = (SELECT id FROM device WHERE key = $6) AND ip_id = $5 \
    UNION ALL SELECT 'device_agent', agent_id, last_seen, 0, 0 FROM device_agent \
        WHERE device_id = (SELECT id FROM device WHERE key = $6) AND agent_id = $7";

impl Store {
    /// Looks up everything a checkout is compared with.
    pub async fn known(&self, keys: &Keys) -> Result<Known, Error> {
        let primary = if keys.device.is_empty() { &keys.fingerprint } else { &keys.device };
        let rows: Vec<Row> = sqlx::query_as(KNOWN)
            .bind(keys.space)
            .bind(keys.account.clone())
            .bind(keys.device.clone())
            .bind(keys.fingerprint.clone())
            .bind(keys.ip)
            .bind(primary.clone())
            .bind(keys.agent)
            .fetch_all(&mut *self.read().await?)
            .await?;
        Ok(gathered(&rows))
    }
}

fn gathered(rows: &[Row]) -> Known {
    let mut known = Known::default();
    let linked_day =
        |device: i64| rows.iter().find(|row| row.what == "link" && row.id == device).map_or(0, |row| row.a);
    let device = |row: &Row| KnownDevice {
        id: row.id,
        accounts: row.a,
        fingerprint_id: row.b,
        last_seen: row.c,
        linked_day: linked_day(row.id),
    };
    for row in rows {
        match row.what.as_str() {
            "policy" => known.policy_version = row.id,
            "account" => {
                known.account = Some(KnownAccount { id: row.id, good: row.a, disputes: row.b, last_seen: row.c });
            }
            "device" => known.device = Some(device(row)),
            "fingerprint" => known.fingerprint = Some(device(row)),
            "ip" => known.ip_seen = row.a,
            "agent" => known.agent_seen = row.a,
            "device_ip" => known.device_ip_seen = row.a,
            "device_agent" => known.device_agent_seen = row.a,
            _ => {}
        }
    }
    known
}
