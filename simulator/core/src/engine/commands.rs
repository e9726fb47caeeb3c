//! What a person or a test asks of the simulator itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::Uri;
use jiff::Timestamp;
use serde_json::Map;
use serde_json::Value;

use crate::engine::Engine;
use crate::engine::delivery::DeliveryId;
use crate::engine::faults::Fault;
use crate::engine::input::Command;
use crate::engine::input::CommandRefused;
use crate::engine::input::Done;
use crate::engine::input::Input;
use crate::engine::input::Mistake;
use crate::engine::journal::Entry;
use crate::engine::journal::Kind;
use crate::kernel::endpoints::EndpointEntry;
use crate::kernel::machine::Around;
use crate::kernel::machine::Step;
use crate::kernel::page::PageState;
use crate::kernel::provider::Act;
use crate::kernel::scrub::scrubbed_members;
use crate::kernel::scrub::scrubbed_text;
use crate::kernel::settings::SettingError;
use crate::kernel::settings::nearest;
use crate::kernel::webhook::Endpoint;

/// The member under which a provider that makes signing secrets itself has them.
const MADE_MEMBER: &str = "secret";
/// What the names of such secrets begin with; the rest is the number from which they are drawn.
const MADE: &str = "made.";

/// What a command did, and the step of a provider that it caused.
struct Obeyed {
    done: Done,
    step: Option<(usize, Step)>,
}

/// Which subject, which action, with which fields.
struct Acting<'a> {
    provider: usize,
    subject: &'a str,
    action: &'a str,
    fields: &'a Map<String, Value>,
}

impl Engine {
    /// Applies a command.
    ///
    /// # Errors
    ///
    /// [`CommandRefused`]; nothing has happened then.
    pub fn command(&mut self, at: Timestamp, command: Command) -> Result<Done, CommandRefused> {
        let command = self.without_secrets(command);
        self.move_to(at);
        // It may change what a webhook looks like.
        self.sent.clear();
        let result = self.obey(&command);
        if result.is_ok() {
            let entry = Entry::new(self.now, Kind::Command, described(&command).into());
            self.journal.write(entry);
        }
        let result = result.map(|obeyed| {
            if let Some((provider, step)) = obeyed.step {
                self.absorb(provider, step, None);
            }
            obeyed.done
        });
        match &result {
            Ok(done) => self.out.text(&format!("{done:?}")),
            Err(refused) => self.out.text(refused.code),
        }
        self.record(Input::Command(command));
        result
    }

    /// Sets a provider's webhook endpoints. Secrets go beside the log, which only names them; where a
    /// provider makes its own secrets, missing ones are drawn from the seed.
    ///
    /// # Errors
    ///
    /// [`CommandRefused`] when the provider has no endpoints or an event is unknown.
    pub fn set_endpoints(
        &mut self,
        at: Timestamp,
        provider: usize,
        endpoints: Vec<Endpoint>,
    ) -> Result<Done, CommandRefused> {
        let name = self.provider_name(provider).to_owned();
        let endpoints =
            endpoints.into_iter().map(|endpoint| self.named_secrets(provider, endpoint)).collect();
        self.command(at, Command::Endpoints { provider: name, endpoints })
    }

    fn named_secrets(&mut self, provider: usize, mut endpoint: Endpoint) -> EndpointEntry {
        let mut secrets = BTreeMap::new();
        let count = self.secrets.len() as u64;
        if endpoint.secret(MADE_MEMBER).is_none()
            && let Some(secret) = self.machines[provider].endpoint_secret(count)
        {
            let name = format!("{MADE}{count}");
            self.secrets.insert(name.clone(), secret);
            secrets.insert(MADE_MEMBER.to_owned(), name);
        }
        for (member, secret) in endpoint.secrets.drain(..) {
            let name = format!("{}.{}.{member}", self.provider_name(provider), self.secrets.len());
            self.secrets.insert(name.clone(), secret);
            secrets.insert(member, name);
        }
        EndpointEntry {
            url: endpoint.url.into(),
            events: endpoint.events,
            secrets,
            ..EndpointEntry::default()
        }
    }

    /// Draws the secrets again that a provider made itself: a log needs no file beside it for those.
    fn redraw_secrets(&mut self, provider: usize, endpoints: &[EndpointEntry]) {
        for name in endpoints.iter().flat_map(|endpoint| endpoint.secrets.values()) {
            let count = name.strip_prefix(MADE).and_then(|count| count.parse().ok());
            if let Some(secret) =
                count.and_then(|count| self.machines[provider].endpoint_secret(count))
            {
                self.secrets.entry(name.clone()).or_insert(secret);
            }
        }
    }

