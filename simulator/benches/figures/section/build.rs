//! How long a cold debug build of the library takes. It is long, so it is done only when asked for.

use std::env;
use std::fs;
use std::io;
use std::process;
use std::process::Command;
use std::process::Stdio;
use std::time::Instant;

use crate::client::broken;
use crate::stats::Figure;
use crate::stats::Unit;
use crate::stats::nanoseconds;
use crate::table::Bar;
use crate::table::Row;

const BAR: Bar = Bar::AtMost(60_000_000_000);

pub(crate) fn measure() -> io::Result<Vec<Row>> {
    let name = "cold debug build of the library";
    if env::var_os("SANDPAY_BENCH_BUILD").is_none_or(|value| value != "1") {
        return Ok(vec![Row::plain(name, "not asked for: SANDPAY_BENCH_BUILD=1")]);
    }
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = env::temp_dir().join(format!("sandpay-bench-{}", process::id()));
    let begun = Instant::now();
    let status = Command::new(cargo)
        .args(["build", "-p", "sandpay", "--offline", "--target-dir"])
        .arg(&target)
        .stderr(Stdio::null())
        .status();
    let time = nanoseconds(begun.elapsed());
    fs::remove_dir_all(&target)?;
    if !status?.success() {
        return Err(broken("the library does not build"));
    }
    Ok(vec![Row::one(name, Figure(time, Unit::Nanoseconds), BAR)])
}
