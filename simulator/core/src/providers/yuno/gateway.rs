//! Yuno's test payment gateway: what becomes of a transaction, decided by documented magic values.
//!
//! Source: <https://docs.y.uno/docs/direct-integration-use-cases/yuno-testing-gateway>. The card decides
//! first, then the payment's description; "if they disagree the card wins". Not a risk engine: expiry,
//! holder and security code are not looked at (Undocumented: the page names values for them, but not
//! what other values lead to).

use super::lifecycle::Hold;
use super::lifecycle::Transition;
use super::response_codes::Group;
use super::response_codes::ResponseCode;

/// The gateway's name in `provider_id`.
pub(super) const ID: &str = "YUNO_TEST_PAYMENT_GW";

/// Card numbers of the gateway's table, without their last two digits: Visa, Mastercard, American
/// Express, Diners, UATP.
const CARDS: [&str; 5] =
    ["45079900000000", "52524400000000", "3700000000000", "36471660000000", "11390000000000"];

/// What the last two digits of such a number stand for.
const SUFFIXES: [(&str, &str); 8] = [
    ("02", "SUCCEEDED"),
    ("10", "INSUFFICIENT_FUNDS"),
    ("28", "DECLINED_BY_BANK"),
    ("36", "DO_NOT_HONOR"),
    ("44", "INVALID_SECURITY_CODE"),
    ("51", "INVALID_CARD_DATA"),
    ("69", "REPORTED_STOLEN"),
    ("77", "ERROR"),
];

/// What a card number of the gateway's table decides; `None` for every other number.
#[must_use]
pub(super) fn verdict_of_card(number: &str) -> Option<ResponseCode> {
    let suffix = CARDS.iter().find_map(|card| number.strip_prefix(card))?;
    let (_, code) = SUFFIXES.iter().find(|(known, _)| *known == suffix)?;
    ResponseCode::from_name(code)
}

/// What becomes of a transaction. An outcome that a fault asks for wins; then the card; then a description
/// that is exactly one response code.
///
/// Undocumented: everything else is approved, as the documents' own examples with 4111111111111111 and
/// free descriptions are. So is that neither the card nor the payment's description says anything of a later
/// transaction, and that a capture's, cancel's or refund's own description decides it.
#[must_use]
pub(super) fn decision(
    forced: Option<&str>,
    card: Option<ResponseCode>,
    description: &str,
) -> ResponseCode {
    forced
        .and_then(ResponseCode::from_name)
        .or(card)
        .or_else(|| ResponseCode::from_name(description))
        .unwrap_or(ResponseCode::SUCCEEDED)
}

/// What a transaction does: its member `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Operation {
    /// Authorizes and captures in one.
    Purchase,
    /// Reserves.
    Authorize,
    /// Looks whether the card is good; moves nothing.
    Verify,
    /// Takes what is reserved.
    Capture,
    /// Releases what is reserved.
    Cancel,
    /// Gives back what was taken.
    Refund,
}

impl Operation {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Purchase => "PURCHASE",
            Self::Authorize => "AUTHORIZE",
            Self::Verify => "VERIFY",
            Self::Capture => "CAPTURE",
            Self::Cancel => "CANCEL",
            Self::Refund => "REFUND",
        }
    }
}

/// The member `status` of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TransactionStatus {
    /// Begun; somebody has to act.
    Created,
    /// Done.
    Succeeded,
    /// Not decided yet.
    Pending,
    /// Refused by the bank or the provider.
    Declined,
    /// Refused by Yuno.
    Rejected,
    /// Ended by an error.
    Error,
    /// Ended by time.
    Expired,
}

impl TransactionStatus {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Succeeded => "SUCCEEDED",
            Self::Pending => "PENDING",
            Self::Declined => "DECLINED",
            Self::Rejected => "REJECTED",
            Self::Error => "ERROR",
            Self::Expired => "EXPIRED",
        }
    }
}

