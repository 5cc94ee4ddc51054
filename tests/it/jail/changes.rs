//! `edit`, `history`, `undelete` and `revert` below a prefix.

use super::fixture::Twins;

#[test]
fn changes_below_the_prefix_are_those_of_a_cluster_of_its_own() {
    let twins = Twins::new();
    for line in ["put a 1", "put b 2", "put a 3", "del b"] {
        twins.agree(line);
    }
    let header = twins.agree("get a -w json");
    let header: serde_json::Value = serde_json::from_str(header.text()).unwrap();
    let revision = header["header"]["revision"].as_i64().unwrap() - 2;
    for line in ["history a --values", "history b -w jsonl", "history zz -e", "undelete c"] {
        twins.agree(line);
    }
    twins.agree("undelete b --dry-run");
    twins.agree("undelete b");
    for options in ["--dry-run --diff", "--dry-run -w json", "", ""] {
        twins.agree(&format!("revert '' --prefix --rev {revision} {options}"));
    }
    let app = twins.contexts.line("app", "edit a").env("EDITOR", "sed -i s/./4/");
    app.run().prints("OK\n");
    assert_eq!(twins.contexts.app("get a").text(), "a\n4\n");
    twins.assert_confined();
}
