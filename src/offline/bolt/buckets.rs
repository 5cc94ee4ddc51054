//! The buckets of a database, and their values by key.

use super::bucket::Bucket;
use super::database::Database;
use crate::failure::Failure;

impl Database {
    /// Returns the bucket that contains the others.
    pub(crate) fn root(&self) -> Bucket {
        Bucket::root(self.meta().root)
    }

    /// Returns the buckets in the order of their names.
    pub(crate) fn buckets(&self) -> Result<Vec<Bucket>, Failure> {
        let mut cursor = self.root().cursor(self);
        let mut buckets = Vec::new();
        while let Some(element) = cursor.next()? {
            if element.is_bucket {
                buckets.push(Bucket::parse(element.key, element.value)?);
            }
        }
        Ok(buckets)
    }

    /// Returns the bucket of that name.
    pub(crate) fn bucket(&self, name: &str) -> Result<Option<Bucket>, Failure> {
        let mut cursor = self.root().cursor(self);
        match cursor.seek(name.as_bytes())? {
            Some(found) if found.key == name.as_bytes() && found.is_bucket => {
                Bucket::parse(found.key, found.value).map(Some)
            }
            _ => Ok(None),
        }
    }

    /// Returns the value of a key in a bucket.
    pub(crate) fn value(&self, bucket: &str, key: &[u8]) -> Result<Option<Vec<u8>>, Failure> {
        let Some(bucket) = self.bucket(bucket)? else { return Ok(None) };
        let mut cursor = bucket.cursor(self);
        let found = cursor.seek(key)?.filter(|found| found.key == key && !found.is_bucket);
        Ok(found.map(|found| found.value.to_vec()))
    }
}
