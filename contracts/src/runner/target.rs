//! What is checked, with whose credentials, and how far a check may go.

use std::fmt;
use std::time::Duration;

use super::case::Provider;
use super::control::Control;
use super::receiver::Receiver;
use crate::secret::Secret;
use crate::transport::SetupError;
use crate::transport::TIME_LIMIT;
use crate::transport::Transport;
use crate::transport::TransportError;

/// A server that is to be checked.
#[derive(Clone, Debug)]
pub struct Target {
    given: String,
    root: Option<String>,
}

/// Why there is nothing to check.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    /// The address is none.
    #[error(transparent)]
    NotAnAddress(SetupError),
    /// Nobody answers there.
    #[error("{url} cannot be reached: {reason}")]
    Unreachable {
        /// The address as it was given.
        url: String,
        /// Why, in a few words.
        reason: String,
    },
}

impl Target {
    /// The server at an address: a provider's base URL, or the root of a sandpay.
    ///
    /// It asks once, or twice where the address ends with the name of a provider, whether a sandpay answers there.
    ///
    /// # Errors
    ///
    /// [`TargetError`]. Whatever the server answers is no error.
    pub async fn find(url: &str, time_limit: Duration) -> Result<Self, TargetError> {
        let given = url.trim_end_matches('/').to_owned();
        let above = given.rsplit_once('/').filter(|(_, last)| Provider::named(last).is_some());
        let roots = above.map(|(above, _)| above).into_iter().chain([given.as_str()]);
        let mut found = None;
        for root in roots {
            let transport =
                Transport::with_time_limit(root, time_limit).map_err(TargetError::NotAnAddress)?;
            match Control::is_at(&transport).await {
                Ok(true) => {
                    found = Some(root.to_owned());
                    break;
                }
                Ok(false) | Err(TransportError::BrokenOff(_)) => {}
                Err(error @ (TransportError::NotConnected(_) | TransportError::TimedOut(_))) => {
                    let reason = super::ask::in_words(&error);
                    return Err(TargetError::Unreachable { url: url.to_owned(), reason });
                }
            }
        }
        Ok(Self { root: found, given })
    }

    /// Whether a sandpay answers there.
    #[must_use]
    pub fn is_sandpay(&self) -> bool {
        self.root.is_some()
    }

    /// The root of the sandpay, if it is one.
    #[must_use]
    pub fn root(&self) -> Option<&str> {
        self.root.as_deref()
    }

    /// The address as it was given, without a slash at its end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.given
    }

    /// The one provider that the address names, if it is within a sandpay.
    #[must_use]
    pub fn provider(&self) -> Option<Provider> {
        let path = self.given.strip_prefix(self.root.as_deref()?)?;
        Provider::named(path.trim_start_matches('/'))
    }

    /// Where a provider's documented paths begin.
    #[must_use]
    pub fn base_url(&self, provider: Provider) -> String {
        match &self.root {
            Some(root) => format!("{root}/{}", provider.name()),
            None => self.given.clone(),
        }
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn target(given: &str, root: Option<&str>) -> Target {
        Target { given: given.to_owned(), root: root.map(str::to_owned) }
    }

    #[test]
    fn a_sandpay_serves_every_provider_below_its_root() {
        let root = Some("http://127.0.0.1:7250");

        for given in ["http://127.0.0.1:7250", "http://127.0.0.1:7250/yuno"] {
            let target = target(given, root);
            let base = target.base_url(Provider::WooshPay);
            assert_eq!(base, "http://127.0.0.1:7250/wooshpay");
        }
        assert_eq!(target("http://127.0.0.1:7250", root).provider(), None);
        let named = target("http://127.0.0.1:7250/yuno", root).provider();
        assert_eq!(named, Some(Provider::Yuno));
    }

    #[test]
    fn any_other_server_is_asked_where_it_was_said_to_be() {
        let target = target("https://api-sandbox.y.uno", None);

        assert_eq!(target.base_url(Provider::Yuno), "https://api-sandbox.y.uno");
        assert!(!target.is_sandpay() && target.provider().is_none());
    }

    #[test]
    fn a_run_is_named_by_sixteen_digits() {
        assert_eq!(Run::new(255).to_string(), "00000000000000ff");
    }
}
