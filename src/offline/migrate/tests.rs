use super::{Migration, store_version};
use crate::failure::Failure;
use crate::offline::bolt::{Database, OpenMode, Patience, Writer};
use crate::offline::raft::testing::{LogMaker, PUT, UNSAFE};
use crate::offline::raft::{HardState, RaftEntry, RecordType};
use crate::offline::version::SemanticVersion;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

const TERM: (&str, &[u8]) = ("term", &[0, 0, 0, 0, 0, 0, 0, 2]);
const INDEX: (&str, &[u8]) = ("consistent_index", &[0, 0, 0, 0, 0, 0, 0, 9]);

/// A data directory of a member.
struct Directory(TempDir);

impl Directory {
    /// Writes a database with these keys in the bucket `meta`, and a log.
    fn new(meta: &[(&str, &[u8])], log: &[u8]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let mut writer = Writer::new(std::fs::File::create(&path).unwrap(), &path, 4096).unwrap();
        writer.bucket(b"cluster").unwrap();
        writer.put(b"clusterVersion", b"3.7.0").unwrap();
        writer.bucket(b"meta").unwrap();
        for (key, value) in meta.iter().copied().collect::<BTreeMap<_, _>>() {
            writer.put(key.as_bytes(), value).unwrap();
        }
        writer.finish().unwrap();
        let name = "0000000000000000-0000000000000000.wal";
        std::fs::create_dir(folder.path().join("wal")).unwrap();
        std::fs::write(folder.path().join("wal").join(name), log).unwrap();
        Self(folder)
    }

    /// Writes a database with this storage version.
    fn of_version(stored: &str, log: &[u8]) -> Self {
        Self::new(&[TERM, INDEX, ("storageVersion", stored.as_bytes())], log)
    }

    fn database(&self, access: OpenMode) -> Database {
        let path = self.0.path().join("db");
        Database::open_locked(&path, access, Patience::Forever).unwrap()
    }

    fn plan(&self, target: &str) -> Result<Migration, Failure> {
        let target = SemanticVersion::parse(&format!("{target}.0")).unwrap();
        let log: &Path = &self.0.path().join("wal");
        Migration::plan(&self.database(OpenMode::Read), log, target)
    }

    /// Returns the steps, or why there are none.
    fn steps(&self, target: &str) -> String {
        match self.plan(target).and_then(|migration| migration.steps) {
            Ok(steps) => steps.iter().map(|step| format!("{step} ")).collect(),
            Err(failure) => failure.to_string(),
        }
    }
}

/// The request with which etcd 3.5 sets the cluster version.
const V2: &str = "08820112035055541a0a2f302f76657273696f6e2205332e352e30280032003800";

fn log(entries: &[(u64, u64, &str)]) -> Vec<u8> {
    let add =
        |log: LogMaker, (index, term, data): &(u64, u64, &str)| log.entry(*index, *term, data);
    entries.iter().fold(LogMaker::new(), add).state(2).finish()
}

fn puts() -> Vec<u8> {
    log(&[(1, 2, PUT), (2, 2, PUT)])
}

const NEWER_ENTRIES: &str = "cannot downgrade storage, WAL contains newer entries, as the target \
     version (3.5.0) is lower than the version (3.7.0) detected from WAL logs";

