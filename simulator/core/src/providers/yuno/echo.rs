//! Shows again what a merchant sent, in the documented form: members in order, absent ones as the
//! examples show them. Nothing is understood, no digit changes.

use serde_json::value::RawValue;

use super::json::Members;
use super::wire::shapes::Shape;
use super::wire::shapes::Slot;

/// An object in a documented form. A member comes from the first of the texts that has it; with no text
/// at all, null.
#[must_use]
pub(super) fn shown(shape: &Shape, texts: &[&str]) -> Box<RawValue> {
    if texts.is_empty() {
        return raw("null");
    }
    let mut out = String::with_capacity(texts.iter().map(|text| text.len()).sum::<usize>() + 256);
    write(shape, texts, &mut out);
    raw(&out)
}

/// A list that was sent, or an empty one.
#[must_use]
pub(super) fn list(text: Option<&str>) -> Box<RawValue> {
    raw(text.unwrap_or("[]"))
}

/// A number, or anything else that is JSON already.
#[must_use]
pub(super) fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned())
        .unwrap_or_else(|_| RawValue::from_string("null".to_owned()).expect("null is JSON"))
}

fn write(shape: &Shape, texts: &[&str], out: &mut String) {
    let sources: Vec<Members<'_>> = texts.iter().filter_map(|text| Members::of(text)).collect();
    let mut separator = '{';
    let mut next = |name: &str, out: &mut String| {
        out.push(separator);
        separator = ',';
        out.push_str(&quoted(name));
        out.push(':');
    };
    for (name, slot) in shape.members {
        let value = sources.iter().find_map(|source| source.value(name)).map(RawValue::get);
        next(name, out);
        match (slot, value) {
            (Slot::Object(inner) | Slot::Always(inner), Some(value)) => write(inner, &[value], out),
            (Slot::Always(inner), None) => write(inner, &[], out),
            (Slot::Value(_), Some(value)) => out.push_str(value),
            (Slot::Value(absent), None) => out.push_str(absent),
            (Slot::Object(_), None) => out.push_str("null"),
        }
    }
    if shape.rest {
        let known = |name: &str| shape.members.iter().any(|(known, _)| *known == name);
        for (name, value) in sources.iter().flat_map(Members::iter) {
            if !known(name) {
                next(name, out);
                out.push_str(value.get());
            }
        }
    }
    out.push('}');
}

fn quoted(name: &str) -> String {
    serde_json::Value::from(name).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::yuno::wire::shapes::ADDITIONAL_DATA;
    use crate::providers::yuno::wire::shapes::PAYER;

    #[test]
    fn absent_members_are_null_and_unknown_ones_follow() {
        let text =
            r#"{"transportations":[{"z":1.50,"a":2}],"order":{"taxes":[],"tip_amount":0.10}}"#;

        assert_eq!(
            shown(&ADDITIONAL_DATA, &[text]).get(),
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

        let shown = shown(&PAYER, &[stored, inline]);

        assert!(shown.get().contains(r#""first_name":"Stored""#));
        assert!(shown.get().contains(r#""ip_address":"::1""#));
        assert!(shown.get().contains(r#""phone":{"number":"1","country_code":null}"#));
    }

    #[test]
    fn nothing_sent_is_null() {
        assert_eq!(shown(&PAYER, &[]).get(), "null");
        assert_eq!(list(None).get(), "[]");
    }
}
