use super::{database, on, vector};
use crate::support::{Line, Outcome, ectl, line, program};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Instant;
use tempfile::TempDir;

/// The log of a server that put two keys.
const PUTS: &str = "040000000000008408041000000000001800000000000000080110cccea1b4031a0e08a084eaa1fabbbf804210c0c4070e00000000000082080510eeb989ab081a040800100000001f00000000000081080210a9da87d60c1a15080010021801220da20602084d22060a016b120176001f0000000000008108021097e7b4810e1a15080010021802220da20602084d22060a016b120176001000000000000000080310ddcbd4a10e1a06080210011802";
/// An entry that needs version 3.7.0.
const NEWER: &str = "22000000000000860802108bb8c5920d1a180800100218032210a20602084ee2ea04070a05332e372e30000000000000";
/// A snapshot behind it.
const SNAPSHOT: &str = "1000000000000000080310a5d1a6fa091a060802100118030e00000000000082080510b181e7b1041a04080310020000";
/// A request as servers of 3.5 write it.
const V2: &str = "4c00000000000084080210f08a838c051a42080010021803223a0882ac9385e9bfe8fee60112035055541a0a2f302f76657273696f6e2205332e352e30280032003800480050005800600068007000780080010000000000";

const TO_3_6: &str = "updated storage version: 3.6.0\n";

/// A data directory with the database of a vector.
struct Member {
    folder: TempDir,
    file: PathBuf,
}

impl Member {
    fn new(name: &str, records: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = database(folder.path());
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::rename(vector(name, folder.path()), &file).unwrap();
        let member = Self { folder, file };
        member.put_log(&member.wal(), records);
        member
    }

    fn wal(&self) -> PathBuf {
        self.folder.path().join("member/wal")
    }

    fn put_log(&self, folder: &Path, records: &[&str]) {
        std::fs::create_dir_all(folder).unwrap();
        let digits: Vec<_> = records.concat().chars().filter_map(|c| c.to_digit(16)).collect();
        let bytes: Vec<_> = digits.chunks(2).map(|two| (two[0] * 16 + two[1]) as u8).collect();
        std::fs::write(folder.join("0000000000000000-0000000000000000.wal"), bytes).unwrap();
    }

    /// Replaces the storage version by one of its length.
    fn set_version(&self, version: &str) {
        let mut bytes = std::fs::read(&self.file).unwrap();
        let places: Vec<_> = (0..bytes.len() - 19)
            .filter(|place| bytes[*place..].starts_with(b"storageVersion"))
            .collect();
        places.iter().for_each(|place| {
            bytes[place + 14..place + 19].copy_from_slice(version.as_bytes());
        });
        std::fs::write(&self.file, bytes).unwrap();
    }

    fn line(&self, options: &str) -> Line {
        let data_dir = self.folder.path().to_str().unwrap();
        ectl("", &["migrate", "--data-dir", data_dir]).args(options)
    }

    fn to(&self, options: &str) -> Outcome {
        self.line(&format!("--target-version {options}")).run()
    }

    /// Returns the storage version.
    #[track_caller]
    fn version(&self) -> String {
        let status = on(&self.file, "snapshot status {} -w jsonl").run().succeeds();
        let status: Value = serde_json::from_str(status.text()).unwrap();
        status["version"].as_str().unwrap().to_owned()
    }

    /// Asserts that this line writes nothing.
    #[track_caller]
    fn is_left_by(&self, options: &str) -> Outcome {
        let before = std::fs::read(&self.file).unwrap();
        let outcome = self.to(options);
        assert_eq!(std::fs::read(&self.file).unwrap(), before, "{outcome:?}");
        outcome
    }
}

/// Asserts success with exactly this on stderr.
#[track_caller]
fn notes(outcome: &Outcome, stderr: &str) {
    assert_eq!((outcome.text(), outcome.stderr.as_str(), outcome.code), ("", stderr, 0));
}

#[test]
fn migration_goes_up_and_down() {
    let member = Member::new("v35-full", &[PUTS]);
    notes(&member.to("3.6"), TO_3_6);
    assert_eq!(member.version(), "3.6.0");
    notes(&member.to("3.5"), "updated storage version: 3.5.0\n");
    assert_eq!(member.version(), "");
    notes(&member.to("3.7"), &format!("{TO_3_6}updated storage version: 3.7.0\n"));
    assert_eq!(member.version(), "3.7.0");
    notes(&member.is_left_by("03.07"), "storage version up-to-date: 3.7\n");
}

