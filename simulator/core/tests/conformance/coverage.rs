//! Every fixture is looked at by exactly one part of this suite, or says here why by none.

use std::collections::BTreeMap;

use sandpay_fixtures::Fixture;
use sandpay_fixtures::all;
use sandpay_fixtures::find;
use sandpay_fixtures::fixture;

use crate::answers;
use crate::events;
use crate::reads;
use crate::refusals;
use crate::signatures;
use crate::world::World;
use crate::world::provider;
use crate::world::served;
use crate::world::text;

/// A fixture of a served operation that is not checked, why, and what must hold for that: once it does
/// not, the entry is unnecessary.
type Unchecked = (&'static str, &'static str, fn(&mut World) -> bool);

const NOT_CHECKED: &[Unchecked] = &[
    ("yuno/create-payment/error-invalid-parameters-with-status", SETUPS, without_setups),
    ("yuno/create-payment/error-missing-credentials", SETUPS, without_setups),
    ("yuno/create-payment/error-missing-parameters", SETUPS, without_setups),
    ("yuno/get-payment/card-with-3ds-direct", "3-D Secure is not served yet", |world| {
        let member = r#""card": {"three_d_secure": {"three_d_secure_setup_id": null},"#;
        is_not_served(world, (r#""card": {"#, member))
    }),
    ("yuno/get-payment/card-with-vaulted-token", "vaulted tokens are not served yet", |world| {
        let member = r#""vaulted_token": "eb8caa17-6407-457b-960e-125d8d7a90c1", "detail": {"#;
        is_not_served(world, (r#""detail": {"#, member))
    }),
    ("yuno/get-payment/card-with-airline-data", NO_REQUEST, |_| {
        find("yuno/create-payment/card-with-airline-data").is_none()
    }),
    ("yuno/get-payment/card-with-customer-billing-shipping-and-order-items", NO_REQUEST, |_| {
        let example = "card-with-customer-billing-shipping-and-order-items";
        find(&format!("yuno/create-payment/{example}")).is_none()
    }),
];

const SETUPS: &str = "`httpCode` is printed for 3-D Secure setups only, which are not served";
const NO_REQUEST: &str = "no request is printed that leads to what it repeats; its other members are \
                          those of card-with-card-details";

fn without_setups(_: &mut World) -> bool {
    let operations = provider("yuno").profile().operations;
    operations.iter().all(|operation| !operation.path.contains("three-d-secure"))
}

/// Whether a documented request with a member more gets the refusal of what is not served yet.
fn is_not_served(world: &mut World, (before, with): (&str, &str)) -> bool {
    let complete = fixture("yuno/create-payment/manual-capture");
    let body = world.body(complete);
    assert!(body.contains(before), "{body}");
    let request = world.request(complete, &body.replacen(before, with, 1));
    let reply = world.send("yuno", request);
    reply.response.status == 400 && text(&reply).contains("sandpay does not serve")
}

#[test]
fn what_is_not_checked_cannot_be_checked_yet() {
    for (name, why, holds) in NOT_CHECKED {
        assert!(holds(&mut World::new()), "{name} can be checked now: {why}");
    }
}

/// Who looks at which fixture.
fn looked_at() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut by: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut note = |name, who| by.entry(name).or_default().push(who);
    answers::sent().for_each(|fixture| note(fixture.name, "answers"));
    for (name, ..) in answers::FRAGMENTS {
        let fixture = fixture(&format!("yuno/create-payment/{name}"));
        note(fixture.name, "fragments");
    }
    reads::READ.iter().for_each(|(name, ..)| note(name, "reads"));
    refusals::PROVOKED.iter().for_each(|(name, _)| note(name, "refusals"));
    for name in [refusals::SUCCESS, refusals::OTHER_MEMBER] {
        note(name, "refusals");
    }
    for name in [events::PURCHASE, events::MINIMAL, events::NOTIFICATION, events::ENVELOPE] {
        note(name, "events");
    }
    signatures::vectors().for_each(|fixture| note(fixture.name, "signatures"));
    NOT_CHECKED.iter().for_each(|(name, ..)| note(name, "nobody"));
    by
}

/// Operations that are not served: nothing can be held against their examples yet.
fn is_out_of_reach(fixture: &Fixture) -> bool {
    fixture.example.call.is_some() && served(fixture).is_none()
}

#[test]
fn every_fixture_is_looked_at_once() {
    let by = looked_at();

    for fixture in all() {
        let looked = by.get(fixture.name).map_or(&[][..], Vec::as_slice);
        let expected = usize::from(!is_out_of_reach(fixture));
        assert_eq!(looked.len(), expected, "{}: {looked:?}", fixture.name);
    }
}

#[test]
fn every_name_in_the_tables_is_a_fixture() {
    for name in looked_at().keys() {
        assert!(find(name).is_some(), "{name}");
    }
}
