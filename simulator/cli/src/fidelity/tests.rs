//! The walk and the comparison where something is not as it should be: they must say so.

use std::fs;
use std::sync::LazyLock;

use rstest::rstest;
use sandpay_core::kernel::catalogue::Catalogued;
use sandpay_core::kernel::fidelity::Emulated;
use sandpay_core::kernel::fidelity::emulated;
use sandpay_core::providers;

use crate::demo::merchant::Provider;
use crate::fidelity::Walked;
use crate::fidelity::comparison::Comparison;
use crate::fidelity::comparison::Missing;
use crate::fidelity::documents;
use crate::fidelity::report::Report;
use crate::fidelity::seen::Goals;
use crate::fidelity::seen::Seen;
use crate::fidelity::self_check;
use crate::fidelity::self_check::Checked;
use crate::fidelity::tables;
use crate::fidelity::walk::Walk;
use crate::fidelity::walked;

const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md");
const BEGIN: &str = "<!-- fidelity: generated, do not edit -->\n";
const END: &str = "<!-- end of fidelity -->";

/// Every provider, walked through once: it takes seconds.
static WALKED: LazyLock<Vec<Walked>> = LazyLock::new(|| walked(None).unwrap());

#[test]
fn the_table_of_the_readme_is_what_is_found() {
    let reports: Vec<_> = WALKED.iter().map(Walked::report).collect();

    let readme = fs::read_to_string(README).unwrap();
    let (_, rest) = readme.split_once(BEGIN).expect("the README says where the table begins");
    let (table, _) = rest.split_once(END).expect("the README says where the table ends");
    assert_eq!(
        table,
        tables::markdown(&reports),
        "the table of README.md is out of date: put the output of `cargo run -- fidelity --format \
         markdown` between its two markers"
    );
}

#[test]
fn every_refusal_state_and_event_of_every_provider_is_reached() {
    let checked: Vec<_> = WALKED.iter().map(Walked::checked).collect();

    assert_eq!(
        checked.iter().map(|one| one.name).collect::<Vec<_>>(),
        ["yuno", "yabandpay", "wooshpay"]
    );
    for one in &checked {
        for reached in [&one.errors, &one.statuses, &one.events] {
            assert_eq!(
                (reached.reached, &*reached.missed),
                (reached.of, &[][..]),
                "{}",
                one.line()
            );
            assert_ne!(reached.of, 0, "{}", one.line());
        }
    }
    self_check::judge(&checked).unwrap();
}

fn kind(provider: Provider) -> &'static dyn Catalogued {
    let mut kinds = providers::all().iter().copied();
    kinds.find(|kind| kind.profile().name == provider.name()).unwrap()
}

#[test]
fn what_never_happens_is_named_and_fails_the_self_check() {
    let profile = kind(Provider::WooshPay).profile();
    let mut goals = Goals::of(profile);
    goals.statuses.push("made_up".to_owned());
    goals.events.push("payment_intent.made_up".to_owned());
    goals.errors.push("made_up_error".to_owned());

    let seen = Walk::through(Provider::WooshPay, profile, goals.clone()).unwrap();

    let checked = Checked::new(profile.name, &goals, &seen);
    let (errors, events) = (profile.errors.len(), profile.events.len());
    assert_eq!(
        checked.line(),
        format!(
            "wooshpay: errors {errors} of {}, statuses 5 of 6, events {events} of {}",
            errors + 1,
            events + 1
        )
    );
    let failure = self_check::judge(&[checked]).unwrap_err();
    assert_eq!(failure.code, 1);
    assert_eq!(
        failure.message.unwrap(),
        "not reached: wooshpay errors made_up_error; wooshpay statuses made_up; wooshpay events \
         payment_intent.made_up"
    );
}

/// What is missing of a provider that emulates a little less than it does, and answers nothing.
fn missing(provider: Provider, less: impl FnOnce(&mut Emulated)) -> Missing {
    let kind = kind(provider);
    let (documents, seen) = (documents::of(kind.profile()), Seen::default());
    let mut said = emulated(kind);
    less(&mut said);
    Comparison { provider, documents: &documents, emulated: &said, seen: &seen }.missing()
}