#[test]
fn log_is_not_needed_if_the_version_is_right() {
    let member = Member::new("v37-full", &[PUTS]);
    std::fs::remove_dir_all(member.wal()).unwrap();
    notes(&member.is_left_by("3.7"), "storage version up-to-date: 3.7\n");
    let shown = member.wal().display().to_string();
    for target in ["3.5", "3.6", "3.8"] {
        let outcome = member.is_left_by(&format!("{target} --force"));
        let why = "[readWALNames] fileutil.ReadDir failed";
        let start = "Error: failed to get the lastest snapshot";
        outcome.fails(1, &format!("{start}: {why}: open {shown}: no such file or directory\n"));
    }
    // A patch is another version, but there is nothing to do.
    member.put_log(&member.wal(), &[PUTS]);
    member.set_version("3.6.5");
    let outcome = member.is_left_by("3.6").succeeds();
    assert!(!outcome.stderr.contains("updated"), "{outcome:?}");
    assert_eq!(member.version(), "3.6.5");
}

#[test]
fn log_in_another_directory() {
    let member = Member::new("v35-full", &[]);
    let elsewhere = member.folder.path().join("elsewhere");
    std::fs::rename(member.wal(), &elsewhere).unwrap();
    member.to("3.6").fails_part(1, "no such file or directory");
    member.put_log(&elsewhere, &[PUTS]);
    notes(&member.line("--target-version 3.6 --wal-dir").arg(&elsewhere).run(), TO_3_6);
}

#[test]
fn newer_entries_forbid_a_downgrade() {
    let refused = |target: &str| {
        format!(
            "Error: cannot downgrade storage, WAL contains newer entries, as the target version \
             ({target}.0) is lower than the version (3.7.0) detected from WAL logs\n\
             hint: 3.7.0 is needed by downgrade_version_test in entry 3\n"
        )
    };
    for target in ["3.6", "3.5"] {
        let member = Member::new("v37-full", &[PUTS, NEWER]);
        member.is_left_by(target).fails(1, &refused(target));
        member.put_log(&member.wal(), &[PUTS, NEWER, SNAPSHOT]);
        assert_eq!(member.to(target).code, 0);
        let member = Member::new("v37-full", &[PUTS, V2]);
        assert_eq!(member.to(target).code, 0);
        assert!(!member.version().starts_with("3.7"));
    }
}

#[test]
fn unknown_versions_have_no_plan() {
    let member = Member::new("v37-full", &[PUTS]);
    let no_plan = |why: &str| format!("Error: cannot create migration plan: {why}\n");
    let unknown = |version: &str| no_plan(&format!("version \"{version}\" is not supported"));
    let other_major = no_plan("changing major storage version is not supported");
    member.is_left_by("3.8").fails(1, &unknown("3.8.0"));
    member.is_left_by("3.99").fails(1, &unknown("3.8.0"));
    member.is_left_by("4.0").fails(1, &other_major);
    member.set_version("3.8.0");
    member.is_left_by("3.7").fails(1, &unknown("3.8.0"));
    member.is_left_by("3.9").fails(1, &unknown("3.9.0"));
    notes(&member.is_left_by("3.8"), "storage version up-to-date: 3.8\n");
    member.set_version("3.4.0");
    member.is_left_by("3.7").fails(1, &unknown("3.5.0"));
    member.set_version("4.0.0");
    member.is_left_by("3.7").fails(1, &other_major);
}

#[test]
fn force_sets_the_version_that_is_refused() {
    let forced = |why: &str, what: &str| {
        format!("normal migrate failed, trying with force: {why}\nforcefully {what}\n")
    };
    let member = Member::new("v37-full", &[PUTS]);
    let unknown = "cannot create migration plan: version \"3.8.0\" is not supported";
    let expected = forced(unknown, "set storage version: 3.8");
    notes(&member.to("3.8 --force"), &expected);
    assert_eq!(member.version(), "3.8.0");
    notes(&member.to("3.7 --force"), &forced(unknown, "set storage version: 3.7"));

    member.put_log(&member.wal(), &[PUTS, NEWER]);
    let outcome = member.to("3.5 --force");
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let outcome = outcome.says("normal migrate failed, trying with force: cannot downgrade");
    outcome.says("forcefully cleared storage version\n");
    assert_eq!(member.version(), "");
    // What is not refused needs no force.
    member.to("3.6 --force").succeeds().says(TO_3_6);
}

#[test]
fn migration_warns_of_servers_that_will_not_start() {
    let member = Member::new("v37-full", &[PUTS]);
    notes(
        &member.to("3.5"),
        "warning: the cluster version stays 3.7.0: etcd 3.5 will refuse to start here\n\
         hint: instead, use \"ectl downgrade enable\" while the servers run, one minor version at a \
         time, or restore a snapshot for etcd 3.5\n\
         updated storage version: 3.6.0\nupdated storage version: 3.5.0\n",
    );
    let member = Member::new("v35-full", &[PUTS, V2]);
    let outcome = member.to("3.7");
    assert_eq!(outcome.code, 0);
    outcome.says(
        "warning: the log has v2 requests of etcd 3.5 after its last snapshot (1): etcd 3.7 will \
         panic when it starts here\nhint: run etcd 3.5 or 3.6 with --snapshot-count=10 ",
    );
}

