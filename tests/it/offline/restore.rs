//! `snapshot restore`.

use super::{VECTORS, expected, unpacked};
use crate::support::cluster::Cluster as _;
use crate::support::restored_cluster::{one_member_has_everything, three_members_agree};
use crate::support::words::Words;
use crate::support::{Line, ectl, etcd, generation, line, program};
use nix::fcntl::{Flock, FlockArg};
use serde_json::Value;
use std::fs::{File, Permissions};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::Path;

/// The options of the restores in `expected.txt`.
const THREE: &str = "--name m2 --initial-cluster-token tok1 --initial-advertise-peer-urls \
                     http://127.0.0.1:23122 --initial-cluster m1=http://127.0.0.1:23112,\
                     m2=http://127.0.0.1:23122,m3=http://127.0.0.1:23132";

const WAL: &str = "0000000000000000-0000000000000000.wal";

/// Returns a line that restores a file of this folder, in this folder.
fn restore(folder: &Path, words: impl Words) -> Line {
    ectl("", "snapshot restore").args(words).directory(folder)
}

fn status(db: &Path) -> Value {
    let printed = ectl("", "snapshot status -w json").arg(db).run().succeeds();
    serde_json::from_str(printed.text()).unwrap()
}

/// Returns all paths in a folder and below it.
pub fn tree(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            found.push(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned());
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn contents_are_those_of_a_restore_by_etcdutl() {
    for name in VECTORS {
        let (folder, file) = unpacked(name);
        let before = std::fs::read(&file).unwrap();
        let outcome = restore(folder.path(), THREE).arg(&file).args("-w jsonl").run().succeeds();
        let db = folder.path().join("m2.etcd/member/snap/db");
        let (found, record) = (status(&db), serde_json::from_str::<Value>(outcome.text()).unwrap());
        let by_etcdutl = expected(&format!("{name}.db restore-by-3.37 db"));
        let by_etcdutl: Value = serde_json::from_str(by_etcdutl).unwrap();
        for field in ["hash", "revision", "totalKey", "version"] {
            assert_eq!(found[field], by_etcdutl[field], "{name} {field}");
        }
        assert_eq!(record["keys"], by_etcdutl["totalKey"].to_string(), "{name}");
        assert_eq!(record["revision"], by_etcdutl["revision"].to_string(), "{name}");
        assert_eq!(record["size"], found["totalSize"].to_string(), "{name}");
        assert_eq!(record["cluster_id"], "b4cf0517ecccc123");
        assert_eq!(record["member_id"], "7eef77883c7d41d4");
        assert!(std::fs::read(&file).unwrap() == before, "{name} was changed");
    }
}

#[test]
fn files_are_those_of_etcdutl() {
    let (folder, file) = unpacked("v37-compacted");
    let top = folder.path();
    let etcdutl = program("ETCDUTL", "etcdutl");
    // Older ones write other records at the head of the log.
    let is_same_format = generation(&etcdutl, "version") >= (3, 6);
    for (name, options) in [
        ("plain", "--initial-cluster-token t"),
        ("raised", "--bump-revision 1000 --mark-compacted"),
    ] {
        let (ours, theirs) = (top.join(name), top.join(format!("{name}-by-etcdutl")));
        restore(top, options).arg(&file).arg("--data-dir").arg(&ours).run().succeeds();
        let by_etcdutl = line(&etcdutl, "", "snapshot restore").args(options).arg(&file);
        by_etcdutl.arg("--data-dir").arg(&theirs).run().succeeds();
        assert_eq!(tree(&ours), tree(&theirs));
        for path in [
            format!("member/wal/{WAL}"),
            "member/snap/0000000000000001-0000000000000001.snap".into(),
        ] {
            let read = |folder: &Path| std::fs::read(folder.join(&path)).unwrap();
            assert!(!is_same_format || read(&ours) == read(&theirs), "{path} differs");
        }
        let db = |folder: &Path| status(&folder.join("member/snap/db"));
        for field in ["hash", "revision", "totalKey", "version"] {
            assert_eq!(db(&ours)[field], db(&theirs)[field], "{name} {field}");
        }
        let mode = |path: &str| std::fs::metadata(ours.join(path)).unwrap().permissions().mode();
        assert_eq!(mode("member/snap/db") & 0o777, 0o600);
        assert_eq!(mode(&format!("member/wal/{WAL}")) & 0o777, 0o600);
        for path in ["", "member", "member/snap", "member/wal"] {
            assert_eq!(mode(path) & 0o777, 0o700, "{path}");
        }
        // bbolt's own check of pages.
        let checked = line(&etcdutl, "", "snapshot status").arg(ours.join("member/snap/db"));
        checked.run().succeeds();
    }
}

#[test]
fn stdout_is_empty_and_people_are_told_what_to_do() {
    let (folder, file) = unpacked("v37-full");
    for format in ["simple", "fields", "json", "table", "protobuf"] {
        let words = format!("v37-full.db -w {format} --data-dir {format}");
        let outcome = restore(folder.path(), &words).run().succeeds();
        assert_eq!(outcome.text(), "", "{format}");
    }
    let outcome = restore(folder.path(), THREE).arg(&file).run().succeeds();
    assert_eq!(
        outcome.stderr,
        "restored revision 143 to m2.etcd: 280 keys, 102 kB\n\
         cluster b4cf0517ecccc123, member 7eef77883c7d41d4\n\
         restore the same snapshot for m3, m1 too, with the same --initial-cluster and \
         --initial-cluster-token\n\
         hint: start it with this line, and options for clients and TLS:\n\
         etcd --name m2 --data-dir m2.etcd --listen-peer-urls http://127.0.0.1:23122 \
         --initial-advertise-peer-urls http://127.0.0.1:23122 --initial-cluster \
         m1=http://127.0.0.1:23112,m2=http://127.0.0.1:23122,m3=http://127.0.0.1:23132 \
         --initial-cluster-token tok1 --initial-cluster-state existing\n"
    );
}

#[test]
fn wrong_options_are_refused() {
    let (folder, _file) = unpacked("v37-full");
    let before = tree(folder.path());
    let pair = "Error: --mark-compacted required if --revision-bump > 0\n";
    for (words, code, text) in [
        ("", 128, "Error: "),
        ("a.db b.db", 128, "Error: "),
        ("v37-full.db --bump-revision 1", 128, pair),
        ("v37-full.db --mark-compacted", 128, pair),
        ("v37-full.db --mark-compacted --bump-revision 0", 128, pair),
        ("v37-full.db --bump-revision -1 --mark-compacted", 128, "Error: "),
        ("v37-full.db --initial-memory-map-size 1GB", 128, "Error: "),
        ("v37-full.db -w nonsense", 4, "Error: unsupported output format"),
        ("v37-full.db --name m", 1, "Error: couldn't find local name \"m\" in the initial"),
        ("v37-full.db --initial-advertise-peer-urls h:1", 1, "Error: URL scheme must be"),
        ("v37-full.db --initial-cluster default=http://h", 1, "Error: URL address does not have"),
        ("v37-full.db --data-dir .", 1, "Error: data-dir \".\" not empty or could not be read\n"),
        (
            "v37-full.db --data-dir v37-full.db/x",
            1,
            "Error: mkdir v37-full.db/x: not a directory\n",
        ),
        ("v37-full.db --wal-dir .", 1, "Error: wal-dir \".\" exists\n"),
        ("none.db", 1, "Error: open none.db: no such file or directory\n"),
        (".", 1, "Error: read .: is a directory\n"),
    ] {
        restore(folder.path(), words).run().fails_part(code, text);
        assert_eq!(tree(folder.path()), before, "{words}");
    }
    let words =
        "v37-full.db --initial-memory-map-size 18446744073709551615 --skip-hash-check=false";
    restore(folder.path(), words).run().succeeds();
}

#[test]
fn damaged_files_are_refused_and_leave_nothing() {
    let (folder, file) = unpacked("v37-compacted");
    let top = folder.path();
    let good = std::fs::read(&file).unwrap();
    let cut = |length: usize| good[..length].to_vec();
    let with = |at: usize, byte: u8| {
        let mut changed = good.clone();
        changed[at] = byte;
        changed
    };
    // The flags of a leaf page, and a byte of a value.
    let (page, value) = (with(2 * 4096 + 8, 0x77), with(3 * 4096 - 5, 0xf5));
    let missing = "Error: snapshot missing hash but --skip-hash-check=false\n";
    for (contents, words, text) in [
        (&page, "", "Error: expected sha256 ["),
        (&value, "", "Error: expected sha256 ["),
        (&page, "--skip-hash-check", "Error: snapshot file integrity check failed. "),
        (&cut(good.len() - 32), "", missing),
        (&cut(good.len() - 31), "", missing),
        (&cut(40_000), "", missing),
        (&cut(40_000), "--skip-hash-check", "is cut off"),
        (&cut(40 * 512 + 32), "", "Error: expected sha256 ["),
        (&cut(31), "", "Error: seek f: invalid argument\n"),
        (&cut(0), "--skip-hash-check", "Error: seek f: invalid argument\n"),
        (&vec![0x5a; 9000], "--skip-hash-check", "Error: invalid database\n"),
        (&vec![0x5a; 32], "", "Error: expected sha256 ["),
    ] {
        std::fs::write(top.join("f"), contents).unwrap();
        let before = tree(top);
        for target in ["", "--data-dir a/b/c --wal-dir d/e"] {
            restore(top, words).args(target).arg("f").run().fails_part(1, text);
            assert_eq!(tree(top), before, "{words}");
        }
    }
}

#[test]
fn hash_can_be_skipped() {
    let (folder, file) = unpacked("v37-full");
    let top = folder.path();
    let mut contents = std::fs::read(&file).unwrap();
    let end = contents.len() - 1;
    contents[end] ^= 1;
    std::fs::write(top.join("wrong"), &contents).unwrap();
    std::fs::write(top.join("cut"), &contents[..end - 31]).unwrap();
    restore(top, "wrong").run().fails_part(1, "Error: expected sha256 [");
    for name in ["wrong", "cut"] {
        let words = format!("{name} --skip-hash-check --data-dir by-{name}");
        restore(top, &words).run().succeeds();
    }
    let db = |name: &str| status(&top.join(format!("by-{name}/member/snap/db")));
    assert_eq!(db("wrong"), db("cut"));
}

#[test]
fn empty_data_dir_keeps_its_mode() {
    let (folder, _file) = unpacked("v37-full");
    let top = folder.path();
    std::fs::create_dir_all(top.join("there/.member.ectl-restore-old123/member")).unwrap();
    std::fs::set_permissions(top.join("there"), Permissions::from_mode(0o751)).unwrap();
    std::fs::create_dir(top.join("other")).unwrap();
    symlink("other", top.join("link")).unwrap();
    restore(top, "v37-full.db --data-dir there").run().succeeds();
    restore(top, "v37-full.db --data-dir link").run().succeeds();
    let mode = std::fs::metadata(top.join("there")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o751);
    assert!(top.join("link").is_symlink());
    assert_eq!(tree(&top.join("there")), tree(&top.join("other")));
    assert!(top.join("there/member/snap/db").is_file());
    for target in ["there", "link"] {
        let text = format!("Error: data-dir \"{target}\" not empty or could not be read\n");
        let again = restore(top, "v37-full.db --data-dir").arg(target);
        again.run().fails(1, &text);
    }
}

#[test]
fn log_can_lie_anywhere() {
    let (folder, _file) = unpacked("v37-full");
    let top = folder.path();
    std::fs::create_dir(top.join("there")).unwrap();
    for (data_dir, wal_dir) in
        [("a", "a/wal"), ("b", "x/y/wal"), ("there", "there/member/log"), ("c", "c/member/wal")]
    {
        let words = format!("v37-full.db --data-dir {data_dir} --wal-dir {wal_dir} -w jsonl");
        let outcome = restore(top, &words).run().succeeds();
        let record: Value = serde_json::from_str(outcome.text()).unwrap();
        assert_eq!(record["wal_dir"], wal_dir);
        assert_eq!(tree(&top.join(wal_dir)), [WAL]);
        assert!(top.join(data_dir).join("member/snap/db").is_file());
        let option = format!(" --wal-dir {wal_dir} ");
        let is_usual = wal_dir.ends_with("member/wal");
        assert_eq!(record["start"].as_str().unwrap().contains(&option), !is_usual, "{record}");
    }
    let hidden = tree(top).into_iter().find(|path| path.contains("ectl-restore"));
    assert_eq!(hidden, None);
    let clash = restore(top, "v37-full.db --data-dir d --wal-dir d/member/snap").run();
    clash.fails(1, "Error: wal-dir \"d/member/snap\" is a place of the database\n");
}

#[test]
fn log_can_lie_on_another_file_system() {
    let memory = Path::new("/dev/shm");
    let Ok(other) = tempfile::tempdir_in(if memory.is_dir() { memory } else { Path::new(".") })
    else {
        return;
    };
    let (folder, _file) = unpacked("v37-full");
    let wal = other.path().join("a/wal");
    restore(folder.path(), "v37-full.db --wal-dir").arg(&wal).run().succeeds();
    assert_eq!(tree(other.path()), ["a", "a/wal", &format!("a/wal/{WAL}")]);
}

#[test]
fn revision_can_be_raised() {
    let (folder, _file) = unpacked("v37-compacted");
    let top = folder.path();
    let outcome = restore(top, "v37-compacted.db --bump-revision 1000 --mark-compacted -w jsonl");
    let record: Value = serde_json::from_str(outcome.run().succeeds().text()).unwrap();
    assert_eq!((&record["revision"], &record["keys"]), (&"1145".into(), &"280".into()));
    assert_eq!(status(&top.join("default.etcd/member/snap/db"))["revision"], 1145);
    for bump in ["9223372036854775663", "0xffffffffffffffff"] {
        let words =
            format!("v37-compacted.db --data-dir b --mark-compacted --bump-revision {bump}");
        restore(top, &words).run().fails_part(1, ": the latest revision is 145, and the sum would");
    }
    let most = "v37-compacted.db --data-dir b --mark-compacted --bump-revision 9223372036854775662";
    restore(top, most).run().succeeds();
    assert_eq!(status(&top.join("b/member/snap/db"))["revision"], i64::MAX);
}

#[test]
fn database_in_use_is_restored_with_a_warning() {
    let etcd = etcd();
    etcd.ectl("put kept value").run().prints("OK\n");
    // etcd commits within a tenth of a second.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let top = etcd.directory();
    let words = "m1/member/snap/db --skip-hash-check --data-dir";
    let outcome = restore(top, words).arg("live").run();
    let warning = "warning: m1/member/snap/db is in use, perhaps by etcd: ";
    assert!(outcome.stderr.contains(warning), "{outcome:?}");
    std::fs::copy(top.join("m1/member/snap/db"), top.join("copy")).unwrap();
    let words = "copy --skip-hash-check --data-dir";
    let outcome = restore(top, words).arg("from-copy").run().succeeds();
    assert!(!outcome.stderr.contains("warning"), "{outcome:?}");
    assert_eq!(status(&top.join("from-copy/member/snap/db"))["totalKey"], 1);
}

#[test]
fn abandoned_folders_are_removed_and_others_are_not() {
    let (folder, _file) = unpacked("v37-full");
    let top = folder.path();
    for name in [".default.etcd.ectl-restore-killed", ".default.etcd.ectl-restore-runs"] {
        std::fs::create_dir_all(top.join(name).join("member")).unwrap();
    }
    let running = File::open(top.join(".default.etcd.ectl-restore-runs")).unwrap();
    let lock = Flock::lock(running, FlockArg::LockExclusiveNonblock).unwrap();
    restore(top, "v37-full.db").run().succeeds();
    assert!(!top.join(".default.etcd.ectl-restore-killed").exists());
    assert!(top.join(".default.etcd.ectl-restore-runs").exists());
    drop(lock);
}

#[test]
fn restored_member_has_keys_leases_and_users() {
    one_member_has_everything(&program("ETCD", "etcd"));
}

#[test]
fn restored_members_serve_the_same_keys() {
    three_members_agree(&program("ETCD", "etcd"));
}
