//! How many crates a user of the library has to build.

use std::collections::BTreeSet;
use std::env;
use std::io;
use std::process::Command;

use crate::stats::Figure;
use crate::stats::Unit;
use crate::table::Bar;
use crate::table::Row;

pub(crate) fn measure() -> io::Result<Vec<Row>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let tree = ["tree", "-p", "sandpay", "-e", "normal", "--prefix", "none", "--offline"];
    let name = "crates of the library, itself included";
    let output = match Command::new(cargo).args(tree).output() {
        Ok(output) if output.status.success() => output,
        Ok(_) | Err(_) => return Ok(vec![Row::plain(name, "cargo tells no tree")]),
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let names: BTreeSet<_> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let count = names.iter().filter(|name| !name.is_empty()).count() as u64;
    Ok(vec![Row::one(name, Figure(count, Unit::Count), Bar::AtMost(99))])
}
