//! House rules that no lint can express.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// What stands at the top of the repository.
const TOP: [&str; 6] = ["Cargo.toml", "simulator", "contracts", "tests", "fixtures", "README.md"];
/// The hard limit of a file's length.
const MOST_LINES: usize = 500;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file of the repository that people write, with its text.
fn files() -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let (path, name) = (entry.path(), entry.file_name().into_string().unwrap());
            if path.is_dir() {
                if !["target", ".git", "node_modules"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else if let Ok(text) = fs::read_to_string(&path) {
                found.push((path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

fn sources(folder: &str) -> Vec<(String, String)> {
    files()
        .into_iter()
        .filter(|(path, _)| path.starts_with(folder) && path.ends_with(".rs"))
        .collect()
}

#[test]
fn the_top_of_the_repository_holds_what_the_layout_says() {
    let allowed = |name: &str| {
        TOP.contains(&name)
            || name.starts_with('.')
            || name == "Cargo.lock"
            || name.starts_with("LICENSE-")
            || name == "target"
    };

    let names = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let strangers: Vec<_> = names.filter(|name| !allowed(name)).collect();

    assert_eq!(strangers, Vec::<String>::new());
}

#[test]
fn no_source_file_is_longer_than_the_limit() {
    let long: Vec<_> = files()
        .into_iter()
        .filter(|(path, text)| path.ends_with(".rs") && text.lines().count() > MOST_LINES)
        .map(|(path, text)| format!("{path}: {}", text.lines().count()))
        .collect();

    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn inside_of_the_core_the_arrows_point_at_the_kernel() {
    let mut wrong = Vec::new();
    for (path, text) in sources("simulator/core/src/") {
        let inside = path.trim_start_matches("simulator/core/src/");
        let forbidden: &[&str] = match inside.split('/').next().unwrap() {
            "kernel" => &["crate::engine", "crate::providers"],
            "engine" => &["crate::providers"],
            "providers" => &["crate::engine"],
            _ => &[],
        };
        wrong.extend(
            forbidden
                .iter()
                .filter(|name| text.contains(**name))
                .map(|name| format!("{path} uses {name}")),
        );
    }

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn no_provider_knows_another() {
    let providers = sandpay_core::providers::all().iter().map(|provider| provider.profile().name);
    let names: BTreeSet<_> = providers.collect();
    let mut wrong = Vec::new();
    for (path, text) in sources("simulator/core/src/providers/") {
        let own =
            path.trim_start_matches("simulator/core/src/providers/").split('/').next().unwrap();
        let others = names.iter().filter(|name| **name != own && own != "mod.rs");
        wrong.extend(
            others
                .filter(|name| text.contains(&format!("providers::{name}")))
                .map(|name| format!("{path} uses {name}")),
        );
    }

    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn simulator_and_reference_clients_never_meet() {
    let manifest = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let depends = |manifest: &str, name: &str| manifest.lines().any(|line| line.starts_with(name));

    for path in ["simulator/core/Cargo.toml", "simulator/Cargo.toml"] {
        assert!(!depends(&manifest(path), "sandpay-contracts"), "{path}");
    }
    for name in ["sandpay-core", "sandpay ", "sandpay.", "sandpay="] {
        assert!(!depends(&manifest("contracts/Cargo.toml"), name), "{name}");
    }
}

#[test]
fn the_core_depends_on_no_runtime_and_no_http_implementation() {
    let manifest = fs::read_to_string(root().join("simulator/core/Cargo.toml")).unwrap();
    let names =
        ["tokio", "hyper", "axum", "reqwest", "tower", "async", "futures", "getrandom", "rand."];

    let found: Vec<_> =
        manifest.lines().filter(|line| names.iter().any(|name| line.starts_with(name))).collect();

    assert_eq!(found, Vec::<&str>::new());
}

/// A second snapshot without a name of its own gets a number, which moves when another comes before it.
#[test]
fn snapshots_have_names_and_no_numbers() {
    let number = |path: &str| {
        let (_, end) = path.strip_suffix(".snap")?.rsplit_once('-')?;
        Some(!end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit()))
    };

    let numbered: Vec<_> = files()
        .into_iter()
        .map(|(path, _)| path)
        .filter(|path| number(path) == Some(true))
        .collect();

    assert_eq!(numbered, Vec::<String>::new());
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let allow = concat!("#[", "allow(");
    let inner = concat!("#![", "allow(");

    let wrong: Vec<_> = files()
        .into_iter()
        .filter(|(path, text)| {
            path.ends_with(".rs") && (text.contains(allow) || text.contains(inner))
        })
        .map(|(path, _)| path)
        .collect();

    assert_eq!(wrong, Vec::<String>::new());
}

/// Runs of 13 to 19 digits that are Luhn-valid and begin like a card of a known brand, yet stand for
/// something else in the documents' payloads.
const NO_CARDS: [&str; 1] = ["488990863216107201"];

#[test]
fn only_published_test_card_numbers_stand_in_the_repository() {
    let providers = sandpay_core::providers::all();
    let published: BTreeSet<&str> = providers
        .iter()
        .flat_map(|provider| provider.profile().scrub.test_cards)
        .copied()
        .chain(NO_CARDS)
        .collect();
    let mut found = Vec::new();
    for (path, text) in files().iter().filter(|(path, _)| path != "Cargo.lock") {
        let mut runs = text.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
        let card = |run: &&str| {
            (13..=19).contains(&run.len())
                && run.bytes().all(|byte| byte.is_ascii_digit())
                && is_card(run)
        };
        found.extend(
            runs.by_ref()
                .filter(card)
                .filter(|run| !published.contains(run))
                .map(|run| format!("{path}: {run}")),
        );
    }

    assert_eq!(found, Vec::<String>::new());
}

fn is_card(digits: &str) -> bool {
    let brand = matches!(
        digits.as_bytes(),
        [b'4', ..] | [b'5', b'1'..=b'5', ..] | [b'3', b'4' | b'7', ..] | [b'6', b'0' | b'5', ..]
    );
    let doubled = |(position, byte): (usize, u8)| {
        let digit = u32::from(byte - b'0');
        if position % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
    };
    brand && digits.bytes().rev().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
}
