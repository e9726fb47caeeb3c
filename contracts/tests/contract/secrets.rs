//! Whatever prints a client, a request or an error prints no key, no token, no card number and no security code.

use std::error::Error;
use std::fmt::Debug;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sandpay_contracts::CallError;
use sandpay_contracts::Reply;
use sandpay_contracts::Secret;
use sandpay_contracts::Transport;
use sandpay_contracts::wooshpay;
use sandpay_contracts::yabandpay;
use sandpay_contracts::yuno;
use sandpay_contracts::yuno::requests::BankAccount;
use sandpay_contracts::yuno::requests::BankScheme;
use wiremock::ResponseTemplate;

use crate::server::Forgetful;
use crate::server::Server;

/// A part of every secret here.
const HIDDEN: &str = "hidden";
/// A refusal in the words of every provider.
const REFUSAL: &str =
    r#"{"status":false,"code":"-403","error":{"type":"api_error","echo":ALL},"echo":ALL}"#;
/// How the five ways in which an exchange may fail are called.
const FAILURES: [&str; 5] = ["Refused(", "Unreadable(", "NotConnected(", "TimedOut(", "BrokenOff("];

/// Asserts that a text shows no secret.
#[track_caller]
fn assert_shows_none(shown: &str) {
    let coded = STANDARD.encode(format!("sk_test_{HIDDEN}:"));
    for secret in [HIDDEN, &coded, "411111111", "\"9876\""] {
        assert!(!shown.contains(secret), "{secret}: {shown}");
    }
}

fn debugged(values: &[&dyn Debug]) -> String {
    values.iter().map(|value| format!("{value:?} {value:#?}")).collect()
}

/// Everything that an error tells of itself and of its causes.
fn told(error: &dyn Error) -> String {
    let (mut told, mut cause) = (String::new(), Some(error));
    while let Some(error) = cause {
        write!(told, "{error:?} {error:#?} {error} ").unwrap();
        cause = error.source();
    }
    told
}

/// Lets a call fail in every way, before servers that give back all they were sent.
async fn assert_failures_show_none<T: Debug, R: Error + 'static>(
    call: impl AsyncFn(Transport) -> Result<Reply<T>, CallError<R>>,
) {
    let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let refusing = Server::echoing(400, REFUSAL).await;
    let babbling = Server::echoing(200, "<html>ALL").await;
    let late = Server::with(ResponseTemplate::new(200).set_delay(Duration::from_secs(30))).await;
    let transports = [
        refusing.transport(),
        babbling.transport(),
        Transport::new(&format!("http://{gone}")).unwrap(),
        Transport::with_time_limit(&late.url(), Duration::from_millis(50)).unwrap(),
        Forgetful::losing(1, "").transport(),
    ];
    for (transport, kind) in transports.into_iter().zip(FAILURES) {
        let shown = told(&call(transport).await.unwrap_err());

        assert!(shown.contains(kind), "{kind}: {shown}");
        assert_shows_none(&shown);
    }
}

fn somewhere() -> Transport {
    Transport::new("http://127.0.0.1:1").unwrap()
}

fn yuno_client(transport: Transport) -> yuno::Client {
    let credentials = yuno::Credentials::new("public", &"private-hidden".into()).unwrap();
    yuno::Client::new(transport, credentials)
}

fn card() -> yuno::CardData {
    yuno::CardData {
        number: yuno::CardNumber::new("4111111111111111").unwrap(),
        holder_name: "John Doe".into(),
        expiration_month: 11,
        expiration_year: 28,
        security_code: Some(yuno::SecurityCode::new("9876").unwrap()),
    }
}

fn yuno_payment(card: impl Into<yuno::CardSource>) -> yuno::CreatePayment {
    yuno_paid_by(yuno::CardDetails::new(card, yuno::Capture::Immediate).into())
}

