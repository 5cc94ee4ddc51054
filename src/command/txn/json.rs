//! A transaction as JSON, in the form that ectl-formats(7) describes.

use super::strict_json::{JsonFields, StrictJson};
use crate::etcd::Range;
use crate::etcd::proto::{
    Compare, DeleteRangeRequest, PutRequest, RangeRequest, RequestOp, RequestUnion, TargetUnion,
    TxnRequest, equal, operation,
};

/// Parses a transaction; an error is why that is impossible.
pub(super) fn parse(bytes: &[u8]) -> Result<TxnRequest, String> {
    let json: StrictJson = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let mut fields = JsonFields::of(String::new(), json)?;
    let request = TxnRequest {
        compare: each(&mut fields, "if", comparison)?,
        success: each(&mut fields, "then", request)?,
        failure: each(&mut fields, "else", request)?,
    };
    fields.finish()?;
    if request == TxnRequest::default() {
        return Err("the transaction is empty".to_owned());
    }
    Ok(request)
}

fn each<T>(
    fields: &mut JsonFields,
    name: &'static str,
    parse: impl Fn(JsonFields) -> Result<T, String>,
) -> Result<Vec<T>, String> {
    let items = fields.list(name)?.into_iter();
    items.map(|(path, item)| JsonFields::of(path, item).and_then(&parse)).collect()
}

const EQUAL: i32 = 0;
const GREATER: i32 = 1;
const LESS: i32 = 2;
const NOT_EQUAL: i32 = 3;

fn comparison(mut fields: JsonFields) -> Result<Compare, String> {
    let key = key(&mut fields)?;
    let operator = operator(&mut fields)?;
    let value = fields.bytes("value", "value_b64")?.map(TargetUnion::Value);
    let (exists, missing) = (fields.flag("exists")?, fields.flag("missing")?);
    let created = fields.integer("create_revision")?.map(TargetUnion::CreateRevision);
    let modified = fields.integer("mod_revision")?.map(TargetUnion::ModRevision);
    let version = fields.integer("version")?.map(TargetUnion::Version);
    let lease = fields.lease("lease")?.map(TargetUnion::Lease);
    let mut compared = [value, created, modified, version, lease].into_iter().flatten();
    // An absent key was created at revision 0.
    let absent = TargetUnion::CreateRevision(0);
    let (result, union) = match (compared.next(), compared.next(), exists, missing) {
        (Some(only), None, false, false) => (operator.unwrap_or(EQUAL), only),
        (None, _, true, false) if operator.is_none() => (GREATER, absent),
        (None, _, false, true) if operator.is_none() => (EQUAL, absent),
        (None, _, true, false) | (None, _, false, true) => {
            return Err(fields.error("op is not valid with exists and missing"));
        }
        _ => {
            return Err(fields.error(
                "exactly one is needed of value, exists, missing, create_revision, mod_revision, \
                 version and lease",
            ));
        }
    };
    fields.finish()?;
    Ok(Compare { result, ..equal(key, union) })
}

/// Returns the operator as a number of etcd's `CompareResult`.
fn operator(fields: &mut JsonFields) -> Result<Option<i32>, String> {
    Ok(Some(match fields.text("op")?.as_deref() {
        None => return Ok(None),
        Some("=") => EQUAL,
        Some(">") => GREATER,
        Some("<") => LESS,
        Some("!=") => NOT_EQUAL,
        Some(_) => return Err(format!("{}: expected = != < or >", fields.path("op"))),
    }))
}

fn request(mut fields: JsonFields) -> Result<RequestOp, String> {
    const KINDS: [(&str, RequestParser); 3] = [("put", put), ("get", get), ("delete", delete)];
    let given = KINDS.map(|(name, parse)| (name, parse, fields.take(name)));
    let mut given = given.into_iter().filter_map(|(name, parse, json)| Some((name, parse, json?)));
    let (Some((name, parse, json)), None) = (given.next(), given.next()) else {
        let is_unknown = fields.error("expected one of put, get and delete");
        return Err(fields.finish().err().unwrap_or(is_unknown));
    };
    let mut inner = JsonFields::of(fields.path(name), json)?;
    let union = parse(&mut inner)?;
    inner.finish()?;
    fields.finish()?;
    Ok(operation(union))
}

