//! One key in the queue of a lock or an election: its owner, and why it may not belong there.

use crate::etcd::proto::{KeyValue, LeaseTimeToLiveResponse};
use crate::go::{LeaseId, quote};
use crate::output::Cell;
use crate::recipe::{ContenderInfo, cut};
use std::fmt;
use std::num::NonZeroU32;

#[derive(Debug)]
pub(crate) struct Place {
    /// `lock` or `election`.
    pub(crate) noun: &'static str,
    pub(crate) prefix: Vec<u8>,
    pub(crate) kv: KeyValue,
    /// The owner, if it is `ectl lock`.
    pub(crate) info: Option<ContenderInfo>,
    /// True if the value is a proposal of an election.
    pub(crate) is_proposal: bool,
    /// Remaining time of its lease, if it has one and it was looked up.
    pub(crate) left: Option<LeaseTimeToLiveResponse>,
}

/// Number of digits of a process id in the keys of commands under a session; a time follows them.
const PROCESS_DIGITS: usize = 8;

/// Reason why a key does not belong in a queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum OddKey {
    /// It has no lease, so it does not expire.
    Permanent,
    /// It belongs to the queue of this name, which is below this queue's name.
    Nested(Vec<u8>),
    /// It is not named like a contender's key.
    Foreign,
}

impl Place {
    pub(super) fn fault(&self) -> Option<OddKey> {
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

    /// Returns the largest number of holders that the contender accepts.
    pub(crate) fn limit(&self) -> NonZeroU32 {
        self.info.as_ref().map_or(NonZeroU32::MIN, |info| info.max)
    }

    /// Names the contender: by its owner and note, or its proposal, or else by its key.
    pub(crate) fn who(&self) -> String {
        self.name().unwrap_or_else(|| quote(&self.kv.key))
    }

    fn name(&self) -> Option<String> {
        let value = &self.kv.value;
        match &self.info {
            Some(ContenderInfo { owner, note, .. }) => {
                let note = note.as_ref().map(|note| format!(" {}", quote(note.as_bytes())));
                Some(name(owner.as_bytes()) + &note.unwrap_or_default())
            }
            None if self.is_proposal && !value.is_empty() && self.fault().is_none() => {
                Some(name(value))
            }
            None => None,
        }
    }

    /// Names the contender, with the time that its lease has left.
    pub(crate) fn in_short(&self) -> String {
        let left = match (&self.left, self.kv.lease) {
            (_, 0) => "no lease".to_owned(),
            (Some(left), _) => time_left(left),
            (None, id) => format!("lease {}", LeaseId(id)),
        };
        format!("{} ({left})", self.who())
    }

    pub(crate) fn advice(&self) -> Option<String> {
        let key = quote(&self.kv.key);
        let name = self.prefix.strip_suffix(b"/").unwrap_or_default();
        let other = quote(&[self.noun.as_bytes(), b"s/", name].concat());
        match self.fault()? {
            OddKey::Permanent => Some(format!(
                "{key} has no lease: it blocks every waiter until it is deleted; to keep it, use \
                 another name for the {}, such as {other}",
                self.noun
            )),
            OddKey::Nested(name) => {
                let name = quote(&name);
                Some(format!("{key} is in the queue of {name}: do not use a name below another"))
            }
            OddKey::Foreign => Some(format!(
                "{key} is not a contender's key, but it blocks every waiter; use another name for \
                 the {}, such as {other}",
                self.noun
            )),
        }
    }

    /// Returns the seconds remaining and granted; nothing if the lease is gone.
    pub(super) fn seconds(&self) -> [Cell; 2] {
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
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Permanent => "no lease",
            Self::Nested(_) => "nested",
            Self::Foreign => "foreign",
        }
    }
}

/// Returns text as it is if it consists of harmless characters, else quoted; what is longer than names
/// are is cut.
fn name(text: &[u8]) -> String {
    let is_harmless = |byte: &u8| byte.is_ascii_alphanumeric() || b"._:@/+-[]".contains(byte);
    let cut = cut(String::from_utf8_lossy(text).into_owned());
    match !text.is_empty() && text.iter().all(is_harmless) {
        true => cut,
        false => quote(cut.as_bytes()),
    }
}

fn time_left(left: &LeaseTimeToLiveResponse) -> String {
    match left.ttl {
        0.. => format!("{} s of {} s left", left.ttl, left.granted_ttl),
        _ => "expired".to_owned(),
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let KeyValue { key, value, create_revision, lease, .. } = &self.kv;
        let name = self.name();
        write!(f, "{} (", self.who())?;
        if name.is_some() {
            write!(f, "key {}, ", quote(key))?;
        }
        match lease {
            0 => f.write_str("no lease")?,
            id => write!(f, "lease {}", LeaseId(*id))?,
        }
        if let Some(left) = &self.left {
            write!(f, ", {}", time_left(left))?;
        }
        write!(f, ", since revision {create_revision}")?;
        if self.limit() != NonZeroU32::MIN {
            write!(f, ", --max {}", self.limit())?;
        }
        if name.is_none() && !value.is_empty() {
            let value = cut(String::from_utf8_lossy(value).into_owned());
            write!(f, ", value {}", quote(value.as_bytes()))?;
        }
        if !self.is_hex_name() {
            write!(f, "; not a key of this {} but below it", self.noun)?;
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::{OddKey, Place};
    use crate::etcd::proto::KeyValue;
    use crate::recipe::ContenderInfo;

    fn of_lock(kv: KeyValue) -> Place {
        let info = ContenderInfo::read(&kv.value);
        Place { noun: "lock", prefix: b"a/".to_vec(), kv, info, is_proposal: false, left: None }
    }

    #[test]
    fn foreign_values_are_escaped_and_cut() {
        let shown = |value: &[u8]| {
            let key = b"a/694d".to_vec();
            let kv = KeyValue { key, lease: 0x694d, value: value.into(), ..KeyValue::default() };
            of_lock(kv).to_string()
        };
        let rest = "lease 000000000000694d, since revision 0";
        assert_eq!(shown(b""), format!("\"a/694d\" ({rest})"));
        assert_eq!(shown(br#"{"owner":"w:1"}"#), format!("w:1 (key \"a/694d\", {rest})"));
        let noted = shown(br#"{"owner":"w\u001b[1m","note":"a\nb","max":3}"#);
        assert_eq!(noted, format!(r#""w\x1b[1m" "a\nb" (key "a/694d", {rest}, --max 3)"#));
        assert_eq!(shown(b"\x1b"), format!(r#""a/694d" ({rest}, value "\x1b")"#));
        let long = format!(r#""a/694d" ({rest}, value "{}…")"#, "x".repeat(200));
        assert_eq!(shown(&[b'x'; 100_000]), long);
    }

    #[test]
    fn keys_that_do_not_belong_in_a_queue() {
        let fault = |key: &str, lease| {
            let kv = KeyValue { key: key.into(), lease, ..KeyValue::default() };
            of_lock(kv).fault()
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
