//! The log that a server would start with: the entries behind the last snapshot that is committed, without
//! those that were overwritten. The rules and the texts of errors are etcd's.

use super::message::{RaftEntry, SnapshotMark};
use super::record::RecordType;
use super::survey::Survey;
use super::wal_folder::WalFolder;
use super::wal_reader::WalReader;
use crate::failure::{Failure, Kind};
use crate::offline::invalid;
use std::path::Path;

/// A summary of each entry behind the start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EffectiveLog<T> {
    pub(crate) folder: WalFolder,
    pub(crate) survey: Survey,
    /// Those of the entries at `survey.start.index + 1` and so on.
    pub(crate) entries: Vec<T>,
}

impl<T> EffectiveLog<T> {
    /// Reads a log twice: for the start, and for the entries. `summarize` is also called for entries that
    /// are overwritten later. Entries count even if they are not committed.
    pub(crate) fn read(
        path: &Path,
        summarize: impl FnMut(&RaftEntry<'_>) -> T,
    ) -> Result<Self, Failure> {
        let at_start = |failure: Failure| {
            failure.reworded(|why| format!("failed to get the lastest snapshot: {why}"))
        };
        let folder = WalFolder::read(path).map_err(unlistable).map_err(at_start)?;
        let survey = Survey::read(&folder).map_err(at_start)?;
        let entries = effective_entries(&folder, &survey.start, summarize)?;
        Ok(Self { folder, survey, entries })
    }
}

fn unlistable(failure: Failure) -> Failure {
    if failure.kind() == Kind::Refused {
        return failure;
    }
    failure.reworded(|why| format!("[readWALNames] fileutil.ReadDir failed: {why}"))
}

/// Returns a summary of each entry behind the start of a log.
pub(crate) fn effective_entries<T>(
    folder: &WalFolder,
    start: &SnapshotMark,
    summarize: impl FnMut(&RaftEntry<'_>) -> T,
) -> Result<Vec<T>, Failure> {
    let used = folder.files_from_index(start.index).map_err(|failure| {
        failure.reworded(|why| {
            format!("failed to open wal: [openAtIndex] selectWALFiles failed: {why}")
        })
    })?;
    read_entries(&used, start, summarize)
        .map_err(|failure| failure.reworded(|why| format!("failed to read wal: {why}")))
}

fn read_entries<T>(
    folder: &WalFolder,
    start: &SnapshotMark,
    mut summarize: impl FnMut(&RaftEntry<'_>) -> T,
) -> Result<Vec<T>, Failure> {
    let mut entries = Vec::new();
    let mut metadata = Vec::new();
    let mut is_found = false;
    let mut reader = WalReader::new(folder);
    while let Some(record) = reader.next()? {
        match record.kind {
            RecordType::RevisionKey => {
                let entry = RaftEntry::parse(record.data)?;
                if let Some(position) = position(&entry, start, entries.len())? {
                    entries.truncate(position);
                    entries.push(summarize(&entry));
                }
            }
            RecordType::Metadata if metadata.is_empty() => metadata = record.data.to_vec(),
            RecordType::Metadata if metadata != record.data => {
                return Err(invalid("wal: conflicting metadata found"));
            }
            RecordType::Snapshot => is_found |= is_start(record.data, start)?,
            RecordType::Metadata | RecordType::HardState | RecordType::Crc => {}
            RecordType::Unknown(number) => {
                return Err(invalid(format!("unexpected block type {number}")));
            }
        }
    }
    if is_found { Ok(entries) } else { Err(invalid("wal: snapshot not found")) }
}

/// Returns where an entry belongs in the list of entries; `None` if it is before the start.
fn position(
    entry: &RaftEntry<'_>,
    start: &SnapshotMark,
    length: usize,
) -> Result<Option<usize>, Failure> {
    let Some(distance) = entry.index.checked_sub(start.index).filter(|distance| *distance > 0)
    else {
        return Ok(None);
    };
    match usize::try_from(distance - 1) {
        Ok(position) if position <= length => Ok(Some(position)),
        _ => Err(invalid(format!(
            "wal: slice bounds out of range, snapshot[Index: {}, Term: {}], \
             current entry[Index: {}, Term: {}], len(ents): {length}",
            start.index, start.term, entry.index, entry.term
        ))),
    }
}

fn is_start(data: &[u8], start: &SnapshotMark) -> Result<bool, Failure> {
    let snapshot = SnapshotMark::parse(data)?;
    if snapshot.index == start.index && snapshot.term != start.term {
        return Err(invalid("wal: snapshot mismatch"));
    }
    Ok(snapshot.index == start.index)
}

#[cfg(test)]
mod tests {
    use super::EffectiveLog;
    use crate::offline::raft::record::{RecordType, RecordWriter};
    use crate::offline::raft::request::Requirement;
    use crate::offline::raft::testing::{A, B, C, D, LogMaker, PUT, UNSAFE, folder, sha256, unhex};

    /// The entries as index, term, and whether they are the one that needs version 3.7.0.
    type Read = Result<Vec<(u64, u64, bool)>, String>;

    const FIRST: &str = "0000000000000000-0000000000000000.wal";
    const SECOND: &str = "0000000000000001-0000000000000003.wal";

    fn read(files: &[(&str, &[u8])]) -> Read {
        let (_folder, path) = folder(files);
        let log = EffectiveLog::read(&path, |entry| {
            (entry.index, entry.term, entry.data == unhex(UNSAFE))
        });
        log.map(|log| log.entries).map_err(|failure| failure.to_string())
    }

    fn one(contents: &[u8]) -> Read {
        read(&[(FIRST, contents)])
    }

    fn puts() -> LogMaker {
        LogMaker::new().entry(1, 2, PUT).entry(2, 2, PUT)
    }

    #[test]
    fn logs_of_etcd() {
        let (b, c, d) = (format!("{A}{B}"), format!("{A}{B}{C}"), format!("{A}{D}"));
        for (log, hash) in [
            (A, "434af54ecbed173700037a105901e3e2a2a7ecb1d52626cd4de32fba4e962537"),
            (&b, "93364d3e05ddb2d78e5a3a1ad946eed0ec91c4077db0e491d384ef5ea4f197a4"),
            (&c, "b18042194c95e356019be884cd8149f8b893028b7da3078a7ee11be442555c01"),
            (&d, "8f99bc281201101d93f988babce6459156ad158148f7004a4a7fedf5ca4b7bd4"),
        ] {
            assert_eq!(sha256(&unhex(log)), hash);
        }
        let two = [(1, 2, false), (2, 2, false)];
        assert_eq!(one(&unhex(A)).unwrap(), two);
        assert_eq!(one(&unhex(&b)).unwrap(), [&two[..], &[(3, 2, true)]].concat());
        assert_eq!(one(&unhex(&c)).unwrap(), []);
        assert_eq!(one(&unhex(&d)).unwrap(), [&two[..], &[(3, 2, false)]].concat());
    }

    #[test]
    fn versions_that_logs_of_etcd_need() {
        let needed = |log: String| -> Vec<String> {
            let (_folder, path) = folder(&[(FIRST, &unhex(&log))]);
            let log = EffectiveLog::read(&path, Requirement::of).unwrap();
            log.entries.into_iter().map(|needs| needs.unwrap().version().to_string()).collect()
        };
        assert_eq!(needed(A.to_owned()), ["3.0.0", "3.0.0"]);
        assert_eq!(needed(format!("{A}{B}")), ["3.0.0", "3.0.0", "3.7.0"]);
        assert!(needed(format!("{A}{B}{C}")).is_empty());
        assert_eq!(needed(format!("{A}{D}")), ["3.0.0", "3.0.0", "2.0.0"]);
    }

    #[test]
    fn rewritten_index_drops_later_entries() {
        let log = puts().entry(3, 2, UNSAFE).entry(3, 3, PUT).state(2).finish();
        assert_eq!(one(&log).unwrap(), [(1, 2, false), (2, 2, false), (3, 3, false)]);
        let log = puts().entry(3, 2, PUT).entry(4, 2, UNSAFE).entry(3, 3, PUT).state(2).finish();
        assert_eq!(one(&log).unwrap(), [(1, 2, false), (2, 2, false), (3, 3, false)]);
    }

    #[test]
    fn start_is_the_last_snapshot_that_is_committed() {
        let uncommitted = puts().entry(3, 2, UNSAFE).snapshot(3, 2).state(2).finish();
        assert_eq!(one(&uncommitted).unwrap().len(), 3);
        let falling = puts().entry(3, 2, UNSAFE).state(3).snapshot(3, 2).snapshot(2, 2).finish();
        assert_eq!(one(&falling).unwrap(), [(3, 2, true)]);
        let (_folder, path) = folder(&[(FIRST, &falling)]);
        let survey = EffectiveLog::read(&path, |_| ()).unwrap().survey;
        assert_eq!((survey.start.index, survey.start.term, survey.hard_state.commit), (2, 2, 3));
        let two_terms = puts().state(2).snapshot(2, 1).snapshot(2, 2).finish();
        assert_eq!(one(&two_terms).unwrap_err(), "failed to read wal: wal: snapshot mismatch");
    }

    #[test]
    fn last_record_may_be_incomplete() {
        let whole = puts().state(2).finish();
        let state = whole.len() - 24;
        for cut in 1..24 {
            assert_eq!(one(&whole[..whole.len() - cut]).unwrap().len(), 2, "cut by {cut}");
        }
        // The record ends behind the first sector, and its second sector was not written.
        let long = puts().add(RecordType::Unknown(9), &[1; 600]);
        let mut long = long.finish();
        long[512..].fill(0);
        assert_eq!(one(&long).unwrap().len(), 2);
        let (_folder, path) = folder(&[(FIRST, &whole[..state + 20])]);
        let torn = EffectiveLog::read(&path, |_| ()).unwrap().survey.torn.unwrap();
        assert_eq!((torn.file, torn.offset), (0, state as u64));
    }

    #[test]
    fn an_incomplete_record_ends_the_log_in_any_file() {
        let first = puts().state(2);
        let second = LogMaker::behind(first.records.crc()).entry(3, 2, UNSAFE).finish();
        let first = first.finish();
        let both = [(FIRST, &first[..]), (SECOND, &second[..])];
        assert_eq!(read(&both).unwrap().len(), 3);
        assert_eq!(read(&[(FIRST, &first[..first.len() - 1]), both[1]]).unwrap().len(), 2);
    }

    #[test]
    fn zeros_end_a_file() {
        let log = [puts().finish(), vec![0; 8], b"garbage".repeat(99)].concat();
        assert_eq!(one(&log).unwrap().len(), 2);
    }

    #[test]
    fn checksums_are_compared() {
        let mut log = unhex(&format!("{A}{B}"));
        log[176 + 11] ^= 1;
        assert_eq!(
            one(&log).unwrap_err(),
            format!(
                "failed to get the lastest snapshot: walpb: crc mismatch: expected: d2515c0a \
                 computed: d2515c0b: in file '{FIRST}' at position: 176"
            )
        );
        let first = puts().state(2);
        let crc = first.records.crc();
        let second = |crc| LogMaker::behind(crc).entry(3, 2, UNSAFE).finish();
        let first = first.finish();
        assert_eq!(read(&[(FIRST, &first), (SECOND, &second(crc))]).unwrap().len(), 3);
        assert_eq!(
            read(&[(FIRST, &first), (SECOND, &second(crc ^ 5))]).unwrap_err(),
            "failed to get the lastest snapshot: walpb: crc mismatch"
        );
        // Older files are gone: any checksum will do.
        let alone = LogMaker::behind(77).snapshot(2, 2).entry(3, 2, PUT).state(2).finish();
        assert_eq!(
            read(&[(SECOND, &alone)]).unwrap_err(),
            "failed to open wal: [openAtIndex] \
            selectWALFiles failed: wal: file not found which matches the snapshot index '2'"
        );
        assert_eq!(read(&[("5-2.wal", &alone)]).unwrap(), [(3, 2, false)]);
    }

    #[test]
    fn files_must_follow_one_another() {
        let error = "failed to open wal: [openAtIndex] selectWALFiles failed: wal: file sequence \
                     numbers (starting from 0) do not increase continuously";
        let start = LogMaker::new().entry(1, 2, PUT);
        let next = LogMaker::behind(start.records.crc()).entry(2, 2, PUT).finish();
        let start = start.finish();
        assert_eq!(read(&[("1-0.wal", &start), ("3-2.wal", &next)]).unwrap_err(), error);
        assert_eq!(read(&[("0-0.wal", &start), ("2-2.wal", &next)]).unwrap().len(), 2);
    }

    #[test]
    fn contents_that_etcd_refuses() {
        let refused = |log: LogMaker| one(&log.finish()).unwrap_err();
        assert_eq!(
            refused(puts().add(RecordType::Metadata, b"\x08\x02")),
            "failed to read wal: wal: conflicting metadata found"
        );
        assert_eq!(
            refused(puts().entry(5, 2, PUT)),
            "failed to read wal: wal: slice bounds out of range, snapshot[Index: 0, Term: 0], \
             current entry[Index: 5, Term: 2], len(ents): 2"
        );
        assert_eq!(
            refused(puts().add(RecordType::Unknown(9), b"")),
            "failed to read wal: unexpected block type 9"
        );
        let none = "failed to read wal: wal: snapshot not found";
        assert_eq!(refused(LogMaker::behind(0).entry(1, 2, PUT)), none);
        assert_eq!(one(b"").unwrap_err(), none);
        assert_eq!(one(&[0; 5000]).unwrap_err(), none);
        assert_eq!(one(&[0xff; 5000]).unwrap_err(), none);
        let mut no_message = RecordWriter::default().finish();
        no_message.extend_from_slice(b"\x08\0\0\0\0\0\0\0\x07\x07\x07\x07\x07\x07\x07\x07");
        assert_eq!(
            one(&no_message).unwrap_err(),
            "failed to get the lastest snapshot: proto: cannot parse invalid wire-format data"
        );
    }

    #[test]
    fn folders_that_etcd_refuses() {
        let (_folder, path) = folder(&[]);
        let error =
            |path: &std::path::Path| EffectiveLog::read(path, |_| ()).unwrap_err().to_string();
        assert_eq!(error(&path), "failed to get the lastest snapshot: wal: file not found");
        let missing = path.join("wal");
        let text = format!(
            "failed to get the lastest snapshot: [readWALNames] fileutil.ReadDir failed: open {}: \
             no such file or directory",
            missing.display()
        );
        assert_eq!(error(&missing), text);
    }
}
