//! The form of a provider's table: a documented example, what it needs, and how it is played.
//!
//! How a play goes is the provider's own.

use sandpay_fixtures::Fixture;
use sandpay_fixtures::fixture;

use super::case::Case;
use super::case::Need;
use super::case::Provider;
use super::target::Options;
use super::wooshpay;
use super::yabandpay;
use super::yuno;

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

/// A row of one of the providers' tables.
#[derive(Clone, Copy, Debug)]
pub(super) enum Planned {
    Yuno(&'static Plan<yuno::Play>),
    YabandPay(&'static Plan<yabandpay::Play>),
    WooshPay(&'static Plan<wooshpay::Play>),
}

impl Planned {
    /// Every row of a provider.
    pub(super) fn of(provider: Provider) -> Vec<Self> {
        match provider {
            Provider::Yuno => yuno::PLANS.iter().map(Self::Yuno).collect(),
            Provider::YabandPay => yabandpay::PLANS.iter().map(Self::YabandPay).collect(),
            Provider::WooshPay => wooshpay::PLANS.iter().map(Self::WooshPay).collect(),
        }
    }

    /// What was asked for.
    pub(super) fn chosen(options: &Options) -> Vec<Self> {
        let wanted = |planned: &Self| {
            let only = options.only.as_ref();
            only.is_none_or(|names| names.iter().any(|name| name == planned.case().name))
        };
        options.providers.iter().flat_map(|one| Self::of(*one)).filter(wanted).collect()
    }

    pub(super) fn case(self) -> Case {
        match self {
            Self::Yuno(plan) => plan.case(),
            Self::YabandPay(plan) => plan.case(),
            Self::WooshPay(plan) => plan.case(),
        }
    }

    pub(super) fn provider(self) -> Provider {
        match self {
            Self::Yuno(_) => Provider::Yuno,
            Self::YabandPay(_) => Provider::YabandPay,
            Self::WooshPay(_) => Provider::WooshPay,
        }
    }
}
