//! `sandpay demo`: eight stories of payments, in the terminal or on a page, told by what really happens.
//!
//! It starts a simulator of its own, which goes away with it; one that runs already is left alone.

mod lan;
pub(crate) mod merchant;
mod page;
mod qr;
pub(crate) mod receiver;
mod scene;
mod shown;
mod stage;
mod stories;
mod terminal;
#[cfg(test)]
mod tests;

use std::fs;
use std::io;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;

use clap::Args;
use clap::builder::BoolishValueParser;
use sandpay::Simulator;
use sandpay_core::kernel::settings::nearest;

use crate::demo::stories::Story;
use crate::demo::terminal::Terminal;
use crate::failure::Failure;
use crate::output;
use crate::output::aligned;

/// Show eight guided stories: request, answer, webhook, and when to choose which way to be paid
#[derive(Debug, Args)]
#[command(after_help = "\
Each option has an environment variable (SANDPAY_DEMO_NO_PAUSE for --no-pause); the command line wins.

Examples:
  sandpay demo                     all stories, one after the other; the same as a page meanwhile
  sandpay demo delayed-capture     one of them
  sandpay demo --serve --lan       the page alone, and a telephone can scan its codes
  sandpay demo --page stories.html write the page with all stories told")]
pub(crate) struct Demo {
    /// The story to tell; all when absent
    story: Option<String>,
    /// List the stories
    #[arg(
        long,
        env = "SANDPAY_DEMO_LIST",
        hide_env = true,
        value_parser = BoolishValueParser::new(),
        conflicts_with_all = ["story", "page", "serve"]
    )]
    list: bool,
    /// Do not wait for Enter
    #[arg(
        long,
        env = "SANDPAY_DEMO_NO_PAUSE",
        hide_env = true,
        value_parser = BoolishValueParser::new()
    )]
    no_pause: bool,
    /// Write one page with all stories told, and nothing else
    #[arg(
        long,
        value_name = "FILE",
        env = "SANDPAY_DEMO_PAGE",
        hide_env = true,
        conflicts_with_all = ["story", "serve", "lan"]
    )]
    page: Option<PathBuf>,
    /// Serve the page alone, until Ctrl-C; a story runs when it is opened
    #[arg(
        long,
        env = "SANDPAY_DEMO_SERVE",
        hide_env = true,
        value_parser = BoolishValueParser::new(),
        conflicts_with = "story"
    )]
    serve: bool,
    /// Listen in the private network, so that a telephone reaches the pages behind QR codes
    #[arg(long, env = "SANDPAY_DEMO_LAN", hide_env = true, value_parser = BoolishValueParser::new())]
    lan: bool,
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
        let simulator = started(self.lan)?;
        let address = format!("{}{}", simulator.url(), page::PAGE);
        if let Some(file) = &self.page {
            let written = fs::write(file, page::told(&simulator)?);
            let shown = output::plain(&file.to_string_lossy());
            return written.map_err(|error| {
                Failure::usage(format!("cannot write {shown}: {error}"))
                    .with_hint("--page takes a file that can be written")
            });
        }
        if self.lan {
            output::note(lan::TRUST);
        }
        if self.serve {
            output::print(&format!("the demo is at {address}, until Ctrl-C"))?;
            loop {
                thread::park();
            }
        }
        let pauses = !self.no_pause && io::stdin().is_terminal() && io::stdout().is_terminal();
        if pauses {
            output::note(&format!("the same as a page, while the demo runs: {address}"));
        }
        told(chosen, &simulator, &mut Terminal::new(pauses))
    }
}

/// A simulator that also serves the page.
fn started(lan: bool) -> Result<Arc<Simulator>, Failure> {
    let (opened, stories) = mpsc::channel();
    let mut builder = Simulator::builder().routes(page::router(opened));
    if lan {
        builder = builder.address((lan::address()?, 0).into());
    }
    let simulator = Arc::new(builder.start().map_err(Failure::internal)?);
    page::tell(Arc::clone(&simulator), stories);
    Ok(simulator)
}

fn told(chosen: &[Story], simulator: &Simulator, terminal: &mut Terminal) -> Result<(), Failure> {
    for (position, story) in chosen.iter().enumerate() {
        if position > 0 {
            terminal.pause("Enter for the next story")?;
        }
        story.tell(simulator, terminal)?;
    }
    terminal.pause("Enter ends the demo, and the page with it")
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
