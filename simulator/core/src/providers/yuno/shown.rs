//! From the state to what is answered: fills the types of [`wire`](super::wire) in. Decides nothing.

use std::sync::Arc;

use uuid::Builder;
use uuid::Uuid;

use super::echo;
use super::echo::Echo;
use super::gateway;
use super::state::Card;
use super::state::Funding;
use super::state::Payment;
use super::state::Transaction;
use super::stored::Customer;
use super::stored::Token as StoredCard;
use super::stored::Wallet;
use super::vault;
use super::wire::response;
use super::wire::shapes;
use super::wire::shapes::Shape;
use super::wire::stored;
use super::written::Decimal;
use super::written::Digits;
use super::written::Instant;
use super::written::Token;
use crate::kernel::json_text;
use crate::kernel::json_text::Rendered;
use crate::kernel::json_text::Verbatim;
use crate::kernel::mac;

/// An answer to creating: `transactions` is the one transaction.
#[must_use]
pub(super) fn created(payment: &Payment) -> Vec<u8> {
    let parts = Parts::of(payment);
    let all = parts.transactions();
    json_text::bytes(&parts.answer(all.last(), Some(&all), false))
}

/// An answer to reading: `transactions` is the list of all. The key of the create request is shown here
/// (<https://docs.y.uno/reference/payments/the-payment-object>), the list a second time as
/// `transactions_history` only where the query asks for it.
///
/// Undocumented: the members of the newest form in a payment that is read. The examples of that page are
/// two years older than those of creating, whose form is answered in both places. Of the members that
/// only the older ones have, those are shown that the page on the payment object still lists:
/// `payment_link_code`, `account_code` and `split_marketplace`, but not `taxes` and `split`.
#[must_use]
pub(super) fn read(payment: &Payment, wrapped: bool, history: bool) -> Vec<u8> {
    let parts = Parts::of(payment);
    let all = parts.transactions();
    let payment = parts.answer(&all, history.then_some(all.as_slice()), true);
    if wrapped {
        json_text::bytes(&response::Wrapped { payment })
    } else {
        json_text::bytes(&payment)
    }
}

/// An answer to reading the payments of an order: a list of them, never wrapped, each as it is read by
/// its id. <https://docs.y.uno/reference/payments/retrieve-payment-by-merchant-order-id>
#[must_use]
pub(super) fn listed(payments: &[Arc<Payment>]) -> Vec<u8> {
    let all: Vec<_> = payments.iter().map(|payment| read(payment, false, false)).collect();
    [b"[".to_vec(), all.join(&b','), b"]".to_vec()].concat()
}

/// A stored customer. What was not sent is null, but `metadata`, which is missing then, as in the
/// examples of <https://docs.y.uno/reference/customers/create-customer>.
#[must_use]
pub(super) fn customer(customer: &Customer) -> Vec<u8> {
    let (shape, stored) = (&shapes::CUSTOMER, Some(&customer.data));
    json_text::bytes(&Echo { shape, always: true, stored, sent: None })
}

/// A stored card, in the form of
/// <https://docs.y.uno/reference/payment-methods-direct-workflow/retrieve-enrolled-payment-method-by-id-api>.
#[must_use]
pub(super) fn enrolled(token: &StoredCard, account_id: Uuid) -> Vec<u8> {
    let (card, issuer) = (&token.card, Issuer::of(&token.card));
    let name = format!("{} ****{:04}", card.brand.name(), card.lfd);
    json_text::bytes(&stored::EnrolledMethod {
        account_id,
        name: &name,
        description: &name,
        r#type: CARD,
        category: CARD,
        status: vault::ENROLLED,
        sub_status: (),
        vaulted_token: token.id.0,
        created_at: Instant(token.created_at),
        updated_at: Instant(token.created_at),
        card_data: stored::EnrolledCard {
            iin: Digits(card.iin),
            lfd: Digits(card.lfd.into()),
            expiration_month: card.expiration_month,
            expiration_year: card.expiration_year,
            number_length: card.number_length,
            security_code_length: card.security_code_length,
            brand: card.brand,
            issuer: issuer.name,
            issuer_code: (),
            category: issuer.category,
            r#type: issuer.funding,
            fingerprint: card.fingerprint,
        },
    })
}

