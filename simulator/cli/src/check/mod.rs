//! `sandpay check`: holds any server against the providers' documents.
//!
//! What is checked, and how a check is told, is the contract runner's. Here is what surrounds it: whose credentials, which
//! server, which files, how it ends.

mod credentials;
mod files;
mod interrupts;
mod progress;

use std::env;
use std::hash::BuildHasher;
use std::hash::RandomState;
use std::panic;
use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::ValueEnum;
use clap::builder::BoolishValueParser;
use jiff::SignedDuration;
use sandpay_contracts::runner;
use sandpay_contracts::runner::Options;
use sandpay_contracts::runner::Provider;
use sandpay_contracts::runner::Report;
use sandpay_contracts::runner::Run;
use sandpay_contracts::runner::Target;
use sandpay_contracts::runner::TargetError;
use sandpay_contracts::runner::drift::Drift;
use sandpay_contracts::runner::drift::Shapes;
use sandpay_contracts::runner::report::Findings;
use sandpay_contracts::runner::report::Totals;
use sandpay_contracts::runner::report::redacted;
use tokio::runtime;

use crate::check::credentials::Credentials;
use crate::check::files::Files;
use crate::check::interrupts::Interrupts;
use crate::check::progress::Progress;
use crate::failure::Failure;
use crate::output;
use crate::remote;

/// Check any server against the providers' documents: a sandpay, a real sandbox, a fake of your own
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sandpay check                    all providers of the sandpay on this machine
  sandpay check yuno --base-url https://api-sandbox.y.uno --credentials keys.toml
  sandpay check --format junit --output contracts.xml
  sandpay check --record shapes.jsonl, and later
  sandpay check --baseline shapes.jsonl

Credentials come from the environment, then from the file; a sandpay's own need not be given:
  SANDPAY_CHECK_YUNO_PUBLIC_KEY, …_SECRET_KEY, …_ACCOUNT_ID   [yuno] public_key, secret_key, account_id
  SANDPAY_CHECK_YABANDPAY_USER, …_SECRET_KEY                  [yabandpay] user, secret_key
  SANDPAY_CHECK_WOOSHPAY_SECRET_KEY                           [wooshpay] secret_key
Every option is a variable as well: --time-limit is SANDPAY_CHECK_TIME_LIMIT.

Exit codes: 0 every contract holds, 1 one is broken or a shape has changed, 2 usage, 3 unreachable,
4 internal, 130 interrupted.")]
pub(crate) struct Check {
    /// Whose contracts [default: of all that the server is, when it is a sandpay]
    #[arg(value_parser = provider)]
    provider: Option<Provider>,
    /// The server: a provider's base URL, or a sandpay [default: `SANDPAY_URL`, or this machine's]
    #[arg(long, value_name = "URL", env = "SANDPAY_CHECK_BASE_URL", hide_env = true)]
    base_url: Option<String>,
    /// How the outcome is told
    #[arg(
        long,
        value_enum,
        default_value = "human",
        env = "SANDPAY_CHECK_FORMAT",
        hide_env = true,
        hide_default_value = true
    )]
    format: Format,
    /// Write it to a file, and the counts alone to stderr
    #[arg(long, value_name = "FILE", env = "SANDPAY_CHECK_OUTPUT", hide_env = true)]
    output: Option<PathBuf>,
    /// Also run, on a server that is no sandpay, what moves money there
    #[arg(
        long,
        value_name = "BOOL",
        env = "SANDPAY_CHECK_ALLOW_CHARGES",
        hide_env = true,
        num_args = 0..=1,
        require_equals = true,
        default_value = "false",
        default_missing_value = "true",
        hide_default_value = true,
        hide_possible_values = true,
        value_parser = BoolishValueParser::new()
    )]
    allow_charges: bool,
    /// Write the shapes of the answers to a file
    #[arg(long, value_name = "FILE", env = "SANDPAY_CHECK_RECORD", hide_env = true)]
    record: Option<PathBuf>,
    /// Compare the shapes of the answers with those of an earlier run
    #[arg(long, value_name = "FILE", env = "SANDPAY_CHECK_BASELINE", hide_env = true)]
    baseline: Option<PathBuf>,
    /// TOML file with credentials; below is what stands in it
    #[arg(long, value_name = "FILE", env = "SANDPAY_CHECK_CREDENTIALS", hide_env = true)]
    credentials: Option<PathBuf>,
    /// How long one exchange may take: 10s, PT1M [default: 65s]
    #[arg(
        long,
        value_name = "DURATION",
        env = "SANDPAY_CHECK_TIME_LIMIT",
        hide_env = true,
        value_parser = time_limit
    )]
    time_limit: Option<Duration>,
}

