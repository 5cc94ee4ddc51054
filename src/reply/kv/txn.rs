//! The reply to a transaction: whether its comparisons hold, and the replies to its requests.

use super::del::json_deletion;
use super::key_value::{KV_COLUMNS, KV_FIELDS, fields_kv, simple_kv};
use super::put::json_put;
use super::range::json_range;
use crate::etcd::proto::{KeyValue, RangeResponse, ResponseOp, ResponseUnion, TxnResponse};
use crate::go::Object;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header, revision};

const TXN_FIELDS: [&str; 12] = {
    let [key, value, created, modified, version, lease] = KV_FIELDS;
    [
        "revision",
        "succeeded",
        "request",
        "op",
        "count",
        "prev",
        key,
        value,
        created,
        modified,
        version,
        lease,
    ]
};

impl Reply for TxnResponse {
    const FIELDS: &'static [&'static str] = &TXN_FIELDS;
    const MAIN: &'static [&'static str] = &["succeeded", "request", "op", "key", "value"];

    fn simple(&self, page: &mut Buffer) {
        if self.succeeded {
            page.confirmation(format_args!("SUCCESS"));
        } else {
            page.line(format_args!("FAILURE"));
        }
        for reply in replies(&self.responses) {
            page.confirmation(format_args!(""));
            match reply {
                ResponseUnion::ResponseRange(range) => {
                    range.kvs.iter().for_each(|kv| simple_kv(kv, page));
                }
                ResponseUnion::ResponsePut(put) => put.simple(page),
                ResponseUnion::ResponseDeleteRange(del) => del.simple(page),
                ResponseUnion::ResponseTxn(txn) => txn.simple(page),
            }
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header, page);
        page.field("Succeeded", self.succeeded);
        for reply in replies(&self.responses) {
            match reply {
                ResponseUnion::ResponseRange(range) => fields_range(range, page),
                ResponseUnion::ResponsePut(put) => put.fields(page),
                ResponseUnion::ResponseDeleteRange(del) => del.fields(page),
                ResponseUnion::ResponseTxn(txn) => txn.fields(page),
            }
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| json_txn(self, object));
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    /// Returns a row for each key in a reply and for each reply without keys; at least one. `prev` marks
    /// keys as they were before a put or del.
    fn records(&self) -> Records {
        let mut rows = Vec::new();
        for (reply, number) in replies(&self.responses).zip(1..) {
            let (op, count, kvs) = content(reply);
            let mut push = |kv| rows.push(row(self, Some((number, op)), count, kv));
            if kvs.is_empty() { push(None) } else { kvs.iter().map(Some).for_each(push) }
        }
        if self.responses.is_empty() {
            rows.push(row(self, None, None, None));
        }
        rows.into_iter().collect()
    }
}

/// Returns the name of a reply's request, the number of keys found or deleted, and the keys.
fn content(reply: &ResponseUnion) -> (&'static str, Option<i64>, &[KeyValue]) {
    match reply {
        ResponseUnion::ResponseRange(range) => ("get", Some(range.count), &range.kvs),
        ResponseUnion::ResponsePut(put) => ("put", None, put.prev_kv.as_slice()),
        ResponseUnion::ResponseDeleteRange(del) => ("del", Some(del.deleted), &del.prev_kvs),
        ResponseUnion::ResponseTxn(_) => ("txn", None, &[]),
    }
}

fn row(
    txn: &TxnResponse,
    request: Option<(i64, &str)>,
    count: Option<i64>,
    kv: Option<&KeyValue>,
) -> [(&'static str, Cell); 12] {
    let [key, value, created, modified, version, lease] =
        KV_COLUMNS.map(|(name, cell)| (name, kv.map_or(Cell::Nothing, cell)));
    let is_write = request.is_some_and(|(_, op)| op != "get");
    [
        ("revision", revision(txn.header)),
        ("succeeded", Cell::Flag(txn.succeeded)),
        ("request", request.map_or(Cell::Nothing, |(number, _)| Cell::Number(number))),
        ("op", Cell::text_or_nothing(request.map(|(_, op)| op))),
        ("count", count.map_or(Cell::Nothing, Cell::Counter)),
        ("prev", Cell::Flag(kv.is_some() && is_write)),
        key,
        value,
        created,
        modified,
        version,
        lease,
    ]
}

fn replies(responses: &[ResponseOp]) -> impl Iterator<Item = &ResponseUnion> {
    responses.iter().filter_map(|op| op.response.as_ref())
}

fn fields_range(range: &RangeResponse, page: &mut Buffer) {
    fields_header(range.header, page);
    range.kvs.iter().for_each(|kv| fields_kv("", kv, page));
    page.field("More", range.more);
    page.field("Count", range.count);
}

fn json_txn(response: &TxnResponse, object: &mut Object<'_>) {
    json_header(response.header, object);
    object.nonzero("succeeded", response.succeeded);
    let replies: Vec<_> = replies(&response.responses).collect();
    object.nonempty_list("responses", &replies, |reply, object| {
        object.object("Response", |object| json_reply(reply, object));
    });
}

fn json_reply(reply: &ResponseUnion, object: &mut Object<'_>) {
    match reply {
        ResponseUnion::ResponseRange(range) => {
            object.object("response_range", |object| json_range(range, object));
        }
        ResponseUnion::ResponsePut(put) => {
            object.object("response_put", |object| json_put(put, object));
        }
        ResponseUnion::ResponseDeleteRange(del) => {
            object.object("response_delete_range", |object| json_deletion(del, object));
        }
        ResponseUnion::ResponseTxn(txn) => {
            object.object("response_txn", |object| json_txn(txn, object));
        }
    }
}
