//! YabandPay's documents against the client.

mod calls;
mod orders;
mod signatures;

/// The invented key of the constructed vectors.
const SECRET_KEY: &str = "sandbox-secret-0123456789abcdef";
