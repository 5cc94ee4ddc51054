//! The value of a lock's key: its owner, and the number of holders that the owner accepts. etcd's Go
//! packages put an empty value there and ignore others.

use serde::{Deserialize, Serialize};
use std::num::NonZeroU32;

/// The longest owner or note, in characters. Any client can put values: longer ones are cut.
pub(crate) const LONGEST_TEXT: usize = 200;

/// The longest value that is read, in bytes.
const LONGEST_VALUE: usize = 4096;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContenderInfo {
    /// The host and the process id.
    pub(crate) owner: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
    /// The largest number of holders that the contender accepts, itself included.
    #[serde(default = "alone", skip_serializing_if = "is_alone")]
    pub(crate) max: NonZeroU32,
}

pub(crate) fn alone() -> NonZeroU32 {
    NonZeroU32::MIN
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_alone(max: &NonZeroU32) -> bool {
    *max == alone()
}

impl ContenderInfo {
    /// Returns the value to put.
    pub(crate) fn to_value(&self) -> Vec<u8> {
        // Texts and a number can always be written.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads a value; `None` if it is not one of `ectl lock`. Longer texts than ectl writes are cut.
    pub(crate) fn read(value: &[u8]) -> Option<Self> {
        let short = Some(value).filter(|value| value.len() <= LONGEST_VALUE)?;
        let Self { owner, note, max } = serde_json::from_slice(short).ok()?;
        Some(Self { owner: cut(owner), note: note.map(cut), max })
    }

    /// Returns the number of holders that the owner of a key accepts: 1 unless its value says otherwise,
    /// as for contenders of other programs.
    pub(crate) fn max_in(value: &[u8]) -> NonZeroU32 {
        Self::read(value).map_or(alone(), |info| info.max)
    }
}

pub(crate) fn cut(text: String) -> String {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{ContenderInfo, alone};
    use std::num::NonZeroU32;

    fn info(note: Option<&str>, max: u32) -> ContenderInfo {
        let (owner, note) = ("web1:4242".to_owned(), note.map(str::to_owned));
        ContenderInfo { owner, note, max: NonZeroU32::new(max).unwrap() }
    }

    #[test]
    fn value_is_read_as_it_was_written() {
        for (info, text) in [
            (info(None, 1), r#"{"owner":"web1:4242"}"#),
            (info(Some("a \"b\""), 3), r#"{"owner":"web1:4242","note":"a \"b\"","max":3}"#),
        ] {
            assert_eq!(String::from_utf8(info.to_value()).unwrap(), text);
            assert_eq!(ContenderInfo::read(text.as_bytes()), Some(info));
        }
    }

    #[test]
    fn foreign_values_stand_for_one_holder() {
        for text in [
            &b""[..],
            b"x",
            b"7",
            b"null",
            b"[]",
            b"{}",
            b"{\"max\":3}",
            b"\xff{\"owner\":\"a\",\"max\":3}",
            br#"{"owner":"a","max":0}"#,
            br#"{"owner":"a","max":-3}"#,
            br#"{"owner":"a","max":4294967296}"#,
            br#"{"owner":"a","max":"3"}"#,
            br#"{"owner":7,"max":3}"#,
            br#"{"owner":"a","owner":"b","max":3}"#,
            &[b'['; 4000],
        ] {
            assert_eq!(ContenderInfo::read(text), None, "{}", String::from_utf8_lossy(text));
            assert_eq!(ContenderInfo::max_in(text), alone());
        }
        let other = br#"{"owner":"a","since":[1],"max":3}"#;
        assert_eq!(ContenderInfo::max_in(other).get(), 3);
    }

    #[test]
    fn long_values_are_cut_or_not_read() {
        let long = |length: usize| format!(r#"{{"owner":"{}","max":3}}"#, "é".repeat(length));
        let read = ContenderInfo::read(long(201).as_bytes()).unwrap();
        assert_eq!(read.owner, format!("{}…", "é".repeat(200)));
        assert_eq!(ContenderInfo::read(long(2100).as_bytes()), None);
    }
}