/// What several members of an answer share, in its spelling.
pub(super) struct Parts<'a> {
    /// The payment.
    pub payment: &'a Payment,
    /// Two letters.
    pub country: &'a str,
    /// When it was created.
    pub created_at: Instant,
    /// When it changed last.
    pub updated_at: Instant,
    /// The amount.
    pub value: Decimal,
    /// Captured so far.
    pub captured: Decimal,
    /// Refunded so far.
    pub refunded: Decimal,
    /// The first eight digits of the card.
    pub iin: Digits<8>,
    /// The last four digits of the card.
    pub lfd: Digits<4>,
    /// Six digits.
    pub authorization_code: Digits<6>,
    /// `customer_payer`.
    pub customer_payer: Echo<'a>,
    /// `additional_data`.
    pub additional_data: Echo<'a>,
    /// `metadata`.
    pub metadata: Verbatim<'a>,
}

/// What the merchant said of a transaction, in so far as it is shown.
pub(super) struct Said<'a> {
    /// `merchant_reference`.
    pub merchant_reference: &'a str,
    /// `reason`.
    pub reason: Option<&'a str>,
    /// `description`.
    pub description: &'a str,
    /// `simplified_mode`.
    pub simplified_mode: bool,
}

impl<'a> Parts<'a> {
    /// In the form of an answer.
    #[must_use]
    pub(super) fn of(payment: &'a Payment) -> Self {
        Self::shaped(payment, &shapes::PAYER, &shapes::ADDITIONAL_DATA)
    }

    /// With the echoed objects in a form of their own.
    #[must_use]
    pub(super) fn shaped(
        payment: &'a Payment,
        payer: &'static Shape,
        additional_data: &'static Shape,
    ) -> Self {
        let terms = &payment.terms;
        let (asked, card) = (&terms.asked, &terms.asked.card);
        let order = &asked.order;
        // A stored customer is shown as it is stored; what the request adds (an IP address, a browser)
        // fills up. "When `id` is sent, the stored customer data is used."
        let stored = terms.customer.as_ref().map(|customer| &customer.data);
        Self {
            payment,
            country: std::str::from_utf8(&order.country).unwrap_or_default(),
            created_at: Instant(terms.created_at),
            updated_at: Instant(payment.updated_at),
            value: Decimal(asked.amount),
            captured: decimal(payment, payment.captured),
            refunded: decimal(payment, payment.refunded),
            iin: Digits(card.iin),
            lfd: Digits(card.lfd.into()),
            authorization_code: Digits(terms.authorization_code),
            customer_payer: Echo {
                shape: payer,
                always: false,
                stored,
                sent: order.customer_payer.as_ref(),
            },
            additional_data: Echo {
                shape: additional_data,
                always: false,
                stored: None,
                sent: order.additional_data.as_ref(),
            },
            metadata: echo::list(order.metadata.as_ref()),
        }
    }

    /// `amount` of the payment.
    pub(super) fn amount(&self) -> response::Amount {
        response::Amount {
            captured: self.captured,
            currency: self.payment.terms.asked.amount.currency.code(),
            currency_conversion: (),
            refunded: self.refunded,
            value: self.value,
        }
    }

