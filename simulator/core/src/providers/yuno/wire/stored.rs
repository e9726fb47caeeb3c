//! A stored card as
//! <https://docs.y.uno/reference/payment-methods-direct-workflow/retrieve-enrolled-payment-method-by-id-api>
//! answers it, without the members of the workflows that enrol cards, which are not served.

use serde::Serialize;
use uuid::Uuid;

use super::response::Null;
use crate::providers::yuno::state::Brand;
use crate::providers::yuno::state::Funding;
use crate::providers::yuno::written::Digits;
use crate::providers::yuno::written::Instant;

#[derive(Serialize)]
pub(crate) struct EnrolledMethod<'a> {
    pub(crate) account_id: Uuid,
    pub(crate) name: &'a str,
    pub(crate) description: &'a str,
    pub(crate) r#type: &'static str,
    pub(crate) category: &'static str,
    pub(crate) status: &'static str,
    pub(crate) sub_status: Null,
    pub(crate) vaulted_token: Uuid,
    pub(crate) created_at: Instant,
    pub(crate) updated_at: Instant,
    pub(crate) card_data: EnrolledCard,
}

#[derive(Serialize)]
pub(crate) struct EnrolledCard {
    pub(crate) iin: Digits<8>,
    pub(crate) lfd: Digits<4>,
    pub(crate) expiration_month: Option<u8>,
    pub(crate) expiration_year: Option<u8>,
    pub(crate) number_length: u8,
    pub(crate) security_code_length: u8,
    pub(crate) brand: Brand,
    pub(crate) issuer: &'static str,
    pub(crate) issuer_code: Null,
    pub(crate) category: Option<&'static str>,
    pub(crate) r#type: Funding,
    pub(crate) fingerprint: Uuid,
}
