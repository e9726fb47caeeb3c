//! How far a check has come: a bar on stderr when that is a terminal, nothing else. And whether somebody wants its end.

use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use sandpay_contracts::runner::CaseReport;
use sandpay_contracts::runner::Observer;

/// The bar.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    interrupted: AtomicBool,
}

impl Progress {
    pub(crate) fn new() -> Self {
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}");
        // Drawn to stderr; the library draws nothing where that is no terminal.
        let bar = ProgressBar::new(0).with_style(style.expect("the template is well-formed"));
        Self { bar, interrupted: AtomicBool::new(false) }
    }

    /// Lets no other case begin.
    pub(crate) fn interrupt(&self) {
        self.interrupted.store(true, Ordering::Relaxed);
    }
}

impl Observer for Progress {
    fn planned(&self, cases: usize) {
        self.bar.set_length(u64::try_from(cases).unwrap_or(u64::MAX));
    }

    fn interrupts(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    fn finished(&self, report: &CaseReport) {
        self.bar.set_message(report.case.name);
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
