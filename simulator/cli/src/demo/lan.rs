//! Where a telephone in the same network reaches this machine, and what it means to let it.

use std::net::IpAddr;
use std::net::Ipv4Addr;
use std::net::UdpSocket;

use crate::failure::Failure;

/// What whoever asks for `--lan` is told.
pub(crate) const TRUST: &str = "\
--lan: whoever is in the same network can open these pages and call this simulator until the demo ends.
It holds test cards, play money and made-up credentials, nothing of yours; but whoever calls it can have
it send webhooks to addresses of your private network. Do without it in a network that you do not trust.";

/// Reserved for documents (RFC 5737), hence behind the default route of any machine.
const ELSEWHERE: (Ipv4Addr, u16) = (Ipv4Addr::new(192, 0, 2, 1), 9);

/// The address of this machine in its private network.
///
/// # Errors
///
/// When there is no network, or when the machine's address is a public one: a simulator is not to be
/// reached from the internet.
pub(crate) fn address() -> Result<IpAddr, Failure> {
    // Connecting a datagram socket sends nothing: it asks the system which interface it would take.
    let asked = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).and_then(|socket| {
        socket.connect(ELSEWHERE)?;
        socket.local_addr()
    });
    let asked = asked.map_err(|error| {
        Failure::usage(format!("this machine is in no network: {error}"))
            .with_hint("without --lan the demo needs none")
    })?;
    private(asked.ip())
}

fn private(address: IpAddr) -> Result<IpAddr, Failure> {
    match address {
        IpAddr::V4(four) if four.is_private() => Ok(address),
        IpAddr::V4(_) | IpAddr::V6(_) => {
            Err(Failure::usage(format!("{address} is no address of a private network"))
                .with_hint("--lan is for a network at home or in the office, behind a router"))
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("192.168.1.7", true)]
    #[case("10.0.0.7", true)]
    #[case("172.16.0.7", true)]
    #[case("203.0.113.7", false)]
    #[case("127.0.0.1", false)]
    #[case("169.254.1.7", false)]
    #[case("fd00::7", false)]
    fn only_a_private_network_is_let_in(#[case] text: &str, #[case] is_private: bool) {
        let address: IpAddr = text.parse().unwrap();

        assert_eq!(private(address).is_ok(), is_private);
    }
}
