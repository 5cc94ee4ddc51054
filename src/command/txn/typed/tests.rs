use super::{Grammar, TypedParts};
use crate::etcd::proto::{Compare, RequestOp, RequestUnion, TargetUnion, TxnRequest};
use crate::failure::{Failure, Kind};
use clap::{Args as _, FromArgMatches as _};

fn parse(words: &[&str]) -> Result<TxnRequest, Failure> {
    let command = TypedParts::augment_args(clap::Command::new("txn")).no_binary_name(true);
    let matches = crate::cli::argv::as_cobra(command).try_get_matches_from(words).unwrap();
    let typed = TypedParts::from_arg_matches(&matches).unwrap();
    typed.request(&mut Grammar::new(Kind::Usage), 100)
}

fn op(operation: &RequestOp) -> (&'static str, &[u8], &[u8]) {
    match operation.request.as_ref().unwrap() {
        RequestUnion::RequestPut(put) => ("put", &put.key, &put.value),
        RequestUnion::RequestRange(get) => ("get", &get.key, &get.range_end),
        RequestUnion::RequestDeleteRange(del) => ("del", &del.key, &del.range_end),
        RequestUnion::RequestTxn(_) => ("txn", &[], &[]),
    }
}

#[test]
fn requests_keep_the_order_in_which_they_were_typed() {
    let words = [
        "--then-put",
        "a",
        "--then-del",
        "--else-get",
        "e",
        "--then",
        "get b\n# no\ndel c",
        "--if-exists",
        "k",
        "--then-del",
        "d",
        "--then-put",
        "-k",
        "-5",
        "--then-get",
        "f",
    ];
    let request = parse(&words).unwrap();
    let then: Vec<_> = request.success.iter().map(op).collect();
    let expected: [(_, &[u8], &[u8]); 6] = [
        ("put", b"a", b"--then-del"),
        ("get", b"b", b""),
        ("del", b"c", b""),
        ("del", b"d", b""),
        ("put", b"-k", b"-5"),
        ("get", b"f", b""),
    ];
    assert_eq!(then, expected);
    assert_eq!(request.failure.iter().map(op).collect::<Vec<_>>(), [("get", &b"e"[..], &[][..])]);
}

#[test]
fn comparisons_of_each_form() {
    let compared = |words: &[&str]| {
        let Compare { key, result, target_union, .. } = parse(words).unwrap().compare.remove(0);
        (String::from_utf8(key).unwrap(), result, target_union.unwrap())
    };
    let k = || "k".to_owned();
    let value = TargetUnion::Value(b"\"@ v".to_vec());
    assert_eq!(compared(&["--if-value", "k", "\"@ v"]), (k(), 0, value));
    let at = TargetUnion::ModRevision(12);
    assert_eq!(compared(&["--if-mod-rev", "k", "12"]), (k(), 0, at));
    let absent = TargetUnion::CreateRevision(0);
    assert_eq!(compared(&["--if-missing", "k"]), (k(), 0, absent.clone()));
    assert_eq!(compared(&["--if-exists", "k"]), (k(), 1, absent));
}

#[test]
fn mistakes_are_refused() {
    for (words, message) in [
        (&["--then-put", "", "v"][..], "--then-put: the key is empty"),
        (&["--if-mod-rev", "k", "x"], "--if-mod-rev: \"x\" is not a 64-bit integer"),
        (&["--if-mod-rev", "k", "-1"], "--if-mod-rev: \"-1\" is not a revision"),
        (&["--then", " \n# x\n"], "--then: the argument is empty"),
        (&["--else-del", "k"], "--else-del needs a comparison"),
        (
            &["--if-value", "k", "@-", "--then-put", "k", "@-"],
            "only one value can be @-: stdin is read once",
        ),
    ] {
        let failure = parse(words).unwrap_err();
        assert_eq!((failure.to_string().as_str(), failure.kind()), (message, Kind::Usage));
    }
}
