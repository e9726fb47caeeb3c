//! What a merchant adds to a payment, in documented requests: the order, the seller, the payer's device, who gets a part.

use rstest::rstest;
use sandpay_contracts::Secret;
use sandpay_contracts::yuno::AdditionalData;
use sandpay_contracts::yuno::Amount;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardData;
use sandpay_contracts::yuno::CardNumber;
use sandpay_contracts::yuno::CardSource;
use sandpay_contracts::yuno::Checkout;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::Method;
use sandpay_contracts::yuno::StoredCredentials;
use sandpay_contracts::yuno::StoredReason;
use sandpay_contracts::yuno::Usage;
use sandpay_contracts::yuno::requests::Address;
use sandpay_contracts::yuno::requests::BrowserInfo;
use sandpay_contracts::yuno::requests::DeviceFingerprint;
use sandpay_contracts::yuno::requests::FraudProvider;
use sandpay_contracts::yuno::requests::Gender;
use sandpay_contracts::yuno::requests::Item;
use sandpay_contracts::yuno::requests::Order;
use sandpay_contracts::yuno::requests::RecipientType;
use sandpay_contracts::yuno::requests::SellerDetails;
use sandpay_contracts::yuno::requests::Split;
use sandpay_contracts::yuno::requests::SplitType;
use sandpay_fixtures::fixture;

use super::examples::ACCOUNT;
use super::examples::card;
use super::examples::card_of;
use super::examples::document;
use super::examples::guide;
use super::examples::is_documented;
use super::examples::pair;
use super::examples::phone;
use super::examples::review;
use super::examples::send;
use super::examples::skirt;
use super::examples::some;
use super::examples::substitutions;
use super::flights::flight;
use super::flights::sum;
use crate::server::assert_same;
use crate::server::body;

const ORDER: &str = "an-order";

/// An order whose payer is told in full.
fn known_payer() -> CreatePayment {
    let address = Address {
        address_line_1: "123 Maple Drive".to_owned(),
        address_line_2: some("Apt 10A"),
        country: "US".to_owned(),
        state: some("CA"),
        city: "Los Angeles".to_owned(),
        zip_code: some("90001"),
        neighborhood: None,
    };
    let description = "Card payment with shipping and order";
    let mut payment = guide(description, "00000023", Capture::Unsaid);
    payment.amount.value = AmountValue::Number("49.99".parse().unwrap());
    payment.merchant_reference = some("reference-0001");
    payment.additional_data = Some(skirt("49.99"));
    payment.customer_payer = Some(CustomerPayer {
        merchant_customer_id: some(ORDER),
        first_name: some("JANE"),
        last_name: some("SMITH"),
        gender: Some(Gender::F),
        date_of_birth: some("1985-07-22"),
        email: some("jane.smith@example.com"),
        nationality: some("US"),
        ip_address: some("203.0.113.10"),
        device_fingerprint: some("xyzabc123def456ghi789"),
        document: document("DRIVERS_LICENSE", "D987654321"),
        phone: phone("2125550100"),
        billing_address: Some(address.clone()),
        shipping_address: Some(address),
        ..CustomerPayer::default()
    });
    card_of(&mut payment).source = CardData {
        number: CardNumber::new("4051885600446623").unwrap(),
        holder_name: "JOHN DOE".to_owned(),
        ..card(26, 10, "456")
    }
    .into();
    payment
}

/// A sale of which a part is the marketplace's.
fn shared() -> CreatePayment {
    let usd = |value: u32| {
        Some(Amount { currency: "USD".into(), value: AmountValue::Number(value.into()) })
    };
    let sale = Split {
        amount: usd(900),
        recipient_id: "c8440141-127b-4dfe-b585-b8622c1db4c9".to_owned(),
        recipient_type: Some(RecipientType::Meal),
        r#type: SplitType::Purchase,
    };
    let commission = Split {
        amount: usd(100),
        recipient_id: String::new(),
        recipient_type: None,
        r#type: SplitType::Commission,
    };
    let mut payment = guide("SUCCEDED", "1753363203", Capture::Immediate);
    payment.amount.value = AmountValue::Number(1000.into());
    payment.split_marketplace = vec![sale, commission];
    payment.metadata = vec![pair("PROVIDER", "STRIPE")];
    payment.customer_payer = Some(CustomerPayer {
        document: document("SSN", "93095135270"),
        email: some("masked.person@example.com"),
        first_name: some("john"),
        gender: Some(Gender::M),
        ip_address: some("192.168.123.167"),
        last_name: some("Doe"),
        merchant_customer_id: some("example00234"),
        nationality: some("US"),
        phone: phone("3132450765"),
        ..CustomerPayer::default()
    });
    let card = CardData {
        number: CardNumber::new("4242424242424242").unwrap(),
        holder_name: "John".to_owned(),
        ..card(30, 12, "123")
    };
    card_of(&mut payment).source = CardSource::Typed { card, vault_on_success: Some(false) };
    card_of(&mut payment).stored_credentials = Some(StoredCredentials {
        reason: Some(StoredReason::Subscription),
        usage: Some(Usage::Used),
        subscription_agreement_id: some("XXXX01"),
        network_transaction_id: None,
    });
    payment
}

