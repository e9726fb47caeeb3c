//! The asynchronous notifications of payments and refunds: when one is sent, what it holds, what
//! acknowledges it.
//!
//! Source: <https://docs.yabandpay.com/api/en/payments/others/notify.html>.

use std::borrow::Cow;
use std::sync::Arc;

use super::Yabandpay;
use super::card_payments::PAY_METHOD;
use super::lifecycle::Status;
use super::settings::EmptyMembers;
use super::signature;
use super::state::Order;
use super::state::Refund;
use super::state::Version;
use super::wire;
use crate::kernel::json_text;
use crate::kernel::provider::Subject;
use crate::kernel::tx::EmittedEvent;
use crate::kernel::tx::Tx;
use crate::kernel::webhook::DeliveryAnswer;
use crate::kernel::webhook::Sealed;
use crate::kernel::webhook::Target;

/// The `type` of a payment's notification, and the name of the event.
pub(super) const PAYMENT: &str = "payment";
/// Bytes that most notifications have at most.
const USUAL: usize = 1024;
/// The `type` of a refund's notification, and the name of the event.
pub(super) const REFUND: &str = "refund";

/// Takes in a version of an order and tells the merchant of it: at every change of state.
///
/// Undocumented: that a token payment, whose state is answered at once, is notified as well; the page
/// urges merchants to rely on the notification, so it must come.
pub(super) fn announce(order: &Arc<Order>, tx: &mut Tx<'_, Yabandpay>) {
    let version = Version::Order(Arc::clone(order));
    tx.put(version.clone(), order.trade_id, order.status.name());
    tx.emit(EmittedEvent {
        kind: PAYMENT,
        id: String::new(),
        subject: order.trade_id.into(),
        version,
        to: Target::Url(Arc::clone(&order.notify_url)),
    });
}

/// Takes in a version of a refund.
pub(super) fn put_refund(refund: &Arc<Refund>, tx: &mut Tx<'_, Yabandpay>) {
    let subject = Subject::from(&refund.refund_id);
    tx.put(Version::Refund(Arc::clone(refund)), subject, refund.status.name());
}

/// Tells the merchant of a refund's state, where an address was given for that.
pub(super) fn announce_refund(refund: &Arc<Refund>, tx: &mut Tx<'_, Yabandpay>) {
    if let Some(url) = &refund.notify_url {
        tx.emit(EmittedEvent {
            kind: REFUND,
            id: String::new(),
            subject: Subject::from(&refund.refund_id),
            version: Version::Refund(Arc::clone(refund)),
            to: Target::Url(Arc::clone(url)),
        });
    }
}

/// Every documented member of `data` in documented order; empty where there is no value.
///
/// Undocumented: which of them a card payment has. Clearing, tips and 3-D Secure leave theirs empty. A
/// token is told by the notification of the page on which it was made, and by later ones of the same
/// order; a payment with a token does not repeat it. The acquirer's id equals the bank's, as in the older
/// page's example.
pub(super) fn of_order(order: &Order) -> Vec<(&'static str, Cow<'_, str>)> {
    let amount = order.shown_amount();
    let paid_at = order.paid_at().filter(|_| order.status == Status::Paid);
    let transaction = order.transaction_id.as_ref();
    let transaction = transaction.map_or("", |id| id.as_str());
    let token = order.hosted.as_ref().and_then(|hosted| hosted.token.as_ref());
    let none = || Cow::Borrowed("");
    vec![
        ("type", PAYMENT.into()),
        ("user", order.user.as_str().into()),
        ("order_id", order.order_id.as_str().into()),
        ("trade_id", order.trade_id.to_string().into()),
        ("transaction_id", transaction.into()),
        ("acquirer_id", transaction.into()),
        ("yb_transaction_id", none()),
        ("out_trade_no", none()),
        ("amount", amount.fixed().into()),
        ("tip_amount", none()),
        ("currency", amount.currency.code().into()),
        ("settlement_amount", none()),
        ("settlement_currency", none()),
        ("exchange_rate", none()),
        ("amount_cny", none()),
        ("settlement_rate", none()),
        ("description", (&*order.description).into()),
        ("createDate", order.created_at.as_second().to_string().into()),
        ("paid_time", paid_at.map_or_else(none, |at| at.as_second().to_string().into())),
        ("state", order.status.name().into()),
        ("demo", order.demo.as_deref().unwrap_or_default().into()),
        ("pay_method", PAY_METHOD.into()),
        ("sub_pay_method", order.channel.name().into()),
        ("3ds_status", none()),
        ("3ds_trxid", none()),
        ("3ds_version", none()),
        ("payment_token_object", token.map_or_else(none, |token| token.to_string().into())),
    ]
}