/// The exit code of a check that a signal ended.
const INTERRUPTED: u8 = 130;

/// How a check is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// In words
    Human,
    /// One JSON object
    Json,
    /// For continuous integration
    Junit,
    /// One page
    Html,
}

impl From<Format> for runner::report::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => Self::Human,
            Format::Json => Self::Json,
            Format::Junit => Self::Junit,
            Format::Html => Self::Html,
        }
    }
}

impl Check {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let credentials = Credentials::read(self.credentials.as_deref())?;
        let mut files = Files::open(&self)?;
        let url = self.url()?;
        let report = survived(|| {
            let runtime = runtime::Builder::new_current_thread().enable_all().build();
            let runtime =
                runtime.map_err(|error| Failure::internal(format!("no runtime: {error}")))?;
            runtime.block_on(self.checked(&url, credentials))
        })?;
        let shapes = Shapes::of(&report);
        let drift = files.baseline.as_ref().map(|earlier| earlier.drift(&shapes));
        let findings = Findings { report: &report, drift: drift.as_ref() };
        if !report.interrupted {
            files.record(&shapes)?;
        }
        files.report(&findings.told(self.format.into()))?;
        if self.output.is_some() || self.format != Format::Human {
            output::note(&findings.counted());
        }
        ended(&report, drift.as_ref())
    }

    /// The address, which holds no credentials: they would be in the list of processes.
    fn url(&self) -> Result<String, Failure> {
        let given = [self.base_url.clone(), env::var("SANDPAY_URL").ok()];
        let given = given.into_iter().flatten().find(|url| !url.is_empty());
        let url = given.unwrap_or_else(remote::on_this_machine);
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let odd =
            rest.contains(['?', '#']) || url.chars().any(|one| one.is_control() || one == ' ');
        if authority.contains('@') || odd {
            return Err(Failure::usage(
                "the base URL is a scheme, a host, perhaps a port and a path",
            )
            .with_hint(
                "credentials are never a part of it; `sandpay check --help` says where they go",
            ));
        }
        Ok(url)
    }

    async fn checked(&self, url: &str, mut credentials: Credentials) -> Result<Report, Failure> {
        let time_limit = self.time_limit.unwrap_or(sandpay_contracts::transport::TIME_LIMIT);
        let target = Target::find(url, time_limit).await.map_err(|error| not_found(&error))?;
        let providers = providers(self.provider, &target)?;
        credentials.take_published(&target, &providers, time_limit).await?;
        let keys = credentials.keys(&providers)?;
        let run = Run::new(RandomState::new().hash_one("run"));
        let mut options = Options::new(run);
        options.providers = providers;
        options.allow_charges = self.allow_charges;
        options.time_limit = time_limit;
        let report = watched(&target, &keys, &options).await?;
        let texts = credentials.texts();
        let texts: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        Ok(redacted(report, &texts))
    }
}

/// Runs the cases; a second signal lets everything lie.
async fn watched(
    target: &Target,
    keys: &runner::Credentials,
    options: &Options,
) -> Result<Report, Failure> {
    let interrupts = Interrupts::caught()
        .map_err(|error| Failure::internal(format!("cannot catch signals: {error}")))?;
    let progress = Progress::new();
    tokio::select! {
        report = runner::run(target, keys, options, &progress) => Ok(report),
        () = interrupts.twice(&progress) => Err(Failure::silent(INTERRUPTED)),
    }
}

/// What a run comes to; a mistake of ours in the middle of it is told as one, by its code.
fn survived(run: impl FnOnce() -> Result<Report, Failure>) -> Result<Report, Failure> {
    panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        Err(Failure::internal("the check broke down")
            .with_hint("a mistake in sandpay, whatever the server said: please report it"))
    })
}

