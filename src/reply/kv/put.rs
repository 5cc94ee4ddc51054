//! The reply to a put.

use super::{KvJson, fields_kv, simple_kv};
use crate::etcd::proto::{PutResponse, header_revision};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use serde::Serialize;

impl Reply for PutResponse {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("OK"));
        if let Some(kv) = &self.prev_kv {
            simple_kv(kv, page);
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
        if let Some(kv) = &self.prev_kv {
            fields_kv("Prev", kv, page);
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&PutJson::of(self));
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        let revision = header_revision(self.header);
        let previous = self.prev_kv.as_ref();
        Records::one([
            ("revision", Cell::Counter(revision)),
            ("prev_value", previous.map_or(Cell::Nothing, |kv| Cell::Blob(kv.value.clone()))),
            (
                "prev_mod_revision",
                previous.map_or(Cell::Nothing, |kv| Cell::Counter(kv.mod_revision)),
            ),
            ("prev_lease", previous.map_or(Cell::Nothing, |kv| Cell::lease(kv.lease))),
        ])
    }
}

/// A put's reply in JSON, also as part of a transaction's.
#[derive(Debug, Serialize)]
pub(crate) struct PutJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev_kv: Option<KvJson<'a>>,
}

impl<'a> PutJson<'a> {
    pub(crate) fn of(response: &'a PutResponse) -> Self {
        Self {
            header: Header::of(response.header.as_ref()),
            prev_kv: response.prev_kv.as_ref().map(KvJson::of),
        }
    }
}
