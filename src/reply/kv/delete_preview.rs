//! What a deletion would delete, in the parts in which it arrives.

use super::range::json_part;
use super::{KV_COLUMNS, fields_kv, kv_cells, simple_kv, without_value};
use crate::etcd::RangePart;
use crate::etcd::proto::{DeleteRangeResponse, KeyValue};
use crate::output::{Buffer, Records, Reply};
use crate::reply::header::fields_header;

/// One part. In the formats for programs all parts together are the reply that the deletion would
/// have, but for the order of its fields: the number is known last.
#[derive(Debug)]
pub(crate) struct DeletePreview {
    pub(crate) part: RangePart,
    /// How many keys came before it.
    pub(crate) before: u64,
    /// Whether the values are there too.
    pub(crate) values: bool,
}

impl Reply for DeletePreview {
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
            RangePart::Header(header) => fields_header(Some(header), page),
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
        match &self.part {
            RangePart::Kv(kv) => self.row(kv),
            _ => Records::new(self.columns()),
        }
    }

    /// A script finds the same fields whether it asked for values or not.
    fn jsonl_records(&self) -> Records {
        let mut records = Records::new(&KV_COLUMNS);
        if let RangePart::Kv(kv) = &self.part {
            let cells = kv_cells(kv);
            records.push(if self.values { cells } else { without_value(cells) });
        }
        records
    }
}

impl DeletePreview {
    fn columns(&self) -> &'static [&'static str] {
        if self.values { &KV_COLUMNS } else { &WITHOUT_VALUE }
    }

    fn row(&self, kv: &KeyValue) -> Records {
        let mut records = Records::new(self.columns());
        let [key, value, created, modified, version, lease] = kv_cells(kv);
        if self.values {
            records.push([key, value, created, modified, version, lease]);
        } else {
            records.push([key, created, modified, version, lease]);
        }
        records
    }
}

const WITHOUT_VALUE: [&str; 5] = ["key", "create_revision", "mod_revision", "version", "lease"];
