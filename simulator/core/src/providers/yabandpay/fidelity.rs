//! On what grounds YabandPay is emulated: every method, return code, notification and state with its page.

use super::auth;
use super::errors;
use super::lifecycle::Status;
use super::method::Method;
use super::specimens;
use super::webhooks;
use crate::kernel::fidelity::Grounds;
use crate::kernel::fidelity::Offered;
use crate::kernel::fidelity::Origin;
use crate::kernel::fidelity::Stated;

/// The table of return codes.
const CODES: Origin =
    Origin::documented("https://docs.yabandpay.com/api/cn/payments/cards/token.html");
/// The parameters of notifications, among them the two types and the table of states.
const NOTIFICATIONS: Origin =
    Origin::documented("https://docs.yabandpay.com/api/en/payments/others/notify.html");

pub(super) const GROUNDS: Grounds = Grounds {
    specimens: specimens::SPECIMENS,
    operations: || Method::ALL.map(offered).into(),
    errors: || errors::CODES.iter().map(|name| Stated { name, origin: CODES }).collect(),
    events: || [webhooks::PAYMENT, webhooks::REFUND].map(notified).into(),
    statuses: || Status::ALL.map(Status::name).map(notified).into(),
};

fn offered(method: Method) -> Offered {
    let info = method.info();
    let envelope = auth::ENVELOPE.iter().map(|&name| name.to_owned());
    let data = method.members().iter().map(|name| format!("data.{name}"));
    let inferred = method.inferred().iter().map(|name| format!("data.{name}"));
    Offered {
        name: info.name,
        call: Some(method.word()),
        request: envelope.chain(data).collect(),
        inferred: inferred.collect(),
        origin: Origin::documented(info.source),
    }
}

const fn notified(name: &'static str) -> Stated {
    Stated { name, origin: NOTIFICATIONS }
}
