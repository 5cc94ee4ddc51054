use super::key_value::{KV_COLUMNS, KV_FIELDS, MAIN_FIELDS, fields_kv, json_kv, simple_kv};
use crate::etcd::proto::DeleteRangeResponse;
use crate::go::Object;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header, revision};

impl Reply for DeleteRangeResponse {
    const FIELDS: &'static [&'static str] = &["revision", "deleted"];

    fn simple(&self, page: &mut Buffer) {
        page.confirmation(format_args!("{}", self.deleted));
        self.prev_kvs.iter().for_each(|kv| simple_kv(kv, page));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header, page);
        page.field("Deleted", self.deleted);
        self.prev_kvs.iter().for_each(|kv| fields_kv("Prev", kv, page));
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| json_deletion(self, object));
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        Records::one([
            ("revision", revision(self.header)),
            ("deleted", Cell::Counter(self.deleted)),
        ])
    }
}

/// The reply of `del`. Its rows are the deleted keys if they were requested, else their number.
#[derive(Debug)]
pub(crate) struct Deletion {
    pub(crate) response: DeleteRangeResponse,
    pub(crate) prev_kv: bool,
}

impl Deletion {
    pub(crate) fn fields(prev_kv: bool) -> &'static [&'static str] {
        if prev_kv { &KV_FIELDS } else { DeleteRangeResponse::FIELDS }
    }
}

impl Reply for Deletion {
    const MAIN: &'static [&'static str] = &MAIN_FIELDS;

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
        if self.prev_kv {
            Records::table(&KV_COLUMNS, &self.response.prev_kvs)
        } else {
            self.response.records()
        }
    }
}

pub(crate) fn json_deletion(response: &DeleteRangeResponse, object: &mut Object<'_>) {
    json_header(response.header, object);
    object.nonzero("deleted", response.deleted);
    object.nonempty_list("prev_kvs", &response.prev_kvs, json_kv);
}
