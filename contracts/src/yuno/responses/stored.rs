//! What Yuno keeps: customers (<https://docs.y.uno/reference/customers/the-customer-object>) and their payment methods
//! (<https://docs.y.uno/reference/payment-methods-direct-workflow/the-payment-method-object-api>).
//!
//! Of a stored card there is a token, its first eight and its last four digits.

use super::Address;
use super::Document;
use super::Metadata;
use super::Payment;
use super::Phone;
use crate::Open;
use crate::RawJson;
use crate::yuno::CustomerId;
use crate::yuno::VaultedToken;

answer! {
    /// A stored customer.
    StoredCustomer
    required {
        /// Its id.
        id: CustomerId,
        /// The merchant's own id.
        merchant_customer_id: String,
    }
    optional {
        /// The given name.
        first_name: String,
        /// The family name.
        last_name: String,
        /// `M`, `F` or another documented letter.
        gender: String,
        /// As `1990-02-28`.
        date_of_birth: String,
        /// The e-mail address.
        email: String,
        /// The country of the passport.
        nationality: String,
        /// The country.
        country: String,
        /// The identity document.
        document: Document,
        /// The telephone number.
        phone: Phone,
        /// Where invoices go.
        billing_address: Address,
        /// Where goods go.
        shipping_address: Address,
        /// The merchant's own pairs; missing when none were sent.
        metadata: Vec<Metadata>,
        /// ISO 8601 in UTC with microseconds.
        created_at: String,
        /// ISO 8601 in UTC with microseconds.
        updated_at: String,
        /// When the merchant first knew the customer.
        merchant_customer_created_at: String,
    }
}

answer! {
    /// A stored payment method.
    EnrolledMethod
    required {
        /// The kind, as `CARD`.
        r#type: String,
        /// Where it stands.
        status: Open<EnrolledStatus>,
        /// What to charge it by; also its id in paths.
        vaulted_token: VaultedToken,
    }
    optional {
        /// An id that no call takes.
        id: String,
        /// The key of the call that stored it.
        idempotency_key: String,
        /// The account that stored it.
        account_id: String,
        /// As `VISA ****1111`.
        name: String,
        /// As `VISA ****1111`.
        description: String,
        /// Where its picture is.
        icon: String,
        /// The family of the kind.
        category: String,
        /// The country.
        country: String,
        /// Where it stands, in more detail.
        sub_status: String,
        /// Where the customer returns to.
        callback_url: String,
        /// What the customer has to do.
        action: String,
        /// Where the customer does it.
        redirect_url: String,
        /// ISO 8601 in UTC with microseconds.
        created_at: String,
        /// ISO 8601 in UTC with microseconds.
        updated_at: String,
        /// The session it was stored by.
        enrollment: RawJson,
        /// Who keeps it, with a token of theirs.
        provider: RawJson,
        /// Whose it is.
        customer_payer: RawJson,
        /// The card.
        card_data: EnrolledCard,
        /// Whether it was the last that paid.
        last_successfully_used: bool,
        /// When it last paid.
        last_successfully_used_at: String,
        /// The verification that came with the storing.
        verify: Verification,
        /// Whether the customer likes it best.
        preferred: bool,
    }
}

answer! {
    /// What Yuno tells about a stored card.
    EnrolledCard
    optional {
        /// The first eight digits.
        iin: String,
        /// The last four digits.
        lfd: String,
        /// The holder.
        holder_name: String,
        /// 1 to 12.
        expiration_month: i64,
        /// Two or four digits.
        expiration_year: i64,
        /// How many digits the number has.
        number_length: i64,
        /// How many digits the security code has.
        security_code_length: i64,
        /// The brand, as `VISA`.
        brand: String,
        /// The issuer.
        issuer: String,
        /// The issuer, in lists.
        issuer_name: String,
        /// The issuer's code.
        issuer_code: String,
        /// The issuer's country.
        country_code: String,
        /// The product.
        category: String,
        /// `CREDIT` or `DEBIT`.
        r#type: String,
        /// The same for the same number.
        fingerprint: String,
    }
}

answer! {
    /// The verification that came with the storing of a card.
    Verification
    optional {
        /// Whether the card was stored only if it was good.
        vault_on_success: bool,
        /// The currency of the zero.
        currency: String,
        /// The payment of nothing.
        payment: Box<Payment>,
    }
}

words! {
    /// Where a stored payment method stands
    /// (<https://docs.y.uno/reference/customer-sessions-enrollment/enrollment-workflow>).
    EnrolledStatus {
        Created = "CREATED",
        ReadyToEnroll = "READY_TO_ENROLL",
        EnrollInProcess = "ENROLL_IN_PROCESS",
        Enrolled = "ENROLLED",
        UnenrollInProcess = "UNENROLL_IN_PROCESS",
        Unenrolled = "UNENROLLED",
        Declined = "DECLINED",
        Rejected = "REJECTED",
        Canceled = "CANCELED",
        Expired = "EXPIRED",
        Error = "ERROR",
    }
}
