//! What `ectl session` and `ectl lock` hand to the commands that run in them.

use crate::failure::Failure;
use crate::go::lease_id;
use std::ffi::OsString;

/// The lease of the session around us, in hexadecimal.
pub(crate) const LEASE: &str = "ECTL_LEASE";

/// The lease to use: the one given (0: none, whatever is around us), else that of the session around us.
pub(crate) fn lease_or_inherited(given: Option<i64>) -> Result<Option<i64>, Failure> {
    let id = match (given, std::env::var_os(LEASE)) {
        (Some(id), _) => id,
        (None, None) => 0,
        (None, Some(text)) if text.is_empty() => 0,
        (None, Some(text)) => {
            let text = text.to_string_lossy();
            lease_id(&text).map_err(|why| Failure::usage(format!("{LEASE}={text}: {why}")))?
        }
    };
    Ok((id != 0).then_some(id))
}

/// The key of the lock around us, and its fencing token: the revision that created it.
const LOCK_KEY: &str = "ETCD_LOCK_KEY";
pub(crate) const LOCK_REVISION: &str = "ETCD_LOCK_REV";

/// A lock by what its holder knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldLock {
    pub(crate) key: Vec<u8>,
    pub(crate) revision: i64,
}

/// The lock around us.
pub(crate) fn held_lock() -> Result<HeldLock, Failure> {
    let key = variable(LOCK_KEY)?.into_encoded_bytes();
    let text = variable(LOCK_REVISION)?;
    let revision = text.to_str().and_then(|text| text.parse().ok()).filter(|number| *number > 0);
    let revision = revision.ok_or_else(|| {
        Failure::usage(format!("{LOCK_REVISION}={} is no revision", text.to_string_lossy()))
    })?;
    Ok(HeldLock { key, revision })
}

fn variable(name: &str) -> Result<OsString, Failure> {
    std::env::var_os(name).filter(|value| !value.is_empty()).ok_or_else(|| {
        Failure::usage(format!("there is no lock around us to be held: {name} is not set"))
            .hint("run it as CMD, or within it, of: ectl lock NAME -- CMD")
    })
}
