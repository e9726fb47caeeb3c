//! `sandpay demo`: eight stories of payments, in the terminal or on a page, told by what really happens.
//!
//! It starts a simulator of its own, which goes away with it; one that runs already is left alone.

mod merchant;
mod receiver;
mod scene;
mod shown;
mod stage;
mod stories;
mod terminal;

use std::io;
use std::io::IsTerminal;

use clap::Args;
use sandpay::Simulator;
use sandpay_core::kernel::settings::nearest;

use crate::demo::stories::Story;
use crate::demo::terminal::Terminal;
use crate::failure::Failure;
use crate::output;
use crate::output::aligned;

/// Show eight guided stories: request, answer, webhook, and when to choose which way to be paid
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  sandpay demo                     all stories, one after the other
  sandpay demo delayed-capture     one of them
  sandpay demo --no-pause          without waiting in between")]
pub(crate) struct Demo {
    /// The story to tell; all when absent
    story: Option<String>,
    /// List the stories
    #[arg(long, conflicts_with = "story")]
    list: bool,
    /// Do not wait for Enter
    #[arg(long)]
    no_pause: bool,
}

impl Demo {
    pub(crate) fn run(self) -> Result<(), Failure> {
        if self.list {
            return output::print(&listed());
        }
        let chosen = match &self.story {
            Some(name) => std::slice::from_ref(story(name)?),
            None => stories::ALL.as_slice(),
        };
        let simulator = Simulator::builder().start().map_err(Failure::internal)?;
        let pauses = !self.no_pause && io::stdin().is_terminal() && io::stdout().is_terminal();
        let mut terminal = Terminal::new(pauses);
        for (position, story) in chosen.iter().enumerate() {
            if position > 0 {
                terminal.pause("Enter for the next story")?;
            }
            story.tell(&simulator, &mut terminal)?;
        }
        Ok(())
    }
}

fn story(name: &str) -> Result<&'static Story, Failure> {
    stories::named(name).ok_or_else(|| {
        let failure = Failure::usage(format!("there is no story `{}`", output::plain(name)));
        match nearest(name, stories::ALL.iter().map(|story| story.name)) {
            Some(near) => failure.with_hint(format!("did you mean `{near}`?")),
            None => failure.with_hint("`sandpay demo --list` names them"),
        }
    })
}

fn listed() -> String {
    let row = |story: &Story| {
        [story.name, story.provider.title(), story.title].map(str::to_owned).to_vec()
    };
    aligned(&stories::ALL.iter().map(row).collect::<Vec<_>>())
}
