//! Limits as `serve` is told them.

use std::net::IpAddr;

use clap::Args;
use ipnet::IpNet;

use super::{Quota, Rates};
use crate::config::Config;

/// How often callers may ask; 0 is without limit.
#[derive(Args, Clone, Debug)]
pub struct LimitArgs {
    /// Calls a minute of one address with a publishable key, a shop's proxy, a link, or no valid key
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub limit_address: u32,
    /// Such calls a minute for one shop
    #[arg(long, default_value_t = 120, value_name = "N")]
    pub limit_shop: u32,
    /// Looks a minute at one verification with its link
    #[arg(long, default_value_t = 120, value_name = "N")]
    pub limit_link: u32,
    /// Calls a minute of one secret key
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub limit_key: u32,
    /// Attempts a day of one customer to be verified at once
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub limit_customer: u32,
    /// Networks of proxies in front of this server, whose X-Forwarded-For is believed [default: none]
    #[arg(long, value_delimiter = ',', value_name = "CIDR", value_parser = network)]
    pub trusted_proxy: Vec<IpNet>,
}

impl LimitArgs {
    /// The defaults with these limits.
    pub fn config(&self) -> Config {
        let limits = Rates {
            address: Quota::a_minute(self.limit_address),
            shop: Quota::a_minute(self.limit_shop),
            link: Quota::a_minute(self.limit_link),
            key: Quota::a_minute(self.limit_key),
            customer: Quota::a_day(self.limit_customer),
        };
        Config { limits, trusted_proxies: self.trusted_proxy.clone(), ..Config::default() }
    }
}

/// A network, or one address.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<IpAddr>().map(IpNet::from);
    text.parse().or_else(|_| address()).map_err(|_| "a network such as 10.0.0.0/8, or one address".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Command {
        #[command(flatten)]
        limits: LimitArgs,
    }

    #[test]
    fn what_is_not_told_has_its_default() {
        let config = Command::parse_from(["serve"]).limits.config();
        assert_eq!((config.limits, config.trusted_proxies), (Rates::default(), Vec::new()));
    }

    #[test]
    fn nought_is_without_limit_and_proxies_are_networks() {
        let told =
            ["serve", "--limit-address", "0", "--trusted-proxy", "10.0.0.0/8,::1", "--trusted-proxy", "192.0.2.7"];
        let config = Command::parse_from(told).limits.config();
        assert_eq!(config.limits.address, None);
        let networks: Vec<String> = config.trusted_proxies.iter().map(ToString::to_string).collect();
        assert_eq!(networks, ["10.0.0.0/8", "::1/128", "192.0.2.7/32"]);
        assert!(Command::try_parse_from(["serve", "--trusted-proxy", "proxy.example.com"]).is_err());
    }
}
