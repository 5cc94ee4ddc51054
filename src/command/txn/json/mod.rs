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
mod tests;
