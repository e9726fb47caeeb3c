//! The providers, one folder each with the same names of files. A fourth needs a folder and a line here.

use crate::kernel::machine::Catalogued;
use crate::kernel::machine::Kind;

pub mod yabandpay;

/// Every provider, in the order in which they are listed everywhere.
#[must_use]
pub fn all() -> &'static [&'static dyn Catalogued] {
    const ALL: &[&dyn Catalogued] = &[&Kind::<yabandpay::Yabandpay>::new()];
    ALL
}
