//! WooshPay, one file a flow.

mod alipay_web;
mod calls;
mod checkout;
mod endpoints;
mod guide;
mod refunds;
mod wallet;
