//! Data directories that `snapshot restore` makes.

use super::safety::without_size;
use super::{Pair, error};
use crate::offline::vector;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// Options for a cluster of one member.
const OF_ONE: &[&str] = &[
    "",
    "--data-dir d",
    "--data-dir d --wal-dir w",
    "--data-dir d --wal-dir d/member/w",
    "--data-dir d/e/f --wal-dir g/h",
    "--name m --initial-cluster m=http://localhost:2380",
    "--name '' --initial-cluster =http://localhost:2380",
    "--name ü --initial-cluster ü=http://localhost:2380",
    "--initial-cluster-token t",
    "--initial-cluster-token ''",
    "--bump-revision 1000 --mark-compacted",
    "--bump-revision 0x10 --mark-compacted=T",
    "--skip-hash-check",
    "--initial-memory-map-size 0",
    "-w bogus --timeout 1ns",
    "--initial-cluster default=http://h:1 --initial-advertise-peer-urls http://h:1",
    "--initial-cluster ,default=http://h:1, --initial-advertise-peer-urls http://h:1",
    "--initial-cluster default=http://h:2,default=http://h:1 --initial-advertise-peer-urls ' http://h:1,http://h:2'",
    "--initial-cluster default=http://[::1]:2 --initial-advertise-peer-urls http://[0:0:0:0:0:0:0:1]:2",
    "--initial-cluster default=unix://m0 --initial-advertise-peer-urls unix://m0",
    "--initial-cluster default=unix:///tmp/m0 --initial-advertise-peer-urls unix:///tmp/m0",
    "--initial-cluster default=https://EXAMPLE.com:2380 --initial-advertise-peer-urls https://EXAMPLE.com:2380",
    "--initial-cluster default=http://:2380 --initial-advertise-peer-urls http://:2380",
];

/// Options for a cluster of several members.
const OF_SEVERAL: &[&str] = &[
    "--name b --initial-cluster a=http://h:1,b=http://h:2,c=http://h:3 --initial-advertise-peer-urls http://h:2",
    "--name b --initial-cluster a=http://h:1,b=http://h:2,a=http://h:3 --initial-advertise-peer-urls http://h:2",
    "--name b --initial-cluster c=http://h:1,b=http://h:2,a=http://h:3,d=http://h:4,e=http://h:5 --initial-advertise-peer-urls http://h:2 --bump-revision 7 --mark-compacted --initial-cluster-token x",
];

/// Options for each generation.
const ESSENTIAL: &[&str] = &[
    "--data-dir d",
    "--data-dir d --wal-dir w",
    "--data-dir d --name b --initial-cluster a=http://h:1,b=http://h:2 --initial-advertise-peer-urls http://h:2",
];

/// Options and files that are refused.
const REFUSED: &[&str] = &[
    "f --name m",
    "f --initial-cluster bogus",
    "f --initial-cluster default=http://localhost",
    "f --initial-cluster default=http://127.0.0.1:2380",
    "f --initial-cluster default=http://localhost:2380,b=http://localhost:2380",
    "f --initial-cluster default=a,b=http://localhost:2380",
    "f --initial-cluster ''",
    "f --initial-advertise-peer-urls ''",
    "f --initial-advertise-peer-urls localhost:2380",
    "f --initial-advertise-peer-urls ftp://localhost:2380",
    "f --initial-advertise-peer-urls http://localhost",
    "f --initial-advertise-peer-urls http://localhost:2380/",
    "f --initial-advertise-peer-urls http://localhost:2380/x",
    "f --initial-advertise-peer-urls http://localhost:2380,",
    "f --initial-advertise-peer-urls http://::1:2380",
    "f --initial-advertise-peer-urls 'http://a b:2380'",
    "f --initial-advertise-peer-urls http://a:x",
    "f --initial-advertise-peer-urls http://%31:2380",
    "f --initial-advertise-peer-urls :1",
    "f --initial-advertise-peer-urls http://localhost:2380,http://localhost:2381",
    "f --data-dir full",
    "f --data-dir f",
    "f --data-dir d --wal-dir full",
    "f --data-dir d --wal-dir f",
    "nofile",
    "''",
    "empty",
    "short",
    "f --bump-revision 1",
    "f --bump-revision 0 --mark-compacted",
    "f f",
];

