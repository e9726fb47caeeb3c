//! What is known of a payment intent, and the immutable versions in which it is kept. No rules here:
//! what can happen is in [`lifecycle`](super::lifecycle), what is shown in
//! [`payment_intents`](super::payment_intents).

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::Deserialize;
use serde::Serialize;

use crate::kernel::money::Money;
use crate::kernel::tx::TimerId;
use crate::providers::wooshpay::ids::IntentId;
use crate::providers::wooshpay::ids::MethodId;
use crate::providers::wooshpay::ids::RequestId;
use crate::providers::wooshpay::lifecycle::Failure;
use crate::providers::wooshpay::lifecycle::Status;
use crate::providers::wooshpay::return_url::ReturnUrl;
use crate::providers::wooshpay::settings::NextActionType;
use crate::providers::wooshpay::settings::ReturnParameters;

/// An immutable version of an entity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Version {
    Intent(Arc<Intent>),
}

/// What can fall due.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Timer {
    /// The link of an intent ends.
    RedirectExpires(IntentId),
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
        format!("{}/pay/{}", self.origin, page.0)
    }
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

/// Every intent of a sandbox.
#[derive(Debug, Default)]
pub(crate) struct Store {
    intents: BTreeMap<IntentId, Arc<Intent>>,
    pages: BTreeMap<PageId, IntentId>,
}

impl Store {
    /// Takes a version in.
    pub(crate) fn put(&mut self, version: Version) {
        let Version::Intent(intent) = version;
        if let Some(redirect) = &intent.redirect {
            self.pages.insert(redirect.entry.clone(), intent.id);
            self.pages.insert(redirect.wallet.clone(), intent.id);
        }
        self.intents.insert(intent.id, intent);
    }

    /// The newest version of every intent, oldest first.
    pub(crate) fn intents(&self) -> impl Iterator<Item = &Arc<Intent>> {
        self.intents.values()
    }

    /// The newest version of every entity, oldest entity first.
    pub(crate) fn versions(&self) -> Vec<Version> {
        self.intents.values().map(|intent| Version::Intent(Arc::clone(intent))).collect()
    }

    /// An intent by its id.
    pub(crate) fn intent(&self, id: IntentId) -> Option<&Arc<Intent>> {
        self.intents.get(&id)
    }

    /// An intent by the text of its id.
    pub(crate) fn named(&self, id: &str) -> Option<&Arc<Intent>> {
        self.intent(IntentId::parse(id)?)
    }

    /// The intent that a page decides on.
    pub(crate) fn of_page(&self, page: &str) -> Option<&Arc<Intent>> {
        self.intent(*self.pages.get(&PageId(page.to_owned()))?)
    }
}
