//! What commands have written while they ran, by etcd's own order of all things.

use super::cluster::Cluster;
use serde_json::Value;

/// Writes under the lock's token again and again, and once more when it is told to end: the key's create
/// revision tells when it has begun, and its last one when it had not ended yet. A write that gets no
/// answer does not hold up the next.
pub const LOGGED: &str = r#"
put() { "$ECTL" put --command-timeout 1s "$@" > /dev/null; }
log() { put "log/$SUBJECT/${ETCD_LOCK_REV:-0}" "$NAME"; }
trap 'log; exit 3' TERM
while :; do log; sleep 0.4; done"#;

/// One holder.
#[derive(Debug)]
pub struct Span {
    pub token: u64,
    pub begin: u64,
    pub last: u64,
    pub name: String,
}

/// Those who have held what this subject wants, in the order of their tokens.
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

/// Nobody has begun before the one before had written for the last time.
#[track_caller]
pub fn nobody_overlaps(history: &[Span]) {
    for pair in history.windows(2) {
        assert!(pair[0].last < pair[1].begin, "{history:?}");
    }
    assert!(history.iter().all(|span| span.token < span.begin), "{history:?}");
}

/// A revision of a key.
pub fn number(kv: &Value, field: &str) -> u64 {
    kv[field].as_str().unwrap().parse().unwrap()
}
