//! Every fixture is looked at by exactly one part of this suite, or says in [`missing`] why by none.

use std::collections::BTreeMap;

use sandpay_fixtures::all;
use sandpay_fixtures::find;
use sandpay_fixtures::fixture;

use crate::answers;
use crate::changes;
use crate::events;
use crate::followups;
use crate::missing;
use crate::reads;
use crate::refusals;
use crate::signatures;

/// Who looks at which fixture.
fn looked_at() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut by: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut note = |name, who| by.entry(name).or_default().push(who);
    answers::sent().for_each(|fixture| note(fixture.name, "answers"));
    changes::sent().for_each(|fixture| note(fixture.name, "changes"));
    for (name, ..) in answers::FRAGMENTS {
        let fixture = fixture(&format!("yuno/create-payment/{name}"));
        note(fixture.name, "fragments");
    }
    followups::FOLLOWED.iter().for_each(|(name, _)| note(name, "followups"));
    reads::LISTED.iter().for_each(|(name, ..)| note(name, "lists"));
    reads::READ.iter().for_each(|(name, ..)| note(name, "reads"));
    note(reads::CUSTOMER, "reads");
    refusals::PROVOKED.iter().for_each(|(name, _)| note(name, "refusals"));
    for name in [refusals::SUCCESS, refusals::OTHER_MEMBER] {
        note(name, "refusals");
    }
    for name in [events::PURCHASE, events::MINIMAL, events::NOTIFICATION, events::ENVELOPE] {
        note(name, "events");
    }
    signatures::vectors().for_each(|fixture| note(fixture.name, "signatures"));
    by
}

#[test]
fn every_fixture_is_looked_at_once_or_missing_for_one_reason() {
    let by = looked_at();

    for fixture in all() {
        let looked = by.get(fixture.name).map_or(&[][..], Vec::as_slice);
        let missing = missing::groups_of(fixture);
        assert_eq!(looked.len() + missing, 1, "{}: {looked:?}, missing {missing}", fixture.name);
    }
}

#[test]
fn every_name_in_the_tables_is_a_fixture() {
    for name in looked_at().keys() {
        assert!(find(name).is_some(), "{name}");
    }
}
