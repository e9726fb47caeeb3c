//! Hosted pages as data: what a shopper sees and may do. The server draws them, as HTML or as JSON.

use jiff::Timestamp;
use serde::Serialize;

/// One hosted page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page {
    /// The page's id: the last segment of its address.
    pub id: String,
    /// The provider that hosts it, as shown to people.
    pub provider: &'static str,
    /// What the page is for, as its heading.
    pub title: String,
    /// The object that the page decides on, by the provider's own id.
    pub subject: String,
    /// Whether the shopper can still act, or how it ended.
    pub state: PageState,
    /// What is shown, in order: label and value.
    pub rows: Vec<(&'static str, String)>,
    /// What the shopper may enter.
    pub fields: Vec<Field>,
    /// What the shopper may do now; empty once it is over.
    pub actions: Vec<PageAction>,
    /// When the page stops working by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Where the browser goes when it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_url: Option<String>,
    /// Where the shopper can go on with a wallet instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wallet: Option<Wallet>,
}

/// The addresses of the wallet's own page, which decides on the same object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wallet {
    /// Shown as a code, for a wallet on another device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scan: Option<String>,
    /// Shown as a link, for a wallet on this device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<String>,
}

/// Whether a page still waits for its shopper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PageState {
    /// The shopper can act.
    Open,
    /// It is over; the subject's state tells how.
    Done,
}

/// A button of a page, and its headless twin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PageAction {
    /// The action's name in `POST /_sim/pages/{id}/{action}`.
    pub name: &'static str,
    /// The button's text.
    pub label: &'static str,
}

/// An input of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// The member of the body that carries it.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What it holds before the shopper changes it.
    pub default: &'static str,
}
