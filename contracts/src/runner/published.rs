//! The credentials that a sandpay publishes of its sandbox `default`, so that nobody has to copy them.
//!
//! A provider publishes none; nothing here is asked of a server that is no sandpay.

use reqwest::Method;
use serde_json::Value;

use super::ask::Ask;
use super::ask::exchange;
use super::ask::in_words;
use super::target::Credentials;
use super::target::Target;
use super::target::WooshPayKeys;
use super::target::YabandPayKeys;
use super::target::YunoKeys;
use crate::secret::Secret;
use crate::transport::Transport;

impl Target {
    /// The credentials of the sandbox `default`; none when the server is no sandpay.
    ///
    /// # Errors
    ///
    /// When the sandpay does not answer, in words.
    pub async fn published(&self, time_limit: std::time::Duration) -> Result<Credentials, String> {
        let Some(root) = self.root() else { return Ok(Credentials::default()) };
        let transport =
            Transport::with_time_limit(root, time_limit).map_err(|error| error.to_string())?;
        let ask = Ask {
            step: "credentials".to_owned(),
            method: Method::GET,
            path: "/_sim".to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
        };
        let came = exchange(&transport, &ask).await.map_err(|error| in_words(&error))?;
        let about: Value = serde_json::from_str(&came.text).unwrap_or_default();
        Ok(of(&about["credentials"]))
    }
}

fn of(published: &Value) -> Credentials {
    let text = |provider: &str, name: &str| published[provider][name].as_str().map(str::to_owned);
    let secret = |provider: &str, name: &str| text(provider, name).map(Secret::new);
    let yuno = || {
        Some(YunoKeys {
            public_key: secret("yuno", "public_api_key")?,
            secret_key: secret("yuno", "private_secret_key")?,
            account_id: text("yuno", "account_id")?,
        })
    };
    let yabandpay = || {
        Some(YabandPayKeys {
            user: text("yabandpay", "user")?,
            secret_key: secret("yabandpay", "secret_key")?,
        })
    };
    let wooshpay = || Some(WooshPayKeys { secret_key: secret("wooshpay", "secret_key")? });
    Credentials { yuno: yuno(), yabandpay: yabandpay(), wooshpay: wooshpay() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_provider_is_read_whole_or_not_at_all() {
        let credentials = of(&json!({
            "yuno": {"public_api_key": "p", "private_secret_key": "s", "account_id": "a"},
            "yabandpay": {"user": "016683"},
        }));

        let yuno = credentials.yuno.unwrap();
        assert_eq!((yuno.public_key.expose(), yuno.account_id.as_str()), ("p", "a"));
        assert!(credentials.yabandpay.is_none() && credentials.wooshpay.is_none());
    }
}
