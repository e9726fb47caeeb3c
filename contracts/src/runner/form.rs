//! The form of what a provider makes up: derived from the printed value, held against the answered one.
//!
//! A form says what stays the same from one answer to the next: the prefix of an id, the precision of a time. It does not
//! say that a value is the right one.

use std::fmt;

use serde_json::Value;

/// What a made-up value looks like.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Form {
    /// 36 characters in lower case, as `72367fa4-bd87-422e-ab1f-9cfe2bfbbf1c`.
    Uuid,
    /// An ISO 8601 instant in UTC, as `2025-06-18T19:19:27.467914Z`: with or without a fraction.
    Instant {
        /// Whether a fraction of a second is shown.
        fraction: bool,
    },
    /// Seconds since 1970, ten digits.
    Seconds,
    /// Milliseconds since 1970, thirteen digits.
    Milliseconds,
    /// The same as text.
    SecondsText,
    /// A prefix, and a number of 16 to 20 digits, as `pi_1666729870215872512`.
    Snowflake(String),
    /// A prefix, and letters and digits, as `evt_1NNUrjL6kclEVx6Mb1x5dKJ3`.
    Token(String),
    /// An id, `_secret_`, and letters and digits.
    ClientSecret(String),
    /// An http or https address.
    Url,
    /// So many digits, at least; exactly so many, when they are few.
    Digits(usize),
    /// A decimal number as text, as `0.10`.
    DecimalText,
    /// Any whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A text that is not empty.
    Text,
    /// Nothing is printed that tells a form.
    Anything,
}

/// Up to here, printed digits are a code of this length; beyond, a number that grows.
const SHORT: usize = 8;

impl Form {
    /// The form of a printed value.
    pub(super) fn of(printed: &Value) -> Self {
        match printed {
            Value::String(text) => Self::of_text(text),
            Value::Bool(_) => Self::Boolean,
            Value::Number(number) if !number.is_u64() => Self::Number,
            Value::Number(number) => match number.to_string().len() {
                10 => Self::Seconds,
                13 => Self::Milliseconds,
                _ => Self::Integer,
            },
            Value::Null | Value::Array(_) | Value::Object(_) => Self::Anything,
        }
    }

    fn of_text(text: &str) -> Self {
        if let (false, Some((id, _))) = (is_url(text), text.split_once("_secret_")) {
            return Self::ClientSecret(prefix(id).to_owned());
        }
        let numbered = prefix(text);
        let rest = &text[numbered.len()..];
        match text {
            "" => Self::Anything,
            _ if is_uuid(text) => Self::Uuid,
            _ if is_instant(text, true) => Self::Instant { fraction: true },
            _ if is_instant(text, false) => Self::Instant { fraction: false },
            _ if is_url(text) => Self::Url,
            _ if is_digits(text) && text.len() == 10 && text.starts_with('1') => Self::SecondsText,
            _ if is_digits(text) => Self::Digits(text.len().min(SHORT + 1)),
            _ if is_decimal(text) => Self::DecimalText,
            _ if numbered.is_empty() => Self::Text,
            _ if is_number(rest) => Self::Snowflake(numbered.to_owned()),
            _ if is_token(rest) => Self::Token(numbered.to_owned()),
            _ => Self::Text,
        }
    }

    /// Whether a value has this form.
    pub(super) fn fits(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Anything, _) | (Self::Boolean, Value::Bool(_)) => true,
            (Self::Seconds, Value::Number(number)) => has_digits(number, 10),
            (Self::Milliseconds, Value::Number(number)) => has_digits(number, 13),
            (Self::Integer, Value::Number(number)) => number.is_i64() || number.is_u64(),
            (Self::Number, Value::Number(_)) => true,
            (form, Value::String(text)) => form.fits_text(text),
            _ => false,
        }
    }

    fn fits_text(&self, text: &str) -> bool {
        match self {
            Self::Uuid => is_uuid(text),
            Self::Instant { fraction } => is_instant(text, *fraction),
            Self::SecondsText => is_digits(text) && text.len() == 10,
            Self::Snowflake(prefix) => text.strip_prefix(prefix.as_str()).is_some_and(is_number),
            Self::Token(prefix) => text.strip_prefix(prefix.as_str()).is_some_and(is_token),
            Self::ClientSecret(prefix) => {
                text.split_once("_secret_").is_some_and(|(id, secret)| {
                    id.strip_prefix(prefix.as_str()).is_some_and(is_token) && is_token(secret)
                })
            }
            Self::Url => is_url(text),
            Self::Digits(count) if *count <= SHORT => is_digits(text) && text.len() == *count,
            Self::Digits(count) => is_digits(text) && text.len() >= *count,
            Self::DecimalText => is_decimal(text),
            Self::Text => !text.is_empty(),
            Self::Anything => true,
            Self::Boolean | Self::Integer | Self::Number | Self::Seconds | Self::Milliseconds => {
                false
            }
        }
    }

    /// Its name, in one word, by which two runs are compared.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Uuid => "uuid".to_owned(),
            Self::Instant { fraction: true } => "instant with a fraction".to_owned(),
            Self::Instant { fraction: false } => "instant".to_owned(),
            Self::Seconds => "seconds".to_owned(),
            Self::Milliseconds => "milliseconds".to_owned(),
            Self::SecondsText => "seconds as text".to_owned(),
            Self::Snowflake(prefix) => format!("{prefix}number"),
            Self::Token(prefix) => format!("{prefix}token"),
            Self::ClientSecret(prefix) => format!("{prefix}…_secret_…"),
            Self::Url => "url".to_owned(),
            Self::Digits(count) if *count <= SHORT => format!("{count} digits"),
            Self::Digits(_) => "digits".to_owned(),
            Self::DecimalText => "decimal as text".to_owned(),
            Self::Integer => "integer".to_owned(),
            Self::Number => "number".to_owned(),
            Self::Boolean => "boolean".to_owned(),
            Self::Text => "text".to_owned(),
            Self::Anything => "anything".to_owned(),
        }
    }
}

