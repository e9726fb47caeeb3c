//! The credentials of a check: from the environment, from a file, or, where the server is a sandpay, the ones
//! that it publishes. Never from the command line, which other users of a machine can read.
//!
//! The environment wins over the file, name by name. What is published is taken only for a provider of which
//! neither says anything. No message here holds a value.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::time::Duration;

use sandpay_contracts::Secret;
use sandpay_contracts::runner;
use sandpay_contracts::runner::Provider;
use sandpay_contracts::runner::Target;
use sandpay_contracts::runner::WooshPayKeys;
use sandpay_contracts::runner::YabandPayKeys;
use sandpay_contracts::runner::YunoKeys;
use sandpay_core::kernel::mac;
use sandpay_core::kernel::settings::nearest;
use toml::Table;

use crate::failure::Failure;
use crate::output;

/// One value that a provider's calls need.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    pub(crate) provider: &'static str,
    /// Its name in a file.
    pub(crate) name: &'static str,
    pub(crate) variable: &'static str,
}

/// Every value that is asked for.
pub(crate) const KEYS: [Key; 6] = [
    Key { provider: "yuno", name: "public_key", variable: "SANDPAY_CHECK_YUNO_PUBLIC_KEY" },
    Key { provider: "yuno", name: "secret_key", variable: "SANDPAY_CHECK_YUNO_SECRET_KEY" },
    Key { provider: "yuno", name: "account_id", variable: "SANDPAY_CHECK_YUNO_ACCOUNT_ID" },
    Key { provider: "yabandpay", name: "user", variable: "SANDPAY_CHECK_YABANDPAY_USER" },
    Key {
        provider: "yabandpay",
        name: "secret_key",
        variable: "SANDPAY_CHECK_YABANDPAY_SECRET_KEY",
    },
    Key { provider: "wooshpay", name: "secret_key", variable: "SANDPAY_CHECK_WOOSHPAY_SECRET_KEY" },
];

/// Characters of an account or a user that make it a text of its own.
const SHORTEST: usize = 6;

fn keys_of(provider: &str) -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(move |key| key.provider == provider)
}

/// What was given, by variable.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Credentials(BTreeMap<&'static str, Secret>);

impl Credentials {
    /// What the environment and the file say.
    pub(crate) fn read(file: Option<&Path>) -> Result<Self, Failure> {
        let of_file = file.map(of_file).transpose()?.unwrap_or_default();
        let of_environment = Self::from_variables(&|name| env::var_os(name))?;
        Ok(Self(of_file.0.into_iter().chain(of_environment.0).collect()))
    }

    /// The variables that are set and not empty.
    fn from_variables(variable: &dyn Fn(&str) -> Option<OsString>) -> Result<Self, Failure> {
        let mut found = BTreeMap::new();
        for key in &KEYS {
            let Some(value) = variable(key.variable).filter(|value| !value.is_empty()) else {
                continue;
            };
            let value = value.into_string().unwrap_or_default();
            found.insert(key.variable, fitting(&value, key.variable)?);
        }
        Ok(Self(found))
    }

    fn parse(text: &str) -> Result<Self, Failure> {
        let mut table: Table = text.parse().map_err(|error| not_toml(text, &error))?;
        let mut found = BTreeMap::new();
        for key in &KEYS {
            let Some(section) = table.get_mut(key.provider) else { continue };
            let section = section.as_table_mut().ok_or_else(|| no_section(key.provider))?;
            let Some(value) = section.remove(key.name) else { continue };
            let at_fault = format!("{}.{}", key.provider, key.name);
            let toml::Value::String(value) = value else {
                return Err(Failure::usage(format!("`{at_fault}` is no text"))
                    .with_hint("credentials stand in quotation marks"));
            };
            found.insert(key.variable, fitting(&value, &at_fault)?);
        }
        refuse_unknown(&table)?;
        Ok(Self(found))
    }

