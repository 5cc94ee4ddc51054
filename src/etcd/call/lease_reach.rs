//! The keys of a lease outside of the namespace: revoking it deletes them too.

use super::namespace::Namespace;
use super::session::Session;
use crate::etcd::error::call_error::CallError;
use crate::etcd::proto::LeaseTimeToLiveRequest;
use crate::go::LeaseId;
use crate::output::counted;

impl Session {
    /// Refuses to revoke a lease that has keys outside of the namespace. Another client may still attach one
    /// before it is revoked.
    pub(crate) async fn refuse_if_lease_reaches_outside(&self, id: i64) -> Result<(), CallError> {
        let prefix = &self.options.namespace;
        if prefix.is_empty() {
            return Ok(());
        }
        let request = LeaseTimeToLiveRequest { id, keys: true };
        let keys = self.call_as(request, true, &Namespace::default()).await?.keys;
        let outside = keys.iter().filter(|key| !key.starts_with(prefix)).count();
        if outside == 0 {
            return Ok(());
        }
        let (id, outside) = (LeaseId(id), counted(outside as u64, "key", "keys"));
        let call = format!("revoking lease {id}, which has {outside} elsewhere");
        let refused = self.options.refuse_in_namespace(&call);
        refused.map_err(CallError::local)
    }
}
