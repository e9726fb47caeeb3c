//! What is known of intents, checkout sessions and refunds, and the immutable versions in which they are
//! kept. No rules here: what can happen is in [`lifecycle`](super::lifecycle).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use crate::kernel::money::Money;
use crate::kernel::tx::TimerId;
use crate::providers::wooshpay::ids::EndpointId;
use crate::providers::wooshpay::ids::IntentId;
use crate::providers::wooshpay::ids::LineId;
use crate::providers::wooshpay::ids::MethodId;
use crate::providers::wooshpay::ids::PriceId;
use crate::providers::wooshpay::ids::ProductId;
use crate::providers::wooshpay::ids::RefundId;
use crate::providers::wooshpay::ids::RequestId;
use crate::providers::wooshpay::ids::SessionId;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::lifecycle::refund;
use crate::providers::wooshpay::lifecycle::session;
use crate::providers::wooshpay::return_url::ReturnUrl;
use crate::providers::wooshpay::settings::NextActionType;
use crate::providers::wooshpay::settings::ReturnParameters;

/// An immutable version of an entity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Version {
    Intent(Arc<Intent>),
    Session(Arc<Session>),
    Refund(Arc<Refund>),
    Endpoint(Arc<Registration>),
}

/// What can fall due.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Timer {
    /// The link of an intent ends.
    RedirectExpires(IntentId),
    /// A checkout session ends.
    SessionExpires(SessionId),
}

/// A payment intent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Intent {
    pub(crate) id: IntentId,
    pub(crate) created: Timestamp,
    pub(crate) status: Status,
    /// What follows the id in `client_secret`.
    pub(crate) secret: String,
    pub(crate) order: Order,
    /// The method of the attempt that succeeded or is under way.
    pub(crate) method: Option<MethodId>,
    /// Where the payer decides in the newest attempt; stays when it is over, since its pages can still
    /// be looked at.
    pub(crate) redirect: Option<Redirect>,
    pub(crate) failure: Option<Failure>,
    /// When the payer, the wallet, time or a cancellation decided last.
    pub(crate) decided_at: Option<Timestamp>,
    pub(crate) cancellation_reason: Option<CancellationReason>,
    /// The checkout session whose page it is paid on.
    pub(crate) session: Option<SessionId>,
    /// The call that made this version, when it was a call.
    pub(crate) caused_by: Option<ApiRequest>,
}

/// What the merchant asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) amount: Money,
    pub(crate) description: Option<String>,
    /// In the order in which it was sent.
    pub(crate) metadata: Option<Vec<(String, String)>>,
    pub(crate) merchant_order_id: Option<String>,
    pub(crate) method_types: Vec<MethodKind>,
    pub(crate) alipay_options: Option<AlipayOptions>,
    pub(crate) return_url: Option<ReturnUrl>,
}

/// A kind of payment method that an intent may be paid with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum MethodKind {
    Alipay,
    Alipayplus,
}

/// `payment_method_options.alipay` as it was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AlipayOptions {
    pub(crate) terminal_type: Option<TerminalType>,
    pub(crate) os_type: Option<String>,
    pub(crate) client_ip: Option<String>,
}

/// What the payer pays on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TerminalType {
    /// A desktop browser, which shows a code for the wallet on a telephone.
    Web,
    /// A browser on the telephone that has the wallet.
    App,
}

impl TerminalType {
    pub(crate) const ALL: [Self; 2] = [Self::Web, Self::App];

    /// The documented text.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Web => "WEB",
            Self::App => "APP",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|terminal| terminal.name() == name)
    }
}

/// Why a merchant gave an intent up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CancellationReason {
    Duplicate,
    Fraudulent,
    RequestedByCustomer,
    Abandoned,
}

impl CancellationReason {
    pub(crate) const ALL: [Self; 4] =
        [Self::Duplicate, Self::Fraudulent, Self::RequestedByCustomer, Self::Abandoned];

    /// As it is sent and answered.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Fraudulent => "fraudulent",
            Self::RequestedByCustomer => "requested_by_customer",
            Self::Abandoned => "abandoned",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// The hosted pages of an attempt to pay an intent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Redirect {
    /// Where the merchant who made the attempt reaches us; the same to whoever reads it later.
    pub(crate) origin: String,
    /// Where `next_action` leads.
    pub(crate) entry: PageId,
    /// The wallet, which the entry leads to by a code or by a link.
    pub(crate) wallet: PageId,
    pub(crate) terminal: TerminalType,
    pub(crate) form: NextActionType,
    pub(crate) return_parameters: ReturnParameters,
    pub(crate) expires_at: Timestamp,
    pub(crate) timer: TimerId,
}

