//! The options of `sandpay serve`: one struct for the command line, the environment and the file, and
//! which of them wins.

use std::env;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;
use clap::builder::BoolishValueParser;
use jiff::Timestamp;
use sandpay::Mode;
use serde::Deserialize;

use crate::failure::Failure;

/// The port unless another is asked for.
pub(crate) const DEFAULT_PORT: u16 = 7250;

/// Options as one source gives them. Clap fills in the environment where a flag is absent.
#[derive(Clone, Debug, Default, PartialEq, Args)]
pub(crate) struct Options {
    /// Port to listen on; 0 takes a free one [default: 7250; variable PORT counts too]
    #[arg(long, env = "SANDPAY_PORT", hide_env = true)]
    pub(crate) port: Option<u16>,
    /// Address or name to listen on [default: 127.0.0.1]
    #[arg(long, env = "SANDPAY_HOST", hide_env = true)]
    pub(crate) host: Option<String>,
    /// Write the port to this file once the simulator accepts connections
    #[arg(long, value_name = "FILE", env = "SANDPAY_PORT_FILE", hide_env = true)]
    pub(crate) port_file: Option<PathBuf>,
    /// Number that identifiers derive from: same seed, same run [default: drawn]
    #[arg(long, value_name = "NUMBER", env = "SANDPAY_SEED", hide_env = true)]
    pub(crate) seed: Option<u64>,
    /// `flowing` or `frozen`, either with `@INSTANT` [default: flowing, from the present]
    #[arg(long, value_name = "CLOCK", env = "SANDPAY_CLOCK", hide_env = true)]
    pub(crate) clock: Option<ClockStart>,
    /// Append everything that happens to this file; an existing one is resumed first
    #[arg(long, value_name = "FILE", env = "SANDPAY_LOG", hide_env = true)]
    pub(crate) log: Option<PathBuf>,
    /// Allow webhooks to the public addresses of this host (may be repeated)
    #[arg(
        long,
        value_name = "HOST",
        env = "SANDPAY_ALLOW_EGRESS",
        hide_env = true,
        value_delimiter = ','
    )]
    pub(crate) allow_egress: Vec<EgressHost>,
    /// Send webhooks for one origin to another (may be repeated)
    #[arg(
        long,
        value_name = "FROM=TO",
        env = "SANDPAY_DELIVER",
        hide_env = true,
        value_delimiter = ','
    )]
    pub(crate) deliver: Vec<Deliver>,
    /// Base of every page and redirect [default: as callers address the simulator]
    #[arg(long, value_name = "URL", env = "SANDPAY_PUBLIC_URL", hide_env = true)]
    pub(crate) public_url: Option<PublicUrl>,
    /// End with exit code 1 when the documents' warnings were not heeded; calls are answered as ever
    #[arg(
        long,
        value_name = "BOOL",
        env = "SANDPAY_DENY_ADVICE",
        hide_env = true,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_parser = BoolishValueParser::new()
    )]
    pub(crate) deny_advice: Option<bool>,
    /// `human` or `json`: the ready line and diagnostics [default: human]
    #[arg(long, value_name = "FORMAT", env = "SANDPAY_LOG_FORMAT", hide_env = true)]
    pub(crate) log_format: Option<LogFormat>,
}

impl Options {
    /// These options, with those of a weaker source where these are silent.
    pub(crate) fn or(self, weaker: Self) -> Self {
        Self {
            port: self.port.or(weaker.port),
            host: self.host.or(weaker.host),
            port_file: self.port_file.or(weaker.port_file),
            seed: self.seed.or(weaker.seed),
            clock: self.clock.or(weaker.clock),
            log: self.log.or(weaker.log),
            allow_egress: first_filled(self.allow_egress, weaker.allow_egress),
            deliver: first_filled(self.deliver, weaker.deliver),
            public_url: self.public_url.or(weaker.public_url),
            deny_advice: self.deny_advice.or(weaker.deny_advice),
            log_format: self.log_format.or(weaker.log_format),
        }
    }

    /// What `PORT` says, as platforms set it: weaker than `SANDPAY_PORT`, stronger than the file.
    pub(crate) fn of_the_platform() -> Result<Self, Failure> {
        let Some(text) = env::var("PORT").ok().filter(|text| !text.is_empty()) else {
            return Ok(Self::default());
        };
        let port = text.parse().map_err(|_| {
            Failure::usage(format!("the variable PORT is `{text}`, which is no port"))
                .with_hint("a number from 0 to 65535; --port and SANDPAY_PORT come before it")
        })?;
        Ok(Self { port: Some(port), ..Self::default() })
    }
}

fn first_filled<T>(stronger: Vec<T>, weaker: Vec<T>) -> Vec<T> {
    if stronger.is_empty() { weaker } else { stronger }
}

/// How the clock begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct ClockStart {
    /// Whether time flows.
    pub(crate) mode: Mode,
    /// From which instant, when that was said.
    pub(crate) at: Option<Timestamp>,
}

impl FromStr for ClockStart {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (mode, at) = text.split_once('@').map_or((text, None), |(mode, at)| (mode, Some(at)));
        let mode = match mode {
            "flowing" => Mode::Flowing,
            "frozen" => Mode::Frozen,
            _ => {
                return Err(
                    "a clock is `flowing`, `frozen` or `frozen@2026-01-01T00:00:00Z`".into()
                );
            }
        };
        let instant = |at: &str| {
            at.parse().map_err(|_| format!("`{at}` is no instant such as 2026-01-01T00:00:00Z"))
        };
        Ok(Self { mode, at: at.map(instant).transpose()? })
    }
}

