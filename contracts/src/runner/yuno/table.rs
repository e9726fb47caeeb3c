//! Which of Yuno's documented examples can be checked, and how each is played.

use super::super::case::Need;
use super::super::plan::Plan;

/// How an example is played.
#[derive(Debug)]
pub(in super::super) enum Play {
    /// The request is sent, and its printed answer expected.
    Create,
    /// The request is sent; its answer is not printed, but the guide names the payment's state.
    CreateLike {
        /// Status and sub-status.
        state: (&'static str, &'static str),
    },
    /// A few printed members go into the request of an example of the same guide.
    Fragment {
        /// That example.
        whole: &'static str,
        /// Status and sub-status.
        state: (&'static str, &'static str),
    },
    /// A payment is made, and the request sent about it.
    Follow {
        /// The example by whose form the answer is judged, where none is printed for this request.
        like: Option<&'static str>,
    },
    /// A payment is made by an example's request, and read.
    Read {
        /// That example.
        of: &'static str,
    },
    /// A payment is made by an example's request, and the payments of its order are read.
    List {
        /// That example.
        of: &'static str,
    },
    /// A customer is made.
    Customer,
    /// A customer is made, and read.
    ReadCustomer,
    /// A payment is refused.
    Refused(Mistake),
    /// A payment is made, and told to the receiver.
    Purchase,
}

/// What makes a refusal.
#[derive(Clone, Copy, Debug)]
pub(in super::super) enum Mistake {
    /// No `private-secret-key`.
    NoSecret,
    /// Somebody else's.
    WrongSecret,
    /// Another merchant's account.
    Account,
    /// Nobody is this customer.
    Customer,
    /// The body breaks off.
    Malformed,
    /// The country is missing.
    Missing,
    /// The merchant may not use this API.
    Permission,
    /// A request with the same key is not answered yet.
    InProcess,
    /// Nothing is there.
    Unknown,
}

const CHARGE: &[Need] = &[Need::Charge];
const TOLD: &[Need] = &[Need::Charge, Need::Receiver];
/// The documented vaulted token is a card that some shopper stored.
const STORED: &[Need] = &[Need::Charge, Need::Shopper];
const SANDPAY: &[Need] = &[Need::Sandpay];

const AUTHORIZED: (&str, &str) = ("PENDING", "AUTHORIZED");
const APPROVED: (&str, &str) = ("SUCCEEDED", "APPROVED");

const MANUAL: &str = "yuno/create-payment/manual-capture";
const STORED_CARD: &str = "yuno/create-payment/stored-credentials-card-on-file-used";
const WITH_AUTHORIZATION: &str = "yuno/create-payment/card-with-authorization";
const WITH_CARD_DETAILS: &str = "yuno/create-payment/card-with-card-details";
const WITH_ORDER_ITEMS: &str =
    "yuno/create-payment/card-with-customer-billing-shipping-and-order-items";

