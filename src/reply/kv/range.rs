//! The reply to a range, in the parts in which it arrives: all parts together are the whole, in
//! every format, whether they come one by one or are cut from a reply that is there.

use super::{KV_COLUMNS, KvJson, fields_kv, kv_cells, simple_kv, without_value};
use crate::etcd::RangePart;
use crate::etcd::proto::{KeyValue, RangeResponse};
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use crate::reply::is_default;
use serde::Serialize;

/// What the simple format shows of the keys found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Show {
    #[default]
    KeyAndValue,
    /// The same, of an answer that came without values.
    Key,
    /// The value and an end of line.
    Value,
    /// The value's bytes and nothing else.
    RawValue,
    /// How many keys there are.
    Count,
}

/// One part of a range's reply.
#[derive(Debug)]
pub(crate) struct RangeFragment {
    pub(crate) part: RangePart,
    /// How many keys came before it.
    pub(crate) before: u64,
    pub(crate) show: Show,
}

impl RangeFragment {
    /// Cuts a reply that is there as a whole into its parts.
    pub(crate) fn all(response: RangeResponse, show: Show) -> impl Iterator<Item = Self> {
        let RangeResponse { header, kvs, more, count } = response;
        let found = kvs.len() as u64;
        let head = (0, RangePart::Header(header.unwrap_or_default()));
        let end = (found, RangePart::End { more, count });
        let kvs = kvs.into_iter().enumerate().map(|(n, kv)| (n as u64, RangePart::Kv(kv)));
        std::iter::once(head)
            .chain(kvs)
            .chain(std::iter::once(end))
            .map(move |(before, part)| Self { part, before, show })
    }
}

impl Reply for RangeFragment {
    fn simple(&self, page: &mut Buffer) {
        match (&self.part, self.show) {
            (RangePart::Kv(kv), Show::KeyAndValue | Show::Key) => simple_kv(kv, page),
            (RangePart::Kv(kv), Show::Value) => page.blob(&kv.value),
            (RangePart::Kv(kv), Show::RawValue) => page.exact(&kv.value),
            (RangePart::End { count, .. }, Show::Count) => page.line(format_args!("{count}")),
            _ => {}
        }
    }

    fn fields(&self, page: &mut Buffer) {
        match &self.part {
            RangePart::Header(header) => fields_header(Some(header), page),
            RangePart::Kv(kv) => fields_kv("", kv, page),
            RangePart::End { more, count } => {
                page.field("More", more);
                page.field("Count", count);
            }
        }
    }

    fn json(&self, page: &mut Buffer) {
        json_part(&self.part, self.before, "kvs", page, |more, count, page| {
            if more {
                page.raw(b",\"more\":true");
            }
            if count != 0 {
                page.text(format_args!(",\"count\":{count}"));
            }
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        // The parts of a message, one after the other, are the message.
        let mut message = RangeResponse::default();
        match &self.part {
            RangePart::Header(header) => message.header = Some(*header),
            RangePart::Kv(kv) => message.kvs.push(kv.clone()),
            RangePart::End { more, count } => (message.more, message.count) = (*more, *count),
        }
        page.message(&message);
    }

    fn records(&self) -> Records {
        match &self.part {
            RangePart::End { count, .. } if self.show == Show::Count => {
                Records::one([("count", Cell::Counter(*count))])
            }
            _ if self.show == Show::Count => Records::default(),
            RangePart::Kv(kv) => {
                let mut records = Records::new(&KV_COLUMNS);
                let mut cells = kv_cells(kv);
                if self.show == Show::Key {
                    cells = without_value(cells);
                }
                records.push(cells);
                records
            }
            _ => Records::new(&KV_COLUMNS),
        }
    }
}

/// Writes a part of a reply in JSON, in which the keys are a list of that name; `rest` writes what
/// stands behind it.
pub(crate) fn json_part(
    part: &RangePart,
    before: u64,
    list: &str,
    page: &mut Buffer,
    rest: impl FnOnce(bool, i64, &mut Buffer),
) {
    match part {
        RangePart::Header(header) => {
            page.raw(b"{\"header\":");
            page.json(&Header::of(Some(header)));
        }
        RangePart::Kv(kv) => {
            if before == 0 {
                page.text(format_args!(",\"{list}\":["));
            } else {
                page.raw(b",");
            }
            page.json(&KvJson::of(kv));
        }
        RangePart::End { more, count } => {
            if before > 0 {
                page.raw(b"]");
            }
            rest(*more, *count, page);
            page.raw(b"}\n");
        }
    }
}

/// A range's reply in JSON, as part of another.
#[derive(Debug, Serialize)]
pub(crate) struct RangeJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    kvs: Vec<KvJson<'a>>,
    #[serde(skip_serializing_if = "is_default")]
    more: bool,
    #[serde(skip_serializing_if = "is_default")]
    count: i64,
}

impl<'a> RangeJson<'a> {
    pub(crate) fn of(response: &'a RangeResponse) -> Self {
        Self {
            header: Header::of(response.header.as_ref()),
            kvs: KvJson::list(&response.kvs),
            more: response.more,
            count: response.count,
        }
    }
}

/// The keys of a reply in the simple format.
pub(crate) fn simple_kvs(kvs: &[KeyValue], page: &mut Buffer) {
    kvs.iter().for_each(|kv| simple_kv(kv, page));
}

#[cfg(test)]
mod tests {
    use super::{RangeFragment, RangeJson, Show};
    use crate::etcd::proto::{KeyValue, RangeResponse, ResponseHeader};
    use crate::output::{Buffer, Reply as _};
    use prost::Message as _;

    fn response() -> RangeResponse {
        let kv = |key: &str| KeyValue {
            key: key.into(),
            value: b"v1".to_vec(),
            create_revision: 6,
            mod_revision: 6,
            version: 1,
            lease: 0,
        };
        let header = ResponseHeader { cluster_id: u64::MAX, revision: 8, ..Default::default() };
        RangeResponse { header: Some(header), kvs: vec![kv("k1"), kv("k2")], more: true, count: 3 }
    }

    fn written(response: RangeResponse, how: impl Fn(&RangeFragment, &mut Buffer)) -> Vec<u8> {
        let mut page = Buffer::new(false);
        for fragment in RangeFragment::all(response, Show::KeyAndValue) {
            how(&fragment, &mut page);
        }
        page.take().to_vec()
    }

    #[test]
    fn the_parts_are_the_whole() {
        for response in [
            response(),
            RangeResponse { header: Some(ResponseHeader::default()), ..Default::default() },
        ] {
            let mut page = Buffer::new(false);
            page.json_line(&RangeJson::of(&response));
            assert_eq!(written(response.clone(), RangeFragment::json), page.take());
            assert_eq!(
                written(response.clone(), RangeFragment::protobuf),
                response.encode_to_vec()
            );
        }
    }

    #[test]
    fn json_has_the_shape_of_gos_struct() {
        let json = String::from_utf8(written(response(), RangeFragment::json)).unwrap();
        assert_eq!(
            json,
            "{\"header\":{\"cluster_id\":18446744073709551615,\"revision\":8},\"kvs\":[\
             {\"key\":\"azE=\",\"create_revision\":6,\"mod_revision\":6,\"version\":1,\"value\":\"djE=\"},\
             {\"key\":\"azI=\",\"create_revision\":6,\"mod_revision\":6,\"version\":1,\"value\":\"djE=\"}],\
             \"more\":true,\"count\":3}\n"
        );
    }
}