    fn answer<'b, T>(
        &'b self,
        transactions: T,
        transactions_history: Option<&'b [Rendered<response::Transaction<'b>>]>,
        is_read: bool,
    ) -> response::Payment<'b, T> {
        let (payment, terms) = (self.payment, &self.payment.terms);
        let order = &terms.asked.order;
        response::Payment {
            id: payment.id.0,
            account_id: terms.account_id,
            description: &order.description,
            country: self.country,
            status: payment.status.status(),
            sub_status: payment.status.sub_status(),
            merchant_order_id: &order.merchant_order_id,
            created_at: self.created_at,
            updated_at: self.updated_at,
            amount: self.amount(),
            checkout: CHECKOUT,
            payment_method: self.payment_method(),
            customer_payer: self.customer_payer,
            additional_data: self.additional_data,
            transactions,
            transactions_history,
            callback_url: order.callback_url.as_deref(),
            workflow: WORKFLOW,
            metadata: self.metadata,
            fraud_screening: (),
            payment_link_id: "",
            payment_link_code: is_read.then_some(""),
            subscription_code: (),
            account_code: is_read.then_some(terms.account_id),
            idempotency_key: is_read.then_some(&*order.idempotency_key),
            routing_rules: response::RoutingRules {
                smart_routing: false,
                monitors: false,
                condition: response::Condition { id: ROUTE, name: ROUTE_NAME, description: "" },
            },
            simplified_mode: false,
            split_marketplace: is_read.then_some([]),
        }
    }

    /// `payment_method` of the payment.
    pub(super) fn payment_method(&self) -> response::PaymentMethod<'_> {
        response::PaymentMethod {
            vaulted_token: self.vaulted_token(),
            r#type: CARD,
            vault_on_success: self.vault_on_success(),
            token: "",
            parent_payment_method_type: self.payment.wallet().map(Wallet::name),
            payment_method_detail: self.detail(),
        }
    }

    /// All of them, rendered: an answer shows each up to twice.
    fn transactions(&self) -> Vec<Rendered<response::Transaction<'_>>> {
        let transactions = self.payment.transactions.iter();
        transactions.map(|one| Rendered::of(&self.transaction(one))).collect()
    }

    fn transaction<'b>(&'b self, transaction: &'b Transaction) -> response::Transaction<'b> {
        let said = self.said(transaction);
        let advice = transaction.code.merchant_advice();
        response::Transaction {
            id: transaction.id.0,
            r#type: transaction.operation,
            status: transaction.status,
            category: CARD,
            amount: decimal(self.payment, transaction.amount),
            provider_id: gateway::ID,
            payment_method: self.transaction_method(),
            response_code: transaction.code.name(),
            response_message: transaction.code.message(),
            reason: said.reason,
            description: said.description,
            merchant_reference: said.merchant_reference,
            merchant_advice_code: advice.map(|advice| advice.code),
            merchant_advice_code_message: advice.map(|advice| advice.message),
            provider_data: response::ProviderData {
                id: gateway::ID,
                transaction_id: provider_transaction(transaction),
                account_id: "",
                status: transaction.status,
                sub_status: "",
                status_detail: "",
                merchant_advice_code: advice.map(|advice| advice.provider_code),
                merchant_advice_code_message: advice.map(|advice| advice.provider_message),
                response_message: provider_answer(transaction).map(|(_, message)| message),
                response_code: provider_answer(transaction).map(|(code, _)| code),
                raw_response: RAW_RESPONSE,
                third_party_transaction_id: "",
                third_party_account_id: (),
                iso8583_response_code: (),
                iso8583_response_message: (),
            },
            connection_data: CONNECTION,
            created_at: Instant(transaction.created_at),
            updated_at: Instant(transaction.updated_at),
        }
    }

    /// What the merchant said of a transaction.
    ///
    /// The first one, and what Yuno does on its schedule, have the words of the payment: the merchant's
    /// own reference, else the order, as in the two examples that are modelled. A later one has its own;
    /// without a reference "the transaction takes the payment's `merchant_order_id`"
    /// (<https://docs.y.uno/reference/payments/cancel-or-refund-a-payment>).
    ///
    /// Undocumented: without a description it has the payment's.
    #[must_use]
    pub(super) fn said<'b>(&'b self, transaction: &'b Transaction) -> Said<'b> {
        let order = &self.payment.terms.asked.order;
        let (reference, request) = match &transaction.request {
            Some(request) => (&request.merchant_reference, Some(request)),
            None => (&order.merchant_reference, None),
        };
        let description = request.and_then(|request| request.description.as_deref());
        Said {
            merchant_reference: reference.as_deref().unwrap_or(&order.merchant_order_id),
            reason: request.and_then(|request| request.reason.as_deref()),
            description: description.unwrap_or(&order.description),
            simplified_mode: request.is_some_and(|request| request.simplified_mode),
        }
    }

    /// `payment_method` of a transaction.
    pub(super) fn transaction_method(&self) -> response::TransactionMethod<'_> {
        response::TransactionMethod {
            vaulted_token: self.vaulted_token(),
            r#type: CARD,
            vault_on_success: self.vault_on_success(),
            token: "",
            parent_payment_method_type: self.payment.wallet().map(Wallet::name),
            detail: self.detail(),
        }
    }

    /// `vaulted_token`.
    #[must_use]
    pub(super) fn vaulted_token(&self) -> Token {
        Token(self.payment.vaulted_token().map(|token| token.0))
    }

    /// `vault_on_success`, as it was sent.
    #[must_use]
    pub(super) fn vault_on_success(&self) -> bool {
        self.payment.terms.stored.as_ref().is_some_and(|stored| stored.storing.on_success)
    }

    /// `stored_credentials`: as they were sent, with the network's id that went with the charge.
    ///
    /// Undocumented: that the id is shown for a charge by the merchant as well.
    #[must_use]
    pub(super) fn stored_credentials(&self) -> response::StoredCredentials<'_> {
        let stored = self.payment.terms.stored.as_deref();
        let Some((stored, sent)) =
            stored.and_then(|stored| Some((stored, stored.storing.credentials.as_ref()?)))
        else {
            return response::StoredCredentials::default();
        };
        response::StoredCredentials {
            reason: sent.reason,
            usage: sent.usage,
            subscription_agreement_id: sent.subscription_agreement_id.as_deref(),
            network_transaction_id: stored.network_transaction_id.as_deref(),
        }
    }

    fn detail(&self) -> response::Detail<'_> {
        let asked = &self.payment.terms.asked;
        let card = &asked.card;
        let issuer = Issuer::of(card);
        response::Detail {
            card: response::Card {
                verify: asked.verify,
                capture: asked.capture,
                installments: card.installments,
                installments_plan_id: (),
                first_installment_deferral: card.first_installment_deferral,
                installments_type: "",
                installment_amount: (),
                soft_descriptor: card.soft_descriptor.as_deref().unwrap_or_default(),
                authorization_code: self.authorization_code,
                retrieval_reference_number: "",
                acquirer_reference_number: "",
                voucher: (),
                card_data: response::CardData {
                    holder_name: &card.holder_name,
                    iin: self.iin,
                    lfd: self.lfd,
                    number_length: card.number_length,
                    security_code_length: card.security_code_length,
                    brand: card.brand,
                    issuer_name: issuer.name,
                    issuer_code: (),
                    country_code: issuer.country,
                    category: issuer.category,
                    r#type: issuer.funding,
                    three_d_secure: response::ThreeDSecure::default(),
                    fingerprint: card.fingerprint,
                    expiration_month: card.expiration_month,
                    expiration_year: card.expiration_year,
                },
                stored_credentials: self.stored_credentials(),
            },
        }
    }
}

