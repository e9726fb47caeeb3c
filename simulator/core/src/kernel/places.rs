//! Where the members of a JSON body stand: `transactions.payment_method.type`. Items of a list do not show.

use std::collections::BTreeSet;

use serde_json::Value;

/// What a merchant, or a gateway behind a provider, fills as it likes: not looked into.
const OPAQUE: [&str; 3] = ["metadata", "raw_request", "raw_response"];

/// The place of every member of a body.
#[must_use]
pub fn places(body: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    look("", body, &mut found);
    found
}

fn look(at: &str, value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                let place = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
                if !OPAQUE.contains(&name.as_str()) {
                    look(&place, member, found);
                }
                found.insert(place);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| look(at, item, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether a place is among those known, or inside of one that may hold anything: one below which no other
/// is known.
#[must_use]
pub fn is_known(place: &str, known: &[String]) -> bool {
    let is_leaf = |place: &str| {
        let is_inside =
            |other: &String| other.strip_prefix(place).is_some_and(|rest| rest.starts_with('.'));
        known.iter().any(|one| one == place) && !known.iter().any(is_inside)
    };
    let mut parent = place;
    while let Some((above, _)) = parent.rsplit_once('.') {
        parent = above;
        if is_leaf(parent) {
            return true;
        }
    }
    known.iter().any(|one| one == place)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    #[test]
    fn every_member_has_a_place_and_what_is_opaque_is_not_looked_into() {
        let body = json!({"a": [{"b": 1}, {"c": {"d": null}}], "metadata": {"mine": 1}});

        let found: Vec<_> = places(&body).into_iter().collect();

        assert_eq!(found, ["a", "a.b", "a.c", "a.c.d", "metadata"]);
    }

    #[rstest]
    #[case("amount.value", true)]
    #[case("amount", true)]
    #[case("amount.tip", false)]
    #[case("wallet.anything.at.all", true)]
    #[case("colour", false)]
    fn what_stands_inside_of_an_open_member_is_known(#[case] place: &str, #[case] known: bool) {
        let listed = ["amount", "amount.value", "wallet"].map(str::to_owned);

        assert_eq!(is_known(place, &listed), known);
    }
}
