use super::{Delimiter, Level, LevelEntry, LevelSums, Outline, Siblings, TreeBars, Usage};
use crate::etcd::proto::{KeyValue, RangeRequest, RangeResponse, ResponseHeader};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const REVISION: i64 = 7;

/// The Range of etcd, over keys in memory.
fn range(keys: &BTreeSet<Vec<u8>>, request: &RangeRequest) -> RangeResponse {
    let RangeRequest { key, range_end, limit, .. } = request;
    assert!(!key.is_empty() && request.keys_only && *limit > 0, "{request:?}");
    let found = keys.iter().filter(|k| *k >= key && (range_end == b"\0" || *k < range_end));
    let found: Vec<_> = found.cloned().collect();
    let limit = usize::try_from(*limit).unwrap();
    RangeResponse {
        header: Some(ResponseHeader { revision: REVISION, ..Default::default() }),
        more: found.len() > limit,
        count: i64::try_from(found.len()).unwrap(),
        kvs: found
            .into_iter()
            .take(limit)
            .map(|key| KeyValue { key, ..Default::default() })
            .collect(),
    }
}

/// Reads a level, and returns the number of requests for it.
fn read(keys: &BTreeSet<Vec<u8>>, prefix: &[u8], delimiter: &[u8]) -> (Vec<LevelEntry>, usize) {
    let mut level = Level::new(prefix.to_vec(), Delimiter::new(delimiter.to_vec()).unwrap());
    let (mut names, mut requests) = (Vec::new(), 0);
    while let Some(request) = level.request() {
        assert_eq!(request.revision, if requests == 0 { 0 } else { REVISION });
        names.extend(level.read(range(keys, &request)));
        requests += 1;
    }
    (names, requests)
}

