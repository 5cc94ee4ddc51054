//! Keys under another name: a prefix cut off, another one put in front.

use crate::go::quote;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct KeyRewrite {
    pub(crate) strip: Vec<u8>,
    pub(crate) prefix: Vec<u8>,
    /// Allows a key without a name, as part of another.
    pub(crate) may_be_empty: bool,
}

impl KeyRewrite {
    /// Returns the new name; an error is why there is none.
    pub(crate) fn apply(&self, mut key: Vec<u8>) -> Result<Vec<u8>, String> {
        if !key.starts_with(&self.strip) {
            let (key, prefix) = (quote(&key), quote(&self.strip));
            return Err(format!("the key {key} does not begin with {prefix}"));
        }
        key.splice(..self.strip.len(), self.prefix.iter().copied());
        if key.is_empty() && !self.may_be_empty {
            return Err("the key would be empty without its prefix".to_owned());
        }
        Ok(key)
    }
}

#[cfg(test)]
mod tests {
    use super::KeyRewrite;

    #[test]
    fn prefix_is_replaced() {
        let renamed = |strip: &str, prefix: &str, key: &str| {
            let (strip, prefix) = (strip.into(), prefix.into());
            KeyRewrite { strip, prefix, may_be_empty: false }.apply(key.into())
        };
        assert_eq!(renamed("", "", "a"), Ok(b"a".to_vec()));
        assert_eq!(renamed("a/", "b/c/", "a/a/x"), Ok(b"b/c/a/x".to_vec()));
        assert_eq!(renamed("a/", "", "a/x"), Ok(b"x".to_vec()));
        assert!(renamed("a/", "", "a/").is_err());
        let relative =
            KeyRewrite { strip: b"a".to_vec(), may_be_empty: true, ..KeyRewrite::default() };
        assert_eq!(relative.apply(b"a".to_vec()), Ok(Vec::new()));
        let why = "the key \"b\" does not begin with \"a/\"";
        assert_eq!(renamed("a/", "", "b"), Err(why.to_owned()));
    }
}
