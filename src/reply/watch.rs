//! A watch's response: the events of one or more revisions, or none.

use super::header::{Header, fields_header};
use super::is_default;
use super::kv::{KvJson, fields_kv, simple_kv};
use crate::etcd::proto::{DELETE, Event, KeyValue, ResponseHeader, WatchResponse};
use crate::output::{Cell, Page, Records, Reply};
use serde::Serialize;
use std::borrow::Cow;

/// Whether a response only says how far etcd has come.
pub(crate) fn is_progress(response: &WatchResponse) -> bool {
    response.events.is_empty()
        && !response.canceled
        && response.header.is_some_and(|header| header.revision != 0)
}

/// `PUT` or `DELETE`; a number if etcd has learned more.
pub(crate) fn event_type(event: &Event) -> Cow<'static, str> {
    match event.r#type {
        0 => "PUT".into(),
        DELETE => "DELETE".into(),
        other => other.to_string().into(),
    }
}

impl Reply for WatchResponse {
    fn simple(&self, page: &mut Page) {
        if is_progress(self) {
            let revision = self.header.map_or(0, |header| header.revision);
            page.line(format_args!("progress notify: {revision}"));
        }
        for event in &self.events {
            page.line(format_args!("{}", event_type(event)));
            if let Some(kv) = &event.prev_kv {
                simple_kv(kv, page);
            }
            simple_kv(&kv(event), page);
        }
    }

    fn fields(&self, page: &mut Page) {
        fields_header(Some(&header(self)), page);
        for event in &self.events {
            page.field("Type", event_type(event));
            if let Some(kv) = &event.prev_kv {
                fields_kv("Prev", kv, page);
            }
            fields_kv("", &kv(event), page);
        }
    }

    fn json(&self, page: &mut Page) {
        let events = self.events.iter().map(EventJson::of).collect::<Vec<_>>();
        page.json_line(&WatchJson {
            header: Header::of(Some(&header(self))),
            events: (!events.is_empty()).then_some(events),
            compact_revision: self.compact_revision,
            canceled: self.canceled,
            created: self.created && !self.canceled,
            cancel_reason: if self.created { "" } else { &self.cancel_reason },
        });
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(&Self {
            header: Some(header(self)),
            events: self.events.clone(),
            compact_revision: self.compact_revision,
            canceled: self.canceled,
            created: self.created && !self.canceled,
            ..Self::default()
        });
    }

    fn records(&self) -> Records {
        if self.events.is_empty() {
            return Records::default();
        }
        let mut records = Records::new(&COLUMNS);
        let revision = self.header.map_or(0, |header| header.revision);
        self.events.iter().for_each(|event| records.push(cells(event, revision)));
        records
    }
}

const COLUMNS: [&str; 9] = [
    "type",
    "key",
    "value",
    "create_revision",
    "mod_revision",
    "version",
    "lease",
    "prev_value",
    "revision",
];

fn cells(event: &Event, revision: i64) -> [Cell; 9] {
    let kv = kv(event);
    let value = match event.r#type {
        DELETE => Cell::Nothing,
        _ => Cell::Blob(kv.value.clone()),
    };
    [
        Cell::text(event_type(event)),
        Cell::Blob(kv.key.clone()),
        value,
        Cell::Counter(kv.create_revision),
        Cell::Counter(kv.mod_revision),
        Cell::Counter(kv.version),
        Cell::lease(kv.lease),
        event.prev_kv.as_ref().map_or(Cell::Nothing, |kv| Cell::Blob(kv.value.clone())),
        Cell::Counter(revision),
    ]
}

/// The header. Of a watch that etcd refused to create, Go's client hands on that it is canceled and
/// nothing else.
fn header(response: &WatchResponse) -> ResponseHeader {
    let refused = response.created && response.canceled;
    response.header.filter(|_| !refused).unwrap_or_default()
}

/// The event's key; etcd always sends one.
fn kv(event: &Event) -> Cow<'_, KeyValue> {
    event.kv.as_ref().map_or_else(|| Cow::Owned(KeyValue::default()), Cow::Borrowed)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct WatchJson<'a> {
    header: Option<Header>,
    events: Option<Vec<EventJson<'a>>>,
    compact_revision: i64,
    canceled: bool,
    created: bool,
    cancel_reason: &'a str,
}

#[derive(Debug, Serialize)]
struct EventJson<'a> {
    #[serde(skip_serializing_if = "is_default")]
    r#type: i32,
    #[serde(skip_serializing_if = "Option::is_none")]
    kv: Option<KvJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev_kv: Option<KvJson<'a>>,
}

impl<'a> EventJson<'a> {
    fn of(event: &'a Event) -> Self {
        Self {
            r#type: event.r#type,
            kv: event.kv.as_ref().map(KvJson::of),
            prev_kv: event.prev_kv.as_ref().map(KvJson::of),
        }
    }
}
