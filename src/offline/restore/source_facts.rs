//! What one walk through the snapshot finds out.

use crate::failure::Failure;
use crate::offline::bolt::WalkItem;
use crate::offline::invalid;
use crate::offline::mvcc::{KEY, KeyCount, META, Marks, RevisionKey, StoredKeyValue};

#[derive(Debug, Clone)]
pub(super) struct SourceFacts {
    /// The revision of the last entry of the bucket `key`; zero if that is empty.
    pub(super) revision: i64,
    pub(super) keys: KeyCount,
    /// The bucket that is read.
    bucket: Vec<u8>,
    has_meta: bool,
}

impl SourceFacts {
    pub(super) fn new(marks: &Marks) -> Self {
        let keys = KeyCount::new(marks);
        Self { revision: 0, keys, bucket: Vec::new(), has_meta: false }
    }

    pub(super) fn add(&mut self, item: WalkItem<'_>) -> Result<(), Failure> {
        match item {
            WalkItem::Bucket(name) => {
                name.clone_into(&mut self.bucket);
                self.has_meta |= name == META.as_bytes();
            }
            WalkItem::Element(element) if element.is_bucket => {
                let [outer, inner] = [self.bucket.as_slice(), element.key].map(escaped);
                let text = format!("bucket \"{outer}\" contains the bucket \"{inner}\"");
                return Err(invalid(text).hint("this is not a database of etcd"));
            }
            WalkItem::Element(element) => {
                if self.bucket == KEY.as_bytes() {
                    let entry = RevisionKey::parse(element.key)?;
                    self.revision = entry.revision.main;
                    self.keys.add(entry, &StoredKeyValue::parse(element.value)?);
                }
            }
        }
        Ok(())
    }

    /// Refuses databases of other programs.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.has_meta {
            return Ok(());
        }
        Err(invalid("failed to find a bucket: meta").hint("this is not a database of etcd"))
    }
}

fn escaped(name: &[u8]) -> String {
    String::from_utf8_lossy(name).escape_debug().to_string()
}
