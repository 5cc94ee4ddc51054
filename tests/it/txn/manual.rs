//! The grammar and the examples of ectl-txn(1) are those of the program.

use crate::support::cluster::Cluster as _;
use crate::support::{etcd, line};
use std::path::Path;

const PAGE: &str = include_str!("../../../man/ectl-txn.1");

/// Returns the literal block behind a comment of the page.
fn block(comment: &str) -> Vec<String> {
    let start = format!(".\\\" {comment}\n.EX\n");
    let (_, rest) = PAGE.split_once(&start).expect(comment);
    unescaped(rest).lines().map(str::to_owned).collect()
}

/// Returns the text up to the end of a literal block.
fn unescaped(text: &str) -> String {
    let (text, _) = text.split_once(".EE\n").expect("the end of a block");
    let text = text.replace("\\-", "-").replace("\\(aq", "'").replace("\\(ga", "`");
    text.replace("\\&", "").replace("\\[u2026]", "…").replace("\\e", "\\")
}

#[test]
fn comparisons_and_requests_of_the_manual_are_valid() {
    let etcd = etcd();
    let comparisons = block("comparisons");
    assert!(comparisons.len() >= 6, "{comparisons:?}");
    for comparison in comparisons {
        etcd.ok(&["txn", "--if", &comparison, "--then-get", "k"]);
    }
    etcd.ok("put -- -k 1");
    for request in block("requests") {
        etcd.ok(&["txn", "--then", &request]);
    }
    etcd.ectl("get --print-value-only -- -k").run().prints("-5\n");
}

/// The sections and options of the page are sent to a server, as a user types them.
#[test]
fn examples_of_the_manual_run() {
    let etcd = etcd();
    let (_, examples) = PAGE.split_once(".SH EXAMPLES\n").expect("examples");
    let blocks: Vec<_> = examples.split(".EX\n").skip(1).map(unescaped).collect();
    assert!(blocks.len() >= 4, "{blocks:?}");
    let ectl = Path::new(env!("CARGO_BIN_EXE_ectl")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", ectl.display());
    let json = r#"{"then":[{"get":{"key":"a"}}]}"#;
    std::fs::write(etcd.directory().join("motd.txt"), "hello\n").unwrap();
    std::fs::write(etcd.directory().join("change.json"), json).unwrap();
    for block in blocks {
        etcd.ok("put stage blue");
        etcd.ok("del jobs/1");
        let script = format!("cd {}\n{block}", etcd.directory().display());
        let words = ["-euo", "pipefail", "-c", &script];
        let outcome = line(Path::new("bash"), &etcd.endpoints(), &words).env("PATH", &path).run();
        assert_eq!(outcome.code, 0, "{block}\n{outcome:?}");
    }
}