    /// What people type into a command may be a card number; the log must not learn it.
    fn without_secrets(&self, mut command: Command) -> Command {
        for provider in self.catalogue {
            let rules = &provider.profile().scrub;
            let clean = |text: &mut String| *text = scrubbed_text(std::mem::take(text), rules);
            match &mut command {
                Command::Act { subject: text, action, fields }
                | Command::Page { page: text, action, fields } => {
                    clean(text);
                    clean(action);
                    *fields = scrubbed_members(std::mem::take(fields), rules);
                }
                // A criterion has to look for what the engine sees: the stand-in.
                Command::AddFault(fault) => fault.on.scrub(rules),
                Command::Endpoints { .. }
                | Command::Rewrites(_)
                | Command::Settings { .. }
                | Command::RemoveFault(_)
                | Command::ClearFaults
                | Command::Redeliver(_)
                | Command::Clock(_) => {}
            }
        }
        command
    }

    fn obey(&mut self, command: &Command) -> Result<Obeyed, CommandRefused> {
        match command {
            Command::Endpoints { provider, endpoints } => {
                return self.replace_endpoints(provider, endpoints);
            }
            Command::Rewrites(rewrites) => self.rewrites.clone_from(rewrites),
            Command::Settings { provider, changes } => self.change_settings(provider, changes)?,
            Command::AddFault(fault) => return self.arm(fault),
            Command::RemoveFault(id) => {
                if !self.faults.remove(*id) {
                    return Err(unknown(
                        "unknown_fault",
                        format!("there is no fault {id}"),
                        "GET /_sim/faults lists them",
                    ));
                }
            }
            Command::ClearFaults => self.faults.clear(),
            Command::Act { subject, action, fields } => return self.act(subject, action, fields),
            Command::Page { page, action, fields } => {
                return self.act_on_page(page, action, fields);
            }
            Command::Redeliver(id) => self.redeliver(*id)?,
            Command::Clock(mode) => self.setup.clock = *mode,
        }
        Ok(Obeyed { done: Done::Applied, step: None })
    }

