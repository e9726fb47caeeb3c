//! From a scrubbed request to what it asks for.
//!
//! Authentication comes first, then path and method, then the idempotency key, then the body: "a missing
//! key is refused before the body is parsed"
//! (<https://docs.y.uno/docs/payment-features/subscriptions>, start with a payment). A body that cannot
//! be understood is kept as its refusal, since a key that is taken answers whatever the body holds.

use http::HeaderName;
use http::Method;
use uuid::Uuid;

use super::create;
use super::create::NewPayment;
use super::customers::body;
use super::customers::body::Draft;
use super::errors::Code;
use super::errors::Error;
use super::json::Document;
use super::later;
use super::later::Wish;
use super::placeholder;
use super::placeholder::Placeholder;
use super::state::PaymentId;
use super::state::TransactionId;
use super::unknown;
use super::unknown::Unknown;
use super::wire::members;
use crate::kernel::access::Verdict;
use crate::kernel::message::Request;
use crate::kernel::provider::OperationInfo;
use crate::kernel::route::Found;
use crate::kernel::route::Routes;

/// Stores a customer.
pub const CREATE_CUSTOMER: &str = "create_customer";
/// Reads a customer by its id.
pub const RETRIEVE_CUSTOMER: &str = "retrieve_customer";
/// Reads a customer by the merchant's own id.
pub const RETRIEVE_CUSTOMER_BY_EXTERNAL_ID: &str = "retrieve_customer_by_external_id";
/// Creates a payment.
pub const CREATE_PAYMENT: &str = "create_payment";
/// Reads a payment by its id.
pub const RETRIEVE_PAYMENT: &str = "retrieve_payment";
/// Reads the payments of an order.
pub const LIST_PAYMENTS: &str = "list_payments";
/// Takes what is authorized.
pub const CAPTURE_PAYMENT: &str = "capture_payment";
/// Releases what is authorized.
pub const CANCEL_PAYMENT: &str = "cancel_payment";
/// Gives back what was taken.
pub const REFUND_PAYMENT: &str = "refund_payment";
/// Cancels or refunds, whichever is possible.
pub const CANCEL_OR_REFUND_PAYMENT: &str = "cancel_or_refund_payment";
/// Cancels or refunds what a transaction did.
pub const CANCEL_OR_REFUND_TRANSACTION: &str = "cancel_or_refund_transaction";

const fn operation(
    name: &'static str,
    method: Method,
    path: &'static str,
    source: &'static str,
) -> OperationInfo {
    OperationInfo { name, method, path, source }
}

/// The operations served.
#[rustfmt::skip] // name, call and page of each
pub(super) static OPERATIONS: &[OperationInfo] = &[
    operation(CREATE_PAYMENT, Method::POST, "/v1/payments",
        "https://docs.y.uno/reference/payments/create-payment"),
    operation(RETRIEVE_PAYMENT, Method::GET, "/v1/payments/{payment_id}",
        "https://docs.y.uno/reference/payments/retrieve-payment-by-id-v2"),
    operation(LIST_PAYMENTS, Method::GET, "/v1/payments",
        "https://docs.y.uno/reference/payments/retrieve-payment-by-merchant-order-id"),
    operation(CAPTURE_PAYMENT, Method::POST, "/v1/payments/{payment_id}/transactions/{transaction_id}/capture",
        "https://docs.y.uno/reference/payments/capture-authorization"),
    operation(CANCEL_PAYMENT, Method::POST, "/v1/payments/{payment_id}/transactions/{transaction_id}/cancel",
        "https://docs.y.uno/reference/payments/cancel-payment"),
    operation(REFUND_PAYMENT, Method::POST, "/v1/payments/{payment_id}/transactions/{transaction_id}/refund",
        "https://docs.y.uno/reference/payments/refund-payment"),
    operation(CANCEL_OR_REFUND_PAYMENT, Method::POST, "/v1/payments/{payment_id}/cancel-or-refund",
        "https://docs.y.uno/reference/payments/cancel-or-refund-a-payment"),
    operation(CANCEL_OR_REFUND_TRANSACTION, Method::POST, "/v1/payments/{payment_id}/transactions/{transaction_id}/cancel-or-refund",
        "https://docs.y.uno/reference/payments/cancel-or-refund-payment-with-transaction"),
    operation(CREATE_CUSTOMER, Method::POST, "/v1/customers",
        "https://docs.y.uno/reference/customers/create-customer"),
    operation(RETRIEVE_CUSTOMER, Method::GET, "/v1/customers/{customer_id}",
        "https://docs.y.uno/reference/customers/retrieve-customer"),
    operation(RETRIEVE_CUSTOMER_BY_EXTERNAL_ID, Method::GET, "/v1/customers",
        "https://docs.y.uno/reference/customers/retrieve-customer-by-external-id"),
];

