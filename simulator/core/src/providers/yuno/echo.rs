//! Shows again what a merchant sent, in the documented form: members in order, absent ones as the
//! examples show them. Nothing is understood, no digit changes.

use serde::Serialize;
use serde::Serializer;
use serde::ser::SerializeMap;

use super::json::Document;
use super::json::Value;
use super::state::Text;
use super::wire::shapes::Shape;
use super::wire::shapes::Slot;
use crate::kernel::json_text::Verbatim;

/// An object in a documented form. A member comes from what was stored, else from what was sent; with
/// neither of the two, null.
#[derive(Clone, Copy, Debug)]
pub(super) struct Echo<'a> {
    /// The form.
    pub shape: &'static Shape,
    /// Whether the object is shown when there is neither.
    pub always: bool,
    /// What was stored before.
    pub stored: Option<&'a Document<'static>>,
    /// What was sent.
    pub sent: Option<&'a Text>,
}

impl Serialize for Echo<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.stored.is_none() && self.sent.is_none() && !self.always {
            return to.serialize_unit();
        }
        let sent = self.sent.and_then(|Text(text)| Document::read(text));
        let sources = [self.stored.map(Document::root), sent.as_ref().map(Document::root)];
        Level { shape: self.shape, sources }.serialize(to)
    }
}

/// A list that was sent, or an empty one.
#[must_use]
pub(super) fn list(text: Option<&Text>) -> Verbatim<'_> {
    Verbatim(text.map_or("[]", |Text(text)| text))
}

/// An object in a documented form, at any level.
struct Level<'a> {
    shape: &'static Shape,
    sources: [Option<Value<'a>>; 2],
}

impl Serialize for Level<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut to = to.serialize_map(None)?;
        for (name, slot) in self.shape.members {
            let value = self.sources().find_map(|source| source.member(name));
            match (slot, value) {
                (Slot::Object(shape) | Slot::Always(shape), Some(_)) => {
                    to.serialize_entry(name, &Level { shape, sources: [value, None] })?;
                }
                (Slot::Always(shape), None) => {
                    to.serialize_entry(name, &Level { shape, sources: [None, None] })?;
                }
                (Slot::Value(_) | Slot::Sent, Some(value)) => {
                    to.serialize_entry(name, &Verbatim(value.raw()))?;
                }
                (Slot::Value(absent), None) => to.serialize_entry(name, &Verbatim(absent))?,
                (Slot::Object(_), None) => to.serialize_entry(name, &())?,
                (Slot::Sent, None) => {}
            }
        }
        if self.shape.rest {
            let known = |name: &str| self.shape.members.iter().any(|(known, _)| *known == name);
            for (name, value) in self.sources().flat_map(Value::members) {
                if !known(&name) {
                    to.serialize_entry(&name, &Verbatim(value.raw()))?;
                }
            }
        }
        to.end()
    }
}

impl<'a> Level<'a> {
    fn sources(&self) -> impl Iterator<Item = Value<'a>> {
        self.sources.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::json_text;
    use crate::providers::yuno::wire::shapes::ADDITIONAL_DATA;
    use crate::providers::yuno::wire::shapes::PAYER;

    fn shown(shape: &'static Shape, [stored, sent]: [Option<&str>; 2]) -> String {
        let stored = stored.and_then(Document::read).map(Document::into_owned);
        let sent = sent.map(|sent| Text(sent.into()));
        let echo = Echo { shape, always: false, stored: stored.as_ref(), sent: sent.as_ref() };
        String::from_utf8(json_text::bytes(&echo)).unwrap()
    }

    #[test]
    fn absent_members_are_null_and_unknown_ones_follow() {
        let text =
            r#"{"transportations":[{"z":1.50,"a":2}],"order":{"taxes":[],"tip_amount":0.10}}"#;

        assert_eq!(
            shown(&ADDITIONAL_DATA, [None, Some(text)]),
            concat!(
                r#"{"airline":null,"order":{"fee_amount":null,"shipping_amount":null,"#,
                r#""tip_amount":0.10,"items":null,"account_funding":null,"tickets":null,"#,
                r#""fulfillment":null,"discounts":null,"sales_channel":null,"taxes":[]},"#,
                r#""seller_details":null,"transportations":[{"z":1.50,"a":2}]}"#
            )
        );
    }

    #[test]
    fn the_first_text_wins_and_the_second_fills_up() {
        let stored = r#"{"first_name":"Stored","phone":{"number":"1"}}"#;
        let inline = r#"{"first_name":"Inline","phone":{"country_code":"57"},"ip_address":"::1"}"#;

        let shown = shown(&PAYER, [Some(stored), Some(inline)]);

        assert!(shown.contains(r#""first_name":"Stored""#));
        assert!(shown.contains(r#""ip_address":"::1""#));
        assert!(shown.contains(r#""phone":{"number":"1","country_code":null}"#));
    }

    #[test]
    fn nothing_sent_is_null() {
        assert_eq!(shown(&PAYER, [None, None]), "null");
        assert_eq!(list(None), Verbatim("[]"));
    }
}
