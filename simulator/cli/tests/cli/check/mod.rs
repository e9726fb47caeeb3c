//! `sandpay check`: against a simulator, with its files and credentials, and in bad surroundings.

mod against_sandpay;
mod commands;
mod files;
mod server;
mod surroundings;

use std::process::Command;

use crate::program::Ran;
use crate::program::sandpay;

/// Credentials that nobody else uses, by variable.
pub(crate) const SECRETS: [(&str, &str); 6] = [
    ("SANDPAY_CHECK_YUNO_PUBLIC_KEY", "yuno-public-59231"),
    ("SANDPAY_CHECK_YUNO_SECRET_KEY", "yuno-secret-84013"),
    ("SANDPAY_CHECK_YUNO_ACCOUNT_ID", "a1b2c3d4-0000-4000-8000-0123456789ab"),
    ("SANDPAY_CHECK_YABANDPAY_USER", "730184"),
    ("SANDPAY_CHECK_YABANDPAY_SECRET_KEY", "yabandpay-secret-40917"),
    ("SANDPAY_CHECK_WOOSHPAY_SECRET_KEY", "sk_test_wooshpay-66202"),
];

/// How a key of WooshPay travels.
const BASIC: &str = "c2tfdGVzdF93b29zaHBheS02NjIwMjo=";

/// A check that has those credentials.
pub(crate) fn check(arguments: &[&str]) -> Command {
    let mut command = sandpay(["check"].iter().chain(arguments));
    command.envs(SECRETS);
    command
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Asserts that no credential is in a text.
#[track_caller]
pub(crate) fn assert_no_secret(text: &str) {
    for (variable, value) in SECRETS.into_iter().chain([("Basic", BASIC)]) {
        assert!(!text.contains(value), "the value of {variable} is in\n{text}");
    }
}
