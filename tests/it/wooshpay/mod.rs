//! WooshPay: Alipay on a hosted page.

mod alipay_web;
