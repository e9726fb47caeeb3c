//! The README's recipe for Rust: shown as it stands in `payment.rs`, run here, and seen to fail.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod payment;
mod shop;

use std::env;
use std::process::Command;

#[test]
fn the_readme_shows_the_recipe_as_it_is_run() {
    let readme = include_str!("../../../README.md");

    assert!(readme.contains(&format!("```rust\n{}```\n", include_str!("payment.rs"))));
}

#[test]
fn the_recipe_fails_for_a_shop_that_asks_again_under_another_key() {
    let recipe = "payment::an_order_is_paid_once_although_the_first_answer_is_lost";

    let run = Command::new(env::current_exe().unwrap())
        .args(["--exact", recipe])
        .env(shop::NEW_KEYS, "1")
        .output()
        .unwrap();

    let said = String::from_utf8(run.stdout).unwrap();
    assert!(!run.status.success(), "{said}");
    assert!(said.contains("retry_with_new_key"), "{said}");
}
