//! The stories: what each is about, when one would choose that way to be paid, and what happens in it.
//!
//! A story is told by a function over a stage; terminal and page listen to the same one.

mod wooshpay;
mod yabandpay;
mod yuno;

use sandpay::Simulator;

use crate::demo::merchant::Provider;
use crate::demo::scene::Audience;
use crate::demo::stage::Stage;
use crate::failure::Failure;

/// Something to be told.
#[derive(Debug)]
pub(crate) struct Story {
    /// As on the command line.
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) provider: Provider,
    /// What happens.
    pub(crate) about: &'static str,
    /// When a merchant would choose it.
    pub(crate) when: &'static str,
    /// The document that it follows.
    pub(crate) source: &'static str,
    tell: fn(&mut Stage<'_>) -> Result<(), Failure>,
}

/// All stories, in the order in which they are told.
pub(crate) static ALL: [Story; 8] = [
    yuno::BUY_NOW,
    yuno::AUTHORIZE_THEN_CAPTURE,
    yuno::DELAYED_CAPTURE,
    yuno::DELAYED_CANCEL,
    yuno::STORED_CARD,
    yabandpay::CARD_TOKEN,
    wooshpay::ALIPAY_QR,
    yuno::REFUND,
];

/// The story of a name.
pub(crate) fn named(name: &str) -> Option<&'static Story> {
    ALL.iter().find(|story| story.name == name)
}

impl Story {
    /// Where it stands among all, from one.
    pub(crate) fn number(&self) -> usize {
        let before = ALL.iter().take_while(|story| story.name != self.name);
        before.count() + 1
    }

    /// Tells it from beginning to end, in a sandbox of its own.
    pub(crate) fn tell(
        &self,
        simulator: &Simulator,
        audience: &mut dyn Audience,
    ) -> Result<(), Failure> {
        audience.begins(self, self.number())?;
        let mut stage = Stage::new(simulator, self.provider, audience)?;
        (self.tell)(&mut stage)
    }
}
