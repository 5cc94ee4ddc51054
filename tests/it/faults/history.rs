//! Records written by commands while they ran, in etcd's order of revisions.

use super::cluster::Cluster;
use serde_json::Value;

/// Writes under the lock's token in a loop, and once more on SIGTERM: the key's create revision is the
/// begin of the command, and its last revision a moment before its end. A write that gets no
/// answer does not hold up the next.
pub const LOGGED: &str = r#"
put() { "$ECTL" put --command-timeout 1s "$@" > /dev/null; }
log() { put "log/$SUBJECT/${ETCD_LOCK_REV:-0}" "$NAME"; }
trap 'log; exit 3' TERM
while :; do log; sleep 0.4; done"#;

/// The time of one holder.
#[derive(Debug)]
pub struct Span {
    pub token: u64,
    pub begin: u64,
    pub last: u64,
    pub name: String,
}

/// Returns the holders of a subject's lock, in the order of their tokens.
pub fn history(cluster: &Cluster, subject: &str) -> Vec<Span> {
    let prefix = format!("log/{subject}/");
    let span = |kv: &Value| Span {
        token: kv["key"].as_str().unwrap().strip_prefix(&prefix).unwrap().parse().unwrap(),
        begin: number(kv, "create_revision"),
        last: number(kv, "mod_revision"),
        name: kv["value"].as_str().unwrap().to_owned(),
    };
    let mut spans: Vec<_> = cluster.keys(&prefix).iter().map(span).collect();
    spans.sort_by_key(|span| span.token);
    spans
}

/// Asserts that each holder began after the last write of the one before.
#[track_caller]
pub fn nobody_overlaps(history: &[Span]) {
    for pair in history.windows(2) {
        assert!(pair[0].last < pair[1].begin, "{history:?}");
    }
    assert!(history.iter().all(|span| span.token < span.begin), "{history:?}");
}

/// Asserts that never more than `limit` holders were between their first and last write, and that they were
/// that many at times.
#[track_caller]
pub fn never_more_than(limit: usize, history: &[Span]) {
    let at = |revision| {
        history.iter().filter(|span| (span.begin..=span.last).contains(&revision)).count()
    };
    let most = history.iter().map(|span| at(span.begin)).max();
    assert_eq!(most, Some(limit), "{history:?}");
    assert!(history.iter().all(|span| span.token < span.begin), "{history:?}");
}

/// A revision of a key.
pub fn number(kv: &Value, field: &str) -> u64 {
    kv[field].as_str().unwrap().parse().unwrap()
}
