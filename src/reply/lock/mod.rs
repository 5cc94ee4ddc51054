//! The owners of a lock or the leader of an election, those waiting, and keys that block them.

mod place;

pub(crate) use place::Place;

use super::header::{fields_header, json_header};
use super::kv::{fields_kv, json_kv};
use crate::etcd::proto::ResponseHeader;
use crate::go::Object;
use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::recipe::holders;
use place::OddKey;

/// All keys below a name in the order of their creation; the first ones hold the lock, or the first leads.
#[derive(Debug)]
pub(crate) struct Contenders {
    /// `held by` or `led by`.
    pub(crate) taken_by: &'static str,
    pub(crate) header: Option<ResponseHeader>,
    pub(crate) places: Vec<Place>,
}

impl Contenders {
    /// Returns the contenders, and whether each of them holds.
    fn queue(&self) -> impl Iterator<Item = (&Place, bool)> {
        let holders = holders(self.places.iter().map(Place::limit));
        self.places.iter().zip(0..).map(move |(place, before)| (place, before < holders))
    }
}

impl Reply for Contenders {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &COLUMNS;
    const MAIN: &'static [&'static str] =
        &["position", "state", "owner", "note", "key", "value", "remaining_ttl"];

    fn simple(&self, page: &mut Buffer) {
        for (place, holds) in self.queue() {
            let state = if holds { self.taken_by } else { "wanted by" };
            page.line(format_args!("{state} {place}"));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header, page);
        for (place, holds) in self.queue() {
            fields_kv("", &place.kv, page);
            page.field_quoted("State", state(holds).as_bytes());
            if let Some(info) = &place.info {
                page.field_quoted("Owner", info.owner.as_bytes());
                page.field_quoted("Note", info.note.as_deref().unwrap_or_default().as_bytes());
                page.field("Max", info.max);
            }
            if let Some(left) = &place.left {
                page.field("TTL", left.ttl);
                page.field("GrantedTTL", left.granted_ttl);
            }
            if let Some(fault) = place.fault() {
                page.field_quoted("Stray", fault.name().as_bytes());
            }
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            json_header(self.header, object);
            let queue: Vec<_> = self.queue().collect();
            object.list("queue", &queue, |(place, holds), object| {
                json_place(place, *holds, object);
            });
        });
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        for ((place, holds), position) in self.queue().zip(1..) {
            let [left, granted] = place.seconds();
            let info = place.info.as_ref();
            records.push([
                Cell::Number(position),
                Cell::text(state(holds)),
                Cell::text_or_nothing(info.map(|info| &info.owner)),
                Cell::text_or_nothing(info.and_then(|info| info.note.as_ref())),
                Cell::Blob(place.kv.key.clone()),
                Cell::Blob(place.kv.value.clone()),
                Cell::Counter(place.kv.create_revision),
                Cell::lease(place.kv.lease),
                left,
                granted,
                info.map_or(Cell::Nothing, |info| Cell::Number(info.max.get().into())),
                Cell::text_or_nothing(place.fault().map(OddKey::name)),
            ]);
        }
        records
    }
}

fn state(holds: bool) -> &'static str {
    if holds { "holds" } else { "waits" }
}

const COLUMNS: [&str; 12] = [
    "position",
    "state",
    "owner",
    "note",
    "key",
    "value",
    "create_revision",
    "lease",
    "remaining_ttl",
    "granted_ttl",
    "max",
    "stray",
];

fn json_place(place: &Place, holds: bool, object: &mut Object<'_>) {
    json_kv(&place.kv, object);
    object.field("state", state(holds));
    if let Some(info) = &place.info {
        object.field("owner", &*info.owner);
        if let Some(note) = &info.note {
            object.field("note", &**note);
        }
        object.field("max", info.max.get());
    }
    if let Some(left) = &place.left {
        object.field("ttl", left.ttl);
        object.field("granted-ttl", left.granted_ttl);
    }
    if let Some(fault) = place.fault() {
        object.field("stray", fault.name());
    }
}
