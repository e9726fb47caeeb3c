//! Which of YabandPay's documented examples can be checked, how each is played, and where its documents contradict each
//! other.

use super::super::case::Need;
use super::super::compare::Allows;
use super::super::compare::Difference;
use super::super::plan::Plan;

/// How an example is played.
#[derive(Debug)]
pub(in super::super) enum Play {
    /// A sale with a stored token.
    Sale,
    /// An order that is to be paid on a page.
    Page,
    /// An authorization with a stored token, captured.
    Capture,
    /// An order that nobody paid, cancelled.
    Cancel,
    /// A sale, looked up.
    Query,
    /// A sale, of which a part is given back.
    Refund,
    /// The same, looked up.
    QueryRefund,
    /// The row of the table of return codes that is no refusal.
    Success,
    /// A sale that is refused.
    Refused(Mistake),
    /// A sale that is notified.
    Notified,
}

/// What makes a refusal.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Mistake {
    /// The server fails.
    Failure,
    /// The amount changes after the request was signed.
    Signature,
    /// Nobody is called so.
    User,
    /// The currency is missing.
    Missing,
    /// The request is sent a second time.
    Repeated,
    /// No card has this token.
    Token,
    /// The user may not use tokens.
    Permission,
}

const CHARGE: &[Need] = &[Need::Charge];
/// The documented token is a card that some shopper stored.
const STORED: &[Need] = &[Need::Charge, Need::Shopper];
const TOLD: &[Need] = &[Need::Charge, Need::Shopper, Need::Receiver];
const SANDPAY: &[Need] = &[Need::Sandpay];

/// Every case; the first asks whether the server knows the credentials.
pub(in super::super) const PLANS: &[Plan<Play>] = &[
    refused("yabandpay/create-card-payments/return-code-missing-field", &[], Mistake::Missing),
    refused("yabandpay/create-card-payments/return-code-unknown-user", &[], Mistake::User),
    refused("yabandpay/create-card-payments/return-code-signature-error", &[], Mistake::Signature),
    refused("yabandpay/create-card-payments/return-code-invalid-token", &[], Mistake::Token),
    refused(
        "yabandpay/create-card-payments/return-code-incorrect-request-id",
        STORED,
        Mistake::Repeated,
    ),
    refused(
        "yabandpay/create-card-payments/return-code-no-permission",
        SANDPAY,
        Mistake::Permission,
    ),
    refused("yabandpay/create-card-payments/return-code-internal-error", SANDPAY, Mistake::Failure),
    Plan { name: SUCCESS, needs: STORED, play: Play::Success },
    Plan { name: SALE, needs: STORED, play: Play::Sale },
    Plan { name: PAGE, needs: CHARGE, play: Play::Page },
    Plan {
        name: "yabandpay/create-card-payments/hosted-page-token",
        needs: CHARGE,
        play: Play::Page,
    },
    Plan { name: "yabandpay/capture/authorized-order", needs: STORED, play: Play::Capture },
    Plan { name: "yabandpay/cancel-payment/order", needs: CHARGE, play: Play::Cancel },
    Plan { name: "yabandpay/query-order/wechat-paid", needs: STORED, play: Play::Query },
    Plan { name: PARTIAL, needs: STORED, play: Play::Refund },
    Plan {
        name: "yabandpay/create-refund/partial-amount-older-page",
        needs: STORED,
        play: Play::Refund,
    },
    Plan { name: REFUNDED, needs: STORED, play: Play::QueryRefund },
    Plan { name: "yabandpay/webhooks/payment/partial", needs: TOLD, play: Play::Notified },
];

const SUCCESS: &str = "yabandpay/create-card-payments/return-code-success";
pub(super) const SALE: &str = "yabandpay/create-card-payments/token-sale";
pub(super) const PAGE: &str = "yabandpay/create-card-payments/hosted-page-sale";
pub(super) const PARTIAL: &str = "yabandpay/create-refund/partial-amount";
pub(super) const REFUNDED: &str = "yabandpay/query-refund-order/refunded";

const fn refused(name: &'static str, needs: &'static [Need], mistake: Mistake) -> Plan<Play> {
    Plan { name, needs, play: Play::Refused(mistake) }
}

/// Where a printed answer is not to be taken by its word.
pub(in super::super) static DIFFERENCES: &[Difference] = &[
    Difference {
        cases: &["yabandpay/create-card-payments/hosted-page-"],
        at: &["/data/url"],
        allows: Allows::More,
        reason: "no page says where the address of the hosted page stands",
    },
    Difference {
        cases: &[SUCCESS],
        at: &["/data", "/response_id"],
        allows: Allows::More,
        reason: "the table of return codes prints no data; the example of a sale does",
    },
];
