//! Most texts are those that etcdutl 3.7 prints for these files.

use super::WalkItem;
use crate::offline::bolt::meta::Meta;
use crate::offline::bolt::page::{FREE_LIST, Header};
use crate::offline::bolt::page_builder::PageBuilder;
use crate::offline::bolt::tests::{
    Contents, VECTORS, faults, file_of, leaf, leaf_with_bucket, numbered, open, vector, walked,
    written,
};
use crate::offline::invalid;

const PAGE: usize = 4096;

/// Returns the vector `v37-full` with a list of free pages behind it, and more pages in the list.
fn with_free_list(more: &[u64]) -> Vec<u8> {
    let bytes = vector("v37-full");
    let meta = *open(&bytes).unwrap().meta();
    let free = [9, 20, 21];
    let mut bytes = bytes[..bytes.len() - 32].to_vec();
    let free: Vec<u64> = free.iter().chain(more).copied().collect();
    let header = Header { id: 28, flags: FREE_LIST, count: free.len() as u16, overflow: 0 };
    bytes.extend(header.to_bytes());
    free.iter().for_each(|id| bytes.extend(id.to_le_bytes()));
    bytes.resize(29 * PAGE, 0);
    let meta = Meta { free_list: 28, high_water: 29, ..meta };
    bytes[..PAGE].copy_from_slice(&Meta { txid: 4, ..meta }.to_page());
    bytes[PAGE..2 * PAGE].copy_from_slice(&Meta { txid: 3, ..meta }.to_page());
    bytes
}

/// Returns the faults of that file after a change.
fn after(change: impl Fn(&mut [u8])) -> Vec<String> {
    let mut bytes = with_free_list(&[]);
    change(&mut bytes);
    faults(&bytes)
}

fn put(bytes: &mut [u8], at: usize, number: u64, length: usize) {
    bytes[at..at + length].copy_from_slice(&number.to_le_bytes()[..length]);
}

/// Position of the key of an element.
fn key(bytes: &[u8], page: usize, element: usize, is_leaf: bool) -> usize {
    let at = page * PAGE + 16 + 16 * element;
    let field = at + if is_leaf { 4 } else { 0 };
    at + u32::from_le_bytes(*bytes[field..].first_chunk().unwrap()) as usize
}

#[test]
fn vectors_have_no_faults() {
    for name in VECTORS {
        assert_eq!(faults(&vector(name)), Vec::<String>::new(), "{name}");
    }
    assert_eq!(after(|_| {}), Vec::<String>::new());
}

#[test]
fn free_pages() {
    assert_eq!(
        faults(&with_free_list(&[5, 5])),
        ["page 5: already freed", "page 5: reachable freed"]
    );
    assert_eq!(faults(&with_free_list(&[29])), ["page 29: out of bounds: 29"]);
    assert_eq!(
        after(|bytes| put(bytes, 28 * PAGE + 10, 1, 2)),
        ["page 20: unreachable unfreed", "page 21: unreachable unfreed"]
    );
    assert_eq!(
        after(|bytes| put(bytes, 28 * PAGE + 10, 600, 2)),
        ["page 28: 600 free pages do not fit into the page"]
    );
    assert_eq!(
        after(|bytes| put(bytes, 28 * PAGE + 8, 2, 2)),
        ["invalid freelist page: 28, page type is leaf"]
    );
}

#[test]
fn long_free_list_has_its_count_in_front() {
    let mut bytes = with_free_list(&[]);
    let list: Vec<_> = bytes[28 * PAGE + 16..28 * PAGE + 40].to_vec();
    put(&mut bytes, 28 * PAGE + 10, 0xffff, 2);
    put(&mut bytes, 28 * PAGE + 16, 3, 8);
    bytes[28 * PAGE + 24..28 * PAGE + 48].copy_from_slice(&list);
    assert_eq!(faults(&bytes), Vec::<String>::new());
    put(&mut bytes, 28 * PAGE + 16, u64::MAX, 8);
    assert_eq!(faults(&bytes).len(), 1);
}

#[test]
fn order_of_keys() {
    let flip = |page: usize, element: usize, is_leaf: bool| {
        after(|bytes| {
            let at = key(bytes, page, element, is_leaf) + 7;
            bytes[at] ^= 0x40;
        })
    };
    assert_eq!(
        flip(22, 3, true),
        ["key[3]=(hex)00000000000000365f0000000000000000 on leaf page(22) needs to be > (found \
             <) than previous element (hex)00000000000000755f0000000000000000. Stack: [16 22]"]
    );
    assert_eq!(
        flip(16, 1, false),
        ["the first key[0]=(hex)00000000000000025f000000000000002d on leaf page(6) needs to be \
             >= the key in the ancestor (00000000000000425f000000000000002d). Stack: [16 6]"]
    );
}