    fn replace_endpoints(
        &mut self,
        provider: &str,
        endpoints: &[EndpointEntry],
    ) -> Result<Obeyed, CommandRefused> {
        let position = self.known_provider(provider)?;
        let profile = self.machines[position].profile();
        if profile.endpoint.is_none() && !endpoints.is_empty() {
            let message = format!("{} has no webhook endpoints", profile.title);
            return Err(bad(
                "no_endpoints",
                message,
                "each request names the address that is notified",
            ));
        }
        for endpoint in endpoints {
            check_address(&endpoint.url)?;
        }
        for kind in endpoints.iter().filter_map(|endpoint| endpoint.events.as_ref()).flatten() {
            if !profile.events.contains(&kind.as_str()) {
                let hint = nearest(kind, profile.events.iter().copied()).map_or_else(
                    || profile.events.join(", "),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(bad(
                    "unknown_event",
                    format!("{} sends no event `{kind}`", profile.title),
                    hint,
                ));
            }
        }
        self.redraw_secrets(position, endpoints);
        let origin = Arc::clone(&self.setup.origin);
        let around =
            Around { at: self.now, origin: &origin, counter: &mut self.counter, outcome: None };
        let step = self.machines[position].set_endpoints(endpoints.to_vec(), around);
        Ok(Obeyed { done: Done::Applied, step: Some((position, step)) })
    }

    fn change_settings(
        &mut self,
        provider: &str,
        changes: &Map<String, Value>,
    ) -> Result<(), CommandRefused> {
        let position = self.known_provider(provider)?;
        self.machines[position].change_settings(changes).map_err(|error| {
            let hint = match &error {
                SettingError::Unknown { nearest: Some(near), .. } => {
                    format!("did you mean `{near}`?")
                }
                SettingError::Unknown { nearest: None, .. } | SettingError::Value { .. } => {
                    "GET /_sim/settings lists every setting".to_owned()
                }
            };
            bad("bad_setting", error.to_string(), hint)
        })
    }

    fn arm(&mut self, fault: &Fault) -> Result<Obeyed, CommandRefused> {
        let profiles = self.catalogue.iter().map(|provider| provider.profile());
        fault.check(profiles).map_err(|(message, hint)| bad("bad_fault", message, hint))?;
        Ok(Obeyed { done: Done::Armed(self.faults.add(fault.clone())), step: None })
    }

    fn redeliver(&mut self, id: DeliveryId) -> Result<(), CommandRefused> {
        if self.outbox.delivery(id).is_none() {
            let hint = "GET /_sim/webhooks/deliveries lists them";
            return Err(unknown("unknown_delivery", format!("there is no delivery {id}"), hint));
        }
        if self.outbox.redeliver(id) {
            return Ok(());
        }
        let hint =
            "wait for the try that is under way, or set an endpoint before the event happens";
        Err(clash(
            "not_deliverable",
            format!("delivery {id} is under way, or has no endpoint"),
            hint,
        ))
    }

    fn act(
        &mut self,
        subject: &str,
        action: &str,
        fields: &Map<String, Value>,
    ) -> Result<Obeyed, CommandRefused> {
        let provider = self
            .machines
            .iter()
            .position(|machine| machine.subject(subject).is_some())
            .ok_or_else(|| {
                unknown(
                    "unknown_subject",
                    format!("nothing has the id `{subject}`"),
                    "use the provider's own id",
                )
            })?;
        self.act_on(&Acting { provider, subject, action, fields })
    }

    fn act_on_page(
        &mut self,
        id: &str,
        action: &str,
        fields: &Map<String, Value>,
    ) -> Result<Obeyed, CommandRefused> {
        let found = self
            .machines
            .iter()
            .enumerate()
            .find_map(|(provider, machine)| Some((provider, machine.page(id)?)));
        let (provider, page) = found.ok_or_else(|| {
            unknown(
                "unknown_page",
                format!("there is no page `{id}`"),
                "the id is the last segment of its address",
            )
        })?;
        if page.state == PageState::Done {
            // Its subject may wait on another page by now.
            let message = format!("the page `{id}` is over");
            return Err(clash("not_now", message, "nothing can happen on it now"));
        }
        self.act_on(&Acting { provider, subject: &page.subject, action, fields })
    }

    fn act_on(&mut self, acting: &Acting<'_>) -> Result<Obeyed, CommandRefused> {
        let Acting { provider, subject, action, fields } = *acting;
        let origin = Arc::clone(&self.setup.origin);
        let around =
            Around { at: self.now, origin: &origin, counter: &mut self.counter, outcome: None };
        let act = Act { subject, action, fields };
        let step = self.machines[provider].act(&act, around).map_err(|refused| {
            let next =
                self.machines[provider].subject(subject).map(|view| view.next).unwrap_or_default();
            let names: Vec<_> = next.iter().map(|action| action.name).collect();
            let hint = if names.is_empty() {
                "nothing can happen to it now".to_owned()
            } else {
                format!("now possible: {}", names.join(", "))
            };
            clash("not_now", refused.message, hint)
        })?;
        Ok(Obeyed { done: Done::Acted(subject.to_owned()), step: Some((provider, step)) })
    }

    fn known_provider(&self, name: &str) -> Result<usize, CommandRefused> {
        self.provider(name).ok_or_else(|| {
            let names: Vec<_> =
                self.machines.iter().map(|machine| machine.profile().name).collect();
            unknown(
                "unknown_provider",
                format!("there is no provider `{name}`"),
                format!("providers are {}", names.join(", ")),
            )
        })
    }
}

/// Whether webhooks could ever go to an address. Credentials in it would end up in the log.
fn check_address(url: &str) -> Result<(), CommandRefused> {
    let hint = "http://127.0.0.1:3000/hook, say";
    let refused = |why: &str| bad("bad_url", format!("an endpoint's address {why}"), hint);
    let uri: Uri = url.parse().map_err(|_| refused("must be a URL"))?;
    let authority = uri.authority().ok_or_else(|| refused("must be absolute"))?;
    if !matches!(uri.scheme_str(), Some("http" | "https")) {
        return Err(refused("must begin with http:// or https://"));
    }
    if authority.as_str().contains('@') {
        return Err(refused("must not hold credentials"));
    }
    let after_host = &authority.as_str()[authority.host().len()..];
    if !after_host.is_empty() && authority.port_u16().is_none() {
        return Err(refused("has a port that is none"));
    }
    Ok(())
}

fn described(command: &Command) -> String {
    match command {
        Command::Endpoints { provider, endpoints } => {
            format!("{provider}: {} webhook endpoints", endpoints.len())
        }
        Command::Rewrites(rewrites) => format!("{} webhook rewrites", rewrites.len()),
        Command::Settings { provider, changes } => {
            let names: Vec<_> = changes.keys().map(String::as_str).collect();
            format!("{provider}: settings {}", names.join(", "))
        }
        Command::AddFault(fault) => format!("fault armed for {}", fault.on.provider),
        Command::RemoveFault(id) => format!("fault {id} disarmed"),
        Command::ClearFaults => "faults disarmed".to_owned(),
        Command::Act { subject, action, .. } => format!("{action} {subject}"),
        Command::Page { page, action, .. } => format!("{action} on page {page}"),
        Command::Redeliver(id) => format!("delivery {id} once more"),
        Command::Clock(mode) => format!("clock {mode:?}").to_lowercase(),
    }
}

fn bad(code: &'static str, message: String, hint: impl Into<String>) -> CommandRefused {
    CommandRefused { mistake: Mistake::BadInput, code, message, hint: hint.into() }
}

fn unknown(code: &'static str, message: String, hint: impl Into<String>) -> CommandRefused {
    CommandRefused { mistake: Mistake::Unknown, code, message, hint: hint.into() }
}

fn clash(code: &'static str, message: String, hint: impl Into<String>) -> CommandRefused {
    CommandRefused { mistake: Mistake::Clash, code, message, hint: hint.into() }
}
