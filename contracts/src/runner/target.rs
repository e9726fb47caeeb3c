//! What is checked, with whose credentials, and how far a check may go.

use std::fmt;
use std::time::Duration;

use super::case::Provider;
use super::receiver::Receiver;
use crate::secret::Secret;
use crate::transport::TIME_LIMIT;

/// The credentials of a check. A provider without is not checked.
#[derive(Clone, Debug, Default)]
pub struct Credentials {
    /// Yuno's.
    pub yuno: Option<YunoKeys>,
    /// YabandPay's.
    pub yabandpay: Option<YabandPayKeys>,
    /// WooshPay's.
    pub wooshpay: Option<WooshPayKeys>,
}

impl Credentials {
    /// Whether there are any for this provider.
    #[must_use]
    pub fn has(&self, provider: Provider) -> bool {
        match provider {
            Provider::Yuno => self.yuno.is_some(),
            Provider::YabandPay => self.yabandpay.is_some(),
            Provider::WooshPay => self.wooshpay.is_some(),
        }
    }
}

/// What Yuno's dashboard shows under Developers.
#[derive(Clone, Debug)]
pub struct YunoKeys {
    /// `public-api-key`.
    pub public_key: Secret,
    /// `private-secret-key`.
    pub secret_key: Secret,
    /// The account of the payments.
    pub account_id: String,
}

/// What YabandPay gives a merchant.
#[derive(Clone, Debug)]
pub struct YabandPayKeys {
    /// The user.
    pub user: String,
    /// The key of the signatures.
    pub secret_key: Secret,
}

/// What WooshPay's dashboard shows under Developers.
#[derive(Clone, Debug)]
pub struct WooshPayKeys {
    /// `sk_test_…`.
    pub secret_key: Secret,
}

/// How far a check may go.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whose contracts are checked.
    pub providers: Vec<Provider>,
    /// The names of the only cases to run; none: all.
    pub only: Option<Vec<String>>,
    /// Whether cases that move money run on a server that is no sandpay.
    pub allow_charges: bool,
    /// The limit of one exchange.
    pub time_limit: Duration,
    /// What makes references, keys and request ids of this check unlike those of any other.
    pub run: Run,
    /// Where webhooks are taken; none: a new one on this machine, when a case needs it.
    pub receiver: Option<Receiver>,
}

impl Options {
    /// Everything that costs nothing, of all providers.
    #[must_use]
    pub fn new(run: Run) -> Self {
        Self {
            providers: Provider::ALL.to_vec(),
            only: None,
            allow_charges: false,
            time_limit: TIME_LIMIT,
            run,
            receiver: None,
        }
    }
}

/// The name of one check, of 16 hexadecimal digits: part of all that must be fresh.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Run(u64);

impl Run {
    /// The run of this number; another run against the same server needs another number.
    #[must_use]
    pub const fn new(number: u64) -> Self {
        Self(number)
    }

    /// Its number.
    #[must_use]
    pub const fn number(&self) -> u64 {
        self.0
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
