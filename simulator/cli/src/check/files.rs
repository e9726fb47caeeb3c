//! The files of a check. They are opened and read before the first call: what cannot be written must not cost a run, least of
//! all one that moved money.

use std::fs;
use std::fs::File;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

use sandpay_contracts::runner::drift::NotRecord;
use sandpay_contracts::runner::drift::Shapes;

use crate::check::Check;
use crate::failure::Failure;
use crate::output;

/// What a check reads and writes beside the server.
#[derive(Debug)]
pub(crate) struct Files {
    /// The shapes to compare with.
    pub(crate) baseline: Option<Shapes>,
    output: Option<Writable>,
    record: Option<Writable>,
}

/// A file that can be written. It keeps what is in it until it is, and is not left behind when it never is.
#[derive(Debug)]
struct Writable {
    file: File,
    shown: String,
    /// Where it is, while there is nothing in it and before the check there was no such file.
    empty: Option<PathBuf>,
}

impl Files {
    pub(crate) fn open(check: &Check) -> Result<Self, Failure> {
        let Check { output, record, baseline, .. } = check;
        if output.is_some() && output == record {
            return Err(Failure::usage("--output and --record name the same file")
                .with_hint("a report and a record are two files"));
        }
        // First, since it may be the one that --record writes again.
        let baseline = baseline.as_deref().map(read_baseline).transpose()?;
        let writable = |path: &Path, flag| Writable::open(path, flag);
        Ok(Self {
            baseline,
            output: output.as_deref().map(|path| writable(path, "--output")).transpose()?,
            record: record.as_deref().map(|path| writable(path, "--record")).transpose()?,
        })
    }

    /// Writes the report, to stdout unless a file was asked for.
    pub(crate) fn report(&mut self, text: &str) -> Result<(), Failure> {
        match &mut self.output {
            Some(file) => file.write(text),
            None => output::print(text),
        }
    }

    /// Writes the shapes, when that was asked for and there are any: an earlier record is worth more than an empty one.
    pub(crate) fn record(&mut self, shapes: &Shapes) -> Result<(), Failure> {
        match &mut self.record {
            Some(file) if shapes.cases() > 0 => file.write(&shapes.to_lines()),
            Some(file) => {
                output::note(&format!(
                    "note: no case was judged, so {} is left as it is",
                    file.shown
                ));
                Ok(())
            }
            None => Ok(()),
        }
    }
}

impl Writable {
    fn open(path: &Path, flag: &str) -> Result<Self, Failure> {
        let shown = output::plain(&path.to_string_lossy());
        let made = OpenOptions::new().write(true).create_new(true).open(path);
        let empty = made.is_ok().then(|| path.to_owned());
        match made.or_else(|_| OpenOptions::new().write(true).open(path)) {
            Ok(file) => Ok(Self { file, shown, empty }),
            Err(error) => Err(Failure::usage(format!("cannot write {shown}: {error}"))
                .with_hint(format!("{flag} takes a file that can be written"))),
        }
    }

    fn write(&mut self, text: &str) -> Result<(), Failure> {
        self.empty = None;
        // A pipe or a terminal has no length.
        let is_file = self.file.metadata().is_ok_and(|metadata| metadata.is_file());
        let emptied = if is_file { self.file.set_len(0) } else { Ok(()) };
        emptied
            .and_then(|()| self.file.write_all(text.as_bytes()))
            .map_err(|error| Failure::internal(format!("cannot write {}: {error}", self.shown)))
    }
}

impl Drop for Writable {
    fn drop(&mut self) {
        if let Some(path) = &self.empty {
            // A file that cannot be taken away is left; what matters has been said.
            drop(fs::remove_file(path));
        }
    }
}

fn read_baseline(path: &Path) -> Result<Shapes, Failure> {
    let shown = output::plain(&path.to_string_lossy());
    let text = fs::read_to_string(path).map_err(|error| {
        Failure::usage(format!("cannot read the baseline {shown}: {error}"))
            .with_hint("--baseline takes a file that --record wrote")
    })?;
    Shapes::from_lines(&text).map_err(|refused| {
        let said = output::plain(&refused.to_string());
        let hint = match refused {
            NotRecord::OtherForm(_) => "record a new one with --record",
            NotRecord::NoHead | NotRecord::BadLine { .. } => {
                "--baseline takes a file that --record wrote"
            }
        };
        Failure::usage(format!("the baseline {shown} cannot be used: {said}")).with_hint(hint)
    })
}
