//! The diagram beside each provider's code is the one that its lifecycle makes.

use std::fs;
use std::path::PathBuf;

use rstest::rstest;
use sandpay_core::kernel::diagram;
use sandpay_core::kernel::provider::Profile;
use sandpay_core::providers::all;

fn profile(name: &str) -> &'static Profile {
    all().iter().map(|provider| provider.profile()).find(|profile| profile.name == name).unwrap()
}

/// The file as it has to be.
fn written(profile: &Profile) -> String {
    let Profile { title, name, .. } = profile;
    let diagram = diagram::mermaid(profile);
    format!(
        "## Lifecycle\n\nHow {title} moves, as `sandpay next {name} --diagram` prints it.\n\n```mermaid\n{diagram}```\n"
    )
}

/// `LIFECYCLE_UPDATE=1` writes the files anew.
#[rstest]
fn the_diagram_in_the_documentation_is_the_one_that_the_lifecycle_makes(
    #[values("yuno", "yabandpay", "wooshpay")] name: &str,
) {
    let file = format!("src/providers/{name}/lifecycle.md");
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(file);
    let wanted = written(profile(name));
    if std::env::var_os("LIFECYCLE_UPDATE").is_some() {
        fs::write(&path, &wanted).unwrap();
    }

    assert_eq!(fs::read_to_string(path).unwrap(), wanted);
}
