use crate::failure::Failure;
use crate::offline::bolt::database::Database;
use crate::offline::bolt::lock::{OpenMode, Patience};
use crate::offline::bolt::meta::{Meta, NO_FREE_LIST};
use crate::offline::bolt::page::{FREE_LIST, Header};
use crate::offline::bolt::tests::{
    Contents, contents, faults, numbered, open, page_size, read, vector, written,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::{ProptestConfig, Strategy, any, prop_oneof, proptest};
use std::os::unix::fs::MetadataExt as _;

type Change = (Vec<u8>, Option<Vec<u8>>);

/// Makes changes to a bucket of a file, and returns the file.
fn changed(bytes: &[u8], bucket: &str, changes: &[Change]) -> Result<Vec<u8>, Failure> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    let inode = file.path().metadata().unwrap().ino();
    let mut database = Database::open_locked(file.path(), OpenMode::Write, Patience::Forever)?;
    for (key, value) in changes {
        database.change(bucket, key, value.as_deref())?;
    }
    let changed = std::fs::read(file.path()).unwrap();
    assert_eq!(file.path().metadata().unwrap().ino(), inode);
    assert_eq!(read(&database).unwrap(), read(&open(&changed).unwrap()).unwrap());
    Ok(changed)
}

fn expected(mut contents: Contents, bucket: &str, changes: &[Change]) -> Contents {
    let bucket = contents.get_mut(bucket.as_bytes()).unwrap();
    for (key, value) in changes.iter().cloned() {
        match value {
            Some(value) => drop(bucket.insert(key, value)),
            None => drop(bucket.remove(&key)),
        }
    }
    contents
}

fn change() -> impl Strategy<Value = Change> {
    let key = prop_oneof![
        (0..130_usize).prop_map(|number| format!("k{number:04}").into_bytes()),
        vec(any::<u8>(), 1..9),
    ];
    let length = prop_oneof![5 => 0..100_usize, 1 => 0..9000_usize];
    (key, option::of(length.prop_map(|length| vec![b'c'; length])))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn changes_are_found_again(
        mut contents in contents(),
        count in prop_oneof![0..3_usize, 0..120_usize],
        value in 0..60_usize,
        page_size in page_size(),
        changes in vec(change(), 1..8),
    ) {
        contents.extend(numbered("meta", count, value));
        let before = written(&contents, page_size);
        let after = changed(&before, "meta", &changes).unwrap();
        assert_eq!(faults(&after), Vec::<String>::new());
        assert_eq!(read(&open(&after).unwrap()).unwrap(), expected(contents, "meta", &changes));
    }
}

fn version(text: &str) -> Change {
    (b"storageVersion".to_vec(), Some(text.into()))
}

#[test]
fn crash_between_the_writes_leaves_the_database_as_it_was() {
    for before in [written(&numbered("meta", 3, 5), 4096), written(&numbered("meta", 900, 5), 4096)]
    {
        let after = changed(&before, "meta", &[version("3.6.0")]).unwrap();
        let old = read(&open(&before).unwrap()).unwrap();
        let new = read(&open(&after).unwrap()).unwrap();
        assert_ne!(old, new);
        // Transaction 3 is in page 1.
        for torn in [0, 16, 20, 79] {
            let mut crashed = after.clone();
            crashed[4096 + torn..8192].copy_from_slice(&before[4096 + torn..8192]);
            assert_eq!(read(&open(&crashed).unwrap()).unwrap(), old, "{torn}");
            crashed.truncate(before.len());
            assert_eq!(read(&open(&crashed).unwrap()).unwrap(), old, "{torn}");
        }
        let mut complete = after.clone();
        complete[4096 + 80..8192].copy_from_slice(&before[4096 + 80..8192]);
        assert_eq!(read(&open(&complete).unwrap()).unwrap(), new);
    }
}

