//! The owner of a lock or the leader of an election, those waiting, and keys that block them.

use super::header::{fields_header, json_header};
use super::kv::{fields_kv, json_kv};
use crate::etcd::proto::{KeyValue, LeaseTimeToLiveResponse, ResponseHeader};
use crate::go::{LeaseId, Object, quote};
use crate::output::{Buffer, Cell, Format, Records, Reply};
use std::fmt;

/// All keys below a name in the order of their creation; the first one owns the lock or leads.
#[derive(Debug)]
pub(crate) struct Contenders {
    /// `held by` or `led by`.
    pub(crate) taken_by: &'static str,
    pub(crate) header: Option<ResponseHeader>,
    pub(crate) places: Vec<Place>,
}

#[derive(Debug)]
pub(crate) struct Place {
    /// `lock` or `election`.
    pub(crate) noun: &'static str,
    pub(crate) prefix: Vec<u8>,
    pub(crate) kv: KeyValue,
    /// Remaining time of its lease, if it has one and it was looked up.
    pub(crate) left: Option<LeaseTimeToLiveResponse>,
}

/// Number of digits of a process id in the keys of commands under a session; a time follows them.
const PROCESS_DIGITS: usize = 8;

/// Reason why a key does not belong in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
enum OddKey {
    /// It has no lease, so it does not expire.
    Permanent,
    /// It belongs to the queue of this name, which is below this queue's name.
    Nested(Vec<u8>),
    /// It is not named like a contender's key.
    Foreign,
}

impl Place {
    fn fault(&self) -> Option<OddKey> {
        if self.kv.lease == 0 {
            return Some(OddKey::Permanent);
        }
        let tail = self.tail();
        match tail.iter().rposition(|byte| *byte == b'/') {
            None => (!self.is_contender(tail)).then_some(OddKey::Foreign),
            Some(at) => {
                let (below, name) = tail.split_at(at);
                let nested = self.is_contender(name.strip_prefix(b"/").unwrap_or_default());
                let name = [&self.prefix, below].concat();
                Some(if nested { OddKey::Nested(name) } else { OddKey::Foreign })
            }
        }
    }

    fn tail(&self) -> &[u8] {
        self.kv.key.strip_prefix(&*self.prefix).unwrap_or_default()
    }

    /// Returns whether the rest of a key is its lease in unpadded hexadecimal, as contenders name their keys.
    /// More digits follow for several contenders under one session's lease; older versions of ectl put no
    /// separator before them.
    fn is_contender(&self, tail: &[u8]) -> bool {
        let own = tail.strip_prefix(format!("{:x}", self.kv.lease).as_bytes());
        own.is_some_and(|more| {
            let digits = more.strip_prefix(b"-").unwrap_or(more);
            more.is_empty() || digits.len() > PROCESS_DIGITS && is_hexadecimal(digits)
        })
    }

    /// Returns whether the key looks like a contender's, whatever its lease.
    fn is_hex_name(&self) -> bool {
        let mut parts = self.tail().splitn(2, |byte| *byte == b'-');
        parts.all(|part| !part.is_empty() && is_hexadecimal(part))
    }

    pub(crate) fn advice(&self) -> Option<String> {
        let key = quote(&self.kv.key);
        match self.fault()? {
            OddKey::Permanent => {
                Some(format!("{key} has no lease: it blocks every waiter until it is deleted"))
            }
            OddKey::Nested(name) => {
                let name = quote(&name);
                Some(format!("{key} is in the queue of {name}: do not use a name below another"))
            }
            OddKey::Foreign => {
                Some(format!("{key} is not a contender's key, but it blocks every waiter"))
            }
        }
    }

    /// Returns the seconds remaining and granted; nothing if the lease is gone.
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
    fn name(self) -> &'static str {
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
        if !self.is_hex_name() {
            write!(f, "; not a key of this {} but below it", self.noun)?;
        }
        f.write_str(")")
    }
}

impl Reply for Contenders {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &COLUMNS;
    const MAIN: &'static [&'static str] = &["position", "key", "value", "remaining_ttl"];

    fn simple(&self, page: &mut Buffer) {
        let waiting = std::iter::repeat("wanted by");
        for (place, state) in self.places.iter().zip(std::iter::once(self.taken_by).chain(waiting))
        {
            page.line(format_args!("{state} {place}"));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header, page);
        for place in &self.places {
            fields_kv("", &place.kv, page);
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
            object.list("queue", &self.places, json_place);
        });
    }

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
                Cell::text_or_nothing(place.fault().map(OddKey::name)),
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

fn json_place(place: &Place, object: &mut Object<'_>) {
    json_kv(&place.kv, object);
    if let Some(left) = &place.left {
        object.field("ttl", left.ttl);
        object.field("granted-ttl", left.granted_ttl);
    }
    if let Some(fault) = place.fault() {
        object.field("stray", fault.name());
    }
}

#[cfg(test)]
mod tests {
    use super::{OddKey, Place};
    use crate::etcd::proto::KeyValue;

    #[test]
    fn keys_that_do_not_belong_in_a_queue() {
        let fault = |key: &str, lease| {
            let kv = KeyValue { key: key.into(), lease, ..KeyValue::default() };
            Place { noun: "lock", prefix: b"a/".to_vec(), kv, left: None }.fault()
        };
        assert_eq!(fault("a/694d", 0x694d), None);
        assert_eq!(fault("a/694d00002a32eb2ddd2e750", 0x694d), None);
        assert_eq!(fault("a/694d-00002a32eb2ddd2e750", 0x694d), None);
        assert_eq!(fault("a/694d", 0), Some(OddKey::Permanent));
        assert_eq!(fault("a/readme", 0), Some(OddKey::Permanent));
        assert_eq!(fault("a/b/c/694d", 0x694d), Some(OddKey::Nested(b"a/b/c".to_vec())));
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
            assert_eq!(fault(key, 0x694d), Some(OddKey::Foreign), "{key}");
        }
    }
}
