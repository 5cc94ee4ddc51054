//! `put --ttl`: a write under a new lease, which is not renewed.

use crate::etcd::Session;
use crate::etcd::proto::{LeaseGrantRequest, LeaseRevokeRequest};
use crate::failure::{self, Kind};
use crate::go::LeaseId;
use crate::output::note;
use std::time::Duration;

/// Grants a lease for `write`, and revokes it if the write failed.
pub(crate) async fn under_lease<T>(
    session: &Session,
    ttl: i64,
    write: impl AsyncFnOnce(i64) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let granted = session.call(LeaseGrantRequest { ttl, id: 0 }).await;
    let granted = granted.map_err(|fault| fault.while_trying("failed to grant lease"))?;
    let done = write(granted.id).await;
    match &done {
        Ok(_) if granted.ttl > ttl => {
            note(&format!(
                "the key expires after {}, the shortest TTL that etcd grants",
                in_words(granted.ttl)
            ));
        }
        Ok(_) => {}
        // The write may have succeeded: then the key keeps its TTL.
        Err(error) if failure::kind(error) == Kind::Deadline => {}
        Err(_) => revoke(session, granted.id, granted.ttl).await,
    }
    done
}

async fn revoke(session: &Session, id: i64, ttl: i64) {
    if let Err(fault) = session.call(LeaseRevokeRequest { id }).await {
        let (lease, time) = (LeaseId(id), in_words(ttl));
        note(&format!("lease {lease} was not revoked and expires in {time}: {}", fault.text()));
    }
}

fn in_words(ttl: i64) -> humantime::FormattedDuration {
    humantime::format_duration(Duration::from_secs(ttl.unsigned_abs()))
}
