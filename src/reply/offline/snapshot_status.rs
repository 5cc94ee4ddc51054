use crate::go::si_bytes;
use crate::offline::mvcc::SnapshotStatus;
use crate::output::{Buffer, Cell, Format, Records, Reply};

impl Reply for SnapshotStatus {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] =
        &["hash", "revision", "total_keys", "total_size", "version"];

    fn simple(&self, page: &mut Buffer) {
        let Self { hash, revision, total_key, version, .. } = self;
        let size = si_bytes(self.total_size);
        page.line(format_args!("{hash:x}, {revision}, {total_key}, {size}, {version}"));
    }

    fn fields(&self, page: &mut Buffer) {
        page.field("Hash", self.hash);
        page.field("Revision", self.revision);
        page.field("Keys", self.total_key);
        page.field("Size", self.total_size);
        page.field("Version", &self.version);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            object.field("hash", self.hash);
            object.field("revision", self.revision);
            object.field("totalKey", self.total_key);
            object.field("totalSize", self.total_size);
            object.field("version", &self.version);
        });
    }

    fn records(&self) -> Records {
        Records::one([
            ("hash", Cell::text(format!("{:x}", self.hash))),
            ("revision", Cell::Counter(self.revision)),
            ("total_keys", Cell::UnsignedCounter(self.total_key)),
            ("total_size", Cell::text(si_bytes(self.total_size))),
            ("version", Cell::text(&self.version)),
        ])
    }

    fn jsonl_records(&self) -> Records {
        Records::one([
            ("hash", Cell::text(format!("{:x}", self.hash))),
            ("revision", Cell::Counter(self.revision)),
            ("total_keys", Cell::UnsignedCounter(self.total_key)),
            ("total_size", Cell::UnsignedCounter(self.total_size)),
            ("version", Cell::text(&self.version)),
        ])
    }
}
