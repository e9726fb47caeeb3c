//! The documents' warnings that no return code shows: the rules, and what breaks them.

use std::net::IpAddr;

use super::Yabandpay;
use super::lifecycle::Status;
use super::method::Method;
use super::state::Order;
use super::state::Refund;
use super::state::TradeId;
use super::state::User;
use super::tokens::Standing;
use crate::kernel::advice::AdviceRule;
use crate::kernel::advice::OpenEnd;
use crate::kernel::settings::nearest;
use crate::kernel::tx::Tx;
use crate::kernel::web;

/// Every rule, for the profile.
pub(super) const RULES: &[&AdviceRule] = &[
    &SIGNATURE_WITHOUT_EMPTY_MEMBERS,
    &SPENT_REQUEST_ID,
    &POSSIBLE_DOUBLE_CHARGE,
    &SHORT_REQUEST_ID,
    &PLAIN_NOTIFY_URL,
    &INVALID_TOKEN,
    &AUTHORIZATION_LEFT_OPEN,
    &POSSIBLE_DOUBLE_REFUND,
    &UNKNOWN_MEMBER,
];

static SIGNATURE_WITHOUT_EMPTY_MEMBERS: AdviceRule = AdviceRule {
    code: "signature_without_empty_members",
    says: "The signature example of the token page signs members without a value as well.",
    source: "https://docs.yabandpay.com/api/cn/payments/cards/token.html",
};

static SPENT_REQUEST_ID: AdviceRule = AdviceRule {
    code: "spent_request_id",
    says: "A request_id must be unique; merchants are to rely on notification and query beside the answer.",
    source: "https://docs.yabandpay.com/api/cn/payments/cards/token.html",
};

static POSSIBLE_DOUBLE_CHARGE: AdviceRule = AdviceRule {
    code: "possible_double_charge",
    says: "An order_id is the merchant's own id of an order; what a second order of the same id means is \
           not said.",
    source: "https://docs.yabandpay.com/api/cn/payments/cards/token.html",
};

static SHORT_REQUEST_ID: AdviceRule = AdviceRule {
    code: "short_request_id",
    says: "A request_id should have 24 or more letters and digits.",
    source: "https://docs.yabandpay.com/api/cn/payments/cards/token.html",
};

static PLAIN_NOTIFY_URL: AdviceRule = AdviceRule {
    code: "plain_notify_url",
    says: "Notifications to a public address must go by https.",
    source: "https://docs.yabandpay.com/api/en/payments/others/notify.html",
};

static INVALID_TOKEN: AdviceRule = AdviceRule {
    code: "invalid_token",
    says: "After Invalid Token the payer has to store the card anew, on a page of Cards HPP Token.",
    source: "https://docs.yabandpay.com/api/cn/payments/cards/token.html",
};

static AUTHORIZATION_LEFT_OPEN: AdviceRule = AdviceRule {
    code: "authorization_left_open",
    says: "An authorization must be captured within thirty days, or it expires.",
    source: "https://docs.yabandpay.com/api/cn/payments/cards/capture.html",
};

static POSSIBLE_DOUBLE_REFUND: AdviceRule = AdviceRule {
    code: "possible_double_refund",
    says: "An m_refund_id is the merchant's own id of a refund; what a second refund of the same id means \
           is not said.",
    source: "https://docs.yabandpay.com/api/en/payments/refund/refund.html",
};

static UNKNOWN_MEMBER: AdviceRule = AdviceRule {
    code: "unknown_member",
    says: "Each page has a table of all members of data.",
    source: "https://docs.yabandpay.com/api/cn/payments/cards/token.html",
};

/// A member of `data` that no page of the method knows.
pub(super) fn of_unknown_member(
    (user, method): (&User, Method),
    name: &str,
    tx: &mut Tx<'_, Yabandpay>,
) {
    let near = nearest(name, method.members().iter().copied());
    let hint = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
    let name: String = name.chars().take(64).collect();
    let seen = format!("no page of {} knows the member `{name}`{hint}", method.word());
    tx.advise(user.as_str(), &UNKNOWN_MEMBER, seen);
}