/// Undocumented: the members, of which clients are known to read `type`, `state`, `trade_id` and
/// `m_refund_id`. They are those of the refund query, after what tells whose refund it is.
pub(super) fn of_refund<'a>(
    refund: &'a Refund,
    order: &'a Order,
) -> Vec<(&'static str, Cow<'a, str>)> {
    let transaction = order.transaction_id.as_ref();
    let merchants = refund.m_refund_id.as_ref();
    let none = || Cow::Borrowed("");
    vec![
        ("type", REFUND.into()),
        ("user", order.user.as_str().into()),
        ("order_id", order.order_id.as_str().into()),
        ("trade_id", order.trade_id.to_string().into()),
        ("transaction_id", transaction.map_or_else(none, |id| id.as_str().into())),
        ("refund_id", refund.refund_id.as_str().into()),
        ("m_refund_id", merchants.map_or_else(none, |id| id.as_str().into())),
        ("refund_time", refund.created_at.as_second().to_string().into()),
        ("state", refund.status.name().into()),
        ("refund_amount", refund.amount.fixed().into()),
        ("refund_currency", refund.amount.currency.code().into()),
        ("refund_description", (&*refund.description).into()),
        ("demo", order.demo.as_deref().unwrap_or_default().into()),
    ]
}

/// The bytes of a notification, signed over the members of `data` alone.
///
/// Undocumented: the body is plain JSON. Older clients read a form field that holds the same JSON.
pub(super) fn sealed(
    mut data: Vec<(&'static str, Cow<'_, str>)>,
    secret: &str,
    empty: EmptyMembers,
) -> Sealed {
    if empty == EmptyMembers::LeftOut {
        data.retain(|(_, value)| !value.is_empty());
    }
    let data = wire::NotificationData(data);
    let notification = wire::Notification { sign: signed(&data, secret, empty), data };
    let body = json_text::sized(&notification, USUAL);
    Sealed { headers: vec![("content-type", "application/json".to_owned())], body }
}

/// A notification whose signature does not fit: one of its digits is another.
pub(super) fn forged(mut sealed: Sealed) -> Sealed {
    const SIGN: &[u8] = br#""sign":""#;
    let sign = sealed.body.windows(SIGN.len()).position(|window| window == SIGN);
    if let Some(digit) = sign.and_then(|at| sealed.body.get_mut(at + SIGN.len())) {
        *digit = if *digit == b'0' { b'1' } else { b'0' };
    }
    sealed
}

fn signed(data: &wire::NotificationData<'_>, secret: &str, empty: EmptyMembers) -> String {
    let members: Vec<_> = data
        .0
        .iter()
        .map(|(name, value)| (*name, &**value))
        .filter(|(_, value)| empty != EmptyMembers::Unsigned || !value.is_empty())
        .collect();
    signature::sign(secret, &members)
}

/// Whether the receiver has taken the notification.
///
/// Undocumented: the word. Here any 2xx whose body is `ok`, which the official library and plugins
/// answer with; spaces around it and capitals do not matter.
pub(super) fn is_acknowledged(answer: &DeliveryAnswer) -> bool {
    (200..300).contains(&answer.status) && answer.body.trim().eq_ignore_ascii_case("ok")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(200, "ok", true)]
    #[case(201, " OK\r\n", true)]
    #[case(299, "Ok", true)]
    #[case(200, "", false)]
    #[case(200, "bad", false)]
    #[case(200, "okay", false)]
    #[case(200, "\"ok\"", false)]
    #[case(199, "ok", false)]
    #[case(300, "ok", false)]
    #[case(500, "ok", false)]
    fn only_the_word_ok_acknowledges(
        #[case] status: u16,
        #[case] body: &str,
        #[case] expected: bool,
    ) {
        let answer = DeliveryAnswer { status, body: body.to_owned() };

        assert_eq!(is_acknowledged(&answer), expected);
    }
}
