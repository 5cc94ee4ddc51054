//! Endpoints of services as etcd's Go package `naming/endpoints` lays them out: `TARGET/ADDR`, with a
//! record in JSON.

mod endpoints;
mod follower;
mod lint;
mod plan;

pub(crate) use endpoints::{Endpoint, Endpoints, Skipped, target_of};
pub(crate) use follower::{Followed, Follower};
pub(crate) use lint::{Evidence, Finding, Severity};
pub(crate) use plan::{Change, Plan, Step, Wish};

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// What stands under an endpoint's key.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Record {
    /// 0 is "add", and what everybody writes; to Go clients before 3.5 1 means "delete".
    pub(crate) op: u8,
    pub(crate) address: String,
    pub(crate) metadata: Value,
}

/// The key of an endpoint; `name` is its address, unless it was given another.
pub(crate) fn key(target: &[u8], name: &[u8]) -> Vec<u8> {
    [target, b"/", name].concat()
}

impl Record {
    pub(crate) fn new(address: impl Into<String>, metadata: Value) -> Self {
        Self { op: 0, address: address.into(), metadata }
    }

    /// As Go's `encoding/json` writes it: members in this order, and what means something to HTML
    /// escaped.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let address = Value::from(self.address.as_str());
        let text =
            format!("{{\"Op\":{},\"Addr\":{address},\"Metadata\":{}}}", self.op, self.metadata);
        let mut escaped = String::with_capacity(text.len());
        for c in text.chars() {
            match c {
                '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                    escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
                }
                c => escaped.push(c),
            }
        }
        escaped.into_bytes()
    }

    /// Reads it as Go does: names of members in any case, unknown ones ignored, missing ones empty.
    pub(crate) fn decode(value: &[u8]) -> Result<Self, String> {
        let read: Option<Self> = serde_json::from_slice(value).map_err(|e| e.to_string())?;
        Ok(read.unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with Op, Addr and Metadata")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::default();
        while let Some(name) = map.next_key::<String>()? {
            // To Go, null leaves a member as it is.
            match name.to_lowercase().as_str() {
                "op" => record.op = map.next_value::<Option<u8>>()?.unwrap_or(record.op),
                "addr" => {
                    if let Some(address) = map.next_value()? {
                        record.address = address;
                    }
                }
                "metadata" => record.metadata = map.next_value().map_err(A::Error::custom)?,
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::Record;
    use serde_json::{Value, json};

    #[test]
    fn written_as_go_writes_it() {
        let record = Record::new("10.0.0.1:80", Value::Null);
        assert_eq!(record.encode(), br#"{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}"#);
        let record = Record::new("a", json!({"z": "<&>", "b": 1}));
        assert_eq!(
            String::from_utf8(record.encode()).unwrap(),
            r#"{"Op":0,"Addr":"a","Metadata":{"b":1,"z":"\u003c\u0026\u003e"}}"#
        );
        assert_eq!(Record::decode(&record.encode()), Ok(record));
    }

    #[test]
    fn read_as_go_reads_it() {
        let read = |text: &str| Record::decode(text.as_bytes());
        assert_eq!(read("{}"), Ok(Record::default()));
        assert_eq!(read("null"), Ok(Record::default()));
        assert_eq!(read(r#"{"addr":"a","X":[1],"OP":null}"#), Ok(Record::new("a", Value::Null)));
        for junk in ["", "a", "[]", r#"{"Op":256}"#, r#"{"Op":"0"}"#, r#"{"Addr":1}"#, "{} {}"] {
            assert!(read(junk).is_err(), "{junk}");
        }
    }
}