#[test]
fn version_is_stored_or_that_of_etcd_3_5() {
    let missing = "missing term information";
    for (meta, expected) in [
        (vec![TERM, INDEX], "3.5.0"),
        (vec![TERM, INDEX, ("storageVersion", b"3.6.0".as_slice())], "3.6.0"),
        (vec![("storageVersion", b"03.07.00".as_slice())], "3.7.0"),
        (vec![("storageVersion", b"3.7.0-rc.1+x".as_slice())], "3.7.0-rc.1+x"),
        (vec![TERM, INDEX, ("storageVersion", b"3.6".as_slice())], "3.5.0"),
        (vec![TERM, INDEX, ("storageVersion", b"".as_slice())], "3.5.0"),
        (vec![TERM, INDEX, ("storageVersion", b"\xff.6.0".as_slice())], "3.5.0"),
        (vec![INDEX, ("storageVersion", b"garbage".as_slice())], missing),
        (vec![TERM], missing),
        (vec![INDEX], missing),
        (vec![INDEX, ("term", [0; 8].as_slice())], missing),
        (vec![INDEX, ("term", b"".as_slice())], missing),
        (vec![INDEX, ("term", b"\0\0\0\0\0\0\0\x01more".as_slice())], "3.5.0"),
        (
            vec![INDEX, ("term", b"ab".as_slice())],
            "term in bucket \"meta\" has 2 bytes instead of 8",
        ),
        (
            vec![TERM, ("consistent_index", b"abc".as_slice())],
            "consistent_index in bucket \"meta\" has 3 bytes instead of 8",
        ),
    ] {
        let found = Directory::new(&meta, &puts()).plan("3.99");
        let found = found.map_or_else(|e| e.to_string(), |found| found.current.to_string());
        assert_eq!(found, expected, "{meta:?}");
    }
}

#[test]
fn faults_are_found_in_the_order_of_etcdutl() {
    let no_log = "failed to get the lastest snapshot: wal: file not found";
    let directory = Directory::of_version("3.7.0", &log(&[(1, 2, UNSAFE)]));
    assert_eq!(
        directory.steps("3.8"),
        "cannot create migration plan: version \"3.8.0\" is not supported"
    );
    assert_eq!(directory.steps("3.5"), NEWER_ENTRIES);
    std::fs::remove_dir_all(directory.0.path().join("wal")).unwrap();
    std::fs::create_dir(directory.0.path().join("wal")).unwrap();
    assert_eq!(directory.steps("3.8"), no_log);
    // The log of a database that has the version already need not be there.
    assert_eq!(directory.steps("3.7"), "");
    assert!(directory.plan("3.7").unwrap().log.is_none());
    assert_eq!(Directory::of_version("x", &[]).steps("3.5"), "");
    assert_eq!(Directory::new(&[], &[]).steps("3.8"), "missing term information");
}

#[test]
fn newer_entries_forbid_a_downgrade_only() {
    let directory = Directory::of_version("3.6.0", &log(&[(1, 2, PUT), (2, 2, UNSAFE)]));
    assert_eq!(directory.steps("3.5"), NEWER_ENTRIES);
    assert_eq!(directory.steps("3.7"), "3.7.0 ");
    let migration = directory.plan("3.5").unwrap();
    let oldest = migration.log.unwrap().oldest.unwrap();
    assert_eq!((oldest.version.to_string().as_str(), oldest.index), ("3.7.0", 2));
    assert_eq!(
        migration.steps.unwrap_err().advice(),
        Some("3.7.0 is needed by downgrade_version_test in entry 2")
    );
    // A patch counts, too.
    let patched =
        Directory::of_version("3.6.5", &log(&[(1, 2, "a20602084ee2ea04070a05332e362e32")]));
    assert!(patched.steps("3.6").ends_with("(3.6.2) detected from WAL logs"));
}

#[test]
fn entries_that_are_gone_do_not_count() {
    for (entries, expected) in [
        (vec![(1, 2, PUT), (2, 2, UNSAFE), (2, 3, PUT)], "3.6.0 3.5.0 "),
        (vec![(1, 2, PUT), (2, 2, PUT), (3, 2, UNSAFE), (2, 3, PUT)], "3.6.0 3.5.0 "),
        // Not committed.
        (vec![(1, 2, PUT), (2, 2, PUT), (3, 2, UNSAFE)], NEWER_ENTRIES),
    ] {
        assert_eq!(Directory::of_version("3.7.0", &log(&entries)).steps("3.5"), expected);
    }
    for (committed, expected) in [(3, "3.6.0 3.5.0 "), (2, NEWER_ENTRIES)] {
        let log = LogMaker::new().entry(1, 2, PUT).entry(2, 2, PUT).entry(3, 2, UNSAFE);
        let log = log.state(committed).snapshot(3, 2);
        assert_eq!(Directory::of_version("3.7.0", &log.finish()).steps("3.5"), expected);
    }
}

