//! What a profile says of a lifecycle and of advice holds together.

use std::collections::BTreeSet;

use rstest::rstest;
use sandpay_core::kernel::provider::Edge;
use sandpay_core::kernel::provider::Profile;
use sandpay_core::providers::all;

fn profile(name: &str) -> &'static Profile {
    all().iter().map(|provider| provider.profile()).find(|profile| profile.name == name).unwrap()
}

#[rstest]
fn transitions_lead_from_known_states_to_known_states_and_reach_all_of_them(
    #[values("yuno", "yabandpay", "wooshpay")] name: &str,
) {
    let profile = profile(name);
    let edges = (profile.transitions)();
    let known: BTreeSet<&str> = profile.statuses.iter().copied().collect();

    let mut reached = BTreeSet::from([Edge::NOTHING]);
    for _ in &edges {
        reached.extend(
            edges
                .iter()
                .filter(|edge| reached.contains(edge.from))
                .map(|edge| edge.to)
                .collect::<Vec<_>>(),
        );
    }

    assert!(edges.iter().all(|edge| edge.from == Edge::NOTHING || known.contains(edge.from)));
    reached.remove(Edge::NOTHING);
    assert_eq!(reached, known);
}

#[test]
fn every_rule_has_a_code_of_its_own_a_sentence_and_a_public_source() {
    let rules: Vec<_> = all().iter().flat_map(|provider| provider.profile().advice).collect();

    for provider in all() {
        let codes: BTreeSet<_> = provider.profile().advice.iter().map(|rule| rule.code).collect();
        assert_eq!(codes.len(), provider.profile().advice.len(), "{provider:?}");
    }
    for rule in rules {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        assert!(rule.code.bytes().all(plain), "{}", rule.code);
        assert!(rule.says.ends_with('.'), "{}", rule.code);
        assert!(rule.source.starts_with("https://"), "{}", rule.code);
    }
}