/// How a transaction ended, and what that does to its payment; `None` leaves the payment as it is.
/// `success` is what the operation does to the payment when it goes through.
///
/// For the first transaction the response code's group says all: DECLINED/DECLINED for a declined
/// authorization, as in the table of payment statuses; the one example that shows PENDING/DECLINED is
/// taken for a slip. For a capture:
/// <https://docs.y.uno/reference/payments/status-and-response-codes/payment> lists "CAPTURE DECLINED"
/// behind DECLINED/DECLINED and "CAPTURE ERROR" behind REJECTED/REJECTED, and a capture can be neither
/// rejected nor expired itself; no more can a cancel or a refund.
///
/// Undocumented: a capture that waits for the provider, and a failed cancel, leave the payment
/// authorized; a capture that the provider answers with an error ends the payment in ERROR/ERROR. A
/// failed refund leaves the payment as it was before; the documents name two sub-statuses, each for one
/// way in which a payment was paid.
#[must_use]
pub(super) const fn result(
    operation: Operation,
    success: Transition,
    code: ResponseCode,
) -> (TransactionStatus, Option<Transition>) {
    match operation {
        Operation::Purchase | Operation::Authorize | Operation::Verify => {
            first_result(code, success)
        }
        Operation::Capture => match code.group() {
            Group::Succeeded => (TransactionStatus::Succeeded, Some(success)),
            Group::Waiting(_) => (TransactionStatus::Pending, None),
            Group::Declined | Group::Expired => {
                (TransactionStatus::Declined, Some(Transition::Declined))
            }
            Group::Rejected => (TransactionStatus::Error, Some(Transition::Rejected)),
            Group::Failed => (TransactionStatus::Error, Some(Transition::Failed)),
        },
        Operation::Cancel => match code.group() {
            Group::Succeeded => (TransactionStatus::Succeeded, Some(success)),
            Group::Waiting(_) => (TransactionStatus::Pending, Some(Transition::CancelSubmitted)),
            Group::Declined | Group::Expired => (TransactionStatus::Declined, None),
            Group::Rejected | Group::Failed => (TransactionStatus::Error, None),
        },
        Operation::Refund => match code.group() {
            Group::Succeeded => (TransactionStatus::Succeeded, Some(success)),
            Group::Waiting(_) => (TransactionStatus::Pending, Some(Transition::RefundSubmitted)),
            Group::Declined | Group::Expired => {
                (TransactionStatus::Declined, Some(Transition::RefundDeclined))
            }
            Group::Rejected | Group::Failed => {
                (TransactionStatus::Error, Some(Transition::RefundDeclined))
            }
        },
    }
}

/// How a transaction ended that failed and that Yuno will try again, and what that does to its payment:
/// DECLINED, whatever went wrong, as
/// <https://docs.y.uno/reference/payments/status-and-response-codes/payment> lists "CAPTURE DECLINED" and
/// "REFUND DECLINED" behind the two states of retrying.
///
/// Undocumented: a cancel that is tried again leaves the payment authorized.
#[must_use]
pub(super) const fn postponed(operation: Operation) -> (TransactionStatus, Option<Transition>) {
    let transition = match operation {
        Operation::Capture => Some(Transition::CapturePostponed),
        Operation::Refund => Some(Transition::RefundPostponed),
        Operation::Cancel | Operation::Purchase | Operation::Authorize | Operation::Verify => None,
    };
    (TransactionStatus::Declined, transition)
}

/// What the last failed try of an operation does to its payment.
/// <https://docs.y.uno/docs/payment-features/transaction-retries>
///
/// Undocumented: a cancel leaves the payment authorized.
#[must_use]
pub(super) const fn abandoned(operation: Operation) -> Option<Transition> {
    match operation {
        Operation::Capture => Some(Transition::CaptureAbandoned),
        Operation::Refund => Some(Transition::RefundAbandoned),
        Operation::Cancel | Operation::Purchase | Operation::Authorize | Operation::Verify => None,
    }
}

const fn first_result(
    code: ResponseCode,
    success: Transition,
) -> (TransactionStatus, Option<Transition>) {
    let (status, transition) = match code.group() {
        Group::Succeeded => (TransactionStatus::Succeeded, success),
        Group::Waiting(Hold::InProcess) => {
            (TransactionStatus::Created, Transition::Held(Hold::InProcess))
        }
        Group::Waiting(hold) => (TransactionStatus::Pending, Transition::Held(hold)),
        Group::Declined => (TransactionStatus::Declined, Transition::Declined),
        Group::Rejected => (TransactionStatus::Rejected, Transition::Rejected),
        Group::Failed => (TransactionStatus::Error, Transition::Failed),
        Group::Expired => (TransactionStatus::Expired, Transition::Expired),
    };
    (status, Some(transition))
}

