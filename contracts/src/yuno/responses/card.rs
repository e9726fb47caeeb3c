//! The payment method of an answer, in full for cards; other kinds are kept as sent.
//!
//! The number and the security code of a card are in no answer.

use serde::Deserialize;

use crate::Decimal;
use crate::Member;
use crate::RawJson;
use crate::Secret;
use crate::yuno::VaultedToken;

answer! {
    /// How a payment is paid.
    PaymentMethod
    required {
        /// The kind, as `CARD`.
        r#type: String,
    }
    optional {
        /// The stored method it is; empty when it is none.
        vaulted_token: VaultedToken,
        /// Whether it is stored when the payment succeeds.
        vault_on_success: bool,
        /// Whether it is stored when the payment fails.
        vault_on_decline: bool,
        /// A one-time password; empty in the only documented answer that has it.
        otp: RawJson,
        /// The one-time token it was; empty when it was none.
        token: Secret,
        /// The kind of the method this one belongs to.
        parent_payment_method_type: String,
        /// What belongs to the kind: the name in the payment, and in the transactions of webhooks.
        payment_method_detail: MethodDetail,
        /// What belongs to the kind: the name in the transactions of the API.
        detail: MethodDetail,
    }
}

impl PaymentMethod {
    /// The card, under whichever of its two names the answer has it.
    #[must_use]
    pub fn card(&self) -> Option<&Card> {
        [&self.payment_method_detail, &self.detail]
            .into_iter()
            .filter_map(Member::value)
            .find_map(|detail| detail.card.value())
    }

    /// Where the payer goes on, whatever the kind of the method; nothing when there is nowhere to go.
    #[must_use]
    pub fn redirect_url(&self) -> Option<String> {
        [&self.payment_method_detail, &self.detail]
            .into_iter()
            .filter_map(Member::value)
            .find_map(MethodDetail::redirect_url)
    }
}

impl MethodDetail {
    fn redirect_url(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Onward {
            redirect_url: Option<String>,
        }

        let Self { card, wallet, bnpl, bank_transfer, ticket, payment_link } = self;
        let of_card = card.value().and_then(|card| card.redirect_url.value().cloned());
        let kinds = [wallet, bnpl, bank_transfer, ticket, payment_link];
        let mut others = kinds.into_iter().filter_map(Member::value);
        of_card.or_else(|| others.find_map(|raw| raw.decode::<Onward>().ok()?.redirect_url))
    }
}

answer! {
    /// What belongs to the kind of a payment method: one member is there, the others are absent or null.
    MethodDetail
    optional {
        /// A card.
        card: Card,
        /// A wallet.
        wallet: RawJson,
        /// Buy now, pay later.
        bnpl: RawJson,
        /// A bank transfer.
        bank_transfer: RawJson,
        /// A ticket to pay elsewhere.
        ticket: RawJson,
        /// A payment link.
        payment_link: RawJson,
    }
}

answer! {
    /// A card payment.
    Card
    optional {
        /// Whether the card was verified only.
        verify: bool,
        /// Whether the money was taken at once.
        capture: bool,
        /// The number of instalments.
        installments: i64,
        /// The plan of the instalments.
        installments_plan_id: String,
        /// All instalments together.
        installments_total_amount: Decimal,
        /// The months before the first instalment.
        first_installment_deferral: i64,
        /// The kind of instalments; empty without any.
        installments_type: String,
        /// The amount of one instalment.
        installment_amount: Decimal,
        /// Another spelling of `installment_amount`; in webhooks.
        installments_amount: Decimal,
        /// The text on the shopper's statement.
        soft_descriptor: String,
        /// The issuer's approval.
        authorization_code: String,
        /// The reference of the retrieval.
        retrieval_reference_number: String,
        /// The acquirer's reference.
        acquirer_reference_number: String,
        /// A voucher; null in every documented answer.
        voucher: RawJson,
        /// Where the shopper goes for a challenge.
        redirect_url: String,
        /// The card itself.
        card_data: CardData,
        /// What is agreed about storing it.
        stored_credentials: StoredCredentials,
    }
}

answer! {
    /// What Yuno tells about a card.
    CardData
    optional {
        /// The holder.
        holder_name: String,
        /// The first eight digits.
        iin: String,
        /// The last four digits.
        lfd: String,
        /// How many digits the number has.
        number_length: i64,
        /// How many digits the security code has.
        security_code_length: i64,
        /// The brand, as `VISA`.
        brand: String,
        /// Another name of `brand`; in answers to standalone 3-D Secure.
        scheme: String,
        /// The issuer.
        issuer_name: String,
        /// The issuer's code.
        issuer_code: String,
        /// The issuer's country.
        country_code: String,
        /// The product, as `CLASSIC`.
        category: String,
        /// `CREDIT` or `DEBIT`.
        r#type: String,
        /// 3-D Secure.
        three_d_secure: ThreeDSecure,
        /// A network token; null in every documented answer.
        network_token: RawJson,
        /// The same for the same number.
        fingerprint: String,
        /// 1 to 12.
        expiration_month: i64,
        /// Two or four digits.
        expiration_year: i64,
    }
}

answer! {
    /// 3-D Secure of a card payment; every member is null without it.
    ThreeDSecure
    optional {
        /// The setup made before.
        three_d_secure_setup_id: String,
        /// The version.
        version: String,
        /// The indicator, as `05`.
        electronic_commerce_indicator: String,
        /// The proof.
        cryptogram: Secret,
        /// The id of the authentication.
        transaction_id: String,
        /// The directory server's id.
        directory_server_transaction_id: String,
        /// The outcome, as `Y`.
        pares_status: String,
        /// The access control server's id.
        acs_id: String,
        /// The directory server's id, in an older form.
        ds_id: String,
        /// A token of the setup.
        token: Secret,
        /// Where device data are collected.
        collect_url: String,
        /// The reference of the setup.
        setup_reference_id: String,
        /// The developer's id.
        developer_id: String,
        /// The solution's id.
        solution_id: String,
        /// A code.
        code: String,
        /// The id of the authentication, in answers to standalone 3-D Secure; so are the members below.
        authentication_id: String,
        /// When it was made.
        authentication_created_at: String,
        /// The algorithm of the proof.
        cavv_algorithm: String,
        /// The directory server's estimate of the risk.
        ds_risk_score: RawJson,
        /// Whether the payer was challenged.
        has_challenge: bool,
        /// Who bears a fraud.
        liability_shift: RawJson,
        /// Why the payer was not challenged.
        strong_customer_authentication_exemptions: RawJson,
    }
}

answer! {
    /// What is agreed about storing a card.
    StoredCredentials
    optional {
        /// Why, as `CARD_ON_FILE`.
        reason: String,
        /// `FIRST` or `USED`.
        usage: String,
        /// The agreement.
        subscription_agreement_id: String,
        /// The network's id of the first payment.
        network_transaction_id: String,
    }
}
