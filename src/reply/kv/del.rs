//! The reply to a deletion.

use super::{KV_COLUMNS, KvJson, fields_kv, kv_cells, simple_kv};
use crate::etcd::proto::{DeleteRangeResponse, header_revision};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use crate::reply::is_default;
use serde::Serialize;

impl Reply for DeleteRangeResponse {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("{}", self.deleted));
        self.prev_kvs.iter().for_each(|kv| simple_kv(kv, page));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
        page.field("Deleted", self.deleted);
        self.prev_kvs.iter().for_each(|kv| fields_kv("Prev", kv, page));
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&DelJson::of(self));
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        let revision = header_revision(self.header);
        Records::one([
            ("revision", Cell::Counter(revision)),
            ("deleted", Cell::Counter(self.deleted)),
        ])
    }
}

/// The reply to a deletion that is all of a command. Its rows are what was deleted, if that was asked
/// for, and else how much.
#[derive(Debug)]
pub(crate) struct Deletion {
    pub(crate) response: DeleteRangeResponse,
    pub(crate) prev_kv: bool,
}

impl Reply for Deletion {
    fn simple(&self, page: &mut Buffer) {
        self.response.simple(page);
    }

    fn fields(&self, page: &mut Buffer) {
        self.response.fields(page);
    }

    fn json(&self, page: &mut Buffer) {
        self.response.json(page);
    }

    fn protobuf(&self, page: &mut Buffer) {
        self.response.protobuf(page);
    }

    fn records(&self) -> Records {
        if !self.prev_kv {
            return self.response.records();
        }
        let mut records = Records::new(&KV_COLUMNS);
        self.response.prev_kvs.iter().for_each(|kv| records.push(kv_cells(kv)));
        records
    }
}

/// A deletion's reply in JSON, also as part of a transaction's.
#[derive(Debug, Serialize)]
pub(crate) struct DelJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "is_default")]
    deleted: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prev_kvs: Vec<KvJson<'a>>,
}

impl<'a> DelJson<'a> {
    pub(crate) fn of(response: &'a DeleteRangeResponse) -> Self {
        Self {
            header: Header::of(response.header.as_ref()),
            deleted: response.deleted,
            prev_kvs: KvJson::list(&response.prev_kvs),
        }
    }
}
