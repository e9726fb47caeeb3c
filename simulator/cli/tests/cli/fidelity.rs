//! `sandpay fidelity`: the table of the README, the report, and the self-check.

use std::fs;

use rstest::rstest;
use serde_json::Value;

use crate::program::run;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
const BEGIN: &str = "<!-- fidelity: generated, do not edit -->\n";
const END: &str = "<!-- end of fidelity -->";

#[test]
fn the_table_of_a_provider_is_a_column_of_the_readmes() {
    let found = run(["fidelity", "wooshpay", "--format", "markdown"]).done();

    let readme = fs::read_to_string(README).unwrap();
    let (_, rest) = readme.split_once(BEGIN).expect("the README says where the table begins");
    let (table, _) = rest.split_once(END).expect("the README says where the table ends");
    let cells = |line: &str, columns: &[usize]| -> Vec<String> {
        let cells: Vec<_> = line.split(" | ").map(|cell| cell.trim_matches(['|', ' '])).collect();
        columns.iter().map(|column| cells[*column].to_owned()).collect()
    };
    let found: Vec<_> = found.lines().map(|line| cells(line, &[0, 1])).collect();
    let printed: Vec<_> = table.lines().map(|line| cells(line, &[0, 3])).collect();
    assert_eq!(printed, found);
}

#[test]
fn a_self_check_counts_what_was_reached_in_a_line_a_provider() {
    let found = run(["fidelity", "wooshpay", "--self-check"]).done();

    let line = found.strip_suffix('\n').unwrap();
    let (provider, parts) = line.split_once(": ").unwrap();
    assert_eq!(provider, "wooshpay");
    for part in parts.split(", ") {
        let words: Vec<_> = part.split(' ').collect();
        let &[_, reached, "of", all] = words.as_slice() else { panic!("{part}") };
        assert_eq!(reached, all, "{line}");
        assert_ne!(all, "0", "{line}");
    }
}

#[test]
fn a_report_lists_what_is_missing_with_its_example_and_its_page() {
    let found = run(["fidelity", "wooshpay", "--format", "json"]).done();

    let report: Value = serde_json::from_str(&found).unwrap();
    let providers = report["providers"].as_array().unwrap();
    assert_eq!(providers.len(), 1);
    let missing = &providers[0]["missing"];
    let operations = missing["operations"].as_array().unwrap();
    let prices = operations.iter().find(|one| one["path"] == "/v1/prices").unwrap();
    assert_eq!(prices["method"], "POST");
    assert_eq!(prices["source"], "https://docs.wooshpay.com/doc-4426903");
    assert_eq!(prices["examples"], serde_json::json!(["wooshpay/create-price/recurring"]));
    assert_eq!(missing["events"][0]["name"], "product.created");
    let refused = providers[0]["requests"]["refused"].as_array().unwrap();
    let pix = refused.iter().find(|one| one["example"] == "wooshpay/create-payment-intent/pix");
    assert_eq!(pix.unwrap()["why"], "parameter_not_served");
    let errors = providers[0]["emulated"]["errors"].as_array().unwrap();
    assert!(errors.iter().all(|one| one["basis"] == "inferred" && one["source"].is_string()));
}

#[rstest]
#[case("yunno", "did you mean `yuno`?")]
#[case("somebody", "yuno, yabandpay, wooshpay")]
fn a_provider_that_is_not_there_is_a_mistake_of_usage(#[case] name: &str, #[case] hint: &str) {
    let said = run(["fidelity", name]).failed(2);

    assert_eq!(said, format!("error: there is no provider `{name}`\nhint: {hint}\n"));
}
