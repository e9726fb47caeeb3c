//! What YabandPay remembers: orders, and which request ids and order ids were used.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use super::lifecycle::Operation;
use super::lifecycle::Status;
use crate::kernel::money::Money;
use crate::kernel::provider::Subject;

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
    /// What it is charged for.
    pub operation: Operation,
    /// How much.
    pub amount: Money,
    /// What for, in the merchant's words.
    pub description: Arc<str>,
    /// The merchant's own text, given back with every notification.
    pub demo: Option<Arc<str>>,
    /// Where notifications go.
    pub notify_url: Arc<str>,
    /// Its state.
    pub status: Status,
    /// The bank's id, once money was taken or held.
    pub transaction_id: Option<TransactionId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When its authorization expires.
    pub expires_at: Option<Timestamp>,
}

/// A version of something that YabandPay remembers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// An order.
    Order(Arc<Order>),
}

/// What falls due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timer {
    /// An authorization that was not captured in time.
    AuthorizationExpires(TradeId),
}

/// All orders.
#[derive(Debug, Default)]
pub(super) struct Orders {
    all: BTreeMap<TradeId, Arc<Order>>,
    used: BTreeMap<User, Used>,
}

/// What a user has used up. It follows from the orders.
#[derive(Debug, Default)]
struct Used {
    requests: BTreeMap<RequestId, TradeId>,
    orders: BTreeSet<OrderId>,
}

impl Orders {
    /// The newest version of an order.
    pub(super) fn find(&self, id: TradeId) -> Option<&Arc<Order>> {
        self.all.get(&id)
    }

    /// The newest version of every order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Arc<Order>> {
        self.all.values()
    }

    /// The order that a user's request id made.
    pub(super) fn made_by(&self, user: &User, request: &RequestId) -> Option<TradeId> {
        self.used.get(user)?.requests.get(request).copied()
    }

    /// Whether a user has an order of this id.
    pub(super) fn has(&self, user: &User, order: &OrderId) -> bool {
        self.used.get(user).is_some_and(|used| used.orders.contains(order))
    }

    /// Takes a version in.
    pub(super) fn put(&mut self, order: Arc<Order>) {
        let used = self.used.entry(order.user.clone()).or_default();
        used.requests.insert(order.request_id.clone(), order.trade_id);
        used.orders.insert(order.order_id.clone());
        self.all.insert(order.trade_id, order);
    }
}
