//! A record of each fault, and its finding.

use super::{Evidence, Severity, judge};
use crate::etcd::proto::KeyValue;
use crate::recipe::naming::ServiceEndpoint;

fn kv(key: &str, value: &str) -> KeyValue {
    KeyValue { key: key.into(), value: value.into(), lease: 7, ..KeyValue::default() }
}

/// The faults found in these records of the target `s`, with their keys.
fn faults(evidence: &Evidence) -> Vec<(Severity, &'static str, String)> {
    let findings = judge(b"s", evidence).into_iter();
    let shown = findings
        .map(|finding| (finding.severity, finding.fault, String::from_utf8(finding.key).unwrap()));
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
        ("s/a", "10.0.0.1:80", Warning, "foreign"),
        ("s/a", r#"{"Op":256,"Addr":"a"}"#, Warning, "foreign"),
        ("s/a", r#"{"host":"10.0.0.1","port":80}"#, Error, "foreign"),
        ("s/a", r#"{"Op":0,"Metadata":1}"#, Error, "no-address"),
        ("s/a", r#"{"addr":"","host":"h"}"#, Error, "no-address"),
        ("s/a", "{}", Error, "no-address"),
        ("s/a", r#"{"Op":1,"Addr":"a"}"#, Warning, "op"),
        ("s/a", r#"{"Op":7,"Addr":"a"}"#, Warning, "op"),
        ("s/a", r#"{"Addr":"a","Metadata":[{"n":-9007199254740993}]}"#, Warning, "rounded-number"),
        ("s//a", r#"{"Addr":"a"}"#, Warning, "double-slash"),
        ("s/t/a", r#"{"Addr":"a"}"#, Warning, "target-below"),
        ("s/k", r#"{"Addr":"a"}"#, Note, "key-name"),
    ] {
        assert_eq!(only(&[kv(key, value)]), [(severity, fault, key.to_owned())], "{value}");
    }
    let permanent = KeyValue { lease: 0, ..kv("s/a", r#"{"Addr":"a"}"#) };
    assert_eq!(only(&[permanent]), [(Warning, "no-lease", "s/a".to_owned())]);
    for value in ["junk", r#"{"Op":256,"Addr":"a"}"#] {
        let junk = KeyValue { lease: 0, ..kv("s/a", value) };
        assert_eq!(only(&[junk]), [(Error, "junk", "s/a".to_owned())]);
    }
}

#[test]
fn keys_with_an_owner_are_not_to_be_deleted() {
    let remedy = |kv: &KeyValue, before: bool| {
        let before = before.then(|| {
            (b"s/a".to_vec(), ServiceEndpoint::of(&self::kv("s/a", r#"{"Addr":"h:1"}"#)).unwrap())
        });
        let before = before.into_iter().collect();
        let evidence = Evidence { records: vec![kv.clone()], before, ..Evidence::default() };
        judge(b"s", &evidence).pop().unwrap().remedy
    };
    let leased = kv("s/a", "junk");
    let permanent = KeyValue { lease: 0, ..leased.clone() };
    for before in [false, true] {
        assert!(!remedy(&leased, before).contains("del"), "{}", remedy(&leased, before));
        assert!(remedy(&permanent, before).contains("ectl del s/a"));
    }
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
    assert_eq!(shown(&evidence), [(Error, "leading-slash"), (Note, "bare-key"), (Note, "sibling")]);
    evidence.bare = Some(kv("s", r#"{"Addr":"a"}"#));
    evidence.records = vec![kv("s/a", r#"{"Addr":"a"}"#)];
    assert_eq!(
        shown(&evidence),
        [(Warning, "leading-slash"), (Warning, "bare-key"), (Note, "sibling")]
    );
}

#[test]
fn junk_over_a_record_is_told_with_its_address() {
    let before = ServiceEndpoint::of(&kv("s/a", r#"{"Addr":"h:1"}"#)).unwrap();
    let before = [(b"s/a".to_vec(), before)].into();
    let evidence = Evidence { records: vec![kv("s/a", "no")], before, ..Evidence::default() };
    let findings = judge(b"s", &evidence);
    assert_eq!((findings.len(), findings[0].fault), (1, "junk-over-record"));
    assert!(findings[0].what.contains("running clients keep h:1"), "{}", findings[0].what);
}
