//! The values of records: what Go decodes, ectl decodes.

use crate::go;
use crate::support::{Outcome, ectl, etcd};
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

/// An endpoint as both sides print it.
#[derive(Deserialize)]
struct Row {
    key: String,
    addr: String,
    metadata: Box<RawValue>,
}

/// Values that Go may read as endpoints, or not.
const VALUES: [&[u8]; 78] = [
    br#"{"Op":0,"Addr":"a:1","Metadata":null}"#,
    br#"{"Addr":"a:1"}"#,
    br#"{"addr":"a:1"}"#,
    br#"{"ADDR":"a:1","METADATA":[1]}"#,
    br#"{"Addr":"a:1","addr":"b:1"}"#,
    br#"{"addr":"a:1","Addr":"b:1"}"#,
    br#"{"Addr":"a:1","Addr":null}"#,
    br#"{"Addr":null}"#,
    br#"{"Addr":""}"#,
    br#"{"Addr":1}"#,
    br#"{"Addr":["a:1"]}"#,
    br#"{"Addr":{"Addr":"a:1"}}"#,
    br#"{"Addr":true}"#,
    br#" {"Addr" : "a:1" } "#,
    b"\t\r\n{\"Addr\":\"a:1\"}\n",
    b"\x0b{\"Addr\":\"a:1\"}",
    b"\xef\xbb\xbf{\"Addr\":\"a:1\"}",
    b"\xc2\xa0{\"Addr\":\"a:1\"}",
    b"",
    b"null",
    b"true",
    b"1",
    b"a:1",
    br#""a:1""#,
    b"[]",
    br#"[{"Addr":"a:1"}]"#,
    b"{}",
    br#"{"Addr":"a:1"}{}"#,
    br#"{"Addr":"a:1"} x"#,
    br#"{"Addr":"a:1",}"#,
    br#"{"Addr":"a:1""#,
    br#"{'Addr':'a:1'}"#,
    br#"{Addr:"a:1"}"#,
    br#"{"Addr":"a:1"}//"#,
    br#"{"Op":1,"Addr":"a:1"}"#,
    br#"{"Op":255,"Addr":"a:1"}"#,
    br#"{"Op":256,"Addr":"a:1"}"#,
    br#"{"Op":-0,"Addr":"a:1"}"#,
    br#"{"Op":-1,"Addr":"a:1"}"#,
    br#"{"Op":1.0,"Addr":"a:1"}"#,
    br#"{"Op":1e0,"Addr":"a:1"}"#,
    br#"{"Op":"0","Addr":"a:1"}"#,
    br#"{"Op":null,"Addr":"a:1"}"#,
    br#"{"Op":true,"Addr":"a:1"}"#,
    br#"{"Addr":"a:1","Metadata":"text"}"#,
    br#"{"Addr":"a:1","Metadata":{"b":1,"a":[true,null,"x"]}}"#,
    br#"{"Addr":"a:1","Metadata":{"a":1,"a":2}}"#,
    br#"{"Addr":"a:1","Metadata":{"a":1},"Metadata":{"b":2}}"#,
    br#"{"Addr":"a:1","Metadata":1,"metadata":null}"#,
    br#"{"Addr":"a:1","Metadata":1e400}"#,
    br#"{"Addr":"a:1","Metadata":1e-400}"#,
    br#"{"Addr":"a:1","Metadata":-0.5e1}"#,
    br#"{"Addr":"a:1","Metadata":12345678901234567890}"#,
    br#"{"Addr":"a:1","Metadata":01}"#,
    br#"{"Addr":"a:1","Metadata":NaN}"#,
    br#"{"Addr":"a:1","Metadata":+1}"#,
    br#"{"Addr":"a:1","Metadata":.5}"#,
    br#"{"Addr":"a:1","Metadata":nulL}"#,
    br#"{"Addr":"a:1","Other":1e400}"#,
    br#"{"Addr":"a:1","Other":[[{"x":"y"}]]}"#,
    br#"{"Addr":"<a&b>","Metadata":"\u2028<"}"#,
    br#"{"\u0041ddr":"\u0061:1"}"#,
    br#"{"Addr":"a\u0000b"}"#,
    b"{\"Addr\":\"a\x00b\"}",
    b"{\"Addr\":\"a\tb\"}",
    br#"{"Addr":"a\qb"}"#,
    br#"{"Addr":"a\u12"}"#,
    br#"{"Addr":"\/\b\f\n\r\t\"\\"}"#,
    b"{\"Addr\":\"K\xf6ln\"}",
    b"{\"Addr\":\"a:1\",\"Metadata\":\"K\xf6ln\"}",
    b"{\"Addr\":\"a:1\",\"Metadata\":{\"K\xf6ln\":\"\xe2\x82\xf0\x9f\x92\"}}",
    b"{\"Addr\":\"a:1\",\"Add\xff\":\"b:1\",\"Metadata\":\"\xed\xa0\x80\"}",
    br#"{"Addr":"\ud800"}"#,
    br#"{"Addr":"\ud83c\udf0d","Metadata":"\udf0d\ud83c"}"#,
    br#"{"Addr":"a:1","Metadata":["\ud83c","\ud83cx","\ud83c\u0041","\ud83c\ud83c\udf0d"]}"#,
    br#"{"Addr":"a:1","Metadata":"\\ud83c"}"#,
    b"{\"Addr\":\"a:1\"}\xff",
    "{\"Addr\":\"K\u{f6}ln:1\",\"M\u{e9}tadata\":1}".as_bytes(),
];

