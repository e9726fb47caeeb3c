//! What is a breach, what is a note, and what is neither.

use rstest::rstest;
use serde_json::json;

use super::*;

const GENERATED: &[&str] = &["/id", "/items/*/id"];

/// Breaches and notes, a line each.
fn found(expected: &Expected<'_>, answer: &Value) -> (Vec<String>, Vec<String>) {
    let found = compare(expected, answer);
    let breach = |(path, expected, got)| format!("{path}: expected {expected}, got {got}");
    let note = |(path, text)| format!("{path}: {text}");
    (found.breaches.into_iter().map(breach).collect(), found.notes.into_iter().map(note).collect())
}

fn breaches(printed: &Value, answer: &Value, of_another: bool) -> Vec<String> {
    let generated: Vec<_> = GENERATED.iter().map(|&at| at.to_owned()).collect();
    let known = BTreeMap::new();
    let expected = Expected {
        printed,
        generated: &generated,
        of_another,
        cut_short: false,
        known: &known,
        differences: &[],
    };
    found(&expected, answer).0
}

#[rstest]
#[case::the_same(json!({"a": {"b": [1, "x", null, true]}}), json!({"a": {"b": [1.0, "x", null, true]}}), &[])]
#[case::the_order_of_members(json!({"a": 1, "b": 2}), json!({"b": 2, "a": 1}), &[])]
#[case::a_missing_member(json!({"data": {"amount": "1"}}), json!({"data": {}}), &["data.amount: expected a string, got nothing"])]
#[case::a_missing_object(json!({"data": {"a": 1}}), json!({}), &["data: expected an object, got nothing"])]
#[case::another_type(json!({"data": {"amount": "1"}}), json!({"data": {"amount": 1}}), &["data.amount: expected string, got number"])]
#[case::an_object_for_a_text(json!({"a": "1"}), json!({"a": {}}), &["a: expected string, got object"])]
#[case::a_text_for_a_list(json!({"a": [1]}), json!({"a": "1"}), &["a: expected array, got string"])]
#[case::null_for_a_text(json!({"a": "1"}), json!({"a": null}), &["a: expected string, got null"])]
#[case::a_text_for_null(json!({"a": null}), json!({"a": "1"}), &["a: expected null, got string"])]
#[case::another_value(json!({"status": "PENDING"}), json!({"status": "DONE"}), &[r#"status: expected "PENDING", got "DONE""#])]
#[case::another_number(json!({"a": 5000}), json!({"a": 5000.5}), &["a: expected 5000, got 5000.5"])]
#[case::another_truth(json!({"a": true}), json!({"a": false}), &["a: expected true, got false"])]
#[case::items_in_another_order(json!({"a": [1, 2]}), json!({"a": [2, 1]}), &["a[0]: expected 1, got 2", "a[1]: expected 2, got 1"])]
#[case::an_item_too_many(json!({"a": [1]}), json!({"a": [1, 1]}), &["a: expected an array of 1, got an array of 2"])]
#[case::no_object_at_all(json!({"a": 1}), json!([]), &["body: expected object, got array"])]
fn an_answer_to_the_same_request_is_held_to_its_values(
    #[case] printed: Value,
    #[case] answer: Value,
    #[case] expected: &[&str],
) {
    assert_eq!(breaches(&printed, &answer, false), expected);
}

#[rstest]
#[case::another_value(json!({"a": "x", "b": 1}), json!({"a": "y", "b": 2}), &[])]
#[case::null_on_one_side(json!({"a": null, "b": 1}), json!({"a": {"c": 1}, "b": null}), &[])]
#[case::more_items(json!({"a": [{"b": 1}]}), json!({"a": [{"b": 1}, {"b": "1"}]}), &["a[1].b: expected number, got string"])]
#[case::fewer_items(json!({"a": [{"b": 1}]}), json!({"a": []}), &[])]
#[case::another_type(json!({"a": "x"}), json!({"a": 7}), &["a: expected string, got number"])]
#[case::a_missing_member(json!({"a": {"b": null}}), json!({"a": {}}), &["a.b: expected null, got nothing"])]
fn an_answer_to_another_request_is_held_to_its_form(
    #[case] printed: Value,
    #[case] answer: Value,
    #[case] expected: &[&str],
) {
    assert_eq!(breaches(&printed, &answer, true), expected);
}

#[rstest]
#[case::whole(json!(null), &["body: expected object, got null"])]
#[case::around_an_id(json!({"id": "16668", "items": null}), &["items: expected array, got null"])]
#[case::of_ids(json!({"id": "16668", "items": []}), &["items: expected an array that is not empty, got an array of 0"])]
#[case::an_item(json!({"id": "16668", "items": [null]}), &["items[0]: expected object, got null"])]
#[case::nothing(json!({"id": "16668", "items": [{"id": "2"}]}), &[])]
fn no_answer_leaves_out_what_a_provider_makes_up_nor_what_is_around_it(
    #[case] answer: Value,
    #[case] expected: &[&str],
) {
    let printed = json!({"id": "16667", "items": [{"id": "1"}, {"id": "b"}]});

    assert_eq!(breaches(&printed, &answer, true), expected);
}

#[rstest]
#[case(json!({"order": null}), &["order: expected object, got null"])]
#[case(json!({"order": {"id": "x"}}), &[])]
fn no_answer_leaves_out_what_is_around_something_known(
    #[case] answer: Value,
    #[case] expected: &[&str],
) {
    let known = [("/order/id".to_owned(), json!("x"))].into_iter().collect();
    let printed = json!({"order": {"id": "w"}});
    let expects = Expected {
        printed: &printed,
        generated: &[],
        of_another: true,
        cut_short: true,
        known: &known,
        differences: &[],
    };

    assert_eq!(found(&expects, &answer).0, expected);
}

