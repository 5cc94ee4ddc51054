//! Service endpoints in the format of etcd's Go package `naming/endpoints`: keys `TARGET/ADDR` with
//! records in JSON.

mod endpoints;
mod json;
mod lint;
mod metadata;
mod plan;
mod watch;

pub(crate) use endpoints::{Endpoints, ServiceEndpoint, Skipped, target_of};
pub(crate) use lint::{LintFinding, LintInput, Severity, lint};
pub(crate) use metadata::Metadata;
pub(crate) use plan::{PlanStep, RecordEdit, UpdatePlan, Wish};
pub(crate) use watch::{EndpointEvent, EndpointWatcher};

use crate::go::go_escaped;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ServiceRecord {
    /// 0 is "add", the only value in use; to Go clients before 3.5, 1 means "delete".
    pub(crate) op: u8,
    pub(crate) address: String,
    pub(crate) metadata: Metadata,
}

/// Returns the key of an endpoint; `name` is its address, unless it was given another.
pub(crate) fn key(target: &[u8], name: &[u8]) -> Vec<u8> {
    [target, b"/", name].concat()
}

impl ServiceRecord {
    pub(crate) fn new(address: impl Into<String>, metadata: Metadata) -> Self {
        Self { op: 0, address: address.into(), metadata }
    }

    /// Writes the record as Go's `encoding/json` does: members in this order, HTML characters escaped.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let address = Value::from(self.address.as_str());
        let (op, metadata) = (self.op, self.metadata.as_json());
        let text = format!("{{\"Op\":{op},\"Addr\":{address},\"Metadata\":{metadata}}}");
        go_escaped(&text).into_bytes()
    }

    /// Reads a record as Go does: member names in any case, unknown ones ignored, missing ones empty.
    pub(crate) fn decode(value: &[u8]) -> Result<Self, String> {
        let text = json::as_go_reads(value)?;
        let read: Option<Self> = serde_json::from_str(&text).map_err(|e| e.to_string())?;
        Ok(read.unwrap_or_default())
    }

    /// Returns whether a value is an object of another kind: without an address, but with other members.
    fn is_of_another_kind(value: &[u8]) -> bool {
        let members = json::as_go_reads(value)
            .ok()
            .and_then(|text| serde_json::from_str::<BTreeMap<String, IgnoredAny>>(&text).ok());
        let names = members.unwrap_or_default();
        let mut names = names.keys().map(|name| name.to_lowercase());
        names.clone().all(|name| name != "addr")
            && names.any(|name| !["op", "metadata"].contains(&name.as_str()))
    }
}

impl<'de> Deserialize<'de> for ServiceRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = ServiceRecord;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with Op, Addr and Metadata")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ServiceRecord, A::Error> {
        let mut record = ServiceRecord::default();
        while let Some(name) = map.next_key::<String>()? {
            // In Go null leaves a member unchanged.
            match name.to_lowercase().as_str() {
                "op" => record.op = map.next_value::<Option<u8>>()?.unwrap_or(record.op),
                "addr" => {
                    if let Some(address) = map.next_value()? {
                        record.address = address;
                    }
                }
                "metadata" => {
                    let text: &RawValue = map.next_value()?;
                    record.metadata = Metadata::read(text.get()).map_err(A::Error::custom)?;
                }
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::{Metadata, ServiceRecord};
    use serde_json::json;

    #[test]
    fn records_are_written_as_by_go() {
        let record = ServiceRecord::new("10.0.0.1:80", Metadata::default());
        assert_eq!(record.encode(), br#"{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}"#);
        let record = ServiceRecord::new("a", json!({"z": "<&>", "b": 1}).into());
        assert_eq!(
            String::from_utf8(record.encode()).unwrap(),
            r#"{"Op":0,"Addr":"a","Metadata":{"b":1,"z":"\u003c\u0026\u003e"}}"#
        );
        assert_eq!(ServiceRecord::decode(&record.encode()), Ok(record));
    }

    #[test]
    fn records_are_read_as_by_go() {
        let read = |text: &str| ServiceRecord::decode(text.as_bytes());
        assert_eq!(read("{}"), Ok(ServiceRecord::default()));
        assert_eq!(read("null"), Ok(ServiceRecord::default()));
        assert_eq!(
            read(r#"{"addr":"a","X":[1],"OP":null}"#),
            Ok(ServiceRecord::new("a", Metadata::default()))
        );
        for junk in ["", "a", "[]", r#"{"Op":256}"#, r#"{"Op":"0"}"#, r#"{"Addr":1}"#, "{} {}"] {
            assert!(read(junk).is_err(), "{junk}");
        }
    }

    #[test]
    fn metadata_is_nested_as_deeply_as_go_allows() {
        let record = |levels| {
            let (open, close) = ("[".repeat(levels), "]".repeat(levels));
            format!(r#"{{"Addr":"a","Metadata":{open} {close}}}"#)
        };
        for levels in [1, 101, 9999] {
            let read = ServiceRecord::decode(record(levels).as_bytes()).unwrap();
            assert_eq!(read.metadata.as_json().len(), 2 * levels);
            assert_eq!(ServiceRecord::decode(&read.encode()), Ok(read));
        }
        assert!(ServiceRecord::decode(record(10_000).as_bytes()).is_err());
        for number in ["1e400", &format!("{}1e400{}", "[".repeat(200), "]".repeat(200))] {
            let record = format!(r#"{{"Addr":"a","Metadata":{number}}}"#);
            assert!(ServiceRecord::decode(record.as_bytes()).is_err(), "{record}");
        }
    }
}