#[test]
fn meta_in_force_is_never_overwritten() {
    let mut bytes = written(&numbered("meta", 3, 5), 4096);
    let meta = *open(&bytes).unwrap().meta();
    // An odd number in page 0, an even one in page 1, and one page that is damaged.
    for (page, txid, other) in [(0, 7, true), (1, 8, true), (0, 8, false), (1, 7, false)] {
        let at = page * 4096;
        let rest = (1 - page) * 4096;
        bytes[at..at + 4096].copy_from_slice(&Meta { txid, ..meta }.to_page());
        bytes[rest..rest + 4096].copy_from_slice(&Meta { txid: 1, ..meta }.to_page());
        bytes[rest + 40] ^= u8::from(!other);
        let after = changed(&bytes, "meta", &[version("1")]).unwrap();
        assert_eq!(after[at..at + 4096], bytes[at..at + 4096]);
        let found = open(&after).unwrap();
        assert!(found.meta().txid > txid);
        assert_eq!(found.meta().txid % 2, 1 - page as u64);
        assert_eq!(found.value("meta", b"storageVersion").unwrap().unwrap(), b"1");
    }
}

#[test]
fn vectors_are_changed() {
    for name in ["v35-full", "v37-auth", "v37-compacted"] {
        let before = vector(name);
        let before = &before[..before.len() - 32];
        let changes = [version("3.6.0"), version("3.7.0"), (b"confState".to_vec(), None)];
        let after = changed(before, "meta", &changes).unwrap();
        assert_eq!(faults(&after), Vec::<String>::new());
        let contents = read(&open(before).unwrap()).unwrap();
        assert_eq!(read(&open(&after).unwrap()).unwrap(), expected(contents, "meta", &changes));
    }
}

#[test]
fn bucket_that_grows_gets_pages() {
    let before = written(&numbered("meta", 3, 5), 4096);
    // 16 + 3 * (16 + 10) + 16 + 1 bytes, and the value.
    for (length, is_inline) in [(1024 - 111, true), (1024 - 110, false)] {
        let change = (b"x".to_vec(), Some(vec![1; length]));
        let after = changed(&before, "meta", &[change]).unwrap();
        let bucket = open(&after).unwrap().bucket("meta").unwrap().unwrap();
        assert_eq!(bucket.page().is_none(), is_inline, "{length}");
    }
}

#[test]
fn stored_free_list_is_given_up() {
    let mut before = written(&numbered("meta", 3, 5), 4096);
    let meta = *open(&before).unwrap().meta();
    let id = meta.high_water;
    let meta = Meta { free_list: id, high_water: id + 1, ..meta };
    before[..4096].copy_from_slice(&meta.to_page());
    before.extend(Header { id, flags: FREE_LIST, count: 0, overflow: 0 }.to_bytes());
    before.resize(meta.size() as usize, 0);
    assert_eq!(faults(&before), Vec::<String>::new());
    let after = changed(&before, "meta", &[version("3.6.0")]).unwrap();
    assert_eq!(faults(&after), Vec::<String>::new());
    assert_eq!(open(&after).unwrap().meta().free_list, NO_FREE_LIST);
}

#[test]
fn equal_value_changes_nothing() {
    let before = written(&numbered("meta", 3, 5), 4096);
    let same = [(b"k0001".to_vec(), Some(b"vvvvv".to_vec())), (b"other".to_vec(), None)];
    assert_eq!(changed(&before, "meta", &same).unwrap(), before);
}

#[test]
fn other_pages_stay_as_they_are() {
    let before = written(&numbered("meta", 900, 5), 4096);
    let after = changed(&before, "meta", &[version("3.6.0")]).unwrap();
    assert_eq!(after[..4096], before[..4096]);
    assert_eq!(after[8192..before.len()], before[8192..]);
    // A leaf, the branch above, and the root.
    assert_eq!(after.len(), before.len() + 3 * 4096);
    let slack = [before.as_slice(), &[0; 40_000]].concat();
    assert_eq!(changed(&slack, "meta", &[version("3.6.0")]).unwrap().len(), slack.len());
}

#[test]
fn missing_bucket_and_unwritable_file_are_errors() {
    let bytes = written(&numbered("b", 3, 5), 4096);
    let failure = changed(&bytes, "meta", &[version("3.6.0")]).unwrap_err();
    assert_eq!(failure.to_string(), "bucket \"meta\" is missing");
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &bytes).unwrap();
    let mut database = Database::open(file.path()).unwrap();
    let failure = database.change("b", b"k", Some(b"v")).unwrap_err();
    assert!(failure.to_string().ends_with("bad file descriptor"), "{failure}");
    assert_eq!(std::fs::read(file.path()).unwrap(), bytes);
}
