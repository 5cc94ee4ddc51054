//! A file of revisions and the times at which the store was at them, since etcd stores no times. Lines of
//! JSON: one with the cluster, then one for each revision, the oldest first.

use crate::failure::{Failure, Kind};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The version of the format.
const VERSION: u32 = 1;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TimeMark {
    pub(super) time: SystemTime,
    pub(super) revision: i64,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct TimeMarks {
    /// `None` without a file.
    cluster: Option<u64>,
    /// In the order of time.
    list: Vec<TimeMark>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FirstLine {
    ectl_marks: u32,
    cluster_id: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MarkLine {
    time: String,
    revision: String,
}

impl TimeMarks {
    /// Reads a file; one that does not exist has no marks.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let failed = |why: String| {
            Failure::new(Kind::Local, format!("cannot read the marks in {}: {why}", path.display()))
        };
        match std::fs::read(path) {
            Ok(bytes) => Self::parse(&bytes).map_err(failed),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn parse(bytes: &[u8]) -> Result<Self, String> {
        let lines = bytes.split(|byte| *byte == b'\n').zip(1..);
        let mut lines = lines.filter(|(line, _)| !line.is_empty());
        let Some((line, number)) = lines.next() else { return Ok(Self::default()) };
        let first = serde_json::from_slice::<FirstLine>(line).ok();
        let first = first.filter(|first| first.ectl_marks == VERSION);
        let cluster = first.and_then(|first| u64::from_str_radix(&first.cluster_id, 16).ok());
        let cluster =
            cluster.ok_or_else(|| format!("line {number} does not begin a file of marks"))?;
        let mut list: Vec<TimeMark> = Vec::new();
        for (line, number) in lines {
            let mark =
                TimeMark::parse(line).ok_or_else(|| format!("line {number} is not a mark"))?;
            if list
                .last()
                .is_some_and(|last| last.time > mark.time || last.revision > mark.revision)
            {
                return Err(format!("line {number} is older than the line before"));
            }
            list.push(mark);
        }
        Ok(Self { cluster: Some(cluster), list })
    }

    pub(super) fn text(&self) -> String {
        let cluster_id = format!("{:x}", self.cluster.unwrap_or_default());
        let mut text = json(&FirstLine { ectl_marks: VERSION, cluster_id });
        for TimeMark { time, revision } in &self.list {
            let time = humantime::format_rfc3339_millis(*time).to_string();
            text += &json(&MarkLine { time, revision: revision.to_string() });
        }
        text
    }

    /// Returns the newest mark that is at least this old, found by bisection.
    pub(super) fn older_than(&self, age: Duration, now: SystemTime) -> Option<&TimeMark> {
        let limit = now.checked_sub(age)?;
        let count = self.list.partition_point(|mark| mark.time <= limit);
        self.list.get(count.checked_sub(1)?)
    }

    pub(super) fn oldest(&self) -> Option<&TimeMark> {
        self.list.first()
    }

    /// Adds the present. Fails if the marks are of another cluster, or of another past of this one. Marks of
    /// the future are dropped: the clock was wrong then, or is wrong now.
    pub(super) fn record(&mut self, cluster: u64, present: TimeMark) -> Result<(), String> {
        if let Some(other) = self.cluster.replace(cluster).filter(|other| *other != cluster) {
            return Err(format!("it is of the cluster {other:x}, and this is {cluster:x}"));
        }
        if let Some(last) = self.list.last().filter(|last| last.revision > present.revision) {
            return Err(format!(
                "it has the revision {}, and the store is at {}: it was restored from a backup",
                last.revision, present.revision
            ));
        }
        self.list.retain(|mark| mark.time <= present.time);
        // A later mark of the same revision says nothing new.
        if self.list.last().is_none_or(|last| last.revision != present.revision) {
            self.list.push(present);
        }
        Ok(())
    }

    /// Drops the marks before a revision to which the history is compacted.
    pub(super) fn forget_before(&mut self, revision: i64) {
        self.list.retain(|mark| mark.revision >= revision);
    }
}

impl TimeMark {
    fn parse(line: &[u8]) -> Option<Self> {
        let MarkLine { time, revision } = serde_json::from_slice(line).ok()?;
        let time = humantime::parse_rfc3339(&time).ok()?;
        Some(Self { time, revision: revision.parse().ok()? })
    }
}

fn json(line: &impl Serialize) -> String {
    let mut text = serde_json::to_string(line).unwrap_or_default();
    let _ = writeln!(text);
    text
}

#[cfg(test)]
mod tests {
    use super::{TimeMark, TimeMarks};
    use proptest::prelude::{any, prop_assert_eq, proptest};
    use std::time::{Duration, SystemTime};

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    fn mark(seconds: u64, revision: i64) -> TimeMark {
        TimeMark { time: at(seconds), revision }
    }

    fn recorded(marks: &[(u64, i64)]) -> TimeMarks {
        let mut all = TimeMarks::default();
        marks.iter().for_each(|(time, revision)| all.record(7, mark(*time, *revision)).unwrap());
        all
    }

    #[test]
    fn newest_mark_of_the_age_is_found() {
        let marks = recorded(&[(100, 5), (200, 5), (300, 9), (400, 12)]);
        assert_eq!(marks.list.len(), 3);
        let found = |now: u64, age: u64| {
            marks.older_than(Duration::from_secs(age), at(now)).map(|mark| mark.revision)
        };
        assert_eq!(found(400, 301), None);
        assert_eq!(found(400, 300), Some(5));
        assert_eq!(found(400, 101), Some(5));
        assert_eq!(found(400, 100), Some(9));
        assert_eq!(found(400, 0), Some(12));
        assert_eq!(marks.older_than(Duration::MAX, at(400)), None);
    }

    #[test]
    fn present_is_checked_against_the_past() {
        let mut marks = recorded(&[(100, 5), (200, 8), (300, 9)]);
        marks.record(7, mark(250, 10)).unwrap();
        assert_eq!(marks.list, [mark(100, 5), mark(200, 8), mark(250, 10)]);
        marks.forget_before(8);
        assert_eq!(marks.list, [mark(200, 8), mark(250, 10)]);
        assert_eq!(
            marks.record(7, mark(260, 9)).unwrap_err(),
            "it has the revision 10, and the store is at 9: it was restored from a backup"
        );
        assert_eq!(
            marks.record(0xa, mark(260, 11)).unwrap_err(),
            "it is of the cluster 7, and this is a"
        );
    }

    #[test]
    fn files_are_read_back_and_others_refused() {
        let marks = recorded(&[(100, 5), (200, 8)]);
        let text = "{\"ectl_marks\":1,\"cluster_id\":\"7\"}\n\
                    {\"time\":\"1970-01-01T00:01:40.000Z\",\"revision\":\"5\"}\n\
                    {\"time\":\"1970-01-01T00:03:20.000Z\",\"revision\":\"8\"}\n";
        assert_eq!(marks.text(), text);
        assert_eq!(TimeMarks::parse(text.as_bytes()), Ok(marks));
        assert_eq!(TimeMarks::parse(b""), Ok(TimeMarks::default()));
        let swapped: Vec<_> = text.lines().rev().collect();
        let swapped = [swapped[2], swapped[0], swapped[1]].join("\n");
        for (text, why) in [
            ("a\n", "line 1 does not begin a file of marks"),
            (&text.replace(":1,", ":2,"), "line 1 does not begin a file of marks"),
            (&text.replace("\"5\"", "5"), "line 2 is not a mark"),
            (&text.replace("00:01", "soon"), "line 2 is not a mark"),
            (&swapped, "line 3 is older than the line before"),
        ] {
            assert_eq!(TimeMarks::parse(text.as_bytes()).unwrap_err(), why);
        }
    }

    proptest! {
        #[test]
        fn any_file_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..99)) {
            let _ = TimeMarks::parse(&bytes);
        }

        #[test]
        fn any_marks_are_read_back(steps in proptest::collection::vec((0..9_u64, 0..9_i64), 1..20)) {
            let mut marks = TimeMarks::default();
            let (mut time, mut revision) = (0, 1);
            for (seconds, revisions) in steps {
                (time, revision) = (time + seconds, revision + revisions);
                marks.record(7, mark(time, revision)).unwrap();
            }
            prop_assert_eq!(TimeMarks::parse(marks.text().as_bytes()), Ok(marks));
        }
    }
}
