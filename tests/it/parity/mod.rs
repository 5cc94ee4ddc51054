//! The same lines run by us and by the real etcdctl, on twin servers, compared byte for byte.
//!
//! etcdctl is `$ETCDCTL`, or the one on the `PATH`. Where it is older than 3.7, a line whose output has
//! changed since is `newer`: its output is checked against the literal text of 3.7.

mod auth;
mod cluster;
mod differences;
mod keys;
mod locks;
mod twins;

use twins::Twins;

/// Formats whose output has not changed with `--hex` since 3.5.
const HEX_FORMATS: [&str; 3] = ["simple", "json", "protobuf"];

/// etcdctl's formats, but for `table`, which few of its commands have.
const FORMATS: [&str; 4] = ["simple", "fields", "json", "protobuf"];

/// The README's table of differences is the list the tests know, word for word.
#[test]
fn readme_lists_the_known_differences() {
    let readme = include_str!("../../../README.md");
    let (_, rest) = readme.split_once("## Differences from etcdctl").expect("the chapter is there");
    let chapter = rest.split("\n## ").next().unwrap();
    let rows: Vec<_> = chapter.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    let known: Vec<_> = differences::ALL.iter().map(differences::Difference::row).collect();
    assert_eq!(rows, known);
}
