//! Alarms that are raised: they are part of a backup, and in force after a restore.

use super::finding::FileFinding;
use crate::offline::schema::StoredAlarm;

pub(super) fn check(alarms: &[StoredAlarm]) -> Vec<FileFinding> {
    alarms.iter().map(finding).collect()
}

fn finding(alarm: &StoredAlarm) -> FileFinding {
    let member = alarm.member;
    let (text, remedy) = match alarm.alarm {
        1 => ("NOSPACE: writes are refused", "after a restore: compact, defrag, \"alarm disarm\""),
        2 => ("CORRUPT: the contents of members differ", "restore from another member"),
        _ => ("of an unknown type", "see \"alarm list\" of this version of etcd"),
    };
    FileFinding::warning("alarms", format!("member {member:x} raised {text}")).remedy(remedy)
}
