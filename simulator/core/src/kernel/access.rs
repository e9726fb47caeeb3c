//! Who calls whom: sandboxes and their credentials, callers and what verification found of them.

use crate::kernel::ids::Seed;
use serde::Deserialize;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// Which sandbox is meant, where credentials or ids are derived from it.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    /// The sandbox's id; `default` is the one that exists from the start.
    pub id: &'a str,
    /// The server's seed, so that a sandbox's credentials differ from server to server.
    pub seed: &'a Seed,
}

impl Identity<'_> {
    /// Whether this is the sandbox with the published credentials.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.id == DEFAULT_SANDBOX
    }
}

/// The sandbox that exists from the start.
pub const DEFAULT_SANDBOX: &str = "default";

/// One credential of a sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its name in the answer of `POST /_sim/sandboxes`.
    pub name: &'static str,
    /// Its value.
    pub value: String,
    /// Whether a request that carries it is meant for this sandbox.
    pub selects: bool,
}

/// A secret text that never shows itself.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Keeps a text secret.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self(text.into())
    }

    /// The secret itself; only for signing, comparing, and answering its owner.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

/// What a sandbox's callers of one provider must know.
#[derive(Clone, Debug, Default)]
pub struct Keyring(Arc<[(&'static str, Secret)]>);

impl Keyring {
    /// The keyring of a list of credentials.
    #[must_use]
    pub fn new(credentials: &[Credential]) -> Self {
        Self(credentials.iter().map(|one| (one.name, Secret::new(one.value.as_str()))).collect())
    }

    /// A credential by its name; empty when there is none, which matches no caller.
    #[must_use]
    pub fn reveal(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| *known == name).map_or("", |(_, secret)| secret.reveal())
    }
}

/// Who is calling, before anything is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller<'a> {
    /// Somebody who names this key or user.
    Key(Cow<'a, str>),
    /// Somebody without a name; the default sandbox refuses it.
    Nobody,
}

/// What verification found. It is kept when the credentials themselves are gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Proved. The credential's public name scopes idempotency keys.
    Accepted {
        /// The public half of the credential.
        credential: String,
        /// Whether only the more tolerant of two documented readings of a signature fits.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        lenient: bool,
    },
    /// No credentials in the request.
    Missing,
    /// A key or user that this sandbox does not know.
    Unknown,
    /// A known key or user with a wrong secret or signature.
    Mismatch,
}
