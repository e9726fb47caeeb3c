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
    const fn word(self) -> &'static str {
        match self {
            Self::CreateCardPayments => "v3.CreateCardPayments",
            Self::Capture => "v3.Capture",
            Self::CancelPayment => "v3.CancelPayment",
            Self::QueryOrder => "v3.QueryOrder",
            Self::CreateRefund => "v3.CreateRefund",
            Self::QueryRefundOrder => "v3.QueryRefundOrder",
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
