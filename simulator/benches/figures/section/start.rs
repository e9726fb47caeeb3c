//! The program: from its start to its ready line and first answer, and what it occupies when idle.

use std::env;
use std::io;
use std::io::BufRead;
use std::io::BufReader;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Stdio;
use std::time::Instant;

use super::library::health;
use crate::client::broken;
use crate::process::Process;
use crate::stats::Samples;
use crate::stats::Unit;
use crate::stats::nanoseconds;
use crate::table::Bar;
use crate::table::Row;

const ROUNDS: usize = 31;

pub(crate) fn measure() -> io::Result<Vec<Row>> {
    let Some(program) = program()? else {
        let how = "not built: cargo build --release -p sandpay-cli";
        return Ok(vec![Row::plain("sandpay serve", how)]);
    };
    let rounds = (0..=ROUNDS).map(|_| round(&program)).collect::<io::Result<Vec<_>>>()?;
    let answered: Samples = rounds[1..].iter().map(|(time, _)| *time).collect();
    let resident: Samples = rounds[1..].iter().map(|(_, resident)| *resident).collect();
    let (time, memory) = (Bar::AtMost(10_000_000), Bar::AtMost(10_000_000));
    Ok(vec![
        Row::held("sandpay serve, first answer", &answered, Unit::Nanoseconds, time),
        Row::held("  resident when idle", &resident, Unit::Bytes, memory),
    ])
}

/// The program beside this one, which lies in `deps`.
fn program() -> io::Result<Option<PathBuf>> {
    let own = env::current_exe()?;
    let program = own.ancestors().nth(2).map(|folder| folder.join("sandpay"));
    Ok(program.filter(|program| program.is_file()))
}

fn round(program: &Path) -> io::Result<(u64, u64)> {
    let begun = Instant::now();
    let mut command = Command::new(program);
    let command = command.args(["serve", "--port", "0"]).stdin(Stdio::null());
    let mut process = Process(command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?);
    let mut ready = String::new();
    if let Some(out) = process.0.stdout.take() {
        BufReader::new(out).read_line(&mut ready)?;
    }
    let url = ready.split(' ').find_map(|word| word.trim_end().strip_prefix("url="));
    health(url.ok_or_else(|| broken("no ready line"))?)?;
    Ok((nanoseconds(begun.elapsed()), process.resident()?))
}