    /// Fills in the providers of which nothing is known with what the server publishes.
    pub(crate) async fn take_published(
        &mut self,
        target: &Target,
        providers: &[Provider],
        time_limit: Duration,
    ) -> Result<(), Failure> {
        let lacking: Vec<_> = providers.iter().filter(|one| self.lack_all_of(one.name())).collect();
        if !lacking.is_empty() && target.is_sandpay() {
            let published = target.published(time_limit).await.map_err(|reason| {
                let url = output::plain(target.url());
                Failure::unreachable(format!("{url} does not tell its credentials: {reason}"))
            })?;
            for provider in lacking {
                self.fill(*provider, &published);
            }
        }
        Ok(())
    }

    fn lack_all_of(&self, provider: &str) -> bool {
        keys_of(provider).all(|key| !self.0.contains_key(key.variable))
    }

    fn fill(&mut self, provider: Provider, published: &runner::Credentials) {
        let runner::Credentials { yuno, yabandpay, wooshpay } = published;
        let values: Vec<Secret> = match provider {
            Provider::Yuno => yuno
                .iter()
                .flat_map(|keys| {
                    let account = Secret::new(keys.account_id.as_str());
                    [keys.public_key.clone(), keys.secret_key.clone(), account]
                })
                .collect(),
            Provider::YabandPay => yabandpay
                .iter()
                .flat_map(|keys| [Secret::new(keys.user.as_str()), keys.secret_key.clone()])
                .collect(),
            Provider::WooshPay => wooshpay.iter().map(|keys| keys.secret_key.clone()).collect(),
        };
        let variables = keys_of(provider.name()).map(|key| key.variable);
        self.0.extend(variables.zip(values));
    }

    /// What the runner takes, whole for each of these providers.
    pub(crate) fn keys(&self, providers: &[Provider]) -> Result<runner::Credentials, Failure> {
        let missing = self.missing(providers);
        if !missing.is_empty() {
            return Err(Failure::usage("there are credentials missing for this server").with_hint(
                format!("set {}, or name a file with --credentials", missing.join(", ")),
            ));
        }
        let secret = |variable: &str| self.0.get(variable).cloned();
        let text = |variable: &str| self.0.get(variable).map(|value| value.expose().to_owned());
        let yuno = || {
            Some(YunoKeys {
                public_key: secret("SANDPAY_CHECK_YUNO_PUBLIC_KEY")?,
                secret_key: secret("SANDPAY_CHECK_YUNO_SECRET_KEY")?,
                account_id: text("SANDPAY_CHECK_YUNO_ACCOUNT_ID")?,
            })
        };
        let yabandpay = || {
            Some(YabandPayKeys {
                user: text("SANDPAY_CHECK_YABANDPAY_USER")?,
                secret_key: secret("SANDPAY_CHECK_YABANDPAY_SECRET_KEY")?,
            })
        };
        let wooshpay =
            || Some(WooshPayKeys { secret_key: secret("SANDPAY_CHECK_WOOSHPAY_SECRET_KEY")? });
        Ok(runner::Credentials { yuno: yuno(), yabandpay: yabandpay(), wooshpay: wooshpay() })
    }

    /// The variables of these providers that nothing stands for.
    fn missing(&self, providers: &[Provider]) -> Vec<&'static str> {
        let asked = |key: &&Key| providers.iter().any(|provider| provider.name() == key.provider);
        let missing = KEYS.iter().filter(asked).filter(|key| !self.0.contains_key(key.variable));
        missing.map(|key| key.variable).collect()
    }

    /// Every text that no report may show, by the name that stands for it.
    ///
    /// Keys whatever they are; of the others, which are part of documented requests, those that are not too common.
    pub(crate) fn texts(&self) -> Vec<(&'static str, String)> {
        let told = |(variable, value): (&&'static str, &Secret)| {
            let value = value.expose();
            let shows = variable.ends_with("_KEY") || value.len() >= SHORTEST;
            shows.then(|| (*variable, value.to_owned()))
        };
        let mut texts: Vec<_> = self.0.iter().filter_map(told).collect();
        let basic = self.0.get_key_value("SANDPAY_CHECK_WOOSHPAY_SECRET_KEY");
        texts.extend(basic.map(|(variable, key)| {
            (*variable, mac::base64(format!("{}:", key.expose()).as_bytes()))
        }));
        texts
    }
}

