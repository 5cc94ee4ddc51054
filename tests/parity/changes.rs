//! Which generation of etcdctl prints what: since when it prints what 3.7 prints, which is what ectl
//! prints on every server. A line that refers to a change must differ from an older etcdctl.

use super::peer::Generation;

pub(super) struct Change {
    pub(super) since: Generation,
    pub(super) what: &'static str,
}

/// Declares the changes, and `ALL` of them.
macro_rules! changes {
    ($($name:ident: $since:expr, $what:literal;)*) => {
        $(pub(super) const $name: Change = Change { since: $since, what: $what };)*
        pub(super) const ALL: &[&Change] = &[$(&$name),*];
    };
}

changes! {
    HEALTH_STDOUT: (3, 5), "`endpoint health` prints on stdout; before: on stderr";
    HEALTH_ALARMS: (3, 5), "`endpoint health` asks for alarms";
    AUTH_STATUS: (3, 5), "`auth status`";
    COUNT_ONLY: (3, 5), "`get --count-only`";
    DEL_RANGE: (3, 5), "`del --range`";
    TXN_JSON: (3, 5), "`txn -w json` names the responses `response_put`; before: `ResponsePut`";
    LOCK_STATUS: (3, 5), "`lock` returns the exit code of its command; before: 1";
    WATCH_EOF: (3, 5), "`watch -i` words its errors in lower case";
    ALARM_FIELDS: (3, 5), "`alarm list -w fields` prints replies of a 3.4 server, which have no header; before: a panic";
    HEX_FIELDS: (3, 6), "`--hex -w fields` prints ids and leases in hexadecimal";
    HASH_REVISION: (3, 6), "`endpoint hashkv` prints the revision hashed";
    MEMBER_FIELDS: (3, 6), "`member list -w fields` ends each member with an empty line";
    MEMBER_CONSISTENCY: (3, 6), "`member list --consistency`";
    MEMBER_LEARNER: (3, 6), "`member add --learner` says so";
    MEMBER_HEX_JSON: (3, 6), "`member list --hex -w json` prints ids in hexadecimal";
    STATUS_FIELDS: (3, 6), "`endpoint status -w fields` prints the storage version, the quota and the downgrade";
    TXN_LEASE: (3, 6), "`txn` compares `lease(\"k\")`; before, and in 3.7 again: a panic";
    WATCH_JSON: (3, 7), "`watch -w json` names the fields as the other commands do";
    ALARM_TEXT: (3, 7), "`alarm list` prints no blank at the end of a line";
    STREAM_FLAG: (3, 7), "`get --stream`";
}
