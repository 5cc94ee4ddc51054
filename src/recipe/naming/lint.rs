//! What a Go client would drop or misread among the records of a target, generation by generation.

mod evidence;

pub(crate) use evidence::Evidence;

use super::endpoints::before_address;
use super::{Endpoint, Record, key};
use crate::etcd::proto::KeyValue;
use serde_json::Value;
use std::collections::BTreeMap;

/// How much a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    /// Clients of today don't find the endpoint, or don't agree about it.
    Error,
    /// Some clients are misled, or will be.
    Warning,
    /// Worth knowing.
    Note,
}

/// Something that is odd about a key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    /// A word for scripts.
    pub(crate) fault: &'static str,
    pub(crate) key: Vec<u8>,
    pub(crate) what: String,
    pub(crate) remedy: String,
}

use Severity::{Error, Note, Warning};

/// Integers beyond this are rounded by whoever reads numbers as floating point.
const LARGEST_EXACT: u64 = 1 << 53;

/// Collects what is odd.
struct Judge<'a> {
    target: &'a [u8],
    evidence: &'a Evidence,
    findings: Vec<Finding>,
}

/// Judges all that was found; the findings are in the order of the keys.
pub(super) fn judge(target: &[u8], evidence: &Evidence) -> Vec<Finding> {
    let mut judge = Judge { target, evidence, findings: Vec::new() };
    evidence.records.iter().for_each(|kv| judge.record(kv));
    judge.duplicates();
    judge.surroundings();
    judge.findings.sort_by(|one, other| one.key.cmp(&other.key));
    judge.findings
}

