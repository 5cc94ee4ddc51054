//! Watches below a prefix.

use super::fixture::{FIRST, Twins};
use crate::support::Line;
use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use std::io::{BufRead as _, BufReader, Write as _};

/// Starts a watch on both, and asserts that the first lines are the same, and that no more follow.
#[track_caller]
fn agree(twins: &Twins, words: &str, count: usize) {
    let lines = [twins.contexts.line("app", words), twins.free.ectl(words)].map(|line| {
        let watch = Live::start(line);
        let lines: Vec<_> = (0..count).map(|_| watch.line()).collect();
        watch.is_silent();
        lines.join("\n")
    });
    twins.agree_in(&lines[0], &lines[1]);
}

fn changed() -> Twins {
    let twins = Twins::new();
    for line in ["put a 1", "put k/1 x", "put a 2", "put k/2 y", "del k/1", "put zz 3"] {
        twins.agree(line);
    }
    twins
}

#[test]
fn watches_are_those_of_a_cluster_of_its_own() {
    let twins = changed();
    for (words, count) in [
        ("a", 6),
        ("--prefix ''", 18),
        ("--prefix '' --prev-kv", 22),
        ("k zzz", 12),
        ("a k/2 --prev-kv", 16),
        ("--prefix '' --prev-kv -w jsonl", 6),
        ("--prefix '' --prev-kv -w fields", 58),
        ("''", 0),
    ] {
        agree(&twins, &format!("watch --rev {FIRST} {words}"), count);
    }
    twins.assert_confined();
}

#[test]
fn watch_sees_no_change_outside_of_the_prefix() {
    let twins = changed();
    let watch = Live::start(twins.contexts.line("app", "watch --prefix '' --rev 1"));
    let before: Vec<_> = (0..18).map(|_| watch.line()).collect();
    assert_eq!(before[..3], ["PUT", "a", "1"]);
    watch.is_silent();
    twins.jailed.ok("put zz outside");
    twins.jailed.ok("put /app0 outside");
    twins.contexts.app("put last 1").prints("OK\n");
    assert_eq!([watch.line(), watch.line(), watch.line()], ["PUT", "last", "1"]);
}

fn interactive(line: Line) -> Vec<String> {
    let mut child = line.open();
    let mut stdin = child.stdin.take().unwrap();
    writeln!(stdin, "watch --rev {FIRST} k/ --prefix\nwatch --rev {FIRST} zz").unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut lines: Vec<_> = lines.take(12).map(Result::unwrap).collect();
    drop(stdin);
    child.wait().unwrap();
    // The order of two watches is not defined.
    lines.sort();
    lines
}

#[test]
fn interactive_watches_are_confined() {
    let twins = changed();
    let jailed = interactive(twins.contexts.line("app", "watch -i"));
    assert_eq!(jailed, interactive(twins.free.ectl("watch -i")));
    assert_eq!(jailed.len(), 12);
    twins.assert_confined();
}
