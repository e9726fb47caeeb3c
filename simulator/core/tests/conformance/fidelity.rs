//! What the profiles say of themselves holds together: everything has its grounds, and every member that a
//! warning would not name is listed.

use std::collections::BTreeSet;

use rstest::rstest;
use sandpay_core::kernel::fidelity::Basis;
use sandpay_core::kernel::fidelity::Emulated;
use sandpay_core::kernel::fidelity::Offered;
use sandpay_core::kernel::fidelity::Stated;
use sandpay_core::kernel::fidelity::emulated;

use crate::world::provider;

fn of(name: &str) -> Emulated {
    emulated(provider(name))
}

fn names(stated: &[Stated]) -> Vec<&'static str> {
    stated.iter().map(|one| one.name).collect()
}

#[rstest]
fn everything_that_a_profile_names_has_its_grounds(
    #[values("yuno", "yabandpay", "wooshpay")] name: &str,
) {
    let (profile, said) = (provider(name).profile(), of(name));

    let operations: Vec<_> = said.operations.iter().map(|one| one.offered.name).collect();
    assert!(operations.into_iter().eq(profile.operations.iter().map(|one| one.name)));
    assert_eq!(names(&said.errors), profile.errors);
    assert_eq!(names(&said.events), profile.events);
    assert_eq!(names(&said.statuses), profile.statuses);
    let stated = [&said.errors, &said.events, &said.statuses, &said.settings];
    for Stated { name, origin } in stated.into_iter().flatten() {
        assert!(!origin.source.is_empty(), "{name}");
        let has_page = origin.source.starts_with("https://");
        assert!(has_page || origin.basis == Basis::Inferred, "{name}: {}", origin.source);
    }
}

#[rstest]
fn members_are_listed_once_below_what_they_are_members_of(
    #[values("yuno", "yabandpay", "wooshpay")] name: &str,
) {
    for operation in of(name).operations {
        let places: BTreeSet<_> = operation.offered.request.iter().collect();
        assert_eq!(places.len(), operation.offered.request.len(), "{}", operation.offered.name);
        for place in &places {
            let parent = place.rsplit_once('.').map(|(parent, _)| parent.to_owned());
            assert!(parent.is_none_or(|parent| places.contains(&parent)), "{place}");
        }
    }
}

#[rstest]
#[case("yuno", "PENDING/IN_REVIEW", Basis::Inferred)]
#[case("yuno", "PENDING/PENDING_REVIEW", Basis::Inferred)]
#[case("yuno", "PENDING/PENDING_FRAUD_REVIEW", Basis::Documented)]
#[case("yuno", "SUCCEEDED/VERIFIED", Basis::Documented)]
#[case("wooshpay", "requires_confirmation", Basis::Inferred)]
#[case("yabandpay", "verify", Basis::Documented)]
fn a_state_that_no_page_has_is_inferred(
    #[case] provider: &str,
    #[case] name: &str,
    #[case] basis: Basis,
) {
    let said = of(provider);

    let found = said.statuses.iter().find(|one| one.name == name).unwrap();
    assert_eq!(found.origin.basis, basis, "{}", found.origin.source);
}

#[rstest]
#[case("yuno", &[])]
#[case("yabandpay", &["create_card_payments data.cancel_url"])]
#[case("wooshpay", &["cancel_payment_intent cancellation_reason"])]
fn members_of_requests_that_no_page_has_are_inferred(
    #[case] provider: &str,
    #[case] expected: &[&str],
) {
    let mut found = Vec::new();
    for operation in of(provider).operations {
        let Offered { name, request, inferred, origin, .. } = operation.offered;
        assert!(inferred.iter().all(|place| request.contains(place)), "{name}: {inferred:?}");
        assert!(origin.basis == Basis::Documented || inferred == request, "{name}: {inferred:?}");
        found.extend(inferred.iter().map(|place| format!("{name} {place}")));
    }

    assert_eq!(found, expected);
}

#[rstest]
fn every_operation_shows_what_it_answers(#[values("yuno", "yabandpay", "wooshpay")] name: &str) {
    for operation in of(name).operations {
        assert!(!operation.response.is_empty(), "{}", operation.offered.name);
    }
}

#[rstest]
#[case("yuno", "capture_payment", "payment.sub_status")]
#[case("yabandpay", "query_order", "data.transaction_info.state")]
#[case("wooshpay", "create_refund", "payment_intent")]
fn an_operation_lists_the_members_that_it_answers(
    #[case] provider: &str,
    #[case] operation: &str,
    #[case] place: &str,
) {
    let said = of(provider);
    let operation = said.operations.iter().find(|one| one.offered.name == operation).unwrap();

    assert!(operation.response.contains(place), "{:?}", operation.response);
}

#[rstest]
#[case("yuno", "create_payment", "payment_method.detail.card.delayed_capture_settings.delay")]
#[case("yuno", "cancel_or_refund_payment", "amount.value")]
#[case("yabandpay", "create_refund", "data.refund_amount")]
#[case("yabandpay", "query_order", "sign")]
#[case("wooshpay", "create_payment_intent", "payment_method_options.alipay.terminal_type")]
fn an_operation_lists_the_members_that_it_knows(
    #[case] provider: &str,
    #[case] operation: &str,
    #[case] place: &str,
) {
    let said = of(provider);
    let operation = said.operations.iter().find(|one| one.offered.name == operation).unwrap();

    assert!(operation.offered.request.iter().any(|known| known == place));
}
