//! Reads members one by one and collects what is wrong with them, so that one refusal names all.
//!
//! The text of a missing member is literal ("The field '`customer_id`' is required.", example of
//! <https://docs.y.uno/reference/payment-methods-direct-workflow/reassign-payment-method-api>).
//! Undocumented: the texts of members that are wrong; they are modelled on that one.

use std::ops::RangeInclusive;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::errors::Error;

/// A member and where it stands: `amount.value`.
pub(super) type At<'a> = (&'static str, Option<&'a RawValue>);

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
    pub(super) fn text(&mut self, at: At<'_>, length: RangeInclusive<usize>) -> Option<Box<str>> {
        let text: Box<str> = self.typed(at, "be a text")?;
        if length.contains(&text.chars().count()) {
            return Some(text);
        }
        let (least, most) = length.into_inner();
        self.wrong(at.0, &format!("have {least} to {most} characters"));
        None
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, at: At<'_>) -> Option<bool> {
        self.typed(at, "be true or false")
    }

    /// A whole number in a range.
    pub(super) fn number(&mut self, at: At<'_>, range: RangeInclusive<u16>) -> Option<u16> {
        let (least, most) = (*range.start(), *range.end());
        let must = format!("be a whole number from {least} to {most}");
        let number = self.typed(at, &must)?;
        if !range.contains(&number) {
            self.wrong(at.0, &must);
            return None;
        }
        Some(number)
    }

    /// An object with documented members.
    pub(super) fn object<'a, T: Deserialize<'a>>(&mut self, at: At<'a>) -> Option<T> {
        let (path, raw) = at;
        // A list of the right length would be read as an object otherwise.
        let raw = raw?;
        if raw.get().starts_with('{') {
            return self.typed(at, "be an object");
        }
        self.wrong(path, "be an object");
        None
    }

    /// Notes that a member is not an object, when it is there.
    pub(super) fn object_at_most(&mut self, at: At<'_>) {
        if at.1.is_some_and(|raw| !raw.get().starts_with('{')) {
            self.wrong(at.0, "be an object");
        }
    }

    fn typed<'a, T: Deserialize<'a>>(&mut self, at: At<'a>, must: &str) -> Option<T> {
        let (path, raw) = at;
        let read = serde_json::from_str(raw?.get());
        if read.is_err() {
            self.wrong(path, must);
        }
        read.ok()
    }
}
