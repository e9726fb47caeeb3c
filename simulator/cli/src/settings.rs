//! `sandpay settings`: the switches of the providers in a running simulator.

use clap::Args;
use clap::Subcommand;
use serde_json::Map;
use serde_json::Value;

use crate::client::encoded;
use crate::failure::Failure;
use crate::output;
use crate::output::wrapped;
use crate::remote::Remote;
use crate::remote::cell;

/// Show or change the switches where documents disagree or are silent
#[derive(Debug, Args)]
#[command(
    disable_help_subcommand = true,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:
  sandpay settings yuno
  sandpay settings set yuno authorization_hold=P7D"
)]
pub(crate) struct Settings {
    #[command(subcommand)]
    command: Option<SettingsCommand>,
    /// Only this provider: yuno, yabandpay, wooshpay
    provider: Option<String>,
    #[command(flatten)]
    remote: Remote,
}

#[derive(Debug, Subcommand)]
enum SettingsCommand {
    /// Change settings of a provider
    Set {
        /// yuno, yabandpay, wooshpay
        provider: String,
        /// What to change; a value is JSON, or else a text
        #[arg(value_name = "NAME=VALUE", required = true, value_parser = change)]
        changes: Vec<(String, Value)>,
    },
}

impl Settings {
    pub(crate) fn run(self) -> Result<(), Failure> {
        let Self { command, provider, remote } = self;
        let path = |provider: &str| format!("/_sim/settings/{}", encoded(provider));
        match (command, provider) {
            (Some(SettingsCommand::Set { provider, changes }), _) => {
                let changes = Value::Object(changes.into_iter().collect::<Map<_, _>>());
                let answer = remote.send(("PATCH", &path(&provider)), Some(&changes))?;
                remote.show(&answer, |answer| in_words(Some(&provider), answer))
            }
            (None, Some(provider)) => {
                let answer = remote.get(&path(&provider))?;
                remote.show(&answer, |answer| in_words(Some(&provider), answer))
            }
            (None, None) => {
                remote.show(&remote.get("/_sim/settings")?, |answer| in_words(None, answer))
            }
        }
    }
}

fn change(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE is missing its `=`")?;
    let value = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    Ok((name.to_owned(), value))
}

/// A list a provider: below each setting what it changes, what it takes, and where it comes from.
fn in_words(provider: Option<&str>, answer: &Value) -> String {
    if let (Some(provider), Value::Array(settings)) = (provider, answer) {
        return table(provider, settings);
    }
    let members = answer.as_object().into_iter().flatten();
    let tables =
        members.filter_map(|(provider, settings)| Some(table(provider, settings.as_array()?)));
    tables.collect::<Vec<_>>().join("\n")
}

fn table(provider: &str, settings: &[Value]) -> String {
    let mut text = format!("{}\n", output::plain(provider));
    for setting in settings {
        let [name, changes, takes, source] =
            ["name", "changes", "type", "source"].map(|member| cell(&setting[member]));
        let (value, default) = (literal(&setting["value"]), literal(&setting["default"]));
        let default = if value == default {
            "this is the default".to_owned()
        } else {
            format!("default: {default}")
        };
        text.push_str(&format!("\n  {name} = {value}\n"));
        for line in [changes, format!("takes {takes}"), default, format!("source: {source}")] {
            text.push_str(&wrapped(&line, "      "));
        }
    }
    text
}

/// A value as it can be set again.
fn literal(value: &Value) -> String {
    if value.is_null() { "null".to_owned() } else { cell(value) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_is_json_or_a_text() {
        assert_eq!(change("a=true"), Ok(("a".into(), json!(true))));
        assert_eq!(change("a=7"), Ok(("a".into(), json!(7))));
        assert_eq!(change("a=P7D"), Ok(("a".into(), json!("P7D"))));
        assert_eq!(change("a=b=c"), Ok(("a".into(), json!("b=c"))));
        assert_eq!(change("a="), Ok(("a".into(), json!(""))));
        assert!(change("a").is_err());
    }

    #[test]
    fn every_setting_is_shown_with_what_it_changes() {
        let settings = json!([{
            "name": "authorization_hold", "type": "a duration", "value": "P7D", "default": null,
            "changes": "when authorizations end", "source": "Undocumented",
        }]);

        let expected = "yuno\n\n  authorization_hold = P7D\n      when authorizations end\n      \
             takes a duration\n      default: null\n      source: Undocumented\n";
        assert_eq!(in_words(Some("yuno"), &settings), expected);
        assert_eq!(in_words(None, &json!({ "yuno": settings })), expected);
    }
}
