//! Whose address a request comes from, behind proxies too.

use std::{
    convert::Infallible,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
};

use axum::{
    extract::FromRequestParts,
    http::{Extensions, HeaderMap, request::Parts},
};
use ipnet::IpNet;

use crate::app::App;

/// Addresses of one header that are looked at; no honest chain of proxies is longer.
const HOPS: usize = 32;

/// The other end of the connection a request came over.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// The address a request comes from: the other end of the connection, or whom trusted proxies say they speak for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl ClientAddress {
    /// Without a connection, which only a test lacks, everybody is one and the same.
    pub fn of(app: &App, headers: &HeaderMap, extensions: &Extensions) -> Self {
        let peer = extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
        Self(behind(&app.config.trusted_proxies, peer.to_canonical(), headers))
    }

    /// What is counted as one: an IPv4 address, or a network of 64 bits, since whoever has an IPv6 address has all of those.
    pub(super) fn network(self) -> u128 {
        match self.0 {
            IpAddr::V4(address) => u128::from(address.to_ipv6_mapped()),
            IpAddr::V6(address) => u128::from(address) & !u128::from(u64::MAX),
        }
    }
}

impl FromRequestParts<App> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self::of(app, &parts.headers, &parts.extensions))
    }
}

/// Each proxy appends whom it heard, so only what trusted ones appended can be believed: from the right, the first address
/// that is no trusted proxy. What stands left of it the client itself may have written.
fn behind(trusted: &[IpNet], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let is_proxy = |address: IpAddr| trusted.iter().any(|network| network.contains(&address));
    let mut client = peer;
    let mut lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    lines.reverse();
    let hops = lines.into_iter().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
    for hop in hops.take(HOPS) {
        if !is_proxy(client) {
            break;
        }
        // Something that is no address ends what can be believed.
        let Some(address) = parsed(hop.trim()) else { break };
        client = address;
    }
    client
}

/// An address as proxies write it: alone, with a port, in brackets.
fn parsed(hop: &str) -> Option<IpAddr> {
    let bracketed = || hop.strip_prefix('[')?.split(']').next()?.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
    let plain = hop.parse::<IpAddr>().ok();
    let address = plain.or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip())).or_else(bracketed)?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn seen(trusted: &[&str], peer: &str, lines: &[&'static str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|network| network.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append("x-forwarded-for", HeaderValue::from_static(line));
        }
        behind(&trusted, peer.parse::<IpAddr>().unwrap(), &headers).to_string()
    }

    #[test]
    fn nobody_is_believed_unless_trusted() {
        assert_eq!(seen(&[], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen(&["10.0.0.0/8"], "203.0.113.9", &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen(&["10.0.0.0/8"], "10.0.0.1", &[]), "10.0.0.1");
    }

    #[test]
    fn the_rightmost_that_is_no_proxy_is_the_client() {
        let proxies = ["10.0.0.0/8", "2001:db8:1::/48"];
        assert_eq!(seen(&proxies, "10.0.0.1", &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen(&proxies, "10.0.0.1", &["1.1.1.1, 198.51.100.1, 10.9.9.9"]), "198.51.100.1");
        assert_eq!(seen(&proxies, "10.0.0.1", &["1.1.1.1", "198.51.100.1, 2001:db8:1::5"]), "198.51.100.1");
        assert_eq!(seen(&proxies, "10.0.0.1", &["10.0.0.7, 10.0.0.8"]), "10.0.0.7", "all of them are proxies");
    }

    #[test]
    fn addresses_are_read_as_proxies_write_them() {
        let proxies = ["10.0.0.1/32"];
        for (written, read) in [
            ("198.51.100.1:4711", "198.51.100.1"),
            ("2001:db8::7", "2001:db8::7"),
            ("[2001:db8::7]:443", "2001:db8::7"),
            ("[2001:db8::7]", "2001:db8::7"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
            ("unknown", "10.0.0.1"),
            ("198.51.100.1, unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
        ] {
            assert_eq!(seen(&proxies, "10.0.0.1", &[written]), read, "{written}");
        }
    }

    #[test]
    fn an_ipv6_neighbour_is_the_same_and_another_network_is_not() {
        let network = |address: &str| ClientAddress(address.parse().unwrap()).network();
        assert_eq!(network("2001:db8:0:1::1"), network("2001:db8:0:1:ffff::9"));
        assert_ne!(network("2001:db8:0:1::1"), network("2001:db8:0:2::1"));
        assert_ne!(network("198.51.100.1"), network("198.51.100.2"));
    }
}
