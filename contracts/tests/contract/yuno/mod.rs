//! Yuno's documents against the client.

mod additional;
mod answers;
mod customers;
mod examples;
mod flights;
mod methods;
mod operations;
mod requests;
mod stored;
mod three_d_secure;
mod unexplained;
mod webhooks;

use sandpay_contracts::Transport;
use sandpay_contracts::yuno::Client;
use sandpay_contracts::yuno::Credentials;

const PRIVATE_KEY: &str = "sandbox_private";

pub(crate) fn client(transport: Transport) -> Client {
    Client::new(transport, Credentials::new("sandbox_public", &PRIVATE_KEY.into()).unwrap())
}
