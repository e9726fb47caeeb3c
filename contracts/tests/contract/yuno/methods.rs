//! Documented requests for payments by other methods than a card that the merchant knows: made by the client, equal to
//! the document, with the answers that it prints.

use rstest::rstest;
use sandpay_contracts::yuno::Amount;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::BankTransfer;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardDetails;
use sandpay_contracts::yuno::Checkout;
use sandpay_contracts::yuno::CheckoutMethod;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::IdempotencyKey;
use sandpay_contracts::yuno::Method;
use sandpay_contracts::yuno::Redirect;
use sandpay_contracts::yuno::RedirectMethod;
use sandpay_contracts::yuno::Status;
use sandpay_contracts::yuno::VaultedToken;
use sandpay_contracts::yuno::VerifyCard;
use sandpay_contracts::yuno::Wallet;
use sandpay_contracts::yuno::WalletCard;
use sandpay_contracts::yuno::requests::AccountType;
use sandpay_contracts::yuno::requests::BankAccount;
use sandpay_contracts::yuno::requests::BankScheme;
use sandpay_contracts::yuno::requests::BrowserInfo;
use sandpay_contracts::yuno::requests::Document;
use sandpay_contracts::yuno::requests::EnrolledNuPay;
use sandpay_contracts::yuno::requests::Mandate;
use sandpay_contracts::yuno::requests::NuPayCard;
use sandpay_contracts::yuno::requests::Phone;
use sandpay_contracts::yuno::requests::Platform;
use sandpay_fixtures::fixture;
use serde_json::Value;
use serde_json::json;

use super::client;
use super::examples::ACCOUNT;
use super::examples::CUSTOMER;
use super::examples::KEY;
use super::examples::SESSION;
use super::examples::TOKEN;
use super::examples::is_documented;
use super::examples::product;
use super::examples::review;
use super::examples::send;
use super::examples::skirt;
use super::examples::some;
use super::examples::substitutions;
use crate::server::Server;
use crate::server::assert_lossless;
use crate::server::assert_same;
use crate::server::body;

/// A payment of which only what every example says is said.
fn payment(description: &str, country: &str, sum: (&str, u32)) -> CreatePayment {
    CreatePayment {
        account_id: ACCOUNT.into(),
        merchant_order_id: "0000022".to_owned(),
        description: description.to_owned(),
        country: country.to_owned(),
        amount: Amount { currency: sum.0.into(), value: AmountValue::Number(sum.1.into()) },
        merchant_reference: None,
        customer_payer: None,
        additional_data: None,
        method: redirect(RedirectMethod::Cash),
        callback_url: None,
        split_marketplace: Vec::new(),
        metadata: Vec::new(),
    }
}

fn redirect(method: RedirectMethod) -> Method {
    Method::Redirect(Redirect { method, session: None })
}

/// The payer of the pages of examples.
fn smith(merchant_customer_id: &str) -> CustomerPayer {
    CustomerPayer {
        merchant_customer_id: Some(merchant_customer_id.to_owned()),
        first_name: Some("John".to_owned()),
        last_name: Some("Smith".to_owned()),
        email: Some("john.smith@example.com".to_owned()),
        ..CustomerPayer::default()
    }
}

/// The payer of the examples from Brazil.
fn silva(merchant_customer_id: &str, number: &str) -> CustomerPayer {
    CustomerPayer {
        first_name: Some("João".to_owned()),
        last_name: Some("Silva".to_owned()),
        email: Some("joao.silva@example.com".to_owned()),
        ..known(smith(merchant_customer_id), ("CPF", "47033278802"), Some((number, "55")))
    }
}

/// The same payer with a document, and perhaps a telephone.
fn known(
    payer: CustomerPayer,
    document: (&str, &str),
    phone: Option<(&str, &str)>,
) -> CustomerPayer {
    CustomerPayer {
        document: Some(Document {
            document_type: document.0.to_owned(),
            document_number: document.1.to_owned(),
        }),
        phone: phone.map(|(number, country_code)| Phone {
            number: number.to_owned(),
            country_code: country_code.to_owned(),
        }),
        ..payer
    }
}

