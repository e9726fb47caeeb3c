//! Reads members one by one and collects what is wrong with them, so that one refusal names all.
//!
//! The text of a missing member is literal ("The field '`customer_id`' is required.", example of
//! <https://docs.y.uno/reference/payment-methods-direct-workflow/reassign-payment-method-api>).
//! Undocumented: the texts of members that are wrong; they are modelled on that one.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::errors::Error;
use super::json::Value;
use super::wire::request::Member;

/// A member and where it stands: `amount.value`.
pub(super) type At<'a> = (&'static str, Member<'a>);

/// What is wrong with a body.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<String>);

impl Problems {
    /// Refuses the body when anything is wrong with it.
    ///
    /// # Errors
    ///
    /// `INVALID_PARAMETERS` with a text a problem.
    pub(super) fn refuse(self) -> Result<(), Error> {
        if self.0.is_empty() { Ok(()) } else { Err(Error::invalid(self.0)) }
    }

    /// Notes that a member is not as it must be: `must` follows "The field 'x' must".
    pub(super) fn wrong(&mut self, path: &str, must: &str) {
        self.0.push(format!("The field '{path}' must {must}."));
    }

    /// Notes that a member is missing if it is.
    pub(super) fn required<'a>(&mut self, at: At<'a>) -> At<'a> {
        if at.1.is_none() {
            self.0.push(format!("The field '{}' is required.", at.0));
        }
        at
    }

    /// A text whose number of characters lies in `length`.
    pub(super) fn text<'a>(
        &mut self,
        at: At<'a>,
        length: RangeInclusive<usize>,
    ) -> Option<Cow<'a, str>> {
        let text = self.read(at, "be a text", Value::string)?;
        if length.contains(&text.chars().count()) {
            return Some(text);
        }
        let (least, most) = length.into_inner();
        self.wrong(at.0, &format!("have {least} to {most} characters"));
        None
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, at: At<'_>) -> Option<bool> {
        self.read(at, "be true or false", |value| value.raw().parse().ok())
    }

    /// A whole number in a range.
    pub(super) fn number(&mut self, at: At<'_>, range: RangeInclusive<u16>) -> Option<u16> {
        let number = serde_json::from_str(at.1?.raw()).ok().filter(|number| range.contains(number));
        if number.is_none() {
            let (least, most) = range.into_inner();
            self.wrong(at.0, &format!("be a whole number from {least} to {most}"));
        }
        number
    }

    /// An object with documented members.
    pub(super) fn object<'a, T: From<Value<'a>>>(&mut self, at: At<'a>) -> Option<T> {
        self.read(at, "be an object", |value| value.is_object().then(|| T::from(value)))
    }

    /// Notes that a member is not an object, when it is there.
    pub(super) fn object_at_most(&mut self, at: At<'_>) {
        self.object::<Value<'_>>(at);
    }

    /// What a member that is there holds; notes what it must be when it holds something else.
    pub(super) fn read<'a, T>(
        &mut self,
        at: At<'a>,
        must: &str,
        read: impl FnOnce(Value<'a>) -> Option<T>,
    ) -> Option<T> {
        let read = read(at.1?);
        if read.is_none() {
            self.wrong(at.0, must);
        }
        read
    }
}