/// A signature that fits only without the members that have no value.
pub(super) fn of_signature(user: &User, tx: &mut Tx<'_, Yabandpay>) {
    let seen =
        "the signature fits only when members without a value are left out of the signed text";
    tx.advise(user.as_str(), &SIGNATURE_WITHOUT_EMPTY_MEMBERS, seen);
}

/// A request id that was used before: the caller may not know what became of its first request.
pub(super) fn of_spent_request(made: TradeId, tx: &mut Tx<'_, Yabandpay>) {
    let seen = if tx.answer_lost(&made.into()) {
        "an earlier request with this request_id made this order, and its answer was lost; the result is \
         not repeated, and the order query needs a trade_id, so the notification is the only recovery"
    } else {
        "an earlier request with this request_id made this order; its result is not repeated, and the \
         order query needs a trade_id, so after a lost answer the notification is the only recovery"
    };
    tx.advise(made, &SPENT_REQUEST_ID, seen);
}

/// A token with which no payment is tried.
pub(super) fn of_invalid_token(
    user: &User,
    standing: Option<Standing>,
    tx: &mut Tx<'_, Yabandpay>,
) {
    let seen = match standing {
        None => "a token that was never given out".to_owned(),
        Some(standing) => format!("a token that is {}", standing.name()),
    };
    tx.advise(user.as_str(), &INVALID_TOKEN, seen);
}

/// A refund under an id that the merchant has used for the same order before.
pub(super) fn of_repeated_refund(refund: &Refund, tx: &mut Tx<'_, Yabandpay>) {
    let own = refund.m_refund_id.as_ref().map_or("", |id| id.as_str());
    let seen = format!("the order has an earlier refund with m_refund_id {own}");
    tx.advise(refund.trade_id, &POSSIBLE_DOUBLE_REFUND, seen);
}

/// An authorization that is neither captured nor cancelled.
pub(super) fn open_end(order: &Order) -> Option<OpenEnd> {
    let (Status::Authorized, Some(since)) = (order.status, order.granted_at()) else {
        return None;
    };
    let expires_at = order.deadline.as_ref()?.at;
    Some(OpenEnd {
        subject: order.trade_id.into(),
        rule: &AUTHORIZATION_LEFT_OPEN,
        seen: format!("neither captured nor cancelled; it expires at {expires_at}").into(),
        since,
    })
}

/// What is doubtful about an order that was made.
pub(super) fn of_order(order: &Order, is_repeated: bool, tx: &mut Tx<'_, Yabandpay>) {
    if is_repeated {
        let order_id = &order.order_id;
        let seen = format!(
            "the user has an earlier order with order_id {order_id}, which has taken money or may"
        );
        tx.advise(order.trade_id, &POSSIBLE_DOUBLE_CHARGE, seen);
    }
    let length = order.request_id.as_str().chars().count();
    if length < 24 {
        tx.advise(order.trade_id, &SHORT_REQUEST_ID, format!("{length} characters"));
    }
    if is_plain_and_public(&order.notify_url) {
        let seen = "notify_url is plain http to a host that is not plainly one's own";
        tx.advise(order.trade_id, &PLAIN_NOTIFY_URL, seen);
    }
}

/// Whether an address is plain HTTP to a host that is not plainly one's own.
fn is_plain_and_public(url: &str) -> bool {
    web::plain_host(url).is_some_and(|host| !is_local(&host))
}

/// Whether a host is a loopback or private address, or a name that no public name server knows.
fn is_local(host: &str) -> bool {
    const RESERVED: [&str; 5] = [".localhost", ".local", ".internal", ".test", ".home.arpa"];
    let host = host.trim_start_matches('[').trim_end_matches(']');
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
        Err(_) => {
            let host = host.to_ascii_lowercase();
            !host.contains('.') || RESERVED.iter().any(|name| host.ends_with(name))
        }
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
