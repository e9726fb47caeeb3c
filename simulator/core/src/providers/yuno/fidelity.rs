//! On what grounds Yuno is emulated: every operation, refusal, event and state with its page.

use super::call;
use super::errors;
use super::later;
use super::lifecycle;
use super::specimens;
use super::webhooks;
use super::wire::members;
use super::wire::members::Members;
use crate::kernel::fidelity::Grounds;
use crate::kernel::fidelity::Offered;
use crate::kernel::fidelity::Origin;
use crate::kernel::fidelity::Stated;
use crate::kernel::provider::OperationInfo;

/// The table of the events of payments.
const EVENTS: Origin = Origin::documented("https://docs.y.uno/docs/webhooks");
/// The table of statuses and sub-statuses.
const STATUSES: Origin =
    Origin::documented("https://docs.y.uno/reference/payments/status-and-response-codes/payment");
/// Undocumented: what a payment is called whose transaction has this response code.
const RESPONSE_CODES: Origin = Origin::inferred(
    "https://docs.y.uno/reference/payments/status-and-response-codes/transaction has the response code, no \
     page the sub-status of such a payment",
);
/// States that the table does not have.
const OTHER_STATUSES: [(&str, Origin); 3] = [
    ("PENDING/IN_REVIEW", RESPONSE_CODES),
    ("PENDING/PENDING_REVIEW", RESPONSE_CODES),
    (
        "SUCCEEDED/VERIFIED",
        Origin::documented("https://docs.y.uno/docs/security-and-compliance/card-verification"),
    ),
];

pub(super) const GROUNDS: Grounds = Grounds {
    specimens: specimens::SPECIMENS,
    operations: || call::OPERATIONS.iter().map(offered).collect(),
    errors: || errors::Code::all().map(refusal).collect(),
    events: || webhooks::EVENTS.iter().map(|name| Stated { name, origin: EVENTS }).collect(),
    statuses: || lifecycle::NAMES.iter().map(|name| state(name)).collect(),
};

fn offered(info: &OperationInfo) -> Offered {
    let mut request = Vec::new();
    list("", members_of(info.name), &mut request);
    let (inferred, origin) = (Vec::new(), Origin::documented(info.source));
    Offered { name: info.name, call: None, request, inferred, origin }
}

/// What warnings of unknown members go by.
fn members_of(operation: &str) -> Members {
    match operation {
        call::CREATE_PAYMENT => members::CREATE_PAYMENT,
        call::CREATE_CUSTOMER => members::CREATE_CUSTOMER,
        call::CAPTURE_PAYMENT => later::CAPTURE.documented,
        call::CANCEL_PAYMENT => later::CANCEL.documented,
        call::REFUND_PAYMENT => later::REFUND.documented,
        call::CANCEL_OR_REFUND_PAYMENT | call::CANCEL_OR_REFUND_TRANSACTION => {
            later::CANCEL_OR_REFUND.documented
        }
        call::RETRIEVE_PAYMENT
        | call::LIST_PAYMENTS
        | call::RETRIEVE_CUSTOMER
        | call::RETRIEVE_CUSTOMER_BY_EXTERNAL_ID => &[],
        name => unreachable!("{name} is an operation that nothing reads"),
    }
}

/// The places of members, each before those inside of it.
fn list(parents: &str, members: Members, places: &mut Vec<String>) {
    for member in members {
        let place = format!("{parents}{}", member.name);
        places.push(place.clone());
        list(&format!("{place}."), member.inside, places);
    }
}

fn state(name: &'static str) -> Stated {
    let other = OTHER_STATUSES.iter().find(|(other, _)| *other == name);
    Stated { name, origin: other.map_or(STATUSES, |(_, origin)| *origin) }
}

fn refusal(code: errors::Code) -> Stated {
    let documented = code.documented();
    Stated { name: documented.code, origin: Origin::documented(documented.source) }
}
