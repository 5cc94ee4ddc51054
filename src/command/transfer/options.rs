//! Which keys are copied or moved, and how each of them is written.

use crate::etcd::Range;
use crate::etcd::proto::{KeyValue, PutRequest};
use crate::failure::{Failure, Kind};
use crate::input;
use crate::recipe::key_file::KeyRewrite;
use crate::recipe::{KeyGuard, KeyWrite, WriteAction};
use clap::Args;
use std::ffi::OsString;

#[derive(Debug, Args)]
pub(crate) struct TransferKeys {
    /// Key, or prefix with --prefix
    #[arg(value_name = "SRC")]
    source: OsString,
    /// The new key, or the prefix of the new keys
    #[arg(value_name = "DST")]
    destination: OsString,
    /// All keys that begin with SRC; DST replaces SRC
    #[arg(long)]
    pub(super) prefix: bool,
    /// Do not overwrite keys; exit with 8 if one exists
    #[arg(long)]
    no_clobber: bool,
}

#[derive(Debug)]
pub(crate) struct Transfer {
    pub(crate) keys: TransferKeys,
    pub(crate) keep_lease: bool,
    /// Delete the originals.
    pub(crate) is_move: bool,
}

impl Transfer {
    pub(super) fn verb(&self) -> &'static str {
        if self.is_move { "moved" } else { "copied" }
    }

    pub(super) fn range(&self) -> Range {
        let key = input::bytes(&self.keys.source);
        if self.keys.prefix { Range::prefix(key) } else { Range { key, end: Vec::new() } }
    }

    /// Returns whether the same command would move the keys that are left after such a failure.
    pub(super) fn may_be_repeated(&self, after: Kind) -> bool {
        let is_rival = after == Kind::Unmet && !self.keys.no_clobber;
        self.is_move && (is_rival || after == Kind::Ended)
    }

    /// Returns the write of a key, which takes place if the key is still as it was read.
    pub(super) fn write(
        &self,
        names: &KeyRewrite,
        kv: KeyValue,
        number: u64,
    ) -> Result<KeyWrite, Failure> {
        let key = names.apply(kv.key.clone());
        let key = key.map_err(|why| Failure::new(Kind::Refused, why))?;
        let lease = if self.keep_lease { kv.lease } else { 0 };
        let guard = KeyGuard::ModRevision(kv.key.clone(), kv.mod_revision);
        let absent = self.keys.no_clobber.then(|| KeyGuard::Absent(key.clone()));
        let put = PutRequest { key, value: kv.value, lease, ..PutRequest::default() };
        let action = if self.is_move {
            WriteAction::Move { from: kv.key, put }
        } else {
            WriteAction::Put(put)
        };
        let write = KeyWrite::new(number, action).guarded(guard);
        Ok(match absent {
            Some(absent) => write.guarded(absent),
            None => write,
        })
    }
}

impl TransferKeys {
    /// Returns how the keys are renamed; fails if the new names are among the old ones.
    pub(super) fn names(&self) -> Result<KeyRewrite, Failure> {
        let (strip, prefix) = (input::bytes(&self.source), input::bytes(&self.destination));
        if !self.prefix {
            if strip.is_empty() || prefix.is_empty() {
                return Err(Failure::usage("a key must not be empty"));
            }
            if strip == prefix {
                return Err(Failure::usage("SRC and DST are the same key"));
            }
        } else if prefix.starts_with(&strip) || strip.starts_with(&prefix) {
            return Err(Failure::usage("one of the prefixes SRC and DST begins with the other")
                .hint("a key could be both read and written"));
        }
        Ok(KeyRewrite { strip, prefix, may_be_empty: false })
    }
}

#[cfg(test)]
mod tests {
    use super::TransferKeys;

    #[test]
    fn overlapping_names_are_refused() {
        let allowed = |source: &str, destination: &str, prefix| {
            let (source, destination) = (source.into(), destination.into());
            TransferKeys { source, destination, prefix, no_clobber: false }.names().is_ok()
        };
        assert!(allowed("a", "b", false) && allowed("a", "ab", false));
        assert!(!allowed("a", "a", false) && !allowed("", "a", false) && !allowed("a", "", false));
        assert!(allowed("a/", "b/", true) && allowed("a/b/", "a/c/", true));
        assert!(!allowed("a/", "a/b/", true) && !allowed("a/b/", "a/", true));
        assert!(!allowed("", "a/", true) && !allowed("a/", "", true));
    }
}
