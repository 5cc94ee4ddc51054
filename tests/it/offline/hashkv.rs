use super::{VECTORS, expected, on, unpacked};
use crate::support::cluster::Cluster as _;
use crate::support::etcd;
use ectl::sandbox::Etcd;
use serde_json::Value;
use std::path::PathBuf;

#[test]
fn hashes_are_those_of_etcdutl() {
    for name in VECTORS {
        let (_folder, file) = unpacked(name);
        for revision in [0, 50, 100, 130, 150] {
            let known = expected(&format!("{name}.db 3.7.1-hashkv rev={revision}"));
            let words = format!("hashkv {{}} --rev {revision}");
            if known.starts_with("Error: ") {
                on(&file, &words).run().fails(1, &format!("{known}\n"));
            } else {
                on(&file, &format!("{words} -w json")).run().prints(&format!("{known}\n"));
            }
        }
    }
}

#[test]
fn hash_in_all_formats() {
    let (_folder, file) = unpacked("v37-compacted");
    let before = std::fs::read(&file).unwrap();
    on(&file, "hashkv {}").run().prints("1336147980, 145, 100\n");
    on(&file, "hashkv {} --rev 0x64").run().prints("37739122, 100, 100\n");
    on(&file, "hashkv {} --rev -5").run().prints("1084519789, -5, 100\n");
    on(&file, "hashkv {} -w fields")
        .run()
        .prints("\"Hash\" : 1336147980\n\"Hash revision\" : 145\n\"Compact revision\" : 100\n");
    on(&file, "hashkv {} -w jsonl")
        .run()
        .prints("{\"hash\":1336147980,\"hash_revision\":\"145\",\"compact_revision\":\"100\"}\n");
    let table = on(&file, "hashkv {} -w table").run().succeeds();
    assert!(table.text().contains("HASH REVISION"), "{table:?}");
    on(&file, "hashkv {} -w protobuf")
        .run()
        .fails(4, "Error: protobuf not supported as output format\n");
    // etcdutl spoils the checksum of a snapshot.
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[test]
fn hashkv_refuses_what_is_not_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("f");
    let name = file.to_str().unwrap();
    let hash = || on(&file, "hashkv {}").run();
    hash().fails(1, &format!("Error: stat {name}: no such file or directory\n"));
    std::fs::write(&file, "").unwrap();
    hash().fails(1, &format!("Error: invalid database\nhint: {name} is empty\n"));
    assert_eq!(std::fs::metadata(&file).unwrap().len(), 0);
    on(&file, "snapshot hashkv {}").run().fails_part(128, "did you mean ectl hashkv?");
}

/// Saves a snapshot, and compares its hash at each revision with that of the server.
#[track_caller]
fn assert_equal_at(etcd: &Etcd, revisions: impl IntoIterator<Item = i64>) {
    let file: PathBuf = etcd.directory().join("compared.db");
    etcd.ok(&["snapshot", "save", file.to_str().unwrap()]);
    for revision in revisions {
        let online = etcd.ok(&format!("endpoint hashkv -w jsonl --rev {revision}"));
        let online: Value = serde_json::from_str(online.text()).unwrap();
        let offline = on(&file, &format!("hashkv {{}} -w jsonl --rev {revision}")).run();
        let offline: Value = serde_json::from_str(offline.succeeds().text()).unwrap();
        for field in ["hash", "compact_revision"] {
            assert_eq!(offline[field], online[field], "revision {revision}");
        }
    }
}

#[test]
fn hash_of_a_snapshot_is_that_of_the_server() {
    let etcd = etcd();
    for value in 0..4 {
        (0..5).for_each(|key| drop(etcd.ok(&format!("put k{key} {value}"))));
    }
    etcd.ok("del k1");
    etcd.ok("put k1 again");
    etcd.ok("del k2 k4");
    assert_equal_at(&etcd, 0..=24);
    // At the revision of a compaction, the server keeps the hash from before it.
    etcd.ok("compaction 9");
    assert_equal_at(&etcd, [0, 10, 15, 22, 24]);
    etcd.ok("compaction 22 --physical");
    assert_equal_at(&etcd, [0, 23, 24]);
    // The last revision that is compacted is a deletion.
    etcd.ok("compaction 24 --physical");
    etcd.ok("put k5 1");
    assert_equal_at(&etcd, [0, 25]);
}

#[test]
fn hash_is_that_of_the_server_when_all_keys_are_deleted() {
    let etcd = etcd();
    for key in ["a", "b", "c"] {
        etcd.ok(&format!("put {key} 1"));
        etcd.ok(&format!("del {key}"));
    }
    assert_equal_at(&etcd, 0..=7);
    etcd.ok("compaction 5 --physical");
    assert_equal_at(&etcd, [0, 6, 7]);
    etcd.ok("compaction 7 --physical");
    etcd.ok("put d 1");
    assert_equal_at(&etcd, [0, 8]);
}
