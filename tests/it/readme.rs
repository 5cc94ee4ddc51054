//! The README's examples run unchanged, but for the ports of servers, and print the output shown there.

use crate::support::ports::free_ports;
use crate::support::{etcd, line, program};
use std::env::{join_paths, split_paths};
use std::path::Path;

#[test]
fn readme_examples_print_what_is_shown() {
    let readme = include_str!("../../README.md");
    let blocks: Vec<_> = readme.split("\n```sh\n").skip(1).map(example).collect();
    assert!(blocks.len() >= 10, "the README has {} examples", blocks.len());
    let etcd = etcd();
    let ectl = Path::new(env!("CARGO_BIN_EXE_ectl")).parent().unwrap();
    let mut path = vec![ectl.to_owned()];
    path.extend(program("ETCD", "etcd").parent().map(Path::to_owned));
    path.extend(split_paths(&std::env::var_os("PATH").unwrap()));
    let path = join_paths(path).unwrap();
    let ports = free_ports().to_string();
    for (script, expected) in blocks {
        let script = script.replace("127.0.0.1:2380", &format!("127.0.0.1:{ports}"));
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
