use super::key_value::{fields_kv, json_optional_kv, simple_kv};
use crate::etcd::proto::{KeyValue, PutResponse};
use crate::go::Object;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header, revision};

impl Reply for PutResponse {
    const FIELDS: &'static [&'static str] =
        &["revision", "prev_value", "prev_mod_revision", "prev_lease"];

    fn simple(&self, page: &mut Buffer) {
        page.confirmation(format_args!("OK"));
        if let Some(kv) = &self.prev_kv {
            simple_kv(kv, page);
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header, page);
        if let Some(kv) = &self.prev_kv {
            fields_kv("Prev", kv, page);
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| json_put(self, object));
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        let previous =
            |cell: fn(&KeyValue) -> Cell| self.prev_kv.as_ref().map_or(Cell::Nothing, cell);
        Records::one([
            ("revision", revision(self.header)),
            ("prev_value", previous(|kv| Cell::Blob(kv.value.clone()))),
            ("prev_mod_revision", previous(|kv| Cell::Counter(kv.mod_revision))),
            ("prev_lease", previous(|kv| Cell::lease(kv.lease))),
        ])
    }
}

pub(crate) fn json_put(response: &PutResponse, object: &mut Object<'_>) {
    json_header(response.header, object);
    json_optional_kv("prev_kv", response.prev_kv.as_ref(), object);
}
