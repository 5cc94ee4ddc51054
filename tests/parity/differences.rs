//! The differences between ectl and etcdctl or etcdutl 3.7, with reasons.
//!
//! Shared with `tests/it`, which compares the list with docs/differences.md.

pub(super) struct Difference {
    pub(super) what: &'static str,
    pub(super) why: &'static str,
}

impl Difference {
    pub(super) fn row(&self) -> String {
        format!("| {} | {} |", self.what, self.why)
    }
}

/// Declares a constant per difference, and `ALL`.
macro_rules! differences {
    ($($name:ident: $what:literal, $why:literal;)*) => {
        $(pub(super) const $name: Difference = Difference { what: $what, why: $why };)*
        pub(super) const ALL: &[&Difference] = &[$(&$name),*];
    };
}

differences! {
    USAGE: "Every malformed command line exits with 128; etcdctl exits with 1 or 128",
        "one code for \"fix the command, do not retry\"";
    GROUPS: "A group with an unknown subcommand or none (`member bogus`) is an error; etcdctl prints help and exits with 0",
        "a script must not take it for success";
    SURPLUS: "Surplus arguments are refused (`put k two words`, an ENDKEY after an empty KEY); etcdctl ignores many of them",
        "they are mistakes, usually a missing quote";
    DASH: "Values and numbers may begin with a dash (`put k -5`); etcdctl reports an unknown flag",
        "no option looks like that";
    FORMATS: "`-w table` and `-w jsonl` work for every reply; etcdctl has no `jsonl`, and rejects a format only after it has written",
        "a command that fails must not have changed anything";
    TIME: "Every option for a time takes seconds or a duration (`--command-timeout 5`, `lock --ttl 5s`); etcdctl takes one or the other",
        "it is hard to remember which option takes which";
    CONTROL: "Control characters in keys and values are escaped on a terminal (`\\x1b`), except with `get --raw`; etcdctl prints them as they are",
        "a value must not control the terminal";
    TABLES: "On a terminal tables fit the width: less important columns are left out and long values cut, unless `--wide` is given; etcdctl's lines wrap",
        "a table whose lines wrap is illegible";
    BOTH: "A flag overrides its environment variable; etcdctl refuses when both are given",
        "overriding is what flags are for";
    VARIABLE: "A malformed environment variable is refused; etcdctl ignores it",
        "a typo must not disable a setting";
    QUIET: "stderr has `Error:` and `hint:` lines and notes for people; etcdctl writes JSON log lines, one for every unknown `ETCDCTL_*` variable",
        "log lines are for etcd's developers";
    JSON_ERRORS: "With `-w json` and `-w jsonl` every line on stderr is a JSON object, unless `--json-errors=false`; etcdctl writes text",
        "a program that parses JSON on stdout can parse it on stderr";
    DEBUG: "`--debug` shows where each setting came from, and never a secret; etcdctl prints the password",
        "many people can read logs";
    VERSION: "`version` prints ectl's name, its version and the etcdctl version it is compatible with; called as `etcdctl`, ectl prints etcdctl's lines first",
        "bug reports need them";
    UNREACHABLE: "If no endpoint can be reached, ectl exits with 2 at once and names the cause for each; called as `etcdctl`, it does so after the command timeout, with etcdctl's message and the causes. etcdctl prints `context deadline exceeded` after 5 s and exits with 1",
        "the cause is known at once";
    DEADLINES: "Every call has the command timeout, and connecting has `--dial-timeout`; in etcdctl, `txn`, `lease list`, `lease timetolive`, `user` and `role` wait forever, and many commands ignore `ETCDCTL_COMMAND_TIMEOUT`",
        "no command hangs";
    UNKNOWN: "A call without a response in time exits with 124, and for a write prints \"outcome unknown\"; etcdctl exits with 1",
        "the write may have taken effect";
    DENIED: "Wrong credentials and missing permissions exit with 9; etcdctl exits with 1, 2 or 5",
        "retrying does not help";
    PROMPT: "The password prompt is never on stdout; etcdctl prints it there",
        "stdout is for data";
    COUNT: "`get --count-only` works in every format; in etcdctl it works in `fields` only",
        "a count is a number, not a block of fields";
    STREAM: "`get` reads a range with RangeStream if the server supports it (etcd 3.7), unless `--stream=false` is given (a compaction can interrupt a long stream, with exit code 1); etcdctl uses it only with `--stream`, and holds the whole range in memory",
        "the first key arrives at once, and the server needs less memory";
    DELETING: "The warning before `del A B` shows the number of keys; in `txn` it comes without a pause",
        "a number is more useful than a pause";
    TXN_PANICS: "`txn` can compare `lease(\"k\")`, and an unknown operator exits with 3; etcdctl panics on both",
        "etcd supports it";
    TXN_INPUT: "In `txn`, numbers need no quotes, lines that begin with `#` are comments, the end of the input ends any section, and errors name the line and column; etcdctl prints `EOF` and exits with 3. On a terminal, a line with a mistake can be typed again; etcdctl exits",
        "that is what people type";
    TXN_REQUESTS: "`put` without a value is refused in `txn` and on a terminal, and so is `help` in `txn`; etcdctl consumes the rest of stdin, waits, or hangs",
        "a request must be complete";
    PROMPTS: "The prompts of `txn -i` are on stderr, except in `simple`; etcdctl prints them on stdout",
        "stdout is for data";
    WATCH: "`watch` resumes where the connection was lost, and exits with 2 if it never had one; etcdctl waits forever",
        "no change is lost, and no mistake goes unnoticed";
    WATCH_END: "A compacted `watch` ends with one error that says how to continue; etcdctl prints two that do not",
        "you know the next command";
    PROGRESS: "`progress notify` is on stderr, except in `simple`; etcdctl prints it on stdout",
        "it breaks JSON";
    EXEC: "The command of `watch` is everything after `--`; etcdctl cuts it at a repeated word (`-- echo echo`)",
        "the command runs as typed";
    EXEC_RAW: "The command of `watch` also gets `ETCD_WATCH_RAW_*`, without Go's quoting, or `ETCD_WATCH_VALUE_TOO_LARGE=1` for a value that does not fit into a variable, and may fail with `--on-exec-error=ignore`; etcdctl exits at such a value",
        "a shell cannot undo Go's quoting";
    LEASE_BYTES: "`-w protobuf` of the lease commands prints the whole reply; etcdctl prints only the header, and exits with 4 after `revoke`",
        "the header alone is useless";
    KEEP_ALIVE: "`lease keep-alive` exits with 10 if the lease is gone or never existed, and with 2 if etcd is unreachable until the lease must have expired; etcdctl exits with 0, or 2 with `--once`",
        "scripts that depend on the lease need to know";
    HEALTH: "`endpoint` commands query all endpoints at once and print them in the order given, with `--cluster` even without a quorum, and exit with 2 if there are none; etcdctl prints them in any order, and exits with 0",
        "two runs can be compared, and an empty list is not healthy";
    VERDICT: "`endpoint health -w json` also has `verdict`, `took_ms`, `cause` and `phase`, and the health of an endpoint that denies access is unknown, exit code 9; etcdctl calls it unhealthy and exits with 1",
        "an endpoint that was not checked may be fine";
    SILENT: "`endpoint status` also shows endpoints that did not answer, with the cause: as rows of the table, and as objects with `Error` in JSON; etcdctl reports them on stderr only",
        "a missing row is easy to overlook";
    SNAPSHOT: "`snapshot save` takes `-` for stdout and `--no-clobber`, verifies the snapshot, gives up when nothing arrives for 30 s, and exits with 6 if a local file fails; etcdctl exits with 5 for everything",
        "backups go through pipes, and must be complete";
    MEMBER_NAMES: "`move-leader`, `member remove`, `update` and `promote` take the member's name or ID, and `move` is not short for `move-leader`; etcdctl takes the ID only",
        "people know members by name";
    DEFRAG: "`defrag --cluster` takes the leader last, waits until each member serves again, stops at the first failure, and does not begin if a member is down; etcdctl takes the members as they are listed, and goes on",
        "a second member that does not serve can cost the quorum";
    MOVE_LEADER: "`move-leader` finds the leader, unless ectl is called as `etcdctl`; etcdctl requires the leader among `--endpoints`",
        "etcd knows the leader";
    WHOLE_LINE: "`--interactive=false` reads the whole line as the password, and warns if it is empty; etcdctl reads the first word",
        "passwords may contain spaces";
    DETAIL: "`user get --detail -w json` prints JSON only; etcdctl mixes text into it",
        "stdout is for data";
    AUTH_ENABLE: "`auth enable` succeeds if the role `root` exists already; etcdctl creates the role, and fails if it exists",
        "the command can be repeated";
    LEASES: "`lock` and `elect` revoke their lease when they end; etcdctl leaves it to expire",
        "keys disappear at once, not after 10 or 60 s";
    LOST: "A lost lock or leadership is noticed at once, even while `lock` runs a command, which is stopped; the exit code is 10. etcdctl lets the command run on, or exits with 1",
        "two holders defeat the lock";
    UNDER_LOCK: "The command of `lock` gets stdin and the signals sent to `lock`; if a signal ends it, the exit code is 128 + n. etcdctl passes on neither, and exits with 255",
        "the command can be stopped, and a script knows how it ended";
    ORPHANED: "The command of `lock` ends with `lock`, even if `lock` is killed or suspended for too long; in etcdctl it runs on",
        "the next holder is alone";
    TOKEN: "`ETCD_LOCK_REV` is the key's create revision, and `ETCD_LOCK_*` of an inner lock override those of an outer one; in etcdctl it is the revision of a response, and the outer lock wins",
        "it is a fencing token that etcd can compare";
    INTERRUPTED: "A signal while `lock` or `elect` waits gives exit code 5; etcdctl exits with 1",
        "1 means that etcd refused";
    LOCK_VALUE: "The key of a `lock` has a value that names its owner; in etcdctl it is empty. `lock` prints the key as etcdctl does",
        "who holds a lock is seen by those who wait; etcd's Go packages ignore the value";
    ELECT_COMMAND: "`elect NAME` proposes the host name, and `elect NAME -- CMD` runs CMD; etcdctl, and ectl called as `etcdctl`, want a proposal and take a single word after `--` for it",
        "the command is given as with `lock`";
    MEMBER_ENV: "`member add -w json` has an additional field, `env`",
        "programs, too, need the variables that start the new etcd";
    SPECIAL_FILES: "`snapshot save` writes to a pipe or device; etcdctl renames a file over it",
        "write to the file that was given";
    MIRROR_PREFIX: "`make-mirror --rev N` keeps the prefix of the keys; etcdctl drops it",
        "as without `--rev`; `--no-dest-prefix` drops it";
    MIRROR_CONTACT: "`make-mirror` continues after a lost connection on either side, and exits with 5 if the source has compacted revisions that it needs; etcdctl exits with 1 in both cases",
        "otherwise a stopped mirror is noticed only when it is needed";
    MIRROR_ITSELF: "`make-mirror` to its own cluster is refused if one of the prefixes begins with the other; etcdctl copies its copies without end",
        "with `--prune` the originals would be deleted";
    CHECK_KEYS: "`check` refuses an empty `--prefix`, and removes its keys after SIGTERM and SIGHUP too",
        "it deletes everything below the prefix";
    DAMAGED: "A file that is damaged, cut off or no database gives an error and exit code 1; etcdutl panics (exit code 2), reads beyond the end of the file, or takes it for an empty database",
        "a script must be able to tell";
    READ_ONLY: "`snapshot status`, `hashkv`, and a `migrate` that changes nothing only read; etcdutl's `hashkv` and `migrate` write to the file",
        "the checksum of a snapshot must stay valid";
    RESTORE_FAILS: "A `snapshot restore` that fails leaves nothing behind; etcdutl leaves a part of the data directory, and then refuses to write to it",
        "half a data directory must not be started, and the command can be repeated";
    RESTORE_CHECKS: "`snapshot restore` checks all pages and the order of the keys, even with `--skip-hash-check`, and reads back what it has written; with `--skip-hash-check` etcdutl restores damaged files",
        "a damaged backup must not go unnoticed";
    BUMP: "`snapshot restore` refuses a `--bump-revision` that leads beyond the largest revision; with etcdutl the revision becomes negative",
        "no client would see a new revision";
    OWNER: "`defrag --data-dir` keeps the owner and the mode of the file; with etcdutl it belongs to the calling user, with mode 0600",
        "etcd must be able to open it";
    IN_USE: "For a database in use there is an error, exit code 1, after `--timeout`; etcdutl panics, and its `snapshot status` waits forever",
        "it is not a crash";
    V2_REQUESTS: "`migrate` reads requests that etcd 3.5 wrote in the form of API version 2; etcdutl panics at a downgrade",
        "every member that was upgraded from 3.5 without a snapshot has them";
    MIGRATE_WARNS: "`migrate` warns of a cluster version that etcd 3.5 refuses, and of requests at which etcd 3.7 panics; etcdutl does not",
        "the command succeeds, but etcd would not start";
    NOTES: "`snapshot restore`, `defrag --data-dir` and `migrate` write notes for people to stderr; etcdutl writes log lines",
        "log lines are for etcd's developers";
}

/// Differences that no command line on a pair of servers can show; `tests/it/differences.rs` names the
/// tests that do.
pub(super) const SHOWN_BY_TESTS: &[&Difference] = &[
    &MOVE_LEADER,
    &MEMBER_NAMES,
    &DEFRAG,
    &STREAM,
    &TABLES,
    &CONTROL,
    &LEASES,
    &LOST,
    &UNDER_LOCK,
    &ORPHANED,
    &TOKEN,
    &INTERRUPTED,
    &LOCK_VALUE,
    &ELECT_COMMAND,
    &MEMBER_ENV,
    &SPECIAL_FILES,
    &MIRROR_PREFIX,
    &MIRROR_CONTACT,
    &MIRROR_ITSELF,
    &CHECK_KEYS,
];
