//! Variables that `ectl session` and `ectl lock` set for their commands.

use crate::failure::Failure;
use crate::go::lease_id;
use std::ffi::OsString;

/// The lease of the enclosing session, in hexadecimal.
pub(crate) const LEASE: &str = "ECTL_LEASE";

/// Returns the lease of `--lease` (`None` for 0), else that of the enclosing session.
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

/// The key of the enclosing lock, and its create revision, the fencing token.
const LOCK_KEY: &str = "ETCD_LOCK_KEY";
pub(crate) const LOCK_REVISION: &str = "ETCD_LOCK_REV";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HeldLock {
    pub(crate) key: Vec<u8>,
    pub(crate) revision: i64,
}

pub(crate) fn held_lock() -> Result<HeldLock, Failure> {
    let key = variable(LOCK_KEY)?.into_encoded_bytes();
    let text = variable(LOCK_REVISION)?;
    let revision = text.to_str().and_then(|text| text.parse().ok()).filter(|number| *number > 0);
    let revision = revision.ok_or_else(|| {
        Failure::usage(format!("{LOCK_REVISION}={} is not a revision", text.to_string_lossy()))
    })?;
    Ok(HeldLock { key, revision })
}

fn variable(name: &str) -> Result<OsString, Failure> {
    std::env::var_os(name).filter(|value| !value.is_empty()).ok_or_else(|| {
        Failure::usage(format!("--if-held works only under \"ectl lock\": {name} is not set"))
            .hint("run it inside: ectl lock NAME -- CMD")
    })
}
