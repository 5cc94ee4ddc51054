//! The response of a watch: the events of one or more revisions, or none. A long response comes in parts;
//! in every format all parts together are the whole.

use super::key_value::{fields_kv, json_optional_kv, simple_kv};
use crate::etcd::proto::{DELETE, Event, KeyValue, ResponseHeader, WatchResponse, header_revision};
use crate::go::Object;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header_fields, revision};
use std::borrow::Cow;

/// Returns whether a response only reports the current revision.
pub(crate) fn is_progress(response: &WatchResponse) -> bool {
    response.events.is_empty()
        && !response.canceled
        && response.header.is_some_and(|header| header.revision != 0)
}

/// Returns `PUT`, `DELETE`, or the number of an unknown type.
pub(crate) fn event_type(event: &Event) -> Cow<'static, str> {
    match event.r#type {
        0 => "PUT".into(),
        DELETE => "DELETE".into(),
        other => other.to_string().into(),
    }
}

/// A response or a part of one; `fragment` is set if another part follows.
#[derive(Debug)]
pub(crate) struct WatchPart {
    pub(crate) response: WatchResponse,
    /// Set if another part precedes it.
    pub(crate) continues: bool,
    pub(crate) source: WatchSource,
}

/// Where the events of a response come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WatchSource {
    Watch,
    /// The state of the keys, compared with the keys known before: deletions are synthetic.
    State,
    /// There are none: all keys as of the header's revision were returned.
    Synced,
}

impl Reply for WatchPart {
    const FIELDS: &'static [&'static str] = &[
        "type",
        "key",
        "value",
        "create_revision",
        "mod_revision",
        "version",
        "lease",
        "prev_value",
        "revision",
        "synthetic",
    ];
    const MAIN: &'static [&'static str] = &["type", "key", "value", "mod_revision"];
    const STREAM: Option<&'static [usize]> = Some(&[6, 0, 0, 15, 12, 7, 16, 0, 8]);

    fn simple(&self, page: &mut Buffer) {
        if is_progress(&self.response) && self.source != WatchSource::Synced {
            let revision = header_revision(self.response.header);
            page.line(format_args!("progress notify: {revision}"));
        }
        for event in &self.response.events {
            page.line(format_args!("{}", event_type(event)));
            if let Some(kv) = &event.prev_kv {
                simple_kv(kv, page);
            }
            simple_kv(&kv(event), page);
        }
    }

    fn fields(&self, page: &mut Buffer) {
        if self.source == WatchSource::Synced {
            return;
        }
        if !self.continues {
            fields_header(Some(header(&self.response)), page);
        }
        for event in &self.response.events {
            page.field("Type", event_type(event));
            if let Some(kv) = &event.prev_kv {
                fields_kv("Prev", kv, page);
            }
            fields_kv("", &kv(event), page);
        }
    }

    fn json(&self, page: &mut Buffer) {
        if self.source == WatchSource::Synced {
            return;
        }
        let response = &self.response;
        if !self.continues {
            page.raw(b"{\"Header\":");
            page.json_object(|object| json_header_fields(header(response), false, object));
            page.raw(b",\"Events\":");
            page.raw(if response.events.is_empty() { b"null" } else { b"[" });
        }
        for (index, event) in response.events.iter().enumerate() {
            page.raw(if self.continues || index > 0 { b"," } else { b"" });
            page.json_object(|object| json_event(event, object));
        }
        if !response.fragment {
            let in_list = self.continues || !response.events.is_empty();
            page.raw(if in_list { b"]," } else { b"," });
            json_end(response, page);
        }
    }

    fn protobuf(&self, page: &mut Buffer) {
        if self.source == WatchSource::Synced {
            return;
        }
        let response = &self.response;
        let events = response.events.clone();
        page.message(&if self.continues {
            // Concatenated parts of a message are the message.
            WatchResponse { events, ..WatchResponse::default() }
        } else {
            WatchResponse {
                header: Some(header(response)),
                events,
                compact_revision: response.compact_revision,
                canceled: response.canceled,
                created: response.created && !response.canceled,
                ..WatchResponse::default()
            }
        });
    }

    fn records(&self) -> Records {
        self.response
            .events
            .iter()
            .map(|event| row(event, revision(self.response.header)))
            .collect()
    }

    fn jsonl_records(&self) -> Records {
        let mut rows = self.records();
        let deleted = self.response.events.iter().map(|event| event.r#type == DELETE);
        let mut synthetic: Vec<_> =
            deleted.map(|deleted| deleted && self.source == WatchSource::State).collect();
        if self.source == WatchSource::Synced {
            rows = std::iter::once(synced(revision(self.response.header))).collect();
            synthetic.push(false);
        }
        let marks = synthetic.into_iter().map(|mark| [("synthetic", Cell::Flag(mark))]);
        rows.beside(marks.collect())
    }
}

/// Returns the line of an event in JSON lines, for a command that is run for it.
pub(crate) fn event_line(event: &Event, revision: i64) -> Vec<u8> {
    let mut page = Buffer::new(false);
    Records::one(row(event, Cell::Counter(revision))).jsonl(&mut page);
    page.take().to_vec()
}

