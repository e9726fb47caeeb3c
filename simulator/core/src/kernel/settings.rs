//! The switches that a provider offers where documents disagree or are silent.
//!
//! A provider's settings are a plain struct with serde; the profile describes each member. This module
//! changes them by name and refuses what it does not know, naming the nearest that it does.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Map;
use serde_json::Value;
use thiserror::Error;

/// One switch of a provider, described for people.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Setting {
    /// Its name: the member of the settings struct.
    pub name: &'static str,
    /// What values it takes, in words.
    pub values: &'static str,
    /// What it changes.
    pub changes: &'static str,
    /// The document and section that it comes from, or `Undocumented`.
    pub source: &'static str,
}

/// Why a change of settings was refused. Nothing was changed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SettingError {
    /// No setting has this name.
    #[error("there is no setting `{name}`")]
    Unknown {
        /// The name as sent.
        name: String,
        /// The known name that is nearest to it, when one is near.
        nearest: Option<&'static str>,
    },
    /// The setting exists, the value does not fit.
    #[error("`{name}` takes {values}")]
    Value {
        /// The setting.
        name: &'static str,
        /// What it takes.
        values: &'static str,
    },
}

/// The settings after `changes`, or the first reason why not.
///
/// # Errors
///
/// [`SettingError`] for an unknown name or a value that does not fit.
///
/// # Panics
///
/// When the settings are no struct that serde can write as an object.
pub fn patched<S>(
    current: &S,
    changes: &Map<String, Value>,
    known: &'static [Setting],
) -> Result<S, SettingError>
where
    S: Serialize + DeserializeOwned,
{
    let mut all = serde_json::to_value(current).expect("settings are a plain struct");
    for (name, value) in changes {
        let setting = known.iter().find(|setting| setting.name == name).ok_or_else(|| {
            SettingError::Unknown {
                name: name.clone(),
                nearest: nearest(name, known.iter().map(|setting| setting.name)),
            }
        })?;
        all[setting.name] = value.clone();
        S::deserialize(&all)
            .map_err(|_| SettingError::Value { name: setting.name, values: setting.values })?;
    }
    Ok(S::deserialize(&all).expect("every change was tried above"))
}

/// No name of ours is longer; what is longer is no slip, and comparing it would take long.
const LONGEST_NAME: usize = 64;

/// The candidate with the smallest edit distance to `name`, when that is small enough to be a slip.
pub fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if name.len() > LONGEST_NAME {
        return None;
    }
    candidates
        .map(|candidate| (distance(name, candidate), candidate))
        .min()
        .filter(|(distance, candidate)| *distance <= (candidate.len() / 3).max(2))
        .map(|(_, candidate)| candidate)
}

/// Levenshtein's edit distance over bytes.
fn distance(left: &str, right: &str) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in right.bytes().enumerate() {
            let replaced = diagonal + usize::from(a != b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
    struct Sample {
        shape: bool,
        limit: u8,
    }

    const KNOWN: &[Setting] = &[
        Setting { name: "shape", values: "true or false", changes: "", source: "" },
        Setting { name: "limit", values: "0 to 255", changes: "", source: "" },
    ];

    fn patch(changes: &Value) -> Result<Sample, SettingError> {
        patched(&Sample::default(), changes.as_object().unwrap(), KNOWN)
    }

    #[test]
    fn a_known_setting_changes_and_the_others_stay() {
        assert_eq!(patch(&json!({"limit": 7})), Ok(Sample { shape: false, limit: 7 }));
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_nearest_known_one() {
        let error = patch(&json!({"limits": 7})).unwrap_err();

        assert_eq!(error, SettingError::Unknown { name: "limits".into(), nearest: Some("limit") });
        assert_eq!(nearest("colour_of_the_page", ["shape", "limit"].into_iter()), None);
    }

    #[test]
    fn a_value_that_does_not_fit_is_refused_in_words() {
        assert_eq!(
            patch(&json!({"limit": 256})),
            Err(SettingError::Value { name: "limit", values: "0 to 255" })
        );
    }
}
