//! An export: a header, the keys as `get -w jsonl` prints them, and their number.

use crate::etcd::Range;
use crate::etcd::proto::KeyValue;
use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::key_file::{EXPORT_VERSION, ExportHeader, Exported};
use crate::reply::kv::key_value::KV_COLUMNS;

#[derive(Debug)]
pub(crate) enum ExportPart {
    Header(ExportHeader),
    Kv(KeyValue),
    /// The number of keys; a file without this line is cut off.
    End(u64),
}

impl Reply for ExportPart {
    const WITHOUT: &'static [Format] =
        &[Format::Fields, Format::Json, Format::Protobuf, Format::Table];

    fn simple(&self, page: &mut Buffer) {
        self.records().jsonl(page);
    }

    fn records(&self) -> Records {
        match self {
            Self::Header(header) => header_record(header),
            Self::Kv(kv) => Records::table(&KV_COLUMNS, [kv]),
            Self::End(keys) => Records::one([
                ("ectl_export_end", Cell::Number(EXPORT_VERSION.into())),
                ("keys", Cell::UnsignedCounter(*keys)),
            ]),
        }
    }
}

fn header_record(header: &ExportHeader) -> Records {
    let blob = |bytes: &[u8]| Cell::Blob(bytes.to_vec());
    let (prefix, start, end) = match &header.exported {
        Exported::Prefix(prefix) => (blob(prefix), Cell::Nothing, Cell::Nothing),
        Exported::Range(Range { key, end }) => (Cell::Nothing, blob(key), blob(end)),
    };
    Records::one([
        ("ectl_export", Cell::Number(EXPORT_VERSION.into())),
        ("cluster_id", Cell::Id(header.cluster_id)),
        ("revision", Cell::Counter(header.revision)),
        ("namespace", blob(&header.namespace)),
        ("prefix", prefix),
        ("range_start", start),
        ("range_end", end),
    ])
}

#[cfg(test)]
mod tests {
    use super::ExportPart;
    use crate::etcd::Range;
    use crate::output::{Buffer, Reply as _};
    use crate::recipe::key_file::{ExportHeader, Exported};

    #[test]
    fn header_is_a_line_of_json() {
        let written = |exported| {
            let mut page = Buffer::new(false);
            let namespace = b"/app/".to_vec();
            let header = ExportHeader { cluster_id: 31, revision: 9, namespace, exported };
            ExportPart::Header(header).simple(&mut page);
            String::from_utf8(page.take().to_vec()).unwrap()
        };
        assert_eq!(
            written(Exported::Prefix(b"a/".to_vec())),
            "{\"ectl_export\":1,\"cluster_id\":\"1f\",\"revision\":\"9\",\"namespace\":\"/app/\",\
             \"prefix\":\"a/\",\"range_start\":null,\"range_end\":null}\n"
        );
        let range = Range { key: b"a".to_vec(), end: b"\xff".to_vec() };
        assert_eq!(
            written(Exported::Range(range)),
            "{\"ectl_export\":1,\"cluster_id\":\"1f\",\"revision\":\"9\",\"namespace\":\"/app/\",\
             \"prefix\":null,\"range_start\":\"a\",\"range_end_b64\":\"/w==\"}\n"
        );
    }
}
