//! `sandpay demo` from outside: its flags, and the variables behind them.

use rstest::rstest;

use crate::program::run;
use crate::program::sandpay;

#[rstest]
#[case::typed(&["demo", "--list"], &[])]
#[case::variable(&["demo"], &[("SANDPAY_DEMO_LIST", "yes")])]
#[case::another_variable_says_no(&["demo", "--list"], &[("SANDPAY_DEMO_SERVE", "off")])]
#[case::another_variable_is_empty(&["demo", "--list"], &[("SANDPAY_DEMO_PAGE", "")])]
fn the_stories_are_listed(#[case] arguments: &[&str], #[case] variables: &[(&str, &str)]) {
    let output = sandpay(arguments).envs(variables.iter().copied()).output().unwrap();

    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 8);
}

#[rstest]
#[case::value("SANDPAY_DEMO_LAN", "perhaps", &["demo"])]
#[case::clash_with_what_is_typed("SANDPAY_DEMO_PAGE", "told.html", &["demo", "buy-now"])]
#[case::clash_of_flags("SANDPAY_DEMO_SERVE", "1", &["demo", "--list"])]
fn a_variable_that_cannot_be_heeded_is_named(
    #[case] variable: &str,
    #[case] value: &str,
    #[case] arguments: &[&str],
) {
    let output = sandpay(arguments).env(variable, value).output().unwrap();

    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(&format!("the environment variable {variable}")), "{said}");
}

#[test]
fn a_story_that_does_not_exist_is_a_mistake_of_use() {
    let said = run(["demo", "buy-nov"]).failed(2);

    assert!(said.contains("did you mean `buy-now`?"), "{said}");
}
