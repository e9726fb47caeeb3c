//! The providers, one folder each with the same names of files. A fourth needs a folder and a line here.

pub mod wooshpay;
pub mod yabandpay;
pub mod yuno;

use crate::kernel::catalogue::Catalogued;
use crate::kernel::catalogue::Kind;

/// Every provider, in the order in which they are listed everywhere.
#[must_use]
pub fn all() -> &'static [&'static dyn Catalogued] {
    const ALL: &[&dyn Catalogued] = &[
        &Kind::<yuno::Yuno>::new(),
        &Kind::<yabandpay::Yabandpay>::new(),
        &Kind::<wooshpay::WooshPay>::new(),
    ];
    ALL
}
