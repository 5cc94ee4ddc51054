//! What there is to say of a saved snapshot.

use crate::output::{Cell, Page, Records, Reply};

/// A snapshot that was saved.
#[derive(Debug, Default)]
pub(crate) struct SnapshotReply {
    pub(crate) file: String,
    pub(crate) bytes: u64,
    /// The server's version; servers before 3.6 don't tell.
    pub(crate) version: String,
}

impl Reply for SnapshotReply {
    const ONLY_TEXT: bool = true;

    fn simple(&self, page: &mut Page) {
        page.line(format_args!("Snapshot saved at {}", self.file));
        if !self.version.is_empty() {
            page.line(format_args!("Server version {}", self.version));
        }
    }

    fn fields(&self, page: &mut Page) {
        self.simple(page);
    }

    fn json(&self, page: &mut Page) {
        self.simple(page);
    }

    fn protobuf(&self, page: &mut Page) {
        self.simple(page);
    }

    fn records(&self) -> Records {
        Records::one([
            ("file", Cell::text(&self.file)),
            ("bytes", Cell::UnsignedCounter(self.bytes)),
            ("version", Cell::text(&self.version)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::SnapshotReply;
    use crate::output::{Page, Reply as _};

    // Only servers of 3.6 and later tell their version.
    #[test]
    fn a_newer_server_tells_its_version() {
        let saved = SnapshotReply { file: "s.db".into(), bytes: 1, version: "3.7.0".into() };
        let mut page = Page::new(false);
        saved.simple(&mut page);
        assert_eq!(page.take(), b"Snapshot saved at s.db\nServer version 3.7.0\n");
    }
}