#[test]
fn dry_run_in_all_formats() {
    let member = Member::new("v37-full", &[PUTS, V2]);
    let outcome = member.is_left_by("3.5 --dry-run");
    assert_eq!(
        (outcome.text(), outcome.code),
        (
            "storage version: 3.7.0\ntarget version: 3.5.0\nsteps: 3.6.0, 3.5.0\n\
             cluster version: 3.7.0\nlog: entries 1 to 3, after the snapshot at 0\n\
             oldest version for the log: 3.0.0\n",
            0
        )
    );
    outcome.says("warning: the cluster version stays 3.7.0");
    member.put_log(&member.wal(), &[PUTS, NEWER]);
    let outcome = member.is_left_by("3.6 --dry-run -w jsonl");
    assert_eq!(outcome.code, 1);
    let facts: Value = serde_json::from_str(outcome.text()).unwrap();
    let refused = facts["refused"].as_str().unwrap().to_owned();
    assert!(refused.starts_with("cannot downgrade storage"), "{refused}");
    let expected = serde_json::json!({
        "storage_version": "3.7.0", "target_version": "3.6.0", "steps": [], "refused": refused,
        "cluster_version": "3.7.0", "snapshot_index": "0", "last_index": "3", "v2_requests": "0",
        "oldest_version": "3.7.0", "oldest_version_index": "3",
        "oldest_version_source": "downgrade_version_test",
    });
    assert_eq!(facts, expected);
    let outcome = member.is_left_by("3.6 --dry-run --force");
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let oldest = "oldest version for the log: 3.7.0 (downgrade_version_test in entry 3)\n";
    assert!(outcome.text().contains("steps: refused\n") && outcome.text().ends_with(oldest));
    let outcome = member.is_left_by("3.7 --dry-run");
    assert!(outcome.text().contains("steps: none\n"), "{outcome:?}");
    assert!(outcome.text().ends_with("log: not read\n"), "{outcome:?}");
    member
        .is_left_by("3.6 --dry-run -w protobuf")
        .fails(4, "Error: protobuf not supported as output format\n");
}

#[test]
fn bad_arguments_and_files_of_migrate() {
    let member = Member::new("v37-full", &[PUTS]);
    member.to("3").fails(128, "Error: wrong target version format, expected \"X.Y\", got \"3\"\n");
    member.to("3.4").fails(128, "Error: target version \"3.4\" not supported. Minimal \"3.5\"\n");
    member.line("").run().fails_part(128, "--target-version");
    ectl("", "migrate --target-version 3.6").run().fails_part(128, "--data-dir");

    let shown = member.file.display().to_string();
    std::fs::write(&member.file, [7; 9000]).unwrap();
    member.is_left_by("3.6").fails_part(1, "Error: invalid database\n");
    std::fs::write(&member.file, "").unwrap();
    member
        .is_left_by("3.6")
        .fails(1, &format!("Error: invalid database\nhint: {shown} is empty\n"));
    std::fs::remove_file(&member.file).unwrap();
    member.to("3.6").fails(1, &format!("Error: stat {shown}: no such file or directory\n"));
}

#[test]
fn migration_waits_for_the_lock() {
    let member = Member::new("v37-full", &[PUTS]);
    let file = std::fs::File::options().read(true).write(true).open(&member.file).unwrap();
    file.lock().unwrap();
    let locked = "is locked by another process; waited 200ms\n";
    member.is_left_by("3.6 --timeout 200ms").fails_part(1, locked);
    member.is_left_by("3.6 --timeout 200ms --dry-run").fails_part(1, locked);
    // A reader does not stop a dry run.
    file.unlock().unwrap();
    file.lock_shared().unwrap();
    member.is_left_by("3.6 --timeout 200ms --dry-run").succeeds();
    member.is_left_by("3.6 --timeout 200ms").fails_part(1, locked);
}

#[test]
fn killed_migration_leaves_the_old_or_the_new_version() {
    let etcdutl = program("ETCDUTL", "etcdutl");
    let member = Member::new("v37-full", &[PUTS]);
    let started = Instant::now();
    member.to("3.6").succeeds();
    let whole = started.elapsed();
    let mut seen = Vec::new();
    for step in 0..40 {
        let before = member.version();
        let target = if before == "3.6.0" { "3.7" } else { "3.6" };
        let mut child = member.line(&format!("--target-version {target}")).spawn();
        sleep(whole * step / 32);
        child.kill().unwrap();
        child.wait().unwrap();
        let after = member.version();
        assert!([before.as_str(), &format!("{target}.0")].contains(&after.as_str()), "{after}");
        seen.push(before == after);
        // It checks all pages.
        let file = member.file.to_str().unwrap();
        line(&etcdutl, "", &["snapshot", "status", file]).run().succeeds();
    }
    assert!(seen.contains(&true) && seen.contains(&false), "{seen:?}");
}
