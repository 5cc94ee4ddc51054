//! The reply to a range, in the parts in which it arrives. In every format all parts together are the
//! whole, whether they arrive one by one or are cut from a complete reply.

use super::key_value::{
    KEY_COLUMNS, KV_COLUMNS, KV_FIELDS, MAIN_FIELDS, fields_kv, json_kv, simple_kv,
};
use crate::etcd::RangePart;
use crate::etcd::proto::RangeResponse;
use crate::go::Object;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header, json_header_fields};

/// Content of the simple format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Show {
    #[default]
    KeyAndValue,
    /// Key and an empty line: the value was not requested.
    Key,
    /// Value and newline.
    Value,
    RawValue,
    Count,
}

#[derive(Debug)]
pub(crate) struct RangeFragment {
    pub(crate) part: RangePart,
    /// Number of keys in earlier parts.
    pub(crate) before: u64,
    pub(crate) show: Show,
}

impl RangeFragment {
    pub(crate) const FIELDS: [&str; 6] = KV_FIELDS;
    /// The fields if only the number of keys is shown.
    pub(crate) const COUNT_FIELDS: [&str; 1] = ["count"];

    /// Cuts a complete reply into its parts.
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
    const MAIN: &'static [&'static str] = &MAIN_FIELDS;

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
            RangePart::Header(header) => fields_header(Some(*header), page),
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
        // Concatenated parts of a message are the message.
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
            part => {
                let columns = if self.show == Show::Key { &KEY_COLUMNS } else { &KV_COLUMNS };
                let kv = if let RangePart::Kv(kv) = part { Some(kv) } else { None };
                Records::table(columns, kv)
            }
        }
    }
}

/// Writes a part of a reply in JSON, in which the keys are the list named `list`; `rest` writes the
/// fields behind it.
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
            page.json_object(|object| json_header_fields(*header, false, object));
        }
        RangePart::Kv(kv) => {
            if before == 0 {
                page.text(format_args!(",\"{list}\":["));
            } else {
                page.raw(b",");
            }
            page.json_object(|object| json_kv(kv, object));
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

pub(crate) fn json_range(response: &RangeResponse, object: &mut Object<'_>) {
    json_header(response.header, object);
    object.nonempty_list("kvs", &response.kvs, json_kv);
    object.nonzero("more", response.more);
    object.nonzero("count", response.count);
}

#[cfg(test)]
mod tests {
    use super::{RangeFragment, Show, json_range};
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
    fn parts_are_the_whole() {
        for response in [
            response(),
            RangeResponse { header: Some(ResponseHeader::default()), ..Default::default() },
        ] {
            let mut page = Buffer::new(false);
            page.json_object_line(|object| json_range(&response, object));
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
