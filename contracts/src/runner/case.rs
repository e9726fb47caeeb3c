//! What can be checked: a documented payload, the operation that it belongs to, and what the check needs.
//!
//! How a case is arranged, sent and judged is told by its provider's table, not here.

use std::fmt;

/// A provider whose contract can be checked.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Provider {
    /// Yuno.
    Yuno,
    /// YabandPay.
    YabandPay,
    /// WooshPay.
    WooshPay,
}

impl Provider {
    /// Every provider.
    pub const ALL: [Self; 3] = [Self::Yuno, Self::YabandPay, Self::WooshPay];

    /// Its name in addresses, case names and arguments, as `yabandpay`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Yuno => "yuno",
            Self::YabandPay => "yabandpay",
            Self::WooshPay => "wooshpay",
        }
    }

    /// The provider of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Yuno => "Yuno",
            Self::YabandPay => "YabandPay",
            Self::WooshPay => "WooshPay",
        })
    }
}

/// What a case needs beyond a server and credentials.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Need {
    /// It moves money, or leaves an order behind.
    Charge,
    /// Somebody has to pay on a page.
    Shopper,
    /// The server must reach the runner with a webhook.
    Receiver,
    /// Only the control plane of a sandpay can bring it about.
    Sandpay,
}

/// One case.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Case {
    /// Its name, which is that of the documented example: `yuno/capture-payment/full-capture`.
    pub name: &'static str,
    /// Whose contract it is of.
    pub provider: Provider,
    /// The operation or event, as in its name: `capture-payment`, `webhooks/payment.purchase`.
    pub operation: &'static str,
    /// What the example shows, in a few words.
    pub title: &'static str,
    /// The address of the document.
    pub source: &'static str,
    /// The part of that page.
    pub section: &'static str,
    /// What it needs.
    pub needs: &'static [Need],
}

/// Where a provider's documents contradict each other, so that a printed answer is not taken by its word.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Contradiction {
    /// In which cases: how their names begin.
    pub cases: &'static [&'static str],
    /// At which members: JSON pointers, or how they end.
    pub at: &'static [&'static str],
    /// Which document says otherwise, and what.
    pub reason: &'static str,
}
