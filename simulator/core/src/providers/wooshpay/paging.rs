//! Which part of a list a caller wants: `limit`, and a cursor that is the id of an object.
//!
//! Source: <https://docs.wooshpay.com/api-42648473>: 1 to 100, 10 if it is left out. Undocumented: that
//! both cursors together, and one that names no object of the list, are refused.

use crate::providers::wooshpay::errors::Error;

const MOST: usize = 100;
const USUAL: usize = 10;
const AFTER: &str = "starting_after";
const BEFORE: &str = "ending_before";
const LIMIT: &str = "limit";

/// What a list call asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Paging {
    limit: usize,
    cursor: Cursor,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Cursor {
    Start,
    /// What follows the object of this id.
    After(String),
    /// What comes before it.
    Before(String),
}

impl Paging {
    /// Reads a query; other parameters are ignored.
    pub(crate) fn read(query: &str) -> Result<Self, Error> {
        let pairs = || query.split('&').filter_map(|pair| pair.split_once('='));
        let value = |wanted: &str| {
            pairs()
                .find(|(name, value)| *name == wanted && !value.is_empty())
                .map(|(_, value)| value)
        };
        let limit = match value(LIMIT) {
            None => USUAL,
            Some(text) => text
                .parse()
                .ok()
                .filter(|limit| (1..=MOST).contains(limit))
                .ok_or_else(|| Error::Invalid(LIMIT, format!("must be between 1 and {MOST}")))?,
        };
        let cursor = match (value(AFTER), value(BEFORE)) {
            (None, None) => Cursor::Start,
            (Some(id), None) => Cursor::After(id.to_owned()),
            (None, Some(id)) => Cursor::Before(id.to_owned()),
            (Some(_), Some(_)) => {
                let why = format!("cannot be sent together with `{BEFORE}`");
                return Err(Error::Invalid(AFTER, why));
            }
        };
        Ok(Self { limit, cursor })
    }

    /// The wanted part of a list, and whether there is more beyond it.
    pub(crate) fn page<'a, T>(
        &self,
        all: &'a [T],
        id: impl Fn(&T) -> String,
    ) -> Result<(&'a [T], bool), Error> {
        let place = |wanted: &String, param: &'static str| {
            let unknown = || Error::Unknown("object of this list", param, wanted.clone());
            all.iter().position(|item| id(item) == *wanted).ok_or_else(unknown)
        };
        let (rest, backwards) = match &self.cursor {
            Cursor::Start => (all, false),
            Cursor::After(cursor) => (&all[place(cursor, AFTER)? + 1..], false),
            Cursor::Before(cursor) => (&all[..place(cursor, BEFORE)?], true),
        };
        let more = rest.len() > self.limit;
        let start = if backwards { rest.len().saturating_sub(self.limit) } else { 0 };
        let end = (start + self.limit).min(rest.len());
        Ok((&rest[start..end], more))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const ALL: [&str; 5] = ["e", "d", "c", "b", "a"];

    #[rstest]
    #[case("", &["e", "d", "c", "b", "a"], false)]
    #[case("limit=2", &["e", "d"], true)]
    #[case("limit=5", &["e", "d", "c", "b", "a"], false)]
    #[case("limit=2&starting_after=d", &["c", "b"], true)]
    #[case("starting_after=b&limit=2", &["a"], false)]
    #[case("starting_after=a", &[], false)]
    #[case("ending_before=b&limit=2", &["d", "c"], true)]
    #[case("ending_before=d&limit=2", &["e"], false)]
    #[case("x=1&limit=", &["e", "d", "c", "b", "a"], false)]
    fn a_list_is_cut_where_the_caller_says(
        #[case] query: &str,
        #[case] expected: &[&str],
        #[case] more: bool,
    ) {
        let paging = Paging::read(query).unwrap();

        let (page, has_more) = paging.page(&ALL, |item| (*item).to_owned()).unwrap();

        assert_eq!((page, has_more), (expected, more));
    }

    #[rstest]
    #[case("limit=0", LIMIT)]
    #[case("limit=101", LIMIT)]
    #[case("limit=ten", LIMIT)]
    #[case("starting_after=a&ending_before=b", AFTER)]
    fn other_queries_are_refused(#[case] query: &str, #[case] param: &'static str) {
        let refused = Paging::read(query).unwrap_err();

        assert!(matches!(refused, Error::Invalid(named, _) if named == param), "{refused:?}");
    }

    #[test]
    fn a_cursor_must_name_an_object_of_the_list() {
        let paging = Paging::read("starting_after=z").unwrap();

        assert!(paging.page(&ALL, |item| (*item).to_owned()).is_err());
    }
}
