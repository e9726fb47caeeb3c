//! Environment variables behind flags, beyond what the parser does: an empty variable is no variable, as
//! in compose files, no more is one that says no to a flag without a value, and what does not fit is traced
//! back to its variable.

use std::env;
use std::ffi::OsString;

use clap::ArgAction;
use clap::Command;
use clap::CommandFactory;
use clap::Error;
use clap::FromArgMatches;
use clap::error::ContextKind;
use clap::error::ContextValue;

use crate::CommandLine;
use crate::output;

/// Reads the command line and the environment; a mistake ends the process with 2.
pub(crate) fn parse(arguments: &[OsString]) -> crate::Command {
    let mut command = without_silent(CommandLine::command(), &|name| env::var(name).ok());
    loop {
        let parsed = command.clone().try_get_matches_from(arguments);
        let parsed = parsed.and_then(|matches| CommandLine::from_arg_matches(&matches));
        let error = match parsed {
            Ok(CommandLine { command }) => return command,
            Err(error) => error,
        };
        let variables = variables_of(&error, &command, arguments);
        match variables.as_slice() {
            // The command line wins over the environment.
            [Some(variable), None] | [None, Some(variable)] => {
                let clashing = |name: &str| (name == variable).then(String::new);
                command = without_silent(command, &clashing);
            }
            variables => {
                for variable in variables.iter().flatten() {
                    output::note(&format!(
                        "note: this is about the environment variable {variable}"
                    ));
                }
                error.exit()
            }
        }
    }
}

/// The variables behind the flags that a mistake is about; none for one that was typed.
fn variables_of(error: &Error, command: &Command, given: &[OsString]) -> Vec<Option<String>> {
    let kinds = [ContextKind::InvalidArg, ContextKind::PriorArg];
    let named = kinds.into_iter().filter_map(|kind| match error.get(kind) {
        Some(ContextValue::String(named)) => Some(named),
        Some(_) | None => None,
    });
    named.map(|named| variable_of(command, named, given)).collect()
}

/// The command without the variables that are set and say nothing.
fn without_silent(command: Command, value_of: &dyn Fn(&str) -> Option<String>) -> Command {
    let names: Vec<_> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    let command = command.mut_args(|argument| {
        let variable = argument.get_env().and_then(|name| name.to_str()).unwrap_or_default();
        let is_flag = matches!(argument.get_action(), ArgAction::SetTrue);
        let is_silent = |value: String| value.is_empty() || (is_flag && is_no(&value));
        // No variable has the empty name.
        if value_of(variable).is_some_and(is_silent) { argument.env("") } else { argument }
    });
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |one| without_silent(one, value_of))
    })
}

/// Whether the parser takes a value for a no.
fn is_no(value: &str) -> bool {
    ["0", "f", "false", "n", "no", "off"].contains(&value.to_lowercase().as_str())
}

/// The variable behind a flag such as `--port <PORT>`, when the flag itself was not given.
fn variable_of(command: &Command, invalid: &str, given: &[OsString]) -> Option<String> {
    let flag = invalid.split(' ').next().unwrap_or_default();
    let is_given = given.iter().filter_map(|argument| argument.to_str()).any(|argument| {
        argument.strip_prefix(flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    });
    let argument = command
        .get_subcommands()
        .flat_map(Command::get_arguments)
        .filter(|argument| argument.get_env().is_some())
        .find(|argument| argument.get_long().is_some_and(|long| flag == format!("--{long}")))?;
    if is_given { None } else { Some(argument.get_env()?.to_str()?.to_owned()) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn variables(command: &Command) -> Vec<String> {
        let own = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str());
        let below = command.get_subcommands().flat_map(variables);
        own.map(str::to_owned).chain(below).collect()
    }

    #[test]
    fn an_empty_variable_is_no_variable() {
        let empty = |name: &str| (name == "SANDPAY_SEED").then(String::new);
        let command = without_silent(CommandLine::command(), &empty);

        let variables = variables(&command);

        assert!(!variables.contains(&"SANDPAY_SEED".to_owned()));
        assert!(variables.contains(&"SANDPAY_PORT".to_owned()));
        assert!(variables.contains(&"SANDPAY_URL".to_owned()));
    }

    #[rstest]
    #[case("no", false)]
    #[case("False", false)]
    #[case("0", false)]
    #[case("1", true)]
    #[case("maybe", true)]
    fn a_variable_that_says_no_to_a_flag_is_no_variable(#[case] value: &str, #[case] stays: bool) {
        let says = |name: &str| (name == "SANDPAY_DEMO_SERVE").then(|| value.to_owned());

        let variables = variables(&without_silent(CommandLine::command(), &says));

        assert_eq!(variables.contains(&"SANDPAY_DEMO_SERVE".to_owned()), stays);
    }

    #[test]
    fn a_value_that_does_not_fit_is_traced_to_its_variable() {
        let command = CommandLine::command();
        let find = |given: &[&str]| {
            let given: Vec<_> = given.iter().map(OsString::from).collect();
            variable_of(&command, "--port <PORT>", &given)
        };

        assert_eq!(find(&["sandpay", "serve"]).as_deref(), Some("SANDPAY_PORT"));
        assert_eq!(find(&["sandpay", "serve", "--port=x"]), None);
        assert_eq!(find(&["sandpay", "serve", "--port", "x"]), None);
    }
}
