//! WooshPay's documents against the client.

mod calls;
mod webhooks;
