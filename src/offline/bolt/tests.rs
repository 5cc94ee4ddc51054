//! What the tests of several modules share, and properties of files of any bytes.

use super::page_builder::PageBuilder;
use super::{Database, WalkItem, Writer, with_metas};
use crate::failure::Failure;
use flate2::read::GzDecoder;
use proptest::collection::{btree_map, vec};
use proptest::prelude::{ProptestConfig, Strategy, any, proptest};
use proptest::prop_oneof;
use proptest::sample::{Index, select};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

pub(in crate::offline) type Contents = BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, Vec<u8>>>;

pub(super) const VECTORS: [&str; 9] = [
    "v35-auth",
    "v35-compacted",
    "v35-empty",
    "v35-full",
    "v35-tombcompact",
    "v37-auth",
    "v37-compacted",
    "v37-full",
    "v37-tombcompact",
];

/// Returns a file of `tests/vectors`.
pub(in crate::offline) fn vector(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/vectors/{name}.db.gz", env!("CARGO_MANIFEST_DIR"));
    let mut bytes = Vec::new();
    GzDecoder::new(File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

/// Writes a database, and returns the file.
pub(in crate::offline) fn written(contents: &Contents, page_size: u32) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let mut writer = Writer::new(file.reopen().unwrap(), file.path(), page_size).unwrap();
    for (name, bucket) in contents {
        writer.bucket(name).unwrap();
        for (key, value) in bucket {
            writer.put(key, value).unwrap();
        }
    }
    let meta = writer.finish().unwrap();
    let bytes = std::fs::read(file.path()).unwrap();
    assert_eq!(bytes.len() as u64, meta.size());
    bytes
}

pub(in crate::offline) fn open(bytes: &[u8]) -> Result<Database, Failure> {
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(bytes).unwrap();
    Database::from_file(file, Path::new("test.db"))
}

/// Returns the contents as cursors find them.
pub(super) fn read(database: &Database) -> Result<Contents, Failure> {
    let mut contents = Contents::new();
    for bucket in database.buckets()? {
        let mut cursor = bucket.cursor(database);
        let found = contents.entry(bucket.name.clone()).or_default();
        while let Some(element) = cursor.next()? {
            found.insert(element.key.to_vec(), element.value.to_vec());
        }
    }
    Ok(contents)
}

/// Returns the contents as a walk finds them, and the faults.
pub(super) fn walked(database: &Database) -> Result<(Contents, Vec<String>), Failure> {
    let mut contents = Contents::new();
    let faults = database.verified_walk(&mut |_| Ok(()), &mut |item| {
        match item {
            WalkItem::Bucket(name) => drop(contents.insert(name.to_vec(), BTreeMap::new())),
            WalkItem::Element(element) => {
                let mut bucket = contents.last_entry().unwrap();
                bucket.get_mut().insert(element.key.to_vec(), element.value.to_vec());
            }
        }
        Ok(())
    })?;
    Ok((contents, faults.texts().to_vec()))
}

pub(super) fn faults(bytes: &[u8]) -> Vec<String> {
    walked(&open(bytes).unwrap()).unwrap().1
}

/// Returns a bucket `name` of `count` keys `k0000`, `k0001` and so on.
pub(super) fn numbered(name: &str, count: usize, value: usize) -> Contents {
    let key = |number| (format!("k{number:04}").into_bytes(), vec![b'v'; value]);
    Contents::from([(name.into(), (0..count).map(key).collect())])
}

/// Returns a file with these pages, of which the first is the root and has the id 2.
pub(super) fn file_of(pages: &[PageBuilder]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (id, page) in (2..).zip(pages) {
        let (head, data) = page.parts(page.count(), id, 1024).unwrap();
        bytes.extend([&head, data].concat());
        bytes.resize((id as usize - 1) * 1024, 0);
    }
    with_metas(&bytes)
}

/// Returns a leaf page of keys with values.
pub(super) fn leaf(elements: &[(&[u8], &[u8])]) -> PageBuilder {
    let mut page = PageBuilder::leaf();
    elements.iter().for_each(|(key, value)| page.push(key, value, false));
    page
}

/// Returns a leaf page of keys, and a bucket `n` behind them.
pub(super) fn leaf_with_bucket(elements: &[(&[u8], &[u8])], root: u64) -> PageBuilder {
    let mut page = leaf(elements);
    page.push(b"n", &[root.to_le_bytes(), [0; 8]].concat(), true);
    page
}

fn bytes(longest: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..longest)
}

pub(super) fn contents() -> impl Strategy<Value = Contents> {
    let key = prop_oneof![
        8 => vec(any::<u8>(), 1..20),
        2 => (select(vec![300, 900, 5000]), any::<u16>())
            .prop_map(|(length, number)| [&number.to_be_bytes(), vec![7; length].as_slice()].concat()),
    ];
    let value = prop_oneof![
        8 => bytes(30),
        3 => (0..1500_usize).prop_map(|length| vec![1; length]),
        1 => (0..70_000_usize).prop_map(|length| vec![2; length]),
    ];
    let bucket =
        prop_oneof![btree_map(key.clone(), value.clone(), 0..4), btree_map(key, value, 0..100),];
    btree_map(vec(any::<u8>(), 1..12), bucket, 0..6)
}

