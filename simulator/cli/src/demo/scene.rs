//! What a story consists of, as it is told, and who listens: the terminal or a page.

use crate::demo::shown::Fact;
use crate::demo::stories::Story;
use crate::failure::Failure;

/// Something that happens in a story.
#[derive(Debug)]
pub(crate) enum Scene {
    Call(Call),
    Webhook(Webhook),
    Turn(Turn),
    Visit(Visit),
}

/// The shop calls the provider.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) says: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<String>,
    pub(crate) status: u16,
    pub(crate) facts: Vec<Fact>,
    /// The whole answer, laid out.
    pub(crate) whole: String,
}

/// The provider calls the shop.
#[derive(Debug)]
pub(crate) struct Webhook {
    pub(crate) event: String,
    pub(crate) path: String,
    /// How the signature was checked, or why it does not hold.
    pub(crate) signature: Result<String, String>,
    pub(crate) facts: Vec<Fact>,
    /// The whole body, laid out.
    pub(crate) whole: String,
}

/// The clock is turned.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) says: &'static str,
    /// As it is asked for, `P7D`.
    pub(crate) by: &'static str,
    pub(crate) from: String,
    pub(crate) now: String,
    /// What fell due by itself meanwhile.
    pub(crate) happened: Vec<String>,
}

/// A shopper is on a hosted page.
#[derive(Debug)]
pub(crate) struct Visit {
    pub(crate) says: &'static str,
    pub(crate) url: String,
    /// The page's name in the control plane.
    pub(crate) page: String,
    /// What a telephone scans to go on in its wallet.
    pub(crate) scan: Option<String>,
}

/// What the audience has for a shopper on a hosted page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shopper {
    /// Nobody is there: the story lets the shopper pay.
    Absent,
    /// Somebody may be on the page: the story looks again.
    Present,
}

/// Who a story is told to.
pub(crate) trait Audience {
    /// A story begins.
    fn begins(&mut self, story: &Story, number: usize) -> Result<(), Failure>;
    /// Something happens in it; the number counts from one.
    fn sees(&mut self, scene: &Scene, number: usize) -> Result<(), Failure>;
    /// Waits a little while a hosted page is open.
    fn waits(&mut self) -> Result<Shopper, Failure>;
}