#[test]
fn keys_are_less_than_the_next_in_the_branch() {
    let mut branch = PageBuilder::branch();
    branch.push_child(b"a", 4);
    branch.push_child(b"m", 5);
    let (first, second) = (leaf(&[(b"a", b""), (b"z", b"")]), leaf(&[(b"m", b"")]));
    assert_eq!(
        faults(&file_of(&[leaf_with_bucket(&[], 3), branch, first, second])),
        [
            "key[1]=(hex)7a on leaf page(4) needs to be < than key of the next element in ancestor \
             (hex)61. Pages stack: [3 4]",
            "key[1]=(hex)6d on branch page(5) needs to be > (found <) than previous element \
             (hex)7a. Stack: [3]"
        ]
    );
}

#[test]
fn free_list_longer_than_its_page_is_a_fault() {
    let mut bytes = written(&numbered("b", 5000, 20), 1024);
    let id = bytes.len() as u64 / 1024;
    let page = Header { id, flags: FREE_LIST, count: 126, overflow: 0 };
    let meta = Meta { free_list: id, high_water: id + 1, ..*open(&bytes).unwrap().meta() };
    bytes[..1024].copy_from_slice(&meta.to_page());
    let found = |count| {
        let page = Header { count, ..page }.to_bytes();
        faults(&[bytes.as_slice(), page.as_slice(), &[0; 1008]].concat())
    };
    assert_eq!(found(0), Vec::<String>::new());
    assert_eq!(found(126).len(), 125);
    assert_eq!(found(127), [format!("page {id}: 127 free pages do not fit into the page")]);
}

#[test]
fn references() {
    // The third child of page 16 is the second, too.
    assert_eq!(
        after(|bytes| put(bytes, 16 * PAGE + 16 + 2 * 16 + 8, 6, 8)),
        [
            "page 6: multiple references (stack: [16 6])",
            "the first key[0]=(hex)00000000000000025f000000000000002d on leaf page(6) needs to be \
             >= the key in the ancestor (00000000000000025f000000000000004c). Stack: [16 6]",
            "page 7: unreachable unfreed"
        ]
    );
    assert_eq!(
        after(|bytes| put(bytes, 16 * PAGE + 12, 3, 4)),
        [
            "page 17: multiple references (stack: [16])",
            "page 19: multiple references (stack: [19])",
            "page 18: multiple references (stack: [19 18])"
        ]
    );
    let meta = after(|bytes| put(bytes, 16 * PAGE + 16 + 16 + 8, 0, 8));
    assert_eq!(
        meta[..3],
        [
            "page 0: multiple references (stack: [16 0])",
            "page 0: invalid type: meta (stack: [16 0])",
            "unexpected page type (flags: 4) for pgId:0"
        ]
    );
}

#[test]
fn pages_that_cannot_be_read() {
    let first = |change: fn(&mut [u8])| after(change).remove(0);
    assert_eq!(
        first(|bytes| put(bytes, 22 * PAGE + 8, 4, 2)),
        "page 22: invalid type: meta (stack: [16 22])"
    );
    // etcdutl panics in these cases.
    assert_eq!(
        first(|bytes| put(bytes, 22 * PAGE + 8, 7, 2)),
        "page 22: invalid type: unknown<07> (stack: [16 22])"
    );
    assert_eq!(
        first(|bytes| put(bytes, 22 * PAGE, 9, 8)),
        "page 22: its header is that of page 9 (stack: [16 22])"
    );
    assert_eq!(
        first(|bytes| put(bytes, 16 * PAGE + 16 + 16 + 8, 528, 8)),
        "page 528: out of bounds: 29 (stack: [16 528])"
    );
    assert_eq!(
        first(|bytes| put(bytes, 22 * PAGE + 12, 8, 4)),
        "page 22: out of bounds: 29 (stack: [16 22])"
    );
    assert_eq!(
        first(|bytes| put(bytes, 22 * PAGE + 10, 300, 2)),
        "page 22: 300 elements do not fit into the page (stack: [16 22])"
    );
}

#[test]
fn elements_outside_of_the_page_are_faults() {
    let found = after(|bytes| put(bytes, 22 * PAGE + 16 + 4, 5000, 4));
    assert_eq!(found[0], "page 22: element 0 lies outside of the page (stack: [16 22])");
}

#[test]
fn circles_end() {
    // Page 16 is a child of its own.
    let found = after(|bytes| put(bytes, 16 * PAGE + 16 + 16 + 8, 16, 8));
    assert_eq!(
        found,
        ["page 16: multiple references (stack: [16 16])", "page 6: unreachable unfreed"]
    );
}

#[test]
fn check_stops_after_many_faults() {
    let mut bytes = written(&numbered("b", 9000, 5), PAGE as u32);
    let all = bytes.len() / PAGE;
    for page in 2..all {
        for element in 0..140 {
            let at = page * PAGE + 16 + 16 * element;
            if bytes[page * PAGE + 8] == 2 && bytes[at] == 0 {
                let at = key(&bytes, page, element, true);
                bytes[at..at + 5].fill(b'x');
            }
        }
    }
    let found = faults(&bytes);
    assert_eq!(found.len(), 1000);
}

