//! Flights in documented requests for a payment.

use rstest::rstest;
use sandpay_contracts::yuno::AdditionalData;
use sandpay_contracts::yuno::AmountValue;
use sandpay_contracts::yuno::Capture;
use sandpay_contracts::yuno::CardData;
use sandpay_contracts::yuno::CreatePayment;
use sandpay_contracts::yuno::CustomerPayer;
use sandpay_contracts::yuno::MajorUnits;
use sandpay_contracts::yuno::requests::Address;
use sandpay_contracts::yuno::requests::Airline;
use sandpay_contracts::yuno::requests::BaseFare;
use sandpay_contracts::yuno::requests::Gender;
use sandpay_contracts::yuno::requests::Issue;
use sandpay_contracts::yuno::requests::Leg;
use sandpay_contracts::yuno::requests::Passenger;
use sandpay_contracts::yuno::requests::Ticket;
use sandpay_contracts::yuno::requests::TravelDocument;

use super::examples::ACCOUNT;
use super::examples::card;
use super::examples::card_of;
use super::examples::document;
use super::examples::guide;
use super::examples::is_documented;
use super::examples::phone;
use super::examples::some;
use super::examples::substitutions;

const ORDER: &str = "an-order";

fn usd(value: u32) -> Option<BaseFare> {
    Some(BaseFare { value: value.into(), currency: "USD".into() })
}

pub(super) fn sum(value: u32) -> Option<MajorUnits> {
    Some(value.into())
}

/// The flight of a booking from Los Angeles.
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

/// The flight of a booking from New York, with two tickets.
fn booked_twice() -> Airline {
    let leg = Leg {
        departure_airport: "JFK".to_owned(),
        departure_datetime: "2024-07-03T05:00:00".to_owned(),
        departure_airport_timezone: "GMT-04".to_owned(),
        arrival_airport: "BOM".to_owned(),
        arrival_datetime: None,
        carrier_code: "PR".to_owned(),
        flight_number: "AV348".to_owned(),
        fare_basis_code: "Y".to_owned(),
        fare_class_code: "S".to_owned(),
        base_fare: usd(950),
        stopover_code: some("O"),
    };
    let passenger = Passenger {
        document: Some(TravelDocument {
            document_type: "PASSPORT%".to_owned(),
            document_number: "1092456327".to_owned(),
            country: some("US"),
        }),
        first_name: some("JOHN"),
        last_name: some("DOE"),
        middle_name: some("STEPHEN"),
        r#type: some("A"),
        date_of_birth: some("1998-01-01"),
        nationality: some("US"),
        loyalty_number: some("79250001"),
        loyalty_tier: some("DIAMOND"),
        ..Passenger::default()
    };
    let issue = Issue {
        carrier_prefix_code: some("016"),
        travel_agent_code: some("B987654"),
        travel_agent_name: some("GLOBAL TRAVELS"),
        date: some("2024-12-01 10:00:00"),
        address: some("789 Broadway Ave"),
        city: some("NEW YORK"),
        country: some("US"),
        zip_code: some("10003"),
    };
    let ticket = |number| Ticket {
        issue: Some(issue.clone()),
        ticket_number: some(number),
        e_ticket: Some(true),
        restricted: Some(false),
        total_fare_amount: sum(1000),
        total_tax_amount: sum(150),
        total_fee_amount: sum(25),
    };
    let tickets = vec![ticket("BRB0001"), ticket("BRB0002")];
    Airline { legs: vec![leg], passengers: vec![passenger], tickets, pnr: some("ABC123") }
}

fn authorized_booking() -> CreatePayment {
    let mut payment = guide("Card payment with airline data", "00024", Capture::MANUAL);
    payment.amount.value = AmountValue::Text(2350.into());
    payment.merchant_reference = some("Example_Merchant_Reference");
    payment.additional_data =
        Some(AdditionalData { airline: Some(booked_twice()), ..AdditionalData::default() });
    payment.customer_payer = Some(CustomerPayer {
        document: document("PASS", "1092345673"),
        billing_address: Some(Address {
            address_line_1: "123 Main Street".to_owned(),
            address_line_2: some("Apt 4B"),
            country: "US".to_owned(),
            state: some("NY"),
            city: "NEW YORK".to_owned(),
            zip_code: some("10001"),
            neighborhood: None,
        }),
        first_name: some("JOHN"),
        last_name: some("DOE"),
        gender: Some(Gender::M),
        date_of_birth: some("1998-01-01"),
        email: some("john.doe@example.com"),
        nationality: some("US"),
        ip_address: some("203.0.113.10"),
        ..CustomerPayer::default()
    });
    card_of(&mut payment).source =
        CardData { holder_name: "JOHN DOE".to_owned(), ..card(28, 11, "123") }.into();
    payment
}

/// The flight of the example with placeholders, some of whose words the reference does not list.
pub(super) fn flight() -> Airline {
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

#[rstest]
#[case::booking("yuno/create-payment/card-with-airline-data", booking())]
#[case::authorized_booking(
    "yuno/create-payment/cards-for-authorization-with-airline-data",
    authorized_booking()
)]
#[tokio::test]
async fn the_request_is_the_documented_one(#[case] name: &str, #[case] payment: CreatePayment) {
    let values =
        substitutions().filling("<accound_id>", ACCOUNT).filling("<merchant_order_id>", ORDER);
    is_documented(name, &payment, &values).await;
}
