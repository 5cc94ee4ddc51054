//! The README's examples run unchanged and print the output shown there.

use crate::support::{etcd, line};
use std::path::Path;

#[test]
fn readme_examples_print_what_is_shown() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<_> = readme.split("\n```sh\n").skip(1).map(example).collect();
    assert!(blocks.len() >= 10, "the README has {} examples", blocks.len());
    let etcd = etcd();
    let program = Path::new(env!("CARGO_BIN_EXE_ectl")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    for (script, expected) in blocks {
        let script = format!("cd {}\n{script}", etcd.directory().display());
        let words = ["-euo", "pipefail", "-c", &script];
        let outcome = line(Path::new("bash"), &etcd.endpoints(), &words).env("PATH", &path).run();
        assert_eq!((outcome.text(), outcome.code), (expected, 0), "{script}\n{outcome:?}");
    }
}

/// Splits a text into the script at its beginning and the output after it.
fn example(text: &str) -> (&str, &str) {
    let (script, rest) = text.split_once("```\n").expect("the end of the script");
    let output = rest.strip_prefix("```text\n").expect("the output of the script");
    (script, output.split("```").next().unwrap())
}
