//! The keys that a request for a range asks for.

/// A key, or the keys from one on, up to another or to the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KeySpan {
    first: Vec<u8>,
    end: SpanEnd,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum SpanEnd {
    /// The first key is the only one.
    Only,
    Before(Vec<u8>),
    Unbounded,
}

impl KeySpan {
    /// Returns the keys from `key` up to, not including, `end`; with an empty `end` one key, with a zero
    /// byte all from `key` on.
    pub(crate) fn new(key: Vec<u8>, end: Vec<u8>) -> Self {
        let end = match end.as_slice() {
            [] => SpanEnd::Only,
            [0] => SpanEnd::Unbounded,
            _ => SpanEnd::Before(end),
        };
        Self { first: key, end }
    }

    pub(crate) fn contains(&self, key: &[u8]) -> bool {
        match &self.end {
            SpanEnd::Only => key == self.first,
            SpanEnd::Before(end) => key >= self.first.as_slice() && key < end.as_slice(),
            SpanEnd::Unbounded => key >= self.first.as_slice(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::KeySpan;

    #[test]
    fn ends_are_those_of_a_request() {
        let has = |first: &str, end: &str, key: &str| {
            KeySpan::new(first.into(), end.into()).contains(key.as_bytes())
        };
        assert!(has("b", "", "b") && !has("b", "", "ba") && !has("b", "", "a"));
        assert!(has("b", "d", "b") && has("b", "d", "cz") && !has("b", "d", "d"));
        assert!(has("b", "\0", "b") && has("b", "\0", "z") && !has("b", "\0", "a"));
        assert!(!has("d", "b", "c") && !has("b", "b", "b"));
        assert!(has("b", "\0\0", "") == has("b", "a", "b"));
    }
}
