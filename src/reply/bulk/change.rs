//! The difference of two sequences of keys, as `diff` and `import --dry-run` print it.

use crate::etcd::proto::KeyValue;
use crate::go::quote;
use crate::output::{Buffer, Cell, Color, Format, Records, Reply};

#[derive(Debug)]
pub(crate) enum DifferencePart {
    Key {
        change: ChangedKey,
        /// Number of parts before.
        before: u64,
    },
    /// The end, and the number of keys before.
    End(u64),
}

#[derive(Debug)]
pub(crate) struct ChangedKey {
    pub(crate) key: Vec<u8>,
    /// The key on the first side; `None` if it is only on the second.
    pub(crate) a: Option<KeyValue>,
    pub(crate) b: Option<KeyValue>,
    /// Print the values in `simple`, too.
    pub(crate) values: bool,
}

impl ChangedKey {
    fn sign_and_name(&self) -> (&'static str, &'static str, Color) {
        match (&self.a, &self.b) {
            (None, _) => ("+", "added", Color::Green),
            (_, None) => ("-", "removed", Color::Red),
            _ => ("~", "changed", Color::Yellow),
        }
    }

    fn simple(&self, page: &mut Buffer) {
        let (sign, _, color) = self.sign_and_name();
        page.painted(color, sign);
        page.raw(b" ");
        let is_line = |text: &str| !text.contains(char::is_control);
        if page.hex || str::from_utf8(&self.key).is_ok_and(is_line) {
            page.blob(&self.key);
        } else {
            page.line(format_args!("{}", quote(&self.key)));
        }
        for (sign, side) in [("-", &self.a), ("+", &self.b)] {
            if let Some(kv) = side.as_ref().filter(|_| self.values) {
                page.line(format_args!("    {sign} {}", quote(&kv.value)));
            }
        }
    }

    fn records(&self) -> Records {
        let of = |side: &Option<KeyValue>, cell: fn(&KeyValue) -> Cell| {
            side.as_ref().map_or(Cell::Nothing, cell)
        };
        let value: fn(&KeyValue) -> Cell = |kv| Cell::Blob(kv.value.clone());
        // A file without revisions has none.
        let revision: fn(&KeyValue) -> Cell = |kv| match kv.mod_revision {
            0 => Cell::Nothing,
            revision => Cell::Counter(revision),
        };
        Records::one([
            ("change", Cell::text(self.sign_and_name().1)),
            ("key", Cell::Blob(self.key.clone())),
            ("a_value", of(&self.a, value)),
            ("b_value", of(&self.b, value)),
            ("a_mod_revision", of(&self.a, revision)),
            ("b_mod_revision", of(&self.b, revision)),
        ])
    }
}

impl Reply for DifferencePart {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] =
        &["change", "key", "a_value", "b_value", "a_mod_revision", "b_mod_revision"];

    fn simple(&self, page: &mut Buffer) {
        if let Self::Key { change, .. } = self {
            change.simple(page);
        }
    }

    fn json(&self, page: &mut Buffer) {
        match self {
            Self::Key { change, before } => {
                page.raw(if *before == 0 { b"[" } else { b"" });
                change.records().json_elements(*before == 0, page);
            }
            Self::End(0) => page.raw(b"[]\n"),
            Self::End(_) => page.raw(b"]\n"),
        }
    }

    fn records(&self) -> Records {
        match self {
            Self::Key { change, .. } => change.records(),
            Self::End(_) => Records::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ChangedKey, DifferencePart};
    use crate::etcd::proto::KeyValue;
    use crate::output::{Buffer, Reply as _};

    fn part(key: &[u8], a: Option<&str>, b: Option<&str>, before: u64) -> DifferencePart {
        let kv = |value: &str| KeyValue { value: value.into(), ..KeyValue::default() };
        let change = ChangedKey { key: key.to_vec(), a: a.map(kv), b: b.map(kv), values: true };
        DifferencePart::Key { change, before }
    }

    #[test]
    fn changes_have_signs_and_values() {
        let mut page = Buffer::new(false);
        part(b"a", Some("1"), None, 0).simple(&mut page);
        part(b"b\n", None, Some("2"), 1).simple(&mut page);
        part(b"c", Some("3"), Some("4\n"), 2).simple(&mut page);
        assert_eq!(
            String::from_utf8_lossy(page.take()),
            "- a\n    - \"1\"\n+ \"b\\n\"\n    + \"2\"\n~ c\n    - \"3\"\n    + \"4\\n\"\n"
        );
    }

    #[test]
    fn json_is_one_array() {
        let json = |parts: &[DifferencePart]| {
            let mut page = Buffer::new(false);
            parts.iter().for_each(|part| part.json(&mut page));
            String::from_utf8(page.take().to_vec()).unwrap()
        };
        assert_eq!(json(&[DifferencePart::End(0)]), "[]\n");
        let end = DifferencePart::End(2);
        let two = json(&[part(b"a", Some(""), None, 0), part(b"b", None, Some("x"), 1), end]);
        assert!(
            two.starts_with("[{\"change\":\"removed\",\"key\":\"a\",\"a_value\":\"\""),
            "{two}"
        );
        assert!(two.contains("},{\"change\":\"added\"") && two.ends_with("}]\n"), "{two}");
    }
}
