//! From a method and a path to a documented operation. The matching itself is `matchit`.

use std::sync::OnceLock;

use http::Method;
use matchit::Router;

use crate::kernel::provider::OperationInfo;

/// The operations of a provider by path template, built on first use.
#[derive(Debug, Default)]
pub struct Routes(OnceLock<Router<Vec<(Method, usize)>>>);

/// What a path leads to.
#[derive(Debug)]
pub enum Found<'a> {
    /// An operation, by its position in the profile, and the values of the path's parameters.
    Operation(usize, Vec<(&'a str, &'a str)>),
    /// The path exists, but not with this method.
    OtherMethod,
    /// No document knows the path.
    Nothing,
}

impl Routes {
    /// A table that is still empty.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// The operation behind `method` and `path`.
    ///
    /// # Panics
    ///
    /// When two operations of the profile claim paths that cannot be told apart, which the first test
    /// of a provider shows.
    pub fn find<'a>(
        &'a self,
        operations: &'static [OperationInfo],
        method: &Method,
        path: &'a str,
    ) -> Found<'a> {
        let router = self.0.get_or_init(|| table(operations));
        let Ok(hit) = router.at(path) else {
            return Found::Nothing;
        };
        match hit.value.iter().find(|(known, _)| known == method) {
            Some((_, position)) => Found::Operation(*position, hit.params.iter().collect()),
            None => Found::OtherMethod,
        }
    }
}

fn table(operations: &'static [OperationInfo]) -> Router<Vec<(Method, usize)>> {
    let mut paths: Vec<(&str, Vec<(Method, usize)>)> = Vec::new();
    for (position, operation) in operations.iter().enumerate() {
        let entry = (operation.method.clone(), position);
        match paths.iter_mut().find(|(path, _)| *path == operation.path) {
            Some((_, methods)) => methods.push(entry),
            None => paths.push((operation.path, vec![entry])),
        }
    }
    let mut router = Router::new();
    for (path, methods) in paths {
        router.insert(path, methods).expect("the paths of a profile can be told apart");
    }
    router
}
