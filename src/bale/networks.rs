//! Networks from which the webhook may be called (`storage.md` §4.1 S1).

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;

/// An IP network, as in `185.166.104.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u32,
}

impl Network {
    /// `1.2.3.0/24`, `2a0a:1::/32`, or a single address. `None` when it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse().ok()?)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.unwrap_or(longest);
        (bits <= longest).then_some(Self { address, bits })
    }

    /// Whether `address` is in it.
    pub fn has(&self, address: IpAddr) -> bool {
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                let differing = u32::from(own) ^ u32::from(other);
                differing.leading_zeros() >= self.bits
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                let differing = u128::from(own) ^ u128::from(other);
                differing.leading_zeros() >= self.bits
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
        }
    }
}

/// Who calls: who connects, unless that is one of `proxies`, which say by `X-Forwarded-For` who connected to them. Only what
/// a trusted proxy wrote is read: what stands before it anybody may have written. `None` when such a proxy says nothing.
pub fn caller(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> Option<IpAddr> {
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.has(address));
    if !is_proxy(peer) {
        return Some(peer);
    }
    let lines: Vec<&str> =
        headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let told = lines.iter().rev().flat_map(|line| line.rsplit(',')).map(str::trim);
    for address in told {
        let address = read(address)?;
        if !is_proxy(address) {
            return Some(address);
        }
    }
    None
}

/// An address, which some proxies write with a port.
fn read(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| Some(text.parse::<SocketAddr>().ok()?.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn an_address_is_in_a_network_by_its_first_bits() {
        for (network, address, inside) in [
            ("185.166.104.0/24", "185.166.104.255", true),
            ("185.166.104.0/24", "185.166.105.0", false),
            ("185.166.104.7", "185.166.104.7", true),
            ("185.166.104.7", "185.166.104.6", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "2a0a::1", false),
            ("10.0.0.0/8", "::ffff:10.1.2.3", true),
            ("2a0a:1::/32", "2a0a:1:ffff::1", true),
            ("2a0a:1::/32", "2a0a:2::1", false),
        ] {
            let network = Network::parse(network).unwrap();
            assert_eq!(network.has(address.parse().unwrap()), inside, "{network:?} {address}");
        }
        for wrong in ["", "x", "1.2.3/8", "1.2.3.4/33", "::/129", "1.2.3.4/", "1.2.3.4/-1"] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let proxies = [Network::parse("127.0.0.1").unwrap(), Network::parse("10.0.0.0/8").unwrap()];
        for (peer, told, who) in [
            ("9.9.9.9", &[][..], Some("9.9.9.9")),
            ("9.9.9.9", &["185.1.1.1"], Some("9.9.9.9")),
            ("127.0.0.1", &["185.1.1.1"], Some("185.1.1.1")),
            ("127.0.0.1", &["185.1.1.1, 9.9.9.9"], Some("9.9.9.9")),
            ("127.0.0.1", &["185.1.1.1", "9.9.9.9"], Some("9.9.9.9")),
            ("127.0.0.1", &["9.9.9.9, 10.0.0.7"], Some("9.9.9.9")),
            ("127.0.0.1", &["9.9.9.9:4711"], Some("9.9.9.9")),
            ("127.0.0.1", &["185.1.1.1, nonsense"], None),
            ("127.0.0.1", &[], None),
        ] {
            let mut headers = HeaderMap::new();
            for line in told {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            let found = caller(peer.parse().unwrap(), &headers, &proxies);
            assert_eq!(found, who.map(|who| who.parse().unwrap()), "{peer} {told:?}");
        }
    }
}