type RequestParser = fn(&mut JsonFields) -> Result<RequestUnion, String>;

fn put(fields: &mut JsonFields) -> Result<RequestUnion, String> {
    let key = key(fields)?;
    let value = fields.bytes("value", "value_b64")?;
    let lease = fields.lease("lease")?.unwrap_or_default();
    let prev_kv = fields.flag("prev_kv")?;
    let ignore_value = fields.flag("ignore_value")?;
    let ignore_lease = fields.flag("ignore_lease")?;
    if value.is_some() == ignore_value {
        return Err(fields.error("either value or ignore_value is needed"));
    }
    let value = value.unwrap_or_default();
    Ok(RequestUnion::RequestPut(PutRequest {
        key,
        value,
        lease,
        prev_kv,
        ignore_value,
        ignore_lease,
    }))
}

fn get(fields: &mut JsonFields) -> Result<RequestUnion, String> {
    let Range { key, end } = range(fields)?;
    Ok(RequestUnion::RequestRange(RangeRequest {
        key,
        range_end: end,
        revision: fields.integer("revision")?.unwrap_or_default(),
        limit: fields.integer("limit")?.unwrap_or_default(),
        keys_only: fields.flag("keys_only")?,
        count_only: fields.flag("count_only")?,
        ..RangeRequest::default()
    }))
}

fn delete(fields: &mut JsonFields) -> Result<RequestUnion, String> {
    let Range { key, end } = range(fields)?;
    let prev_kv = fields.flag("prev_kv")?;
    let request = DeleteRangeRequest { key, range_end: end, prev_kv };
    Ok(RequestUnion::RequestDeleteRange(request))
}

fn key(fields: &mut JsonFields) -> Result<Vec<u8>, String> {
    match fields.bytes("key", "key_b64")? {
        None => Err(fields.error("the key is missing")),
        Some(key) if key.is_empty() => Err(fields.error("the key is empty")),
        Some(key) => Ok(key),
    }
}

/// Returns the range: of one key, with a prefix, from a key on, or up to an end. Only the first key may be
/// empty, and only with a prefix or from a key on: these are all keys.
fn range(fields: &mut JsonFields) -> Result<Range, String> {
    let key = fields.bytes("key", "key_b64")?;
    let end = fields.bytes("range_end", "range_end_b64")?;
    let (prefix, from_key) = (fields.flag("prefix")?, fields.flag("from_key")?);
    let key = key.ok_or_else(|| fields.error("the key is missing"))?;
    match end {
        Some(end) if end.is_empty() => Err(fields.error("range_end is empty")),
        None if key.is_empty() && !prefix && !from_key => Err(fields.error("the key is empty")),
        Some(_) if key.is_empty() => Err(fields.error("the key is empty")),
        end if usize::from(end.is_some()) + usize::from(prefix) + usize::from(from_key) > 1 => {
            Err(fields.error("only one is valid of range_end, prefix and from_key"))
        }
        Some(end) => Ok(Range { key, end }),
        None if prefix => Ok(Range::prefix(key)),
        None if from_key => Ok(Range::from_key(key)),
        None => Ok(Range { key, end: Vec::new() }),
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::etcd::proto::{
        Compare, DeleteRangeRequest, PutRequest, RangeRequest, RequestUnion, TargetUnion,
        TxnRequest, equal, operation,
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
                put(PutRequest {
                    key: k.clone(),
                    lease: 0x77,
                    prev_kv: true,
                    ..Default::default()
                }),
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
                delete(DeleteRangeRequest {
                    key: vec![0],
                    range_end: vec![0],
                    ..Default::default()
                }),
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
}
