//! The flights that a payment is for (<https://docs.y.uno/reference/payments/create-payment>,
//! `additional_data.airline`).
//!
//! What a leg must have is a field of it. Codes are the airline's own, and stay Yuno's to judge: the examples print
//! some that the reference does not list.

use serde::Serialize;

use super::MajorUnits;
use super::Phone;
use crate::Currency;

/// The flights of one booking.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Airline {
    /// The booking's code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pnr: Option<String>,
    /// The flights, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub legs: Vec<Leg>,
    /// Who flies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub passengers: Vec<Passenger>,
    /// The tickets.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tickets: Vec<Ticket>,
}

/// One flight.
#[derive(Clone, Debug, Serialize)]
pub struct Leg {
    /// The airport of departure, three letters of IATA.
    pub departure_airport: String,
    /// When it leaves.
    pub departure_datetime: String,
    /// The time zone of that airport, as `-03:00`.
    pub departure_airport_timezone: String,
    /// The airport of arrival, three letters of IATA.
    pub arrival_airport: String,
    /// When it arrives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arrival_datetime: Option<String>,
    /// The airline, two letters of IATA.
    pub carrier_code: String,
    /// The flight's number, 1 to 5 characters.
    pub flight_number: String,
    /// The code of the fare, 1 to 15 characters.
    pub fare_basis_code: String,
    /// The class of the fare, a letter; two in one example.
    pub fare_class_code: String,
    /// The fare without taxes and fees.
    #[serde(flatten)]
    pub base_fare: Option<BaseFare>,
    /// `O` where a stopover is allowed, `X` where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopover_code: Option<String>,
}

/// A fare without taxes and fees: no sum is said without its currency.
#[derive(Clone, Debug, Serialize)]
pub struct BaseFare {
    /// The sum. The reference speaks of the smallest unit, and of parts of it down to 0.0001.
    #[serde(rename = "base_fare")]
    pub value: MajorUnits,
    /// The currency.
    #[serde(rename = "base_fare_currency")]
    pub currency: Currency,
}

/// Who flies.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Passenger {
    /// The given name, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// The family name, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The name between the two, 3 to 255 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    /// The e-mail address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// `A` for adults, `C` for children, `I` for infants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// As `1990-02-28`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<String>,
    /// The country of the passport, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    /// The country; in the example with placeholders only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The identity document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<TravelDocument>,
    /// The number in the airline's programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loyalty_number: Option<String>,
    /// The tier in the airline's programme.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loyalty_tier: Option<String>,
    /// The telephone number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

/// An identity document that a passenger travels with.
#[derive(Clone, Debug, Serialize)]
pub struct TravelDocument {
    /// The kind, 2 to 6 characters.
    pub document_type: String,
    /// The number, 3 to 40 characters.
    pub document_number: String,
    /// The country that issued it; in the examples only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// A ticket.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ticket {
    /// The number, 1 to 14 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket_number: Option<String>,
    /// Whether it is an electronic one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub e_ticket: Option<bool>,
    /// Whether its money is not given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restricted: Option<bool>,
    /// The fares together; of their unit the reference says what it says of [`BaseFare::value`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_fare_amount: Option<MajorUnits>,
    /// The taxes together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_tax_amount: Option<MajorUnits>,
    /// The fees together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total_fee_amount: Option<MajorUnits>,
    /// Who issued it; nothing is said as `null`, as the example with placeholders does.
    pub issue: Option<Issue>,
}

/// Who issued a ticket, and when.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Issue {
    /// The airline's prefix, three digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier_prefix_code: Option<String>,
    /// The agency's code, 8 or 9 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub travel_agent_code: Option<String>,
    /// The agency's name, 1 to 32 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub travel_agent_name: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The agency's street and number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The agency's city.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The country, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// The agency's postal code; in the examples only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zip_code: Option<String>,
}
