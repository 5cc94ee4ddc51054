use crate::output::{Buffer, Cell, Records, TextReply};

#[derive(Debug, Default)]
pub(crate) struct SnapshotReply {
    pub(crate) file: String,
    pub(crate) bytes: u64,
    /// The server's version; empty for servers before 3.6, which do not report it.
    pub(crate) version: String,
    /// The revision of the store; `None` if the snapshot was not read again.
    pub(crate) revision: Option<i64>,
    /// The number of keys, likewise.
    pub(crate) keys: Option<u64>,
}

impl TextReply for SnapshotReply {
    const FIELDS: &'static [&'static str] = &["file", "bytes", "version", "revision", "keys"];

    fn text(&self, page: &mut Buffer) {
        page.confirmation(format_args!("Snapshot saved at {}", self.file));
        if !self.version.is_empty() {
            page.confirmation(format_args!("Server version {}", self.version));
        }
    }

    fn facts(&self) -> Records {
        Records::one([
            ("file", Cell::text(&self.file)),
            ("bytes", Cell::UnsignedCounter(self.bytes)),
            ("version", Cell::text(&self.version)),
            ("revision", self.revision.map_or(Cell::Nothing, Cell::Counter)),
            ("keys", self.keys.map_or(Cell::Nothing, Cell::UnsignedCounter)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::SnapshotReply;
    use crate::output::{Buffer, Reply as _};

    #[test]
    fn newer_servers_report_their_version() {
        let saved = SnapshotReply {
            file: "s.db".into(),
            version: "3.7.0".into(),
            ..SnapshotReply::default()
        };
        let mut page = Buffer::new(false);
        saved.simple(&mut page);
        assert_eq!(page.take(), b"Snapshot saved at s.db\nServer version 3.7.0\n");
    }
}