#[rstest]
#[case::another_one(json!("pi_1666729870215872513"), &[])]
#[case::another_prefix(json!("re_1666729870215872513"), &[r#"id: expected pi_ and a number of 16 to 20 digits, got "re_1666729870215872513""#])]
#[case::a_number(json!(7), &["id: expected pi_ and a number of 16 to 20 digits, got 7"])]
#[case::null(json!(null), &["id: expected pi_ and a number of 16 to 20 digits, got null"])]
fn what_a_provider_makes_up_is_held_to_its_form(#[case] id: Value, #[case] expected: &[&str]) {
    let printed = json!({"id": "pi_1666729870215872512", "items": [{"id": "a"}, {"id": "b"}]});
    let answer = json!({"id": id, "items": [{"id": "c"}, {"id": "d"}]});

    assert_eq!(breaches(&printed, &answer, false), expected);
}

#[test]
fn what_is_known_counts_more_than_what_is_printed_whether_it_is_printed_or_not() {
    let known = [("/order", json!("17")), ("/more", json!("x"))];
    let known = known.map(|(at, value)| (at.to_owned(), value)).into_iter().collect();
    let printed = json!({"order": "0000023"});
    let expected = Expected {
        printed: &printed,
        generated: &[],
        of_another: true,
        cut_short: false,
        known: &known,
        differences: &[],
    };

    let right = found(&expected, &json!({"order": "17", "more": "x"}));
    let (wrong, _) = found(&expected, &json!({"order": "0000023", "more": "y"}));

    assert_eq!(right, (Vec::new(), Vec::new()));
    assert_eq!(wrong, [r#"order: expected "17", got "0000023""#, r#"more: expected "x", got "y""#]);
}

#[rstest]
#[case::more(Allows::More, json!({"a": 1, "b": 2}), true)]
#[case::more_is_not_less(Allows::More, json!({}), false)]
#[case::less(Allows::Less, json!({}), true)]
#[case::less_is_not_another_value(Allows::Less, json!({"a": 2}), false)]
#[case::value(Allows::Value, json!({"a": 2}), true)]
#[case::value_may_be_null(Allows::Value, json!({"a": null}), true)]
#[case::value_is_not_another_type(Allows::Value, json!({"a": "2"}), false)]
#[case::value_is_not_less(Allows::Value, json!({}), false)]
#[case::form(Allows::Form(Form::Milliseconds), json!({"a": 1_686_214_342_000_i64}), true)]
#[case::form_is_not_any(Allows::Form(Form::Milliseconds), json!({"a": 1}), false)]
fn a_contradiction_allows_what_it_says_and_nothing_else(
    #[case] allows: Allows,
    #[case] answer: Value,
    #[case] fine: bool,
) {
    let difference = Difference { cases: &[""], at: &["/a", "/b"], allows, reason: "another page" };
    let (printed, known) = (json!({"a": 1}), BTreeMap::new());
    let expected = Expected {
        printed: &printed,
        generated: &[],
        of_another: false,
        cut_short: false,
        known: &known,
        differences: &[&difference],
    };

    let (breaches, notes) = found(&expected, &answer);

    assert_eq!(breaches.is_empty() && notes.is_empty(), fine, "{breaches:?} {notes:?}");
}

#[rstest]
#[case(false, &["c.d: null that no document shows here", "b: an array that no document shows here"])]
#[case(true, &[])]
fn more_members_are_noted_unless_the_print_is_cut_short(
    #[case] cut_short: bool,
    #[case] expected: &[&str],
) {
    let (printed, known) = (json!({"a": 1, "c": {}}), BTreeMap::new());
    let expectation = Expected {
        printed: &printed,
        generated: &[],
        of_another: false,
        cut_short,
        known: &known,
        differences: &[],
    };

    let found = found(&expectation, &json!({"a": 1, "b": [], "c": {"d": null}}));

    assert_eq!(found, (Vec::new(), expected.iter().map(|&line| line.to_owned()).collect()));
}

#[test]
fn what_there_is_is_told_without_what_a_provider_makes_up() {
    let printed = json!({"id": "72367fa4-bd87-422e-ab1f-9cfe2bfbbf1c", "status": "PENDING"});
    let generated = ["/id".to_owned()];
    let expected = Expected {
        printed: &printed,
        generated: &generated,
        of_another: false,
        cut_short: false,
        known: &BTreeMap::new(),
        differences: &[],
    };

    let answer = json!({
        "id": "af170f9d-e8c1-47e4-a988-25535e0f88a1", "status": "PENDING", "secret": "s3cret",
    });
    let members = compare(&expected, &answer).members;

    let told = |path: &str, kind, told| (path.to_owned(), kind, told);
    assert_eq!(
        members,
        [
            told("body", Kind::Object, Told::Nothing),
            told("id", Kind::String, Told::Form("uuid".to_owned())),
            told("status", Kind::String, Told::Fixed("\"PENDING\"".to_owned())),
            told("secret", Kind::String, Told::Nothing),
        ]
    );
}

#[rstest]
#[case("/a/b", "/a/b", true)]
#[case("/a/*/b", "/a/0/b", true)]
#[case("/a/*", "/a/0/b", false)]
#[case("a/b", "/x/a/b", true)]
#[case("a/b", "/xa/b", false)]
#[case("b", "/a/b", true)]
#[case("b", "/a/bb", false)]
fn a_pattern_covers_what_it_says(
    #[case] pattern: &str,
    #[case] pointer: &str,
    #[case] covered: bool,
) {
    assert_eq!(covers(pattern, pointer), covered);
}
