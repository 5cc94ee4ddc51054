use super::Writer;
use crate::offline::bolt::Database;
use crate::offline::bolt::page::Page;
use crate::offline::bolt::tests::{Contents, faults, numbered, open, read, written};
use std::collections::BTreeMap;

fn empty_file(page_size: u32) -> Result<Writer, String> {
    let file = tempfile::NamedTempFile::new().unwrap();
    Writer::new(file.reopen().unwrap(), file.path(), page_size).map_err(|error| error.to_string())
}

/// Returns whether the bucket is inline.
fn is_inline(database: &Database, name: &str) -> bool {
    database.bucket(name).unwrap().unwrap().page().is_none()
}

/// Returns the number of levels of a bucket.
fn depth(database: &Database, name: &str) -> usize {
    let mut id = database.bucket(name).unwrap().unwrap().page().unwrap();
    let mut pages = database.pages();
    let mut depth = 1;
    loop {
        let page: Page = pages.page(id).unwrap();
        if page.is_leaf() {
            return depth;
        }
        assert!(page.count() >= 2);
        (depth, id) = (depth + 1, page.branch(0).unwrap().1);
    }
}

#[test]
fn bucket_is_inline_up_to_a_quarter_of_a_page() {
    for page_size in [1024, 4096, 65536] {
        // Header, element, and a key of one byte.
        let limit = page_size as usize / 4 - 16 - 16 - 1;
        for (length, expected) in [(limit - 1, true), (limit, true), (limit + 1, false)] {
            let value = BTreeMap::from([(b"k".to_vec(), vec![1; length])]);
            let contents = Contents::from([(b"b".to_vec(), value)]);
            let database = open(&written(&contents, page_size)).unwrap();
            assert_eq!(is_inline(&database, "b"), expected, "{page_size} {length}");
            assert_eq!(read(&database).unwrap(), contents);
        }
    }
}

#[test]
fn few_elements_of_any_size() {
    for count in 0..8 {
        for size in [0, 100, 800, 900, 1000, 5000] {
            let contents = numbered("b", count, size);
            let bytes = written(&contents, 1024);
            assert_eq!(faults(&bytes), Vec::<String>::new());
            assert_eq!(read(&open(&bytes).unwrap()).unwrap(), contents, "{count} of {size}");
        }
    }
}

#[test]
fn pages_are_filled_to_nine_tenths() {
    // 41 bytes each; 3686 bytes are 89 elements.
    assert_eq!(counts(&numbered("b", 89 * 3, 20), 89 * 3), [89; 3]);
}

/// Returns the numbers of elements of the first pages, which together are `count`.
fn counts(contents: &Contents, count: usize) -> Vec<usize> {
    let database = open(&written(contents, 4096)).unwrap();
    let mut pages = database.pages();
    let mut found = Vec::new();
    let mut id = 2;
    while found.iter().sum::<usize>() < count {
        let header = pages.header(id).unwrap();
        found.push(usize::from(header.count));
        id += header.pages();
    }
    found
}

#[test]
fn pages_have_at_least_two_elements() {
    // Three elements fit into a page.
    for (count, expected) in [(3, vec![3]), (4, vec![4]), (5, vec![3, 2]), (7, vec![3, 4])] {
        assert_eq!(counts(&numbered("b", count, 1000), count), expected);
    }
    assert_eq!(counts(&numbered("b", 7, 5000), 7), [2, 2, 3]);
}

#[test]
fn trees_of_many_levels() {
    let key = |number: u32| [number.to_be_bytes().as_slice(), &[b'k'; 300]].concat();
    let bucket: BTreeMap<_, _> = (0..200).map(|number| (key(number), vec![1; 5])).collect();
    let contents = Contents::from([(b"b".to_vec(), bucket)]);
    let bytes = written(&contents, 1024);
    let database = open(&bytes).unwrap();
    assert!(depth(&database, "b") >= 4, "{}", depth(&database, "b"));
    assert_eq!(faults(&bytes), Vec::<String>::new());
    assert_eq!(read(&database).unwrap(), contents);
}

#[test]
fn many_buckets() {
    let bucket = |count: usize| numbered("", count, 40).pop_first().unwrap().1;
    let name = |number: usize| format!("bucket{number:05}").into_bytes();
    let contents: Contents = (0..300).map(|number| (name(number), bucket(number % 40))).collect();
    let bytes = written(&contents, 1024);
    assert_eq!(faults(&bytes), Vec::<String>::new());
    assert_eq!(read(&open(&bytes).unwrap()).unwrap(), contents);
}

#[test]
fn database_without_buckets() {
    let bytes = written(&Contents::new(), 4096);
    assert_eq!(bytes.len(), 3 * 4096);
    assert_eq!(faults(&bytes), Vec::<String>::new());
    assert_eq!(read(&open(&bytes).unwrap()).unwrap(), Contents::new());
}

#[test]
fn keys_and_buckets_must_ascend() {
    let mut writer = empty_file(4096).unwrap();
    let mut error = |name: &[u8]| writer.bucket(name).map_err(|error| error.to_string());
    assert_eq!(error(b"b"), Ok(()));
    assert_eq!(error(b"b").unwrap_err(), "key \"b\" comes twice");
    assert_eq!(error(b"a").unwrap_err(), "key \"a\" is out of order");
    assert_eq!(error(b"").unwrap_err(), "a key cannot be empty");
    assert_eq!(error(b"c"), Ok(()));
    let mut error = |key: &[u8]| writer.put(key, b"").map_err(|error| error.to_string());
    assert_eq!(error(b"b\n"), Ok(()));
    assert_eq!(error(b"b\n").unwrap_err(), "key \"b\\n\" comes twice");
    assert_eq!(error(b"a").unwrap_err(), "key \"a\" is out of order");
    assert_eq!(error(b"").unwrap_err(), "a key cannot be empty");
    assert_eq!(error(&[b'x'; 32_768]), Ok(()));
    assert_eq!(error(&[b'y'; 32_769]).unwrap_err(), "a key cannot have 32769 bytes");
    writer.bucket(b"d").unwrap();
    assert!(writer.put(b"a", b"").is_ok());
}

#[test]
fn keys_need_a_bucket_and_pages_a_size() {
    let mut writer = empty_file(4096).unwrap();
    assert!(writer.put(b"a", b"").is_err());
    for page_size in [0, 512, 1000, 4097, 1 << 25] {
        let error = empty_file(page_size).unwrap_err();
        assert_eq!(error, format!("a database cannot have pages of {page_size} bytes"));
    }
}

#[test]
fn full_disk_is_an_error() {
    let file = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut writer = Writer::new(file, "full.db".as_ref(), 4096).unwrap();
    writer.bucket(b"b").unwrap();
    let result = (0..1_000_000_u32).try_for_each(|key| writer.put(&key.to_be_bytes(), &[0; 100]));
    assert_eq!(result.unwrap_err().to_string(), "write full.db: no space left on device");
}
