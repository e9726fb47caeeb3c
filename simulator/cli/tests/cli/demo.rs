//! `sandpay demo` from outside: its flags, and the variables behind them.

use rstest::rstest;

use crate::program::run;
use crate::program::sandpay;

#[rstest]
#[case::typed(&["demo", "--list"], &[])]
#[case::variable(&["demo"], &[("SANDPAY_DEMO_LIST", "yes")])]
#[case::another_variable_says_no(&["demo", "--list"], &[("SANDPAY_DEMO_SERVE", "off")])]
#[case::what_is_typed_wins(&["demo", "--list"], &[("SANDPAY_DEMO_SERVE", "1")])]
#[case::another_variable_is_empty(&["demo", "--list"], &[("SANDPAY_DEMO_PAGE", "")])]
fn the_stories_are_listed(#[case] arguments: &[&str], #[case] variables: &[(&str, &str)]) {
    let output = sandpay(arguments).envs(variables.iter().copied()).output().unwrap();

    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 8);
}

#[rstest]
#[case::value(&[("SANDPAY_DEMO_LAN", "perhaps")])]
#[case::clash(&[("SANDPAY_DEMO_LIST", "1"), ("SANDPAY_DEMO_SERVE", "1")])]
fn variables_that_cannot_be_heeded_are_named(#[case] variables: &[(&str, &str)]) {
    let output = sandpay(["demo"]).envs(variables.iter().copied()).output().unwrap();

    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    for (variable, _) in variables {
        assert!(said.contains(&format!("the environment variable {variable}")), "{said}");
    }
}

#[test]
fn a_story_that_is_typed_wins_over_a_file_that_is_not() {
    let told = sandpay(["demo", "buy-now"]).env("SANDPAY_DEMO_PAGE", "told.html").output().unwrap();

    let told = String::from_utf8(told.stdout).unwrap();
    assert!(told.starts_with("\n1/8 Buy now, with Yuno"), "{told}");
}

#[test]
fn a_story_that_does_not_exist_is_a_mistake_of_use() {
    let said = run(["demo", "buy-nov"]).failed(2);

    assert!(said.contains("did you mean `buy-now`?"), "{said}");
}