fn by(method: RedirectMethod, payer: CustomerPayer, payment: CreatePayment) -> CreatePayment {
    CreatePayment { method: redirect(method), customer_payer: Some(payer), ..payment }
}

fn back_to(callback_url: &str, payment: CreatePayment) -> CreatePayment {
    CreatePayment { callback_url: Some(callback_url.to_owned()), ..payment }
}

fn of_order(merchant_order_id: &str, payment: CreatePayment) -> CreatePayment {
    CreatePayment { merchant_order_id: merchant_order_id.to_owned(), ..payment }
}

fn for_a_skirt(unit_amount: &str, payment: CreatePayment) -> CreatePayment {
    CreatePayment { additional_data: Some(skirt(unit_amount)), ..payment }
}

fn cash() -> CreatePayment {
    let payer = CustomerPayer {
        last_name: Some("Doe".to_owned()),
        email: Some("johndoe@example.com".to_owned()),
        ..smith("12367482")
    };
    let payment = payment("Payment with alternative method", "US", ("USD", 52_000));
    back_to("www.example.com", by(RedirectMethod::Cash, payer, payment))
}

fn arcus() -> CreatePayment {
    let payer = known(smith("1789123456"), ("PAS", "123456789"), Some(("5551234567", "1")));
    let payment = payment("Payment with Arcus", "MX", ("MXN", 52_000));
    back_to("www.y.uno", by(RedirectMethod::Cash, payer, payment))
}

fn efecty() -> CreatePayment {
    let payer = known(smith("1234567"), ("PAS", "1012345678"), None);
    let payment = payment("Payment with Efecty", "CO", ("COP", 52_000));
    back_to("www.google.com", by(RedirectMethod::Efecty, payer, payment))
}

fn bancolombia() -> CreatePayment {
    let payment = payment("Payment with Bancolombia", "CO", ("COP", 52_000));
    by(RedirectMethod::BancolombiaTransfer, smith("1689888489"), payment)
}

fn codi() -> CreatePayment {
    let payment = payment("Payment with Codi", "MX", ("MXN", 500));
    back_to("www.google.com", by(RedirectMethod::Codi, smith("1689888489"), payment))
}

fn nupay() -> CreatePayment {
    let payment = for_a_skirt("50", payment("Payment with Nupay", "BR", ("BRL", 50)));
    by(RedirectMethod::NuPay, silva("1234567", "11992149494"), payment)
}

fn pix() -> CreatePayment {
    let payment = for_a_skirt("50", payment("Payment with PIX", "BR", ("BRL", 50)));
    by(RedirectMethod::Pix, silva("1234556", "11999949494"), payment)
}

fn safetypay() -> CreatePayment {
    let payment = payment("Payment with Safetypay", "CO", ("COP", 52_000));
    by(RedirectMethod::Safetypay, smith("1234567"), payment)
}

fn acuotaz() -> CreatePayment {
    let payment = for_a_skirt("50", payment("Payment with Acuotaz", "PE", ("PEN", 900)));
    by(RedirectMethod::Acuotaz, smith("1668863583"), payment)
}

fn addi() -> CreatePayment {
    let payer = known(smith("1234567"), ("CC", "1032765432"), Some(("3132450778", "57")));
    by(RedirectMethod::Addi, payer, payment("Payment with Addi", "CO", ("COP", 52_000)))
}

fn wibond() -> CreatePayment {
    let payment = of_order("000022", payment("Payment with Wibond", "AR", ("ARS", 52_000)));
    by(RedirectMethod::Wibond, smith("1689888540"), payment)
}

fn stored(id: &str) -> CustomerPayer {
    CustomerPayer { id: Some(id.into()), ..CustomerPayer::default() }
}

fn astropay() -> CreatePayment {
    let session = Some(SESSION.into());
    CreatePayment {
        method: Method::Redirect(Redirect { method: RedirectMethod::Astropay, session }),
        customer_payer: Some(stored(CUSTOMER)),
        ..of_order("000022", payment("Payment with Astropay", "US", ("USD", 300)))
    }
}

