//! What etcd leaves out of a refusal: whom it concerns, and what there is instead.

use super::call_error::CallError;
use super::key_access::{Access, accesses, listed};
use crate::etcd::Range;
use crate::etcd::call::session::Session;
use crate::etcd::connect::select::by;
use crate::etcd::options::Credentials;
use crate::etcd::proto::{WatchCreateRequest, WatchRequest, WatchRequestUnion};

impl CallError {
    /// Returns whether etcd has compacted the revision that was asked for.
    pub(crate) fn is_compacted(&self) -> bool {
        self.text().contains("required revision has been compacted")
    }
}

impl Session {
    /// The refusal of a request, with what to do about it.
    pub(crate) async fn explained(
        &self,
        fault: CallError,
        path: &str,
        request: &[u8],
    ) -> CallError {
        let (text, accesses) = (fault.text(), accesses(path, request));
        if is_denial(&text) {
            return fault.hint(self.who_may_not(&accesses));
        }
        let compacted = text.ends_with("required revision has been compacted");
        let Some(access) = accesses.first().filter(|_| compacted) else { return fault };
        let Some(first) = self.oldest_revision(&access.keys).await else { return fault };
        fault.hint(format!("etcd remembers from revision {first} on: --rev {first} or later"))
    }

    /// The end of a watch, for the reason that etcd gave.
    pub(crate) fn canceled(&self, reason: &str, request: &WatchCreateRequest) -> CallError {
        let fault = CallError::canceled(reason);
        if !is_denial(reason) {
            return fault;
        }
        fault.hint(self.who_may_not(&[Access::watching(request.clone())]))
    }

    /// Who may not do this, and how that can be seen.
    pub(crate) fn who_may_not(&self, accesses: &[Access]) -> String {
        let what = listed(accesses);
        let what = if what.is_empty() { "do this".to_owned() } else { what };
        match &self.options.credentials {
            // Behind a colon there may be a password.
            Credentials::User { name, .. } if name.contains(':') => {
                format!("user {}:*** may not {what}", name.split(':').next().unwrap_or_default())
            }
            Credentials::User { name, .. } => format!(
                "user {name} may not {what}; \"ectl user get {name} --detail\" shows what it may"
            ),
            Credentials::Token(_) => format!("the user of the token may not {what}"),
            Credentials::Nobody => format!(
                "the user that our certificate names may not {what}; --user says who else you are"
            ),
        }
    }

    /// The first revision that etcd still has of some keys: told by a watch that asks for too much.
    pub(crate) async fn oldest_revision(&self, keys: &Range) -> Option<i64> {
        let create = WatchCreateRequest {
            key: keys.key.clone(),
            range_end: keys.end.clone(),
            start_revision: 1,
            ..WatchCreateRequest::default()
        };
        let request = Some(WatchRequestUnion::Create(create));
        by(self.deadline(), async {
            let mut watch = self.watch(WatchRequest { request }).await.ok()?;
            loop {
                let response = watch.next().await.ok()?;
                if !response.created || response.canceled {
                    return Some(response.compact_revision).filter(|first| *first > 0);
                }
            }
        })
        .await?
    }
}

/// Whether etcd says that we may not do this, without a word about who and what.
pub(crate) fn is_denial(text: &str) -> bool {
    text.ends_with("permission denied")
}
