//! How far the database got in raft's log.

use super::finding::FileFinding;
use super::log_facts::MemberLog;
use super::snap_files::SnapFiles;
use crate::offline::mvcc::Marks;

const CHECK: &str = "index";

/// Compares the database with the log and the snapshots of raft, as far as there are any.
pub(super) fn check(
    marks: &Marks,
    log: Option<&MemberLog>,
    snapshots: Option<&SnapFiles>,
) -> FileFinding {
    let Some(index) = marks.consistent_index else {
        return missing(log);
    };
    let term = marks.term.unwrap_or_default();
    let newest = snapshots.and_then(|snapshots| snapshots.newest.as_ref());
    if let Some(newest) = newest.filter(|newest| newest.index > index) {
        let at = newest.index;
        if !snapshots.is_some_and(|snapshots| snapshots.databases.contains(&at)) {
            let text =
                format!("the database got to index {index}, before the snapshot of raft at {at}");
            return FileFinding::error(CHECK, text);
        }
    }
    match log {
        Some(log) => against_log(index, term, log),
        None => FileFinding::ok(CHECK, format!("consistent index {index} of term {term}")),
    }
}

fn missing(log: Option<&MemberLog>) -> FileFinding {
    match log {
        // Before 3.5 a new member has none until it writes something.
        Some(log) if log.start.index == 0 => {
            FileFinding::ok(CHECK, "none: nothing of the log is in the database")
        }
        Some(_) => FileFinding::error(CHECK, "the database does not have a consistent index"),
        None => FileFinding::warning(CHECK, "the database does not have a consistent index"),
    }
}

fn against_log(index: u64, term: u64, log: &MemberLog) -> FileFinding {
    let last = log.last_index();
    if index > last {
        let text = format!("the database got to index {index}, but the log ends at {last}");
        return FileFinding::error(CHECK, text)
            .remedy("the end of the log is lost: restore from the database, which has more");
    }
    // 3.4 does not store the term.
    if let Some(in_log) = log.term_at(index).filter(|in_log| term != 0 && *in_log != term) {
        let text = format!("entry {index} is of term {term} in the database, {in_log} in the log");
        return FileFinding::error(CHECK, text);
    }
    if term > log.hard_state.term {
        let in_log = log.hard_state.term;
        let text = format!("term {term} of the database is later than term {in_log} of the log");
        return FileFinding::error(CHECK, text);
    }
    // The index may be above what the log commits: that is stored with the entries after it.
    FileFinding::ok(CHECK, format!("consistent index {index} of term {term}"))
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::offline::mvcc::Marks;
    use crate::offline::raft::{HardState, SnapshotMark};
    use crate::offline::verify::finding::FileVerdict;
    use crate::offline::verify::log_facts::MemberLog;
    use crate::offline::verify::snap_files::SnapFiles;

    fn found(index: u64, term: u64, snap: u64, databases: &[u64]) -> (FileVerdict, String) {
        let marks = Marks { consistent_index: Some(index), term: Some(term), ..Marks::default() };
        let log = MemberLog {
            start: SnapshotMark { index: 10, term: 2, conf_state: None },
            terms: vec![2, 3, 3],
            hard_state: HardState { term: 3, vote: 0, commit: 12 },
            ..MemberLog::default()
        };
        let newest = Some(SnapshotMark { index: snap, term: 2, conf_state: None });
        let snapshots = SnapFiles { newest, databases: databases.to_vec() };
        let found = check(&marks, Some(&log), Some(&snapshots));
        (found.verdict, found.text)
    }

    #[test]
    fn position_must_be_in_the_log() {
        use FileVerdict::{Error, Ok};
        for (index, term, snap, databases, verdict, text) in [
            (12, 3, 10, &[][..], Ok, "consistent index 12 of term 3"),
            (13, 3, 10, &[], Ok, "consistent index 13 of term 3"),
            (14, 3, 10, &[], Error, "the database got to index 14, but the log ends at 13"),
            (11, 3, 10, &[], Error, "entry 11 is of term 3 in the database, 2 in the log"),
            (5, 4, 5, &[], Error, "term 4 of the database is later than term 3 of the log"),
            (
                9,
                2,
                10,
                &[],
                Error,
                "the database got to index 9, before the snapshot of raft at 10",
            ),
            (9, 2, 10, &[10], Ok, "consistent index 9 of term 2"),
        ] {
            assert_eq!(found(index, term, snap, databases), (verdict, text.to_owned()));
        }
    }
}
