//! The reply to a transaction: whether its comparisons held, and the replies to its requests.

use super::del::DelJson;
use super::put::PutJson;
use super::range::{RangeJson, simple_kvs};
use super::{fields_kv, kv_cells};
use crate::etcd::proto::{
    KeyValue, RangeResponse, ResponseOp, ResponseUnion, TxnResponse, header_revision,
};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use crate::reply::is_default;
use serde::Serialize;

impl Reply for TxnResponse {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("{}", if self.succeeded { "SUCCESS" } else { "FAILURE" }));
        for reply in replies(&self.responses) {
            page.line(format_args!(""));
            match reply {
                ResponseUnion::ResponseRange(range) => simple_kvs(&range.kvs, page),
                ResponseUnion::ResponsePut(put) => put.simple(page),
                ResponseUnion::ResponseDeleteRange(del) => del.simple(page),
                ResponseUnion::ResponseTxn(txn) => txn.simple(page),
            }
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
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
        page.json_line(&TxnJson::of(self));
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    /// A row for each key that a reply tells of, and for each reply that tells of none; at least one.
    /// `prev` marks keys as they were before a put or del.
    fn records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        for (reply, number) in replies(&self.responses).zip(1..) {
            let (op, count, kvs) = told(reply);
            let mut push = |kv| records.push(row(self, Some((number, op)), count, kv));
            if kvs.is_empty() { push(None) } else { kvs.iter().map(Some).for_each(push) }
        }
        if self.responses.is_empty() {
            records.push(row(self, None, None, None));
        }
        records
    }
}

const COLUMNS: [&str; 12] = [
    "revision",
    "succeeded",
    "request",
    "op",
    "count",
    "prev",
    "key",
    "value",
    "create_revision",
    "mod_revision",
    "version",
    "lease",
];

const NO_KEY: [Cell; 6] = [const { Cell::Nothing }; 6];

/// What a reply tells: the name of its request, how many keys were found or deleted, and keys.
fn told(reply: &ResponseUnion) -> (&'static str, Option<i64>, &[KeyValue]) {
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
) -> [Cell; 12] {
    let [key, value, create_revision, mod_revision, version, lease] = kv.map_or(NO_KEY, kv_cells);
    [
        Cell::Counter(header_revision(txn.header)),
        Cell::Flag(txn.succeeded),
        request.map_or(Cell::Nothing, |(number, _)| Cell::Number(number)),
        request.map_or(Cell::Nothing, |(_, op)| Cell::text(op)),
        count.map_or(Cell::Nothing, Cell::Counter),
        Cell::Flag(kv.is_some() && request.is_some_and(|(_, op)| op != "get")),
        key,
        value,
        create_revision,
        mod_revision,
        version,
        lease,
    ]
}

fn replies(responses: &[ResponseOp]) -> impl Iterator<Item = &ResponseUnion> {
    responses.iter().filter_map(|op| op.response.as_ref())
}

fn fields_range(range: &RangeResponse, page: &mut Buffer) {
    fields_header(range.header.as_ref(), page);
    range.kvs.iter().for_each(|kv| fields_kv("", kv, page));
    page.field("More", range.more);
    page.field("Count", range.count);
}

/// A transaction's reply in JSON.
#[derive(Debug, Serialize)]
struct TxnJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "is_default")]
    succeeded: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    responses: Vec<OpJson<'a>>,
}

/// Go's struct around the one reply of several kinds.
#[derive(Debug, Serialize)]
struct OpJson<'a> {
    #[serde(rename = "Response")]
    response: UnionJson<'a>,
}

#[derive(Debug, Serialize)]
enum UnionJson<'a> {
    #[serde(rename = "response_range")]
    Range(RangeJson<'a>),
    #[serde(rename = "response_put")]
    Put(PutJson<'a>),
    #[serde(rename = "response_delete_range")]
    Del(DelJson<'a>),
    #[serde(rename = "response_txn")]
    Txn(TxnJson<'a>),
}

impl<'a> TxnJson<'a> {
    fn of(response: &'a TxnResponse) -> Self {
        let replies = replies(&response.responses).map(UnionJson::of);
        Self {
            header: Header::of(response.header.as_ref()),
            succeeded: response.succeeded,
            responses: replies.map(|response| OpJson { response }).collect(),
        }
    }
}

impl<'a> UnionJson<'a> {
    fn of(reply: &'a ResponseUnion) -> Self {
        match reply {
            ResponseUnion::ResponseRange(range) => Self::Range(RangeJson::of(range)),
            ResponseUnion::ResponsePut(put) => Self::Put(PutJson::of(put)),
            ResponseUnion::ResponseDeleteRange(del) => Self::Del(DelJson::of(del)),
            ResponseUnion::ResponseTxn(txn) => Self::Txn(TxnJson::of(txn)),
        }
    }
}
