//! A deleted key that was put back, or would be.

use crate::etcd::proto::KeyValue;
use crate::go::quote;
use crate::output::{Buffer, Cell, Format, Records, Reply};

#[derive(Debug)]
pub(crate) struct Undeletion {
    /// The key as it was.
    pub(crate) kv: KeyValue,
    /// The revision that deleted it, if it was looked for.
    pub(crate) deleted: Option<i64>,
    /// The revision that put it back; `None` if nothing was written.
    pub(crate) revision: Option<i64>,
}

impl Reply for Undeletion {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] =
        &["key", "value", "from_revision", "deleted_revision", "former_lease", "revision"];

    fn simple(&self, page: &mut Buffer) {
        let (key, put) = (quote(&self.kv.key), self.kv.mod_revision);
        let deleted = self.deleted.map(|deleted| format!(", deleted at revision {deleted}"));
        let source = format!("{key} from revision {put}{}", deleted.unwrap_or_default());
        if self.revision.is_some() {
            page.confirmation(format_args!("put back {source}"));
        } else {
            page.line(format_args!("would put back {source}:"));
            page.blob(&self.kv.value);
        }
    }

    fn records(&self) -> Records {
        let counter = |revision: Option<i64>| revision.map_or(Cell::Nothing, Cell::Counter);
        Records::one([
            ("key", Cell::Blob(self.kv.key.clone())),
            ("value", Cell::Blob(self.kv.value.clone())),
            ("from_revision", Cell::Counter(self.kv.mod_revision)),
            ("deleted_revision", counter(self.deleted)),
            ("former_lease", Cell::lease(self.kv.lease)),
            ("revision", counter(self.revision)),
        ])
    }
}