fn of_file(path: &Path) -> Result<Credentials, Failure> {
    let shown = output::plain(&path.to_string_lossy());
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("cannot read the credentials {shown}: {error}"))
            .with_hint("--credentials takes a TOML file with a table a provider")
    })?;
    Credentials::parse(&text).map_err(|failure| {
        let message = failure.message.unwrap_or_default();
        Failure { message: Some(format!("{shown}: {message}")), ..failure }
    })
}

/// A value that can be sent. What is wrong with it is said without it.
fn fitting(value: &str, at_fault: &str) -> Result<Secret, Failure> {
    if value.is_empty() || !value.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::usage(format!("`{at_fault}` is no credential"))
            .with_hint("visible ASCII characters without blanks, at least one"));
    }
    Ok(Secret::new(value))
}

/// The parser's own message shows the line, which may hold a secret; its number tells enough.
fn not_toml(text: &str, error: &toml::de::Error) -> Failure {
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    Failure::usage(format!("line {line} is no TOML"))
        .with_hint("[yuno] on a line of its own, then NAME = \"VALUE\" lines")
}

fn no_section(provider: &str) -> Failure {
    Failure::usage(format!("`{provider}`: expected a table of credentials"))
        .with_hint(format!("[{provider}] on a line of its own, then NAME = \"VALUE\" lines"))
}

/// What is left in the table once every known name was taken out of it.
fn refuse_unknown(table: &Table) -> Result<(), Failure> {
    for (provider, section) in table {
        if keys_of(provider).next().is_none() {
            return Err(unknown(provider, "", &["yuno", "yabandpay", "wooshpay"]));
        }
        let left = section.as_table().ok_or_else(|| no_section(provider))?;
        if let Some(name) = left.keys().next() {
            let known: Vec<_> = keys_of(provider).map(|key| key.name).collect();
            return Err(unknown(name, &format!(" in [{provider}]"), &known));
        }
    }
    Ok(())
}

