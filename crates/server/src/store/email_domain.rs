//! Mail domains: what name servers said, kept for all processes; and the addresses that merchants had checked.

use countersign_core::risk::signal::{MailHost, Source};
use jiff::{SignedDuration, Timestamp};
use sqlx::{AssertSqlSafe, FromRow};

use super::{
    Error, Store, Tx, micros,
    rows::{self, Cell},
    time,
};

/// An address that was seen again within this time is not written again.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// What name servers said about a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailDomain {
    /// In ASCII and lower case.
    pub domain: String,
    pub mail_host: MailHost,
    /// Names of its mail hosts, the preferred ones first.
    pub hosts: Vec<String>,
    pub checked_at: Timestamp,
    /// It has to be asked for again from then on.
    pub expires_at: Timestamp,
}

#[derive(FromRow)]
struct DomainRow {
    domain: String,
    mail_host: String,
    hosts: String,
    checked_at: i64,
    expires_at: i64,
}

impl TryFrom<DomainRow> for EmailDomain {
    type Error = Error;

    fn try_from(row: DomainRow) -> Result<Self, Error> {
        Ok(Self {
            domain: row.domain,
            mail_host: MailHost::from_name(&row.mail_host).ok_or(Error::Corrupt("mail_host"))?,
            hosts: row.hosts.split_whitespace().map(str::to_owned).collect(),
            checked_at: time(row.checked_at),
            expires_at: time(row.expires_at),
        })
    }
}

/// An address that was checked; the address is sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailCheck {
    /// Hash of the address's canonical spelling, with the space's secret.
    pub key: i64,
    pub space: i64,
    pub sealed_address: Vec<u8>,
    pub domain: String,
    pub mail_host: MailHost,
    pub source: Source,
    /// When name servers were asked.
    pub checked_at: Timestamp,
    /// When the address was last written down.
    pub seen_at: Timestamp,
}

#[derive(FromRow)]
struct CheckRow {
    key: i64,
    space_id: i64,
    sealed_address: Vec<u8>,
    domain: String,
    mail_host: String,
    source: String,
    checked_at: i64,
    seen_at: i64,
}

impl TryFrom<CheckRow> for EmailCheck {
    type Error = Error;

    fn try_from(row: CheckRow) -> Result<Self, Error> {
        Ok(Self {
            key: row.key,
            space: row.space_id,
            sealed_address: row.sealed_address,
            domain: row.domain,
            mail_host: MailHost::from_name(&row.mail_host).ok_or(Error::Corrupt("mail_host"))?,
            source: Source::from_name(&row.source).ok_or(Error::Corrupt("source"))?,
            checked_at: time(row.checked_at),
            seen_at: time(row.seen_at),
        })
    }
}

macro_rules! checks {
    () => {
        "SELECT key, space_id, sealed_address, domain, mail_host, source, checked_at, seen_at FROM email_check"
    };
}

pub(super) const DOMAIN: &str =
    "SELECT domain, mail_host, hosts, checked_at, expires_at FROM email_domain WHERE domain = $1";
pub(super) const FORGET_DOMAINS: &str = "DELETE FROM email_domain WHERE expires_at < $1";
pub(super) const CHECK: &str = concat!(checks!(), " WHERE key = $1 AND space_id = $2");
pub(super) const FORGET_CHECKS: &str = "DELETE FROM email_check WHERE space_id = $1 AND seen_at < $2";

/// A page of checked addresses. `$1` is the space, then comes the domain where one is asked for, then the last of the page
/// before.
pub(super) fn checks_sql(of_domain: bool, paged: bool, limit: u32) -> String {
    let domain = if of_domain { " AND domain = $2" } else { "" };
    let after = match (of_domain, paged) {
        (_, false) => "",
        (false, true) => " AND (seen_at, key) < ($2, $3)",
        (true, true) => " AND (seen_at, key) < ($3, $4)",
    };
    let (head, limit) = (checks!(), i64::from(limit) + 1);
    format!("{head} WHERE space_id = $1{domain}{after} ORDER BY seen_at DESC, key DESC LIMIT {limit}")
}

impl Store {
    pub async fn email_domain(&self, domain: &str) -> Result<Option<EmailDomain>, Error> {
        let query = sqlx::query_as(DOMAIN).bind(domain.to_owned());
        let row: Option<DomainRow> = query.fetch_optional(&mut *self.read().await?).await?;
        row.map(EmailDomain::try_from).transpose()
    }

