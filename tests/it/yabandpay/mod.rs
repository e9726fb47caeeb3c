//! YabandPay: card payments on a hosted page and with a stored token, and what follows them.

mod authorization;
mod hosted_token;
mod return_codes;
pub(crate) mod shop;
mod token_sale;
