//! Who has a lock or leads an election, who waits for it, and what stands in the way.

use super::header::{Header, fields_header};
use super::kv::{KvJson, fields_kv};
use crate::etcd::proto::{KeyValue, LeaseTimeToLiveResponse, ResponseHeader};
use crate::go::{LeaseId, quote};
use crate::output::{Buffer, Cell, Format, Records, Reply};
use serde::Serialize;
use std::fmt;

/// All keys below a name, in the order of their creation: the first has it.
#[derive(Debug)]
pub(crate) struct Contenders {
    /// How having it is called.
    pub(crate) taken_by: &'static str,
    pub(crate) header: Option<ResponseHeader>,
    pub(crate) places: Vec<Place>,
}

/// A place in a queue.
#[derive(Debug)]
pub(crate) struct Place {
    /// What the queue is for: a lock, or an election.
    pub(crate) noun: &'static str,
    /// What the queue's keys begin with.
    pub(crate) prefix: Vec<u8>,
    pub(crate) kv: KeyValue,
    /// How long its lease has left, if it has one and that was asked for.
    pub(crate) left: Option<LeaseTimeToLiveResponse>,
}

/// The digits of a process in the names of keys of a session's commands; a time follows.
const PROCESS: usize = 8;

/// What is wrong with a key that stands in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
enum OddKey {
    /// It has no lease, and so nobody's end removes it.
    Permanent,
    /// It belongs to the queue of this name, which is below this one's.
    Nested(Vec<u8>),
    /// Nobody who wants to be in this queue would have made it.
    Foreign,
}

impl Place {
    fn stray(&self) -> Option<OddKey> {
        if self.kv.lease == 0 {
            return Some(OddKey::Permanent);
        }
        let tail = self.tail();
        match tail.iter().rposition(|byte| *byte == b'/') {
            None => (!self.is_name(tail)).then_some(OddKey::Foreign),
            Some(at) => {
                let (below, name) = tail.split_at(at);
                let nested = self.is_name(name.strip_prefix(b"/").unwrap_or_default());
                let name = [&self.prefix, below].concat();
                Some(if nested { OddKey::Nested(name) } else { OddKey::Foreign })
            }
        }
    }

    fn tail(&self) -> &[u8] {
        self.kv.key.strip_prefix(&*self.prefix).unwrap_or_default()
    }

    /// Whether this is how a key is named after its lease: in unpadded hexadecimal. More of that follows
    /// if several wait under one lease: those of a session of ours. Older versions put no separator
    /// before it.
    fn is_name(&self, tail: &[u8]) -> bool {
        let own = tail.strip_prefix(format!("{:x}", self.kv.lease).as_bytes());
        own.is_some_and(|more| {
            let digits = more.strip_prefix(b"-").unwrap_or(more);
            more.is_empty() || digits.len() > PROCESS && is_hexadecimal(digits)
        })
    }

    /// Whether the key's name is one that somebody in this queue would have chosen.
    fn is_akin(&self) -> bool {
        let mut parts = self.tail().splitn(2, |byte| *byte == b'-');
        parts.all(|part| !part.is_empty() && is_hexadecimal(part))
    }

    /// What to do about a key that should not be there.
    pub(crate) fn advice(&self) -> Option<String> {
        let key = quote(&self.kv.key);
        match self.stray()? {
            OddKey::Permanent => {
                Some(format!("{key} has no lease: it blocks every waiter until it is deleted"))
            }
            OddKey::Nested(name) => {
                let name = quote(&name);
                Some(format!(
                    "{key} is in the queue of {name}: choose names that are not below one another"
                ))
            }
            OddKey::Foreign => {
                Some(format!("{key} is not of those who want it, but they wait for it"))
            }
        }
    }

    /// The seconds left and those granted; nothing if the lease is gone.
    fn seconds(&self) -> [Cell; 2] {
        let cells = |left: &LeaseTimeToLiveResponse| {
            [Cell::Number(left.ttl), Cell::Number(left.granted_ttl)]
        };
        let left = self.left.as_ref().filter(|left| left.ttl >= 0);
        left.map_or([Cell::Nothing, Cell::Nothing], cells)
    }
}

fn is_hexadecimal(digits: &[u8]) -> bool {
    digits.iter().all(u8::is_ascii_hexdigit)
}

