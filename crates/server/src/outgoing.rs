//! The way out: an HTTP client that reaches nobody inside. Addresses are judged when they are connected to, so a name that
//! changes its address between registration and delivery gains nothing; redirects are not followed.

use std::{
    error::Error,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use reqwest::{
    Client, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    redirect::Policy,
};

/// How much of an answer is looked at.
const EXCERPT: usize = 1024;

/// Sends what merchants asked to be sent.
#[derive(Clone)]
pub struct Outgoing {
    client: Client,
    allow_private: bool,
}

/// What the other side said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    /// Seconds, where the other side named them.
    pub retry_after: Option<u32>,
    /// The first part of the body, as text.
    pub excerpt: String,
}

/// Why an address is not one to send to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("the address is no http or https URL")]
    NotHttp,
    #[error("the address carries a user name or password")]
    Credentials,
    #[error("the address is private, of this machine or of its network")]
    Private,
}

impl Outgoing {
    /// `allow_private` lets the operator's own network be reached.
    pub fn new(allow_private: bool) -> anyhow::Result<Self> {
        #[expect(clippy::disallowed_methods, reason = "the one place that makes clients, with the guard")]
        let client = Client::builder()
            .user_agent("countersign-webhooks/1")
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(15))
            .pool_idle_timeout(Duration::from_secs(30))
            .dns_resolver(Arc::new(Guarded { allow_private }))
            .build()?;
        Ok(Self { client, allow_private })
    }

    /// Whether an address may be registered. What its name leads to is judged at every connect.
    pub fn check(&self, address: &str) -> Result<Url, Unfit> {
        let url = Url::parse(address).map_err(|_| Unfit::NotHttp)?;
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
            return Err(Unfit::NotHttp);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Unfit::Credentials);
        }
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).trim_end_matches('.').to_owned();
        let inside = host.parse::<IpAddr>().is_ok_and(|address| !is_public(address))
            || host == "localhost"
            || host.ends_with(".localhost");
        if inside && !self.allow_private { Err(Unfit::Private) } else { Ok(url) }
    }

    /// Posts a body. The error is in words for the delivery log.
    pub async fn post(&self, address: &str, headers: &[(&str, String)], body: String) -> Result<Answer, String> {
        let url = self.check(address).map_err(|unfit| unfit.to_string())?;
        let mut request = self.client.post(url).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let mut response = request.body(body).send().await.map_err(|error| in_words(&error))?;
        let retry_after = response.headers().get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Ok(Some(chunk)) = response.chunk().await {
            bytes.extend_from_slice(&chunk[..chunk.len().min(EXCERPT - bytes.len())]);
            if bytes.len() >= EXCERPT {
                break;
            }
        }
        // NUL is no text for PostgreSQL.
        let excerpt = String::from_utf8_lossy(&bytes).replace('\0', "");
        Ok(Answer { status, retry_after, excerpt })
    }
}

fn in_words(error: &reqwest::Error) -> String {
    let mut cause = error.source();
    while let Some(inner) = cause {
        if inner.is::<Unfit>() {
            return inner.to_string();
        }
        cause = inner.source();
    }
    let words = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection ended before an answer"
    };
    words.to_owned()
}

/// Resolves names to public addresses alone.
struct Guarded {
    allow_private: bool,
}

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let allow_private = self.allow_private;
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let fit: Vec<SocketAddr> = found.filter(|address| allow_private || is_public(address.ip())).collect();
            if fit.is_empty() {
                return Err(Box::new(Unfit::Private) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(fit.into_iter()) as Addrs)
        })
    }
}

/// Addresses of the public internet, by IANA's registries of special-purpose addresses.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = a == 0
        || a >= 224
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || (a == 100 && (b & 0xc0) == 64)
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b & 0xfe) == 18)
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113);
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let [a, b, ..] = address.segments();
    // NAT64 and 6to4 carry a v4 address that would be reached in the end.
    if (a, b) == (0x64, 0xff9b) || a == 0x2002 {
        return false;
    }
    // Global unicast is 2000::/3; 2001::/23 is special, 2001:db8::/32 and 3fff::/20 are documentation.
    (a & 0xe000) == 0x2000
        && !(a == 0x2001 && b < 0x200)
        && !(a == 0x2001 && b == 0xdb8)
        && !(a == 0x3fff && b < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for address in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450::1"] {
            assert!(is_public(address.parse().unwrap()), "{address}");
        }
        for address in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
            "::127.0.0.1",
        ] {
            assert!(!is_public(address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn unfit_addresses_are_refused_in_every_notation() {
        let outgoing = Outgoing::new(false).unwrap();
        for address in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://017700000001/",
            "http://[::1]/",
            "http://localhost/",
            "http://LOCALHOST./",
            "http://a.localhost:80/",
            "http://[::ffff:10.0.0.1]/",
        ] {
            let unfit = outgoing.check(address).err();
            assert_eq!(unfit, Some(Unfit::Private), "{address}");
        }
        assert_eq!(outgoing.check("ftp://example.com/").err(), Some(Unfit::NotHttp));
        assert_eq!(outgoing.check("not a url").err(), Some(Unfit::NotHttp));
        assert_eq!(outgoing.check("https://me:pw@example.com/").err(), Some(Unfit::Credentials));
        assert!(outgoing.check("https://example.com/hook").is_ok());
        assert!(Outgoing::new(true).unwrap().check("http://127.0.0.1/").is_ok());
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_refused_at_connect() {
        let resolve = async |allow_private| Guarded { allow_private }.resolve("localhost".parse().unwrap()).await;
        assert!(resolve(false).await.err().is_some_and(|error| error.is::<Unfit>()));
        assert!(resolve(true).await.is_ok_and(|found| found.count() > 0));
    }
}
