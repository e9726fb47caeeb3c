//! The configuration file: the options of `sandpay serve` under the names of their flags, and a table of
//! settings for each provider.

use std::fs;
use std::path::Path;

use sandpay_core::kernel::settings::nearest;
use sandpay_core::providers;
use serde::de::DeserializeOwned;
use toml::Table;

use crate::failure::Failure;
use crate::serve::options::Options;

/// What a configuration file says.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct File {
    pub(crate) options: Options,
    /// Provider, name and value of every setting.
    pub(crate) settings: Vec<(String, String, serde_json::Value)>,
}

/// The keys of options; each is a flag as well.
const KEYS: &[&str] = &[
    "port",
    "host",
    "port-file",
    "seed",
    "clock",
    "log",
    "allow-egress",
    "deliver",
    "public-url",
    "deny-advice",
    "log-format",
];

impl File {
    /// Reads a file.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let at_fault = path.display();
        let text = fs::read_to_string(path).map_err(|error| {
            Failure::usage(format!("cannot read the configuration {at_fault}: {error}"))
        })?;
        Self::parse(&text).map_err(|failure| {
            let message = failure.message.unwrap_or_default();
            Failure { message: Some(format!("{at_fault}: {message}")), ..failure }
        })
    }

    fn parse(text: &str) -> Result<Self, Failure> {
        let mut table: Table = text
            .parse()
            .map_err(|error: toml::de::Error| Failure::usage(error.to_string().trim()))?;
        let settings = take_settings(&mut table)?;
        let options = take_options(&mut table)?;
        match table.keys().next() {
            None => Ok(Self { options, settings }),
            Some(key) => Err(unknown(key)),
        }
    }
}

fn take_options(table: &mut Table) -> Result<Options, Failure> {
    Ok(Options {
        port: take(table, "port")?,
        host: take(table, "host")?,
        port_file: take(table, "port-file")?,
        seed: take(table, "seed")?,
        clock: take(table, "clock")?,
        log: take(table, "log")?,
        allow_egress: take(table, "allow-egress")?.unwrap_or_default(),
        deliver: take(table, "deliver")?.unwrap_or_default(),
        public_url: take(table, "public-url")?,
        deny_advice: take(table, "deny-advice")?,
        log_format: take(table, "log-format")?,
    })
}

fn take<T: DeserializeOwned>(table: &mut Table, key: &str) -> Result<Option<T>, Failure> {
    let Some(value) = table.remove(key) else { return Ok(None) };
    value.try_into().map(Some).map_err(|error: toml::de::Error| {
        Failure::usage(format!("`{key}`: {}", error.message()))
            .with_hint(format!("`sandpay serve --help` says what `{key}` takes"))
    })
}

fn take_settings(table: &mut Table) -> Result<Vec<(String, String, serde_json::Value)>, Failure> {
    let mut settings = Vec::new();
    for provider in providers::all().iter().map(|provider| provider.profile().name) {
        let Some(value) = table.remove(provider) else { continue };
        let toml::Value::Table(values) = value else {
            return Err(Failure::usage(format!("`{provider}`: expected a table of settings"))
                .with_hint(format!("[{provider}] on a line of its own, then NAME = VALUE lines")));
        };
        for (name, value) in values {
            let value = value.try_into().map_err(|error: toml::de::Error| {
                Failure::usage(format!("`{provider}.{name}`: {}", error.message()))
            })?;
            settings.push((provider.to_owned(), name, value));
        }
    }
    Ok(settings)
}

fn unknown(key: &str) -> Failure {
    let providers = providers::all().iter().map(|provider| provider.profile().name);
    let known = KEYS.iter().copied().chain(providers);
    let failure = Failure::usage(format!("there is no key `{key}`"));
    match nearest(key, known.clone()) {
        Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
        None => failure.with_hint(format!("keys are {}", known.collect::<Vec<_>>().join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use clap::Args;
    use rstest::rstest;
    use serde_json::json;

    use super::*;
    use crate::serve::options::LogFormat;

    #[test]
    fn every_key_is_read() {
        let file = File::parse(
            r#"
            port = 0
            host = "::1"
            port-file = "/tmp/port"
            seed = 7
            clock = "frozen@2026-05-01T00:00:00Z"
            log = "run.log"
            allow-egress = ["hooks.example"]
            deliver = ["https://shop.example=http://localhost:3000"]
            public-url = "https://sim.example/"
            deny-advice = true
            log-format = "json"

            [yabandpay]
            some_switch = "P1D"
            "#,
        )
        .unwrap();

        let options = file.options;
        assert_eq!((options.port, options.seed), (Some(0), Some(7)));
        assert_eq!(options.public_url.unwrap().0, "https://sim.example");
        assert_eq!(options.log_format, Some(LogFormat::Json));
        assert_eq!(options.deny_advice, Some(true));
        assert_eq!(options.deliver[0].to, "http://localhost:3000");
        assert_eq!(
            file.settings,
            [("yabandpay".to_owned(), "some_switch".to_owned(), json!("P1D"))]
        );
    }

    #[test]
    fn every_flag_is_a_key_and_a_variable() {
        let command = Options::augment_args(clap::Command::new("serve"));

        let flags: Vec<_> = command.get_arguments().filter_map(clap::Arg::get_long).collect();
        assert_eq!(flags.len(), KEYS.len());
        for argument in command.get_arguments() {
            let flag = argument.get_long().unwrap();
            let variable = format!("SANDPAY_{}", flag.replace('-', "_").to_uppercase());
            assert!(KEYS.contains(&flag), "{flag}");
            assert_eq!(argument.get_env().unwrap().to_str(), Some(variable.as_str()));
        }
    }

    #[rstest]
    #[case("prot = 1", "there is no key `prot`", "did you mean `port`?")]
    #[case("port_file = \"x\"", "there is no key `port_file`", "did you mean `port-file`?")]
    #[case("[yabandpal]", "there is no key `yabandpal`", "did you mean `yabandpay`?")]
    #[case("colour = 1", "there is no key `colour`", "keys are port, host, ")]
    #[case("port = \"x\"", "`port`: invalid type: string \"x\", expected u16", "what `port` takes")]
    #[case("port = 70000", "`port`: ", "what `port` takes")]
    #[case("deliver = [\"x\"]", "`deliver`: FROM=TO is missing", "what `deliver` takes")]
    #[case("clock = \"still\"", "`clock`: a clock is `flowing`", "what `clock` takes")]
    #[case("yabandpay = 3", "`yabandpay`: expected a table", "[yabandpay]")]
    fn a_mistake_is_named(#[case] text: &str, #[case] message: &str, #[case] hint: &str) {
        let failure = File::parse(text).unwrap_err();

        assert_eq!(failure.code, 2);
        let (said, hinted) = (failure.message.unwrap(), failure.hint.unwrap());
        assert!(said.contains(message), "{said}");
        assert!(hinted.contains(hint), "{hinted}");
    }

    #[test]
    fn a_file_that_is_no_toml_names_the_line() {
        let failure = File::parse("port = 1\nhost = \n").unwrap_err();

        assert!(failure.message.unwrap().contains("line 2"));
    }
}
