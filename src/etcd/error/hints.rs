//! What to do about etcd's own answers.

/// A part of etcd's text, and the way out. The first that fits counts.
const WAYS_OUT: [(&str, &str); 23] = [
    (
        "database space exceeded",
        "make room: \"ectl compaction REVISION\", \"ectl defrag --cluster\", then \"ectl alarm disarm\"",
    ),
    (
        "required revision has been compacted",
        "older revisions are gone; without --rev the present is read",
    ),
    (
        "required revision is a future revision",
        "etcd has not come that far; without --rev the present is read",
    ),
    ("request is too large", LARGE),
    ("grpc: received message larger than max", LARGE),
    (
        "too many operations in txn request",
        "etcd takes 128 at once, unless it is started with --max-txn-ops: split it",
    ),
    ("no leader", NO_QUORUM),
    ("leader changed", NO_QUORUM),
    ("request timed out", NO_QUORUM),
    ("not enough started members", NO_QUORUM),
    ("unhealthy cluster", NO_QUORUM),
    ("too many requests", "the cluster is overloaded, or its disks are slow: try again later"),
    (
        "password was given for no password user",
        "this user logs in by a certificate (--cert, --key), without --user",
    ),
    (
        "authentication is not enabled",
        "\"ectl auth enable\" turns it on, once there is a user root",
    ),
    ("invalid user ID or password", "check the name after --user, and the password"),
    (
        "user name is empty",
        "authentication is on: --user and --password-file, or --cert and --key, say who we are",
    ),
    (
        "invalid auth token",
        "the token has expired, or etcd was restarted: get another, or use --user",
    ),
    (
        "revision of auth store is old",
        "users or roles have changed since the token was made: get another",
    ),
    (
        "revision in header is old",
        "users or roles have changed since the token was made: get another",
    ),
    (
        "rpc not supported for learner",
        "a learner serves hardly anything yet: name a voting member with --endpoints",
    ),
    (
        "requested lease not found",
        "it has expired, or was revoked; \"ectl lease list\" shows those that live",
    ),
    (
        "corrupt cluster",
        "members disagree about the data: \"ectl endpoint hashkv --cluster\" shows which",
    ),
    ("unknown ", "is this etcd older than the command?"),
];

/// What to look at when a member does not answer a call.
pub(crate) const NO_ANSWER: &str =
    "is it overloaded, or without a leader? \"ectl endpoint status --cluster\" tells";

const LARGE: &str = "etcd's own limit is 1.5 MiB, unless it is started with --max-request-bytes";
/// What to look at when there is no leader.
pub(crate) const NO_QUORUM: &str =
    "a majority of the members must be up and see one another: \"ectl endpoint status --cluster\"";

/// The way out of what etcd complains about, if there is one that it does not name itself.
pub(crate) fn way_out(message: &str) -> Option<&'static str> {
    WAYS_OUT.iter().find(|(part, _)| message.contains(part)).map(|(_, way)| *way)
}

/// The way out of what an alarm tells, by the alarm's name.
pub(crate) fn way_out_of_alarm(name: &str) -> Option<&'static str> {
    match name {
        "NOSPACE" => way_out("database space exceeded"),
        "CORRUPT" => way_out("corrupt cluster"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{WAYS_OUT, way_out};

    #[test]
    fn the_manual_has_every_answer_that_advice_is_given_on() {
        let page = include_str!("../../../man/ectl-errors.7").replace("\\-", "-");
        for (part, _) in WAYS_OUT {
            assert!(page.contains(part), "ectl-errors(7) lacks {part:?}");
        }
    }

    #[test]
    fn etcds_words_lead_to_the_way_out() {
        let way = way_out("etcdserver: mvcc: database space exceeded").unwrap();
        assert!(way.contains("alarm disarm"));
        assert_eq!(way_out("etcdserver: user name already exists"), None);
    }
}
