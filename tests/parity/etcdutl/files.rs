//! What `snapshot status` and `hashkv` say about files.

use super::Pair;
use crate::offline::{VECTORS, vector};
use crate::support::{Outcome, line, start};
use crate::twins::in_boxes;
use ectl::sandbox::Plan;
use std::path::Path;

const FORMATS: [&str; 5] = ["simple", "json", "fields", "table", "protobuf"];

pub(super) fn vectors(pair: &Pair) {
    let folder = tempfile::tempdir().unwrap();
    for name in VECTORS {
        check(pair, &vector(name, folder.path()));
    }
}

/// A snapshot that a server of the generation has made of all kinds of data.
pub(super) fn snapshots(pair: &Pair) {
    let mut plan = Plan::new();
    plan.program.clone_from(&pair.peer.etcd);
    let etcd = start(&plan);
    let run = |words: &str| line(&pair.peer.etcdctl, &etcd.endpoints(), words).run().succeeds();
    for number in 0..40 {
        run(&format!("put key{} value{number}", number % 7));
    }
    run("del key3");
    let lease = run("lease grant 600").text().split(' ').nth(1).unwrap().to_owned();
    run(&format!("put leased x --lease={lease}"));
    run("put nothing ''");
    for words in ["compaction 30", "role add r", "user add u:p", "put key3 again", "del key4"] {
        run(words);
        let file = etcd.directory().join("snapshot");
        run(&format!("snapshot save {}", file.display()));
        check(pair, &file);
    }
}

/// Compares all that both say about a file. etcdutl changes it for `hashkv`.
fn check(pair: &Pair, file: &Path) {
    pair.add("f", file);
    if pair.peer.generation < (3, 6) {
        let [ours, theirs] = pair.both("snapshot status f").map(known_to_35);
        assert_eq!(ours, theirs, "{file:?}");
        return;
    }
    for format in FORMATS {
        same(pair, file, &format!("snapshot status f -w {format}"));
        same(pair, file, &format!("hashkv f -w {format}"));
    }
    for revision in ["0", "1", "2", "0x10", "25", "30", "31", "45", "100", "143", "9999", "-1"] {
        same(pair, file, &format!("hashkv --rev {revision} f"));
    }
}

fn same(pair: &Pair, file: &Path, line: &str) {
    pair.add("f", file);
    let [ours, theirs] = pair.both(line);
    if theirs.stderr.starts_with("panic: no lessor to attach lease") {
        // etcdutl 3.6 cannot hash keys with leases.
        assert!(pair.peer.generation == (3, 6) && ours.code != 2, "{line}: {ours:?}");
        return;
    }
    let theirs = Outcome { stdout: boxed(theirs.stdout), ..theirs };
    assert_eq!(ours, theirs, "{line} of {file:?}");
}

/// Returns hash, revision and size. etcdutl 3.5 counts keys in another way, and knows no version.
fn known_to_35(status: Outcome) -> [String; 3] {
    let text = status.succeeds().text().trim_end_matches([',', ' ', '\n']).to_owned();
    let parts: Vec<_> = text.split(", ").map(str::to_owned).collect();
    [0, 1, 3].map(|part| parts[part].clone())
}

/// Returns a table of etcdutl 3.6 as 3.7 draws it.
fn boxed(stdout: Vec<u8>) -> Vec<u8> {
    if stdout.starts_with(b"+-") { in_boxes(&stdout) } else { stdout }
}
