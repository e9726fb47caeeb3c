//! From a scrubbed request to the call that it makes: which operation, with what, and under which key.

use http::Method;

use crate::kernel::access::Verdict;
use crate::kernel::mac;
use crate::kernel::message::Request;
use crate::kernel::route::Found;
use crate::kernel::route::Routes;
use crate::providers::wooshpay::auth;
use crate::providers::wooshpay::cart;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::json;
use crate::providers::wooshpay::order;
use crate::providers::wooshpay::order::Confirmation;
use crate::providers::wooshpay::order::NewIntent;
use crate::providers::wooshpay::paging::Paging;
use crate::providers::wooshpay::profile::OPERATIONS;
use crate::providers::wooshpay::profile::Operation;
use crate::providers::wooshpay::refunds;
use crate::providers::wooshpay::refunds::NewRefund;
use crate::providers::wooshpay::state::CancellationReason;
use crate::providers::wooshpay::state::Cart;
use crate::providers::wooshpay::unknown;
use crate::providers::wooshpay::unknown::Unknown;
use crate::providers::wooshpay::webhook_endpoints;
use crate::providers::wooshpay::webhook_endpoints::Described;

static ROUTES: Routes = Routes::new();

/// A request that was understood.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) operation: Operation,
    /// Of a call that changes something.
    pub(crate) key: Option<Key>,
    /// What of its body no document knows.
    pub(crate) unknown: Vec<Unknown>,
    pub(crate) asked: Asked,
}

/// What a call asks for; ids as they were sent.
#[derive(Debug)]
pub(crate) enum Asked {
    CreateIntent(Box<NewIntent>),
    RetrieveIntent(String),
    ConfirmIntent(String, Box<Confirmation>),
    CancelIntent(String, Option<CancellationReason>),
    CreateSession(Box<Cart>),
    RetrieveSession(String),
    ExpireSession(String),
    CreateRefund(Box<NewRefund>),
    RetrieveRefund(String),
    OnEndpoint(OnEndpoint),
}

/// What a call asks for of webhook endpoints.
#[derive(Debug)]
pub(crate) enum OnEndpoint {
    Create(Box<Described>),
    List(Paging),
    Retrieve(String),
    Update(String, Box<Described>),
    Delete(String),
}

/// The `Idempotency-Key` of a call.
#[derive(Debug)]
pub(crate) struct Key {
    pub(crate) text: String,
    /// Whose key it is.
    pub(crate) credential: String,
    /// What it was used for: method, path and body.
    pub(crate) used_for: [u8; 16],
}

/// Reads a request.
///
/// Undocumented: that the key is judged before the path, and that a known path with another method
/// is answered as an unknown one.
pub(crate) fn parse(request: &Request, verdict: &Verdict) -> Result<Call, Error> {
    let credential = auth::authorized(verdict)?;
    let unknown = || Error::UrlUnknown(format!("{} {}", request.method, request.path));
    let (operation, id) = match ROUTES.find(&OPERATIONS, &request.method, &request.path) {
        Found::Operation(position, parameters) => {
            let id = parameters.first().map_or("", |(_, value)| value).to_owned();
            (Operation::ALL[position], id)
        }
        Found::OtherMethod | Found::Nothing => return Err(unknown()),
    };
    let key = match request.method {
        Method::POST => idempotency_key(request, credential)?,
        _ => None,
    };
    let asked = asked(operation, id, request)?;
    let unknown = match request.method {
        Method::POST => unknown::unknown(&request.body, operation.members()),
        _ => Vec::new(),
    };
    Ok(Call { operation, key, unknown, asked })
}

fn asked(operation: Operation, id: String, request: &Request) -> Result<Asked, Error> {
    let body = &request.body;
    Ok(match operation {
        Operation::CreatePaymentIntent => Asked::CreateIntent(Box::new(order::new_intent(body)?)),
        Operation::RetrievePaymentIntent => Asked::RetrieveIntent(id),
        Operation::ConfirmPaymentIntent => {
            Asked::ConfirmIntent(id, Box::new(order::confirmation(body)?))
        }
        Operation::CancelPaymentIntent => Asked::CancelIntent(id, order::cancellation(body)?),
        Operation::CreateCheckoutSession => Asked::CreateSession(Box::new(cart::cart(body)?)),
        Operation::RetrieveCheckoutSession => Asked::RetrieveSession(id),
        // Undocumented: a body, so whatever can be read is ignored.
        Operation::ExpireCheckoutSession => {
            json::checked(body)?;
            Asked::ExpireSession(id)
        }
        Operation::CreateRefund => Asked::CreateRefund(Box::new(refunds::read(body)?)),
        Operation::RetrieveRefund => Asked::RetrieveRefund(id),
        Operation::CreateWebhookEndpoint => {
            let new = Box::new(webhook_endpoints::new(body)?);
            Asked::OnEndpoint(OnEndpoint::Create(new))
        }
        Operation::ListWebhookEndpoints => {
            Asked::OnEndpoint(OnEndpoint::List(Paging::read(&request.query)?))
        }
        Operation::RetrieveWebhookEndpoint => Asked::OnEndpoint(OnEndpoint::Retrieve(id)),
        Operation::UpdateWebhookEndpoint => {
            let changes = Box::new(webhook_endpoints::changes(body)?);
            Asked::OnEndpoint(OnEndpoint::Update(id, changes))
        }
        Operation::DeleteWebhookEndpoint => Asked::OnEndpoint(OnEndpoint::Delete(id)),
    })
}

/// The key of a call that is to take effect once at most. Using it again for another endpoint or with
/// other parameters is an error (<https://docs.wooshpay.com/project-1296482/doc-1763752>), so all of
/// them are remembered with it. Undocumented: that bodies are compared byte for byte, and that a key
/// which is empty or cannot be read is refused.
fn idempotency_key(request: &Request, credential: &str) -> Result<Option<Key>, Error> {
    const HEADER: &str = "Idempotency-Key";
    if !request.headers.contains_key(HEADER) {
        return Ok(None);
    }
    let text = request.header(HEADER).filter(|text| !text.is_empty()).ok_or_else(|| {
        let why = "must be printable ASCII text and not empty".to_owned();
        Error::Invalid(HEADER, why)
    })?;
    let method = request.method.as_str().as_bytes();
    let digest = mac::digest(&[method, request.path.as_bytes(), &request.body]);
    Ok(Some(Key {
        text: text.to_owned(),
        credential: credential.to_owned(),
        used_for: std::array::from_fn(|position| digest[position]),
    }))
}