/// Writes the fields behind the events.
fn json_end(response: &WatchResponse, page: &mut Buffer) {
    let WatchResponse { compact_revision, canceled, created, .. } = *response;
    let created = created && !canceled;
    let reason = if response.created { "" } else { response.cancel_reason.as_str() };
    page.text(format_args!(
        "\"CompactRevision\":{compact_revision},\"Canceled\":{canceled},\"Created\":{created},\"CancelReason\":"
    ));
    page.json(&reason);
    page.raw(b"}\n");
}

fn row(event: &Event, revision: Cell) -> [(&'static str, Cell); 9] {
    let kv = kv(event);
    let is_delete = event.r#type == DELETE;
    [
        ("type", Cell::text(event_type(event))),
        ("key", Cell::Blob(kv.key.clone())),
        ("value", if is_delete { Cell::Nothing } else { Cell::Blob(kv.value.clone()) }),
        ("create_revision", Cell::Counter(kv.create_revision)),
        ("mod_revision", Cell::Counter(kv.mod_revision)),
        ("version", Cell::Counter(kv.version)),
        ("lease", Cell::lease(kv.lease)),
        (
            "prev_value",
            event.prev_kv.as_ref().map_or(Cell::Nothing, |kv| Cell::Blob(kv.value.clone())),
        ),
        ("revision", revision),
    ]
}

/// Returns the row that says that the state is complete.
fn synced(revision: Cell) -> [(&'static str, Cell); 9] {
    let mut row = row(&Event::default(), revision);
    for (name, cell) in &mut row {
        match *name {
            "type" => *cell = Cell::text("synced"),
            "revision" => {}
            _ => *cell = Cell::Nothing,
        }
    }
    row
}

fn json_event(event: &Event, object: &mut Object<'_>) {
    object.nonzero("type", event.r#type);
    json_optional_kv("kv", event.kv.as_ref(), object);
    json_optional_kv("prev_kv", event.prev_kv.as_ref(), object);
}

/// Returns the header; an empty one if etcd refused to create the watch, as Go's client does.
fn header(response: &WatchResponse) -> ResponseHeader {
    let refused = response.created && response.canceled;
    response.header.filter(|_| !refused).unwrap_or_default()
}

fn kv(event: &Event) -> Cow<'_, KeyValue> {
    event.kv.as_ref().map_or_else(|| Cow::Owned(KeyValue::default()), Cow::Borrowed)
}

#[cfg(test)]
mod tests {
    use super::{WatchPart, WatchSource};
    use crate::etcd::proto::{Event, KeyValue, ResponseHeader, WatchResponse};
    use crate::output::{Buffer, Reply};

    fn part(keys: &[&str], fragment: bool, continues: bool) -> WatchPart {
        let kv =
            |key: &&str| KeyValue { key: (*key).into(), mod_revision: 6, ..Default::default() };
        let events = keys.iter().map(|key| Event { kv: Some(kv(key)), ..Event::default() });
        let header = Some(ResponseHeader { revision: 8, ..ResponseHeader::default() });
        let events = events.collect();
        let response = WatchResponse { header, events, fragment, ..WatchResponse::default() };
        WatchPart { response, continues, source: WatchSource::Watch }
    }

    fn written(parts: &[WatchPart], how: impl Fn(&WatchPart, &mut Buffer)) -> String {
        let mut page = Buffer::new(false);
        parts.iter().for_each(|part| how(part, &mut page));
        String::from_utf8_lossy(page.take()).into_owned()
    }

    #[test]
    fn parts_are_the_whole() {
        let whole = [part(&["a", "b", "c"], false, false)];
        let parts =
            [part(&["a"], true, false), part(&["b"], true, true), part(&["c"], false, true)];
        let broken_off = || WatchPart {
            response: WatchResponse::default(),
            continues: true,
            source: WatchSource::Watch,
        };
        let cut = [part(&["a", "b"], true, false), part(&["c"], true, true), broken_off()];
        let formats: [fn(&WatchPart, &mut Buffer); 5] = [
            WatchPart::simple,
            WatchPart::fields,
            WatchPart::json,
            WatchPart::protobuf,
            |part, page| part.jsonl_records().jsonl(page),
        ];
        for format in formats {
            let expected = written(&whole, format);
            assert!(!expected.is_empty());
            assert_eq!(written(&parts, format), expected);
            assert_eq!(written(&cut, format), expected);
        }
    }

    #[test]
    fn json_has_the_shape_of_gos_struct() {
        assert_eq!(
            written(&[part(&["a"], false, false)], WatchPart::json),
            "{\"Header\":{\"revision\":8},\"Events\":[{\"kv\":{\"key\":\"YQ==\",\"mod_revision\":6}}],\
             \"CompactRevision\":0,\"Canceled\":false,\"Created\":false,\"CancelReason\":\"\"}\n"
        );
        assert_eq!(
            written(&[part(&[], false, false)], WatchPart::json),
            "{\"Header\":{\"revision\":8},\"Events\":null,\
             \"CompactRevision\":0,\"Canceled\":false,\"Created\":false,\"CancelReason\":\"\"}\n"
        );
    }
}
