//! Lists of networks that the operator supplies: Tor's exits, VPNs, data centres. None comes with the program.

use std::{
    collections::{BTreeSet, HashSet},
    net::IpAddr,
};

use ipnet::IpNet;

use super::disposable::entries;

/// A set of networks.
#[derive(Debug, Default)]
pub struct Networks {
    nets: HashSet<IpNet>,
    /// Lengths of prefixes that there are, longest first.
    four: Vec<u8>,
    six: Vec<u8>,
}

/// Reads a list: a network or an address a line, and whatever follows it after a space or comma. Lines of Tor's own list
/// begin with `ExitAddress`; those of its that say something else are passed over.
pub(super) fn read(bytes: &[u8]) -> Result<Networks, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is no text in UTF-8".to_owned())?;
    let mut nets = HashSet::new();
    for line in entries(text) {
        if ["ExitNode ", "Published ", "LastStatus "].iter().any(|other| line.starts_with(other)) {
            continue;
        }
        let entry = line.strip_prefix("ExitAddress ").unwrap_or(line);
        let entry = entry.split([' ', '\t', ',', ';']).next().unwrap_or_default();
        let net = entry.parse::<IpNet>().or_else(|_| entry.parse::<IpAddr>().map(IpNet::from));
        nets.insert(net.map_err(|_| format!("`{entry}` is no network such as 192.0.2.0/24"))?.trunc());
    }
    Ok(Networks::new(nets))
}

impl Networks {
    fn new(nets: HashSet<IpNet>) -> Self {
        let lengths = |four: bool| -> Vec<u8> {
            let found: BTreeSet<u8> =
                nets.iter().filter(|net| net.addr().is_ipv4() == four).map(IpNet::prefix_len).collect();
            found.into_iter().rev().collect()
        };
        let (four, six) = (lengths(true), lengths(false));
        Self { nets, four, six }
    }

    /// The narrowest network of the list with the address in it.
    pub fn find(&self, ip: IpAddr) -> Option<IpNet> {
        let ip = ip.to_canonical();
        let lengths = if ip.is_ipv4() { &self.four } else { &self.six };
        let around = |length: &u8| IpNet::new(ip, *length).ok().map(|net| net.trunc());
        lengths.iter().filter_map(around).find(|net| self.nets.contains(net))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(text: &str) -> Networks {
        read(text.as_bytes()).unwrap()
    }

    #[test]
    fn lists_of_several_shapes() {
        let list = list(
            "# remark\n192.0.2.0/24\n192.0.2.128/25,Hoster\n198.51.100.7\n2001:db8::/32 x\n\
             ExitNode 0011BD2485AD45D984EC4159C88FC066E5E3300E\nPublished 2026-11-24 10:00:00\n\
             ExitAddress 203.0.113.9 2026-11-24 11:00:00\n",
        );
        for (ip, net) in [
            ("192.0.2.1", Some("192.0.2.0/24")),
            ("192.0.2.200", Some("192.0.2.128/25")),
            ("::ffff:192.0.2.1", Some("192.0.2.0/24")),
            ("198.51.100.7", Some("198.51.100.7/32")),
            ("198.51.100.8", None),
            ("203.0.113.9", Some("203.0.113.9/32")),
            ("2001:db8:1::1", Some("2001:db8::/32")),
            ("2001:db9::1", None),
        ] {
            assert_eq!(list.find(ip.parse().unwrap()).map(|net| net.to_string()).as_deref(), net, "{ip}");
        }
    }

    #[test]
    fn a_line_that_is_no_network_is_named() {
        assert_eq!(read(b"10.0.0.0/33").unwrap_err(), "`10.0.0.0/33` is no network such as 192.0.2.0/24");
    }

    proptest! {
        #[test]
        fn an_address_is_found_where_a_network_holds_it(
            nets in prop::collection::vec((any::<u32>(), 8u8..=32), 1..20), ip: u32
        ) {
            let nets: HashSet<IpNet> =
                nets.iter().map(|(net, length)| IpNet::new(IpAddr::from(net.to_be_bytes()), *length).unwrap().trunc()).collect();
            let ip = IpAddr::from(ip.to_be_bytes());
            let expected = nets.iter().filter(|net| net.contains(&ip)).max_by_key(|net| net.prefix_len()).copied();
            prop_assert_eq!(Networks::new(nets.clone()).find(ip), expected);
            // And for one that is surely inside.
            let net = *nets.iter().next().unwrap();
            prop_assert!(Networks::new(nets).find(net.addr()).is_some());
        }
    }
}
