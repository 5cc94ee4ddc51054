//! The numbers among what was seen, for those who draw curves of them.

use super::{Limits, database, raft};
use crate::etcd::{Certificate, Step};
use crate::recipe::EndpointReport;
use std::time::{Duration, SystemTime};

/// A number about one endpoint; names and units are those of Prometheus.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    pub(crate) name: &'static str,
    pub(crate) endpoint: String,
    pub(crate) value: f64,
}

/// What each is, by its name.
pub(crate) const MEASURES: [(&str, &str); 9] = [
    ("up", "Whether the endpoint speaks HTTP/2 (1) or not (0)."),
    ("certificate_end_timestamp_seconds", "When the first certificate of its chain ends."),
    ("db_size_bytes", "Size of the database file."),
    ("db_in_use_bytes", "How much of that file is in use."),
    ("db_quota_bytes", "Size at which the member stops taking writes."),
    ("raft_lag_entries", "Raft entries that the member lacks and another has."),
    ("apply_lag_entries", "Raft entries that the member has and has not applied."),
    ("serializable_read_seconds", "Median time of a read that the member answers alone."),
    ("linearizable_read_seconds", "Median time of a read that needs a quorum."),
];

pub(super) fn of(seen: &[EndpointReport], limits: &Limits) -> Vec<Measure> {
    seen.iter().flat_map(|one| of_endpoint(one, seen, limits)).collect()
}

fn of_endpoint(one: &EndpointReport, seen: &[EndpointReport], limits: &Limits) -> Vec<Measure> {
    let status = one.status.found();
    let chain = one.approach.tls.found().and_then(Option::as_ref).map(|tls| &tls.chain);
    let ends = chain.and_then(|chain| chain.iter().map(|Certificate { ends, .. }| *ends).min());
    let seconds = |step: &Step<Duration>| step.found().map(Duration::as_secs_f64);
    // Whole numbers below 2^53: a double holds them.
    let values = [
        Some(f64::from(u8::from(one.approach.http2.found().is_some()))),
        ends.and_then(|ends| ends.duration_since(SystemTime::UNIX_EPOCH).ok())
            .map(|ends| ends.as_secs_f64()),
        status.map(|status| status.db_size as f64),
        status.map(|status| status.db_size_in_use as f64),
        database::quota_of(one, limits).map(|quota| quota as f64),
        status.map(|status| raft::raft_lag(seen, status) as f64),
        status.map(|status| raft::apply_lag(status) as f64),
        seconds(&one.serializable),
        seconds(&one.linearizable),
    ];
    let named = MEASURES.iter().zip(values);
    let endpoint = &one.endpoint;
    named
        .filter_map(|((name, _), value)| {
            Some(Measure { name, endpoint: endpoint.clone(), value: value? })
        })
        .collect()
}