static ROUTES: Routes = Routes::new();

static IDEMPOTENCY: HeaderName = HeaderName::from_static("x-idempotency-key");

/// What a request asks for.
#[derive(Debug)]
pub enum Call {
    /// [`CREATE_PAYMENT`].
    CreatePayment(Create),
    /// [`RETRIEVE_PAYMENT`].
    RetrievePayment(Retrieve),
    /// [`LIST_PAYMENTS`].
    ListPayments(List),
    /// [`CAPTURE_PAYMENT`].
    Capture(Change),
    /// [`CANCEL_PAYMENT`].
    Cancel(Change),
    /// [`REFUND_PAYMENT`].
    Refund(Change),
    /// [`CANCEL_OR_REFUND_PAYMENT`].
    CancelOrRefundPayment(Change),
    /// [`CANCEL_OR_REFUND_TRANSACTION`].
    CancelOrRefundTransaction(Change),
    /// [`CREATE_CUSTOMER`].
    CreateCustomer(NewCustomer),
    /// [`RETRIEVE_CUSTOMER`], [`RETRIEVE_CUSTOMER_BY_EXTERNAL_ID`].
    RetrieveCustomer(FindCustomer),
}

impl Call {
    /// The key that it carries. The page on storing a customer knows none.
    #[must_use]
    pub const fn once(&self) -> Option<&Once> {
        match self {
            Self::CreatePayment(create) => Some(&create.once),
            Self::RetrievePayment(_)
            | Self::ListPayments(_)
            | Self::CreateCustomer(_)
            | Self::RetrieveCustomer(_) => None,
            Self::Capture(change)
            | Self::Cancel(change)
            | Self::Refund(change)
            | Self::CancelOrRefundPayment(change)
            | Self::CancelOrRefundTransaction(change) => Some(&change.once),
        }
    }
}

/// A key under which a request takes effect once at most.
#[derive(Debug)]
pub struct Once {
    /// `X-Idempotency-Key`.
    pub key: Box<str>,
    /// Where the key counts. Undocumented: credential, method and path.
    pub scope: Box<str>,
}

/// What of a body was probably not meant.
#[derive(Debug, Default)]
pub(super) struct Slips {
    /// Members that no document knows.
    pub(super) unknown: Vec<Unknown>,
    /// Names of the documents in the place of values.
    pub(super) placeholders: Vec<Placeholder>,
}

/// A request to create a payment.
#[derive(Debug)]
pub struct Create {
    /// Its key.
    pub once: Once,
    /// The body, or its refusal.
    pub body: Result<Box<NewPayment>, Error>,
    /// What of the body was probably not meant.
    pub(super) slips: Slips,
}

/// A request to read a payment.
#[derive(Debug)]
pub struct Retrieve {
    /// Which one; `None` when the path holds no id.
    pub id: Option<PaymentId>,
    /// `transactions_history=true`.
    pub history: bool,
}

/// A request to read the payments of an order.
#[derive(Debug)]
pub struct List {
    /// `merchant_order_id`.
    pub merchant_order_id: Box<str>,
}

/// A request to store a customer.
#[derive(Debug)]
pub struct NewCustomer {
    /// The body, or its refusal.
    pub body: Result<Draft, Error>,
    /// What of the body was probably not meant.
    pub(super) slips: Slips,
}

/// A request to read a customer.
#[derive(Debug)]
pub enum FindCustomer {
    /// By its id.
    ById(Box<str>),
    /// By the merchant's own.
    OfMerchant(Box<str>),
}