impl Judge<'_> {
    fn find(
        &mut self,
        severity: Severity,
        fault: &'static str,
        key: &[u8],
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        let (what, remedy) = (what.into(), remedy.into());
        self.findings.push(Finding { severity, fault, key: key.to_vec(), what, remedy });
    }

    fn record(&mut self, kv: &KeyValue) {
        match Record::decode(&kv.value) {
            Ok(record) => {
                self.members(&kv.key, &record);
                self.name(&kv.key, &record);
            }
            Err(why) => return self.junk(&kv.key, &why),
        }
        if kv.lease == 0 {
            let what = "it has no lease: it stays when its owner is gone";
            self.find(
                Warning,
                "no-lease",
                &kv.key,
                what,
                "let its owner run `ectl service register`",
            );
        }
    }

    /// What is no record at all.
    fn junk(&mut self, key: &[u8], why: &str) {
        let delete = format!("ectl del {}", word(key));
        match self.evidence.before.get(key) {
            Some(before) => {
                let address = &before.address;
                let what = format!(
                    "it was the record of {address} and was overwritten with what is none ({why}): \
                     running clients keep {address}, new ones don't see it"
                );
                let remedy = format!("let its owner write it again, or {delete}");
                self.find(Error, "junk-over-record", key, what, remedy);
            }
            None => {
                let what = format!("it is no record ({why}): clients skip it");
                self.find(Error, "junk", key, what, delete);
            }
        }
    }

    fn members(&mut self, key: &[u8], record: &Record) {
        let again = "let its owner write it as {\"Op\":0,\"Addr\":…,\"Metadata\":…}";
        if record.address.is_empty() {
            let nothing = if record.metadata.is_null() { " and no Metadata" } else { "" };
            let what = format!("it has no Addr{nothing}: clients get an endpoint that is nowhere");
            self.find(Error, "no-address", key, what, again);
        }
        if record.op != 0 {
            let what = match record.op {
                1 => {
                    "its Op is 1: clients up to 3.4 take it for a removal, later ones for an endpoint"
                }
                _ => {
                    "its Op is not 0: clients up to 3.4 ignore it, later ones take it for an endpoint"
                }
            };
            self.find(Warning, "op", key, what, again);
        }
        if is_rounded(&record.metadata) {
            let what = "an integer in its Metadata is beyond 2^53: Go reads it rounded";
            self.find(Warning, "rounded-number", key, what, "write the number as a string");
        }
    }

    /// What is odd about the key of a record.
    fn name(&mut self, key: &[u8], record: &Record) {
        let name = key.get(self.target.len() + 1..).unwrap_or_default();
        if name == record.address.as_bytes() || record.address.is_empty() {
            return;
        }
        let below = before_address(key, &record.address).map(shown);
        if name.starts_with(b"/") {
            let what = "there are two slashes behind the target: it was registered for another one, \
                        which ends in a slash";
            let remedy = format!("register it for {}", word(self.target));
            self.find(Warning, "double-slash", key, what, remedy);
        } else if let Some(own) = below {
            let target = shown(self.target);
            let what =
                format!("it is an endpoint of {own}, and clients of {target} take it for theirs");
            self.find(
                Warning,
                "target-below",
                key,
                what,
                "don't let one target begin with another",
            );
        } else {
            let what = format!("its key does not end in its address, {}", record.address);
            let remedy = "nothing, if that is meant; who deletes it has to know the key";
            self.find(Note, "key-name", key, what, remedy);
        }
    }

    fn duplicates(&mut self) {
        let mut keys: BTreeMap<String, Vec<&[u8]>> = BTreeMap::new();
        for kv in &self.evidence.records {
            if let Ok(endpoint) = Endpoint::of(kv) {
                keys.entry(endpoint.address).or_default().push(&kv.key);
            }
        }
        for (address, keys) in keys {
            let Some((first, others)) = keys.split_first() else { continue };
            for other in others {
                let first = shown(first);
                let what = format!("{address} is registered under {first} too: it counts twice");
                self.find(Warning, "duplicate", other, what, format!("ectl del {}", word(other)));
            }
        }
    }

    /// What is odd about the keys beside the target's own.
    fn surroundings(&mut self) {
        let target = shown(self.target);
        if let Some(bare) = &self.evidence.bare {
            let severity = if Endpoint::of(bare).is_ok() { Warning } else { Note };
            let what =
                "it is the target itself: early clients of 3.5 read it as a record, no others do";
            let remedy = format!("use {target}/ADDR as the key of an endpoint");
            self.find(severity, "bare-key", &bare.key, what, remedy);
        }
        for sibling in &self.evidence.siblings {
            let what = format!(
                "early clients of 3.5 take the endpoints of {} for those of {target} (etcd issue 15022)",
                shown(sibling)
            );
            let remedy = "update those clients, if there are any";
            self.find(Note, "sibling", sibling, what, remedy);
        }
        if let Some(other) = &self.evidence.other_spelling {
            let severity = if self.evidence.records.is_empty() { Error } else { Warning };
            let other_name = shown(other);
            let what = format!(
                "there are endpoints of {other_name}: etcd:///{target} does not find them, etcd:///{other_name} does"
            );
            let remedy = "register for the name that clients dial, slashes and all";
            self.find(severity, "leading-slash", &key(other, b""), what, remedy);
        }
    }
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A key as it is typed in a shell.
fn word(key: &[u8]) -> String {
    let text = shown(key);
    let plain = |c: char| c.is_ascii_alphanumeric() || "/:.,_-@%+=".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

fn is_rounded(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let magnitude = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
            magnitude.is_some_and(|n| n > LARGEST_EXACT)
        }
        Value::Array(items) => items.iter().any(is_rounded),
        Value::Object(members) => members.values().any(is_rounded),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, Severity, judge, word};
    use crate::etcd::proto::KeyValue;
    use crate::recipe::naming::Endpoint;

    fn kv(key: &str, value: &str) -> KeyValue {
        KeyValue { key: key.into(), value: value.into(), lease: 7, ..KeyValue::default() }
    }

    /// The faults found in these records of the target `s`, with their keys.
    fn faults(evidence: &Evidence) -> Vec<(Severity, &'static str, String)> {
        let findings = judge(b"s", evidence).into_iter();
        let shown = findings.map(|finding| {
            (finding.severity, finding.fault, String::from_utf8(finding.key).unwrap())
        });
        shown.collect()
    }

    fn only(records: &[KeyValue]) -> Vec<(Severity, &'static str, String)> {
        faults(&Evidence { records: records.to_vec(), ..Evidence::default() })
    }

    #[test]
    fn what_go_and_its_proxy_write_is_good() {
        let go = kv("s/10.0.0.1:80", r#"{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}"#);
        let proxy = kv("s/h:1", r#"{"Op":0,"Addr":"h:1","Metadata":"{\"name\":\"host\"}"}"#);
        let path = kv("s//run/a", r#"{"Addr":"/run/a","Metadata":9007199254740992}"#);
        assert_eq!(only(&[go, proxy, path]), []);
    }

    #[test]
    fn one_record_of_each_fault() {
        use Severity::{Error, Note, Warning};
        for (key, value, severity, fault) in [
            ("s/a", "junk", Error, "junk"),
            ("s/a", r#"{"Op":256,"Addr":"a"}"#, Error, "junk"),
            ("s/a", "{}", Error, "no-address"),
            ("s/a", r#"{"Op":1,"Addr":"a"}"#, Warning, "op"),
            ("s/a", r#"{"Op":7,"Addr":"a"}"#, Warning, "op"),
            (
                "s/a",
                r#"{"Addr":"a","Metadata":[{"n":-9007199254740993}]}"#,
                Warning,
                "rounded-number",
            ),
            ("s//a", r#"{"Addr":"a"}"#, Warning, "double-slash"),
            ("s/t/a", r#"{"Addr":"a"}"#, Warning, "target-below"),
            ("s/k", r#"{"Addr":"a"}"#, Note, "key-name"),
        ] {
            assert_eq!(only(&[kv(key, value)]), [(severity, fault, key.to_owned())], "{value}");
        }
        let permanent = KeyValue { lease: 0, ..kv("s/a", r#"{"Addr":"a"}"#) };
        assert_eq!(only(&[permanent]), [(Warning, "no-lease", "s/a".to_owned())]);
    }

    #[test]
    fn the_second_key_of_an_address_is_too_much() {
        let found = only(&[kv("s/a", r#"{"Addr":"a"}"#), kv("s/b", r#"{"Addr":"a"}"#)]);
        let faults: Vec<_> = found.iter().map(|(_, fault, key)| (*fault, key.as_str())).collect();
        assert_eq!(faults, [("key-name", "s/b"), ("duplicate", "s/b")]);
    }

    #[test]
    fn what_stands_beside_the_target() {
        let mut evidence = Evidence {
            bare: Some(kv("s", "text")),
            siblings: vec![b"s_other".to_vec()],
            other_spelling: Some(b"/s".to_vec()),
            ..Evidence::default()
        };
        let shown = |evidence: &Evidence| {
            let found = faults(evidence).into_iter();
            found.map(|(severity, fault, _)| (severity, fault)).collect::<Vec<_>>()
        };
        use Severity::{Error, Note, Warning};
        assert_eq!(
            shown(&evidence),
            [(Error, "leading-slash"), (Note, "bare-key"), (Note, "sibling")]
        );
        evidence.bare = Some(kv("s", r#"{"Addr":"a"}"#));
        evidence.records = vec![kv("s/a", r#"{"Addr":"a"}"#)];
        assert_eq!(
            shown(&evidence),
            [(Warning, "leading-slash"), (Warning, "bare-key"), (Note, "sibling")]
        );
    }

    #[test]
    fn junk_over_a_record_is_told_with_its_address() {
        let before = Endpoint::of(&kv("s/a", r#"{"Addr":"h:1"}"#)).unwrap();
        let before = [(b"s/a".to_vec(), before)].into();
        let evidence = Evidence { records: vec![kv("s/a", "no")], before, ..Evidence::default() };
        let findings = judge(b"s", &evidence);
        assert_eq!((findings.len(), findings[0].fault), (1, "junk-over-record"));
        assert!(findings[0].what.contains("running clients keep h:1"), "{}", findings[0].what);
    }

    #[test]
    fn keys_are_shown_as_they_are_typed() {
        assert_eq!(word(b"s/h:1"), "s/h:1");
        assert_eq!(word(b"s/it's [1]"), "'s/it'\\''s [1]'");
    }
}
