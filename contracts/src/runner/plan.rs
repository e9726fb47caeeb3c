//! The form of a provider's table: a documented example, what it needs, and how it is played.
//!
//! How a play goes is the provider's own.

use sandpay_fixtures::Fixture;
use sandpay_fixtures::fixture;

use super::case::Case;
use super::case::Need;
use super::case::Provider;

/// A row of a provider's table.
#[derive(Debug)]
pub(super) struct Plan<P: 'static> {
    /// The example.
    pub(super) name: &'static str,
    /// What it needs.
    pub(super) needs: &'static [Need],
    /// How it is played.
    pub(super) play: P,
}

impl<P> Plan<P> {
    /// The example.
    pub(super) fn fixture(&self) -> &'static Fixture {
        fixture(self.name)
    }

    /// The case, for people.
    pub(super) fn case(&self) -> Case {
        let fixture = self.fixture();
        Case {
            name: self.name,
            provider: Provider::named(fixture.provider).expect("a fixture is of a known provider"),
            operation: fixture.operation,
            title: &fixture.example.title,
            source: &fixture.example.source.url,
            section: &fixture.example.source.section,
            needs: self.needs,
        }
    }
}
