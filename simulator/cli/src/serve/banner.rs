//! What a person sees when the simulator is ready: where the providers are, credentials that work, and a
//! first call to paste.

use sandpay::Simulator;
use sandpay_core::kernel::access::DEFAULT_SANDBOX;
use sandpay_core::kernel::access::Identity;
use sandpay_core::kernel::ids::Seed;
use sandpay_core::providers;

use crate::output::aligned;
use crate::serve::options::DEFAULT_PORT;

/// An authorization that Yuno itself captures after seven days.
const FIRST_PAYMENT: &str = r#"{
  "account_id": "11111111-1111-4111-8111-111111111111",
  "merchant_order_id": "order-1",
  "description": "My first authorization",
  "country": "US",
  "amount": {"currency": "USD", "value": 5000},
  "workflow": "DIRECT",
  "payment_method": {"type": "CARD", "detail": {"card": {
    "capture": false,
    "delayed_capture_settings": {"delay": "P7D", "simplified_mode": false},
    "card_data": {"number": "4111111111111111", "holder_name": "John Doe",
      "expiration_month": 11, "expiration_year": 35, "security_code": "123"}
  }}}
}"#;

/// The banner. `program` is how the user calls this binary.
pub(crate) fn text(simulator: &Simulator, program: &str) -> String {
    let mut text = format!("\n{}", aligned(&providers_and_credentials(simulator)));
    if let Some(call) = first_call(simulator) {
        let url = simulator.url();
        let elsewhere = if url.ends_with(&format!(":{DEFAULT_PORT}")) {
            String::new()
        } else {
            format!(" --url {url}")
        };
        text.push_str(&format!(
            "\nAuthorize a card payment that is captured after seven days:\n\n{call}\n\n\
             Let the seven days pass:\n\n{program} clock advance P7D{elsewhere}\n"
        ));
    }
    text
}

fn providers_and_credentials(simulator: &Simulator) -> Vec<Vec<String>> {
    let seed = Seed::new(simulator.seed());
    let default = Identity { id: DEFAULT_SANDBOX, seed: &seed };
    let mut rows = Vec::new();
    for provider in providers::all() {
        let profile = provider.profile();
        let mut lead = [profile.title.to_owned(), simulator.base_url(profile.name)];
        for credential in provider.credentials(&default) {
            let [title, url] = std::mem::take(&mut lead);
            rows.push(vec![title, url, credential.name.to_owned(), credential.value]);
        }
    }
    rows
}

/// A `curl` that authorizes a payment at Yuno; none when Yuno is not served.
fn first_call(simulator: &Simulator) -> Option<String> {
    let sandbox = simulator.sandbox();
    let url = simulator.base_url("yuno");
    let public = sandbox.credential("yuno", "public_api_key")?;
    let private = sandbox.credential("yuno", "private_secret_key")?;
    Some(format!(
        "curl {url}/v1/payments \\\n  \
         -H 'public-api-key: {public}' \\\n  \
         -H 'private-secret-key: {private}' \\\n  \
         -H 'x-idempotency-key: 0d2c4f8e-7c7f-4a55-9f0b-3f4f0c1d2e3a' \\\n  \
         -H 'content-type: application/json' \\\n  \
         -d '{FIRST_PAYMENT}'"
    ))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::client::Ask;
    use crate::client::Server;

    #[test]
    fn the_first_payment_can_be_quoted_and_is_authorized() {
        let simulator = Simulator::start();
        let server = Server::parse(simulator.url()).unwrap();
        let sandbox = simulator.sandbox();
        let key = |name| sandbox.credential("yuno", name).unwrap();
        let headers = [
            ("public-api-key", key("public_api_key")),
            ("private-secret-key", key("private_secret_key")),
            ("x-idempotency-key", "0d2c4f8e-7c7f-4a55-9f0b-3f4f0c1d2e3a"),
        ];

        let answer = server.send(&Ask {
            method: "POST",
            path: "/yuno/v1/payments",
            headers: &headers,
            body: Some(FIRST_PAYMENT.as_bytes()),
            patience: Duration::from_secs(10),
        });

        assert!(!FIRST_PAYMENT.contains('\''));
        let answer = answer.unwrap();
        let body = String::from_utf8(answer.body).unwrap();
        assert!(body.contains("AUTHORIZED"), "{} {body}", answer.status);
        let advanced = sandbox.clock().advance("P7D").wait().unwrap();
        assert_eq!(advanced.happened[0].what, "capture_due");
    }

    #[test]
    fn the_banner_shows_where_every_provider_is() {
        let simulator = Simulator::start();

        let text = text(&simulator, "sandpay");

        for provider in providers::all() {
            assert!(text.contains(&simulator.base_url(provider.profile().name)), "{text}");
        }
        assert!(text.contains("sandpay_yabandpay_secret"), "{text}");
    }
}
