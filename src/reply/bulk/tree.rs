//! Keys as one nested JSON object: `export --tree`.

use crate::etcd::proto::KeyValue;
use crate::failure::{Failure, Kind};
use crate::go::{append, quote};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;

/// Levels that JSON readers commonly accept, and more than keys have.
const DEEPEST: usize = 100;

#[derive(Debug)]
pub(crate) struct ExportTree {
    delimiter: Vec<u8>,
    root: TreeNode,
}

#[derive(Debug, Default)]
struct TreeNode {
    value: Option<Vec<u8>>,
    children: BTreeMap<Vec<u8>, TreeNode>,
}

impl ExportTree {
    /// Returns an empty tree; the delimiter is not empty.
    pub(crate) fn new(delimiter: Vec<u8>) -> Self {
        Self { delimiter, root: TreeNode::default() }
    }

    /// Adds a key without the prefix of the export.
    pub(crate) fn add(&mut self, kv: KeyValue) -> Result<(), Failure> {
        let mut node = &mut self.root;
        let mut rest = kv.key.as_slice();
        let mut levels = 0;
        loop {
            levels += 1;
            if levels > DEEPEST {
                let key = quote(&kv.key);
                let text = format!("key {key} has more than {DEEPEST} levels");
                return Err(Failure::new(Kind::Refused, text).hint("export it without --tree"));
            }
            let end = find(rest, &self.delimiter);
            let (name, after) = rest.split_at(end.unwrap_or(rest.len()));
            node = node.children.entry(name.to_vec()).or_default();
            match end {
                Some(_) => rest = after.get(self.delimiter.len()..).unwrap_or_default(),
                None => break,
            }
        }
        node.value = Some(kv.value);
        Ok(())
    }

    /// Returns the JSON, indented.
    pub(crate) fn json(&self) -> Vec<u8> {
        let mut text = Vec::new();
        self.root.write(0, &mut text);
        text.push(b'\n');
        text
    }
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

impl TreeNode {
    fn write(&self, level: usize, to: &mut Vec<u8>) {
        match &self.value {
            Some(value) if self.children.is_empty() => write_value(value, to),
            own => {
                let mut is_first = true;
                to.push(b'{');
                if let Some(value) = own {
                    write_name("$value", level, &mut is_first, to);
                    write_value(value, to);
                }
                for (name, child) in &self.children {
                    write_name(&member_name(name), level, &mut is_first, to);
                    child.write(level + 1, to);
                }
                if !is_first {
                    new_line(level, to);
                }
                to.push(b'}');
            }
        }
    }
}

/// Returns the name of a member. A leading `$` is doubled, since other names with it have a meaning.
fn member_name(name: &[u8]) -> String {
    match str::from_utf8(name) {
        Ok(text) if text.starts_with('$') => format!("${text}"),
        Ok(text) => text.to_owned(),
        Err(_) => format!("$b64:{}", STANDARD.encode(name)),
    }
}

fn write_name(name: &str, level: usize, is_first: &mut bool, to: &mut Vec<u8>) {
    if !std::mem::take(is_first) {
        to.push(b',');
    }
    new_line(level + 1, to);
    append(to, &name);
    to.extend_from_slice(b": ");
}

fn new_line(level: usize, to: &mut Vec<u8>) {
    to.push(b'\n');
    to.extend(std::iter::repeat_n(b' ', 2 * level));
}

fn write_value(value: &[u8], to: &mut Vec<u8>) {
    if let Ok(text) = str::from_utf8(value) {
        append(to, &text);
    } else {
        let encoded = STANDARD.encode(value);
        to.extend_from_slice(format!("{{\"$b64\": \"{encoded}\"}}").as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::ExportTree;
    use crate::etcd::proto::KeyValue;

    fn tree(delimiter: &str, keys: &[(&[u8], &[u8])]) -> String {
        let mut tree = ExportTree::new(delimiter.into());
        for (key, value) in keys {
            let (key, value) = (key.to_vec(), value.to_vec());
            tree.add(KeyValue { key, value, ..KeyValue::default() }).unwrap();
        }
        String::from_utf8(tree.json()).unwrap()
    }

    #[test]
    fn levels_are_objects() {
        assert_eq!(tree("/", &[]), "{}\n");
        let keys: &[(&[u8], &[u8])] =
            &[(b"a", b"1"), (b"a-b", b"2"), (b"a/b", b"3"), (b"a/c/", b"4"), (b"d", b"\xff")];
        assert_eq!(
            tree("/", keys),
            "{\n  \"a\": {\n    \"$value\": \"1\",\n    \"b\": \"3\",\n    \"c\": {\n      \
             \"\": \"4\"\n    }\n  },\n  \"a-b\": \"2\",\n  \"d\": {\"$b64\": \"/w==\"}\n}\n"
        );
        assert_eq!(tree("::", &[(b"a::b:c", b"")]), "{\n  \"a\": {\n    \"b:c\": \"\"\n  }\n}\n");
    }

    #[test]
    fn names_cannot_be_mistaken() {
        let keys: &[(&[u8], &[u8])] = &[(b"$value", b"1"), (b"$$", b"2"), (b"\xfe", b"3")];
        assert_eq!(
            tree("/", keys),
            "{\n  \"$$$\": \"2\",\n  \"$$value\": \"1\",\n  \"$b64:/g==\": \"3\"\n}\n"
        );
    }

    #[test]
    fn deep_keys_are_refused() {
        let mut tree = ExportTree::new(b"/".to_vec());
        let kv = |levels| KeyValue { key: vec![b'/'; levels - 1], ..KeyValue::default() };
        assert!(tree.add(kv(100)).is_ok());
        assert!(tree.add(kv(101)).is_err());
        assert!(tree.add(kv(1_000_000)).is_err());
    }
}
