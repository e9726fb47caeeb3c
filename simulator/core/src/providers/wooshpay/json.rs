//! Reads request bodies strictly, and names the member that does not fit.
//!
//! Undocumented: that a body is JSON whatever its content type says (the introduction speaks of forms,
//! every sample and the reference are JSON), that repeated members are refused, and that unknown
//! members are ignored.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::DeserializeOwned;
use serde::de::Error as _;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;
use serde_json::value::RawValue;

use crate::kernel::money::AmountError;
use crate::kernel::money::Currency;
use crate::kernel::money::Money;
use crate::kernel::money::Notation;
use crate::providers::wooshpay::errors::Error;
use crate::providers::wooshpay::wire::Sent;

/// The members of a body, still as they were sent.
pub(crate) fn document<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    read(text_of(body)?)
}

/// As [`document`]; a body that may be left out counts as an object without members.
pub(crate) fn optional_document<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    if body.trim_ascii().is_empty() { read("{}") } else { document(body) }
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    if !text.trim_start().starts_with('{') {
        return Err(Error::BodyInvalid("a JSON object is expected".to_owned()));
    }
    serde_json::from_str(text).map_err(|error| Error::BodyInvalid(error.to_string()))
}

/// Refuses what [`document`] does not look into: repeated members, numbers and depths that no reader
/// could hold, wherever they stand.
pub(crate) fn checked(body: &[u8]) -> Result<(), Error> {
    if body.trim_ascii().is_empty() {
        return Ok(());
    }
    serde_json::from_str(text_of(body)?)
        .map(|Checked| ())
        .map_err(|error| Error::BodyInvalid(error.to_string()))
}

fn text_of(body: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(body).map_err(|_| Error::BodyInvalid("it is not UTF-8 text".to_owned()))
}

/// A member that is an object.
pub(crate) fn object<T: DeserializeOwned>(
    sent: &Sent,
    param: &'static str,
) -> Result<Option<T>, Error> {
    // A list would pass for a struct, its elements in the order of the members.
    if sent.as_ref().is_some_and(|raw| !raw.get().starts_with('{')) {
        return Err(Error::Invalid(param, "must be an object".to_owned()));
    }
    member(sent, param, "must be an object without repeated members")
}

/// A member that is a list of objects.
pub(crate) fn objects<T: DeserializeOwned>(
    sent: &Sent,
    param: &'static str,
) -> Result<Option<Vec<T>>, Error> {
    let items: Option<Vec<Box<RawValue>>> = member(sent, param, "must be a list of objects")?;
    let read = |item: Box<RawValue>| {
        object(&Some(item), param)?
            .ok_or_else(|| Error::Invalid(param, "must be a list of objects".to_owned()))
    };
    items.map(|items| items.into_iter().map(read).collect()).transpose()
}

/// A member that is a string.
pub(crate) fn text(sent: &Sent, param: &'static str) -> Result<Option<String>, Error> {
    member(sent, param, "must be a string")
}

/// A member that is `true` or `false`.
pub(crate) fn boolean(sent: &Sent, param: &'static str) -> Result<Option<bool>, Error> {
    member(sent, param, "must be true or false")
}

/// An amount in the smallest unit, which must be there and at least 1
/// (<https://wooshpay.com/docs/alipay>: minimum 0.01 CNY).
pub(crate) fn amount(sent: &Sent, currency: Currency, param: &'static str) -> Result<Money, Error> {
    let literal = sent.as_ref().ok_or(Error::Missing(param))?.get();
    positive(literal, currency, param)
}

/// As [`amount`], for one literal.
///
/// Undocumented: what an integer looks like. The value decides and not the spelling, as in JSON
/// Schema: `2686.0` and `1e3` are taken, `20.5` and texts are not.
pub(crate) fn positive(
    literal: &str,
    currency: Currency,
    param: &'static str,
) -> Result<Money, Error> {
    let units = Notation { digits: 0, exponent: true };
    let whole = Money::from_major(literal, currency, units).map_err(|error| {
        let why = match error {
            AmountError::Form | AmountError::Currency => "it is no JSON number",
            AmountError::Precision => "it has a fraction",
            AmountError::Range => "it is out of range",
        };
        Error::IntegerInvalid(param, why)
    })?;
    if whole.minor < 1 {
        return Err(Error::TooSmall(param));
    }
    Ok(Money { digits: currency.digits(), ..whole })
}

/// A member that is a list of strings.
pub(crate) fn texts(sent: &Sent, param: &'static str) -> Result<Option<Vec<String>>, Error> {
    member(sent, param, "must be a list of strings")
}

/// A member that is an object of strings, in the order in which it was sent.
pub(crate) fn pairs(
    sent: &Sent,
    param: &'static str,
) -> Result<Option<Vec<(String, String)>>, Error> {
    let pairs: Option<Pairs> = member(sent, param, "must be an object of strings")?;
    Ok(pairs.map(|pairs| pairs.0))
}

fn member<T: DeserializeOwned>(
    sent: &Sent,
    param: &'static str,
    expected: &'static str,
) -> Result<Option<T>, Error> {
    let read = |raw: &RawValue| serde_json::from_str(raw.get());
    let read = sent.as_deref().map(read).transpose();
    read.map_err(|_| Error::Invalid(param, expected.to_owned()))
}

struct Pairs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(PairsVisitor)
    }
}

struct PairsVisitor;

impl<'de> Visitor<'de> for PairsVisitor {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = map.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

/// Any JSON value without repeated members; nothing of it is kept or looked at. Amounts are read from
/// their literal text, elsewhere.
struct Checked;

impl<'de> Deserialize<'de> for Checked {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(CheckedVisitor)
    }
}

struct CheckedVisitor;

impl<'de> Visitor<'de> for CheckedVisitor {
    type Value = Checked;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_str<E>(self, _: &str) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_unit<E>(self) -> Result<Checked, E> {
        Ok(Checked)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Checked, A::Error> {
        while list.next_element::<Checked>()?.is_some() {}
        Ok(Checked)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Checked, A::Error> {
        let mut names = BTreeSet::new();
        while let Some(name) = map.next_key::<String>()? {
            if names.contains(&name) {
                return Err(A::Error::custom(format_args!("repeated member `{name}`")));
            }
            names.insert(name);
            map.next_value::<Checked>()?;
        }
        Ok(Checked)
    }
}
