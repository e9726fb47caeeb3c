//! Members of `data`: what they must be, and what they mean.
//!
//! Source of everything here unless marked: <https://docs.yabandpay.com/api/cn/payments/cards/token.html>,
//! request parameters. Undocumented: one rule for all members: what has another type than documented
//! counts as missing. Ids and amounts may be numbers, since the page's own example sends `order_id` as
//! one and others send `amount` so.

use std::sync::Arc;

use super::body::Members;
use super::body::Value;
use super::errors::Error;
use super::state::Minutes;
use crate::kernel::money::Currency;
use crate::kernel::money::Money;
use crate::kernel::money::Notation;
use crate::kernel::web;

/// Decimal text with two digits, whatever the currency, and no exponent.
const NOTATION: Notation = Notation { digits: 2, exponent: false };

/// A string that must be there and not be empty.
pub(super) fn text<'d>(data: &'d Members<'_>, name: &str) -> Result<&'d str, Error> {
    present(data.find(name).and_then(Value::text))
}

/// A string or number that must be there and not be empty.
pub(super) fn scalar<'d>(data: &'d Members<'_>, name: &str) -> Result<&'d str, Error> {
    present(data.find(name).and_then(Value::scalar))
}

fn present(text: Option<&str>) -> Result<&str, Error> {
    text.filter(|text| !text.is_empty()).ok_or(Error::MissingField)
}

/// A merchant's own text, which may be left out, and may be a number as its order id may.
pub(super) fn own_text<'d>(data: &'d Members<'_>, name: &str) -> Result<Option<&'d str>, Error> {
    match data.find(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.scalar().map(Some).ok_or(Error::MissingField),
    }
}

/// One of a few words, where the member is there and not empty.
pub(super) fn check_word(data: &Members<'_>, name: &str, words: &[&str]) -> Result<(), Error> {
    let sent = own_text(data, name)?.unwrap_or_default();
    if sent.is_empty() || words.contains(&sent) { Ok(()) } else { Err(Error::MissingField) }
}

/// Minutes from 0 to 1440; empty and 0 both mean 1440, as the order query shows for 0
/// (<https://docs.yabandpay.com/api/en/payments/others/query.html>, `time_out`).
pub(super) fn minutes(text: &str) -> Result<Minutes, Error> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.parse::<u16>() {
        _ if text.is_empty() => Ok(Minutes::DAY),
        Ok(0) if digits => Ok(Minutes::DAY),
        Ok(count @ 1..=1440) if digits => Ok(Minutes(count)),
        Ok(_) | Err(_) => Err(Error::MissingField),
    }
}

/// Undocumented: more than two decimal digits, zero, a negative amount and an exponent are refused; so
/// is a currency that ISO 4217 does not know. Which currencies an account may use is not documented, so
/// all others are taken.
pub(super) fn money(data: &Members<'_>, amount: &str, currency: &str) -> Result<Money, Error> {
    let sent = scalar(data, amount)?;
    let currency = text(data, currency)?;
    let currency = Currency::from_code(currency).ok_or(Error::MissingField)?;
    let is_finer = |(_, part): (&str, &str)| part.len() > usize::from(NOTATION.digits);
    Money::from_major(sent, currency, NOTATION)
        .ok()
        .filter(|amount| amount.minor > 0 && !sent.split_once('.').is_some_and(is_finer))
        .ok_or(Error::MissingField)
}

/// An address that must be there.
///
/// Undocumented: what is no absolute address of the web is refused, and so is one with a user or a password
/// in it, which nothing here sends and every log would show. Plain `http` is taken, though the notification
/// page asks for `https`: on a developer's machine there is nothing else.
pub(super) fn address(data: &Members<'_>, name: &str) -> Result<Arc<str>, Error> {
    sound(text(data, name)?)
}

/// An address that may be left out, be null, or be empty as older clients send it.
pub(super) fn own_address(data: &Members<'_>, name: &str) -> Result<Option<Arc<str>>, Error> {
    match data.find(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.text() {
            Some("") => Ok(None),
            Some(text) => sound(text).map(Some),
            None => Err(Error::MissingField),
        },
    }
}

fn sound(address: &str) -> Result<Arc<str>, Error> {
    web::is_address(address).then(|| address.into()).ok_or(Error::MissingField)
}
