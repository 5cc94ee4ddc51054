//! Alarms: keys that are an `AlarmMember`, without values.

use super::entries::{Entries, read};
use crate::failure::Failure;
use crate::offline::bolt::Database;
use crate::offline::protobuf::{Fields, WireField};

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StoredAlarm {
    pub(crate) member: u64,
    /// A number of etcd's `AlarmType`.
    pub(crate) alarm: i32,
}

pub(crate) fn alarms(database: &Database) -> Result<Entries<StoredAlarm>, Failure> {
    read(database, "alarm", |key, _| parse(key))
}

fn parse(key: &[u8]) -> Option<StoredAlarm> {
    let mut found = StoredAlarm::default();
    for field in Fields::new(key) {
        match field.ok()? {
            WireField::Varint(1, member) => found.member = member,
            WireField::Varint(2, alarm) => found.alarm = i32::try_from(alarm).ok()?,
            _ => {}
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::{StoredAlarm, parse};

    #[test]
    fn alarms_have_a_member() {
        let expected = StoredAlarm { member: 300, alarm: 2 };
        assert_eq!(parse(b"\x08\xac\x02\x10\x02"), Some(expected));
        assert_eq!(parse(b"\x10"), None);
    }
}
