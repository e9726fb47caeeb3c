//! What operations on a payment are answered with: the transaction that was made, with its payment inside,
//! or, for a refund, the whole payment. Fills the types of [`wire`](super::wire) in. Decides nothing.
//!
//! The examples are followed to the letter where they agree with each other, and each in what it alone
//! shows, odd as some of it is: the amount of a transaction always has `captured` and `refunded` 0, a
//! cancel shows an empty reference whatever was sent, `account_id` of a payment is empty, and what the
//! provider was told is only shown where the whole amount was captured or refunded.
//!
//! Undocumented: the amount of a partial refund, whose one example shows the payment's instead; a full
//! refund ends as `SUCCEEDED`, where two examples have `REFUNDED` and a third has not; what the provider
//! says to a failure, which is modelled on what it says to a success.

use super::echo::Echo;
use super::gateway;
use super::gateway::Operation;
use super::gateway::TransactionStatus;
use super::response_codes::ResponseCode;
use super::shown;
use super::shown::Parts;
use super::state::Payment;
use super::state::Transaction;
use super::wire::outcome;
use super::wire::outcome::ProviderTransaction;
use super::wire::refund;
use super::wire::shapes;
use super::written::Instant;
use crate::kernel::json_text;
use crate::kernel::json_text::Rendered;

/// An answer to a capture.
#[must_use]
pub(super) fn captured(payment: &Payment) -> Vec<u8> {
    let of = Of::latest(payment);
    json_text::bytes(&of.transaction(of.captured_by()))
}

/// An answer to one of the two that cancel or refund.
#[must_use]
pub(super) fn cancelled_or_refunded(payment: &Payment) -> Vec<u8> {
    let of = Of::latest(payment);
    let released = of.made.operation == Operation::Cancel;
    let data = if released { of.released_by() } else { of.given_back_by() };
    json_text::bytes(&of.transaction(data))
}

/// An answer to a cancel.
#[must_use]
pub(super) fn cancelled(payment: &Payment) -> Vec<u8> {
    let of = Of::latest(payment);
    let (made, approved) = (of.made, approval(of.made.code));
    let amount = |amount| outcome::Amount { currency_conversion: Some(()), ..amount };
    let inner = of.payment();
    let cancel = outcome::Cancel {
        id: made.id.0,
        r#type: made.operation,
        status: made.status,
        category: shown::CARD,
        amount: amount(of.amount()),
        merchant_reference: of.merchant_reference(),
        created_at: Instant(made.created_at),
        updated_at: Instant(made.updated_at),
        provider_data: outcome::CancelProviderData {
            id: gateway::ID,
            transaction_id: "",
            account_id: "",
            status: made.status.name(),
            sub_status: "",
            status_detail: made.status.name(),
            response_message: (),
            response_code: made.code.name(),
            raw_response: MESSAGE,
            third_party_transaction_id: (),
            third_party_account_id: (),
            iso8583_response_code: approved.map(|(code, _)| code),
            iso8583_response_message: approved.map(|(_, message)| message),
        },
        response_code: made.code.name(),
        response_message: made.code.message(),
        payment: outcome::Payment {
            amount: amount(inner.amount),
            additional_data: None,
            split_marketplace: Some([]),
            ..inner
        },
        customer_payer: (),
        simplified_mode: false,
        receipt: false,
        receipt_url: (),
        receipt_language: (),
    };
    json_text::bytes(&cancel)
}