/// Webhooks for one origin go to another.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Deliver {
    pub(crate) from: String,
    pub(crate) to: String,
}

impl FromStr for Deliver {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (from, to) = text
            .split_once('=')
            .ok_or("FROM=TO is missing its `=`: https://shop.example=http://localhost:3000, say")?;
        Ok(Self { from: origin(from)?, to: origin(to)? })
    }
}

/// The base of pages and redirects.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct PublicUrl(pub(crate) String);

impl FromStr for PublicUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let odd = |byte: u8| byte.is_ascii_control() || b" ?#\\".contains(&byte);
        if text.bytes().any(odd) {
            return Err(format!("`{text}` is no base of URLs: no blanks, query or fragment"));
        }
        authority(text)?;
        Ok(Self(text.trim_end_matches('/').to_owned()))
    }
}

/// A host whose public addresses webhooks may go to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct EgressHost(pub(crate) String);

impl FromStr for EgressHost {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        if text.is_empty() || !text.bytes().all(fits) {
            return Err(format!(
                "`{text}` is no host name: shop.example, say, without scheme or port"
            ));
        }
        Ok(Self(text.to_owned()))
    }
}

macro_rules! from_string {
    ($($name:ty),+) => {$(
        impl TryFrom<String> for $name {
            type Error = String;

            fn try_from(text: String) -> Result<Self, String> {
                text.parse()
            }
        }
    )+};
}
from_string!(ClockStart, Deliver, PublicUrl, EgressHost, LogFormat);

/// A scheme, a host and perhaps a port, without a final slash.
fn origin(text: &str) -> Result<String, String> {
    let trimmed = text.trim_end_matches('/');
    if authority(trimmed)?.contains(['/', '?', '#', '@', ' ']) {
        return Err(format!("`{text}` is more than an origin: scheme, host and port alone"));
    }
    Ok(trimmed.to_owned())
}

fn authority(text: &str) -> Result<&str, String> {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    rest.filter(|rest| !rest.is_empty() && !rest.starts_with(['/', ':']))
        .ok_or_else(|| format!("`{text}` does not begin with http:// or https:// and a host"))
}

/// How the ready line and diagnostics are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum LogFormat {
    /// Lines for people.
    #[default]
    Human,
    /// A JSON object a line.
    Json,
}

impl FromStr for LogFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "human" => Ok(Self::Human),
            "json" => Ok(Self::Json),
            _ => Err(format!("`{text}` is neither `human` nor `json`")),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("flowing", Mode::Flowing, None)]
    #[case("frozen", Mode::Frozen, None)]
    #[case("frozen@2026-12-01T08:30:00+01:00", Mode::Frozen, Some("2026-12-01T07:30:00Z"))]
    #[case("flowing@2030-01-01T00:00:00Z", Mode::Flowing, Some("2030-01-01T00:00:00Z"))]
    fn a_clock_is_read(#[case] text: &str, #[case] mode: Mode, #[case] at: Option<&str>) {
        let at = at.map(|at| at.parse().unwrap());

        assert_eq!(text.parse(), Ok(ClockStart { mode, at }));
    }

    #[rstest]
    #[case("", "a clock is")]
    #[case("Frozen", "a clock is")]
    #[case("frozen@", "`` is no instant")]
    #[case("frozen@tomorrow", "`tomorrow` is no instant")]
    #[case("frozen@2026-01-01", "is no instant")]
    fn another_clock_is_refused_in_words(#[case] text: &str, #[case] why: &str) {
        let error = text.parse::<ClockStart>().unwrap_err();

        assert!(error.contains(why), "{error}");
    }

    #[test]
    fn webhooks_are_sent_from_one_origin_to_another() {
        let deliver: Deliver = "https://shop.example/=http://localhost:3000".parse().unwrap();

        assert_eq!(
            deliver,
            Deliver { from: "https://shop.example".into(), to: "http://localhost:3000".into() }
        );
    }

    #[rstest]
    #[case("https://shop.example")]
    #[case("shop.example=http://localhost:3000")]
    #[case("https://shop.example=localhost:3000")]
    #[case("https://shop.example/hooks=http://localhost:3000")]
    #[case("https://shop.example=http://user@localhost:3000")]
    #[case("https://=http://localhost")]
    fn anything_but_two_origins_is_refused(#[case] text: &str) {
        assert!(text.parse::<Deliver>().is_err());
    }

    #[rstest]
    #[case("shop.example", true)]
    #[case("https://shop.example", false)]
    #[case("shop.example:443", false)]
    #[case("", false)]
    fn egress_is_allowed_by_the_name_of_a_host(#[case] text: &str, #[case] fits: bool) {
        assert_eq!(text.parse::<EgressHost>().is_ok(), fits);
    }

    #[test]
    fn the_stronger_source_wins_option_by_option() {
        let host = |name: &str| EgressHost(name.into());
        let flags = Options { port: Some(1), ..Options::default() };
        let file = Options {
            port: Some(2),
            seed: Some(3),
            allow_egress: vec![host("a.example")],
            ..Options::default()
        };

        let merged = flags.or(file);

        assert_eq!((merged.port, merged.seed), (Some(1), Some(3)));
        assert_eq!(merged.allow_egress, [host("a.example")]);
        let stronger = Options { allow_egress: vec![host("b.example")], ..Options::default() };
        assert_eq!(stronger.or(merged).allow_egress, [host("b.example")]);
    }
}
