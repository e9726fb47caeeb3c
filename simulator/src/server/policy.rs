//! Which addresses webhooks may go to: judged on the resolved address, at the moment of connecting.
//!
//! Loopback and private networks are allowed, since that is where merchants' servers run in development.
//! Link-local addresses, cloud metadata services, multicast and unspecified addresses never are. Public
//! addresses are reached only through host names that the user listed.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::Ipv6Addr;

/// Where webhooks may go.
#[derive(Clone, Debug, Default)]
pub(crate) struct Policy {
    /// Host names whose public addresses are allowed.
    allowed_hosts: Vec<String>,
}

/// Why an address is not allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Forbidden {
    /// Never, whatever the settings.
    Never,
    /// A public address of a host that is not listed.
    Public,
}

impl Policy {
    pub(crate) fn new(allowed_hosts: Vec<String>) -> Self {
        Self {
            allowed_hosts: allowed_hosts
                .into_iter()
                .map(|host| host.to_ascii_lowercase())
                .collect(),
        }
    }

    /// Judges the address that `host` has resolved to.
    pub(crate) fn judge(&self, host: &str, address: IpAddr) -> Result<(), Forbidden> {
        match class(address) {
            Class::Never => Err(Forbidden::Never),
            Class::Local => Ok(()),
            Class::Public if self.allowed_hosts.iter().any(|known| known == host) => Ok(()),
            Class::Public => Err(Forbidden::Public),
        }
    }
}

enum Class {
    Never,
    Local,
    Public,
}

fn class(address: IpAddr) -> Class {
    match address.to_canonical() {
        IpAddr::V4(address) => class_v4(address),
        IpAddr::V6(address) => class_v6(address),
    }
}

fn class_v4(address: Ipv4Addr) -> Class {
    /// Metadata services of clouds outside of the link-local range.
    const METADATA: [Ipv4Addr; 3] = [
        Ipv4Addr::new(100, 100, 100, 200),
        Ipv4Addr::new(168, 63, 129, 16),
        Ipv4Addr::new(192, 0, 0, 192),
    ];
    let never = address.octets()[0] == 0
        || address.is_link_local()
        || address.is_multicast()
        || address.is_broadcast()
        || address.octets()[0] >= 240
        || METADATA.contains(&address);
    if never {
        Class::Never
    } else if address.is_loopback() || address.is_private() {
        Class::Local
    } else {
        Class::Public
    }
}

fn class_v6(address: Ipv6Addr) -> Class {
    /// Metadata services of clouds in the range of private networks.
    const METADATA: [Ipv6Addr; 2] = [
        Ipv6Addr::new(0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254),
        Ipv6Addr::new(0xfd00, 0xc1, 0, 0, 0, 0, 0xa9fe, 0xa9fe),
    ];
    let [a, b, c, d, ..] = address.segments();
    let octets = address.octets();
    if (a, b, c, d) == (0x64, 0xff9b, 0, 0) || a == 0x2002 {
        // An IPv4 address in disguise (NAT64 and 6to4) is judged as what it stands for.
        let from = if a == 0x2002 { 2 } else { 12 };
        return class_v4(Ipv4Addr::new(
            octets[from],
            octets[from + 1],
            octets[from + 2],
            octets[from + 3],
        ));
    }
    let never = address.is_unspecified()
        || address.is_multicast()
        || address.is_unicast_link_local()
        || METADATA.contains(&address)
        || (a, b) == (0xfd00, 0x0ec2)
        || octets[..12].iter().all(|byte| *byte == 0) && !address.is_loopback();
    if never {
        Class::Never
    } else if address.is_loopback() || address.is_unique_local() {
        Class::Local
    } else {
        Class::Public
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(address: &str) -> Result<(), Forbidden> {
        Policy::new(vec!["Shop.Example".into()])
            .judge("elsewhere.example", address.parse().unwrap())
    }

    #[test]
    fn loopback_and_private_networks_are_allowed() {
        for address in [
            "127.0.0.1",
            "127.9.9.9",
            "::1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "fd12::1",
            "::ffff:127.0.0.1",
        ] {
            assert_eq!(judge(address), Ok(()), "{address}");
        }
    }

    #[test]
    fn metadata_link_local_multicast_and_unspecified_never_are() {
        let never = [
            "0.0.0.0",
            "0.1.2.3",
            "169.254.169.254",
            "169.254.0.1",
            "100.100.100.200",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::",
            "::ffff:169.254.169.254",
            "::ffff:0.0.0.0",
            "::127.0.0.1",
            "fe80::1",
            "ff02::1",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd20:ce::254",
            "fd00:c1::a9fe:a9fe",
            "168.63.129.16",
            "192.0.0.192",
            "64:ff9b::169.254.169.254",
            "2002:a9fe:a9fe::1",
        ];
        for address in never {
            assert_eq!(judge(address), Err(Forbidden::Never), "{address}");
        }
    }

    #[test]
    fn public_addresses_need_a_listed_host() {
        for address in ["8.8.8.8", "172.32.0.1", "100.64.0.1", "2606:4700::1", "64:ff9b::8.8.8.8"] {
            assert_eq!(judge(address), Err(Forbidden::Public), "{address}");
        }
        let policy = Policy::new(vec!["Shop.Example".into()]);
        assert_eq!(policy.judge("shop.example", "8.8.8.8".parse().unwrap()), Ok(()));
        assert_eq!(
            policy.judge("shop.example", "169.254.169.254".parse().unwrap()),
            Err(Forbidden::Never)
        );
    }
}
