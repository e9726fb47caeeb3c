//! Reads JSON, and says in our own words which member does not fit.

use sandpay_core::kernel::settings::nearest;
use serde::de::DeserializeOwned;

use crate::error::ControlError;

/// Reads a body whose first character is `opening`: `{` for an object, `[` for an array.
pub(crate) fn read<T: DeserializeOwned>(body: &[u8], opening: char) -> Result<T, ControlError> {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace()).copied().map(char::from);
    let mut json = serde_json::Deserializer::from_slice(body);
    if first != Some(opening) {
        // Structs would be read from arrays as well; malformed text is told from other JSON here.
        serde_json::from_slice::<serde::de::IgnoredAny>(body).map_err(|error| malformed(&error))?;
        let what = if opening == '{' { "a JSON object" } else { "a JSON array" };
        let message = format!("the body is not {what}");
        return Err(ControlError::bad("bad_body", message, format!("it begins with `{opening}`")));
    }
    let value = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        match error.inner().classify() {
            serde_json::error::Category::Data => misfit(&path, &error.inner().to_string()),
            serde_json::error::Category::Syntax
            | serde_json::error::Category::Eof
            | serde_json::error::Category::Io => malformed(error.inner()),
        }
    })?;
    json.end().map_err(|error| malformed(&error))?;
    Ok(value)
}

fn malformed(error: &serde_json::Error) -> ControlError {
    let hint = "nothing has happened";
    ControlError::bad("malformed_json", format!("the body is not JSON: {error}"), hint)
}

/// Turns the library's sentence into ours. Its wording is pinned by the tests below.
fn misfit(path: &str, sentence: &str) -> ControlError {
    let sentence = sentence.split(" at line ").next().unwrap_or(sentence);
    let mut names = sentence.split('`').skip(1).step_by(2);
    if sentence.starts_with("unknown field") {
        let name = names.next().unwrap_or_default();
        return unknown_member(name, names);
    }
    if sentence.starts_with("unknown variant") {
        let name = names.next().unwrap_or_default();
        let hint = suggestion(name, names);
        return ControlError::bad("bad_value", format!("{path}: `{name}` is not known"), hint);
    }
    if sentence.starts_with("missing field") {
        let name = names.next().unwrap_or_default();
        let message = match path {
            "." => format!("the member `{name}` is missing"),
            inside => format!("the member `{name}` of {inside} is missing"),
        };
        return ControlError::bad("missing_member", message, "it has to be there");
    }
    let message = if sentence.starts_with("data did not match any variant") {
        format!("{path}: this value does not fit")
    } else {
        format!("{path}: {sentence}")
    };
    ControlError::bad("bad_value", message, "nothing has happened")
}

/// The refusal of a member that nobody knows.
pub(crate) fn unknown_member<'a>(
    name: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> ControlError {
    let message = format!("there is no member `{name}`");
    ControlError::bad("unknown_member", message, suggestion(name, known))
}

/// The nearest name that is known, or all of them.
pub(crate) fn suggestion<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    if let Some(near) = nearest(name, known.clone()) {
        return format!("did you mean `{near}`?");
    }
    let all: Vec<_> = known.collect();
    if all.is_empty() {
        "none is known here".to_owned()
    } else {
        format!("known: {}", all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the refusals are looked at")]
    struct Sample {
        by: Option<String>,
        inner: Option<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only the refusals are looked at")]
    struct Inner {
        mode: Mode,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Mode {
        Frozen,
        Flowing,
    }

    #[rstest]
    #[case(
        "{\"by\":5}",
        "bad_value",
        "by: invalid type: integer `5`, expected a string",
        "nothing has happened"
    )]
    #[case("{\"bye\":\"P1D\"}", "unknown_member", "there is no member `bye`", "did you mean `by`?")]
    #[case(
        "{\"something\":1}",
        "unknown_member",
        "there is no member `something`",
        "known: by, inner"
    )]
    #[case(
        "{\"inner\":{}}",
        "missing_member",
        "the member `mode` of inner is missing",
        "it has to be there"
    )]
    #[case(
        "{\"inner\":{\"mode\":\"frozn\"}}",
        "bad_value",
        "inner.mode: `frozn` is not known",
        "did you mean `frozen`?"
    )]
    #[case("[\"P1D\"]", "bad_body", "the body is not a JSON object", "it begins with `{`")]
    #[case(
        "{\"by\":",
        "malformed_json",
        "the body is not JSON: EOF while parsing a value at line 1 column 6",
        "nothing has happened"
    )]
    #[case(
        "nonsense",
        "malformed_json",
        "the body is not JSON: expected ident at line 1 column 2",
        "nothing has happened"
    )]
    #[case(
        "{} {}",
        "malformed_json",
        "the body is not JSON: trailing characters at line 1 column 4",
        "nothing has happened"
    )]
    fn a_misfit_is_named(
        #[case] body: &str,
        #[case] code: &str,
        #[case] message: &str,
        #[case] hint: &str,
    ) {
        let error = read::<Sample>(body.as_bytes(), '{').unwrap_err();

        assert_eq!(
            (error.code, error.message.as_str(), error.hint.as_str()),
            (code, message, hint)
        );
    }
}