/// A request to do something to a payment that is there already.
#[derive(Debug)]
pub struct Change {
    /// Its key.
    pub once: Once,
    /// Which payment; `None` when the path holds no id.
    pub payment: Option<PaymentId>,
    /// Which transaction; `None` when the path holds no id.
    pub transaction: Option<TransactionId>,
    /// The body, or its refusal.
    pub body: Result<Box<Wish>, Error>,
    /// What of the body was probably not meant.
    pub(super) slips: Slips,
}

/// Reads a request.
///
/// # Errors
///
/// The documented refusal.
pub(super) fn parse(request: &Request, verdict: &Verdict) -> Result<Call, Error> {
    let credential = match verdict {
        Verdict::Accepted { credential, .. } => credential,
        Verdict::Missing => return Err(Code::NotAuthenticated.into()),
        Verdict::Unknown | Verdict::Mismatch => return Err(Code::InvalidCredentials.into()),
    };
    match ROUTES.find(OPERATIONS, &request.method, &request.path) {
        Found::Nothing => Err(Error::UnknownPath),
        Found::OtherMethod => Err(Code::UnsupportedMethod.into()),
        Found::Operation(position, parameters) => {
            let of = Of { request, credential, parameters };
            match OPERATIONS[position].name {
                CREATE_PAYMENT => of.create(),
                RETRIEVE_PAYMENT => Ok(of.retrieve()),
                LIST_PAYMENTS => of.list(),
                CAPTURE_PAYMENT => of.change(&later::CAPTURE).map(Call::Capture),
                CANCEL_PAYMENT => of.change(&later::CANCEL).map(Call::Cancel),
                REFUND_PAYMENT => of.change(&later::REFUND).map(Call::Refund),
                CANCEL_OR_REFUND_PAYMENT => {
                    of.change(&later::CANCEL_OR_REFUND).map(Call::CancelOrRefundPayment)
                }
                CANCEL_OR_REFUND_TRANSACTION => {
                    of.change(&later::CANCEL_OR_REFUND).map(Call::CancelOrRefundTransaction)
                }
                CREATE_CUSTOMER => Ok(of.create_customer()),
                RETRIEVE_CUSTOMER => Ok(of.retrieve_customer()),
                RETRIEVE_CUSTOMER_BY_EXTERNAL_ID => of.retrieve_customer_of_merchant(),
                name => unreachable!("{name} is an operation that nothing reads"),
            }
        }
    }
}

/// A request whose path is known.
struct Of<'a> {
    request: &'a Request,
    credential: &'a str,
    parameters: Vec<(&'a str, &'a str)>,
}

impl Of<'_> {
    fn create(&self) -> Result<Call, Error> {
        let once = self.once()?;
        let document = create::document(&self.request.body);
        let slips = slips_in(document.as_ref().ok(), members::CREATE_PAYMENT);
        let body = document
            .map_err(Error::from)
            .and_then(|body| create::read(&body, &slips.placeholders, &once.key));
        Ok(Call::CreatePayment(Create { once, body: body.map(Box::new), slips }))
    }

    fn retrieve(&self) -> Call {
        let query = &self.request.query;
        let history = parameter(query, "transactions_history").is_some_and(|flag| flag == "true");
        Call::RetrievePayment(Retrieve { id: self.payment(), history })
    }

    fn list(&self) -> Result<Call, Error> {
        let merchant_order_id = self.asked_for("merchant_order_id")?;
        Ok(Call::ListPayments(List { merchant_order_id }))
    }

    fn create_customer(&self) -> Call {
        let document = create::document(&self.request.body);
        let slips = slips_in(document.as_ref().ok(), members::CREATE_CUSTOMER);
        let body = document.map_err(Error::from).and_then(|document| body::read(&document));
        Call::CreateCustomer(NewCustomer { body, slips })
    }

    fn retrieve_customer(&self) -> Call {
        let id = self.parameters.iter().find(|(name, _)| *name == "customer_id");
        let id = id.map(|(_, id)| *id).unwrap_or_default();
        Call::RetrieveCustomer(FindCustomer::ById(id.into()))
    }

    fn retrieve_customer_of_merchant(&self) -> Result<Call, Error> {
        let id = self.asked_for("merchant_customer_id")?;
        Ok(Call::RetrieveCustomer(FindCustomer::OfMerchant(id)))
    }

    /// What a list or a search is asked for. Undocumented: how a missing one is refused.
    fn asked_for(&self, name: &str) -> Result<Box<str>, Error> {
        let value = parameter(&self.request.query, name).filter(|value| !value.is_empty());
        let missing = || Error::invalid(vec![format!("The field '{name}' is required.")]);
        value.map(Box::from).ok_or_else(missing)
    }

    fn change(&self, members: &later::Members) -> Result<Change, Error> {
        let once = self.once()?;
        let document = create::document(&self.request.body);
        let slips = slips_in(document.as_ref().ok(), members.documented);
        let body = document.map_err(Error::from).and_then(|body| later::read(&body, members));
        let transaction = self.id("transaction_id").map(TransactionId);
        let payment = self.payment();
        Ok(Change { once, payment, transaction, body: body.map(Box::new), slips })
    }

    fn once(&self) -> Result<Once, Error> {
        let Request { method, path, .. } = self.request;
        let key = idempotency_key(self.request)?.into();
        let scope = [self.credential, method.as_str(), path].join(" ").into();
        Ok(Once { key, scope })
    }

    fn payment(&self) -> Option<PaymentId> {
        self.id("payment_id").map(PaymentId)
    }

    fn id(&self, name: &str) -> Option<Uuid> {
        let (_, text) = self.parameters.iter().find(|(known, _)| *known == name)?;
        canonical(text)
    }
}

