//! Can a domain receive mail? Name servers are asked, mail servers never.

use std::{
    fmt,
    net::{IpAddr, SocketAddr},
    str::FromStr,
    time::Duration,
};

use countersign_core::risk::signal::MailHost;
use hickory_resolver::{
    Resolver, TokioResolver,
    config::{ConnectionConfig, NameServerConfig, ResolverConfig, ResolverOpts},
    net::{DnsError, NetError, runtime::TokioRuntimeProvider},
    proto::{op::ResponseCode, rr::RData},
};

/// How long one name server may take for one question; whoever waits for the answer waits less.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Whom to ask about domains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum NameServer {
    /// The system's (`/etc/resolv.conf`).
    #[default]
    System,
    At(SocketAddr),
    /// Nobody: no domain is known.
    Off,
}

impl FromStr for NameServer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "system" => Ok(Self::System),
            "off" => Ok(Self::Off),
            address => {
                let with_port = address.parse().ok();
                let server = with_port.or_else(|| Some(SocketAddr::new(address.parse::<IpAddr>().ok()?, 53)));
                server.map(Self::At).ok_or("takes `system`, `off`, or an address such as 192.0.2.1 or 127.0.0.1:5353")
            }
        }
    }
}

impl fmt::Display for NameServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::At(address) => address.fmt(f),
            Self::Off => f.write_str("off"),
        }
    }
}

/// What name servers said about a domain.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Said {
    pub mail_host: MailHost,
    /// Names of its mail hosts, the preferred ones first.
    pub hosts: Vec<String>,
}

impl From<MailHost> for Said {
    fn from(mail_host: MailHost) -> Self {
        Self { mail_host, hosts: Vec::new() }
    }
}

/// Asks name servers.
#[derive(Clone)]
pub struct Dns(Option<TokioResolver>);

impl Dns {
    /// Asks nobody.
    pub fn off() -> Self {
        Self(None)
    }

    /// The error says why the system's name servers cannot be known.
    pub fn new(server: NameServer) -> anyhow::Result<Self> {
        let mut builder = match server {
            NameServer::Off => return Ok(Self::off()),
            NameServer::System => TokioResolver::builder_tokio()?,
            NameServer::At(address) => {
                let config = ResolverConfig::from_name_servers(vec![name_server(address)]);
                Resolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        tune(builder.options_mut());
        Ok(Self(Some(builder.build()?)))
    }

    /// Whether anybody can be asked.
    pub fn is_off(&self) -> bool {
        self.0.is_none()
    }

    /// What name servers say about the mail of a domain, in ASCII.
    pub async fn mail_host(&self, domain: &str) -> Said {
        let Some(resolver) = &self.0 else { return Said::default() };
        // With a dot at the end no search list is tried.
        let name = format!("{domain}.");
        match resolver.mx_lookup(name.as_str()).await {
            Ok(answer) => {
                let hosts = answer.answers().iter().filter_map(|record| match &record.data {
                    RData::MX(mx) => Some((mx.preference, mx.exchange.to_utf8().to_lowercase())),
                    _ => None,
                });
                match exchanges(hosts.collect()) {
                    Some(said) => said,
                    None => implicit(resolver, &name).await,
                }
            }
            Err(error) => match absence(&error) {
                Some(Absence::Domain) => MailHost::Nxdomain.into(),
                Some(Absence::Records) => implicit(resolver, &name).await,
                None => Said::default(),
            },
        }
    }
}

fn name_server(address: SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = address.port();
        connection
    });
    NameServerConfig::new(address.ip(), true, connections.into())
}

fn tune(options: &mut ResolverOpts) {
    options.timeout = TIMEOUT;
    options.attempts = 2;
    // Answers are kept by us, with their age: a report says when it was asked.
    options.cache_size = 0;
    options.use_hosts_file = hickory_resolver::config::ResolveHosts::Never;
}

/// The mail hosts of MX records by preference; nothing where there are no such records.
fn exchanges(mut found: Vec<(u16, String)>) -> Option<Said> {
    if found.is_empty() {
        return None;
    }
    found.sort();
    let hosts: Vec<String> =
        found.iter().map(|(_, host)| host.trim_end_matches('.').to_owned()).filter(|host| !host.is_empty()).collect();
    // The root takes no mail, whatever its preference (RFC 7505 section 3).
    let mail_host = if hosts.is_empty() { MailHost::NullMx } else { MailHost::Mx };
    Some(Said { mail_host, hosts })
}

/// Without MX records the domain's own address takes the mail (RFC 5321 section 5.1).
async fn implicit(resolver: &TokioResolver, name: &str) -> Said {
    let (four, six) = tokio::join!(resolver.ipv4_lookup(name), resolver.ipv6_lookup(name));
    let has = |answer: &Result<hickory_resolver::lookup::Lookup, NetError>| {
        let addresses = |data: &RData| matches!(data, RData::A(_) | RData::AAAA(_));
        answer.as_ref().is_ok_and(|answer| answer.answers().iter().any(|record| addresses(&record.data)))
    };
    let known = |answer: &Result<_, NetError>| answer.as_ref().map_or_else(|error| absence(error).is_some(), |_| true);
    if has(&four) || has(&six) {
        MailHost::ImplicitMx.into()
    } else if known(&four) && known(&six) {
        MailHost::NoMailHost.into()
    } else {
        Said::default()
    }
}

/// What is not there.
enum Absence {
    Domain,
    Records,
}

/// An answer that something is absent, as against no answer.
fn absence(error: &NetError) -> Option<Absence> {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none)) => match none.response_code {
            ResponseCode::NXDomain => Some(Absence::Domain),
            // Other name servers and no word on the domain: a referral, which answers nothing (RFC 2308 section 2.2.1).
            ResponseCode::NoError if none.soa.is_none() && none.ns.is_some() => None,
            ResponseCode::NoError => Some(Absence::Records),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_servers_have_addresses() {
        assert_eq!("system".parse(), Ok(NameServer::System));
        assert_eq!("192.0.2.1".parse::<NameServer>().unwrap().to_string(), "192.0.2.1:53");
        assert_eq!("[::1]:5353".parse::<NameServer>().unwrap().to_string(), "[::1]:5353");
        assert!("dns.example".parse::<NameServer>().is_err());
    }

    #[test]
    fn exchanges_are_sorted_and_the_root_is_none() {
        let said = |found: &[(u16, &str)]| exchanges(found.iter().map(|(p, name)| (*p, (*name).to_owned())).collect());
        assert_eq!(said(&[]), None);
        assert_eq!(said(&[(0, ".")]), Some(MailHost::NullMx.into()));
        let both = said(&[(20, "b.example."), (10, "a.example."), (0, ".")]).unwrap();
        assert_eq!(both, Said { mail_host: MailHost::Mx, hosts: vec!["a.example".to_owned(), "b.example".to_owned()] });
    }
}
