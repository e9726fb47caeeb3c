//! From a scrubbed request to what it asks for.
//!
//! Authentication comes first, then path and method, then the idempotency key, then the body: "a missing
//! key is refused before the body is parsed"
//! (<https://docs.y.uno/docs/payment-features/subscriptions>, start with a payment). A body that cannot
//! be understood is kept as its refusal, since a key that is taken answers whatever the body holds.

use http::Method;
use uuid::Uuid;

use super::create;
use super::create::NewPayment;
use super::errors::Code;
use super::errors::Error;
use super::state::PaymentId;
use crate::kernel::access::Verdict;
use crate::kernel::message::Request;
use crate::kernel::provider::OperationInfo;
use crate::kernel::route::Found;
use crate::kernel::route::Routes;

/// Creates a payment.
pub const CREATE_PAYMENT: &str = "create_payment";
/// Reads a payment by its id.
pub const RETRIEVE_PAYMENT: &str = "retrieve_payment";

/// The operations served.
pub(super) static OPERATIONS: &[OperationInfo] = &[
    OperationInfo {
        name: CREATE_PAYMENT,
        method: Method::POST,
        path: "/v1/payments",
        source: "https://docs.y.uno/reference/payments/create-payment",
    },
    OperationInfo {
        name: RETRIEVE_PAYMENT,
        method: Method::GET,
        path: "/v1/payments/{payment_id}",
        source: "https://docs.y.uno/reference/payments/retrieve-payment-by-id-v2",
    },
];

static ROUTES: Routes = Routes::new();

const IDEMPOTENCY: &str = "x-idempotency-key";

/// What a request asks for.
#[derive(Debug)]
pub enum Call {
    /// [`CREATE_PAYMENT`].
    CreatePayment(Create),
    /// [`RETRIEVE_PAYMENT`].
    RetrievePayment(Retrieve),
}

/// A request to create a payment.
#[derive(Debug)]
pub struct Create {
    /// `X-Idempotency-Key`.
    pub key: Box<str>,
    /// Where the key counts. Undocumented: credential, method and path.
    pub scope: Box<str>,
    /// The body, or its refusal.
    pub body: Result<Box<NewPayment>, Error>,
}

/// A request to read a payment.
#[derive(Debug)]
pub struct Retrieve {
    /// Which one; `None` when the path holds no id.
    pub id: Option<PaymentId>,
    /// `transactions_history=true`.
    pub history: bool,
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
        Found::Operation(position, _) if OPERATIONS[position].name == CREATE_PAYMENT => {
            create(request, credential)
        }
        Found::Operation(_, parameters) => {
            let id = parameters.first().and_then(|(_, id)| payment_id(id));
            let history = has_flag(&request.query, "transactions_history");
            Ok(Call::RetrievePayment(Retrieve { id, history }))
        }
    }
}

fn create(request: &Request, credential: &str) -> Result<Call, Error> {
    let key = idempotency_key(request)?;
    let scope = format!("{credential} {} {}", request.method, request.path);
    let body = create::read(&request.body, key).map(Box::new);
    Ok(Call::CreatePayment(Create { key: key.into(), scope: scope.into(), body }))
}

/// The key: any text, since Yuno's own plug-in sends other things than UUIDs.
///
/// Undocumented: its length (1 to 255 characters), and that a key that cannot be one, or two of them, are
/// `INVALID_PARAMETERS`.
fn idempotency_key(request: &Request) -> Result<&str, Error> {
    let Some(value) = request.headers.get(IDEMPOTENCY).filter(|value| !value.is_empty()) else {
        return Err(Code::MissingHeader.into());
    };
    let once = request.headers.get_all(IDEMPOTENCY).iter().count() == 1;
    value.to_str().ok().filter(|key| once && key.len() <= 255).ok_or_else(|| {
        Error::invalid(vec!["The header 'X-Idempotency-Key' must have 1 to 255 characters.".into()])
    })
}

/// Ids are canonical: lower case, with hyphens.
pub(super) fn payment_id(text: &str) -> Option<PaymentId> {
    let id = Uuid::try_parse(text).ok()?;
    (id.to_string() == text).then_some(PaymentId(id))
}

fn has_flag(query: &str, name: &str) -> bool {
    query.split('&').any(|pair| pair.split_once('=') == Some((name, "true")))
}
