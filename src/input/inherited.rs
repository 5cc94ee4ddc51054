//! What `ectl session` and `ectl lock` hand to the commands that run in them.

use super::lease_id;
use crate::failure::Failure;

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