#[test]
fn damage_of_inline_buckets_is_found() {
    let contents = Contents::from([
        (b"a".to_vec(), numbered("", 3, 1).pop_first().unwrap().1),
        (b"b".to_vec(), numbered("", 1, 1).pop_first().unwrap().1),
    ]);
    let bytes = written(&contents, PAGE as u32);
    let at = |text: &[u8]| bytes.windows(text.len()).position(|found| found == text).unwrap();
    let page = at(b"k0000v") - 3 * 16 - 16;
    let changed = |at: usize, byte: u8| {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        faults(&bytes)
    };
    assert_eq!(
        changed(at(b"k0001v"), b'a'),
        ["key[1]=(hex)6130303031 on leaf page(0) needs to be > (found <) than previous element \
             (hex)6b30303030. Stack: [0]"]
    );
    assert_eq!(changed(page + 8, 9), ["inline bucket \"a\": page 0: invalid type: unknown<09>"]);
    assert_eq!(changed(page + 16, 1), ["bucket \"k0000\" has no page (stack: [0])"]);
}

#[test]
fn keys_outside_of_buckets_are_found() {
    let mut bytes = written(&numbered("b", 1, 1), PAGE as u32);
    // The root is the first page: the bucket is inline.
    bytes[2 * PAGE + 16] = 0;
    assert_eq!(faults(&bytes), ["there is a key outside of the buckets (stack: [2])"]);
}

#[test]
fn failure_of_the_visitor_counts_if_there_are_no_faults() {
    let database = open(&written(&numbered("b", 9, 1), PAGE as u32)).unwrap();
    let mut items = 0;
    let failure = database
        .verified_walk(&mut |_| Ok(()), &mut |item| {
            items += 1;
            if items == 3 { Err(invalid(format!("{item:?}"))) } else { Ok(()) }
        })
        .unwrap_err();
    assert!(failure.to_string().starts_with("Element(LeafElement { key: [107, 48, 48, 48, 49]"));
    assert_eq!(items, 3);
    let database = open(&with_free_list(&[5])).unwrap();
    let mut items = 0;
    let faults = database
        .verified_walk(&mut |_| Ok(()), &mut |item| {
            items += usize::from(matches!(item, WalkItem::Element(_)));
            Err(invalid("not this one"))
        })
        .unwrap();
    assert_eq!((faults.texts().len(), items), (1, 0));
}

#[test]
fn progress_is_that_of_pages_in_use() {
    let bytes = written(&numbered("b", 5000, 50), PAGE as u32);
    let mut last = 0;
    let progress = &mut |read| {
        assert!(read > last);
        last = read;
        Ok(())
    };
    open(&bytes).unwrap().check(progress).unwrap();
    assert_eq!(last, (bytes.len() - 2 * PAGE) as u64);
    let stopped = open(&bytes).unwrap().check(&mut |_| Err(invalid("stopped")));
    assert_eq!(stopped.unwrap_err().to_string(), "stopped");
}

#[test]
fn nested_buckets_are_checked_but_not_passed_on() {
    let nested = [
        leaf_with_bucket(&[], 3),
        leaf_with_bucket(&[(b"k", b"v")], 4),
        leaf_with_bucket(&[(b"k", b"nested")], 5),
        leaf(&[(b"b", b""), (b"a", b"")]),
    ];
    let (contents, found) = walked(&open(&file_of(&nested[..3])).unwrap()).unwrap();
    assert_eq!(found, ["page 5: out of bounds: 5 (stack: [5])"]);
    let bucket = &contents[b"n".as_slice()];
    assert_eq!(bucket[b"k".as_slice()], b"v");
    assert_eq!((contents.len(), bucket.len()), (1, 2));
    assert_eq!(
        faults(&file_of(&nested)),
        ["key[1]=(hex)61 on leaf page(5) needs to be > (found <) than previous element (hex)62. \
             Stack: [5]"]
    );
}

#[test]
fn faults_are_listed_in_the_order_of_buckets() {
    let mut root = leaf(&[]);
    for (name, page) in [(b"a", 3_u64), (b"b", 5), (b"c", 6)] {
        root.push(name, &[page.to_le_bytes(), [0; 8]].concat(), true);
    }
    let disorder = || leaf(&[(b"b", b""), (b"a", b"")]);
    let mut nested = disorder();
    nested.push(b"n", &[4_u64.to_le_bytes(), [0; 8]].concat(), true);
    let found = faults(&file_of(&[root, nested, disorder(), disorder(), disorder()]));
    let pages: Vec<_> = found.iter().map(|text| text.split(' ').nth(3).unwrap()).collect();
    assert_eq!(pages, ["page(3)", "page(4)", "page(5)", "page(6)"]);
}

#[test]
fn bucket_in_an_inline_bucket_is_a_fault() {
    let mut root = leaf(&[]);
    root.push(b"b", &leaf_with_bucket(&[], 3).inline_bucket().unwrap(), true);
    let found = faults(&file_of(&[root, leaf(&[(b"b", b""), (b"a", b"")])]));
    assert_eq!(found, ["inline bucket \"b\": it contains a bucket"]);
}