impl Redirect {
    /// The address of one of the pages.
    pub(crate) fn address(&self, page: &PageId) -> String {
        address(&self.origin, page)
    }
}

/// A checkout session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) created: Timestamp,
    pub(crate) status: session::Status,
    pub(crate) cart: Cart,
    /// The ids of the cart's items, in their order.
    pub(crate) lines: Vec<Line>,
    pub(crate) intent: IntentId,
    /// That of the intent.
    pub(crate) client_secret: String,
    pub(crate) checkout: Checkout,
    pub(crate) expires_at: Timestamp,
    pub(crate) timer: TimerId,
    /// The call that made this version, when it was a call.
    pub(crate) caused_by: Option<ApiRequest>,
}

/// What a merchant sells in a checkout session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Cart {
    pub(crate) success_url: ReturnUrl,
    pub(crate) cancel_url: Option<ReturnUrl>,
    pub(crate) items: Vec<Item>,
    pub(crate) total: Money,
    pub(crate) method_types: Vec<MethodKind>,
    /// In the order in which it was sent.
    pub(crate) metadata: Option<Vec<(String, String)>>,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) customer_email: Option<String>,
    pub(crate) address_collection: AddressCollection,
}

/// One thing that is sold.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) unit: Money,
    pub(crate) quantity: i64,
    /// Minor units: of all of them.
    pub(crate) amount: i64,
    pub(crate) active: bool,
    pub(crate) product_active: bool,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) lookup_key: Option<String>,
}

/// The ids of an item.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) id: LineId,
    pub(crate) price: PriceId,
    pub(crate) product: ProductId,
}

/// Whether the page asks for a billing address. Undocumented: what Alipay's does with one; nothing here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AddressCollection {
    Auto,
    Required,
}

impl AddressCollection {
    pub(crate) const ALL: [Self; 2] = [Self::Auto, Self::Required];

    /// The documented text.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Required => "required",
        }
    }
}

/// The hosted pages of a checkout session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Checkout {
    /// Where the merchant who made the session reaches us.
    pub(crate) origin: String,
    /// The publishable key, which its address carries.
    pub(crate) key: String,
    /// Where its `url` leads.
    pub(crate) entry: PageId,
    /// The wallet of a telephone that scanned a code.
    pub(crate) scanned: PageId,
    /// The wallet on the telephone that shows the page.
    pub(crate) opened: PageId,
}

impl Checkout {
    /// The address of one of the pages.
    pub(crate) fn address(&self, page: &PageId) -> String {
        address(&self.origin, page)
    }
}

/// A refund.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Refund {
    pub(crate) id: RefundId,
    pub(crate) created: Timestamp,
    pub(crate) status: refund::Status,
    /// When it came to its status.
    pub(crate) since: Timestamp,
    pub(crate) intent: IntentId,
    pub(crate) amount: Money,
    pub(crate) reason: Option<RefundReason>,
    /// In the order in which it was sent.
    pub(crate) metadata: Vec<(String, String)>,
    /// The call that made this version, when it was a call.
    pub(crate) caused_by: Option<ApiRequest>,
}

/// Why a merchant refunds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum RefundReason {
    Duplicate,
    Fraudulent,
    RequestedByCustomer,
    ResolvedDispute,
}

impl RefundReason {
    pub(crate) const ALL: [Self; 4] =
        [Self::Duplicate, Self::Fraudulent, Self::RequestedByCustomer, Self::ResolvedDispute];

    /// The documented text.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::Fraudulent => "fraudulent",
            Self::RequestedByCustomer => "requested_by_customer",
            Self::ResolvedDispute => "resolved_dispute",
        }
    }
}

fn address(origin: &str, page: &PageId) -> String {
    format!("{origin}/pay/{}", page.0)
}

/// The id of a hosted page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct PageId(pub(crate) String);

/// A call of the API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct ApiRequest {
    pub(crate) id: RequestId,
    pub(crate) idempotency_key: Option<String>,
}

/// What WooshPay's own API knows of a webhook endpoint beside what stands in the book of endpoints.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Registration {
    pub(crate) id: EndpointId,
    pub(crate) description: Option<String>,
    /// In the order in which it was sent.
    pub(crate) metadata: Option<Vec<(String, String)>>,
    pub(crate) api_version: Option<String>,
}

/// What a hosted page decides on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PageOf {
    Intent(IntentId),
    Session(SessionId),
}