pub(super) fn page_size() -> impl Strategy<Value = u32> {
    (10..17_u32).prop_map(|shift| 1 << shift)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn what_is_written_is_read(contents in contents(), page_size in page_size()) {
        let database = open(&written(&contents, page_size)).unwrap();
        assert_eq!(read(&database).unwrap(), contents);
        assert_eq!(walked(&database).unwrap(), (contents.clone(), Vec::new()));
        for (name, bucket) in &contents {
            let name = String::from_utf8(name.clone());
            for (key, value) in bucket.iter().take_while(|_| name.is_ok()) {
                let found = database.value(name.as_ref().unwrap(), key).unwrap();
                assert_eq!(found.as_ref(), Some(value));
            }
        }
    }

    #[test]
    fn damaged_files_are_errors_or_faults(
        contents in contents(),
        page_size in page_size(),
        flips in vec((any::<Index>(), any::<u8>()), 0..6),
        cut in prop_oneof![3 => 0..1_usize, 1 => any::<Index>().prop_map(|cut| cut.index(200_000))],
    ) {
        let mut bytes = written(&contents, page_size);
        // Not the metas, whose checksums would notice.
        let pages = 2 * page_size as usize;
        for (at, byte) in flips {
            let at = pages + at.index(bytes.len() - pages);
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - cut.min(bytes.len()));
        let Ok(database) = open(&bytes) else { return Ok(()) };
        let by_cursors = read(&database);
        let (by_walk, faults) = walked(&database).unwrap();
        if faults.is_empty() {
            assert_eq!(by_cursors.unwrap(), by_walk);
        }
    }

    #[test]
    fn headers_of_any_bytes_are_errors_or_faults(
        contents in contents(),
        words in vec((any::<Index>(), 0..40_usize, any::<u16>()), 1..6),
    ) {
        let mut bytes = written(&contents, 1024);
        let pages = bytes.len() / 1024 - 2;
        for (page, at, word) in words {
            // The header, the first element, and a part of the second.
            let at = (2 + page.index(pages)) * 1024 + at;
            bytes[at..at + 2].copy_from_slice(&word.to_le_bytes());
        }
        let database = open(&bytes).unwrap();
        let _ = read(&database);
        let _ = walked(&database).unwrap();
    }
}

#[test]
fn vectors_are_read_the_same_by_walk_and_cursors() {
    for name in VECTORS {
        let database = open(&vector(name)).unwrap();
        assert_eq!(walked(&database).unwrap(), (read(&database).unwrap(), Vec::new()), "{name}");
    }
}

#[test]
fn second_meta_is_found_by_any_page_size() {
    for shift in 10..17 {
        let mut bytes = written(&numbered("b", 500, 30), 1 << shift);
        bytes[30] ^= 1;
        let database = open(&bytes).unwrap();
        assert_eq!((database.meta().page_size, database.meta().txid), (1 << shift, 1));
        assert_eq!(read(&database).unwrap(), numbered("b", 500, 30));
        bytes[(1 << shift) + 30] ^= 1;
        assert_eq!(open(&bytes).unwrap_err().to_string(), "checksum error");
    }
}

#[test]
fn files_without_metas_are_refused_in_the_words_of_bbolt() {
    for byte in [0, 0x5a] {
        let error = |length| open(&vec![byte; length]).unwrap_err().to_string();
        for length in [0, 79, 80, 100, 4095, 8192, 100_000] {
            assert_eq!(error(length), "invalid database", "{length}");
        }
        for length in [4096, 5000, 8191] {
            assert_eq!(error(length), format!("file size too small {length}"));
        }
    }
}

#[test]
fn cut_files_are_refused() {
    let bytes = written(&numbered("b", 500, 30), 4096);
    for length in [8192, 8193, bytes.len() - 1] {
        let error = open(&bytes[..length]).unwrap_err().to_string();
        assert_eq!(error, format!("test.db is cut off: it has {length} of {} bytes", bytes.len()));
    }
    assert!(open(&[bytes.as_slice(), &[0; 32]].concat()).is_ok());
}

#[test]
fn named_pipes_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let failure = Database::open(&pipe).unwrap_err();
    assert_eq!(failure.to_string(), "invalid database");
    assert!(failure.advice().unwrap().ends_with("is not a regular file"));
}

#[test]
fn tree_without_end_is_an_error() {
    let branch = |child| {
        let mut page = PageBuilder::branch();
        page.push_child(b"k", child);
        page
    };
    let error = |bytes: &[u8]| read(&open(bytes).unwrap()).unwrap_err().to_string();
    let circle = file_of(&[leaf_with_bucket(&[], 3), branch(4), branch(3)]);
    assert_eq!(error(&circle), "page 4: the pages form a circle");
    assert_eq!(faults(&circle), ["page 3: multiple references (stack: [3 4 3])"]);
    let mut pages = vec![leaf_with_bucket(&[], 3)];
    pages.extend((4..74).map(branch));
    pages.push(leaf(&[(b"k", b"v")]));
    let deep = file_of(&pages);
    assert_eq!(error(&deep), "page 67: the tree has more than 64 levels");
    let stack: Vec<_> = (3..68).map(|page| page.to_string()).collect();
    let expected =
        format!("page 67: the tree has more than 64 levels (stack: [{}])", stack.join(" "));
    assert_eq!(faults(&deep), [expected]);
}
