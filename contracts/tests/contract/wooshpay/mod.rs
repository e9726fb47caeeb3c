//! WooshPay's documents against the client.

mod calls;
mod checkout;
mod methods;
mod operations;
mod webhooks;

use sandpay_contracts::wooshpay::Client;

use crate::server::Server;

const KEY: &str = "sk_test_sandpay";

fn client(server: &Server) -> Client {
    Client::new(server.transport(), &KEY.into()).unwrap()
}
