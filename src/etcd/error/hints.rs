//! Hints about etcd's own errors.

/// Parts of etcd's texts with their hints. The first match counts.
const HINTS: [(&str, &str); 23] = [
    (
        "database space exceeded",
        "make room: \"ectl compaction --keep 0\", \"ectl defrag --cluster\", then \"ectl alarm disarm\"; \
         \"ectl du --top 10\" shows what is large",
    ),
    (
        "required revision has been compacted",
        "older revisions are gone; omit --rev to read the latest",
    ),
    (
        "required revision is a future revision",
        "the store is below that revision; omit --rev to read the latest",
    ),
    ("request is too large", LARGE),
    ("grpc: received message larger than max", LARGE),
    (
        "too many operations in txn request",
        "etcd accepts 128 by default (its --max-txn-ops): split the transaction",
    ),
    ("no leader", NO_QUORUM),
    ("leader changed", NO_QUORUM),
    ("request timed out", NO_QUORUM),
    ("not enough started members", NO_QUORUM),
    ("unhealthy cluster", NO_QUORUM),
    ("too many requests", "the cluster is overloaded, or its disks are slow: try again later"),
    (
        "password was given for no password user",
        "this user has no password: log in with --cert and --key, without --user",
    ),
    ("authentication is not enabled", "create the user root, then run \"ectl auth enable\""),
    ("invalid user ID or password", "check --user and the password"),
    (
        "user name is empty",
        "authentication is enabled: use --user with --password-file, or --cert and --key",
    ),
    (
        "invalid auth token",
        "the token has expired, or etcd was restarted: get a new one, or use --user",
    ),
    (
        "revision of auth store is old",
        "users or roles have changed since the token was issued: get a new one",
    ),
    (
        "revision in header is old",
        "users or roles have changed since the token was issued: get a new one",
    ),
    (
        "rpc not supported for learner",
        "a learner serves few requests: use a voting member with --endpoints",
    ),
    ("requested lease not found", "the lease expired or was revoked; see \"ectl lease list\""),
    ("corrupt cluster", "members disagree about the data: see \"ectl endpoint hashkv --cluster\""),
    ("unknown ", "this etcd may be too old for the command"),
];

const LARGE: &str = "etcd's own limit is 1.5 MiB by default (its --max-request-bytes)";

pub(crate) const NO_QUORUM: &str =
    "a majority of the members must be up and connected: see \"ectl endpoint status --cluster\"";

pub(crate) fn hint_for(message: &str) -> Option<&'static str> {
    HINTS.iter().find(|(part, _)| message.contains(part)).map(|(_, hint)| *hint)
}

pub(crate) fn alarm_hint(name: &str) -> Option<&'static str> {
    match name {
        "NOSPACE" => hint_for("database space exceeded"),
        "CORRUPT" => hint_for("corrupt cluster"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{HINTS, hint_for};

    #[test]
    fn manual_has_every_error_with_a_hint() {
        let page = include_str!("../../../man/ectl-errors.7").replace("\\-", "-");
        for (part, _) in HINTS {
            assert!(page.contains(part), "ectl-errors(7) lacks {part:?}");
        }
    }

    #[test]
    fn text_of_etcd_has_a_hint() {
        let hint = hint_for("etcdserver: mvcc: database space exceeded").unwrap();
        assert!(hint.contains("alarm disarm") && hint.contains("ectl du"));
        assert_eq!(hint_for("etcdserver: user name already exists"), None);
    }
}