/// `category`, `type` of a payment method.
pub(super) const CARD: &str = "CARD";
/// The workflow.
pub(super) const WORKFLOW: &str = "DIRECT";
/// Direct payments have no session.
pub(super) const CHECKOUT: response::Checkout =
    response::Checkout { session: "", sdk_action_required: false };
/// The route of the examples.
pub(super) const ROUTE: u32 = 192_539;
/// Its name.
pub(super) const ROUTE_NAME: &str = "Card";
/// The connection of the examples.
pub(super) const CONNECTION: response::ConnectionData = response::ConnectionData {
    id: Uuid::from_u128(0xa2ee_2f97_8ba0_4198_a821_3b75_0bc9_7872),
    name: (),
};
/// The test gateway answers the same in every example, whatever the payment.
pub(super) const RAW_RESPONSE: response::RawResponse = response::RawResponse {
    amount: response::RawAmount { currency: "BRL", value: 2100 },
    merchant_account: "YunoPaymentsECOM",
    reference: "34343434",
    status: "received",
};

/// Who issued a card. The first eight digits 41111111 are in the examples; of other numbers
/// nothing is documented, and they show what the example of
/// <https://docs.y.uno/reference/payments/authorize-payment> shows without knowing the issuer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Issuer {
    /// Its name.
    pub name: &'static str,
    /// Its country.
    pub country: Option<&'static str>,
    /// The card's product.
    pub category: Option<&'static str>,
    /// Credit or debit: what the merchant said counts first.
    pub funding: Funding,
}

impl Issuer {
    /// The issuer of a card.
    #[must_use]
    pub(super) fn of(card: &Card) -> Self {
        let known = card.iin == 41_111_111;
        let funding = if known { Funding::Debit } else { Funding::Credit };
        Self {
            name: if known { "CONOTOXIA SP Z O O" } else { "" },
            country: known.then_some("PL"),
            category: known.then_some("CLASSIC"),
            funding: card.funding.unwrap_or(funding),
        }
    }
}

/// An amount of a payment.
#[must_use]
pub(super) fn decimal(payment: &Payment, minor: i64) -> Decimal {
    Decimal(payment.terms.asked.amount.with_minor(minor))
}

/// The provider's id of a transaction: a function of ours, so that it need not be kept.
#[must_use]
pub(super) fn provider_transaction(transaction: &Transaction) -> Uuid {
    let digest = mac::digest(&[b"provider transaction", transaction.id.0.as_bytes()]);
    Builder::from_random_bytes(std::array::from_fn(|at| digest[at])).into_uuid()
}

/// The provider's own code and text: nothing on success, as in the examples.
///
/// Undocumented: what the test gateway says on declines; the ISO 8583 code where the response code has
/// one, as in the example "Card - With Merchant Advice Code".
#[must_use]
pub(super) fn provider_answer(transaction: &Transaction) -> Option<(&'static str, &'static str)> {
    transaction.code.iso8583().map(|code| (code, transaction.code.message()))
}
