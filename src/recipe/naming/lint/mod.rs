//! Records of a target that Go clients, of any generation, drop or misread.

mod collect;
#[cfg(test)]
mod tests;

pub(crate) use collect::LintInput;

use super::endpoints::before_address;
use super::{ServiceEndpoint, ServiceRecord, key};
use crate::etcd::proto::KeyValue;
use crate::output::shell_word;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Severity {
    /// Current clients do not find the endpoint, or disagree about it.
    Error,
    /// Some clients are misled, or will be.
    Warning,
    Note,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LintFinding {
    pub(crate) severity: Severity,
    /// A stable word, for scripts.
    pub(crate) fault: &'static str,
    pub(crate) key: Vec<u8>,
    pub(crate) what: String,
    pub(crate) remedy: String,
}

use Severity::{Error, Note, Warning};

const APART: &str = "leave it to its owner, and use another target for gRPC";

struct Linter<'a> {
    target: &'a [u8],
    input: &'a LintInput,
    findings: Vec<LintFinding>,
}

/// Returns the problems with the keys of a target, in the order of the keys.
pub(crate) fn lint(target: &[u8], input: &LintInput) -> Vec<LintFinding> {
    let mut linter = Linter { target, input, findings: Vec::new() };
    input.records.iter().for_each(|kv| linter.record(kv));
    linter.duplicates();
    linter.other_keys();
    linter.findings.sort_by(|one, other| one.key.cmp(&other.key));
    linter.findings
}

impl Linter<'_> {
    fn report(
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
                let what = "not a gRPC record, but it has a lease: it may belong to another framework, such as \
                            go-micro or kratos; gRPC clients get an endpoint without an address";
                return self.report(Error, "foreign", &kv.key, what, APART);
            }
            Ok(record) => {
                self.content(&kv.key, &record);
                self.key_name(&kv.key, &record);
            }
            Err(why) => return self.not_a_record(kv, &why),
        }
        if kv.lease == 0 {
            let what = "no lease: the record remains when its owner is gone";
            let remedy = "register it with \"ectl service register\"";
            self.report(Warning, "no-lease", &kv.key, what, remedy);
        }
    }

    /// Reports a value that is not a record. A key with a lease has an owner, who alone should delete it.
    fn not_a_record(&mut self, kv: &KeyValue, why: &str) {
        let key = &kv.key;
        let delete = format!("ectl del {}", shell_word(key));
        match self.input.before.get(key) {
            Some(before) => {
                let address = &before.address;
                let what = format!(
                    "the record of {address} was overwritten with another value ({why}): running clients \
                     keep {address}, new ones do not see it"
                );
                let remedy = match kv.lease {
                    0 => format!("register it again, or {delete}"),
                    _ => "register it again".to_owned(),
                };
                self.report(Error, "junk-over-record", key, what, remedy);
            }
            None if kv.lease != 0 => {
                let what = format!(
                    "not a gRPC record ({why}), but it has a lease: it may belong to another framework, \
                     such as go-zero or go-kit; gRPC clients skip it"
                );
                self.report(Warning, "foreign", key, what, APART);
            }
            None => {
                let what = format!("not a service record ({why}): clients skip it");
                self.report(Error, "junk", key, what, delete);
            }
        }
    }

    fn content(&mut self, key: &[u8], record: &ServiceRecord) {
        let again = "write it as {\"Op\":0,\"Addr\":…,\"Metadata\":…}";
        if record.address.is_empty() {
            let nothing = if record.metadata.is_null() { " and no Metadata" } else { "" };
            let what = format!("no Addr{nothing}: clients get an endpoint without an address");
            self.report(Error, "no-address", key, what, again);
        }
        if record.op != 0 {
            let what = match record.op {
                1 => "Op is 1: clients up to 3.4 read it as a removal, later ones as an endpoint",
                _ => "Op is not 0: clients up to 3.4 ignore it, later ones read it as an endpoint",
            };
            self.report(Warning, "op", key, what, again);
        }
        if record.metadata.has_rounded_integer() {
            let what = "an integer in Metadata is larger than 2^53: Go rounds it";
            self.report(Warning, "rounded-number", key, what, "write the number as a string");
        }
    }

    fn key_name(&mut self, key: &[u8], record: &ServiceRecord) {
        let name = key.get(self.target.len() + 1..).unwrap_or_default();
        if name == record.address.as_bytes() || record.address.is_empty() {
            return;
        }
        let below = before_address(key, &record.address).map(shown);
        if name.starts_with(b"/") {
            let what = "two slashes follow the target: the record was registered for a target that \
                        ends in a slash";
            let remedy = format!("register it for {}", shell_word(self.target));
            self.report(Warning, "double-slash", key, what, remedy);
        } else if let Some(own) = below {
            let target = shown(self.target);
            let what = format!("an endpoint of {own}, but clients of {target} use it too");
            let remedy = "use targets that are not prefixes of each other";
            self.report(Warning, "target-below", key, what, remedy);
        } else {
            let what = format!("the key does not end in the address, {}", record.address);
            let remedy = "none if this is intended; deregister it by its key, not its address";
            self.report(Note, "key-name", key, what, remedy);
        }
    }

    fn duplicates(&mut self) {
        let mut keys: BTreeMap<String, Vec<&[u8]>> = BTreeMap::new();
        for kv in &self.input.records {
            if let Ok(endpoint) = ServiceEndpoint::of(kv) {
                keys.entry(endpoint.address).or_default().push(&kv.key);
            }
        }
        for (address, keys) in keys {
            let Some((first, others)) = keys.split_first() else { continue };
            for other in others {
                let first = shown(first);
                let what = format!("{address} is also registered under {first}, and counts twice");
                self.report(
                    Warning,
                    "duplicate",
                    other,
                    what,
                    format!("ectl del {}", shell_word(other)),
                );
            }
        }
    }

    /// Reports keys outside of the target that clients may confuse with it.
    fn other_keys(&mut self) {
        let target = shown(self.target);
        if let Some(bare) = &self.input.bare {
            let severity = if ServiceEndpoint::of(bare).is_ok() { Warning } else { Note };
            let what = "the target itself: only early 3.5 clients read it as a record";
            let remedy = format!("use {target}/ADDR as the key of an endpoint");
            self.report(severity, "bare-key", &bare.key, what, remedy);
        }
        for sibling in &self.input.siblings {
            let what = format!(
                "early 3.5 clients use the endpoints of {} for {target} too (etcd issue 15022)",
                shown(sibling)
            );
            let remedy = "update such clients, if there are any";
            self.report(Note, "sibling", sibling, what, remedy);
        }
        if let Some(other) = &self.input.other_spelling {
            let severity = if self.input.records.is_empty() { Error } else { Warning };
            let other_name = shown(other);
            let what = format!(
                "{other_name} has endpoints: etcd:///{other_name} finds them, etcd:///{target} does not"
            );
            let remedy = "register for the exact target that clients dial, with or without the leading slash";
            self.report(severity, "leading-slash", &key(other, b""), what, remedy);
        }
    }
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