pub(super) fn data_directories(pair: &Pair) {
    let source = tempfile::tempdir().unwrap();
    let snapshot = vector("v37-full", source.path());
    let newest = pair.peer.generation >= (3, 7);
    let lines: Vec<_> = if newest { [OF_ONE, OF_SEVERAL].concat() } else { ESSENTIAL.to_vec() };
    for options in lines {
        pair.clear();
        pair.add("f", &snapshot);
        let [ours, theirs] = pair.both(&format!("snapshot restore f {options}"));
        assert_eq!((theirs.code, error(&ours), ours.code), (0, "", 0), "{options}: {ours:?}");
        assert_eq!((ours.text(), theirs.text()), ("", ""), "{options}");
        let [ours, theirs] = pair.folders().map(|folder| files(&folder));
        // The order of several members in a snapshot is random, and with it the size of its checksum.
        let exact = newest && OF_ONE.contains(&options);
        assert_eq!(shapes(&ours, exact), shapes(&theirs, exact), "{options}");
        if newest {
            let is_compared = |(name, _, _): &&File| {
                name.ends_with(".wal") || (name.ends_with(".snap") && OF_ONE.contains(&options))
            };
            let differ = ours.iter().zip(&theirs).filter(|(file, _)| is_compared(file));
            let differ = differ.filter(|((.., ours), (.., theirs))| ours != theirs);
            let names: Vec<_> = differ.map(|((name, ..), _)| name).collect();
            assert!(names.is_empty(), "{options}: {names:?} differ");
        }
        let database = ours.iter().find(|(name, ..)| name.ends_with("/db")).unwrap();
        let status = format!("snapshot status {} -w json", database.0);
        let [ours, theirs] = pair.theirs_on_both(&status);
        assert_eq!(without_size(&ours), without_size(&theirs), "{options}");
    }
}

pub(super) fn refusals(pair: &Pair) {
    let source = tempfile::tempdir().unwrap();
    let snapshot = vector("v37-full", source.path());
    for options in REFUSED {
        pair.clear();
        pair.add("f", &snapshot);
        for folder in pair.folders() {
            fs::create_dir(folder.join("full")).unwrap();
            fs::write(folder.join("full/.hidden"), "").unwrap();
            fs::write(folder.join("empty"), "").unwrap();
            fs::write(folder.join("short"), "short").unwrap();
        }
        let [before, _] = pair.folders().map(|folder| files(&folder));
        let [ours, theirs] = pair.both(&format!("snapshot restore {options}"));
        assert_eq!((error(&ours), ours.code), (error(&theirs), theirs.code), "{options}");
        let [after, _] = pair.folders().map(|folder| files(&folder));
        let [after, before] = [&after, &before].map(|files| shapes(files, true));
        assert_eq!(after, before, "{options}: something is left behind");
    }
}

/// The path of a file or folder below a folder, its mode, and what is in it.
type File = (String, u32, Vec<u8>);

/// Returns the files and folders below a folder, sorted.
fn files(folder: &Path) -> Vec<File> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap().map(Result::unwrap) {
            let (path, about) = (entry.path(), entry.metadata().unwrap());
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let bytes = if about.is_dir() { Vec::new() } else { fs::read(&path).unwrap() };
            found.push((name, about.permissions().mode(), bytes));
            folders.extend(about.is_dir().then_some(path));
        }
    }
    found.sort();
    found
}

/// Returns names, modes and sizes. The sizes of databases depend on the number of free pages; the snapshots
/// of etcdutl before 3.7 have additional zeros.
fn shapes(files: &[File], exact: bool) -> Vec<(&str, u32, usize)> {
    let is_free = |name: &str| name.ends_with("/db") || (!exact && name.ends_with(".snap"));
    let size = |name: &str, bytes: &[u8]| if is_free(name) { 0 } else { bytes.len() };
    files.iter().map(|(name, mode, bytes)| (&**name, *mode, size(name, bytes))).collect()
}
