//! The documents' warnings that no return code shows: a stable code, then what was seen.

use std::net::IpAddr;

use http::Uri;

use super::Yabandpay;
use super::state::Order;
use super::state::TradeId;
use super::state::User;
use crate::kernel::tx::Tx;

/// A signature that fits only without the members that have no value.
pub(super) fn of_signature(user: &User, tx: &mut Tx<'_, Yabandpay>) {
    let advice = "signature_without_empty_members: the signature fits only when members without a \
                  value are left out of the signed text; the token page signs them \
                  (https://docs.yabandpay.com/api/cn/payments/cards/token.html, signature example)";
    tx.advise(user.as_str(), advice);
}

/// A request id that was used before: the caller may not know what became of its first request.
///
/// Source: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>, which urges merchants to rely on
/// notification and query beside the answer.
pub(super) fn of_spent_request(made: TradeId, tx: &mut Tx<'_, Yabandpay>) {
    let advice = "spent_request_id: an earlier request with this request_id made this order; its result \
                  is not repeated, and the order query needs a trade_id, so after a lost answer the \
                  notification is the only recovery";
    tx.advise(made, advice);
}

/// What is doubtful about an order that was made.
pub(super) fn of_order(order: &Order, is_repeated: bool, tx: &mut Tx<'_, Yabandpay>) {
    if is_repeated {
        let advice = format!(
            "possible_double_charge: the user has an earlier order with order_id {}",
            order.order_id
        );
        tx.advise(order.trade_id, advice);
    }
    let length = order.request_id.as_str().chars().count();
    if length < 24 {
        let advice = format!(
            "short_request_id: {length} characters; 24 or more letters and digits are advised \
             (https://docs.yabandpay.com/api/cn/payments/cards/token.html, request_id)"
        );
        tx.advise(order.trade_id, advice);
    }
    if is_plain_and_public(&order.notify_url) {
        let advice = "plain_notify_url: notifications to a public address must go by https \
                      (https://docs.yabandpay.com/api/en/payments/others/notify.html)";
        tx.advise(order.trade_id, advice);
    }
}

/// Whether an address is plain HTTP to a host that is not plainly one's own.
fn is_plain_and_public(url: &str) -> bool {
    url.parse::<Uri>().is_ok_and(|uri| {
        uri.scheme_str() == Some("http") && uri.host().is_some_and(|host| !is_local(host))
    })
}

/// Whether a host is a loopback or private address, or a name that no public name server knows.
fn is_local(host: &str) -> bool {
    const RESERVED: [&str; 5] = [".localhost", ".local", ".internal", ".test", ".home.arpa"];
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let host = host.to_ascii_lowercase();
    match host.parse() {
        Ok(IpAddr::V4(address)) => {
            address.is_loopback()
                || address.is_private()
                || address.is_link_local()
                || address.is_unspecified()
        }
        Ok(IpAddr::V6(address)) => {
            address.is_loopback()
                || address.is_unique_local()
                || address.is_unicast_link_local()
                || address.is_unspecified()
        }
        Err(_) => !host.contains('.') || RESERVED.iter().any(|name| host.ends_with(name)),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("http://shop.example/notify", true)]
    #[case("http://203.0.113.7:8080/", true)]
    #[case("http://[2001:db8::1]/", true)]
    #[case("https://shop.example/notify", false)]
    #[case("http://127.0.0.1:3000/notify", false)]
    #[case("http://localhost:3000/notify", false)]
    #[case("http://[::1]:3000/", false)]
    #[case("http://192.168.1.4/", false)]
    #[case("http://merchant:3000/", false)]
    #[case("http://host.docker.internal/", false)]
    fn only_plain_http_to_the_public_is_doubtful(#[case] url: &str, #[case] doubtful: bool) {
        assert_eq!(is_plain_and_public(url), doubtful);
    }
}
