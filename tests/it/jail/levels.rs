//! Browsing, history and bulk commands below a prefix.

use super::fixture::{FIRST, Twins};

fn furnished() -> Twins {
    let twins = Twins::new();
    for key in ["a", "b/1", "b/2", "b/c/d", "zz", "/x", "/x/y"] {
        twins.agree(&["put", key, key][..]);
    }
    twins
}

#[test]
fn levels_are_those_of_a_cluster_of_its_own() {
    let twins = furnished();
    for prefix in ["", "''", "b/", "/", "zz", "none/"] {
        for command in ["ls", "ls -l", "tree", "tree --depth 1", "du", "du --top 2"] {
            twins.agree(&*format!("{command} {prefix}"));
            twins.agree(&*format!("{command} {prefix} -w jsonl"));
        }
    }
    twins.assert_confined();
}

#[test]
fn history_and_what_goes_back_in_it_are_confined() {
    let twins = furnished();
    twins.agree("put a second");
    twins.agree("del b/1");
    let before = FIRST + 6;
    for line in [
        "history a",
        "history a --values -w jsonl",
        "history k/1",
        "undelete b/1 --dry-run",
        "undelete b/1",
        "undelete k/1",
        "del --prefix b/",
        &format!("revert b/ --prefix --rev {before} --dry-run"),
        &format!("revert b/ --prefix --rev {before}"),
        &format!("revert '' --prefix --rev {before}"),
        "get --prefix '' -w json",
    ] {
        twins.agree(line);
    }
    twins.assert_confined();
}

#[test]
fn copies_and_files_of_keys_are_confined() {
    let twins = furnished();
    let file = twins.agree("export b/").text().to_owned();
    for line in [
        "export ''",
        "export '' --tree",
        "cp a a2",
        "cp --prefix b/ c/",
        "mv --prefix c/ d/",
        "mv zz k/1",
        "diff b/ d/",
        "diff b/ none/",
        "get --prefix '' -w json",
    ] {
        twins.agree(line);
    }
    twins.agree_on("import - --dry-run", &file);
    twins.agree_on("import - --strip-prefix b/ --prefix i/", &file);
    twins.agree("del --prefix b/");
    twins.agree_on("import -", &file);
    twins.agree("get --prefix '' -w json");
    twins.assert_confined();
}