impl OddKey {
    fn word(&self) -> &'static str {
        match self {
            Self::Permanent => "no lease",
            Self::Nested(_) => "nested",
            Self::Foreign => "foreign",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let KeyValue { key, value, create_revision, lease, .. } = &self.kv;
        write!(f, "{} (", quote(key))?;
        match lease {
            0 => f.write_str("no lease")?,
            id => write!(f, "lease {}", LeaseId(*id))?,
        }
        match &self.left {
            Some(left) if left.ttl >= 0 => {
                write!(f, ", {}s of {}s left", left.ttl, left.granted_ttl)?;
            }
            Some(_) => f.write_str(", expired")?,
            None => {}
        }
        write!(f, ", since revision {create_revision}")?;
        if !value.is_empty() {
            write!(f, ", value {}", quote(value))?;
        }
        if !self.is_akin() {
            write!(f, "; not a key of this {} but below it", self.noun)?;
        }
        f.write_str(")")
    }
}

impl Reply for Contenders {
    /// No message of etcd's says this.
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        for (place, word) in self.places.iter().zip(self.words()) {
            page.line(format_args!("{word} {place}"));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
        for place in &self.places {
            fields_kv("", &place.kv, page);
            if let Some(left) = &place.left {
                page.field("TTL", left.ttl);
                page.field("GrantedTTL", left.granted_ttl);
            }
            if let Some(stray) = place.stray() {
                page.field_quoted("Stray", stray.word().as_bytes());
            }
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_line(&QueueJson {
            header: Header::of(self.header.as_ref()),
            queue: self.places.iter().map(PlaceJson::of).collect(),
        });
    }

    fn protobuf(&self, _: &mut Buffer) {}

    fn records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        for (place, position) in self.places.iter().zip(1..) {
            let [left, granted] = place.seconds();
            records.push([
                Cell::Number(position),
                Cell::Blob(place.kv.key.clone()),
                Cell::Blob(place.kv.value.clone()),
                Cell::Counter(place.kv.create_revision),
                Cell::lease(place.kv.lease),
                left,
                granted,
                place.stray().map_or(Cell::Nothing, |stray| Cell::text(stray.word())),
            ]);
        }
        records
    }
}

const COLUMNS: [&str; 8] = [
    "position",
    "key",
    "value",
    "create_revision",
    "lease",
    "remaining_ttl",
    "granted_ttl",
    "stray",
];

impl Contenders {
    /// What the first of them does, and what the others do.
    fn words(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.taken_by).chain(std::iter::repeat("wanted by"))
    }
}

#[derive(Debug, Serialize)]
struct QueueJson<'a> {
    header: Option<Header>,
    queue: Vec<PlaceJson<'a>>,
}

#[derive(Debug, Serialize)]
struct PlaceJson<'a> {
    #[serde(flatten)]
    kv: KvJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<i64>,
    #[serde(rename = "granted-ttl", skip_serializing_if = "Option::is_none")]
    granted_ttl: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stray: Option<&'static str>,
}

impl<'a> PlaceJson<'a> {
    fn of(place: &'a Place) -> Self {
        Self {
            kv: KvJson::of(&place.kv),
            ttl: place.left.as_ref().map(|left| left.ttl),
            granted_ttl: place.left.as_ref().map(|left| left.granted_ttl),
            stray: place.stray().map(|stray| stray.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OddKey, Place};
    use crate::etcd::proto::KeyValue;

    #[test]
    fn what_does_not_belong_there_is_told_apart() {
        let stray = |key: &str, lease| {
            let kv = KeyValue { key: key.into(), lease, ..KeyValue::default() };
            Place { noun: "lock", prefix: b"a/".to_vec(), kv, left: None }.stray()
        };
        assert_eq!(stray("a/694d", 0x694d), None);
        assert_eq!(stray("a/694d00002a32eb2ddd2e750", 0x694d), None);
        assert_eq!(stray("a/694d-00002a32eb2ddd2e750", 0x694d), None);
        assert_eq!(stray("a/694d", 0), Some(OddKey::Permanent));
        assert_eq!(stray("a/readme", 0), Some(OddKey::Permanent));
        assert_eq!(stray("a/b/c/694d", 0x694d), Some(OddKey::Nested(b"a/b/c".to_vec())));
        for key in [
            "a/694e",
            "a/readme",
            "a/",
            "a/b/readme",
            "a/b/",
            "a/0694d",
            "a/694d0",
            "a/694d00002a32-b2ddd2e750",
            "a/694d-",
            "a/694d--00002a32eb2ddd2e750",
        ] {
            assert_eq!(stray(key, 0x694d), Some(OddKey::Foreign), "{key}");
        }
    }
}