#[rstest]
#[case(Provider::Yuno, "payment.purchase", "yuno/webhooks/payment.purchase/card")]
#[case(Provider::YabandPay, "payment", "yabandpay/webhooks/payment/partial")]
fn a_documented_event_that_is_not_sent_is_missing(
    #[case] provider: Provider,
    #[case] event: &str,
    #[case] example: &str,
) {
    let of = |missing: Missing| {
        missing.events.into_iter().find(|one| one.name == event).map(|one| one.example)
    };

    assert_eq!(of(missing(provider, |_| {})), None);
    assert_eq!(
        of(missing(provider, |said| said.events.retain(|one| one.name != event))),
        Some(example)
    );
}

/// Yuno's page on signatures prints a notification of another provider.
#[test]
fn only_a_providers_own_events_are_missing() {
    let of = |provider| missing(provider, |_| {}).events.into_iter().map(|one| one.name);

    let yuno: Vec<_> = of(Provider::Yuno).collect();
    assert!(!yuno.contains(&"foreign".to_owned()), "{yuno:?}");
    assert!(yuno.contains(&"payment".to_owned()), "{yuno:?}");
    assert!(of(Provider::YabandPay).eq(["payout"]));
}

#[test]
fn a_documented_member_that_an_operation_does_not_know_is_missing() {
    let found = missing(Provider::WooshPay, |said| {
        for operation in &mut said.operations {
            operation.offered.request.retain(|place| place != "return_url");
        }
    });

    let found: Vec<_> = found.request_members.iter().map(|one| (&*one.of, &*one.place)).collect();
    assert_eq!(found, [("create_payment_intent", "return_url")]);
}

#[test]
fn a_documented_refusal_and_a_documented_state_that_are_not_known_are_missing() {
    let found = missing(Provider::YabandPay, |said| {
        said.errors.retain(|one| one.name != "-4119");
        said.statuses.retain(|one| one.name != "paid");
    });

    let names = |of: &[crate::fidelity::comparison::MissingName]| -> Vec<String> {
        of.iter().map(|one| one.name.clone()).collect()
    };
    assert_eq!(
        (names(&found.errors), names(&found.statuses)),
        (vec!["-4119".into()], vec!["paid".into()])
    );
}

/// The report on a provider of which this was seen.
fn report(provider: Provider, seen: &Seen) -> Report {
    let kind = kind(provider);
    Report::of(provider, emulated(kind), (&documents::of(kind.profile()), seen))
}

fn count(report: &Report, what: &str) -> (usize, usize) {
    let count = report.counts.iter().find(|one| one.what == what).unwrap();
    (count.documented, count.inferred)
}

#[test]
fn members_of_webhooks_are_counted_by_whether_an_example_prints_them() {
    let mut seen = Seen::default();
    let places = ["type_event", "data.payment.status", "data.payment.made_up"].map(str::to_owned);
    seen.events.insert("payment.purchase".to_owned(), places.into());

    assert_eq!(count(&report(Provider::Yuno, &seen), "members of webhooks"), (2, 1));
}

#[test]
fn an_operation_and_a_member_that_no_page_has_are_counted_as_inferred_and_listed() {
    let report = report(Provider::WooshPay, &Seen::default());

    assert_eq!(count(&report, "operations"), (12, 2));
    assert_eq!(count(&report, "members of requests").1, 1);
    let told = tables::human(&[report]);
    for line in ["cancel_payment_intent  (https:", "cancel_payment_intent: cancellation_reason  ("]
    {
        assert!(told.contains(&format!("\n  {line}")), "{told}");
    }
}

#[test]
fn members_of_answers_that_were_never_seen_are_missing() {
    let found = missing(Provider::YabandPay, |_| {});

    let has = |of: &str, place: &str| {
        found.answer_members.iter().any(|one| one.of == of && one.place == place)
    };
    assert!(has("query_order", "data.transaction_info.state"));
    assert!(!has("pos", "data"));
}