/// A transfer that says whatever the reference knows of the payer's account.
fn named_account() -> CreatePayment {
    let transfer = BankTransfer {
        code: Some("PIX2".to_owned()),
        branch: Some("PIX2".to_owned()),
        branch_digit: Some("1234".to_owned()),
        country: Some("BRL".to_owned()),
        account: Some(BankAccount {
            number: "646180142000000006".into(),
            digit: Some("123456".to_owned()),
            r#type: Some(AccountType::Savings),
        }),
        bank_account_mask_number: Some("****6789".to_owned()),
        mandate: Some(Mandate {
            id: Some("MND-123".to_owned()),
            info: Some("free text mandate info".to_owned()),
            received_status: Some("RECEIVED".to_owned()),
            existing_status: Some("ACTIVE".to_owned()),
            created_at: Some("2026-07-09T00:00:00Z".to_owned()),
            updated_at: Some("2026-07-09T00:00:00Z".to_owned()),
        }),
        ..BankTransfer::by(BankScheme::Pix)
    };
    CreatePayment {
        method: Method::BankTransfer(transfer),
        customer_payer: Some(stored(CUSTOMER)),
        ..of_order(
            "40f93981-7bef-4ca4-a8a5-8978fe16890c",
            payment("test description", "CO", ("BRL", 160)),
        )
    }
}

/// The charge of a stored card through a checkout, whose placeholders have no brackets.
fn stored_card_at_the_checkout() -> CreatePayment {
    let card = CardDetails {
        installments: Some(1),
        ..CardDetails::new(VaultedToken::from("VAULTED_TOKEN_UUID"), Capture::Immediate)
    };
    let mut payment = payment("Order #001", "US", ("USD", 10_000));
    payment.account_id = "YOUR_ACCOUNT_ID".into();
    payment.customer_payer = Some(CustomerPayer {
        first_name: Some("John".to_owned()),
        last_name: Some("Doe".to_owned()),
        email: Some("john.doe@example.com".to_owned()),
        country: Some("US".to_owned()),
        ..stored("CUSTOMER_UUID")
    });
    payment.additional_data = Some(product());
    payment.method =
        Method::Checkout(Checkout { session: "CHECKOUT_SESSION_UUID".into(), method: card.into() });
    of_order("order-001", payment)
}

fn nupay_enrolled() -> CreatePayment {
    let enrolled = EnrolledNuPay {
        token: VaultedToken::from(TOKEN),
        card: NuPayCard::Credit,
        session: Some(SESSION.into()),
    };
    CreatePayment {
        method: Method::EnrolledNuPay(enrolled),
        customer_payer: Some(stored(CUSTOMER)),
        ..of_order("000022", payment("Payment with NuPay", "US", ("USD", 20)))
    }
}

/// The charge of whatever the checkout has collected.
fn dolarapp() -> CreatePayment {
    let agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) \
                 Chrome/148.0.0.0 Safari/537.36";
    let browser = BrowserInfo {
        user_agent: some(agent),
        accept_header: some("application/json"),
        accept_content: some("*/*"),
        accept_browser: some("*/*"),
        color_depth: some("8"),
        screen_height: some("8"),
        screen_width: some("8"),
        javascript_enabled: Some(true),
        java_enabled: Some(false),
        browser_time_difference: some("300"),
        language: some("en"),
        platform: Some(Platform::Web),
    };
    let token = CheckoutMethod::OneTime {
        token: TOKEN.into(),
        capture: Some(true),
        vault_on_success: Some(false),
    };
    CreatePayment {
        method: Method::Checkout(Checkout { session: SESSION.into(), method: token }),
        customer_payer: Some(CustomerPayer {
            nationality: some("MX"),
            browser_info: Some(browser),
            ..stored(CUSTOMER)
        }),
        ..of_order("1780501099353", payment("Payment with DolarApp", "MX", ("MXN", 5)))
    }
}

