//! The delimiter that divides keys into levels, as `/` divides paths.

use crate::failure::Failure;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Delimiter(Vec<u8>);

impl Delimiter {
    pub(crate) fn new(bytes: Vec<u8>) -> Result<Self, Failure> {
        if bytes.is_empty() {
            return Err(Failure::usage("the delimiter is empty"));
        }
        Ok(Self(bytes))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Returns the end of the first branch of a key below a prefix: just after the first delimiter behind
    /// `from`, the length of the prefix. A delimiter at the very beginning of a key belongs to its first
    /// name, so that `/app/port` is in the branch `/app/` and not in `/`. `None` without a delimiter.
    pub(crate) fn branch_end(&self, key: &[u8], from: usize) -> Option<usize> {
        let is_leading = from == 0 && key.starts_with(&self.0);
        let from = if is_leading { self.0.len() } else { from };
        let rest = key.get(from..)?;
        let at = rest.windows(self.0.len()).position(|window| window == self.0)?;
        Some(from + at + self.0.len())
    }

    /// Returns the prefix of what is below a name: with one delimiter at its end.
    pub(crate) fn directory(&self, name: &[u8]) -> Option<Vec<u8>> {
        let has_none = !name.is_empty() && !name.ends_with(&self.0);
        has_none.then(|| [name, &self.0].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::Delimiter;

    #[test]
    fn branches_end_behind_a_delimiter() {
        let slash = Delimiter::new(b"/".to_vec()).unwrap();
        for (key, from, end) in [
            ("a/b/c", 0, Some(2)),
            ("a/b/c", 2, Some(4)),
            ("a/b/c", 4, None),
            ("/a/b", 0, Some(3)),
            ("/a/b", 1, Some(3)),
            ("/a", 0, None),
            ("/", 0, None),
            ("//", 0, Some(2)),
            ("a//b", 2, Some(3)),
            ("a/", 2, None),
            ("", 0, None),
            ("a", 9, None),
        ] {
            assert_eq!(slash.branch_end(key.as_bytes(), from), end, "{key} from {from}");
        }
        let two = Delimiter::new(b"::".to_vec()).unwrap();
        assert_eq!(two.branch_end(b"a:::b", 0), Some(3));
        assert_eq!(two.branch_end(b"a:b", 0), None);
    }

    #[test]
    fn directories_end_with_a_delimiter() {
        let slash = Delimiter::new(b"/".to_vec()).unwrap();
        assert_eq!(slash.directory(b"a").unwrap(), b"a/");
        assert_eq!(slash.directory(b"a/"), None);
        assert_eq!(slash.directory(b""), None);
        assert!(Delimiter::new(Vec::new()).is_err());
    }
}