/// Whose contracts are checked.
fn providers(asked: Option<Provider>, target: &Target) -> Result<Vec<Provider>, Failure> {
    match (asked, target.provider()) {
        (Some(asked), Some(there)) if asked != there => {
            let (asked, there) = (asked.name(), there.name());
            Err(Failure::usage(format!("the address is that of {there}, not of {asked}"))
                .with_hint(format!("`sandpay check {there}`, or the address without /{there}")))
        }
        (Some(one), _) | (None, Some(one)) => Ok(vec![one]),
        (None, None) if target.is_sandpay() => Ok(Provider::ALL.to_vec()),
        (None, None) => {
            let url = output::plain(target.url());
            Err(Failure::usage(format!(
                "no sandpay answers at {url}, so whose contracts are meant?"
            ))
            .with_hint(format!("`sandpay check yuno --base-url {url}`, say")))
        }
    }
}

fn not_found(error: &TargetError) -> Failure {
    let said = output::plain(&error.to_string());
    match error {
        TargetError::NotAnAddress(_) => {
            Failure::usage(said).with_hint("--base-url https://api-sandbox.y.uno, say")
        }
        TargetError::Unreachable { .. } => Failure::unreachable(said)
            .with_hint("--base-url or SANDPAY_CHECK_BASE_URL says where the server is, --time-limit how long to wait"),
    }
}

/// How the process ends.
fn ended(report: &Report, drift: Option<&Drift>) -> Result<(), Failure> {
    let Totals { held, broken, unreachable, .. } = Totals::of(report);
    if report.interrupted {
        let message = Some("interrupted: the report says which cases were not run".to_owned());
        return Err(Failure { message, ..Failure::silent(INTERRUPTED) });
    }
    if broken > 0 || drift.is_some_and(|drift| !drift.is_none()) {
        // The report has said it.
        return Err(Failure::silent(1));
    }
    if unreachable > 0 {
        let cases = report.cases.len();
        return Err(Failure::unreachable(format!(
            "the server gave no answer in {unreachable} of {cases} cases"
        )));
    }
    if held == 0 {
        output::note("note: nothing was judged: the report says why each case was skipped");
    }
    Ok(())
}

fn provider(name: &str) -> Result<Provider, String> {
    Provider::named(name).ok_or_else(|| {
        let names = Provider::ALL.map(Provider::name);
        match sandpay_core::kernel::settings::nearest(name, names.into_iter()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("providers are {}", names.join(", ")),
        }
    })
}

fn time_limit(text: &str) -> Result<Duration, String> {
    let limit: SignedDuration =
        text.parse().map_err(|_| "a time limit is 10s, 1m30s or PT1M, say".to_owned())?;
    Duration::try_from(limit)
        .ok()
        .filter(|limit| !limit.is_zero())
        .ok_or_else(|| "a time limit is longer than nothing".to_owned())
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("10s", 10_000)]
    #[case("PT1M", 60_000)]
    #[case("1m30s", 90_000)]
    #[case("250ms", 250)]
    fn a_time_limit_is_a_duration(#[case] text: &str, #[case] milliseconds: u64) {
        assert_eq!(time_limit(text), Ok(Duration::from_millis(milliseconds)));
    }

    #[rstest]
    #[case("10")]
    #[case("0s")]
    #[case("-5s")]
    #[case("soon")]
    fn another_time_limit_is_refused(#[case] text: &str) {
        assert!(time_limit(text).is_err());
    }

    #[test]
    fn a_mistake_of_ours_is_no_broken_contract() {
        let failure = survived(|| panic!("a test's own")).unwrap_err();

        assert_eq!(failure.code, 4);
    }

    #[test]
    fn every_option_is_a_variable() {
        let command = Check::augment_args(clap::Command::new("check"));
        for argument in command.get_arguments().filter(|one| one.get_long().is_some()) {
            let flag = argument.get_long().unwrap().replace('-', "_").to_uppercase();
            let variable = argument.get_env().unwrap().to_str().unwrap();
            assert_eq!(variable, format!("SANDPAY_CHECK_{flag}"));
        }
    }
}
