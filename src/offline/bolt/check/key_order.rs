//! The order of keys within a page, and between a page and the pages above.

use std::fmt::Write as _;

/// Bytes of a key that are printed; bbolt allows longer ones, but etcd has none.
const SHOWN: usize = 1024;

/// The keys that a page may have, by the pages above; `None` without a bound.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Bounds<'a> {
    /// The smallest key.
    pub(super) minimum: Option<&'a [u8]>,
    /// The first key that is too large.
    pub(super) end: Option<&'a [u8]>,
}

/// An element of a leaf or branch page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Position<'a> {
    /// The leaf page, or the child.
    pub(super) page: u64,
    pub(super) kind: &'static str,
    pub(super) index: usize,
    pub(super) key: &'a [u8],
    /// The pages down to this one.
    pub(super) stack: &'a [u64],
}

impl Position<'_> {
    /// Calls `fault` for each rule of order that the key breaks. The texts are bbolt's, which prints the
    /// previous key also where it means the next.
    pub(super) fn check(
        self,
        previous: Option<&[u8]>,
        end: Option<&[u8]>,
        mut fault: impl FnMut(String),
    ) {
        let key = self.key;
        if self.index == 0 && previous.is_some_and(|previous| previous > key) {
            let rule = format!("needs to be >= the key in the ancestor ({})", hex(previous));
            fault(format!("the first {}", self.text(&rule, "Stack")));
        }
        let before = previous.unwrap_or_default();
        if self.index > 0 && before >= key {
            let found = if before > key { '<' } else { '=' };
            let rule = format!(
                "needs to be > (found {found}) than previous element (hex){}",
                hex(previous)
            );
            fault(self.text(&rule, "Stack"));
        }
        if end.is_some_and(|end| key >= end) {
            let rule = format!(
                "needs to be < than key of the next element in ancestor (hex){}",
                hex(previous)
            );
            fault(self.text(&rule, "Pages stack"));
        }
    }

    fn text(&self, rule: &str, label: &str) -> String {
        let Self { page, kind, index, key, .. } = self;
        let (key, stack) = (hex(Some(key)), stack_text(self.stack));
        format!("key[{index}]=(hex){key} on {kind} page({page}) {rule}. {label}: {stack}")
    }
}

fn hex(key: Option<&[u8]>) -> String {
    let key = key.unwrap_or_default();
    let mut text = String::new();
    for byte in key.iter().take(SHOWN) {
        let _ = write!(text, "{byte:02x}");
    }
    if key.len() > SHOWN {
        text.push_str("...");
    }
    text
}

/// Returns the pages as Go prints them.
pub(super) fn stack_text(stack: &[u64]) -> String {
    let pages: Vec<_> = stack.iter().map(u64::to_string).collect();
    format!("[{}]", pages.join(" "))
}

#[cfg(test)]
mod tests {
    use super::Position;

    fn faults(
        index: usize,
        key: &[u8],
        previous: Option<&[u8]>,
        end: Option<&[u8]>,
    ) -> Vec<String> {
        let mut found = Vec::new();
        let stack = &[3, 7];
        Position { page: 7, kind: "leaf", index, key, stack }
            .check(previous, end, |text| found.push(text));
        found
    }

    #[test]
    fn keys_in_order_are_no_faults() {
        let none = Vec::<String>::new();
        assert_eq!(faults(0, b"b", None, None), none);
        assert_eq!(faults(0, b"b", Some(b"b"), Some(b"c")), none);
        assert_eq!(faults(1, b"b", Some(b"a"), Some(b"bb")), none);
        // Behind a child without keys.
        assert_eq!(faults(1, b"b", None, None), none);
    }

    #[test]
    fn texts_are_those_of_bbolt() {
        assert_eq!(
            faults(0, b"a", Some(b"b"), None),
            ["the first key[0]=(hex)61 on leaf page(7) needs to be >= the key in the ancestor \
                 (62). Stack: [3 7]"]
        );
        assert_eq!(
            faults(1, b"a", Some(b"b"), None),
            ["key[1]=(hex)61 on leaf page(7) needs to be > (found <) than previous element \
                 (hex)62. Stack: [3 7]"]
        );
        assert_eq!(
            faults(2, b"b", Some(b"b"), Some(b"b")),
            [
                "key[2]=(hex)62 on leaf page(7) needs to be > (found =) than previous element \
                 (hex)62. Stack: [3 7]",
                "key[2]=(hex)62 on leaf page(7) needs to be < than key of the next element in \
                 ancestor (hex)62. Pages stack: [3 7]"
            ]
        );
    }

    #[test]
    fn long_keys_are_cut() {
        let key = [0xab; 5000];
        let text = faults(1, &key, Some(&key), None).concat();
        assert!(text.contains("abab... on leaf"), "{text}");
        assert!(text.len() < 5000);
    }
}
