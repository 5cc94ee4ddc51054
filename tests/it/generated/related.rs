//! The pages that a page refers to at its end.

use super::roff::reference;
use clap::Command;
use std::collections::BTreeSet;

/// Commands that are of use to the readers of another one's page.
const RELATED: &[(&str, &[&str])] = &[
    ("alarm", &["compaction", "defrag", "doctor", "du"]),
    ("auth", &["role", "user"]),
    ("check", &["doctor", "endpoint"]),
    ("compaction", &["defrag", "endpoint", "history"]),
    ("completion", &["options"]),
    ("context", &["options"]),
    ("cp", &["export", "mv", "txn"]),
    ("defrag", &["alarm", "compaction", "endpoint"]),
    ("del", &["get", "put", "txn", "undelete"]),
    ("diff", &["export", "history", "revert"]),
    ("doctor", &["check", "endpoint", "member", "snapshot-check"]),
    ("downgrade", &["migrate", "version"]),
    ("du", &["endpoint-status", "ls", "tree"]),
    ("edit", &["get", "history", "put", "revert"]),
    ("elect", &["lock", "service", "session", "txn"]),
    ("endpoint", &["check", "doctor", "member"]),
    ("export", &["cp", "diff", "import", "snapshot-save"]),
    ("get", &["del", "export", "ls", "put", "watch"]),
    ("hashkv", &["endpoint-hashkv", "snapshot"]),
    ("help", &["options"]),
    ("history", &["diff", "get", "revert", "undelete"]),
    ("import", &["export", "make-mirror"]),
    ("lease", &["put", "session"]),
    ("lock", &["elect", "lease", "session", "txn"]),
    ("ls", &["du", "get", "tree"]),
    ("make-mirror", &["diff", "export", "watch"]),
    ("member", &["endpoint", "move-leader", "snapshot-restore"]),
    ("migrate", &["downgrade", "snapshot"]),
    ("move-leader", &["endpoint-status", "member"]),
    ("mv", &["cp", "txn"]),
    ("put", &["del", "edit", "get", "lease", "txn"]),
    ("revert", &["diff", "history", "undelete"]),
    ("role", &["auth", "user"]),
    ("service", &["elect", "lease", "session", "wait"]),
    ("session", &["elect", "lease", "lock", "service"]),
    ("snapshot", &["defrag", "export", "hashkv", "wal-dump"]),
    ("tree", &["du", "get", "ls"]),
    ("txn", &["del", "get", "lock", "put"]),
    ("undelete", &["del", "history", "revert"]),
    ("user", &["auth", "role"]),
    ("wait", &["lock", "service", "watch"]),
    ("sandbox", &["snapshot"]),
    ("wal", &["snapshot"]),
    ("watch", &["get", "history", "wait"]),
];

/// Returns the section with the group of a command, its other commands, and what is related.
pub(super) fn see_also(command: &Command, path: &[&str]) -> String {
    let mut pages = BTreeSet::from(["ectl".to_owned(), "ectl-options".to_owned()]);
    if let [program, noun, rest @ ..] = path {
        let related = RELATED.iter().filter(|(name, _)| name == noun);
        pages.extend(related.flat_map(|(_, names)| *names).map(|name| format!("{program}-{name}")));
        pages.extend((!rest.is_empty()).then(|| format!("{program}-{noun}")));
    }
    pages.remove(&path.join("-"));
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    for other in ["lock", "session", "txn", "watch"].map(|name| format!("ectl {name}")) {
        let page = other.replace(' ', "-");
        if text.contains(&other) && page != path.join("-") {
            pages.insert(page);
        }
    }
    let pages = pages.iter().map(|page| reference(page, "1"));
    let manuals = ["ectl-config", "ectl-errors", "ectl-formats"].map(|page| reference(page, "7"));
    let all: Vec<_> = pages.chain(manuals).collect();
    format!(".SH \"SEE ALSO\"\n{}\n", all.join(",\n"))
}
