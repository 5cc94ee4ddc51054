//! The keys that a deletion would delete, in the parts in which they arrive.

use super::key_value::{KEY_COLUMNS, KV_COLUMNS, KV_FIELDS, MAIN_FIELDS, fields_kv, simple_kv};
use super::range::json_part;
use crate::etcd::RangePart;
use crate::etcd::proto::{DeleteRangeResponse, KeyValue};
use crate::output::{Buffer, Records, Reply};
use crate::reply::header::fields_header;

/// One part. In the formats for programs all parts together are the deletion's reply, except that the
/// number of keys, known last, comes last.
#[derive(Debug)]
pub(crate) struct DeletePreview {
    pub(crate) part: RangePart,
    /// Number of keys in earlier parts.
    pub(crate) before: u64,
    pub(crate) values: bool,
}

impl Reply for DeletePreview {
    const FIELDS: &'static [&'static str] = &KV_FIELDS;
    const MAIN: &'static [&'static str] = &MAIN_FIELDS;

    fn simple(&self, page: &mut Buffer) {
        match &self.part {
            RangePart::Header(_) => {}
            RangePart::Kv(kv) if self.values => simple_kv(kv, page),
            RangePart::Kv(kv) => page.blob(&kv.key),
            RangePart::End { count, .. } => page.line(format_args!("{count}")),
        }
    }

    fn fields(&self, page: &mut Buffer) {
        match &self.part {
            RangePart::Header(header) => fields_header(Some(*header), page),
            RangePart::Kv(kv) => fields_kv("Prev", kv, page),
            RangePart::End { count, .. } => page.field("Deleted", count),
        }
    }

    fn json(&self, page: &mut Buffer) {
        json_part(&self.part, self.before, "prev_kvs", page, |_, count, page| {
            if count > 0 {
                page.text(format_args!(",\"deleted\":{count}"));
            }
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        let mut message = DeleteRangeResponse::default();
        match &self.part {
            RangePart::Header(header) => message.header = Some(*header),
            RangePart::Kv(kv) => message.prev_kvs.push(kv.clone()),
            RangePart::End { count, .. } => message.deleted = *count,
        }
        page.message(&message);
    }

    fn records(&self) -> Records {
        let [key, _, created, modified, version, lease] = KV_COLUMNS;
        match self.values {
            true => Records::table(&KV_COLUMNS, self.kv()),
            false => Records::table(&[key, created, modified, version, lease], self.kv()),
        }
    }

    /// Has the same fields with and without values, for scripts.
    fn jsonl_records(&self) -> Records {
        Records::table(if self.values { &KV_COLUMNS } else { &KEY_COLUMNS }, self.kv())
    }
}

impl DeletePreview {
    fn kv(&self) -> Option<&KeyValue> {
        match &self.part {
            RangePart::Kv(kv) => Some(kv),
            _ => None,
        }
    }
}
