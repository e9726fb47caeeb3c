//! The bodies of <https://docs.y.uno/reference/payments/create-payment>, level by level, and of the
//! operations on a payment that is there already.
//!
//! Every member is kept as the text that was sent, so that a wrong one can be named and an amount can be
//! read exactly. `null` and absent are the same. Members that are not here are ignored, as Yuno ignores
//! what it does not know.

use crate::providers::yuno::json::Value;

/// A member as it was sent.
pub(crate) type Member<'a> = Option<Value<'a>>;

/// An object with the members that are documented for it, each found by its name.
macro_rules! object {
    ($(#[$doc:meta])* $object:ident { $($member:ident,)* }) => {
        $(#[$doc])*
        #[derive(Default)]
        pub(crate) struct $object<'a> {
            $(pub(crate) $member: Member<'a>,)*
        }

        impl<'a> From<Value<'a>> for $object<'a> {
            fn from(value: Value<'a>) -> Self {
                Self { $($member: value.member(const { plain(stringify!($member)) }),)* }
            }
        }
    };
}

/// A member's name without the mark that sets it apart from a keyword.
const fn plain(name: &'static str) -> &'static str {
    if let [b'r', b'#', ..] = name.as_bytes() { name.split_at(2).1 } else { name }
}

object! {
    /// The body.
    CreatePayment {
        account_id,
        merchant_order_id,
        description,
        country,
        amount,
        payment_method,
        workflow,
        merchant_reference,
        customer_payer,
        callback_url,
        additional_data,
        metadata,
        fraud_screening,
        subscription,
        split_marketplace,
        response_additional_data,
    }
}

object! {
    /// `amount`.
    Amount {
        currency,
        value,
        currency_conversion,
    }
}

object! {
    /// `payment_method`.
    PaymentMethod {
        r#type,
        token,
        vaulted_token,
        vault_on_success,
        otp,
        detail,
    }
}

object! {
    /// `payment_method.otp`.
    Otp {
        is_required,
    }
}

object! {
    /// `payment_method.detail`.
    Detail {
        card,
        wallet,
    }
}

object! {
    /// `payment_method.detail.wallet`, in so far as it is looked for.
    Wallet {
        stored_credentials,
    }
}

object! {
    /// `payment_method.detail.card`.
    Card {
        capture,
        delayed_capture_settings,
        delayed_cancel_settings,
        installments,
        first_installment_deferral,
        soft_descriptor,
        card_data,
        verify,
        stored_credentials,
        three_d_secure,
        network_token,
        external_providers_data,
    }
}

object! {
    /// `payment_method.detail.card.card_data`.
    CardData {
        number,
        holder_name,
        expiration_month,
        expiration_year,
        security_code,
        r#type,
    }
}

object! {
    /// `payment_method.detail.card.stored_credentials`:
    /// <https://docs.y.uno/docs/payment-features/stored-credentials>.
    StoredCredentials {
        reason,
        usage,
        subscription_agreement_id,
        network_transaction_id,
    }
}

object! {
    /// `delayed_capture_settings` and `delayed_cancel_settings`:
    /// <https://docs.y.uno/docs/payment-features/Cancel-and-capture-flow>.
    DelayedSettings {
        delay,
        simplified_mode,
    }
}

object! {
    /// `fraud_screening`.
    FraudScreening {
        stand_alone,
    }
}

object! {
    /// An entry of `metadata`.
    Metadata {
        key,
        value,
    }
}

/// The members of <https://docs.y.uno/reference/customers/create-customer>, in the order in which its
/// answer has them. Their values are kept as they were sent.
pub(crate) const CUSTOMER: [&str; 14] = [
    "merchant_customer_id",
    "first_name",
    "last_name",
    "gender",
    "date_of_birth",
    "email",
    "nationality",
    "country",
    "document",
    "phone",
    "billing_address",
    "shipping_address",
    "metadata",
    "merchant_customer_created_at",
];

object! {
    /// The body of an operation on a payment that is there already:
    /// <https://docs.y.uno/reference/payments/capture-authorization>,
    /// <https://docs.y.uno/reference/payments/cancel-payment>,
    /// <https://docs.y.uno/reference/payments/refund-payment>,
    /// <https://docs.y.uno/reference/payments/cancel-or-refund-a-payment>. Each has a part of these.
    Operation {
        amount,
        description,
        reason,
        merchant_reference,
        simplified_mode,
        additional_data,
        split_marketplace,
        response_additional_data,
    }
}

object! {
    /// `response_additional_data`.
    ResponseAdditionalData {
        transactions_history,
    }
}
