//! How the money of a payment is shared (<https://docs.y.uno/reference/payments/create-payment>, `split_marketplace`).
//!
//! Whether the parts are the whole stays Yuno's to judge.

use serde::Serialize;

use super::Amount;

/// A part of the money of a payment.
#[derive(Clone, Debug, Serialize)]
pub struct Split {
    /// How much; nothing said means what is agreed with the recipient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Amount>,
    /// Who gets it, by Yuno's id; empty for what nobody but the merchant gets, as the example has it.
    pub recipient_id: String,
    /// What the recipient is at the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recipient_type: Option<RecipientType>,
    /// What the part is for.
    pub r#type: SplitType,
}

/// What a part of the money of a payment is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum SplitType {
    /// The goods.
    Purchase,
    /// What the payment costs.
    PaymentFee,
    /// The tax on them.
    Vat,
    /// The merchant's commission.
    Commission,
    /// The marketplace.
    Marketplace,
    /// The shipping.
    Shipping,
}

/// What a recipient is at the provider.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecipientType {
    /// Meals.
    Meal,
    /// Food.
    Food,
    /// Several benefits.
    MultiBenefits,
    /// A fleet of vehicles.
    Fleet,
}