/// The same names, from all keys.
fn naive(keys: &BTreeSet<Vec<u8>>, prefix: &[u8], delimiter: &[u8]) -> Vec<LevelEntry> {
    let mut names: Vec<LevelEntry> = Vec::new();
    for key in keys.iter().filter(|key| key.starts_with(prefix)) {
        let mut from = prefix.len();
        if from == 0 && key.starts_with(delimiter) {
            from = delimiter.len();
        }
        let at = (from..key.len()).find(|at| key[*at..].starts_with(delimiter));
        let end = at.map_or(key.len(), |at| at + delimiter.len());
        let name = LevelEntry { name: key[..end].to_vec(), is_branch: at.is_some() };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

fn keys(texts: impl IntoIterator<Item = String>) -> BTreeSet<Vec<u8>> {
    texts.into_iter().map(String::into_bytes).collect()
}

fn listed(names: &[LevelEntry]) -> Vec<String> {
    let mark = |entry: &LevelEntry| if entry.is_branch { "…" } else { "" };
    names.iter().map(|e| format!("{}{}", String::from_utf8_lossy(&e.name), mark(e))).collect()
}

#[test]
fn odd_names_are_listed() {
    let all =
        ["a", "a!", "a/b", "a/c/d", "a//e", "a/", "/x/y", "/x", "//z", "b"].map(str::to_owned);
    let all = keys(all);
    let at = |prefix: &str| listed(&read(&all, prefix.as_bytes(), b"/").0);
    assert_eq!(at(""), ["//…", "/x", "/x/…", "a", "a!", "a/…", "b"]);
    assert_eq!(at("/"), ["//…", "/x", "/x/…"]);
    assert_eq!(at("a"), ["a", "a!", "a/…"]);
    assert_eq!(at("a/"), ["a/", "a//…", "a/b", "a/c/…"]);
    assert_eq!(at("a//"), ["a//e"]);
    assert_eq!(at("none"), [""; 0]);
    assert_eq!(listed(&read(&all, b"", b"!").0).last().unwrap(), "b");
}

#[test]
fn branches_are_skipped() {
    let all = keys((0..40_000).map(|n| format!("{:02}/{n:06}", n % 20)));
    let (names, requests) = read(&all, b"", b"/");
    assert_eq!(names.len(), 20);
    assert!(requests <= 21, "{requests} requests");
}

#[test]
fn plain_keys_are_read_in_large_pages() {
    let all = keys((0..10_000).map(|n| format!("{n:06}")));
    let (names, requests) = read(&all, b"", b"/");
    assert_eq!(names.len(), 10_000);
    assert!(requests <= 15, "{requests} requests");
    let all = keys((0..10_000).map(|n| format!("{:06}/{}", n / 2, n % 2)));
    let (names, requests) = read(&all, b"", b"/");
    assert_eq!(names.len(), 5_000);
    assert!(requests <= 15, "{requests} requests");
}

/// `Range` counts all keys up to its end.
#[test]
fn ranges_are_narrow_while_many_keys_are_left() {
    for name in
        [|n| format!("svc{:02}/{n:06}", n % 20), |n| format!("{:x}/{n:06}", 7919 * (n % 20))]
    {
        let all = keys((0..40_000).map(name));
        let mut level = Level::new(Vec::new(), Delimiter::new(b"/".to_vec()).unwrap());
        level.many = 1000;
        let (mut names, mut counted, mut requests) = (0, 0, 0);
        while let Some(request) = level.request() {
            let page = range(&all, &request);
            counted += page.count;
            requests += 1;
            names += level.read(page).len();
        }
        assert_eq!(names, 20);
        // It would be 420,000 with ranges up to the end.
        assert!(counted < 200_000, "{counted} keys counted");
        assert!(requests <= 200, "{requests} requests");
    }
}

#[test]
fn branch_without_a_successor_is_the_last() {
    let all: BTreeSet<_> = (0..200_u8).map(|n| vec![0xff, 0xff, n]).collect();
    let (names, requests) = read(&all, b"", b"\xff");
    assert_eq!(names, [LevelEntry { name: vec![0xff, 0xff], is_branch: true }]);
    assert_eq!(requests, 1);
}

/// Draws a tree level by level, with a naive listing of each branch.
fn draw(all: &BTreeSet<Vec<u8>>, prefix: &[u8], bars: &str, depth: usize, lines: &mut Vec<String>) {
    let names = naive(all, prefix, b"/");
    for (n, entry) in names.iter().enumerate() {
        let (mark, rest) =
            if n + 1 < names.len() { ("├── ", "│   ") } else { ("└── ", "    ") };
        let name = String::from_utf8_lossy(&entry.name);
        let below = all.iter().filter(|key| key.starts_with(&entry.name)).count();
        let count = if entry.is_branch && depth == 1 { format!(" {below}") } else { String::new() };
        lines.push(format!("{bars}{mark}{name}{count}"));
        if entry.is_branch && depth > 1 {
            draw(all, &entry.name, &format!("{bars}{rest}"), depth - 1, lines);
        }
    }
}

/// Draws a tree in two passes over the keys.
fn drawn(all: &BTreeSet<Vec<u8>>, prefix: &[u8], depth: usize) -> Vec<String> {
    let outline = || {
        let slash = Delimiter::new(b"/".to_vec()).unwrap();
        let mut outline = Outline::new(prefix.len(), slash, depth);
        let keys = all.iter().filter(|key| key.starts_with(prefix));
        let mut lines: Vec<_> = keys.flat_map(|key| outline.add(key)).collect();
        lines.extend(outline.finish());
        lines
    };
    let mut siblings = Siblings::default();
    outline().iter().for_each(|line| siblings.add(line.level));
    let mut bars = TreeBars::new(siblings);
    let line = |line: super::OutlineEntry| {
        let count = line.keys.map(|keys| format!(" {keys}")).unwrap_or_default();
        format!("{}{}{count}", bars.next(line.level), String::from_utf8_lossy(&line.name))
    };
    outline().into_iter().map(line).collect()
}

/// Adds up each branch by itself.
fn naive_sums(
    all: &BTreeSet<Vec<u8>>,
    prefix: &[u8],
    depth: usize,
    sums: &mut BTreeMap<Vec<u8>, u64>,
) {
    for entry in naive(all, prefix, b"/").into_iter().filter(|entry| entry.is_branch && depth > 0) {
        let keys = all.iter().filter(|key| key.starts_with(&entry.name));
        sums.insert(entry.name.clone(), keys.map(|key| key.len() as u64).sum());
        naive_sums(all, &entry.name, depth - 1, sums);
    }
}

proptest! {
    #[test]
    fn tree_equals_the_naive_one(
        all in btree_set(vec(prop::sample::select(&b"ab/"[..]), 1..9), 0..60),
        prefix in prop::sample::select(vec![&b""[..], b"a", b"/", b"a/", b"a//"]),
        depth in 1..5_usize,
    ) {
        let mut expected = Vec::new();
        draw(&all, prefix, "", depth, &mut expected);
        prop_assert_eq!(drawn(&all, prefix, depth), expected);
    }

    #[test]
    fn sums_equal_the_naive_ones(
        all in btree_set(vec(prop::sample::select(&b"ab/"[..]), 1..9), 0..60),
        prefix in prop::sample::select(vec![&b""[..], b"a", b"/", b"a/", b"a//"]),
        depth in 0..5_usize,
    ) {
        let mut expected = BTreeMap::new();
        naive_sums(&all, prefix, depth, &mut expected);
        let mut sums = LevelSums::new(prefix.len(), Delimiter::new(b"/".to_vec()).unwrap(), depth);
        let keys: Vec<_> = all.iter().filter(|key| key.starts_with(prefix)).collect();
        let mut ended = Vec::new();
        for key in &keys {
            ended.extend(sums.add(&KeyValue { key: (*key).clone(), ..Default::default() }));
        }
        let (last, total) = sums.finish();
        ended.extend(last);
        let found: BTreeMap<_, _> =
            ended.iter().map(|sum| (sum.name.clone(), sum.usage.key_bytes)).collect();
        prop_assert_eq!(found.len(), ended.len(), "each branch ends once");
        prop_assert_eq!(found, expected);
        let bytes = keys.iter().map(|key| key.len() as u64).sum();
        prop_assert_eq!(total, Usage { keys: keys.len() as u64, key_bytes: bytes, ..Usage::default() });
    }

    #[test]
    fn level_equals_the_naive_one(
        all in btree_set(vec(prop::sample::select(&b"\0a/b:\xff"[..]), 1..8), 0..300),
        prefix in vec(prop::sample::select(&b"a/:\xff"[..]), 0..4),
        delimiter in prop::sample::select(vec![&b"/"[..], b"::", b"\xff", b"a", b"\0"]),
        small in 1..5_i64,
        many in 0..9_i64,
    ) {
        let expected = naive(&all, &prefix, delimiter);
        let (names, _) = read(&all, &prefix, delimiter);
        prop_assert_eq!(&names, &expected);
        // Small pages, whatever the policy, and searches in narrow ranges.
        let mut level = Level::new(prefix.clone(), Delimiter::new(delimiter.to_vec()).unwrap());
        level.many = many;
        let mut names = Vec::new();
        while let Some(mut request) = level.request() {
            request.limit = small;
            names.extend(level.read(range(&all, &request)));
        }
        prop_assert_eq!(&names, &expected);
    }
}
