//! From the body of a request to a customer that could be stored, or to the refusal that names all that
//! is wrong with it. Knows no sandbox: whether the merchant's id is taken is decided later.
//!
//! Source: <https://docs.y.uno/reference/customers/create-customer>, lengths included.

use std::ops::RangeInclusive;

use crate::providers::yuno::errors::Code;
use crate::providers::yuno::errors::Error;
use crate::providers::yuno::fields::At;
use crate::providers::yuno::fields::Problems;
use crate::providers::yuno::json;
use crate::providers::yuno::json::Document;
use crate::providers::yuno::json::Value;
use crate::providers::yuno::state::Text;
use crate::providers::yuno::wire::request;

/// A customer that could be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The merchant's own id.
    pub merchant_customer_id: Box<str>,
    /// Every documented member that was sent, in documented order, as the inside of an object.
    pub members: Text,
}

/// A text, its path, and how many characters it has.
type Length = (&'static str, RangeInclusive<usize>);

/// Undocumented: an instant of another form than "ISO 8601, 27 characters" is taken, since nothing hangs
/// on it, and so is every e-mail address.
const TEXTS: [Length; 7] = [
    ("first_name", 3..=255),
    ("last_name", 3..=255),
    ("email", 3..=255),
    ("date_of_birth", 10..=10),
    ("nationality", 2..=2),
    ("country", 2..=2),
    ("merchant_customer_created_at", 1..=255),
];

const GENDERS: [&str; 6] = ["M", "F", "NB", "NA", "NK", "U"];

/// The members of an object, each with its path, its length, and whether it must be there.
type Inside = &'static [(&'static str, &'static str, RangeInclusive<usize>, bool)];

const DOCUMENT: Inside = &[
    ("document_number", "document.document_number", 3..=40, true),
    ("document_type", "document.document_type", 2..=6, true),
];

const PHONE: Inside = &[
    ("country_code", "phone.country_code", 1..=3, true),
    ("number", "phone.number", 1..=32, true),
];

macro_rules! address {
    ($name:literal) => {
        &[
            ("address_line_1", concat!($name, ".address_line_1"), 1..=255, true),
            ("address_line_2", concat!($name, ".address_line_2"), 0..=255, false),
            ("building_number_1", concat!($name, ".building_number_1"), 0..=255, false),
            ("building_number_2", concat!($name, ".building_number_2"), 0..=255, false),
            ("city", concat!($name, ".city"), 1..=255, true),
            ("country", concat!($name, ".country"), 2..=2, true),
            ("state", concat!($name, ".state"), 0..=255, false),
            ("zip_code", concat!($name, ".zip_code"), 5..=10, false),
            ("neighborhood", concat!($name, ".neighborhood"), 0..=255, false),
        ]
    };
}

const BILLING: Inside = address!("billing_address");
const SHIPPING: Inside = address!("shipping_address");

/// Reads the body of a request to store a customer.
///
/// # Errors
///
/// `INVALID_PARAMETERS` with all that is wrong.
pub(in crate::providers::yuno) fn read(document: &Document<'_>) -> Result<Draft, Error> {
    let root = document.root();
    let mut problems = Problems::default();
    let at = ("merchant_customer_id", root.member("merchant_customer_id"));
    let at = problems.required(at);
    let merchant_customer_id = problems.text(at, 3..=255).map(Box::from);
    for (name, length) in TEXTS {
        problems.text((name, root.member(name)), length);
    }
    let gender = problems.text(("gender", root.member("gender")), 0..=255);
    if gender.is_some_and(|gender| !GENDERS.contains(&gender.as_ref())) {
        problems.wrong("gender", "be one of M, F, NB, NA, NK, U");
    }
    for (name, inside) in [
        ("document", DOCUMENT),
        ("phone", PHONE),
        ("billing_address", BILLING),
        ("shipping_address", SHIPPING),
    ] {
        object((name, root.member(name)), inside, &mut problems);
    }
    metadata(("metadata", root.member("metadata")), &mut problems);
    problems.refuse()?;
    let merchant_customer_id = merchant_customer_id.ok_or(Code::InvalidRequest)?;
    Ok(Draft { merchant_customer_id, members: Text(members(root).into()) })
}

fn object(at: At<'_>, inside: Inside, problems: &mut Problems) {
    let Some(object) = problems.object::<Value<'_>>(at) else { return };
    for (name, path, length, must) in inside {
        let at = (*path, object.member(name));
        let at = if *must { problems.required(at) } else { at };
        problems.text(at, length.clone());
    }
}

fn metadata(at: At<'_>, problems: &mut Problems) {
    let list = |value: Value<'_>| value.items().map(|items| items.count());
    if problems.read(at, "be a list", list).is_some_and(|count| count > 50) {
        problems.wrong(at.0, "have 50 entries at most");
    }
    for entry in at.1.and_then(Value::items).into_iter().flatten() {
        if let Some(entry) = problems.object::<request::Metadata<'_>>((at.0, Some(entry))) {
            let key = problems.required(("metadata.key", entry.key));
            problems.text(key, 1..=48);
            let value = problems.required(("metadata.value", entry.value));
            problems.text(value, 1..=512);
        }
    }
}

/// The documented members that were sent.
fn members(root: Value<'_>) -> String {
    let sent = request::CUSTOMER.iter().filter_map(|name| Some((name, root.member(name)?)));
    let sent = sent.map(|(name, value)| format!("\"{name}\":{}", json::compact(value.raw())));
    sent.collect::<Vec<_>>().join(",")
}
