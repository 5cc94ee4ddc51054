//! `snapshot save`.

use crate::support::cluster::Cluster as _;
use crate::support::proxy::{Fate, proxy};
use crate::support::{Outcome, ectl, etcd, line, program};
use std::path::Path;

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
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    std::fs::write(&file, "mine").unwrap();
    etcd.ectl(&format!("snapshot save --no-clobber {name}"))
        .run()
        .fails(6, "Error: [..] already exists\n");
    assert_eq!(std::fs::read(&file).unwrap(), b"mine");
    etcd.ectl(&format!("snapshot save {name}")).run();
    assert!(std::fs::read(&file).unwrap().len() > 1000);
}

#[test]
pub(crate) fn special_files_are_not_replaced() {
    let etcd = etcd();
    let directory = tempfile::tempdir().unwrap();
    let pipe = directory.path().join("pipe");
    assert_eq!(line(Path::new("mkfifo"), "", "").arg(&pipe).run().code, 0);
    let reader = {
        let pipe = pipe.clone();
        std::thread::spawn(move || std::fs::read(pipe).unwrap())
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
    std::fs::write(&file, "older").unwrap();
    let name = file.to_str().unwrap();
    let cut = proxy(&at, Fate::CutAfterReply(200_000));
    let outcome = ectl(&cut, &format!("snapshot save {name}")).run();
    outcome.fails(5, "Error: lost the connection to 127.0.0.1:[..]; nothing was saved\n");
    assert_eq!(std::fs::read(&file).unwrap(), b"older");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}
