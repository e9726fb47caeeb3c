//! The customers that a merchant stores: creating and reading them.
//!
//! A stored customer gives its data to the payments that name it, and owns vaulted tokens. Customers
//! are neither changed nor deleted here.
//!
//! Sources: <https://docs.y.uno/reference/customers/create-customer>,
//! <https://docs.y.uno/reference/customers/retrieve-customer>,
//! <https://docs.y.uno/reference/customers/retrieve-customer-by-external-id>.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Answer;
use super::Yuno;
use super::call;
use super::call::FindCustomer;
use super::call::NewCustomer;
use super::errors::Code;
use super::errors::Error;
use super::json::Document;
use super::state::Version;
use super::stored::Customer;
use super::stored::CustomerId;
use super::written::Instant;
use crate::kernel::json_text;
use crate::kernel::tx::Tx;

pub(super) mod body;

/// The state of a customer: there is but one.
pub(super) const STORED: &str = "STORED";

/// Customers by their ids, and by those of the merchant.
#[derive(Debug, Default)]
pub(super) struct Customers {
    by_id: BTreeMap<CustomerId, Arc<Customer>>,
    by_merchant: BTreeMap<Box<str>, CustomerId>,
}

impl Customers {
    /// A customer by its id.
    #[must_use]
    pub(super) fn get(&self, id: CustomerId) -> Option<&Arc<Customer>> {
        self.by_id.get(&id)
    }

    /// A customer by the merchant's own id.
    #[must_use]
    pub(super) fn of_merchant(&self, merchant_customer_id: &str) -> Option<&Arc<Customer>> {
        self.by_merchant.get(merchant_customer_id).and_then(|id| self.get(*id))
    }

    /// A customer by the text of its id.
    ///
    /// # Errors
    ///
    /// `CUSTOMER_NOT_FOUND`. The pages of reading print a 404 `NOT_FOUND` as well; the catalogue of
    /// codes gives the status.
    pub(super) fn named(&self, id: &str) -> Result<&Arc<Customer>, Error> {
        let id = call::canonical(id).map(CustomerId);
        Ok(id.and_then(|id| self.get(id)).ok_or(Code::CustomerNotFound)?)
    }

    /// Takes a customer in.
    pub(super) fn put(&mut self, customer: Arc<Customer>) {
        self.by_merchant.insert(customer.merchant_customer_id.clone(), customer.id);
        self.by_id.insert(customer.id, customer);
    }

    /// All of them, in the order of their ids.
    pub(super) fn all(&self) -> impl Iterator<Item = &Arc<Customer>> {
        self.by_id.values()
    }
}

/// Stores a customer.
///
/// # Errors
///
/// What is wrong with the body; a `merchant_customer_id` that another customer has already, which is
/// "unique in the organization".
pub(super) fn create(
    yuno: &Yuno,
    call: &NewCustomer,
    tx: &mut Tx<'_, Yuno>,
) -> Result<Answer, Error> {
    let draft = call.body.as_ref().map_err(Clone::clone)?;
    if yuno.customers.of_merchant(&draft.merchant_customer_id).is_some() {
        return Err(Code::CustomerIdDuplicated.into());
    }
    let id = CustomerId(tx.uuid("customer"));
    let at = String::from_utf8(json_text::bytes(&Instant(tx.at()))).expect("an instant is a text");
    let text =
        format!(r#"{{"id":"{}",{},"created_at":{at},"updated_at":{at}}}"#, id.0, draft.members.0);
    let data = Document::read(&text).expect("sound members make a sound object").into_owned();
    let merchant_customer_id = draft.merchant_customer_id.clone();
    let customer = Arc::new(Customer { id, merchant_customer_id, data });
    tx.put(Version::Customer(Arc::clone(&customer)), id, STORED);
    Ok(Answer::CustomerCreated(customer))
}

/// Reads a customer, by its id or by the merchant's.
///
/// # Errors
///
/// `CUSTOMER_NOT_FOUND`.
pub(super) fn retrieve(yuno: &Yuno, find: &FindCustomer) -> Result<Answer, Error> {
    let found = match find {
        FindCustomer::ById(id) => yuno.customers.named(id)?,
        FindCustomer::OfMerchant(id) => {
            yuno.customers.of_merchant(id).ok_or(Code::CustomerNotFound)?
        }
    };
    Ok(Answer::CustomerRead(Arc::clone(found)))
}
