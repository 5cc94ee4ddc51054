//! Differences from etcdctl 3.7, with their reasons. The README shows this list; the tests use it.
//!
//! Shared with `tests/it`, which compares it with the README.

pub(super) struct Difference {
    pub(super) what: &'static str,
    pub(super) why: &'static str,
}

impl Difference {
    pub(super) fn row(&self) -> String {
        format!("| {} | {} |", self.what, self.why)
    }
}

/// Declares the differences, and `ALL` of them: what ectl does, and why.
macro_rules! differences {
    ($($name:ident: $what:literal, $why:literal;)*) => {
        $(pub(super) const $name: Difference = Difference { what: $what, why: $why };)*
        pub(super) const ALL: &[&Difference] = &[$(&$name),*];
    };
}

differences! {
    USAGE: "Every malformed command line exits with 128; etcdctl: 1 or 128",
        "one code says: mend the line, do not try again";
    GROUPS: "A group with a wrong command or none (`member bogus`) is an error; etcdctl: help, and 0",
        "a script must not take it for done";
    SURPLUS: "Arguments too many are refused (`put k two words`); etcdctl ignores many",
        "they are a mistake, mostly a missing quote";
    DASH: "Values and numbers may begin with a dash (`put k -5`); etcdctl: unknown flag",
        "no option begins so";
    FORMATS: "`-w table` and `-w jsonl` for every reply; etcdctl has no `jsonl`, and refuses formats after it has written",
        "what fails must not have happened";
    TIME: "A time is a number of seconds or a duration in every option (`--command-timeout 5`, `lock --ttl 5s`); etcdctl takes one or the other",
        "which option takes which is hard to remember";
    CONTROL: "On a terminal control characters in keys and values are escaped (`\\x1b`), except with `get --raw`; etcdctl sends them as they are",
        "a value must not operate the terminal";
    BOTH: "A flag beats its variable; etcdctl refuses when both are given",
        "to override is what flags are for";
    VARIABLE: "A malformed variable is refused; etcdctl ignores it",
        "a typo must not turn a setting off";
    QUIET: "stderr has `Error:`, `hint:` and notes for people; etcdctl: JSON log lines, one for every `ETCDCTL_*` that it does not know",
        "they are for etcd's developers";
    JSON_ERRORS: "With `-w json` and `-w jsonl` every line on stderr is a JSON object, unless `--json-errors=false`; etcdctl: text",
        "who reads the one can read the other";
    DEBUG: "`--debug` tells where each setting came from, and no secret; etcdctl prints the password",
        "logs are read by many";
    VERSION: "`version` names ectl, its own version and the etcdctl it is compatible with; called etcdctl, ectl prints that after etcdctl's lines",
        "that is what a report of a bug needs";
    UNREACHABLE: "No endpoint can be reached: 2 at once, with each cause; called etcdctl after the command timeout, in etcdctl's words and with the causes. etcdctl: `context deadline exceeded` after 5 s, and 1",
        "the cause is known at once";
    DEADLINES: "Every call has the command's deadline, and dialing has `--dial-timeout`; etcdctl: `txn`, `lease list`, `lease timetolive`, `user`, `role` wait for ever, and `ETCDCTL_COMMAND_TIMEOUT` is ignored by many",
        "nothing hangs";
    UNKNOWN: "No answer in time: 124, and for a write \"outcome unknown\"; etcdctl: 1",
        "it may have happened";
    DENIED: "Wrong credentials and missing permissions exit with 9; etcdctl: 1, 2 or 5",
        "to try again is of no use";
    PROMPT: "A password is never asked for on stdout; etcdctl does",
        "stdout is data";
    COUNT: "`get --count-only` works in every format; etcdctl: in `fields` only",
        "a count is a number, not a block of fields";
    STREAM: "`get` reads a range with RangeStream where the server has it (etcd 3.7), unless `--stream=false` forbids it (a compaction can break off a long one, with exit 1); etcdctl: only with `--stream`, and holds all of the range in memory",
        "the first key comes at once, and the server needs less memory";
    DELETING: "The warning before `del A B` counts the keys; in `txn` it comes without a pause",
        "a number says more than a pause";
    TXN_PANICS: "`txn` compares `lease(\"k\")`, and an unknown operator exits with 3; etcdctl panics at both",
        "etcd can do it";
    TXN_INPUT: "In `txn` numbers need no quotes, the end of the input ends the last section, and a mistake is named with line and column; etcdctl: 3 and `EOF`",
        "that is what people type";
    TXN_REQUESTS: "`put` without a value is refused in `txn` and on a terminal, and so is `help` in `txn`; etcdctl eats the rest of stdin, waits, or hangs",
        "a request says all of itself";
    PROMPTS: "The prompts of `txn -i` are on stderr, except in `simple`; etcdctl: on stdout",
        "stdout is data";
    WATCH: "`watch` resumes where a connection broke off, and exits with 2 if there was none to begin with; etcdctl waits for ever",
        "no change is lost, and no mistake hidden";
    WATCH_END: "A compacted `watch` ends with one error that names the way on; etcdctl: two, without",
        "the next line is known";
    PROGRESS: "`progress notify` is on stderr, except in `simple`; etcdctl: on stdout",
        "it breaks JSON";
    EXEC: "The command of `watch` is what follows `--`; etcdctl cuts it at a word that comes twice (`-- echo echo`)",
        "it runs what was typed";
    EXEC_RAW: "The command of `watch` also gets `ETCD_WATCH_RAW_*` without Go's quotes, or `ETCD_WATCH_VALUE_TOO_LARGE=1` for what no variable can hold, and may fail with `--on-exec-error=ignore`; etcdctl ends at such a value",
        "shells cannot undo Go's quotes";
    LEASE_BYTES: "`-w protobuf` of the lease commands is the whole reply; etcdctl: the header, and 4 after `revoke`",
        "the header says nothing";
    KEEP_ALIVE: "`lease keep-alive` exits with 10 when the lease is gone or never was, and with 2 when etcd is out of reach until it must be; etcdctl: 0, or 2 with `--once`",
        "whoever depends on it has to know";
    HEALTH: "`endpoint` commands ask all at once and answer in the order given, `--cluster` also without a quorum; no endpoint is exit 2; etcdctl: any order, and 0",
        "two runs can be compared, and nothing is not healthy";
    VERDICT: "`endpoint health -w json` has `verdict`, `took_ms`, `cause` and `phase` too, and an endpoint that does not let us in is of unknown health, exit 9; etcdctl: unhealthy, and 1",
        "what nobody has looked at is not broken";
    SILENT: "`endpoint status` shows endpoints that did not answer too, with why: as rows of the table, and as objects with `Error` in JSON; etcdctl: on stderr only",
        "what is missing from a list is not noticed";
    SNAPSHOT: "`snapshot save` takes `-` for stdout and `--no-clobber`, checks what it got, ends when nothing comes for 30 s, and exits with 6 for a local file; etcdctl: 5 for all",
        "a backup is for a pipe, and must be whole";
    MOVE_LEADER: "`move-leader` finds the leader by itself, unless ectl is called etcdctl; etcdctl wants it among `--endpoints`",
        "etcd knows";
    WHOLE_LINE: "`--interactive=false` takes all of the line as password, and warns of an empty one; etcdctl: its first word",
        "passwords have blanks";
    DETAIL: "`user get --detail -w json` is JSON only; etcdctl mixes text into it",
        "stdout is data";
    LEASES: "`lock` and `elect` revoke their lease at the end; etcdctl leaves it to expire",
        "whoever waits for keys to go does not wait for 10 or 60 s";
    LOST: "A lost lock or leadership is noticed at once, also while `lock` runs a command, which is stopped; exit code 10. etcdctl lets the command run on, or exits with 1",
        "two holders at a time are none";
    UNDER_LOCK: "The command of `lock` gets stdin and the signals that `lock` gets; if one ends it, the exit code is 128 + n; etcdctl: neither, and 255",
        "it can be stopped, and a script knows how it ended";
    ORPHANED: "The command of `lock` ends with `lock`, also if that is killed, or suspended for too long; etcdctl: it runs on",
        "who locks next is alone";
    TOKEN: "`ETCD_LOCK_REV` is the key's create revision, and `ETCD_LOCK_*` of an inner lock hide those of an outer one; etcdctl: the revision of an answer, and the other way round",
        "it is a fencing token that etcd can compare";
    INTERRUPTED: "A signal while `lock` or `elect` waits: exit code 5; etcdctl: 1",
        "as with every interrupted command";
    ELECT_COMMAND: "`elect NAME -- CMD` runs CMD, with the name of the host as proposal; etcdctl, and ectl called `etcdctl`: a single word after `--` is the proposal",
        "what a leader runs is typed as with `lock`";
    MEMBER_ENV: "`member add -w json` has one more field, `env`",
        "the variables that the new etcd is started with, for programs too";
    SPECIAL_FILES: "`snapshot save` writes into a pipe or device; etcdctl renames a file onto it",
        "it is what was named";
    MIRROR_PREFIX: "`make-mirror --rev N` keeps the keys' prefix; etcdctl drops it",
        "as without `--rev`: `--no-dest-prefix` is there to drop it";
    MIRROR_CONTACT: "`make-mirror` goes on after a lost connection, on either side; where the source has compacted what it needs it exits with 5; etcdctl ends in both cases, with 1",
        "a mirror that stopped days ago is found when it is needed";
    CHECK_KEYS: "`check` refuses an empty `--prefix`, and removes its keys after SIGTERM and SIGHUP too",
        "it deletes what is below the prefix";
}

/// Differences that a line on a pair of servers cannot show; `tests/it/differences.rs` names their tests.
pub(super) const SHOWN_BY_TESTS: &[&Difference] = &[
    &MOVE_LEADER,
    &STREAM,
    &CONTROL,
    &LEASES,
    &LOST,
    &UNDER_LOCK,
    &ORPHANED,
    &TOKEN,
    &INTERRUPTED,
    &ELECT_COMMAND,
    &MEMBER_ENV,
    &SPECIAL_FILES,
    &MIRROR_PREFIX,
    &MIRROR_CONTACT,
    &CHECK_KEYS,
];
