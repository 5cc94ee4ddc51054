use super::parse;
use crate::etcd::proto::{
    Compare, DeleteRangeRequest, PutRequest, RangeRequest, RequestUnion, TargetUnion, TxnRequest,
    equal, operation,
};

#[test]
fn each_form_is_parsed() {
    let json = r#"{
      "if": [
        {"key": "a", "value": "1"},
        {"key_b64": "/w==", "value_b64": "/g==", "op": "!="},
        {"key": "b", "missing": true},
        {"key": "c", "exists": true, "value": null},
        {"key": "d", "mod_revision": "12"},
        {"key": "d", "create_revision": 12, "op": ">"},
        {"key": "d", "version": "-1", "op": "<"},
        {"key": "d", "lease": "694d"}
      ],
      "then": [
        {"put": {"key": "k", "value": "", "lease": "0x77", "prev_kv": true}},
        {"put": {"key": "k", "ignore_value": true, "ignore_lease": true}},
        {"delete": {"key": "a", "range_end": "b", "prev_kv": true}},
        {"delete": {"key": "", "prefix": true}}
      ],
      "else": [
        {"get": {"key": "p", "prefix": true, "limit": 5, "keys_only": true}},
        {"get": {"key": "p", "from_key": true, "revision": "7", "count_only": true}}
      ]
    }"#;
    let compare = |key: &[u8], result, union| Compare { result, ..equal(key, union) };
    let put = |request| operation(RequestUnion::RequestPut(request));
    let get = |request| operation(RequestUnion::RequestRange(request));
    let delete = |request| operation(RequestUnion::RequestDeleteRange(request));
    let (k, p) = (b"k".to_vec(), b"p".to_vec());
    let expected = TxnRequest {
        compare: vec![
            compare(b"a", 0, TargetUnion::Value(b"1".to_vec())),
            compare(b"\xff", 3, TargetUnion::Value(b"\xfe".to_vec())),
            compare(b"b", 0, TargetUnion::CreateRevision(0)),
            compare(b"c", 1, TargetUnion::CreateRevision(0)),
            compare(b"d", 0, TargetUnion::ModRevision(12)),
            compare(b"d", 1, TargetUnion::CreateRevision(12)),
            compare(b"d", 2, TargetUnion::Version(-1)),
            compare(b"d", 0, TargetUnion::Lease(0x694d)),
        ],
        success: vec![
            put(PutRequest { key: k.clone(), lease: 0x77, prev_kv: true, ..Default::default() }),
            put(PutRequest {
                key: k,
                ignore_value: true,
                ignore_lease: true,
                ..Default::default()
            }),
            delete(DeleteRangeRequest {
                key: b"a".to_vec(),
                range_end: b"b".to_vec(),
                prev_kv: true,
            }),
            delete(DeleteRangeRequest { key: vec![0], range_end: vec![0], ..Default::default() }),
        ],
        failure: vec![
            get(RangeRequest {
                key: p.clone(),
                range_end: b"q".to_vec(),
                limit: 5,
                keys_only: true,
                ..Default::default()
            }),
            get(RangeRequest {
                key: p,
                range_end: vec![0],
                revision: 7,
                count_only: true,
                ..Default::default()
            }),
        ],
    };
    assert_eq!(parse(json.as_bytes()).unwrap(), expected);
}

#[test]
fn mistakes_are_named_with_their_path() {
    for (json, why) in [
        ("{}", "the transaction is empty"),
        (r#"{"if":[],"then":null}"#, "the transaction is empty"),
        ("[]", "the transaction: expected an object"),
        (r#"{"than":[]}"#, "than: unknown field (known here: if, then, else)"),
        (r#"{"then":{}}"#, "then: expected a list"),
        (r#"{"then":[5]}"#, "then[0]: expected an object"),
        (r#"{"then":[{}]}"#, "then[0]: expected one of put, get and delete"),
        (
            r#"{"then":[{"del":{"key":"a"}}]}"#,
            "then[0].del: unknown field (known here: put, get, delete)",
        ),
        (
            r#"{"else":[{"get":{"key":"a"},"put":{"key":"a","value":"b"}}]}"#,
            "else[0]: expected one of put, get and delete",
        ),
        (
            r#"{"then":[{"put":{"key":"a","vlaue":"b","value":"c"}}]}"#,
            "then[0].put.vlaue: unknown field (known here: key, key_b64, value, value_b64, \
             lease, prev_kv, ignore_value, ignore_lease)",
        ),
        (
            r#"{"then":[{"put":{"key":"a","key":"b","value":"c"}}]}"#,
            "the field \"key\" is given twice at line 1 column 36",
        ),
        (
            r#"{"then":[{"put":{"key":"a"}}]}"#,
            "then[0].put: either value or ignore_value is needed",
        ),
        (r#"{"then":[{"put":{"key":"","value":"v"}}]}"#, "then[0].put: the key is empty"),
        (r#"{"then":[{"put":{"value":"v"}}]}"#, "then[0].put: the key is missing"),
        (r#"{"then":[{"put":{"key":"a","value":5}}]}"#, "then[0].put.value: expected a string"),
        (
            r#"{"then":[{"put":{"key":"a","value":"b","value_b64":""}}]}"#,
            "then[0].put: both value and value_b64",
        ),
        (r#"{"then":[{"get":{"key_b64":"x"}}]}"#, "then[0].get: key_b64 is not base64"),
        (r#"{"then":[{"get":{"key":""}}]}"#, "then[0].get: the key is empty"),
        (
            r#"{"then":[{"delete":{"key":"a","prefix":true,"from_key":true}}]}"#,
            "then[0].delete: only one is valid of range_end, prefix and from_key",
        ),
        (
            r#"{"then":[{"delete":{"key":"a","prefix":"yes"}}]}"#,
            "then[0].delete.prefix: expected true or false",
        ),
        (
            r#"{"then":[{"get":{"key":"a","limit":"x"}}]}"#,
            "then[0].get.limit: expected an integer of 64 bits",
        ),
        (
            r#"{"if":[{"key":"a"}]}"#,
            "if[0]: exactly one is needed of value, exists, missing, create_revision, \
             mod_revision, version and lease",
        ),
        (
            r#"{"if":[{"key":"a","missing":true,"op":"="}]}"#,
            "if[0]: op is not valid with exists and missing",
        ),
        (r#"{"if":[{"key":"a","value":"v","op":"=="}]}"#, "if[0].op: expected = != < or >"),
        (r#"{"if":[{"key":"a","version":1.5}]}"#, "1.5 is not an integer at line 1 column 31"),
        (
            r#"{"if":[{"key":"a","lease":"zz"}]}"#,
            "if[0].lease: bad lease ID \"zz\": expected hexadecimal, such as 694d81417acd4754",
        ),
        ("{\"if\":[", "EOF while parsing a list at line 1 column 7"),
        ("{} {}", "trailing characters at line 1 column 4"),
    ] {
        assert_eq!(parse(json.as_bytes()).unwrap_err(), why, "{json}");
    }
}
