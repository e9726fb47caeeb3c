//! The documented examples of a provider, and which operation of its profile each belongs to.

use sandpay_core::kernel::fidelity::Offered;
use sandpay_core::kernel::provider::OperationInfo;
use sandpay_core::kernel::provider::Profile;
use sandpay_fixtures::Call;
use sandpay_fixtures::Fixture;
use sandpay_fixtures::Kind;

/// A documented example, and the operation that it is of when that is served.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document {
    pub(crate) fixture: &'static Fixture,
    pub(crate) operation: Option<&'static OperationInfo>,
}

impl Document {
    /// Whether it holds a request of a served operation that is whole.
    pub(crate) fn is_sendable(&self) -> bool {
        let is_whole = matches!(self.fixture.example.kind, Kind::Complete | Kind::Derived);
        is_whole && self.operation.is_some() && self.fixture.request.is_some()
    }
}

/// Every documented example of a provider.
pub(crate) fn of(profile: &'static Profile) -> Vec<Document> {
    let offered = (profile.grounds.operations)();
    let fixtures = sandpay_fixtures::under(profile.name);
    let document = |fixture: &'static Fixture| {
        let call = fixture.example.call.as_ref();
        let operation = call.and_then(|call| served(profile, &offered, call));
        Document { fixture, operation }
    };
    fixtures.map(document).collect()
}

/// The operation behind a documented call: method and path decide, and where several operations share them,
/// the name in the request.
fn served(
    profile: &'static Profile,
    offered: &[Offered],
    call: &Call,
) -> Option<&'static OperationInfo> {
    let is_meant = |(info, offered): &(&'static OperationInfo, &Offered)| {
        info.method.as_str() == call.method
            && is_same_path(info.path, &call.path)
            && offered.call.is_none_or(|name| call.name.as_deref() == Some(name))
    };
    profile.operations.iter().zip(offered).find(is_meant).map(|(info, _)| info)
}

/// Whether two templates match the same paths: the names of their variable parts mean nothing.
fn is_same_path(one: &str, other: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        let part = |part: &str| if part.starts_with('{') { "{}" } else { part }.to_owned();
        path.split('/').map(part).collect()
    };
    parts(one) == parts(other)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use sandpay_core::providers;

    use super::*;

    #[rstest]
    #[case("yuno/get-payment/wallet", Some("retrieve_payment"))]
    #[case("yuno/cancel-or-refund-transaction/cancel", Some("cancel_or_refund_transaction"))]
    #[case("yuno/create-payout/basic", None)]
    #[case("yuno/webhooks/payment.chargeback/guide", None)]
    #[case("yabandpay/query-order/wechat-paid", Some("query_order"))]
    #[case("yabandpay/pos/order", None)]
    #[case("wooshpay/retrieve-refund/reference", Some("retrieve_refund"))]
    fn an_example_belongs_to_the_operation_that_its_call_reaches(
        #[case] name: &str,
        #[case] operation: Option<&str>,
    ) {
        let provider = name.split('/').next().unwrap();
        let mut profiles = providers::all().iter().map(|one| one.profile());
        let profile = profiles.find(|profile| profile.name == provider).unwrap();

        let documents = of(profile);

        let found = documents.iter().find(|one| one.fixture.name == name).unwrap();
        assert_eq!(found.operation.map(|one| one.name), operation);
    }
}