/// Every published test card number: those of the gateway's table, those of
/// <https://docs.y.uno/docs/direct-integration-use-cases/3ds-configuration-and-testing>, and those of
/// the first row, which the examples of <https://docs.y.uno/reference/payments/create-payment> and of
/// <https://docs.y.uno/reference/payments/payment-examples/cards> print. They may be logged as they are.
#[rustfmt::skip] // rows as in the documents
pub(super) const TEST_CARDS: &[&str] = &[
    "4111111111111111", "4000000000001026", "4051885600446623", "4242424242424242",
    "4507990000000002", "5252440000000002", "370000000000002", "3647166000000002", "1139000000000002",
    "4507990000000010", "5252440000000010", "370000000000010", "3647166000000010", "1139000000000010",
    "4507990000000028", "5252440000000028", "370000000000028", "3647166000000028", "1139000000000028",
    "4507990000000036", "5252440000000036", "370000000000036", "3647166000000036", "1139000000000036",
    "4507990000000044", "5252440000000044", "370000000000044", "3647166000000044", "1139000000000044",
    "4507990000000051", "5252440000000051", "370000000000051", "3647166000000051", "1139000000000051",
    "4507990000000069", "5252440000000069", "370000000000069", "3647166000000069", "1139000000000069",
    "4507990000000077", "5252440000000077", "370000000000077", "3647166000000077", "1139000000000077",
    "4556557955726624", "5333259155643223", "341502098634895", "3095000000000000", "3528000000000000",
    "4916994064252017", "4234123412340003", "4604633194219929",
    "5306889942833340", "5424184049821670", "5204240438720050123", "5250548692069390", "5641523891636636",
    "348638267931507", "372021106351394", "3434567891111005", "3794521996036850",
    "3095000000000001", "3528000000000001",
    "4556104160382032", "5328720384582224", "345695399207589", "3095000000000002", "3528000000000002",
    "4024007189449340", "5267648608924299", "349531373081938",
    "4024007179872394", "5187434643593002", "342316317472410",
    "4929251897047956", "4234123412340000", "5512459816707531", "347899129656655",
    "3095000000000005", "3528000000000005",
    "4716429323842524", "5487971631330522", "345197771649926", "3734123412340000",
    "3095000000000006", "3528000000000006",
    "4234123412340006", "4234123412340007", "4234123412340001", "4234123412340002",
    "4556362626719763", "4024007176265022", "4716125059847899",
    "4234123412340400", "4234123412340402", "4234123412340403",
];

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn code(name: &str) -> ResponseCode {
        ResponseCode::from_name(name).unwrap()
    }

    #[test]
    fn every_number_of_the_table_has_its_verdict_and_is_published() {
        for card in CARDS {
            for (suffix, name) in SUFFIXES {
                let number = format!("{card}{suffix}");
                assert_eq!(verdict_of_card(&number), Some(code(name)));
                assert!(TEST_CARDS.contains(&number.as_str()), "{number}");
            }
        }
        assert_eq!(verdict_of_card("4111111111111111"), None);
        assert_eq!(verdict_of_card("45079900000000021"), None);
    }

    #[rstest]
    #[case::free_text(None, None, "Payment with card details", "SUCCEEDED")]
    #[case::description(None, None, "INSUFFICIENT_FUNDS", "INSUFFICIENT_FUNDS")]
    #[case::not_exactly(None, None, "INSUFFICIENT_FUNDS ", "SUCCEEDED")]
    #[case::lower_case(None, None, "do_not_honor", "SUCCEEDED")]
    #[case::documented_misspelling(None, None, "SUCCEDED", "SUCCEEDED")]
    #[case::chargeback_code(None, None, "REVIEW_LOST", "SUCCEEDED")]
    #[case::card_wins(None, Some("DO_NOT_HONOR"), "SUCCEEDED", "DO_NOT_HONOR")]
    #[case::fault_wins(Some("ERROR"), Some("DO_NOT_HONOR"), "SUCCEEDED", "ERROR")]
    fn the_strongest_sign_decides(
        #[case] forced: Option<&str>,
        #[case] card: Option<&str>,
        #[case] description: &str,
        #[case] decided: &str,
    ) {
        assert_eq!(decision(forced, card.map(code), description).name(), decided);
    }
}
