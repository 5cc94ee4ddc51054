//! The examples of README.md and docs/ run unchanged, but for the ports of servers, and print the output
//! that is shown there. Those of a page share one etcd and one directory.

use crate::support::pattern::matches;
use crate::support::ports::free_ports;
use crate::support::{etcd, line, program};
use std::env::{join_paths, split_paths};
use std::ffi::OsString;
use std::path::Path;

macro_rules! pages {
    ($($name:ident: $path:literal,)*) => {
        const PAGES: &[&str] = &[$($path),*];
        $(#[test]
        fn $name() {
            run_examples(include_str!(concat!("../../", $path)));
        })*
    };
}

pages! {
    readme: "README.md",
    backup: "docs/backup.md",
    bulk: "docs/bulk.md",
    ci: "docs/ci.md",
    connecting: "docs/connecting.md",
    keys: "docs/keys.md",
    locks: "docs/locks.md",
    output: "docs/output.md",
    services: "docs/services.md",
    watch: "docs/watch.md",
}

/// Pages without examples.
const WITHOUT: &[&str] = &["docs/differences.md"];

/// Languages of blocks that are not run. Output in `text` without a script before it is not run either.
const NOT_RUN: &[&str] = &["dockerfile", "ini", "text", "toml", "yaml"];

#[test]
fn all_pages_are_run() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| format!("docs/{}", entry.unwrap().file_name().to_str().unwrap()))
        .chain(["README.md".to_owned()])
        .collect();
    let mut known = [PAGES, WITHOUT].concat();
    found.sort();
    known.sort_unstable();
    assert_eq!(found, known);
    for path in WITHOUT {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path));
        assert!(!text.unwrap().contains("```"), "{path} has examples");
    }
}

#[test]
fn packages_have_the_present_version() {
    let name = concat!("ectl_", env!("CARGO_PKG_VERSION"), "_amd64.deb");
    assert!(include_str!("../../README.md").contains(name), "{name}");
}

/// A script and the output that is shown, in which `[..]` stands for any part of a line.
#[derive(Debug, PartialEq, Eq)]
struct Example {
    script: String,
    output: String,
}

fn run_examples(page: &str) {
    let examples = examples(page);
    assert!(!examples.is_empty(), "there are no examples");
    let etcd = etcd();
    let path = path();
    let ports = free_ports().to_string();
    for Example { script, output } in examples {
        let script = script.replace("127.0.0.1:2380", &format!("127.0.0.1:{ports}"));
        let script = format!("cd {}\n{script}", etcd.directory().display());
        let outcome =
            line(Path::new("bash"), &etcd.endpoints(), &["-c", &script]).env("PATH", &path).run();
        let fits = matches(&output, outcome.text());
        assert!(fits && outcome.code == 0, "{script}\nis shown with:\n{output}\n{outcome:?}");
    }
}

/// Returns a `PATH` on which ectl and etcd are those under test.
fn path() -> OsString {
    let ectl = Path::new(env!("CARGO_BIN_EXE_ectl")).parent().unwrap();
    let etcd = program("ETCD", "etcd");
    let others = std::env::var_os("PATH").unwrap();
    let first = [Some(ectl), etcd.parent()].into_iter().flatten().map(Path::to_owned);
    join_paths(first.chain(split_paths(&others))).unwrap()
}

/// Returns the examples of a page: `console` blocks, and `sh` blocks with the `text` that follows.
fn examples(page: &str) -> Vec<Example> {
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, block)) = rest.split_once("\n```") {
        let (language, block) = block.split_once('\n').unwrap();
        let (text, after) = block.split_once("```\n").expect("the end of a block");
        rest = after;
        match language {
            "sh" => {
                let output = after.strip_prefix("```text\n").expect("the output of a script");
                let (output, after) = output.split_once("```\n").expect("the end of an output");
                rest = after;
                let script = format!("set -euo pipefail\n{text}");
                found.push(Example { script, output: output.to_owned() });
            }
            "console" => found.push(recording(text)),
            language => assert!(NOT_RUN.contains(&language), "a block of {language:?}"),
        }
    }
    found
}

/// Makes an example of commands behind `$ ` and their output, in which `…` stands for what varies.
fn recording(text: &str) -> Example {
    let mut script = "exec 2>&1\n".to_owned();
    for line in text.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            let shown = line.replace('\'', r"'\''");
            script += &format!("printf '%s\\n' '{shown}'\n{command}\n");
        }
    }
    Example { script, output: text.replace('…', "[..]") }
}

#[test]
fn blocks_are_read() {
    let page =
        "A\n\n```sh\na\n```\n```text\nb\n```\n\n```toml\nc\n```\n\n```console\n$ d 'e'\nf…\n```\n";
    let script = "exec 2>&1\nprintf '%s\\n' '$ d '\\''e'\\'''\nd 'e'\n";
    let shell = Example { script: "set -euo pipefail\na\n".to_owned(), output: "b\n".to_owned() };
    let recorded = Example { script: script.to_owned(), output: "$ d 'e'\nf[..]\n".to_owned() };
    assert_eq!(examples(page), [shell, recorded]);
}
