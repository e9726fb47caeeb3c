//! How far a check has come: a bar on stderr when that is a terminal, nothing else.

use indicatif::ProgressBar;
use indicatif::ProgressStyle;
use sandpay_contracts::runner::CaseReport;
use sandpay_contracts::runner::Observer;

/// The bar.
#[derive(Debug)]
pub(crate) struct Progress(ProgressBar);

impl Progress {
    pub(crate) fn new() -> Self {
        let style = ProgressStyle::with_template("{bar:32} {pos}/{len} {msg}");
        // Drawn to stderr; the library draws nothing where that is no terminal.
        Self(ProgressBar::new(0).with_style(style.expect("the template is well-formed")))
    }
}

impl Observer for Progress {
    fn planned(&self, cases: usize) {
        self.0.set_length(u64::try_from(cases).unwrap_or(u64::MAX));
    }

    fn finished(&self, report: &CaseReport) {
        self.0.set_message(report.case.name);
        self.0.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