/// Everything that a sandbox holds.
#[derive(Debug, Default)]
pub(crate) struct Store {
    intents: BTreeMap<IntentId, Arc<Intent>>,
    sessions: BTreeMap<SessionId, Arc<Session>>,
    refunds: BTreeMap<RefundId, Arc<Refund>>,
    refunds_of: BTreeMap<IntentId, Vec<RefundId>>,
    /// By the merchant's own id of an order.
    intents_for: BTreeMap<String, Vec<IntentId>>,
    registrations: BTreeMap<EndpointId, Arc<Registration>>,
    pages: BTreeMap<PageId, PageOf>,
}

impl Store {
    /// Takes a version in.
    pub(crate) fn put(&mut self, version: Version) {
        match version {
            Version::Intent(intent) => {
                if let Some(redirect) = &intent.redirect {
                    for page in [&redirect.entry, &redirect.wallet] {
                        self.pages.insert(page.clone(), PageOf::Intent(intent.id));
                    }
                }
                if let Some(order) = &intent.order.merchant_order_id {
                    let known = self.intents_for.entry(order.clone()).or_default();
                    if !known.contains(&intent.id) {
                        known.push(intent.id);
                    }
                }
                self.intents.insert(intent.id, intent);
            }
            Version::Session(session) => {
                let Checkout { entry, scanned, opened, .. } = &session.checkout;
                for page in [entry, scanned, opened] {
                    self.pages.insert(page.clone(), PageOf::Session(session.id));
                }
                self.sessions.insert(session.id, session);
            }
            Version::Refund(refund) => {
                let of_intent = self.refunds_of.entry(refund.intent).or_default();
                if !of_intent.contains(&refund.id) {
                    of_intent.push(refund.id);
                }
                self.refunds.insert(refund.id, refund);
            }
            Version::Endpoint(endpoint) => {
                self.registrations.insert(endpoint.id, endpoint);
            }
        }
    }

    /// The newest version of every entity, oldest entity of each sort first.
    pub(crate) fn versions(&self) -> Vec<Version> {
        let intents = self.intents.values().map(|intent| Version::Intent(Arc::clone(intent)));
        let sessions = self.sessions.values().map(|one| Version::Session(Arc::clone(one)));
        let refunds = self.refunds.values().map(|refund| Version::Refund(Arc::clone(refund)));
        let endpoints = self.registrations.values().map(|one| Version::Endpoint(Arc::clone(one)));
        intents.chain(sessions).chain(refunds).chain(endpoints).collect()
    }

    /// The newest version of every intent, oldest first.
    pub(crate) fn intents(&self) -> impl Iterator<Item = &Arc<Intent>> {
        self.intents.values()
    }

    /// The newest version of every refund, oldest first.
    pub(crate) fn refunds(&self) -> impl Iterator<Item = &Arc<Refund>> {
        self.refunds.values()
    }

    /// An intent by its id.
    pub(crate) fn intent(&self, id: IntentId) -> Option<&Arc<Intent>> {
        self.intents.get(&id)
    }

    /// An intent by the text of its id.
    pub(crate) fn intent_named(&self, id: &str) -> Option<&Arc<Intent>> {
        self.intent(IntentId::parse(id)?)
    }

    /// The intents for an order of the merchant, newest first.
    pub(crate) fn intents_for(&self, order: &str) -> impl Iterator<Item = &Arc<Intent>> {
        let ids = self.intents_for.get(order).into_iter().flatten().rev();
        ids.filter_map(|id| self.intents.get(id))
    }

    /// A checkout session by its id.
    pub(crate) fn session(&self, id: SessionId) -> Option<&Arc<Session>> {
        self.sessions.get(&id)
    }

    /// A checkout session by the text of its id.
    pub(crate) fn session_named(&self, id: &str) -> Option<&Arc<Session>> {
        self.session(SessionId::parse(id)?)
    }

    /// A refund by the text of its id.
    pub(crate) fn refund_named(&self, id: &str) -> Option<&Arc<Refund>> {
        self.refunds.get(&RefundId::parse(id)?)
    }

    /// The refunds of an intent, oldest first.
    pub(crate) fn refunds_of(&self, id: IntentId) -> impl Iterator<Item = &Arc<Refund>> {
        self.refunds_of.get(&id).into_iter().flatten().filter_map(|id| self.refunds.get(id))
    }

    /// What is known of a webhook endpoint, when it was described here.
    pub(crate) fn registration(&self, id: EndpointId) -> Option<&Arc<Registration>> {
        self.registrations.get(&id)
    }

    /// What a page decides on.
    pub(crate) fn page(&self, id: &str) -> Option<PageOf> {
        self.pages.get(&PageId(id.to_owned())).copied()
    }
}
