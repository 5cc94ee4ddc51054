//! One record with each fault.

use super::{LintInput, Severity, lint};
use crate::etcd::proto::KeyValue;
use crate::recipe::naming::ServiceEndpoint;

fn kv(key: &str, value: &str) -> KeyValue {
    KeyValue { key: key.into(), value: value.into(), lease: 7, ..KeyValue::default() }
}

/// The faults found in these records of the target `s`, with their keys.
fn faults(input: &LintInput) -> Vec<(Severity, &'static str, String)> {
    let findings = lint(b"s", input).into_iter();
    let shown = findings
        .map(|finding| (finding.severity, finding.fault, String::from_utf8(finding.key).unwrap()));
    shown.collect()
}

fn only(records: &[KeyValue]) -> Vec<(Severity, &'static str, String)> {
    faults(&LintInput { records: records.to_vec(), ..LintInput::default() })
}

#[test]
fn records_of_go_and_its_proxy_have_no_findings() {
    let go = kv("s/10.0.0.1:80", r#"{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}"#);
    let proxy = kv("s/h:1", r#"{"Op":0,"Addr":"h:1","Metadata":"{\"name\":\"host\"}"}"#);
    let path = kv("s//run/a", r#"{"Addr":"/run/a","Metadata":9007199254740992}"#);
    assert_eq!(only(&[go, proxy, path]), []);
}

#[test]
fn each_fault_is_found() {
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
fn remedy_never_deletes_a_key_with_a_lease() {
    let remedy = |kv: &KeyValue, before: bool| {
        let before = before.then(|| {
            (b"s/a".to_vec(), ServiceEndpoint::of(&self::kv("s/a", r#"{"Addr":"h:1"}"#)).unwrap())
        });
        let before = before.into_iter().collect();
        let input = LintInput { records: vec![kv.clone()], before, ..LintInput::default() };
        lint(b"s", &input).pop().unwrap().remedy
    };
    let leased = kv("s/a", "junk");
    let permanent = KeyValue { lease: 0, ..leased.clone() };
    for before in [false, true] {
        assert!(!remedy(&leased, before).contains("del"), "{}", remedy(&leased, before));
        assert!(remedy(&permanent, before).contains("ectl del s/a"));
    }
}

#[test]
fn second_key_of_an_address_is_a_duplicate() {
    let found = only(&[kv("s/a", r#"{"Addr":"a"}"#), kv("s/b", r#"{"Addr":"a"}"#)]);
    let faults: Vec<_> = found.iter().map(|(_, fault, key)| (*fault, key.as_str())).collect();
    assert_eq!(faults, [("key-name", "s/b"), ("duplicate", "s/b")]);
}

#[test]
fn keys_outside_of_the_target_are_found() {
    let mut input = LintInput {
        bare: Some(kv("s", "text")),
        siblings: vec![b"s_other".to_vec()],
        other_spelling: Some(b"/s".to_vec()),
        ..LintInput::default()
    };
    let shown = |input: &LintInput| {
        let found = faults(input).into_iter();
        found.map(|(severity, fault, _)| (severity, fault)).collect::<Vec<_>>()
    };
    use Severity::{Error, Note, Warning};
    assert_eq!(shown(&input), [(Error, "leading-slash"), (Note, "bare-key"), (Note, "sibling")]);
    input.bare = Some(kv("s", r#"{"Addr":"a"}"#));
    input.records = vec![kv("s/a", r#"{"Addr":"a"}"#)];
    assert_eq!(
        shown(&input),
        [(Warning, "leading-slash"), (Warning, "bare-key"), (Note, "sibling")]
    );
}

#[test]
fn junk_over_a_record_names_its_address() {
    let before = ServiceEndpoint::of(&kv("s/a", r#"{"Addr":"h:1"}"#)).unwrap();
    let before = [(b"s/a".to_vec(), before)].into();
    let input = LintInput { records: vec![kv("s/a", "no")], before, ..LintInput::default() };
    let findings = lint(b"s", &input);
    assert_eq!((findings.len(), findings[0].fault), (1, "junk-over-record"));
    assert!(findings[0].what.contains("running clients keep h:1"), "{}", findings[0].what);
}
