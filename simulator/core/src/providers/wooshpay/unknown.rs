//! What of a body no document knows. WooshPay ignores such members, so a slip of the pen goes unnoticed; it
//! is a warning here, never a refusal.

use std::fmt;

use serde::Deserialize;
use serde::Deserializer;
use serde::de::MapAccess;
use serde::de::Visitor;
use serde_json::value::RawValue;

use crate::kernel::settings::nearest;

/// A member that no document knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Where it stands: `payment_method_options.alipay.terminal`.
    pub(crate) path: String,
    /// Where the member stands that was probably meant.
    pub(crate) meant: Option<&'static str>,
}

/// More than these are not worth reading.
const MOST: usize = 10;
/// A longer name is cut off: it is shown to people.
const LONGEST: usize = 64;

/// The members of a body that are not among the documented places, in the order in which they stand,
/// [`MOST`] at most. Lists do not show in places. A body that cannot be read has none: it is refused.
pub(crate) fn unknown(body: &[u8], documented: &'static [&'static str]) -> Vec<Unknown> {
    let mut found = Vec::new();
    if let Ok(whole) = serde_json::from_slice::<&RawValue>(body) {
        look(whole, ("", documented), &mut found);
    }
    found
}

/// Looks no deeper than the documents do.
fn look(
    value: &RawValue,
    (at, documented): (&str, &'static [&'static str]),
    found: &mut Vec<Unknown>,
) {
    if let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(value.get()) {
        items.into_iter().for_each(|item| look(item, (at, documented), found));
        return;
    }
    let Ok(Members(members)) = serde_json::from_str(value.get()) else { return };
    for (name, member) in members.into_iter().filter(|(_, member)| member.get() != "null") {
        if found.len() == MOST {
            return;
        }
        let place = joined(at, &name);
        if !documented.contains(&place.as_str()) {
            let path = joined(at, &name.chars().take(LONGEST).collect::<String>());
            found.push(Unknown { path, meant: meant(&name, (at, documented)) });
        } else if documented.iter().any(|known| parent(known) == place) {
            look(member, (&place, documented), found);
        }
    }
}

/// The nearest name at the same place, else the place at which that very name is documented.
fn meant(name: &str, (at, documented): (&str, &'static [&'static str])) -> Option<&'static str> {
    let beside = || documented.iter().copied().filter(|known| parent(known) == at);
    let near = nearest(name, beside().map(last));
    near.and_then(|near| beside().find(|known| last(known) == near))
        .or_else(|| documented.iter().copied().find(|known| last(known) == name))
}

fn joined(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") }
}

fn parent(place: &str) -> &str {
    place.rsplit_once('.').map_or("", |(parent, _)| parent)
}

fn last(place: &'static str) -> &'static str {
    place.rsplit_once('.').map_or(place, |(_, last)| last)
}

/// Names and texts of the members of an object, as they stand.
struct Members<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Members<'de>, M::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        from.deserialize_map(InOrder)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::providers::wooshpay::profile::Operation;

    fn search(body: &str, operation: Operation) -> Vec<(String, Option<&'static str>)> {
        let found = unknown(body.as_bytes(), operation.members());
        found.into_iter().map(|one| (one.path, one.meant)).collect()
    }

    #[rstest]
    #[case::slip_of_the_guide(
        r#"{"payemen_method_options": {}}"#,
        "payemen_method_options",
        Some("payment_method_options")
    )]
    #[case::deep(
        r#"{"payment_method_options": {"alipay": {"terminaltype": "WEB"}}}"#,
        "payment_method_options.alipay.terminaltype",
        Some("payment_method_options.alipay.terminal_type")
    )]
    #[case::at_the_wrong_place(
        r#"{"terminal_type": "WEB"}"#,
        "terminal_type",
        Some("payment_method_options.alipay.terminal_type")
    )]
    #[case::like_nothing(r#"{"favourite_colour": "blue"}"#, "favourite_colour", None)]
    fn a_member_that_no_document_knows_is_found(
        #[case] body: &str,
        #[case] path: &str,
        #[case] meant: Option<&'static str>,
    ) {
        assert_eq!(search(body, Operation::CreatePaymentIntent), [(path.to_owned(), meant)]);
    }

    #[rstest]
    #[case::own_names(r#"{"metadata": {"any": "thing"}}"#)]
    #[case::null(r#"{"favourite_colour": null}"#)]
    #[case::no_object(r#"{"payment_method_options": "alipay"}"#)]
    #[case::cut_off(r#"{"favourite_colour": 1"#)]
    #[case::nothing("")]
    fn what_is_nobodys_business_is_left_alone(#[case] body: &str) {
        assert_eq!(search(body, Operation::CreatePaymentIntent), []);
    }

    #[test]
    fn an_item_of_a_list_is_looked_into() {
        let body = r#"{"line_items": [{"price_data": {"unit_amout": 1}, "quantity": 1}]}"#;

        assert_eq!(
            search(body, Operation::CreateCheckoutSession),
            [(
                "line_items.price_data.unit_amout".to_owned(),
                Some("line_items.price_data.unit_amount")
            )]
        );
    }

    #[test]
    fn a_long_name_is_cut_off_and_many_are_not_listed() {
        let members: Vec<String> =
            (0..20).map(|number| format!(r#""{}{number}":1"#, "x".repeat(80))).collect();

        let found = search(&format!("{{{}}}", members.join(",")), Operation::CreateRefund);

        assert_eq!(found.len(), MOST);
        assert!(found.iter().all(|(path, _)| path.len() == LONGEST));
    }

    #[test]
    fn every_member_of_every_documented_request_is_known() {
        let mut seen = 0;
        for fixture in sandpay_fixtures::all().filter(|fixture| fixture.provider == "wooshpay") {
            let operation = match fixture.operation {
                "create-payment-intent" => Operation::CreatePaymentIntent,
                "create-checkout-session" => Operation::CreateCheckoutSession,
                "create-refund" => Operation::CreateRefund,
                "create-webhook-endpoint" => Operation::CreateWebhookEndpoint,
                _ => continue,
            };
            let Some(request) = fixture.request else { continue };
            let body = std::str::from_utf8(request).unwrap();

            assert_eq!(search(body, operation), [], "{}", fixture.name);
            seen += 1;
        }

        assert!(seen >= 4);
    }
}
