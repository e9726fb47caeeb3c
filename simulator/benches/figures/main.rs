//! The figures that sandpay promises, measured on this machine and printed beside their bars.
//!
//! `cargo bench -p sandpay` measures all of them, `cargo bench -p sandpay -- create webhooks` some. Nothing
//! is asserted: a busy machine makes no test fail. Load goes to the loopback interface only.
//!
//! * `create`: server CPU of a create call, against a bare server that does the least of such work. The
//!   bare server tells nobody; where sandpay sends a notification, as any server of such calls must, the
//!   same call is held against a server that sends one, too. The bar is the same for both.
//! * `start`: the program from its start to its first answer, and what it occupies when idle. It is
//!   measured when `cargo build --release -p sandpay-cli` has built it.
//! * `library`: a simulator inside of a test, from start to drop. `cargo bench -p sandpay --profile dev --
//!   library` measures what a debug build has.
//! * `million`: a million things that fall due at once. `SANDPAY_BENCH_N` measures fewer.
//! * `webhooks`: deliveries a second while the clock is turned.
//! * `crates`: what a user of the library has to build.
//! * `build`: how long that takes, when `SANDPAY_BENCH_BUILD=1` asks for it.

mod case;
mod client;
mod process;
mod receiver;
mod section;
mod serve;
mod stats;
mod table;

use std::env;
use std::io;
use std::io::Write as _;

use crate::table::Row;

type Section = (&'static str, fn() -> io::Result<Vec<Row>>);

/// In the order in which they are measured.
const SECTIONS: [Section; 7] = [
    ("create", section::create::measure),
    ("start", section::start::measure),
    ("library", section::library::measure),
    ("million", section::million::measure),
    ("webhooks", section::webhooks::measure),
    ("crates", section::crates::measure),
    ("build", section::build::measure),
];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let Some((served, rest)) = arguments.split_first()
        && let Some(serve) = serve::named(served)
    {
        return serve(rest);
    }
    // Tests of all targets run this file as well; they are not to wait for figures.
    if !arguments.iter().any(|argument| argument == "--bench") {
        return writeln!(io::stderr(), "figures are measured by `cargo bench -p sandpay`");
    }
    let wanted: Vec<_> = arguments.iter().filter(|argument| !argument.starts_with('-')).collect();
    if let Some(unknown) = wanted.iter().find(|name| !SECTIONS.iter().any(|(one, _)| one == **name))
    {
        let known: Vec<_> = SECTIONS.iter().map(|(name, _)| *name).collect();
        let message = format!("no section `{unknown}`; there are {}", known.join(", "));
        return Err(io::Error::other(message));
    }
    for (name, measure) in SECTIONS {
        if wanted.is_empty() || wanted.iter().any(|one| *one == name) {
            table::print(&mut io::stdout().lock(), name, &measure()?)?;
        }
    }
    Ok(())
}
