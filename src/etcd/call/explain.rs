//! Details that etcd leaves out of a refusal: the user, the keys, the oldest revision.

use super::key_access::{Access, accesses, listed};
use super::session::Session;
use crate::etcd::Range;
use crate::etcd::error::call_error::CallError;
use crate::etcd::error::refusal::Refusal;
use crate::etcd::options::Credentials;
use crate::etcd::proto::{WatchCreateRequest, WatchRequest, WatchRequestUnion};
use tokio::time::timeout_at;

impl Session {
    /// Adds details to the error of an encoded request, whose keys have the prefix of the namespace already: hints
    /// about permissions name the keys that roles name.
    pub(super) async fn explained(
        &self,
        error: CallError,
        path: &str,
        request: &[u8],
    ) -> CallError {
        let refusal = error.refusal();
        let accesses = accesses(path, request);
        if refusal == Some(Refusal::PermissionDenied) {
            return error.hint(self.denial_hint(&accesses));
        }
        let access = accesses.first().filter(|_| refusal == Some(Refusal::Compacted));
        let Some(access) = access else { return error };
        let Some(first) = self.oldest_revision_of(&access.keys).await else { return error };
        error.hint(format!("the oldest available revision is {first}: use --rev {first} or later"))
    }

    pub(crate) fn canceled(&self, reason: &str, request: &WatchCreateRequest) -> CallError {
        let error = CallError::canceled(reason);
        if error.refusal() != Some(Refusal::PermissionDenied) {
            return error;
        }
        let mut request = request.clone();
        match self.namespace.enter(&mut request) {
            Ok(()) => error.hint(self.denial_hint(&[Access::watching(request)])),
            Err(_) => error,
        }
    }

    /// Returns the hint that names the user without permission, and what it is needed for.
    pub(super) fn denial_hint(&self, accesses: &[Access]) -> String {
        let what = listed(accesses);
        let what = if what.is_empty() { "do this".to_owned() } else { what };
        match &self.options.credentials {
            // A password may follow the colon.
            Credentials::User { name, .. } if name.contains(':') => {
                format!("user {}:*** may not {what}", name.split(':').next().unwrap_or_default())
            }
            Credentials::User { name, .. } => {
                format!("user {name} may not {what}; see \"ectl user get {name} --detail\"")
            }
            Credentials::Token(_) => format!("the token's user may not {what}"),
            Credentials::Anonymous => format!(
                "the user named in the client certificate may not {what}; --user selects another"
            ),
        }
    }

    /// Finds the oldest revision of some keys that etcd still has.
    pub(crate) async fn oldest_revision(&self, keys: &Range) -> Option<i64> {
        let Range { mut key, mut end } = keys.clone();
        self.namespace.range(&mut key, &mut end).ok()?;
        self.oldest_revision_of(&Range { key, end }).await
    }

    /// Finds the oldest revision of keys with the prefix of the namespace, by a watch from the first one.
    async fn oldest_revision_of(&self, keys: &Range) -> Option<i64> {
        let create = WatchCreateRequest {
            key: keys.key.clone(),
            range_end: keys.end.clone(),
            start_revision: 1,
            ..WatchCreateRequest::default()
        };
        let request = Some(WatchRequestUnion::Create(create));
        let found = timeout_at(self.deadline(), async {
            let mut watch = self.watch_absolute(WatchRequest { request }).await.ok()?;
            loop {
                let response = watch.next().await.ok()?;
                if !response.created || response.canceled {
                    return Some(response.compact_revision).filter(|first| *first > 0);
                }
            }
        });
        found.await.ok()?
    }
}