fn unknown(name: &str, place: &str, known: &[&str]) -> Failure {
    let failure = Failure::usage(format!("there is no key `{}`{place}", output::plain(name)));
    match nearest(name, known.iter().copied()) {
        Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
        None => failure.with_hint(format!("keys are {}", known.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const FULL: &str = "
        [yuno]
        public_key = \"pub\"
        secret_key = \"hush-yuno\"
        account_id = \"acc\"
        [yabandpay]
        user = \"016683\"
        secret_key = \"hush-yabandpay\"
        [wooshpay]
        secret_key = \"sk_test_hush\"
    ";

    #[test]
    fn every_key_is_read_from_a_file() {
        let keys = Credentials::parse(FULL).unwrap().keys(&Provider::ALL).unwrap();

        let (yuno, yabandpay) = (keys.yuno.unwrap(), keys.yabandpay.unwrap());
        assert_eq!((yuno.public_key.expose(), yuno.secret_key.expose()), ("pub", "hush-yuno"));
        assert_eq!((yuno.account_id.as_str(), yabandpay.user.as_str()), ("acc", "016683"));
        assert_eq!(yabandpay.secret_key.expose(), "hush-yabandpay");
        assert_eq!(keys.wooshpay.unwrap().secret_key.expose(), "sk_test_hush");
    }

    #[test]
    fn variables_are_named_after_provider_and_key() {
        for Key { provider, name, variable } in &KEYS {
            assert_eq!(*variable, format!("SANDPAY_CHECK_{provider}_{name}").to_uppercase());
        }
    }

    #[test]
    fn an_empty_variable_is_no_variable_and_what_is_missing_is_named() {
        let given = |name: &str| match name {
            "SANDPAY_CHECK_YUNO_PUBLIC_KEY" => Some("".into()),
            "SANDPAY_CHECK_YUNO_SECRET_KEY" => Some("hush".into()),
            _ => None,
        };

        let credentials = Credentials::from_variables(&given).unwrap();

        assert!(!credentials.lack_all_of("yuno") && credentials.lack_all_of("yabandpay"));
        let failure = credentials.keys(&[Provider::Yuno]).unwrap_err();
        assert_eq!(failure.code, 2);
        assert_eq!(
            failure.hint.unwrap(),
            "set SANDPAY_CHECK_YUNO_PUBLIC_KEY, SANDPAY_CHECK_YUNO_ACCOUNT_ID, or name a file with --credentials"
        );
    }

    #[test]
    fn what_is_published_fills_a_provider() {
        let mut credentials = Credentials::default();
        let published = Credentials::parse(FULL).unwrap().keys(&Provider::ALL).unwrap();

        for provider in Provider::ALL {
            credentials.fill(provider, &published);
        }

        assert_eq!(credentials, Credentials::parse(FULL).unwrap());
    }

    #[test]
    fn texts_that_no_report_shows_are_every_key_and_what_is_no_common_word() {
        let credentials = Credentials::parse(FULL).unwrap();

        let texts: Vec<_> = credentials.texts().into_iter().map(|(_, text)| text).collect();

        assert_eq!(
            texts,
            [
                "sk_test_hush",
                "hush-yabandpay",
                "016683",
                "pub",
                "hush-yuno",
                "c2tfdGVzdF9odXNoOg=="
            ]
        );
    }

    #[rstest]
    #[case("[yunoo]\nx = \"hush\"", "there is no key `yunoo`", "did you mean `yuno`?")]
    #[case("[paypal]", "there is no key `paypal`", "keys are yuno, yabandpay, wooshpay")]
    #[case("[yuno]\npublic-key = \"hush\"", "`public-key` in [yuno]", "did you mean `public_key`?")]
    #[case("[wooshpay]\nuser = \"hush\"", "`user` in [wooshpay]", "keys are secret_key")]
    #[case("yuno = \"hush\"", "`yuno`: expected a table", "[yuno]")]
    #[case("[yuno]\nsecret_key = 4711", "`yuno.secret_key` is no text", "quotation marks")]
    #[case("[yuno]\nsecret_key = \"\"", "`yuno.secret_key` is no credential", "visible ASCII")]
    #[case("[yuno]\nsecret_key = \"hush\\nhush\"", "is no credential", "visible ASCII")]
    #[case("[yuno]\nsecret_key = \"hush", "line 2 is no TOML", "[yuno]")]
    #[case("[yuno]\nsecret_key = hush", "line 2 is no TOML", "[yuno]")]
    fn a_mistake_in_a_file_is_named_without_any_value(
        #[case] text: &str,
        #[case] message: &str,
        #[case] hint: &str,
    ) {
        let failure = Credentials::parse(text).unwrap_err();

        assert_eq!(failure.code, 2);
        let (said, hinted) = (failure.message.unwrap(), failure.hint.unwrap());
        assert!(said.contains(message), "{said}");
        assert!(hinted.contains(hint), "{hinted}");
        assert!(!format!("{said}{hinted}").contains("hush"), "{said} {hinted}");
        assert!(!format!("{said}{hinted}").contains("4711"), "{said} {hinted}");
    }

    #[test]
    fn a_variable_that_no_header_can_carry_is_refused_without_its_value() {
        let given = |name: &str| name.ends_with("WOOSHPAY_SECRET_KEY").then(|| "hu sh".into());

        let failure = Credentials::from_variables(&given).unwrap_err();

        let said = failure.message.unwrap();
        assert_eq!(said, "`SANDPAY_CHECK_WOOSHPAY_SECRET_KEY` is no credential");
    }
}
