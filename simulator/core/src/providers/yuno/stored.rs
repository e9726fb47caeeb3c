//! What Yuno keeps of a customer between payments.

use serde::Deserialize;
use serde::Serialize;
use uuid::Uuid;

use super::json::Document;
use crate::kernel::provider::Subject;

/// A customer's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CustomerId(pub Uuid);

impl From<CustomerId> for Subject {
    fn from(id: CustomerId) -> Self {
        Self::Uuid(id.0)
    }
}

/// A customer that the merchant has stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Customer {
    /// Its id.
    pub id: CustomerId,
    /// The merchant's own id of it; no other customer has the same.
    pub merchant_customer_id: Box<str>,
    /// All that is known of it, in the form of an answer; read once, since many payments show it.
    pub data: Document<'static>,
}
