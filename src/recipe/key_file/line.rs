//! One line of an export: the header, or a key as `get -w jsonl` prints it.

use crate::etcd::Range;
use crate::etcd::proto::KeyValue;
use crate::go::{lease_id, quote};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

/// The version of the format that this program writes, and the only one that it reads.
pub(crate) const EXPORT_VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExportHeader {
    pub(crate) cluster_id: u64,
    /// The revision that the keys were read at.
    pub(crate) revision: i64,
    /// The prefix of the context, which the keys and the range lack; empty without one.
    pub(crate) namespace: Vec<u8>,
    pub(crate) exported: Exported,
}

/// The keys of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Exported {
    Prefix(Vec<u8>),
    Range(Range),
}

impl ExportHeader {
    /// Returns the words for an export under a context with another prefix than the one in force.
    pub(crate) fn moved(&self, namespace: &[u8]) -> String {
        let words = |prefix: &[u8]| match prefix {
            [] => "a context without a prefix".to_owned(),
            prefix => format!("a context with the prefix {}", quote(prefix)),
        };
        let (from, to) = (words(&self.namespace), words(namespace));
        format!("the file was exported under {from}, and this is {to}")
    }
}

impl Exported {
    pub(crate) fn range(self) -> Range {
        match self {
            Self::Prefix(prefix) => Range::prefix(prefix),
            Self::Range(range) => range,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum FileLine {
    Header(ExportHeader),
    Kv(KeyValue),
    /// The last line of an export, with the number of its keys.
    End(u64),
    Blank,
}

/// The fields of all kinds of line. Other fields are ignored: revisions are etcd's to give.
#[derive(Debug, Deserialize)]
struct LineFields {
    ectl_export: Option<u32>,
    ectl_export_end: Option<u32>,
    keys: Option<String>,
    namespace: Option<String>,
    namespace_b64: Option<String>,
    cluster_id: Option<String>,
    revision: Option<String>,
    prefix: Option<String>,
    prefix_b64: Option<String>,
    range_start: Option<String>,
    range_start_b64: Option<String>,
    range_end: Option<String>,
    range_end_b64: Option<String>,
    key: Option<String>,
    key_b64: Option<String>,
    value: Option<String>,
    value_b64: Option<String>,
    lease: Option<String>,
}

/// A nested object begins with a line of its own.
const NESTED: &str = "not a key on one line; what export --tree writes cannot be imported";

impl FileLine {
    /// Parses a line; an error is why that is impossible.
    pub(super) fn parse(line: &[u8]) -> Result<Self, String> {
        match line.trim_ascii() {
            [] => return Ok(Self::Blank),
            b"{" => return Err(NESTED.to_owned()),
            _ => {}
        }
        let fields: LineFields = serde_json::from_slice(line).map_err(|error| why(&error))?;
        match (fields.ectl_export, fields.ectl_export_end) {
            (Some(EXPORT_VERSION), None) => fields.header().map(Self::Header),
            (None, Some(EXPORT_VERSION)) => fields.end().map(Self::End),
            (Some(version), _) | (None, Some(version)) => {
                Err(format!("unknown version {version} of an export"))
            }
            (None, None) => fields.key_value().map(Self::Kv),
        }
    }
}

impl LineFields {
    fn header(self) -> Result<ExportHeader, String> {
        let cluster_id = self.cluster_id.unwrap_or_default();
        let cluster_id = u64::from_str_radix(&cluster_id, 16)
            .map_err(|_| format!("bad cluster_id \"{cluster_id}\""))?;
        let revision = self.revision.unwrap_or_default();
        let revision = revision.parse().map_err(|_| format!("bad revision \"{revision}\""))?;
        let namespace = text_or_base64("namespace", self.namespace, self.namespace_b64)?;
        let namespace = namespace.unwrap_or_default();
        let exported = match text_or_base64("prefix", self.prefix, self.prefix_b64)? {
            Some(prefix) => Exported::Prefix(prefix),
            None => {
                let key = text_or_base64("range_start", self.range_start, self.range_start_b64)?;
                let end = text_or_base64("range_end", self.range_end, self.range_end_b64)?;
                let key = key.ok_or("neither prefix nor range_start")?;
                Exported::Range(Range { key, end: end.unwrap_or_default() })
            }
        };
        Ok(ExportHeader { cluster_id, revision, namespace, exported })
    }

    fn end(self) -> Result<u64, String> {
        let keys = self.keys.unwrap_or_default();
        keys.parse().map_err(|_| format!("bad number of keys \"{keys}\""))
    }

    fn key_value(self) -> Result<KeyValue, String> {
        let key = text_or_base64("key", self.key, self.key_b64)?.ok_or("no key")?;
        if key.is_empty() {
            return Err("the key is empty".to_owned());
        }
        let value = text_or_base64("value", self.value, self.value_b64)?.ok_or("no value")?;
        let lease = self.lease.filter(|lease| !lease.is_empty());
        let lease = lease.map(|text| lease_id(&text)).transpose();
        let lease = lease?.unwrap_or_default();
        Ok(KeyValue { key, value, lease, ..KeyValue::default() })
    }
}

/// Returns the bytes of a field that is text, or base64 under another name.
pub(in crate::recipe) fn text_or_base64(
    name: &str,
    text: Option<String>,
    base64: Option<String>,
) -> Result<Option<Vec<u8>>, String> {
    match (text, base64) {
        (Some(_), Some(_)) => Err(format!("both {name} and {name}_b64")),
        (Some(text), None) => Ok(Some(text.into_bytes())),
        (None, Some(base64)) => {
            let bytes = STANDARD.decode(base64);
            bytes.map(Some).map_err(|_| format!("{name}_b64 is not base64"))
        }
        (None, None) => Ok(None),
    }
}

/// Returns the error of the parser without its line, which is always the first.
pub(in crate::recipe) fn why(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", ", column ")
}

#[cfg(test)]
mod tests {
    use super::{Exported, FileLine};
    use crate::etcd::Range;
    use crate::etcd::proto::KeyValue;
    use proptest::prelude::{any, prop, proptest};

    fn parse(line: &str) -> Result<FileLine, String> {
        FileLine::parse(line.as_bytes())
    }

    #[test]
    fn keys_are_text_or_base64() {
        let kv = |key: &[u8], value: &[u8], lease| {
            let (key, value) = (key.to_vec(), value.to_vec());
            Ok(FileLine::Kv(KeyValue { key, value, lease, ..KeyValue::default() }))
        };
        assert_eq!(parse(r#"{"key":"a","value":""}"#), kv(b"a", b"", 0));
        let whole = r#"{"key_b64":"/w==","value_b64":"AA==","create_revision":"7","version":"1",
            "lease":"694d71ddacfda227","other":[1]}"#;
        assert_eq!(parse(whole), kv(b"\xff", b"\0", 0x694d_71dd_acfd_a227));
        assert_eq!(parse(r#"{"key":"a","value":"","lease":null}"#), kv(b"a", b"", 0));
        assert_eq!(parse(" \r"), Ok(FileLine::Blank));
    }

    #[test]
    fn malformed_lines_are_explained() {
        for (line, error) in [
            ("{", "not a key on one line; what export --tree writes cannot be imported"),
            ("{}", "no key"),
            ("{\"key\"", "EOF while parsing an object, column 6"),
            ("[]", "invalid length 0, expected struct LineFields with 18 elements, column 2"),
            (r#"{"key":"a","value":5}"#, "invalid type: integer `5`, expected a string, column 20"),
            (r#"{"key":"a"}"#, "no value"),
            (r#"{"key":"a","value":null}"#, "no value"),
            (r#"{"value":"a"}"#, "no key"),
            (r#"{"key":"","value":"a"}"#, "the key is empty"),
            (r#"{"key":"a","key_b64":"","value":"a"}"#, "both key and key_b64"),
            (r#"{"key_b64":"?","value":"a"}"#, "key_b64 is not base64"),
            (r#"{"ectl_export":2}"#, "unknown version 2 of an export"),
            (r#"{"ectl_export_end":2}"#, "unknown version 2 of an export"),
            (r#"{"ectl_export_end":1}"#, "bad number of keys \"\""),
            (r#"{"ectl_export_end":1,"keys":"-1"}"#, "bad number of keys \"-1\""),
            (r#"{"ectl_export":1,"cluster_id":"g"}"#, "bad cluster_id \"g\""),
            (r#"{"ectl_export":1,"cluster_id":"f"}"#, "bad revision \"\""),
        ] {
            assert_eq!(parse(line), Err(error.to_owned()), "{line}");
        }
    }

    #[test]
    fn header_names_the_keys() {
        let header = |keys: &str| {
            let line = format!(r#"{{"ectl_export":1,"cluster_id":"1f","revision":"9",{keys}}}"#);
            match parse(&line) {
                Ok(FileLine::Header(header)) => {
                    assert_eq!((header.cluster_id, header.revision), (31, 9));
                    (header.exported, String::from_utf8(header.namespace).unwrap())
                }
                other => panic!("{other:?}"),
            }
        };
        let prefix = |prefix: &[u8]| Exported::Prefix(prefix.to_vec());
        assert_eq!(header(r#""prefix":"a/""#), (prefix(b"a/"), String::new()));
        let jail = header(r#""prefix":"","namespace":"/app/""#);
        assert_eq!(jail, (prefix(b""), "/app/".to_owned()));
        assert_eq!(header(r#""prefix_b64":"/w==""#).0, prefix(b"\xff"));
        let range = Range { key: b"a".to_vec(), end: b"c".to_vec() };
        let keys = r#""prefix":null,"range_start":"a","range_end":"c""#;
        assert_eq!(header(keys).0, Exported::Range(range));
        let end = parse(r#"{"ectl_export_end":1,"keys":"1500"}"#);
        assert_eq!(end, Ok(FileLine::End(1500)));
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_or_refused(line in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = FileLine::parse(&line);
        }
    }
}