#[rstest]
#[case::cash("yuno/create-payment/alternative-payment-method", cash())]
#[case::arcus("yuno/create-payment/ticket-arcus", arcus())]
#[case::efecty("yuno/create-payment/ticket-efecty", efecty())]
#[case::bancolombia("yuno/create-payment/bank-transfer-bancolombia-button", bancolombia())]
#[case::codi("yuno/create-payment/bank-transfer-codi", codi())]
#[case::nupay("yuno/create-payment/bank-transfer-nupay", nupay())]
#[case::pix("yuno/create-payment/bank-transfer-pix", pix())]
#[case::safetypay("yuno/create-payment/bank-transfer-safetypay", safetypay())]
#[case::acuotaz("yuno/create-payment/bnpl-acuotaz", acuotaz())]
#[case::addi("yuno/create-payment/bnpl-addi", addi())]
#[case::wibond("yuno/create-payment/bnpl-wibond", wibond())]
#[case::astropay("yuno/create-payment/wallet-astropay", astropay())]
#[case::named_account("yuno/create-payment/bank-transfer-with-additional-fields", named_account())]
#[case::checkout("yuno/create-payment/sandbox-tested", stored_card_at_the_checkout())]
#[case::nupay_enrolled("yuno/create-payment/wallet-nupay-enrollment", nupay_enrolled())]
#[case::dolarapp("yuno/create-payment/wallet-dolarapp", dolarapp())]
#[tokio::test]
async fn the_request_is_the_documented_one(#[case] name: &str, #[case] payment: CreatePayment) {
    is_documented(name, &payment, &substitutions()).await;
}

/// The only example of Apple Pay with what the wallet told is a verification.
#[tokio::test]
async fn a_card_in_a_wallet_is_verified_as_documented() {
    let fixture = fixture("yuno/create-payment/wallet-apple-pay");
    let server = Server::documented(self::fixture("yuno/create-payment/card-verification")).await;
    let card = WalletCard {
        wallet: Wallet::ApplePay,
        merchant_id: Some("merchant_456".to_owned()),
        payment_token: "token_value".into(),
    };
    let question = VerifyCard {
        account_id: ACCOUNT.into(),
        merchant_order_id: "order-001".to_owned(),
        description: "Apple Pay Verification".to_owned(),
        country: "US".to_owned(),
        currency: "USD".into(),
        merchant_reference: None,
        customer_payer: Some(stored(CUSTOMER)),
        card: card.into(),
        stored_credentials: None,
    };

    let key = IdempotencyKey::new(KEY).unwrap();
    client(server.transport()).verify_card(&key, &question).await.unwrap();

    let request = server.request().await;
    assert_same(&fixture.request_with(&substitutions()).unwrap(), body(&request));
    review("wallet-apple-pay", &request);
}

/// No example charges by what a wallet told; the members are those of the reference.
#[tokio::test]
async fn a_card_in_a_wallet_is_charged_server_to_server() {
    let card = WalletCard {
        wallet: Wallet::GooglePay,
        merchant_id: None,
        payment_token: "token_value".into(),
    };
    let method = Method::Wallet { card, capture: Some(true) };

    let charge = CreatePayment { method, ..payment("Payment with a wallet", "US", ("USD", 5)) };
    let sent: Value = send(&charge).await.body_json().unwrap();

    let expected = json!({
        "type": "GOOGLE_PAY",
        "detail": { "wallet": { "payment_token": "token_value", "capture": true } },
    });
    assert_same(&expected.to_string(), &sent["payment_method"].to_string());
    assert_eq!(sent["workflow"], "DIRECT");
}

#[rstest]
#[case::cash("yuno/create-payment/alternative-payment-method", cash())]
#[case::arcus("yuno/create-payment/ticket-arcus", arcus())]
#[case::pix("yuno/create-payment/bank-transfer-pix", pix())]
#[case::acuotaz("yuno/create-payment/bnpl-acuotaz", acuotaz())]
#[tokio::test]
async fn the_answer_leads_the_payer_to_the_page(
    #[case] name: &str,
    #[case] payment: CreatePayment,
) {
    let fixture = fixture(name);
    let server = Server::documented(fixture).await;
    let key = IdempotencyKey::new(KEY).unwrap();

    let answer = client(server.transport()).create_payment(&key, &payment).await.unwrap().value;

    assert_lossless(fixture.response_text(), &answer);
    assert_eq!(answer.status, Status::ReadyToPay);
    let onward = answer.payment_method.value().unwrap().redirect_url().unwrap();
    assert!(onward.starts_with("https://checkout.sandbox.y.uno/payment?session="), "{onward}");
}