#[rstest]
#[case::known_payer(
    "yuno/create-payment/cards-with-customer-billing-shipping-and-order-items",
    known_payer()
)]
#[case::shared("yuno/create-payment/with-split", shared())]
#[tokio::test]
async fn the_request_is_the_documented_one(#[case] name: &str, #[case] payment: CreatePayment) {
    let values =
        substitutions().filling("<account_code>", ACCOUNT).filling("{{$timestamp}}", ORDER);
    is_documented(name, &payment, &values).await;
}

fn seller() -> SellerDetails {
    SellerDetails {
        name: some("Test_company"),
        email: some("testcompany@example.com"),
        reference: some("AAOO"),
        website: some("www.testcompany.com"),
        industry: some("ELECTRONICS"),
        merchant_category_code: some("TTRR"),
        country: some("US"),
        document: document("EIN", "123456789"),
        phone: phone("5551234567"),
    }
}

fn order_with_a_tip() -> Order {
    let order = skirt("4800").order.unwrap();
    let pictured =
        |item| Item { image_url: some("https://cdn.example.com/img/skirt-01.jpg"), ..item };
    Order {
        fee_amount: sum(100),
        tip_amount: Some(AmountValue::Number(50.into())),
        shipping_amount: sum(50),
        items: order.items.into_iter().map(pictured).collect(),
    }
}

fn everything_about_the_payer() -> CustomerPayer {
    let address = Address {
        address_line_1: "123 Main St".to_owned(),
        address_line_2: some("Apt 502"),
        city: "New York".to_owned(),
        country: "US".to_owned(),
        state: some("NY"),
        zip_code: some("10001"),
        neighborhood: some("Midtown"),
    };
    let agent = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_2) AppleWebKit/601.3.9 (KHTML, like Gecko) \
                 Version/9.0.2 Safari/601.3.9";
    CustomerPayer {
        id: Some("{{customer_id}}".into()),
        billing_address: Some(address.clone()),
        browser_info: Some(BrowserInfo {
            accept_header: some("true"),
            color_depth: some("24"),
            javascript_enabled: Some(true),
            language: some("en-US"),
            screen_height: some("2048"),
            screen_width: some("1152"),
            user_agent: some(agent),
            ..BrowserInfo::default()
        }),
        date_of_birth: some("1990-02-28"),
        device_fingerprints: vec![DeviceFingerprint {
            provider_id: FraudProvider::Clearsale,
            id: "hi88287gbd8d7d782ge287gbd8d7d78".to_owned(),
        }],
        document: document("SSN", "123456789"),
        email: some("johndoe@example.com"),
        first_name: some("John"),
        gender: Some(Gender::Male),
        ip_address: some("192.168.123.167"),
        device_fingerprint: None,
        last_name: some("Doe"),
        merchant_customer_id: some("example00234"),
        merchant_customer_created_at: some("2014-05-12 13:05:00"),
        nationality: some("US"),
        phone: phone("5551234567"),
        shipping_address: Some(address),
        country: None,
        validations: None,
    }
}

/// The example that shows where values go. Its placeholders travel as they are printed.
#[tokio::test]
async fn the_example_with_placeholders_is_said_to_the_letter() {
    let mut payment = guide("Test Payment", "AA01", Capture::Unsaid);
    payment.account_id = "{{account-code}}".into();
    payment.amount.value = AmountValue::Number(5000.into());
    payment.merchant_reference = some("Test_AAB");
    payment.additional_data = Some(AdditionalData {
        airline: Some(flight()),
        order: Some(order_with_a_tip()),
        seller_details: Some(seller()),
    });
    payment.customer_payer = Some(everything_about_the_payer());
    payment.method = Method::Checkout(Checkout {
        session: "{{checkout_session}}".into(),
        method: Secret::from("{{onetime_token}}").into(),
    });
    payment.metadata = vec![pair("ID", "SD00")];
    payment.callback_url = some("www.example.com");

    let request = send(&payment).await;

    let documented = fixture("yuno/create-payment/placeholders").request.unwrap();
    assert_same(std::str::from_utf8(documented).unwrap(), body(&request));
    review("placeholders", &request);
}
