//! The book of a merchant's webhook endpoints: one for each provider in a sandbox, whoever writes into it,
//! the control plane or the provider's own API. Secrets are named here and kept elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use serde::Serialize;

use crate::kernel::access::Secret;

/// An endpoint as a log knows it: secrets by name only.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EndpointEntry {
    /// The id under which the provider's own API knows it, where it has such an API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where deliveries go.
    pub url: Arc<str>,
    /// Kinds of events that it wants; absent means all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Vec<String>>,
    /// Whether the merchant switched it off: it is told of nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub disabled: bool,
    /// Member and name of each secret.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub secrets: BTreeMap<String, String>,
}

impl EndpointEntry {
    /// Whether it is told of events of a kind.
    #[must_use]
    pub fn wants(&self, kind: &str) -> bool {
        let wanted = |kinds: &Vec<String>| kinds.iter().any(|known| known == kind);
        !self.disabled && self.events.as_ref().is_none_or(wanted)
    }
}

/// What a step of a provider does to the book.
#[derive(Debug)]
pub(crate) enum EndpointChange {
    /// An endpoint is new or changed; one that is known by the same id keeps its secrets.
    Put(EndpointEntry, Vec<(&'static str, Secret)>),
    /// The endpoint of an id is gone.
    Removed(String),
}

/// The endpoints of one provider, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct EndpointBook(Vec<Arc<EndpointEntry>>);

impl EndpointBook {
    pub(crate) fn entries(&self) -> &[Arc<EndpointEntry>] {
        &self.0
    }

    pub(crate) fn replace(&mut self, entries: Vec<EndpointEntry>) {
        self.0 = entries.into_iter().map(Arc::new).collect();
    }

    /// Writes a change in; answers secrets that are new, by the names that stand for them.
    pub(crate) fn apply(
        &mut self,
        change: EndpointChange,
        provider: &str,
    ) -> Vec<(String, Secret)> {
        match change {
            EndpointChange::Removed(id) => {
                self.0.retain(|entry| entry.id.as_deref() != Some(id.as_str()));
                Vec::new()
            }
            EndpointChange::Put(entry, secrets) => self.put(entry, secrets, provider),
        }
    }

    fn put(
        &mut self,
        mut entry: EndpointEntry,
        secrets: Vec<(&'static str, Secret)>,
        provider: &str,
    ) -> Vec<(String, Secret)> {
        let known = self.0.iter_mut().find(|known| known.id.is_some() && known.id == entry.id);
        if let Some(known) = &known {
            entry.secrets.clone_from(&known.secrets);
        }
        let id = entry.id.clone().unwrap_or_default();
        let named = |(member, secret): (&'static str, Secret)| {
            let name = format!("{provider}.{id}.{member}");
            (member, name, secret)
        };
        let named: Vec<_> = secrets.into_iter().map(named).collect();
        let names = named.iter().map(|(member, name, _)| ((*member).to_owned(), name.clone()));
        entry.secrets.extend(names);
        match known {
            Some(known) => *known = Arc::new(entry),
            None => self.0.push(Arc::new(entry)),
        }
        named.into_iter().map(|(_, name, secret)| (name, secret)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, url: &str) -> EndpointEntry {
        EndpointEntry { id: Some(id.into()), url: url.into(), ..EndpointEntry::default() }
    }

    #[test]
    fn a_changed_endpoint_keeps_its_place_and_its_secrets() {
        let mut book = EndpointBook::default();
        let secrets = vec![("secret", Secret::new("s1"))];
        let fresh = book.apply(EndpointChange::Put(entry("a", "http://a"), secrets), "p");
        book.apply(EndpointChange::Put(entry("b", "http://b"), Vec::new()), "p");

        let none = book.apply(EndpointChange::Put(entry("a", "http://c"), Vec::new()), "p");

        let urls: Vec<_> = book.entries().iter().map(|entry| &*entry.url).collect();
        assert_eq!(urls, ["http://c", "http://b"]);
        assert_eq!(fresh, [("p.a.secret".to_owned(), Secret::new("s1"))]);
        assert_eq!((none, book.entries()[0].secrets["secret"].as_str()), (vec![], "p.a.secret"));
    }

    #[test]
    fn only_the_endpoint_of_an_id_is_removed() {
        let mut book = EndpointBook::default();
        let set_elsewhere = EndpointEntry { url: "http://x".into(), ..EndpointEntry::default() };
        book.replace(vec![set_elsewhere.clone(), entry("a", "http://a")]);

        book.apply(EndpointChange::Removed("a".into()), "p");
        book.apply(EndpointChange::Removed(String::new()), "p");

        assert_eq!(book.entries(), [Arc::new(set_elsewhere)]);
    }

    #[test]
    fn an_endpoint_that_is_switched_off_wants_nothing() {
        let on = EndpointEntry { events: Some(vec!["paid".into()]), ..EndpointEntry::default() };
        let off = EndpointEntry { disabled: true, ..EndpointEntry::default() };

        assert_eq!((on.wants("paid"), on.wants("lost"), off.wants("paid")), (true, false, false));
    }
}