/// Depths of arrays in the metadata: from what all readers take to what Go refuses.
const DEPTHS: [usize; 8] = [1, 100, 127, 200, 5000, 9998, 9999, 10_000];

pub fn values_are_decoded_as_in_go() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let deep = DEPTHS.map(|depth| {
        let (open, close) = ("[".repeat(depth), "]".repeat(depth));
        format!(r#"{{"Addr":"a:1","Metadata":{open}"x"{close}}}"#).into_bytes()
    });
    let ignored = DEPTHS.map(|depth| {
        let (open, close) = ("{\"a\":".repeat(depth), "}".repeat(depth));
        format!(r#"{{"Addr":"a:1","Other":{open}1{close}}}"#).into_bytes()
    });
    let values = VALUES.iter().map(|value| value.to_vec()).chain(deep).chain(ignored);
    let mut all = Vec::new();
    for (number, value) in values.enumerate() {
        let key = format!("records/{number:03}");
        ectl(&at, &["put", &key, "--value-file", "-"]).stdin(value.clone()).run().prints("OK\n");
        all.push((key, value));
    }
    let theirs = rows(&go(&at, &["records", "records"]).run());
    let ours = rows(&ectl(&at, &["service", "resolve", "records", "-w", "jsonl"]).run());
    // Of neither sort are there none.
    assert!((30..all.len() - 30).contains(&theirs.len()), "{}", theirs.len());
    for (key, value) in all {
        let of = |rows: &[Row]| {
            rows.iter().find(|row| row.key == key).map(|row| (row.addr.clone(), meaning(row)))
        };
        assert_eq!(of(&ours), of(&theirs), "{key}: {}", String::from_utf8_lossy(&value));
    }
}

fn rows(outcome: &Outcome) -> Vec<Row> {
    assert_eq!(outcome.code, 0, "{outcome:?}");
    outcome.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Metadata with all numbers as Go has them: in floating point. What is too deep for a value stays text.
fn meaning(row: &Row) -> Result<Value, String> {
    fn rounded(value: Value) -> Value {
        match value {
            Value::Number(number) => number.as_f64().into(),
            Value::Array(items) => items.into_iter().map(rounded).collect(),
            Value::Object(members) => {
                members.into_iter().map(|(name, value)| (name, rounded(value))).collect()
            }
            other => other,
        }
    }
    let value = serde_json::from_str(row.metadata.get()).map(rounded);
    value.map_err(|_| row.metadata.get().to_owned())
}
