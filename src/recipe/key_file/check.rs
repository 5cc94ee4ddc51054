//! A first pass over a file, before anything is written.

use super::KeyFile;
use super::line::{ExportHeader, FileLine};
use super::rewrite::KeyRewrite;
use crate::failure::Failure;

/// What a file has, as far as it is known before its keys are used.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileFacts {
    pub(crate) keys: u64,
    /// The number of keys that had a lease.
    pub(crate) leased: u64,
    /// The first line whose key is not behind that of the line before.
    pub(crate) first_unsorted: Option<u64>,
}

impl KeyFile {
    /// Reads all of a regular file, and finds malformed lines. `rewrite` chooses the new names of the keys.
    pub(crate) fn check(
        &mut self,
        rewrite: impl FnOnce(Option<&ExportHeader>) -> Result<KeyRewrite, Failure>,
    ) -> Result<FileFacts, Failure> {
        let mut reader = self.reader()?;
        let mut facts = FileFacts::default();
        let mut next = reader.next()?;
        let header = match next.take() {
            Some((_, FileLine::Header(header), _)) => {
                next = reader.next()?;
                Some(header)
            }
            other => {
                next = other;
                None
            }
        };
        let rewrite = rewrite(header.as_ref())?;
        let mut last = Vec::new();
        while let Some((number, line, _)) = next {
            if let FileLine::Kv(kv) = line {
                let renamed = rewrite.apply(kv.key.clone());
                renamed.map_err(|why| self.name.malformed(number, &why))?;
                if kv.key <= last && facts.first_unsorted.is_none() {
                    facts.first_unsorted = Some(number);
                }
                facts.keys += 1;
                facts.leased += u64::from(kv.lease != 0);
                last = kv.key;
            }
            next = reader.next()?;
        }
        Ok(facts)
    }
}
