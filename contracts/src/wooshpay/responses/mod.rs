//! What WooshPay answers: here the payment intent (<https://wooshpay.com/docs/alipay>,
//! <https://docs.wooshpay.com/api-42631218>), beside it checkout sessions, refunds and webhook endpoints.
//!
//! Members that a sample of this or another payment method shows are read; those of subscriptions and disputes are not.

mod checkout;
mod endpoint;
mod refund;

use std::collections::BTreeMap;

use super::Embedded;
use super::PaymentIntentId;
use super::PaymentMethodId;
use crate::Currency;
use crate::Member;
use crate::Open;
use crate::RawJson;
use crate::Secret;

pub use checkout::CheckoutSession;
pub use checkout::Line;
pub use checkout::LineItemList;
pub use checkout::PaymentStatus;
pub use checkout::Price;
pub use checkout::Product;
pub use checkout::SessionStatus;
pub use endpoint::Deleted;
pub use endpoint::EndpointStatus;
pub use endpoint::WebhookEndpoint;
pub use endpoint::WebhookEndpointList;
pub use refund::Refund;
pub use refund::RefundStatus;

answer! {
    /// A payment intent.
    PaymentIntent
    required {
        /// Its id.
        id: PaymentIntentId,
        /// `payment_intent`.
        object: String,
        /// Milliseconds since 1970, of whole seconds.
        created: i64,
        /// The currency, upper case.
        currency: Currency,
        /// In the currency's smallest unit.
        amount: i64,
        /// Where it stands.
        status: Open<Status>,
        /// Whether a live key made it.
        livemode: bool,
        /// What a page needs to go on with it: the id, `_secret_`, and 24 letters and digits.
        client_secret: Secret,
    }
    optional {
        /// What the payer has to do.
        next_action: Embedded<NextAction>,
        /// How it may be paid.
        payment_method_types: Embedded<Vec<String>>,
        /// `automatic`.
        confirmation_method: String,
        /// What was said about the payment method.
        payment_method_options: Embedded<PaymentMethodOptions>,
        /// Where the payer comes back to.
        return_url: String,
        /// How it is paid.
        payment_method: PaymentMethodId,
        /// `automatic` or `manual`.
        capture_method: String,
        /// What has been received, in the smallest unit.
        amount_received: i64,
        /// The customer.
        customer: String,
        /// The merchant's own pairs.
        metadata: BTreeMap<String, String>,
        /// A description.
        description: String,
        /// The merchant's order.
        merchant_order_id: String,
        /// Why the last attempt failed.
        last_payment_error: RawJson,
        /// What may still be captured; null in the only sample that has it, as the members below.
        amount_capturable: i64,
        /// How 3-D Secure ended.
        #[serde(rename = "3ds_status")]
        three_ds_status: String,
        /// When it will be given up; empty without a time.
        cancel_at: String,
        /// Why it was given up.
        cancellation_reason: String,
        /// Where the receipt goes.
        receipt_email: String,
        /// The text on the payer's statement.
        statement_descriptor: String,
        /// The end of that text.
        statement_descriptor_suffix: String,
    }
}

impl PaymentIntent {
    /// Where the payer goes on, if there is anywhere to go.
    #[must_use]
    pub fn redirect_url(&self) -> Option<&str> {
        let NextAction {
            r#type: _,
            alipay_handle_redirect,
            gcash_handle_redirect,
            pix_handle_redirect,
            promptpay_handle_redirect,
            challenge_redirect,
        } = self.next_action()?;
        [
            alipay_handle_redirect,
            gcash_handle_redirect,
            pix_handle_redirect,
            promptpay_handle_redirect,
            challenge_redirect,
        ]
        .into_iter()
        .find_map(Member::value)
        .map(|redirect| redirect.url.expose())
    }

    /// What the payer has to do, if anything.
    #[must_use]
    pub fn next_action(&self) -> Option<&NextAction> {
        self.next_action.value()?.value()
    }
}

answer! {
    /// What the payer has to do.
    ///
    /// The member with the address is the same for both of the types that Alipay's samples show: it is named by the
    /// payment method, not by the type.
    NextAction
    required {
        /// How the payer goes on.
        r#type: Open<NextActionType>,
    }
    optional {
        /// Where the payer goes on with Alipay.
        alipay_handle_redirect: Redirect,
        /// With `gcash`.
        gcash_handle_redirect: Redirect,
        /// With `pix`.
        pix_handle_redirect: Redirect,
        /// With `promptpay`.
        promptpay_handle_redirect: Redirect,
        /// With a card, for the challenge.
        challenge_redirect: Redirect,
    }
}

answer! {
    /// An address to send the payer to.
    Redirect
    required {
        /// The address; some have the client secret in them.
        url: Secret,
    }
    optional {
        /// Where the payer comes back to, of challenges.
        return_url: String,
    }
}

answer! {
    /// What was said about the payment method, as echoed.
    PaymentMethodOptions
    optional {
        /// Of Alipay.
        alipay: AlipayOptions,
        /// Of a card.
        card: RawJson,
        /// Of `gcash`.
        gcash: RawJson,
    }
}

answer! {
    /// What was said about Alipay.
    AlipayOptions
    optional {
        /// `WEB` or `APP`.
        terminal_type: String,
        /// As `IOS`.
        os_type: String,
        /// The payer's address.
        client_ip: String,
    }
}

words! {
    /// Where a payment intent stands (<https://docs.wooshpay.com/7227990m0>,
    /// <https://docs.wooshpay.com/apidoc/project-1296482/doc-2895670>).
    Status {
        /// No method yet, or the attempt failed.
        RequiresPaymentMethod = "requires_payment_method",
        RequiresConfirmation = "requires_confirmation",
        /// The payer has to act.
        RequiresAction = "requires_action",
        Processing = "processing",
        /// Authorized.
        RequiresCapture = "requires_capture",
        Succeeded = "succeeded",
        Canceled = "canceled",
    }
}

words! {
    /// How the payer goes on.
    NextActionType {
        /// In the sample of 2023.
        RedirectToUrl = "redirect_to_url",
        /// In the sample of 2024.
        AlipayHandleRedirect = "alipay_handle_redirect",
        PixHandleRedirect = "pix_handle_redirect",
        PromptpayHandleRedirect = "promptpay_handle_redirect",
        /// Of cards.
        ChallengeRedirect = "challenge_redirect",
    }
}
