//! What of a body no document knows.
//!
//! Yuno ignores members that it does not know, so a slip of the pen goes unnoticed; it is a warning here,
//! never a refusal.

use std::fmt;

use super::json::Value;
use super::wire::members::Members;
use crate::kernel::settings::nearest;

/// A member that no document knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unknown {
    /// Where it stands: `payment_method.detail.card.delayed_capture_settings.delays`.
    pub(super) path: String,
    /// Where the member stands that was probably meant.
    pub(super) meant: Option<String>,
}

/// More than these are not worth reading.
const MOST: usize = 10;
/// A longer name is cut off: it is shown to people.
const LONGEST: usize = 64;

/// The members of a body that no document knows, in the order in which they stand, [`MOST`] at most.
///
/// What was probably meant is the nearest name at the same place, else the place at which that very name
/// is documented.
#[must_use]
pub(super) fn unknown(body: Value<'_>, documented: Members) -> Vec<Unknown> {
    let mut search = Search { root: documented, path: Vec::new(), found: Vec::new() };
    search.look(body, documented);
    search.found
}

struct Search {
    root: Members,
    /// Where the search stands.
    path: Vec<Step>,
    found: Vec<Unknown>,
}

/// A step on the way to a member.
#[derive(Clone, Copy)]
enum Step {
    Into(&'static str),
    Item(usize),
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Into(name) => f.write_str(name),
            Self::Item(position) => position.fmt(f),
        }
    }
}

impl Search {
    fn look(&mut self, value: Value<'_>, documented: Members) {
        for (position, item) in value.items().into_iter().flatten().enumerate() {
            self.path.push(Step::Item(position));
            self.look(item, documented);
            self.path.pop();
        }
        // Members mostly stand in the documented order, so the next is looked for behind the last.
        let mut next = 0;
        for (name, member) in value.members() {
            if self.found.len() == MOST {
                return;
            }
            let is = |position: &usize| documented[*position].name == name;
            let found = (next..documented.len()).find(is).or_else(|| (0..next).find(is));
            next = found.map_or(next, |position| position + 1);
            match found.map(|position| &documented[position]) {
                Some(known) if known.inside.is_empty() => {}
                Some(known) => {
                    self.path.push(Step::Into(known.name));
                    self.look(member, known.inside);
                    self.path.pop();
                }
                None => self.note(&name, documented),
            }
        }
    }

    fn note(&mut self, name: &str, documented: Members) {
        let parents: String = self.path.iter().map(|step| format!("{step}.")).collect();
        let at = |name: &str| format!("{parents}{name}");
        let near = nearest(name, documented.iter().map(|known| known.name));
        let meant = near.map(at).or_else(|| place(name, self.root));
        let shown: String = name.chars().take(LONGEST).collect();
        self.found.push(Unknown { path: at(&shown), meant });
    }
}

/// The first place at which a name is documented.
fn place(name: &str, documented: Members) -> Option<String> {
    documented.iter().find_map(|known| {
        if known.name == name {
            return Some(name.to_owned());
        }
        place(name, known.inside).map(|inner| format!("{}.{inner}", known.name))
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::providers::yuno::json::Document;
    use crate::providers::yuno::wire::members::CANCEL;
    use crate::providers::yuno::wire::members::CAPTURE;
    use crate::providers::yuno::wire::members::CREATE_CUSTOMER;
    use crate::providers::yuno::wire::members::CREATE_PAYMENT;
    use crate::providers::yuno::wire::members::REFUND;

    fn search(body: &str, documented: Members) -> Vec<Unknown> {
        unknown(Document::read(body).unwrap().root(), documented)
    }

    #[rstest]
    #[case::slip(r#"{"merchant_refrence": "x"}"#, "merchant_refrence", Some("merchant_reference"))]
    #[case::deep(
        r#"{"payment_method":{"detail":{"card":{"delayed_capture_settings":{"delays":"P7D"}}}}}"#,
        "payment_method.detail.card.delayed_capture_settings.delays",
        Some("payment_method.detail.card.delayed_capture_settings.delay")
    )]
    #[case::in_a_list(
        r#"{"additional_data":{"order":{"items":[{"id":"1"},{"quantiy":1}]}}}"#,
        "additional_data.order.items.1.quantiy",
        Some("additional_data.order.items.1.quantity")
    )]
    #[case::at_the_wrong_place(
        r#"{"capture": false}"#,
        "capture",
        Some("payment_method.detail.card.capture")
    )]
    #[case::of_an_older_draft(
        r#"{"payment_method":{"detail":{"card":{"delayed_cancel_settings":{"simple_mode":true}}}}}"#,
        "payment_method.detail.card.delayed_cancel_settings.simple_mode",
        Some("payment_method.detail.card.delayed_cancel_settings.simplified_mode")
    )]
    #[case::like_nothing(r#"{"favourite_colour": "blue"}"#, "favourite_colour", None)]
    fn a_member_that_no_document_knows_is_found(
        #[case] body: &str,
        #[case] path: &str,
        #[case] meant: Option<&str>,
    ) {
        let meant = meant.map(str::to_owned);

        assert_eq!(search(body, CREATE_PAYMENT), [Unknown { path: path.to_owned(), meant }]);
    }

    #[rstest]
    #[case::own_values(r#"{"metadata":[{"key":"a","value":{"any":"thing"}}]}"#)]
    #[case::null(r#"{"favourite_colour": null}"#)]
    #[case::no_object(r#"{"customer_payer": "somebody"}"#)]
    #[case::method_that_is_not_served(r#"{"payment_method":{"detail":{"wallet":{"x":1}}}}"#)]
    fn what_is_nobodys_business_is_left_alone(#[case] body: &str) {
        assert_eq!(search(body, CREATE_PAYMENT), []);
    }

    #[test]
    fn a_long_name_is_cut_off_and_many_are_not_listed() {
        let members: Vec<String> =
            (0..20).map(|number| format!(r#""{}{number}":1"#, "x".repeat(80))).collect();

        let found = search(&format!("{{{}}}", members.join(",")), CREATE_PAYMENT);

        assert_eq!(found.len(), MOST);
        assert!(found.iter().all(|unknown| unknown.path.len() == LONGEST));
    }

    /// Examples that hold what the reference does not list: members of other requests, and one answer
    /// that stands in the place of a request.
    const SLIPS: &[(&str, usize)] = &[
        ("yuno/create-payment/authorize-sdk-checkout-required-fields", 1),
        ("yuno/create-payment/bank-transfer-daviplata", 1),
        ("yuno/create-payment/card-create-payment-with-subscription", MOST),
    ];

    #[test]
    fn every_member_of_every_documented_request_is_known() {
        let mut slips = Vec::new();
        for fixture in sandpay_fixtures::all().filter(|fixture| fixture.provider == "yuno") {
            let documented = match fixture.operation {
                "create-customer" => CREATE_CUSTOMER,
                "create-payment" => CREATE_PAYMENT,
                "capture-payment" => CAPTURE,
                "cancel-payment" => CANCEL,
                "refund-payment" | "cancel-or-refund-payment" | "cancel-or-refund-transaction" => {
                    REFUND
                }
                _ => continue,
            };
            let Some(request) = fixture.request else { continue };
            let found = search(std::str::from_utf8(request).unwrap(), documented);
            if !found.is_empty() {
                slips.push((fixture.name, found.len()));
            }
        }

        assert_eq!(slips, SLIPS);
    }
}
