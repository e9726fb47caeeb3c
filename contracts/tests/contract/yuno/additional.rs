//! What a merchant adds to a payment, in documented requests: flights, the order, the seller, the payer's device.

use sandpay_contracts::yuno::AdditionalData;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::Checkout;
use sandpay_contracts::yuno::CheckoutMethod;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::MajorUnits;
use sandpay_contracts::yuno::Method;
use sandpay_contracts::yuno::requests::Address;
use sandpay_contracts::yuno::requests::Airline;
use sandpay_contracts::yuno::requests::BaseFare;
use sandpay_contracts::yuno::requests::BrowserInfo;
use sandpay_contracts::yuno::requests::DeviceFingerprint;
use sandpay_contracts::yuno::requests::FraudProvider;
use sandpay_contracts::yuno::requests::Gender;
use sandpay_contracts::yuno::requests::Issue;
use sandpay_contracts::yuno::requests::Item;
use sandpay_contracts::yuno::requests::Leg;
use sandpay_contracts::yuno::requests::Order;
use sandpay_contracts::yuno::requests::Passenger;
use sandpay_contracts::yuno::requests::SellerDetails;
use sandpay_contracts::yuno::requests::Ticket;
use sandpay_contracts::yuno::requests::TravelDocument;
use sandpay_fixtures::fixture;

use super::examples::document;
use super::examples::guide;
use super::examples::pair;
use super::examples::phone;
use super::examples::review;
use super::examples::send;
use super::examples::skirt;
use super::examples::some;
use super::examples::substitutions;
use crate::server::assert_same;
use crate::server::body;

const ORDER: &str = "an-order";

fn usd(value: u32) -> Option<BaseFare> {
    Some(BaseFare { value: value.into(), currency: "USD".into() })
}

fn sum(value: u32) -> Option<MajorUnits> {
    Some(value.into())
}

/// The flight of a booking.
fn booked() -> Airline {
    let leg = Leg {
        departure_airport: "LAX".to_owned(),
        departure_datetime: "2024-07-03T05:00:00".to_owned(),
        departure_airport_timezone: "GMT-08".to_owned(),
        arrival_airport: "JFK".to_owned(),
        arrival_datetime: None,
        carrier_code: "AA".to_owned(),
        flight_number: "AA100".to_owned(),
        fare_basis_code: "Y".to_owned(),
        fare_class_code: "S".to_owned(),
        base_fare: usd(500),
        stopover_code: some("O"),
    };
    let passenger = Passenger {
        document: Some(TravelDocument {
            document_type: "PASSPORT".to_owned(),
            document_number: "123456789".to_owned(),
            country: some("US"),
        }),
        first_name: some("John"),
        last_name: some("Doe"),
        middle_name: some("Stephen"),
        r#type: some("A"),
        date_of_birth: some("1998-01-01"),
        nationality: some("US"),
        loyalty_number: some("79250001"),
        loyalty_tier: some("DIAMOND"),
        email: some("john.doe@example.com"),
        phone: phone("5551234567"),
        country: None,
    };
    let issue = Issue {
        carrier_prefix_code: some("001"),
        travel_agent_code: some("A12345"),
        travel_agent_name: some("Best Travel Agency"),
        date: some("2023-10-31T01:30:00.000-08:00"),
        address: some("123 Main St"),
        city: some("Los Angeles"),
        country: some("US"),
        zip_code: some("90001"),
    };
    let ticket = Ticket {
        issue: Some(issue),
        ticket_number: some("AA123456"),
        e_ticket: Some(true),
        restricted: Some(false),
        total_fare_amount: sum(700),
        total_tax_amount: sum(100),
        total_fee_amount: sum(50),
    };
    let (legs, passengers, tickets) = (vec![leg], vec![passenger], vec![ticket]);
    Airline { legs, passengers, tickets, pnr: some("DEF456") }
}

fn booking() -> CreatePayment {
    let mut payment = guide("Flight Booking Payment", ORDER, Capture::Unsaid);
    payment.amount.value = AmountValue::Text(2000.into());
    payment.merchant_reference = some("reference-001");
    payment.additional_data =
        Some(AdditionalData { airline: Some(booked()), ..AdditionalData::default() });
    payment.customer_payer = Some(CustomerPayer {
        document: document("DRIVER_LICENSE", "987654321"),
        first_name: some("John"),
        last_name: some("Doe"),
        gender: Some(Gender::M),
        date_of_birth: some("1998-01-01"),
        email: some("johndoe@example.com"),
        nationality: some("US"),
        ip_address: some("203.0.113.10"),
        ..CustomerPayer::default()
    });
    payment
}

#[tokio::test]
async fn a_booking_says_what_is_documented() {
    let fixture = fixture("yuno/create-payment/card-with-airline-data");
    let values = substitutions().filling("<merchant_order_id>", ORDER);

    let request = send(&booking()).await;

    assert_same(&fixture.request_with(&values).unwrap(), body(&request));
    review("card-with-airline-data", &request);
}

/// The flight of the example with placeholders, some of whose words the reference does not list.
fn flight() -> Airline {
    let leg = Leg {
        departure_airport: "EZE".to_owned(),
        departure_datetime: "2024-07-03T05:00:00".to_owned(),
        departure_airport_timezone: "-03:00".to_owned(),
        arrival_airport: "AMS".to_owned(),
        arrival_datetime: some("2024-08-03T05:00:00"),
        carrier_code: "KL".to_owned(),
        flight_number: "842".to_owned(),
        fare_basis_code: "HL7LNR".to_owned(),
        fare_class_code: "FR".to_owned(),
        base_fare: usd(200),
        stopover_code: some("s"),
    };
    let passenger = Passenger {
        country: some("US"),
        date_of_birth: some("1984-05-01"),
        document: Some(TravelDocument {
            document_type: "SSN".to_owned(),
            document_number: "123456789".to_owned(),
            country: some("US"),
        }),
        phone: phone("5551234567"),
        first_name: some("John"),
        last_name: some("Doe"),
        loyalty_number: some("123456"),
        loyalty_tier: some("GOLD"),
        middle_name: some("Theodore"),
        nationality: some("US"),
        r#type: some("s"),
        email: None,
    };
    let ticket = Ticket {
        ticket_number: some("123456"),
        restricted: Some(false),
        e_ticket: Some(false),
        total_fare_amount: sum(80),
        total_tax_amount: sum(22),
        total_fee_amount: sum(14),
        issue: None,
    };
    let (legs, passengers, tickets) = (vec![leg], vec![passenger], vec![ticket]);
    Airline { legs, passengers, tickets, pnr: some("1P-2UUGJW") }
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
        method: CheckoutMethod::OneTime("{{onetime_token}}".into()),
    });
    payment.metadata = vec![pair("ID", "SD00")];
    payment.callback_url = some("www.example.com");

    let request = send(&payment).await;

    let documented = fixture("yuno/create-payment/placeholders").request.unwrap();
    assert_same(std::str::from_utf8(documented).unwrap(), body(&request));
    review("placeholders", &request);
}