/// Every case; the first asks whether the server knows the credentials.
pub(in super::super) const PLANS: &[Plan<Play>] = &[
    Plan { name: "yuno/create-customer/full-data", needs: &[], play: Play::Customer },
    Plan { name: "yuno/create-customer/sandbox-tested", needs: &[], play: Play::Customer },
    Plan { name: "yuno/retrieve-customer/basic", needs: &[], play: Play::ReadCustomer },
    create("yuno/create-payment/authorize-card-with-authorization"),
    create(WITH_AUTHORIZATION),
    create(WITH_CARD_DETAILS),
    create(WITH_ORDER_ITEMS),
    create("yuno/create-payment/card-with-vault-on-success"),
    create("yuno/create-payment/cards-for-authorization"),
    like("yuno/create-payment/delayed-cancel", AUTHORIZED),
    like("yuno/create-payment/delayed-capture", AUTHORIZED),
    like("yuno/create-payment/delayed-capture-and-cancel", AUTHORIZED),
    like(MANUAL, AUTHORIZED),
    like("yuno/create-payment/real-time-capture", APPROVED),
    Plan { name: STORED_CARD, needs: STORED, play: Play::CreateLike { state: APPROVED } },
    fragment("yuno/create-payment/fragment-delayed-cancel", AUTHORIZED),
    fragment("yuno/create-payment/fragment-delayed-capture", AUTHORIZED),
    fragment("yuno/create-payment/fragment-manual-capture", AUTHORIZED),
    fragment("yuno/create-payment/fragment-real-time-capture", APPROVED),
    stored("yuno/create-payment/fragment-network-transaction-id"),
    stored("yuno/create-payment/fragment-subscription-agreement"),
    follow("yuno/capture-payment/full-capture"),
    follow("yuno/capture-payment/partial-capture"),
    follow_like(
        "yuno/capture-payment/retry-in-simplified-mode",
        "yuno/capture-payment/full-capture",
    ),
    follow_like("yuno/capture-payment/sandbox-tested", "yuno/capture-payment/full-capture"),
    follow("yuno/cancel-payment/basic"),
    follow_like("yuno/cancel-payment/sandbox-tested", "yuno/cancel-payment/basic"),
    follow("yuno/refund-payment/full-refund"),
    follow_like("yuno/refund-payment/retry-in-simplified-mode", "yuno/refund-payment/full-refund"),
    follow_like("yuno/refund-payment/sandbox-tested", "yuno/refund-payment/full-refund"),
    follow("yuno/cancel-or-refund-payment/full-refund"),
    follow("yuno/cancel-or-refund-payment/partial-refund"),
    follow("yuno/cancel-or-refund-transaction/cancel"),
    follow("yuno/cancel-or-refund-transaction/full-refund"),
    read("yuno/get-payment/bare-card-with-authorization", WITH_AUTHORIZATION),
    read("yuno/get-payment/bare-card-with-card-details", WITH_CARD_DETAILS),
    read("yuno/get-payment/card-with-authorization", WITH_AUTHORIZATION),
    read("yuno/get-payment/card-with-card-details", WITH_CARD_DETAILS),
    read("yuno/get-payment/card-with-customer-billing-shipping-and-order-items", WITH_ORDER_ITEMS),
    Plan {
        name: "yuno/get-payment/card-with-vaulted-token",
        needs: STORED,
        play: Play::Read { of: STORED_CARD },
    },
    list("yuno/retrieve-payments-by-merchant-order-id/card-with-authorization", WITH_AUTHORIZATION),
    list("yuno/retrieve-payments-by-merchant-order-id/card-with-card-details", WITH_CARD_DETAILS),
    refused("yuno/create-payment/error-not-authenticated", &[], Mistake::NoSecret),
    refused("yuno/create-payment/error-invalid-credentials", &[], Mistake::WrongSecret),
    refused("yuno/create-payment/error-invalid-account-id", &[], Mistake::Account),
    refused("yuno/create-payment/error-customer-not-found", &[], Mistake::Customer),
    refused("yuno/create-payment/error-invalid-request", &[], Mistake::Malformed),
    refused("yuno/create-payment/error-invalid-parameters", &[], Mistake::Missing),
    refused("yuno/create-payment/error-authorization-required", SANDPAY, Mistake::Permission),
    refused("yuno/create-payment/error-request-in-process", SANDPAY, Mistake::InProcess),
    refused("yuno/retrieve-customer-by-external-id/error-not-found", SANDPAY, Mistake::Unknown),
    Plan { name: "yuno/webhooks/payment.purchase/card", needs: TOLD, play: Play::Purchase },
    Plan { name: "yuno/webhooks/payment.purchase/minimal", needs: TOLD, play: Play::Purchase },
];

const fn create(name: &'static str) -> Plan<Play> {
    Plan { name, needs: CHARGE, play: Play::Create }
}

const fn like(name: &'static str, state: (&'static str, &'static str)) -> Plan<Play> {
    Plan { name, needs: CHARGE, play: Play::CreateLike { state } }
}

const fn fragment(name: &'static str, state: (&'static str, &'static str)) -> Plan<Play> {
    Plan { name, needs: CHARGE, play: Play::Fragment { whole: MANUAL, state } }
}

const fn stored(name: &'static str) -> Plan<Play> {
    Plan { name, needs: STORED, play: Play::Fragment { whole: STORED_CARD, state: APPROVED } }
}

const fn follow(name: &'static str) -> Plan<Play> {
    Plan { name, needs: CHARGE, play: Play::Follow { like: None } }
}

const fn follow_like(name: &'static str, like: &'static str) -> Plan<Play> {
    Plan { name, needs: CHARGE, play: Play::Follow { like: Some(like) } }
}

const fn read(name: &'static str, of: &'static str) -> Plan<Play> {
    Plan { name, needs: CHARGE, play: Play::Read { of } }
}

const fn list(name: &'static str, of: &'static str) -> Plan<Play> {
    Plan { name, needs: CHARGE, play: Play::List { of } }
}

const fn refused(name: &'static str, needs: &'static [Need], mistake: Mistake) -> Plan<Play> {
    Plan { name, needs, play: Play::Refused(mistake) }
}
