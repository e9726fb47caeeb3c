//! Environment variables behind flags, beyond what the parser does: an empty variable is no variable, as
//! in compose files, and a value that does not fit is traced back to its variable.

use std::env;
use std::ffi::OsString;

use clap::Command;
use clap::CommandFactory;
use clap::FromArgMatches;
use clap::error::ContextKind;
use clap::error::ContextValue;

use crate::CommandLine;
use crate::output;

/// Reads the command line and the environment; a mistake ends the process with 2.
pub(crate) fn parse(arguments: Vec<OsString>) -> crate::Command {
    let command = without_empty(CommandLine::command(), &|name| {
        env::var_os(name).is_some_and(|value| value.is_empty())
    });
    let given = arguments.clone();
    let parsed = command.clone().try_get_matches_from(arguments);
    match parsed.and_then(|matches| CommandLine::from_arg_matches(&matches)) {
        Ok(CommandLine { command }) => command,
        Err(error) => {
            if let Some(ContextValue::String(invalid)) = error.get(ContextKind::InvalidArg)
                && let Some(variable) = variable_of(&command, invalid, &given)
            {
                output::note(&format!("note: this is about the environment variable {variable}"));
            }
            error.exit()
        }
    }
}

/// The command without the variables that are set and empty.
fn without_empty(command: Command, is_empty: &dyn Fn(&str) -> bool) -> Command {
    let names: Vec<_> = command.get_subcommands().map(|one| one.get_name().to_owned()).collect();
    let command = command.mut_args(|argument| {
        let variable = argument.get_env().and_then(|name| name.to_str()).unwrap_or_default();
        // No variable has the empty name.
        if is_empty(variable) { argument.env("") } else { argument }
    });
    names.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |one| without_empty(one, is_empty))
    })
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
        .find(|argument| argument.get_long().is_some_and(|long| flag == format!("--{long}")))?;
    if is_given { None } else { Some(argument.get_env()?.to_str()?.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(command: &Command) -> Vec<String> {
        let own = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str());
        let below = command.get_subcommands().flat_map(variables);
        own.map(str::to_owned).chain(below).collect()
    }

    #[test]
    fn an_empty_variable_is_no_variable() {
        let command = without_empty(CommandLine::command(), &|name| name == "SANDPAY_SEED");

        let variables = variables(&command);

        assert!(!variables.contains(&"SANDPAY_SEED".to_owned()));
        assert!(variables.contains(&"SANDPAY_PORT".to_owned()));
        assert!(variables.contains(&"SANDPAY_URL".to_owned()));
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
