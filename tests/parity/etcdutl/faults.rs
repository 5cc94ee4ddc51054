//! Files that are damaged, or are no databases.

use super::{Pair, error};
use crate::offline::vector;
use crate::support::Outcome;
use std::fs;

/// The commands, on `f` or on the data directory `d` whose database is the same file.
const COMMANDS: &[(&str, &str)] = &[
    ("status", "snapshot status f"),
    ("hashkv", "hashkv f"),
    ("restore", "snapshot restore f --data-dir r"),
    ("restore without hash", "snapshot restore f --data-dir r --skip-hash-check"),
    ("defrag", "defrag --data-dir d"),
    ("migrate", "migrate --data-dir d --target-version 3.6"),
];

/// Faults that etcdutl survives, and that ectl refuses with other words.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("empty", "status", "invalid database"),
    ("empty", "hashkv", "invalid database"),
    ("empty", "defrag", "invalid database"),
    ("empty", "migrate", "invalid database"),
    ("cut in its pages", "status", "is cut off"),
    ("a key that is no revision", "restore without hash", "cannot parse revision key"),
];

pub(super) fn faulty_files(pair: &Pair) {
    let source = tempfile::tempdir().unwrap();
    let good = fs::read(vector("v37-full", source.path())).unwrap();
    let mut failed = Vec::new();
    for (fault, bytes) in faults(&good) {
        for (command, line) in COMMANDS {
            put(pair, bytes.as_deref());
            let [ours, theirs] = pair.both(line);
            let otherwise = OTHERWISE.iter().find(|(of, on, _)| (*of, *on) == (fault, *command));
            if !is_expected(&ours, &theirs, otherwise.map(|(_, _, says)| *says)) {
                failed.push(format!("{fault}, {command}: {ours:?}\netcdutl: {theirs:.200?}"));
            }
            if ours.code != 0 {
                let traces = traces(pair, bytes.as_deref());
                failed.extend(traces.map(|what| format!("{fault}, {command}: {what}")));
            }
        }
    }
    assert!(failed.is_empty(), "{} of them:\n{}", failed.len(), failed.join("\n"));
}

/// The places of a faulty file.
const PLACES: [&str; 2] = ["f", "d/member/snap/db"];

/// Puts a file into its places; `None` is a folder.
fn put(pair: &Pair, bytes: Option<&[u8]>) {
    pair.clear();
    for folder in pair.folders() {
        fs::create_dir_all(folder.join("d/member/snap")).unwrap();
        for place in PLACES.map(|place| folder.join(place)) {
            match bytes {
                Some(bytes) => fs::write(place, bytes).unwrap(),
                None => fs::create_dir(place).unwrap(),
            }
        }
    }
}

/// Returns what ectl has left behind or changed.
fn traces(pair: &Pair, bytes: Option<&[u8]>) -> Option<&'static str> {
    let [folder, _] = pair.folders();
    if folder.join("r").exists() {
        return Some("something is left behind");
    }
    let is_changed = |place: &&str| fs::read(folder.join(place)).ok().as_deref() != bytes;
    PLACES.iter().find(|place| is_changed(place)).map(|_| "a file is changed")
}

/// Returns whether ectl does what etcdutl does; it refuses what etcdutl does not survive.
fn is_expected(ours: &Outcome, theirs: &Outcome, otherwise: Option<&str>) -> bool {
    let is_same =
        (ours.code, error(ours), ours.text()) == (theirs.code, error(theirs), theirs.text());
    let refuses = ours.code == 1 && !error(ours).is_empty() && ours.stdout.is_empty();
    match otherwise {
        Some(says) => refuses && ours.stderr.contains(says) && !is_same,
        // A panic, SIGBUS, or an error that is in the log only.
        None if !(0..=1).contains(&theirs.code)
            || (theirs.code == 1 && error(theirs).is_empty()) =>
        {
            refuses
        }
        None => is_same,
    }
}

/// Returns files, each with its fault, made from a snapshot; one is a folder.
fn faults(good: &[u8]) -> Vec<(&'static str, Option<Vec<u8>>)> {
    let (pages, trailer) = good.split_at(good.len() - 32);
    let page = |number: usize| number * 4096;
    let edit = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = good.to_vec();
        change(&mut bytes);
        Some(bytes)
    };
    let random = (0..9000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    vec![
        ("a folder", None),
        ("empty", Some(Vec::new())),
        ("a few bytes", Some(b"short".to_vec())),
        ("32 bytes", Some(trailer.to_vec())),
        ("a zero page", Some(vec![0; 4096])),
        ("random bytes", Some(random)),
        ("cut in its pages", Some(pages[..pages.len() / 2 / 4096 * 4096].to_vec())),
        ("cut in a page", Some(pages[..pages.len() / 2 + 77].to_vec())),
        ("without its hash", Some(pages.to_vec())),
        ("cut in its hash", Some(good[..good.len() - 7].to_vec())),
        ("another hash", edit(&|bytes| *bytes.last_mut().unwrap() ^= 1)),
        ("bad meta pages", edit(&|bytes| (0..2).for_each(|meta| bytes[page(meta) + 70] ^= 1))),
        ("a page of a wrong kind", edit(&|bytes| bytes[page(5) + 8] = 0x40)),
        ("a page with too many entries", edit(&|bytes| bytes[page(5) + 11] = 0xff)),
        ("a page beyond the file", edit(&|bytes| bytes[page(5) + 12] = 0x7f)),
        ("a key that is no revision", edit(&|bytes| in_place(bytes, b"_\0\0\0\0\0\0\0\0", b"-"))),
    ]
}

/// Replaces the beginning of the last place with these bytes.
fn in_place(file: &mut [u8], bytes: &[u8], with: &[u8]) {
    let place = file.windows(bytes.len()).rposition(|at| at == bytes).expect("such bytes");
    file[place..place + with.len()].copy_from_slice(with);
}
