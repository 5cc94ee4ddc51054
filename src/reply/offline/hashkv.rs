use crate::offline::mvcc::KeyValueHash;
use crate::output::{Buffer, Cell, Format, Records, Reply};

impl Reply for KeyValueHash {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &["hash", "hash_revision", "compact_revision"];

    fn simple(&self, page: &mut Buffer) {
        let Self { hash, revision, compact_revision } = self;
        page.line(format_args!("{hash}, {revision}, {compact_revision}"));
    }

    fn fields(&self, page: &mut Buffer) {
        page.field("Hash", self.hash);
        page.field("Hash revision", self.revision);
        page.field("Compact revision", self.compact_revision);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            object.field("hash", self.hash);
            object.field("hashRevision", self.revision);
            object.field("compactRevision", self.compact_revision);
        });
    }

    fn records(&self) -> Records {
        Records::one([
            ("hash", Cell::Number(self.hash.into())),
            ("hash_revision", Cell::Counter(self.revision)),
            ("compact_revision", Cell::Counter(self.compact_revision)),
        ])
    }
}
