//! The methods that are served: one address for all of them, and the word in the body that tells them apart.

use http::Method as Verb;

use crate::kernel::provider::OperationInfo;

/// One method of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    CreateCardPayments,
    Capture,
    CancelPayment,
    QueryOrder,
    CreateRefund,
    QueryRefundOrder,
}

impl Method {
    pub(super) const ALL: [Self; 6] = [
        Self::CreateCardPayments,
        Self::Capture,
        Self::CancelPayment,
        Self::QueryOrder,
        Self::CreateRefund,
        Self::QueryRefundOrder,
    ];

    /// The method that a request's `method` names.
    ///
    /// Undocumented: whether case matters. Here it does: every page has one spelling.
    pub(super) fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.word() == text)
    }

    /// The value of `method`.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::CreateCardPayments => "v3.CreateCardPayments",
            Self::Capture => "v3.Capture",
            Self::CancelPayment => "v3.CancelPayment",
            Self::QueryOrder => "v3.QueryOrder",
            Self::CreateRefund => "v3.CreateRefund",
            Self::QueryRefundOrder => "v3.QueryRefundOrder",
        }
    }

    /// Every member of `data` that its pages know, and those [inferred](Self::inferred).
    ///
    /// Sources: the operation's own; for cards <https://docs.yabandpay.com/api/cn/payments/cards/hpp.html>,
    /// <https://docs.yabandpay.com/api/cn/payments/cards/card.html> and the older
    /// <https://docs.yabandpay.com/api/en/payments/cards/cards.html>.
    pub(super) const fn members(self) -> &'static [&'static str] {
        match self {
            Self::CreateCardPayments => &[
                "pay_method",
                "sub_pay_method",
                "operation",
                "order_id",
                "amount",
                "currency",
                "payment_token_object",
                "description",
                "demo",
                "timeout",
                "notify_url",
                "request_id",
                "3ds_initiate",
                "sca_exemption",
                "redirect_url",
                "cancel_url",
                "form_type",
                "cardinfo",
            ],
            Self::Capture => {
                &["trade_id", "amount", "currency", "description", "notify_url", "request_id"]
            }
            Self::CancelPayment | Self::QueryOrder => &["trade_id"],
            Self::CreateRefund => &[
                "trade_id",
                "m_refund_id",
                "refund_amount",
                "refund_currency",
                "refund_description",
                "notify_url",
            ],
            Self::QueryRefundOrder => &["refund_id"],
        }
    }

    /// Those of its members that no page has. Undocumented: `cancel_url`, which the official library sends.
    pub(super) const fn inferred(self) -> &'static [&'static str] {
        match self {
            Self::CreateCardPayments => &["cancel_url"],
            Self::Capture
            | Self::CancelPayment
            | Self::QueryOrder
            | Self::CreateRefund
            | Self::QueryRefundOrder => &[],
        }
    }

    /// Its entry in [`OPERATIONS`].
    pub(super) const fn info(self) -> &'static OperationInfo {
        match self {
            Self::CreateCardPayments => &OPERATIONS[0],
            Self::Capture => &OPERATIONS[1],
            Self::CancelPayment => &OPERATIONS[2],
            Self::QueryOrder => &OPERATIONS[3],
            Self::CreateRefund => &OPERATIONS[4],
            Self::QueryRefundOrder => &OPERATIONS[5],
        }
    }
}

/// The operations served, each named after its method.
pub(super) static OPERATIONS: [OperationInfo; 6] = [
    served("create_card_payments", "https://docs.yabandpay.com/api/cn/payments/cards/token.html"),
    served("capture", "https://docs.yabandpay.com/api/cn/payments/cards/capture.html"),
    served("cancel_payment", "https://docs.yabandpay.com/api/en/payments/others/cancel.html"),
    served("query_order", "https://docs.yabandpay.com/api/en/payments/others/query.html"),
    served("create_refund", "https://docs.yabandpay.com/api/en/payments/refund/refund.html"),
    served(
        "query_refund_order",
        "https://docs.yabandpay.com/api/en/payments/refund/queryrefund.html",
    ),
];

const fn served(name: &'static str, source: &'static str) -> OperationInfo {
    OperationInfo { name, method: Verb::POST, path: "/Payments", source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_named_after_its_method() {
        for method in Method::ALL {
            let word = method.word().strip_prefix("v3.").unwrap();
            let snake: String = word
                .char_indices()
                .flat_map(|(at, char)| {
                    let gap = (at > 0 && char.is_ascii_uppercase()).then_some('_');
                    gap.into_iter().chain([char.to_ascii_lowercase()])
                })
                .collect();

            assert_eq!(method.info().name, snake);
            assert_eq!(Method::named(method.word()), Some(method));
        }
        assert_eq!(Method::named("v3.querypayment"), None);
    }
}