/// As an expectation: `a UUID`.
impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid => f.write_str("a UUID"),
            Self::Instant { fraction: true } => {
                f.write_str("an instant as 2026-01-01T00:00:00.000000Z")
            }
            Self::Instant { fraction: false } => f.write_str("an instant as 2026-01-01T00:00:00Z"),
            Self::Seconds => f.write_str("seconds since 1970 (10 digits)"),
            Self::Milliseconds => f.write_str("milliseconds since 1970 (13 digits)"),
            Self::SecondsText => f.write_str("seconds since 1970 as text (10 digits)"),
            Self::Snowflake(prefix) => write!(f, "{prefix} and a number of 16 to 20 digits"),
            Self::Token(prefix) => write!(f, "{prefix} and at least 8 letters and digits"),
            Self::ClientSecret(prefix) => write!(f, "a client secret as {prefix}…_secret_…"),
            Self::Url => f.write_str("an http or https URL"),
            Self::Digits(count) if *count <= SHORT => write!(f, "{count} digits as text"),
            Self::Digits(count) => write!(f, "at least {count} digits as text"),
            Self::DecimalText => f.write_str("a decimal number as text"),
            Self::Integer => f.write_str("a whole number"),
            Self::Number => f.write_str("a number"),
            Self::Boolean => f.write_str("true or false"),
            Self::Text => f.write_str("a text that is not empty"),
            Self::Anything => f.write_str("anything"),
        }
    }
}

/// What comes before the number of an id: lower-case letters and their `_`.
fn prefix(id: &str) -> &str {
    let end = id.find('_').map_or(0, |at| at + 1);
    let (prefix, _) = id.split_at(end);
    let plain = prefix.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    if plain && prefix.len() > 1 { prefix } else { "" }
}

fn has_digits(number: &serde_json::Number, count: usize) -> bool {
    number.is_u64() && number.to_string().len() == count
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_number(text: &str) -> bool {
    is_digits(text) && (16..=20).contains(&text.len())
}

fn is_token(text: &str) -> bool {
    text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<&str> = text.split('-').collect();
    let hex = |group: &&str| group.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12]) && groups.iter().all(hex)
}

fn is_decimal(text: &str) -> bool {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    is_digits(whole) && is_digits(fraction)
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.starts_with('/') && !rest.is_empty() && !rest.contains(' '))
}

/// `2025-06-18T19:19:27Z`, with or without a fraction of 1 to 9 digits before the `Z`.
fn is_instant(text: &str, fraction: bool) -> bool {
    let Some(text) = text.strip_suffix('Z') else { return false };
    let (seconds, rest) = text.split_at_checked(19).unwrap_or(("", ""));
    let shape = seconds.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        10 => byte == b'T',
        13 | 16 => byte == b':',
        _ => byte.is_ascii_digit(),
    });
    let within = |at: usize, least: u8, most: u8| {
        seconds
            .get(at..at + 2)
            .and_then(|two| two.parse().ok())
            .is_some_and(|number: u8| (least..=most).contains(&number))
    };
    let [year, month] = [seconds.get(..4), seconds.get(5..7)]
        .map(|digits| digits.and_then(|digits| digits.parse().ok()).unwrap_or_default());
    let clock = within(8, 1, days(year, month)) && within(11, 0, 23) && within(14, 0, 59);
    let exact = match rest.strip_prefix('.') {
        Some(digits) => fraction && is_digits(digits) && digits.len() <= 9,
        None => !fraction && rest.is_empty(),
    };
    shape && clock && within(17, 0, 60) && exact
}

