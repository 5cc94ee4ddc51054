//! Writes at the destination: keys with the prefix replaced, in transactions of bounded size.

use super::guard::written_key;
use crate::etcd::Range;
use crate::etcd::proto::{
    DeleteRangeRequest, Event, KeyValue, PutRequest, RequestOp, RequestUnion, operation,
};
use crate::failure::{Failure, Kind};
use crate::recipe::batches::FULL;
use prost::Message as _;

#[derive(Debug, Clone)]
pub(crate) struct KeyMapping {
    pub(crate) key: Vec<u8>,
    pub(crate) range_end: Vec<u8>,
    /// The prefix of the keys, and what replaces it.
    pub(crate) prefix: Vec<u8>,
    pub(crate) replacement: Vec<u8>,
}

impl KeyMapping {
    /// Returns the range of the source.
    pub(super) fn source(&self) -> Range {
        Range { key: self.key.clone(), end: self.range_end.clone() }
    }

    pub(crate) fn put(&self, kv: &KeyValue) -> Result<RequestOp, Failure> {
        let key = self.rename(&kv.key)?;
        let put = PutRequest { key, value: kv.value.clone(), ..PutRequest::default() };
        Ok(operation(RequestUnion::RequestPut(put)))
    }

    pub(crate) fn replay(&self, event: &Event) -> Result<RequestOp, Failure> {
        let Some(kv) = &event.kv else {
            return Err(Failure::new(Kind::Refused, "source: an event without a key"));
        };
        match event.r#type {
            0 => self.put(kv),
            1 => {
                let key = self.rename(&kv.key)?;
                let delete = DeleteRangeRequest { key, ..DeleteRangeRequest::default() };
                Ok(operation(RequestUnion::RequestDeleteRange(delete)))
            }
            other => Err(Failure::new(Kind::Refused, format!("source: event of type {other}"))),
        }
    }

    fn rename(&self, key: &[u8]) -> Result<Vec<u8>, Failure> {
        self.rename_rest(key.strip_prefix(self.prefix.as_slice()).unwrap_or(key))
    }

    /// Returns the destination's name of a key without its prefix.
    pub(super) fn rename_rest(&self, rest: &[u8]) -> Result<Vec<u8>, Failure> {
        let name = [self.replacement.as_slice(), rest].concat();
        if name.is_empty() {
            let text = "destination: the key that equals the prefix would have an empty name";
            return Err(Failure::new(Kind::Refused, text)
                .hint("set --dest-prefix, or mirror a longer prefix"));
        }
        Ok(name)
    }
}

/// Bytes of a guard besides its key.
const GUARD: usize = 24;

#[derive(Debug)]
pub(crate) struct Batch {
    ops: Vec<RequestOp>,
    bytes: usize,
    max_ops: usize,
}

impl Batch {
    pub(crate) fn new(max_ops: usize) -> Self {
        Self { ops: Vec::new(), bytes: 0, max_ops }
    }

    /// Adds an operation. Returns those before it if they have to be written first.
    pub(crate) fn add(&mut self, op: RequestOp) -> Option<Vec<RequestOp>> {
        let size = op.encoded_len() + written_key(&op).map_or(0, |key| key.len() + GUARD);
        let full = self.ops.len() >= self.max_ops || self.bytes + size > FULL;
        let before = (full && !self.ops.is_empty()).then(|| self.take());
        self.ops.push(op);
        self.bytes += size;
        before
    }

    pub(crate) fn take(&mut self) -> Vec<RequestOp> {
        self.bytes = 0;
        std::mem::take(&mut self.ops)
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, FULL, KeyMapping};
    use crate::etcd::proto::{KeyValue, RequestOp};

    fn mapping(prefix: &str, replacement: &str) -> KeyMapping {
        let (key, range_end) = (Vec::new(), Vec::new());
        KeyMapping { key, range_end, prefix: prefix.into(), replacement: replacement.into() }
    }

    fn put(size: usize) -> RequestOp {
        let kv = KeyValue { key: b"k".to_vec(), value: vec![0; size], ..KeyValue::default() };
        mapping("", "").put(&kv).unwrap()
    }

    #[test]
    fn only_the_prefix_is_replaced() {
        assert_eq!(mapping("a", "b").rename(b"aa/a").unwrap(), b"ba/a");
        assert_eq!(mapping("", "b/").rename(b"a").unwrap(), b"b/a");
        assert_eq!(mapping("a/", "").rename(b"a/\xff\0").unwrap(), b"\xff\0");
        assert!(mapping("a/", "").rename(b"a/").is_err());
    }

    #[test]
    fn batches_are_bounded_in_number_and_in_size() {
        let sizes = |max_ops, puts: &[usize]| {
            let mut batch = Batch::new(max_ops);
            let mut sizes: Vec<_> =
                puts.iter().filter_map(|&n| batch.add(put(n))).map(|ops| ops.len()).collect();
            sizes.push(batch.take().len());
            sizes
        };
        assert_eq!(sizes(2, &[1; 5]), [2, 2, 1]);
        assert_eq!(sizes(128, &[FULL / 2; 3]), [1, 1, 1]);
        assert_eq!(sizes(128, &[FULL / 3; 3]), [2, 1]);
        assert_eq!(sizes(128, &[10, 2 * FULL, 10]), [1, 1, 1]);
        assert_eq!(sizes(128, &[]), [0]);
    }
}
