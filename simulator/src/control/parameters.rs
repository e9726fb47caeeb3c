//! Parameters of a query string, each known by name and given once.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::control::misfit;
use crate::error::ControlError;

/// Chooses a sandbox; every route knows it.
pub(crate) const SANDBOX: &str = "sandbox";

/// The parameters of one request.
#[derive(Debug)]
pub(crate) struct Parameters(BTreeMap<String, String>);

impl Parameters {
    /// Reads a query string, whatever the names in it.
    pub(crate) fn of(query: Option<&str>) -> Result<Self, ControlError> {
        let mut parameters = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let name = name.into_owned();
            if parameters.contains_key(&name) {
                let message = format!("the parameter `{name}` is given twice");
                return Err(ControlError::bad("bad_parameter", message, "give it once"));
            }
            parameters.insert(name, value.into_owned());
        }
        Ok(Self(parameters))
    }

    /// The same, when only `known` and the sandbox are named.
    pub(crate) fn only(query: Option<&str>, known: &[&'static str]) -> Result<Self, ControlError> {
        let parameters = Self::of(query)?;
        let known = known.iter().copied().chain([SANDBOX]);
        match parameters.0.keys().find(|name| !known.clone().any(|known| known == *name)) {
            None => Ok(parameters),
            Some(name) => {
                let message = format!("there is no parameter `{name}`");
                let hint = misfit::suggestion(name, known);
                Err(ControlError::bad("unknown_parameter", message, hint))
            }
        }
    }

    /// The text of a parameter.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A parameter that is one of several words.
    pub(crate) fn word(
        &self,
        name: &str,
        known: &[&'static str],
    ) -> Result<Option<String>, ControlError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        if known.contains(&text) {
            return Ok(Some(text.to_owned()));
        }
        let hint = misfit::suggestion(text, known.iter().copied());
        Err(ControlError::bad("bad_parameter", format!("{name}: `{text}` is not known"), hint))
    }

    /// A parameter that is a number.
    pub(crate) fn number(
        &self,
        name: &str,
        range: RangeInclusive<usize>,
    ) -> Result<Option<usize>, ControlError> {
        let Some(text) = self.text(name) else { return Ok(None) };
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(Some(number)),
            Ok(_) | Err(_) => {
                let message = format!("{name}: `{text}` does not fit");
                let hint = format!("a number from {} to {}", range.start(), range.end());
                Err(ControlError::bad("bad_parameter", message, hint))
            }
        }
    }
}
