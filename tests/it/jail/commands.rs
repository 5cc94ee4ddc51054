//! Every command, and what a context with a prefix, a read-only and a protected one do to it.

use super::fixture::Contexts;
use crate::support::cluster::Cluster as _;
use crate::support::{Line, Outcome, ectl, etcd, line};
use clap::CommandFactory as _;
use std::path::Path;

/// What a prefix means for a command.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Scope {
    /// It sees and writes keys below the prefix only.
    Keys,
    /// It has nothing to do with keys, and is allowed.
    Free,
    /// It concerns more than keys, and is refused.
    Whole,
    /// It asks no server.
    Local,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Effect {
    Reads,
    Writes,
    /// It destroys or reconfigures: a protected context asks before it does this.
    Asks(&'static str),
}

use Effect::{Asks, Reads, Writes};
use Scope::{Free, Keys, Local, Whole};

/// A line for each command. The words that lead it name the command.
const COMMANDS: &[(&str, Scope, Effect)] = &[
    ("alarm disarm", Whole, Asks("disarm all alarms")),
    ("alarm list", Whole, Reads),
    ("auth disable", Whole, Asks("turn authentication off")),
    ("auth enable", Whole, Asks("turn authentication on")),
    ("auth status", Whole, Reads),
    ("check datascale", Whole, Asks("load the cluster")),
    ("check perf", Whole, Asks("load the cluster")),
    ("compaction 5", Whole, Asks("discard the history before revision 5")),
    ("compaction --keep 5", Whole, Asks("discard the history but for 5 revisions")),
    (
        "compaction --older-than 1h --marks no/marks",
        Whole,
        Asks("discard the history older than 1h0m0s"),
    ),
    ("completion bash", Local, Reads),
    ("context list", Local, Reads),
    ("context remove c", Local, Reads),
    ("context rename c d", Local, Reads),
    ("context set c", Local, Reads),
    ("context show", Local, Reads),
    ("context use c", Local, Reads),
    ("cp k k2", Keys, Writes),
    ("defrag", Whole, Asks("defragment members, which do not serve meanwhile")),
    ("defrag --dry-run", Whole, Reads),
    ("del k", Keys, Writes),
    ("del a c --range", Keys, Asks("delete keys from \"a\" up to \"c\"")),
    ("del --prefix a", Keys, Asks("delete keys with the prefix \"a\"")),
    ("del --from-key a", Keys, Asks("delete keys from \"a\" on")),
    ("del --prefix a --dry-run", Keys, Reads),
    ("diff a b", Keys, Reads),
    ("doctor", Free, Reads),
    ("downgrade cancel", Whole, Asks("cancel the downgrade")),
    ("downgrade enable 3.6", Whole, Asks("downgrade to 3.6")),
    ("downgrade validate 3.6", Whole, Reads),
    ("du", Keys, Reads),
    ("edit k", Keys, Writes),
    ("elect chief v -- true", Keys, Writes),
    ("elect --leader chief", Keys, Reads),
    ("elect --listen chief", Keys, Reads),
    ("endpoint hashkv", Whole, Reads),
    ("endpoint health", Free, Reads),
    ("endpoint status", Free, Reads),
    ("export k", Keys, Reads),
    ("get k", Keys, Reads),
    ("hashkv none.db", Local, Reads),
    ("help", Local, Reads),
    ("history k", Keys, Reads),
    ("history k --db none.db", Local, Reads),
    ("import -", Keys, Writes),
    ("import - --dry-run", Keys, Reads),
    ("lease grant 60", Free, Writes),
    ("lease keep-alive --once 1", Free, Writes),
    ("lease list", Free, Reads),
    ("lease revoke 1", Keys, Asks("revoke lease 0000000000000001 and delete its keys")),
    ("lease timetolive 1", Keys, Reads),
    ("lock l -- true", Keys, Writes),
    ("lock --holders l", Keys, Reads),
    ("ls", Keys, Reads),
    ("make-mirror --once 127.0.0.1:1", Keys, Reads),
    ("member add m --peer-urls http://h:1", Whole, Asks("add member m")),
    ("member list", Whole, Reads),
    ("member promote 1", Whole, Asks("promote member 1")),
    ("member remove 1", Whole, Asks("remove member 1")),
    ("member update 1 --peer-urls http://h:1", Whole, Asks("change the peer URLs of member 1")),
    ("migrate --data-dir none", Local, Reads),
    ("move-leader 1", Whole, Asks("move the leadership to member 1")),
    ("mv k k2", Keys, Writes),
    ("mv --prefix a b", Keys, Asks("move keys with the prefix \"a\"")),
    ("options", Local, Reads),
    ("put k v", Keys, Writes),
    ("revert k --rev 1", Keys, Writes),
    ("revert k --rev 1 --dry-run", Keys, Reads),
    ("revert --prefix a --rev 1", Keys, Asks("revert keys with the prefix \"a\" to revision 1")),
    ("revert --prefix a --rev 1 --dry-run", Keys, Reads),
    ("role add r", Whole, Writes),
    ("role delete r", Whole, Asks("delete role r")),
    ("role get r", Whole, Reads),
    ("role grant-permission r read k", Whole, Writes),
    ("role list", Whole, Reads),
    ("role revoke-permission r k", Whole, Asks("revoke a permission from role r")),
    ("sandbox", Local, Reads),
    ("service deregister web h:1", Keys, Writes),
    ("service lint web", Keys, Reads),
    ("service list", Keys, Reads),
    ("service register web h:1 -- true", Keys, Writes),
    ("service resolve web", Keys, Reads),
    ("service update web --add h:1", Keys, Writes),
    ("service watch web", Keys, Reads),
    ("session -- true", Keys, Writes),
    ("snapshot check none.db", Local, Reads),
    ("snapshot inspect none.db", Local, Reads),
    ("snapshot restore none.db", Local, Reads),
    ("snapshot save none/none.db", Whole, Reads),
    ("snapshot status none.db", Local, Reads),
    ("tree", Keys, Reads),
    ("txn --then 'get k'", Keys, Reads),
    ("txn --then 'put k v'", Keys, Writes),
    (
        "txn --then 'del k --prefix'",
        Keys,
        Asks("delete keys with the prefix \"k\" in a transaction"),
    ),
    ("undelete k", Keys, Writes),
    ("undelete k --dry-run", Keys, Reads),
    ("user add u:p", Whole, Writes),
    ("user delete u", Whole, Asks("delete user u")),
    ("user get u", Whole, Reads),
    ("user grant-role u r", Whole, Writes),
    ("user list", Whole, Reads),
    ("user passwd u --interactive=false", Whole, Asks("change the password of user u")),
    ("user revoke-role u r", Whole, Asks("revoke role r from user u")),
    ("version", Local, Reads),
    ("wait k", Keys, Reads),
    ("wal dump none", Local, Reads),
    ("watch k", Keys, Reads),
];

/// An address without a server: a line that fails with another code than 2 has not tried to connect.
const NOWHERE: &str = "127.0.0.1:1";

/// Returns the path of each command that can be run.
fn paths(command: &clap::Command, path: &str, paths: &mut Vec<String>) {
    for sub in command.get_subcommands() {
        let path = format!("{path} {}", sub.get_name()).trim().to_owned();
        if sub.has_subcommands() {
            self::paths(sub, &path, paths);
        } else {
            paths.push(path);
        }
    }
}

#[test]
fn every_command_is_listed() {
    let mut all = Vec::new();
    paths(&ectl::Cli::command(), "", &mut all);
    let is_line_of = |path: &str, line: &str| line == path || line.starts_with(&format!("{path} "));
    for path in &all {
        let listed = COMMANDS.iter().any(|(line, ..)| is_line_of(path, line));
        assert!(listed, "ectl {path}: list it in COMMANDS, with what a prefix means for it");
    }
    for (line, ..) in COMMANDS {
        assert!(all.iter().any(|path| is_line_of(path, line)), "{line}: there is no such command");
    }
}

fn lines() -> impl Iterator<Item = (&'static str, Scope, Effect)> {
    COMMANDS.iter().copied().filter(|(_, scope, _)| *scope != Local)
}

/// A line without any terminal, wherever the tests are run.
fn without_terminal(contexts: &Contexts, context: &str, words: &str) -> Line {
    let setsid = line(Path::new("setsid"), "", "-w").arg(env!("CARGO_BIN_EXE_ectl"));
    contexts.within(context, setsid.args(words)).stdin("p\n")
}

#[track_caller]
fn assert_refused(outcome: &Outcome, words: &str, part: &str) {
    assert_eq!((outcome.text(), outcome.code), ("", 9), "{words}: {outcome:?}");
    assert!(
        outcome.stderr.starts_with("Error: context ") && outcome.stderr.contains(part),
        "{words}: {outcome:?}"
    );
    assert_eq!(outcome.stderr.lines().count(), 2, "{words}: {outcome:?}");
}

#[test]
fn prefix_refuses_what_concerns_more_than_keys() {
    let contexts = Contexts::of(NOWHERE);
    for (words, scope, _) in lines() {
        let outcome = without_terminal(&contexts, "app", words).run();
        if scope == Whole {
            assert_refused(&outcome, words, "it is limited to keys below \"/app/\"\n");
            let free = ["--context", "", "--endpoints", NOWHERE];
            let outcome = without_terminal(&contexts, "app", words).args(&free[..]).run();
            assert!(!outcome.stderr.contains("does not allow"), "{words}: {outcome:?}");
        } else {
            assert!(!outcome.stderr.contains("does not allow"), "{words}: {outcome:?}");
        }
    }
}

#[test]
fn read_only_context_refuses_writes_before_anything_is_sent() {
    let contexts = Contexts::of(NOWHERE);
    for (words, _, effect) in lines() {
        let outcome = without_terminal(&contexts, "audit", words).run();
        if effect == Reads {
            assert!(!outcome.stderr.contains("does not allow"), "{words}: {outcome:?}");
        } else {
            assert_refused(&outcome, words, ": it is read-only\n");
        }
    }
}

#[test]
fn protected_context_asks_before_what_destroys_or_reconfigures() {
    let contexts = Contexts::of(NOWHERE);
    for (words, _, effect) in lines() {
        let outcome = without_terminal(&contexts, "prod", words).run();
        let Asks(change) = effect else {
            assert!(!outcome.stderr.contains("is protected"), "{words}: {outcome:?}");
            continue;
        };
        outcome.fails(
            128,
            &format!(
                "Error: context prod is protected: --yes is needed to {change}\n\
                 hint: without a terminal, only --yes confirms a change to a protected context\n"
            ),
        );
        let confirmed = without_terminal(&contexts, "prod", words).arg("--yes").run();
        assert!(
            !confirmed.stderr.contains("is protected") && confirmed.code != 128,
            "{words}: {confirmed:?}"
        );
    }
}

#[test]
fn name_of_a_protected_context_typed_on_the_terminal_confirms() {
    let etcd = etcd();
    let contexts = Contexts::of(&etcd.endpoints());
    let typed = |words: &str, answer: &str| {
        let command = format!("{} {words}", env!("CARGO_BIN_EXE_ectl"));
        let script = line(Path::new("script"), "", &["-qec", &command, "/dev/null"][..]);
        contexts.within("prod", script.stdin(answer)).run()
    };
    etcd.ok("put a/1 x");
    let question = format!(
        "Context prod is protected. Type its name to delete keys with the prefix \"a/\" (at {}): ",
        etcd.endpoints()
    );
    for answer in ["yes\n", "y\n", "\n", "pro\n", "app\n"] {
        let outcome = typed("del --prefix a/", answer);
        assert_eq!(outcome.code, 1, "{outcome:?}");
        assert!(outcome.text().contains(&question), "{outcome:?}");
        assert!(
            outcome.text().contains("Error: not confirmed: nothing was changed"),
            "{outcome:?}"
        );
    }
    // The cluster that is meant is named, not that of the context.
    let elsewhere = typed("del --prefix a/ --endpoints 127.0.0.1:1", "no\n");
    assert!(elsewhere.text().contains("(at 127.0.0.1:1): "), "{elsewhere:?}");
    // A single key is deleted without a question.
    let outcome = typed("del a/0", "");
    assert!(!outcome.text().contains("protected"), "{outcome:?}");
    let outcome = typed("del --prefix a/", "prod\n");
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert!(outcome.text().ends_with("1\r\n"), "{outcome:?}");
    etcd.ok("put a/2 x");
    let outcome = typed("--yes del --prefix a/", "");
    assert_eq!((outcome.text(), outcome.code), ("1\r\n", 0));
}

#[test]
fn refusals_are_json_where_asked_for() {
    let contexts = Contexts::of(NOWHERE);
    contexts.line("audit", "put k v --json-errors").run().fails(
        9,
        "{\"error\":\"context audit does not allow put: it is read-only\",\"kind\":\"denied\",\"code\":9,\
         \"hint\":\"use another context, or --context '' and --endpoints\",\"endpoints\":[]}\n",
    );
}

#[test]
fn yes_without_a_protected_context_changes_nothing() {
    ectl(NOWHERE, "version --yes").run().succeeds();
    let etcd = etcd();
    etcd.ectl("del --prefix a --yes").run().prints("0\n");
}
