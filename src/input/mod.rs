//! Input of the user: arguments, variables, stdin, files, the terminal.

mod compare;
mod confirm;
mod file_lock;
mod menu;
mod no_echo;
pub(crate) mod password;
mod peer_urls;
mod replaced_file;
mod secret;
mod session_env;
mod size;
pub(crate) mod value;
mod words;

pub(crate) use compare::compare;
pub(crate) use confirm::Terminal;
pub(crate) use file_lock::lock_within;
pub(crate) use menu::Menu;
pub(crate) use peer_urls::peer_urls;
pub(crate) use replaced_file::{followed, is_descriptor, keep_access, real_folder};
pub(crate) use secret::{Secret, Source};
pub(crate) use session_env::{HeldLock, LEASE, LOCK_REVISION, held_lock, lease_or_inherited};
pub(crate) use size::byte_size;
pub(crate) use words::{excerpt, words};

use crate::failure::{Failure, Kind};
use std::ffi::OsStr;

/// Returns the bytes of an argument. Keys and values are bytes, as are Unix arguments: none is refused.
pub(crate) fn bytes(argument: &OsStr) -> Vec<u8> {
    argument.as_encoded_bytes().to_vec()
}

/// Parses `--consistency`. Returns whether stale reads are allowed.
pub(crate) fn serializable(consistency: &str) -> Result<bool, Failure> {
    match consistency {
        "l" => Ok(false),
        "s" => Ok(true),
        _ => {
            let text = format!("unknown consistency flag \"{consistency}\"");
            Err(Failure::new(Kind::Format, text)
                .hint("valid values: l (linearizable), s (serializable)"))
        }
    }
}