/// An answer to a refund: the whole payment, with the transactions that went before where the request or
/// the payment asked for them.
#[must_use]
pub(super) fn refunded(payment: &Payment) -> Vec<u8> {
    let parts = Parts::shaped(payment, &shapes::PAYER_IN_REFUND, &shapes::ADDITIONAL_DATA);
    let order = &payment.terms.asked.order;
    let transactions: Vec<_> =
        payment.transactions.iter().map(|one| Rendered::of(&in_refund(&parts, one))).collect();
    let latest = Rendered::of(&in_refund(&parts, payment.latest()));
    let request = payment.latest().request.as_ref();
    let history = order.transactions_history || request.is_some_and(|it| it.transactions_history);
    json_text::bytes(&refund::Payment {
        id: payment.id.0,
        account_id: "",
        description: &order.description,
        country: parts.country,
        status: payment.status.status(),
        sub_status: payment.status.sub_status(),
        merchant_order_id: &order.merchant_order_id,
        created_at: parts.created_at,
        updated_at: parts.updated_at,
        amount: parts.amount(),
        checkout: shown::CHECKOUT,
        payment_method: parts.payment_method(),
        customer_payer: parts.customer_payer,
        additional_data: parts.additional_data,
        transactions: &latest,
        transactions_history: history.then_some(&transactions),
        metadata: parts.metadata,
        fraud_screening: (),
        payment_link_id: "",
        subscription_code: (),
        routing_rules: (),
        simplified_mode: false,
    })
}

fn in_refund<'a>(parts: &'a Parts<'_>, transaction: &'a Transaction) -> refund::Transaction<'a> {
    let said = parts.said(transaction);
    refund::Transaction {
        id: transaction.id.0,
        r#type: transaction.operation,
        status: transaction.status,
        category: shown::CARD,
        amount: shown::decimal(parts.payment, transaction.amount),
        provider_id: gateway::ID,
        payment_method: parts.transaction_method(),
        response_code: transaction.code.name(),
        response_message: transaction.code.message(),
        reason: said.reason,
        description: said.description,
        merchant_reference: said.merchant_reference,
        provider_data: refund::ProviderData {
            id: gateway::ID,
            transaction_id: shown::provider_transaction(transaction),
            account_id: "",
            status: "",
            sub_status: "",
            status_detail: "",
            response_message: (),
            response_code: transaction.code.name(),
            raw_request: RAW_REQUEST,
            raw_response: MESSAGE,
            third_party_transaction_id: (),
            third_party_account_id: (),
            iso8583_response_code: (),
            iso8583_response_message: (),
        },
        connection_data: (),
        created_at: Instant(transaction.created_at),
        updated_at: Instant(transaction.updated_at),
    }
}

/// The gateway's account in every example.
const GATEWAY_ACCOUNT: &str = "493e9374-510a-4201-9e09-de669d75f256";
/// The test gateway is told the same in every example, whatever the payment.
const RAW_REQUEST: outcome::RawRequest = outcome::RawRequest {
    amount: outcome::RawAmount { currency: "BRL", value: 2100 },
    reference: "34343434",
};
/// What it answers to cancels and refunds.
const MESSAGE: outcome::RawMessage = outcome::RawMessage { message: "provider response" };

/// The ISO 8583 code and text, where there is one.
fn approval(code: ResponseCode) -> Option<(&'static str, &'static str)> {
    if code == ResponseCode::SUCCEEDED {
        return Some(("00", "Approved or completed successfully"));
    }
    code.iso8583().map(|known| (known, code.message()))
}

/// A transaction that was made last, and its payment.
struct Of<'a> {
    parts: Parts<'a>,
    made: &'a Transaction,
}

impl<'a> Of<'a> {
    fn latest(payment: &'a Payment) -> Self {
        let shape = &shapes::ADDITIONAL_DATA_OF_TRANSACTION;
        let parts = Parts::shaped(payment, &shapes::PAYER, shape);
        Self { parts, made: payment.latest() }
    }

