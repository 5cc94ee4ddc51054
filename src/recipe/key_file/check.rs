//! A first pass over a file, before anything is written.

use super::completeness::Completeness;
use super::line::{ExportHeader, FileLine};
use super::rewrite::KeyRewrite;
use super::stamp::FileStamp;
use super::{FileName, FileSource, KeyFile, LARGER};
use crate::etcd::proto::KeyValue;
use crate::failure::Failure;

/// What a file has, as far as it is known before its keys are used.
#[derive(Debug, Clone, Default)]
pub(crate) struct FileFacts {
    pub(crate) keys: u64,
    pub(crate) last_line: u64,
    /// The failure for the first line whose key is not behind that of the line before.
    pub(crate) first_unsorted: Option<Failure>,
    /// The failure for an export without all of its keys.
    pub(crate) incomplete: Option<Failure>,
    /// The first key and the last one, under their new names.
    pub(crate) span: Option<(Vec<u8>, Vec<u8>)>,
}

/// What to do about a file that is not in key order.
const IN_ORDER: &str = "export writes the keys in order, each of them once";

impl KeyFile {
    /// Reads all of a regular file, and finds malformed lines. `rewrite` chooses the new names of the keys.
    /// The lines fail later if the file is changed meanwhile.
    pub(crate) fn check(
        &mut self,
        rewrite: impl FnOnce(Option<&ExportHeader>) -> Result<KeyRewrite, Failure>,
    ) -> Result<FileFacts, Failure> {
        if let FileSource::Regular(file) = &self.source {
            let stamp = FileStamp::of(file).map_err(|error| self.name.unreadable(&error))?;
            self.checked = Some(stamp);
        }
        let mut reader = self.reader()?;
        let mut facts = FileFacts::default();
        let mut completeness = Completeness::default();
        let mut next = reader.next()?;
        let header = match &next {
            Some((_, FileLine::Header(header), _)) => Some(header),
            _ => None,
        };
        let rewrite = rewrite(header)?;
        while let Some((number, line, _)) = next {
            facts.last_line = number;
            completeness.add(&line);
            if let FileLine::Kv(kv) = line {
                self.check_size(number, &kv)?;
                let key = rewrite.apply(kv.key);
                let key = key.map_err(|why| self.name.malformed(number, &why))?;
                facts.add(key, || self.name.unsorted(number));
            }
            next = reader.next()?;
        }
        facts.incomplete = completeness.check(&self.name);
        Ok(facts)
    }

    /// Refuses a key that no request can hold.
    fn check_size(&self, number: u64, kv: &KeyValue) -> Result<(), Failure> {
        let (size, most) = (kv.key.len() + kv.value.len(), self.max_request);
        if size <= most {
            return Ok(());
        }
        let why = format!("the key and its value have {size} bytes, more than the limit of {most}");
        Err(self.name.malformed(number, &why).hint(LARGER))
    }
}

impl FileFacts {
    fn add(&mut self, key: Vec<u8>, unsorted: impl FnOnce() -> Failure) {
        self.keys += 1;
        match &mut self.span {
            None => self.span = Some((key.clone(), key)),
            Some((_, last)) if *last < key => *last = key,
            Some(_) if self.first_unsorted.is_none() => self.first_unsorted = Some(unsorted()),
            Some(_) => {}
        }
    }
}

impl FileName {
    pub(super) fn unsorted(&self, line: u64) -> Failure {
        self.malformed(line, "the key is not behind that of the line before").hint(IN_ORDER)
    }
}