#[test]
fn v2_requests_need_no_version() {
    let directory = Directory::of_version("3.7.0", &log(&[(1, 2, V2), (2, 2, PUT), (3, 2, V2)]));
    assert_eq!(directory.steps("3.5"), "3.6.0 3.5.0 ");
    let log = directory.plan("3.5").unwrap().log.unwrap();
    assert_eq!((log.snapshot, log.last, log.v2_requests), (0, 3, 2));
    assert_eq!(log.oldest.unwrap().index, 2);
}

#[test]
fn undecodable_entries_forbid_a_downgrade_only() {
    let unknown = RaftEntry { kind: 3, term: 2, index: 1, data: b"" }.to_bytes();
    let unknown = LogMaker::new().add(RecordType::RevisionKey, &unknown).state(1);
    for (log, why) in [
        (log(&[(1, 2, PUT), (2, 2, "ffff")]), "entry 2 cannot be decoded: "),
        (log(&[(1, 2, PUT), (2, 2, "a20602084ee2ea04050a03332e36")]), "not in dotted-tri format"),
        (unknown.finish(), "entry 1 cannot be decoded: could not visit EnumNumber [3]"),
    ] {
        let directory = Directory::of_version("3.6.0", &log);
        let failure = directory.plan("3.5").unwrap().steps.unwrap_err();
        assert!(failure.to_string().contains(why), "{failure}");
        assert_eq!(failure.advice(), Some("--force migrates in spite of it"));
        assert_eq!(directory.steps("3.7"), "3.7.0 ");
    }
}

#[test]
fn only_the_storage_version_is_written() {
    let directory = Directory::new(&[TERM, INDEX, ("confState", b"{}")], &puts());
    let meta = || {
        let database = directory.database(OpenMode::Read);
        let mut cursor = database.bucket("meta").unwrap().unwrap().cursor(&database);
        let mut found = Vec::new();
        while let Some(element) = cursor.next().unwrap() {
            found.push((element.key.to_vec(), element.value.to_vec()));
        }
        found
    };
    let before = meta();
    for (version, stored) in [
        ((3, 6), Some("3.6.0")),
        ((3, 7), Some("3.7.0")),
        ((3, 5), None),
        ((3, 5), None),
        ((4, 0), Some("4.0.0")),
    ] {
        let mut database = directory.database(OpenMode::Write);
        store_version(&mut database, &SemanticVersion::new(version.0, version.1)).unwrap();
        drop(database);
        let mut expected = before.clone();
        let stored = stored.map(|stored| (b"storageVersion".to_vec(), stored.into()));
        let place = expected.len() - 1;
        stored.into_iter().for_each(|stored| expected.insert(place, stored));
        assert_eq!(meta(), expected, "{version:?}");
    }
}

#[test]
fn cautions_are_for_servers_that_will_not_start() {
    let texts = |directory: &Directory, target: &str| -> Vec<_> {
        let cautions = directory.plan(target).unwrap().cautions();
        cautions.into_iter().map(|caution| caution.text).collect()
    };
    let refuses = "the cluster version stays 3.7.0: etcd 3.5 will refuse to start here";
    let panics = "the log has v2 requests of etcd 3.5 after its last snapshot (1): \
         etcd 3.7 will panic when it starts here";
    let used = Directory::of_version("3.6.0", &log(&[(1, 2, PUT), (2, 2, V2)]));
    assert_eq!(texts(&used, "3.5"), [refuses]);
    assert_eq!(texts(&used, "3.7"), [panics]);
    assert_eq!(texts(&used, "3.6"), Vec::<String>::new());
    // A restored directory that no server used has term 1.
    let state = HardState { term: 1, vote: 1, commit: 0 }.to_bytes();
    let restored = LogMaker::new().add(RecordType::HardState, &state);
    let restored = Directory::of_version("3.7.0", &restored.finish());
    assert_eq!(texts(&restored, "3.5"), Vec::<String>::new());
    assert_eq!(texts(&restored, "3.6"), [refuses.replace("3.5", "3.6")]);
}
