use super::{CheckTarget, FileVerdict, TargetReport, check_target, rank};
use crate::offline::bolt::Patience;
use crate::offline::raft::{FIRST_FILE, NewMember, restored_log, restored_snapshot};
use flate2::read::GzDecoder;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const VECTORS: [&[u8]; 3] = [
    include_bytes!("../../../tests/vectors/v35-compacted.db.gz"),
    include_bytes!("../../../tests/vectors/v37-auth.db.gz"),
    include_bytes!("../../../tests/vectors/v37-full.db.gz"),
];

fn unpacked(vector: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(vector).read_to_end(&mut bytes).unwrap();
    bytes
}

fn check(path: &Path) -> TargetReport {
    let target = CheckTarget::new(path, None);
    check_target(&target, Patience::For(Duration::ZERO), &mut |_| Ok(())).unwrap()
}

/// The folders of a restored member, with the paths of its database, its log and its snapshot.
fn member() -> (TempDir, [PathBuf; 3]) {
    let folder = tempfile::tempdir().unwrap();
    let (snap, wal) = (folder.path().join("member/snap"), folder.path().join("member/wal"));
    std::fs::create_dir_all(&snap).unwrap();
    std::fs::create_dir_all(&wal).unwrap();
    let member = NewMember::new("m", &["http://a:1".to_owned()], "t");
    let (name, snapshot) = restored_snapshot(std::slice::from_ref(&member));
    let log = restored_log(member.id, std::slice::from_ref(&member));
    let files = [snap.join("db"), wal.join(FIRST_FILE), snap.join(name)];
    std::fs::write(&files[0], unpacked(VECTORS[2])).unwrap();
    std::fs::write(&files[1], log).unwrap();
    std::fs::write(&files[2], snapshot).unwrap();
    (folder, files)
}

#[test]
fn targets_without_files_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    let texts = |path: &Path| {
        let report = check(path);
        report.findings.into_iter().map(|it| (it.check, it.verdict)).collect::<Vec<_>>()
    };
    use FileVerdict::Unreadable;
    let missing = texts(&folder.path().join("none"));
    assert_eq!(missing, [("checksum", Unreadable), ("database", Unreadable)]);
    let empty = texts(folder.path());
    let expected = [("database", Unreadable), ("log", Unreadable), ("snapshots", Unreadable)];
    assert_eq!(empty, expected);
}

#[test]
fn members_of_another_database_are_found() {
    let (folder, _) = member();
    let report = check(folder.path());
    let errors: Vec<_> =
        report.findings.iter().filter(|found| found.verdict == FileVerdict::Error).collect();
    let checks: Vec<_> = errors.iter().map(|found| found.check).collect();
    assert_eq!(checks, ["members", "index"]);
    assert!(errors[1].text.ends_with("but the log ends at 1"), "{errors:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn damaged_databases_are_reported(
        vector in 0..VECTORS.len(),
        flips in vec((any::<proptest::sample::Index>(), 1..=u8::MAX), 1..20),
        cut in proptest::option::weighted(0.2, any::<proptest::sample::Index>()),
    ) {
        let mut bytes = unpacked(VECTORS[vector]);
        // Most bytes are those of values: half of the flips hit the pages that hold others together.
        for (number, (at, bits)) in flips.iter().enumerate() {
            let length = bytes.len();
            let at = at.index(length);
            let at = if number % 2 == 0 { at - at % 4096 + at % 128 } else { at };
            bytes[at.min(length - 1)] ^= bits;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, bytes).unwrap();
        let report = check(&path);
        prop_assert!(report.worst() >= FileVerdict::Warning, "{report:?}");
        let whole = folder.path().join("whole");
        std::fs::write(&whole, unpacked(VECTORS[vector])).unwrap();
        rank(&[report, check(&whole)]).unwrap();
    }

    #[test]
    fn damaged_logs_and_snapshots_are_reported(
        file in 1..3_usize,
        flips in vec((any::<proptest::sample::Index>(), 1..=u8::MAX), 1..5),
        cut in proptest::option::weighted(0.2, any::<proptest::sample::Index>()),
    ) {
        let (folder, files) = member();
        let before = check(folder.path()).findings;
        let mut bytes = std::fs::read(&files[file]).unwrap();
        for (at, bits) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= bits;
        }
        if let Some(cut) = cut {
            bytes.truncate(cut.index(bytes.len()));
        }
        let is_changed = bytes != std::fs::read(&files[file]).unwrap();
        std::fs::write(&files[file], bytes).unwrap();
        let after = check(folder.path()).findings;
        prop_assert!(is_changed || after == before);
    }
}
