//! What a create request says of storing its card, and of the stored card that it charges.
//!
//! Source: <https://docs.y.uno/docs/payment-features/stored-credentials>, lengths included. No member is
//! required there, and none refuses another: what does not go together is advised against, not refused.
//!
//! Undocumented: a reason or a usage that the page does not list is `INVALID_PARAMETERS`.

use super::credentials::Reason;
use super::credentials::Usage;
use super::fields::At;
use super::fields::Problems;
use super::stored::Credentials;
use super::stored::Storing;
use super::wire::request;
use super::wire::request::Member;

const CREDENTIALS: &str = "payment_method.detail.card.stored_credentials";
const REASON: &str = "payment_method.detail.card.stored_credentials.reason";
const USAGE: &str = "payment_method.detail.card.stored_credentials.usage";
const AGREEMENT: &str = "payment_method.detail.card.stored_credentials.subscription_agreement_id";
const NETWORK: &str = "payment_method.detail.card.stored_credentials.network_transaction_id";

/// Reads both; nothing when nothing is said.
pub(super) fn read(
    method: &request::PaymentMethod<'_>,
    credentials: Member<'_>,
    problems: &mut Problems,
) -> Option<Box<Storing>> {
    let path = "payment_method.vault_on_success";
    let on_success = problems.flag((path, method.vault_on_success)).unwrap_or(false);
    let credentials = problems.object((CREDENTIALS, credentials));
    let credentials = credentials.map(|sent| read_credentials(&sent, problems));
    (on_success || credentials.is_some()).then(|| Box::new(Storing { on_success, credentials }))
}

fn read_credentials(sent: &request::StoredCredentials<'_>, problems: &mut Problems) -> Credentials {
    let reasons = "be one of CARD_ON_FILE, SUBSCRIPTION, UNSCHEDULED_CARD_ON_FILE";
    Credentials {
        reason: one_of((REASON, sent.reason), reasons, Reason::from_name, problems),
        usage: one_of((USAGE, sent.usage), "be FIRST or USED", Usage::from_name, problems),
        subscription_agreement_id: id((AGREEMENT, sent.subscription_agreement_id), problems),
        network_transaction_id: id((NETWORK, sent.network_transaction_id), problems),
    }
}

fn one_of<T>(
    at: At<'_>,
    must: &str,
    known: fn(&str) -> Option<T>,
    problems: &mut Problems,
) -> Option<T> {
    problems.read(at, must, |value| value.string().and_then(|name| known(&name)))
}

fn id(at: At<'_>, problems: &mut Problems) -> Option<Box<str>> {
    problems.text(at, 3..=255).map(Box::from)
}
