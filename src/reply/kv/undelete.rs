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
        let what = if self.revision.is_some() { "put back" } else { "would put back" };
        page.text(format_args!("{what} {key} from revision {put}"));
        if let Some(deleted) = self.deleted {
            page.text(format_args!(", deleted at revision {deleted}"));
        }
        match self.revision {
            Some(_) => page.raw(b"\n"),
            None => {
                page.raw(b":\n");
                page.blob(&self.kv.value);
            }
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