    fn transaction(&self, provider_data: outcome::ProviderData) -> outcome::Transaction<'_> {
        outcome::Transaction {
            id: self.made.id.0,
            r#type: self.made.operation,
            status: self.made.status,
            category: shown::CARD,
            amount: self.amount(),
            merchant_reference: self.merchant_reference(),
            created_at: Instant(self.made.created_at),
            updated_at: Instant(self.made.updated_at),
            provider_data,
            response_code: self.made.code.name(),
            response_message: self.made.code.message(),
            payment: self.payment(),
        }
    }

    fn merchant_reference(&self) -> &str {
        match self.made.operation {
            Operation::Cancel => "",
            Operation::Purchase
            | Operation::Authorize
            | Operation::Verify
            | Operation::Capture
            | Operation::Refund => self.parts.said(self.made).merchant_reference,
        }
    }

    fn amount(&self) -> outcome::Amount {
        let nothing = shown::decimal(self.parts.payment, 0);
        outcome::Amount {
            captured: nothing,
            currency: self.parts.payment.terms.asked.amount.currency.code(),
            currency_conversion: None,
            refunded: nothing,
            value: shown::decimal(self.parts.payment, self.made.amount),
        }
    }

    /// The payment inside. Undocumented: `additional_data` of the request, which is "echoed in the
    /// payment", takes the place of the payment's own in this answer and nowhere else.
    fn payment(&self) -> outcome::Payment<'_> {
        let (parts, payment) = (&self.parts, self.parts.payment);
        let order = &payment.terms.asked.order;
        let request = self.made.request.as_ref();
        let sent = request.and_then(|request| request.additional_data.as_ref());
        let own = parts.additional_data;
        let additional_data = Echo { always: true, sent: sent.or(own.sent), ..own };
        outcome::Payment {
            id: payment.id.0,
            account_id: "",
            description: &order.description,
            country: parts.country,
            status: payment.status.status(),
            sub_status: payment.status.sub_status(),
            merchant_order_id: &order.merchant_order_id,
            created_at: parts.created_at,
            updated_at: parts.updated_at,
            amount: outcome::Amount {
                captured: parts.captured,
                refunded: parts.refunded,
                value: parts.value,
                ..self.amount()
            },
            additional_data: (self.made.operation != Operation::Cancel).then_some(additional_data),
            split_marketplace: None,
        }
    }

    /// What the provider said to a capture.
    fn captured_by(&self) -> outcome::ProviderData {
        let (made, succeeded) = (self.made, self.made.status == TransactionStatus::Succeeded);
        outcome::ProviderData {
            transaction_id: ProviderTransaction::Id(shown::provider_transaction(made)),
            account_id: GATEWAY_ACCOUNT,
            status: made.status.name(),
            response_message: Some(made.code.message()),
            response_code: if succeeded { "" } else { made.code.name() },
            ..self.provider_data()
        }
    }

    /// What it said to a cancel.
    fn released_by(&self) -> outcome::ProviderData {
        outcome::ProviderData {
            status: self.made.status.name(),
            sub_status: Some(""),
            status_detail: self.made.status.name(),
            raw_request: None,
            ..self.provider_data()
        }
    }

    /// What it said to a refund.
    fn given_back_by(&self) -> outcome::ProviderData {
        let data = self.provider_data();
        let sub_status = if data.raw_request.is_none() { Some("") } else { None };
        outcome::ProviderData { account_id: GATEWAY_ACCOUNT, sub_status, ..data }
    }

    fn provider_data(&self) -> outcome::ProviderData {
        let approved = approval(self.made.code);
        let whole = self.made.amount == self.parts.payment.terms.asked.amount.minor;
        outcome::ProviderData {
            id: gateway::ID,
            transaction_id: ProviderTransaction::Text(""),
            account_id: "",
            status: "",
            sub_status: None,
            status_detail: "",
            response_message: None,
            response_code: self.made.code.name(),
            iso8583_response_code: approved.map(|(code, _)| code),
            iso8583_response_message: approved.map(|(_, message)| message),
            raw_request: if whole { Some(RAW_REQUEST) } else { None },
            raw_response: (),
            third_party_transaction_id: (),
            third_party_account_id: (),
        }
    }
}
