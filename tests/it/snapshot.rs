//! `snapshot save`.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::proxy::{Fate, proxy};
use crate::support::pty::at_terminal;
use crate::support::{Line, Outcome, ectl, etcd, eventually, line, program};
use ectl::sandbox::Etcd;
use nix::sys::signal::Signal;
use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

/// Asserts success. Since 3.6, etcd may also send the version of its storage.
#[track_caller]
fn saves(outcome: &Outcome, file: &str) {
    let lines: Vec<_> = outcome.text().lines().collect();
    assert_eq!((lines[0], outcome.code), (&*format!("Snapshot saved at {file}"), 0), "{outcome:?}");
    let version = lines.get(1).map_or("Server version 3.", |line| line);
    assert!(version.starts_with("Server version 3.") && lines.len() <= 2, "{outcome:?}");
}

#[test]
fn etcdutl_restores_saved_snapshot() {
    let etcd = etcd();
    etcd.ectl("put kept value").run().prints("OK\n");
    let file = etcd.directory().join("saved.db");
    let name = file.to_str().unwrap();
    saves(&etcd.ectl(&format!("snapshot save {name}")).run(), name);
    let etcdutl = program("ETCDUTL", "etcdutl");
    let restored = etcd.directory().join("restored");
    let restore = format!("snapshot restore {name} --data-dir");
    let outcome = line(&etcdutl, "", &restore).arg(restored).run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
}

#[test]
fn snapshot_can_go_to_stdout() {
    let etcd = etcd();
    let outcome = etcd.ectl("snapshot save -").run();
    assert_eq!((outcome.code, outcome.stdout.len() % 512), (0, 32));
    assert!(outcome.stderr.contains("bytes written to stdout"), "{}", outcome.stderr);
}

#[test]
fn failed_save_leaves_no_file() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.db");
    let name = file.to_str().unwrap();
    ectl("127.0.0.1:1", &format!("snapshot save {name}")).run().fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    let two = format!("{at},127.0.0.1:1");
    let refused = ectl(&two, &format!("snapshot save {name}")).run();
    refused.fails(
        128,
        "Error: snapshot must be requested to one selected node, not multiple \
         [127.0.0.1:[..] 127.0.0.1:1]\n",
    );
    let nowhere = folder.path().join("none/s.db");
    let refused = etcd.ectl("snapshot save").arg(nowhere).run();
    refused.fails(6, "Error: could not open a file in [..]: No such file or directory\n");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    fs::write(&file, "mine").unwrap();
    etcd.ectl(&format!("snapshot save --no-clobber {name}"))
        .run()
        .fails(6, "Error: [..] already exists\n");
    assert_eq!(fs::read(&file).unwrap(), b"mine");
    etcd.ectl(&format!("snapshot save {name}")).run();
    assert!(fs::read(&file).unwrap().len() > 1000);
}

#[test]
pub(crate) fn special_files_are_not_replaced() {
    let etcd = etcd();
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("pipe");
    assert_eq!(line(Path::new("mkfifo"), "", "").arg(&pipe).run().code, 0);
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || fs::read(pipe).unwrap())
    };
    let path = pipe.display().to_string();
    saves(&etcd.ectl(&format!("snapshot save {path}")).run(), &path);
    assert!(std::os::unix::fs::FileTypeExt::is_fifo(&pipe.metadata().unwrap().file_type()));
    // Joined only now: if the pipe had been replaced, the reader would never end.
    assert_eq!(reader.join().unwrap().len() % 512, 32);

    let folder = directory.path().display().to_string();
    let refused = ectl("127.0.0.1:1", &format!("snapshot save {folder}")).run();
    refused.fails(6, &format!("Error: {folder} is a directory\n"));
    let refused = etcd.ectl(&format!("snapshot save {folder}/none/s.db")).run();
    refused.fails(
        6,
        &format!("Error: could not open a file in {folder}/none: No such file or directory\n"),
    );
}