/// Every other method that has a secret.
fn yuno_methods() -> [yuno::CreatePayment; 4] {
    let checkout =
        |method| yuno::Method::Checkout(yuno::Checkout { session: "a-session".into(), method });
    let account = BankAccount { number: "account-hidden".into(), digit: None, r#type: None };
    let vaulted = yuno::VaultedToken::from("vaulted-hidden");
    let methods = [
        yuno::Method::Wallet { card: wallet_card(), capture: None },
        yuno::Method::BankTransfer(yuno::BankTransfer {
            account: Some(account),
            ..yuno::BankTransfer::by(BankScheme::Pix)
        }),
        checkout(Secret::from("token-hidden").into()),
        checkout(yuno::CardDetails::new(vaulted, yuno::Capture::Unsaid).into()),
    ];
    methods.map(yuno_paid_by)
}

fn wallet_card() -> yuno::WalletCard {
    let payment_token = "payload-hidden".into();
    yuno::WalletCard { wallet: yuno::Wallet::ApplePay, merchant_id: None, payment_token }
}

fn yuno_paid_by(method: yuno::Method) -> yuno::CreatePayment {
    yuno::CreatePayment {
        account_id: "account".into(),
        merchant_order_id: "order".into(),
        description: "Payment".into(),
        country: "US".into(),
        amount: yuno::Amount {
            currency: "USD".into(),
            value: yuno::AmountValue::Number(25.into()),
        },
        merchant_reference: None,
        customer_payer: None,
        additional_data: None,
        method,
        callback_url: None,
        split_marketplace: Vec::new(),
        metadata: Vec::new(),
    }
}

#[tokio::test]
async fn yunos_client_shows_no_secret() {
    let one_time =
        yuno::CardSource::OneTime { token: "token-hidden".into(), vault_on_success: None };
    let vaulted = yuno::VaultedToken::from("vaulted-hidden");
    let by_signature = yuno::Verifier::by_signature("hmac-hidden".into());
    let by_keys = yuno::Verifier::by_keys("key-hidden".into(), "secret-hidden".into());
    let line = yuno::Credentials::new("public", &"hidden\n".into()).unwrap_err();

    assert_shows_none(&debugged(&[
        &yuno_client(somewhere()),
        &by_signature,
        &by_keys,
        &yuno_payment(card()),
        &yuno_payment(one_time),
        &yuno_payment(vaulted.clone()),
        &yuno_methods(),
        &yuno::CardToVerify::from(wallet_card()),
        &yuno::CardToVerify::AtCheckout { session: "s".into(), token: "token-hidden".into() },
    ]));
    assert_shows_none(&told(&line));
    let key = yuno::IdempotencyKey::new("key").unwrap();
    assert_failures_show_none(async |transport| {
        yuno_client(transport).create_payment(&key, &yuno_payment(card())).await
    })
    .await;
    assert_failures_show_none(async |transport| {
        yuno_client(transport).create_payment(&key, &yuno_payment(vaulted.clone())).await
    })
    .await;
    for payment in yuno_methods() {
        assert_failures_show_none(async |transport| {
            yuno_client(transport).create_payment(&key, &payment).await
        })
        .await;
    }
    assert_failures_show_none(async |transport| {
        yuno_client(transport).enrolled_method(&"customer".into(), &vaulted).await
    })
    .await;
}

fn yabandpay_client(transport: Transport) -> yabandpay::Client {
    let credentials =
        yabandpay::Credentials { user: "016683".into(), secret_key: "key-hidden".into() };
    yabandpay::Client::new(transport, credentials)
}

#[tokio::test]
async fn yabandpays_client_shows_no_secret() {
    let payment = yabandpay::TokenPayment {
        operation: yabandpay::Operation::Sale,
        order_id: yabandpay::OrderNumber::Number(1),
        amount: "1".parse().unwrap(),
        currency: "EUR".into(),
        payment_token_object: "token-hidden".into(),
        description: "test".into(),
        demo: None,
        timeout: yabandpay::Timeout::minutes(0).unwrap(),
        notify_url: "https://shop.example".into(),
        request_id: yabandpay::RequestId::new("one").unwrap(),
    };
    let verifier = yabandpay::Verifier::new("key-hidden".into());

    assert_shows_none(&debugged(&[&yabandpay_client(somewhere()), &payment, &verifier]));
    assert_failures_show_none(async |transport| {
        yabandpay_client(transport).create_card_payment(&payment, 0).await
    })
    .await;
}

fn wooshpay_client(transport: Transport) -> wooshpay::Client {
    wooshpay::Client::new(transport, &"sk_test_hidden".into()).unwrap()
}

#[tokio::test]
async fn wooshpays_client_shows_no_secret() {
    let verifier = wooshpay::Verifier::new("whsec_hidden".into());
    let publishable = wooshpay::Client::new(somewhere(), &"pk_test_hidden".into()).unwrap_err();

    let card = wooshpay_card();

    assert_shows_none(&debugged(&[&wooshpay_client(somewhere()), &verifier, &card]));
    assert_shows_none(&told(&publishable));
    assert_failures_show_none(async |transport| {
        wooshpay_client(transport).payment_intent(&"pi_1".into()).await
    })
    .await;
    assert_failures_show_none(async |transport| {
        wooshpay_client(transport).create_payment_intent(&card).await
    })
    .await;
}

fn wooshpay_card() -> wooshpay::CreateConfirmedIntent {
    let card = wooshpay::Card::new(
        wooshpay::CardNumber::new("4111111111111111").unwrap(),
        wooshpay::Expiry { month: 11, year: 2028 },
        wooshpay::SecurityCode::new("9876").unwrap(),
    );
    let sum = wooshpay::Money { minor: 1, currency: "USD".into() };
    wooshpay::CreateConfirmedIntent::new(sum, card, "https://shop.example")
}