/// How many days a month has; none when there is no such month.
fn days(year: u16, month: u16) -> u8 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[rstest]
    #[case(json!("72367fa4-bd87-422e-ab1f-9cfe2bfbbf1c"), Form::Uuid)]
    #[case(json!("2025-06-18T19:19:27.467914Z"), Form::Instant { fraction: true })]
    #[case(json!("2025-06-18T19:19:27Z"), Form::Instant { fraction: false })]
    #[case(json!("2024-02-29T19:19:27Z"), Form::Instant { fraction: false })]
    #[case(json!("pi_1666729870215872512"), Form::Snowflake("pi_".to_owned()))]
    #[case(json!("evt_1NNUrjL6kclEVx6Mb1x5dKJ3"), Form::Token("evt_".to_owned()))]
    #[case(json!("pi_1666729870215872512_secret_jmGL6NBNInPx"), Form::ClientSecret("pi_".to_owned()))]
    #[case(json!("https://checkout.wooshpay.com/pay/x"), Form::Url)]
    #[case(json!("1706771212"), Form::SecondsText)]
    #[case(json!("744160"), Form::Digits(6))]
    #[case(json!("20240903153820059756"), Form::Digits(9))]
    #[case(json!("0.10"), Form::DecimalText)]
    #[case(json!("c2tfdGVzdA=="), Form::Text)]
    #[case(json!(1_644_328_172), Form::Seconds)]
    #[case(json!(1_686_214_342_000_i64), Form::Milliseconds)]
    #[case(json!(192_539), Form::Integer)]
    #[case(json!(0.83), Form::Number)]
    #[case(json!(true), Form::Boolean)]
    #[case(json!(""), Form::Anything)]
    #[case(json!(null), Form::Anything)]
    fn a_printed_value_tells_its_form_and_has_it(#[case] printed: Value, #[case] form: Form) {
        assert_eq!(Form::of(&printed), form);
        assert!(form.fits(&printed));
    }

    #[rstest]
    #[case(Form::Uuid, json!("72367FA4-bd87-422e-ab1f-9cfe2bfbbf1c"))]
    #[case(Form::Uuid, json!("72367fa4bd87422eab1f9cfe2bfbbf1c"))]
    #[case(Form::Instant { fraction: true }, json!("2025-06-18T19:19:27Z"))]
    #[case(Form::Instant { fraction: false }, json!("2025-06-18T19:19:27.1Z"))]
    #[case(Form::Instant { fraction: false }, json!("2025-13-18T19:19:27Z"))]
    #[case(Form::Instant { fraction: false }, json!("2025-00-18T19:19:27Z"))]
    #[case(Form::Instant { fraction: false }, json!("2025-02-29T19:19:27Z"))]
    #[case(Form::Instant { fraction: false }, json!("2025-06-18T19:19:27+00:00"))]
    #[case(Form::Instant { fraction: false }, json!("2025-06-18 19:19:27Z"))]
    #[case(Form::Instant { fraction: false }, json!(1_644_328_172))]
    #[case(Form::Snowflake("pi_".to_owned()), json!("re_1666729870215872512"))]
    #[case(Form::Snowflake("pi_".to_owned()), json!("pi_16667298702158725a2"))]
    #[case(Form::Token("evt_".to_owned()), json!("evt_"))]
    #[case(Form::ClientSecret("pi_".to_owned()), json!("pi_1666729870215872512"))]
    #[case(Form::Url, json!("/pay/1"))]
    #[case(Form::Url, json!("https://"))]
    #[case(Form::Digits(6), json!("74416"))]
    #[case(Form::Digits(6), json!(744_160))]
    #[case(Form::Seconds, json!("1644328172"))]
    #[case(Form::Seconds, json!(16_443_281.5))]
    #[case(Form::Seconds, json!(-164_432_817))]
    #[case(Form::Milliseconds, json!(1_644_328_172))]
    #[case(Form::Integer, json!(0.5))]
    #[case(Form::Text, json!(""))]
    #[case(Form::Boolean, json!("true"))]
    fn another_form_does_not_fit(#[case] form: Form, #[case] value: Value) {
        assert!(!form.fits(&value), "{form}");
    }

    #[test]
    fn every_made_up_value_of_the_documents_has_the_form_that_it_tells() {
        let mut looked = 0;
        for fixture in sandpay_fixtures::all().filter(|one| one.response.is_some()) {
            let printed: Value = serde_json::from_str(fixture.response_text()).unwrap();
            let notes = fixture.example.response.as_ref().unwrap();
            for value in notes.generated.iter().filter_map(|at| printed.pointer(at)) {
                assert!(Form::of(value).fits(value), "{}: {value}", fixture.name);
                looked += 1;
            }
        }
        assert!(looked > 500, "{looked}");
    }
}
