//! YabandPay: card token payments.

mod token_sale;