    /// Writes what name servers said; an answer that is older than the stored one is dropped.
    pub async fn keep_email_domain(&self, said: &EmailDomain) -> Result<(), Error> {
        let sql = "INSERT INTO email_domain (domain, mail_host, hosts, checked_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5) ON CONFLICT (domain) DO UPDATE SET mail_host = excluded.mail_host, \
                   hosts = excluded.hosts, checked_at = excluded.checked_at, expires_at = excluded.expires_at \
                   WHERE excluded.checked_at >= email_domain.checked_at";
        let mut tx = self.begin().await?;
        sqlx::query(sql)
            .bind(said.domain.clone())
            .bind(said.mail_host.as_str().to_owned())
            .bind(said.hosts.join(" "))
            .bind(micros(said.checked_at))
            .bind(micros(said.expires_at))
            .execute(&mut *tx)
            .await?;
        tx.commit().await
    }

    /// Forgets answers that expired before a moment.
    pub async fn forget_email_domains(&self, before: Timestamp) -> Result<u64, Error> {
        let mut tx = self.begin().await?;
        let query = sqlx::query(FORGET_DOMAINS).bind(micros(before));
        let gone = query.execute(&mut *tx).await?.rows_affected();
        tx.commit().await?;
        Ok(gone)
    }

    /// A checked address by its hash.
    pub async fn email_check(&self, space: i64, key: i64) -> Result<Option<EmailCheck>, Error> {
        let query = sqlx::query_as(CHECK).bind(key).bind(space);
        let row: Option<CheckRow> = query.fetch_optional(&mut *self.read().await?).await?;
        row.map(EmailCheck::try_from).transpose()
    }

    /// Checked addresses of a space, newest first, after the one named; one more than asked for when there are more.
    pub async fn email_checks(
        &self,
        space: i64,
        domain: Option<&str>,
        after: Option<(Timestamp, i64)>,
        limit: u32,
    ) -> Result<Vec<EmailCheck>, Error> {
        let sql = checks_sql(domain.is_some(), after.is_some(), limit);
        let mut query = sqlx::query_as(AssertSqlSafe(sql)).bind(space);
        if let Some(domain) = domain {
            query = query.bind(domain.to_owned());
        }
        if let Some((at, key)) = after {
            query = query.bind(micros(at)).bind(key);
        }
        let rows: Vec<CheckRow> = query.fetch_all(&mut *self.read().await?).await?;
        rows.into_iter().map(EmailCheck::try_from).collect()
    }
}

impl Tx {
    /// Writes checked addresses, many in one statement. The same address twice in it counts once.
    pub async fn keep_email_checks(&mut self, checks: &[EmailCheck]) -> Result<(), Error> {
        let mut checks: Vec<_> = checks.iter().collect();
        // The last of equals stays: one statement may touch a row once.
        checks.reverse();
        checks.sort_by_key(|check| check.key);
        checks.dedup_by_key(|check| check.key);
        let row = |check: &EmailCheck| -> Vec<Cell> {
            vec![
                check.key.into(),
                check.space.into(),
                check.sealed_address.as_slice().into(),
                check.domain.as_str().into(),
                check.mail_host.as_str().into(),
                check.source.as_str().into(),
                micros(check.checked_at).into(),
                micros(check.seen_at).into(),
            ]
        };
        let head = "INSERT INTO email_check (key, space_id, sealed_address, domain, mail_host, source, checked_at, \
                    seen_at)";
        let tail = format!(
            "ON CONFLICT (key) DO UPDATE SET sealed_address = excluded.sealed_address, \
             mail_host = excluded.mail_host, source = excluded.source, checked_at = excluded.checked_at, \
             seen_at = excluded.seen_at WHERE excluded.mail_host <> email_check.mail_host \
             OR excluded.seen_at >= email_check.seen_at + {}",
            AGAIN.as_micros()
        );
        rows::write(self, head, &tail, checks.into_iter().map(row).collect()).await.map(drop)
    }

    /// Forgets an address by its hash.
    pub async fn forget_email_check(&mut self, key: i64) -> Result<(), Error> {
        sqlx::query("DELETE FROM email_check WHERE key = $1").bind(key).execute(&mut **self).await?;
        Ok(())
    }

    /// Forgets addresses of a space that were last seen before a moment.
    pub async fn forget_email_checks(&mut self, space: i64, before: Timestamp) -> Result<u64, Error> {
        Ok(sqlx::query(FORGET_CHECKS).bind(space).bind(micros(before)).execute(&mut **self).await?.rows_affected())
    }
}
