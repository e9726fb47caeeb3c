//! On what grounds WooshPay is emulated: its pages tell much of what is asked, and little of what is refused.

use crate::kernel::fidelity::Basis;
use crate::kernel::fidelity::Grounds;
use crate::kernel::fidelity::Offered;
use crate::kernel::fidelity::Origin;
use crate::kernel::fidelity::Stated;
use crate::providers::wooshpay::errors;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::profile::Operation;
use crate::providers::wooshpay::specimens;
use crate::providers::wooshpay::webhooks;

/// Statuses and types of refusals are documented; no code is.
const REFUSALS: Origin =
    Origin::inferred("https://docs.wooshpay.com/project-1296482/doc-1763752, errors, has no codes");

pub(crate) const GROUNDS: Grounds = Grounds {
    specimens: specimens::SPECIMENS,
    operations: || Operation::ALL.map(offered).into(),
    errors: || errors::CODES.iter().map(|name| Stated { name, origin: REFUSALS }).collect(),
    events: || {
        let told = |&name| Stated { name, origin: webhooks::origin(name) };
        webhooks::KINDS.iter().map(told).collect()
    },
    statuses: || Status::ALL.map(|one| Stated { name: one.name(), origin: one.origin() }).into(),
};

fn offered(operation: Operation) -> Offered {
    let info = operation.info();
    let origin = origin(operation);
    let request: Vec<_> = operation.members().iter().map(|&place| place.to_owned()).collect();
    // Of a call whose path no page has, none has the members.
    let inferred = match origin.basis {
        Basis::Documented => Vec::new(),
        Basis::Inferred => request.clone(),
    };
    Offered { name: info.name, call: None, request, inferred, origin }
}

/// The navigation names two calls whose paths no page has.
const fn origin(operation: Operation) -> Origin {
    let source = operation.info().source;
    match operation {
        Operation::CancelPaymentIntent | Operation::ExpireCheckoutSession => {
            Origin::inferred(source)
        }
        Operation::CreatePaymentIntent
        | Operation::RetrievePaymentIntent
        | Operation::ConfirmPaymentIntent
        | Operation::CreateCheckoutSession
        | Operation::RetrieveCheckoutSession
        | Operation::CreateRefund
        | Operation::RetrieveRefund
        | Operation::CreateWebhookEndpoint
        | Operation::ListWebhookEndpoints
        | Operation::RetrieveWebhookEndpoint
        | Operation::UpdateWebhookEndpoint
        | Operation::DeleteWebhookEndpoint => Origin::documented(source),
    }
}

impl Status {
    /// Where its word comes from.
    const fn origin(self) -> Origin {
        match self {
            Self::RequiresPaymentMethod | Self::RequiresAction => {
                Origin::documented("https://docs.wooshpay.com/7227990m0")
            }
            Self::RequiresConfirmation => Origin::inferred(
                "the API that WooshPay's is modelled on has it before a confirmation",
            ),
            Self::Succeeded => Origin::documented("https://wooshpay.com/docs/alipay"),
            Self::Canceled => {
                Origin::documented("https://docs.wooshpay.com/apidoc/project-1296482/doc-2895670")
            }
        }
    }
}
