//! What YabandPay remembers of orders, refunds and tokens: one immutable version each.
//!
//! How they are found again is in `store.rs`; how they change, in the files named after what is done.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use super::lifecycle::Operation;
use super::lifecycle::Status;
use super::refund_lifecycle::RefundStatus;
use super::tokens::Standing;
use crate::kernel::money::Money;
use crate::kernel::provider::Subject;
use crate::kernel::tx::TimerId;

/// YabandPay's id of an order: printed like a UUID, of any version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TradeId(pub(super) Uuid);

impl TradeId {
    /// Reads the printed form, and no other.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let id = Self(Uuid::try_parse(text).ok()?);
        (id.to_string() == text).then_some(id)
    }
}

impl fmt::Display for TradeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<TradeId> for Subject {
    fn from(id: TradeId) -> Self {
        Self::Uuid(id.0)
    }
}

macro_rules! text_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl $name {
            /// The id's text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        // Maps are searched by a text as it came, without a copy.
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

text_ids! {
    /// A cashier account of the merchant: the caller.
    User
    /// The merchant's own id of an order.
    OrderId
    /// The merchant's id of one request, which must be new.
    RequestId
    /// The bank's id of a transaction.
    TransactionId
    /// The id of a hosted page.
    PageId
    /// YabandPay's id of a refund.
    RefundId
    /// The merchant's own id of a refund.
    MerchantRefundId
    /// A stored card, as the documents' `payment_token_object`.
    CardToken
}

impl From<&RefundId> for Subject {
    fn from(id: &RefundId) -> Self {
        Self::Text(Arc::clone(&id.0))
    }
}

impl From<&CardToken> for Subject {
    fn from(token: &CardToken) -> Self {
        Self::Text(Arc::clone(&token.0))
    }
}

/// How long an order may stay open, in minutes: 1 to 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Minutes(pub(super) u16);

impl Minutes {
    /// The longest, and what is meant when nothing is said.
    pub(super) const DAY: Self = Self(1440);
}

impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// How a card is reached: the value of `sub_pay_method`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// By a stored token, without the payer.
    Token,
    /// On a hosted page.
    Hosted,
    /// On a hosted page where the payer may agree to have the card stored.
    HostedToken,
}

/// One version of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Order {
    /// YabandPay's id.
    pub trade_id: TradeId,
    /// Who ordered.
    pub user: User,
    /// The merchant's id.
    pub order_id: OrderId,
    /// The id of the request that made the order.
    pub request_id: RequestId,
    /// How the card is reached.
    pub channel: Channel,
    /// What the card is wanted for.
    pub operation: Operation,
    /// How much was ordered.
    pub amount: Money,
    /// What for, in the merchant's words.
    pub description: Arc<str>,
    /// The merchant's own text, given back with every notification.
    pub demo: Option<Arc<str>>,
    /// Where notifications go.
    pub notify_url: Arc<str>,
    /// How long the payer was given.
    pub timeout: Minutes,
    /// Its state.
    pub status: Status,
    /// The bank's id, once money was taken or held.
    pub transaction_id: Option<TransactionId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// What happens to it by itself, when nothing else does. A box, since most orders wait for nothing.
    pub deadline: Option<Box<TimerId>>,
    /// What there is about its page.
    pub hosted: Option<Arc<Hosted>>,
    /// What became of the money after the issuer's yes.
    pub afterwards: Option<Arc<Afterwards>>,
}

/// What an order with a page has beside others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hosted {
    /// Its page.
    pub page: PageId,
    /// Where the browser goes when it is over.
    pub redirect_url: Option<Arc<str>>,
    /// Where the browser goes when the payer leaves without deciding.
    pub cancel_url: Option<Arc<str>>,
    /// Whether the payer agreed to have the card stored.
    pub consents: bool,
    /// When the issuer said yes.
    pub granted_at: Option<Timestamp>,
    /// The token that stands for the card.
    pub token: Option<CardToken>,
}

/// What became of an order's money after the issuer's yes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Afterwards {
    /// The capture of an authorization.
    pub capture: Option<Capture>,
    /// When all of the money went back: an authorization expired, or the order was cancelled.
    pub given_back: Option<Timestamp>,
}

/// The capture of an authorization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// How much of it was taken; the rest was let go.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// The id of the request that asked for it; a capture in the merchant's dashboard has none.
    pub request_id: Option<RequestId>,
}

impl Order {
    /// The capture of its authorization.
    pub(super) fn capture(&self) -> Option<&Capture> {
        self.afterwards.as_ref()?.capture.as_ref()
    }

    /// When the issuer said yes.
    pub(super) fn granted_at(&self) -> Option<Timestamp> {
        self.transaction_id.as_ref()?;
        match &self.hosted {
            None => Some(self.created_at),
            Some(hosted) => hosted.granted_at,
        }
    }

    /// When the merchant got the money.
    pub(super) fn paid_at(&self) -> Option<Timestamp> {
        match self.operation {
            Operation::Storage | Operation::Sale => self.granted_at(),
            Operation::Authorization => self.capture().map(|capture| capture.at),
        }
    }

    /// How much is shown: what was ordered, and after a capture what was taken.
    ///
    /// Undocumented: what the order query and the notification show after a capture of less.
    pub(super) fn shown_amount(&self) -> Money {
        self.capture().map_or(self.amount, |capture| capture.amount)
    }
}

/// One version of a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// YabandPay's id.
    pub refund_id: RefundId,
    /// The order of which money goes back.
    pub trade_id: TradeId,
    /// The merchant's id.
    pub m_refund_id: Option<MerchantRefundId>,
    /// How much.
    pub amount: Money,
    /// Why, in the merchant's words.
    pub description: Arc<str>,
    /// Where notifications go; nowhere when the merchant named no address.
    pub notify_url: Option<Arc<str>>,
    /// Its state.
    pub status: RefundStatus,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the money arrived.
    pub settled_at: Option<Timestamp>,
    /// When it settles by itself.
    pub deadline: Option<TimerId>,
}

/// One version of a stored card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// The token.
    pub text: CardToken,
    /// The order on whose page the payer agreed; the documents' own tokens have none.
    pub made_by: Option<TradeId>,
    /// What it is good for.
    pub standing: Standing,
}

/// A version of something that YabandPay remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// An order.
    Order(Arc<Order>),
    /// A refund.
    Refund(Arc<Refund>),
    /// A stored card.
    Token(Arc<Token>),
}

/// What falls due.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// An order that was not paid in time.
    OrderExpires(TradeId),
    /// The end of a risk review.
    ReviewEnds(TradeId),
    /// An authorization that was not captured in time.
    AuthorizationExpires(TradeId),
    /// A refund whose money arrives.
    RefundSettles(RefundId),
}