#[test]
fn interrupted_save_keeps_old_file() {
    let etcd = etcd();
    let at = etcd.endpoints();
    etcd.ectl("put big").stdin(vec![b'x'; 1 << 20]).run().prints("OK\n");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.db");
    fs::write(&file, "older").unwrap();
    let name = file.to_str().unwrap();
    let cut = proxy(&at, Fate::CutAfterReply(200_000));
    let outcome = ectl(&cut, &format!("snapshot save {name}")).run();
    outcome.fails(5, "Error: lost the connection to 127.0.0.1:[..]; nothing was saved\n");
    assert_eq!(fs::read(&file).unwrap(), b"older");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn saved_snapshot_is_read_again() {
    let etcd = etcd();
    etcd.ok("put a 1");
    etcd.ok("put a 2");
    etcd.ok("put b 1");
    let folder = tempfile::tempdir().unwrap();
    let record = |words: &str| {
        let saved = etcd.ectl("snapshot save -w jsonl").arg(folder.path().join("s.db"));
        let saved = saved.args(words).run().succeeds();
        assert_eq!(saved.stderr, "", "a note for people is only for a terminal");
        serde_json::from_str::<serde_json::Value>(saved.text()).unwrap()
    };
    let saved = record("");
    assert_eq!((&saved["revision"], &saved["keys"]), (&"4".into(), &"2".into()), "{saved}");
    let saved = record("--no-verify");
    assert!(saved["revision"].is_null() && saved["keys"].is_null(), "{saved}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn terminal_is_told_what_was_saved() {
    let etcd = etcd();
    etcd.ok("put a 1");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.db");
    let save = |words: &[&str]| {
        let line = ["snapshot", "save", file.to_str().unwrap()];
        at_terminal(&etcd.endpoints(), &[&line, words].concat()).seated().ends().0.succeeds()
    };
    let told = save(&[]);
    saves(&told, file.to_str().unwrap());
    let note = told.stderr.trim_end().to_owned();
    assert!(note.starts_with("verified: ") && note.ends_with(" kB, revision 2, 1 key"), "{note}");
    assert!(save(&["--no-verify"]).stderr.starts_with("not verified: "));
}

/// Damages a page of the database that this member uses, so that it sends a damaged snapshot.
fn damage(etcd: &Etcd) {
    let value = vec![b'v'; 1000];
    for key in 0..50 {
        etcd.ectl(&format!("put k{key}")).stdin(value.clone()).run().succeeds();
    }
    // What was put is in the file now.
    etcd.ectl("snapshot save -").run();
    let file = etcd.directory().join("m1/member/snap/db");
    let bytes = fs::read(&file).unwrap();
    let is_leaf_of_keys = |id: u64, page: &[u8]| {
        page.starts_with(&id.to_le_bytes())
            && page[8..10] == [2, 0]
            && page.windows(4).any(|window| window == b"k25\x10")
    };
    let mut pages = (0..).zip(bytes.chunks(4096));
    let (id, _) = pages.find(|(id, page)| is_leaf_of_keys(*id, page)).expect("the page of k25");
    let file = File::options().write(true).open(file).unwrap();
    file.write_all_at(&u64::MAX.to_le_bytes(), id * 4096).unwrap();
}

#[test]
fn damaged_snapshot_is_not_saved() {
    let etcd = etcd();
    damage(&etcd);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.db");
    fs::write(&file, "older").unwrap();
    etcd.ectl("snapshot save").arg(&file).run().fails(
        1,
        "Error: the snapshot is damaged; nothing was saved: snapshot file integrity check failed. \
         1 errors found.\npage [..]\n\
         hint: the member's database is damaged too: save from another member, or with \
         --no-verify for an examination\n",
    );
    assert_eq!(fs::read(&file).unwrap(), b"older");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    etcd.ectl("snapshot save --no-verify").arg(&file).run().succeeds();
    assert!(fs::read(&file).unwrap().len() > 50_000);
}

/// A save into this folder that never ends, once it has begun to write.
fn endless_save(etcd: &Etcd, folder: &Path, save: impl FnOnce(&str) -> Line) -> Live {
    etcd.ectl("put big").stdin(vec![b'x'; 1 << 20]).run().prints("OK\n");
    let live = save(&proxy(&etcd.endpoints(), Fate::SilentAfterReply(500_000))).live();
    let is_growing = || {
        let part = fs::read_dir(folder).unwrap().flatten().next();
        part.is_some_and(|part| part.metadata().is_ok_and(|found| found.len() > 0))
    };
    eventually("a part of the snapshot is written", is_growing);
    live
}

#[test]
fn signal_leaves_no_temporary_file() {
    let etcd = etcd();
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("s.db");
        let save = endless_save(&etcd, folder.path(), |at| ectl(at, "snapshot save").arg(&file));
        let expected = format!("Error: interrupted by {signal}; nothing was saved\n");
        save.end_by(signal).fails(5, &expected);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{signal}");
    }
}

#[test]
fn save_under_nohup_continues_after_hangup() {
    let etcd = etcd();
    let folder = tempfile::tempdir().unwrap();
    let program = env!("CARGO_BIN_EXE_ectl");
    let script = format!("trap '' HUP; exec {program} snapshot save s.db");
    let mut save = endless_save(&etcd, folder.path(), |at| {
        line(Path::new("sh"), at, &["-c", &script]).directory(folder.path())
    });
    save.signal(Signal::SIGHUP);
    sleep(Duration::from_millis(300));
    assert!(save.is_running());
    save.end_by(Signal::SIGTERM).fails(5, "Error: interrupted by SIGTERM; nothing was saved\n");
}