fn slips_in(body: Option<&Document<'_>>, documented: members::Members) -> Slips {
    body.map_or_else(Slips::default, |body| Slips {
        unknown: unknown::unknown(body.root(), documented),
        placeholders: placeholder::left(body),
    })
}

/// The key: any text, since Yuno's own plug-in sends other things than UUIDs.
///
/// Undocumented: its length (1 to 255 characters), and that a key that cannot be one, or two of them, are
/// `INVALID_PARAMETERS`.
fn idempotency_key(request: &Request) -> Result<&str, Error> {
    let mut sent = request.headers.get_all(&IDEMPOTENCY).iter();
    let Some(value) = sent.next().filter(|value| !value.is_empty()) else {
        return Err(Code::MissingHeader.into());
    };
    let once = sent.next().is_none();
    value.to_str().ok().filter(|key| once && key.len() <= 255).ok_or_else(|| {
        Error::invalid(vec!["The header 'X-Idempotency-Key' must have 1 to 255 characters.".into()])
    })
}

/// A payment's id as a text.
pub(super) fn payment_id(text: &str) -> Option<PaymentId> {
    canonical(text).map(PaymentId)
}

/// Ids are canonical: lower case, with hyphens. What Yuno hands out is compared as text, so that a client
/// that writes an id in another way of UUIDs learns of it here.
///
/// Undocumented: that Yuno knows no other way of writing its own ids.
pub(super) fn canonical(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (id.to_string() == text).then_some(id)
}

/// The first value of a query's parameter; `None` also where it is no text.
fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(known, _)| *known == name).and_then(|(_, value)| decoded(value))
}

/// A value of a query: `%41` stands for the byte 65, `+` for a blank
/// (<https://url.spec.whatwg.org/#urlencoded-parsing>).
fn decoded(value: &str) -> Option<String> {
    let mut bytes = value.bytes();
    let mut text = Vec::with_capacity(value.len());
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    while let Some(byte) = bytes.next() {
        text.push(match byte {
            b'+' => b' ',
            b'%' => digit(bytes.next()?)? << 4 | digit(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(text).ok()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("order=0000023", Some("0000023"))]
    #[case("x=1&order=a%2fB+c%C3%A9&order=later", Some("a/B c\u{e9}"))]
    #[case("order=", Some(""))]
    #[case("order=%4", None)]
    #[case("order=%4g", None)]
    #[case("order=%ff", None)]
    #[case("order", None)]
    #[case("", None)]
    fn a_parameter_is_read_without_its_escapes(
        #[case] query: &str,
        #[case] expected: Option<&str>,
    ) {
        assert_eq!(parameter(query, "order").as_deref(), expected);
    }
}
