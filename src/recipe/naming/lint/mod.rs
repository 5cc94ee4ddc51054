//! What a Go client would drop or misread among the records of a target, generation by generation.

mod collect;
#[cfg(test)]
mod tests;

pub(crate) use collect::Evidence;

use super::endpoints::before_address;
use super::{ServiceEndpoint, ServiceRecord, key};
use crate::etcd::proto::KeyValue;
use crate::output::shell_word;
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
pub(crate) struct LintFinding {
    pub(crate) severity: Severity,
    /// A word for scripts.
    pub(crate) fault: &'static str,
    pub(crate) key: Vec<u8>,
    pub(crate) what: String,
    pub(crate) remedy: String,
}

use Severity::{Error, Note, Warning};

/// What to do about keys of another framework.
const APART: &str = "leave it to its owner, and use a target of its own for gRPC";

/// Collects what is odd.
struct Judge<'a> {
    target: &'a [u8],
    evidence: &'a Evidence,
    findings: Vec<LintFinding>,
}

/// Judges all that was found; the findings are in the order of the keys.
pub(crate) fn judge(target: &[u8], evidence: &Evidence) -> Vec<LintFinding> {
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
        self.findings.push(LintFinding { severity, fault, key: key.to_vec(), what, remedy });
    }

    fn record(&mut self, kv: &KeyValue) {
        match ServiceRecord::decode(&kv.value) {
            Ok(_) if kv.lease != 0 && ServiceRecord::is_of_another_kind(&kv.value) => {
                let what = "it is not a gRPC record, and has a lease: another framework's, such as \
                            go-micro or kratos? gRPC clients get an endpoint that is nowhere";
                return self.find(Error, "foreign", &kv.key, what, APART);
            }
            Ok(record) => {
                self.members(&kv.key, &record);
                self.name(&kv.key, &record);
            }
            Err(why) => return self.junk(kv, &why),
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

    /// What is no record at all. A key with a lease has an owner: it is not for others to delete.
    fn junk(&mut self, kv: &KeyValue, why: &str) {
        let key = &kv.key;
        let delete = format!("ectl del {}", shell_word(key));
        match self.evidence.before.get(key) {
            Some(before) => {
                let address = &before.address;
                let what = format!(
                    "it was the record of {address} and was overwritten with what is none ({why}): \
                     running clients keep {address}, new ones don't see it"
                );
                let remedy = match kv.lease {
                    0 => format!("let its owner write it again, or {delete}"),
                    _ => "let its owner write it again".to_owned(),
                };
                self.find(Error, "junk-over-record", key, what, remedy);
            }
            None if kv.lease != 0 => {
                let what = format!(
                    "it is not a gRPC record ({why}), and has a lease: another framework's, such as \
                     go-zero or go-kit? gRPC clients skip it"
                );
                self.find(Warning, "foreign", key, what, APART);
            }
            None => {
                let what = format!("it is no record ({why}): clients skip it");
                self.find(Error, "junk", key, what, delete);
            }
        }
    }

    fn members(&mut self, key: &[u8], record: &ServiceRecord) {
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
        if record.metadata.has_rounded_integer() {
            let what = "an integer in its Metadata is beyond 2^53: Go reads it rounded";
            self.find(Warning, "rounded-number", key, what, "write the number as a string");
        }
    }

    /// What is odd about the key of a record.
    fn name(&mut self, key: &[u8], record: &ServiceRecord) {
        let name = key.get(self.target.len() + 1..).unwrap_or_default();
        if name == record.address.as_bytes() || record.address.is_empty() {
            return;
        }
        let below = before_address(key, &record.address).map(shown);
        if name.starts_with(b"/") {
            let what = "there are two slashes behind the target: it was registered for another one, \
                        which ends in a slash";
            let remedy = format!("register it for {}", shell_word(self.target));
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
            if let Ok(endpoint) = ServiceEndpoint::of(kv) {
                keys.entry(endpoint.address).or_default().push(&kv.key);
            }
        }
        for (address, keys) in keys {
            let Some((first, others)) = keys.split_first() else { continue };
            for other in others {
                let first = shown(first);
                let what = format!("{address} is registered under {first} too: it counts twice");
                self.find(
                    Warning,
                    "duplicate",
                    other,
                    what,
                    format!("ectl del {}", shell_word(other)),
                );
            }
        }
    }

    /// What is odd about the keys beside the target's own.
    fn surroundings(&mut self) {
        let target = shown(self.target);
        if let Some(bare) = &self.evidence.bare {
            let severity = if ServiceEndpoint::of(bare).is_ok() { Warning } else { Note };
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
