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

#[test]
fn a_diagram_shows_beginning_transitions_actors_and_ends() {
    assert_eq!(
        diagram::mermaid(profile("wooshpay")),
        "\
stateDiagram-v2
    state \"requires_payment_method\" as requires_payment_method
    state \"requires_confirmation\" as requires_confirmation
    state \"requires_action\" as requires_action
    state \"succeeded\" as succeeded
    state \"canceled\" as canceled
    [*] --> requires_payment_method: created (merchant)
    [*] --> requires_confirmation: created with a method (merchant)
    [*] --> requires_action: created and confirmed (merchant)
    requires_payment_method --> requires_action: confirmed (merchant)
    requires_payment_method --> canceled: canceled (merchant)
    requires_confirmation --> requires_action: confirmed (merchant)
    requires_confirmation --> canceled: canceled (merchant)
    requires_action --> succeeded: approved (shopper)
    requires_action --> requires_payment_method: declined (shopper), declined for lack of funds (provider), expired (time)
    requires_action --> canceled: canceled (merchant)
    succeeded --> [*]
    canceled --> [*]
"
    );
}
