use super::limits::Limits;
use super::{database, raft};
use crate::etcd::{Certificate, Step};
use crate::recipe::EndpointReport;
use std::time::{Duration, SystemTime};

/// A number about one endpoint, named as a Prometheus metric.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Measure {
    pub(crate) name: &'static str,
    pub(crate) endpoint: String,
    pub(crate) value: f64,
}

pub(crate) const MEASURES: [(&str, &str); 9] = [
    ("up", "1 if the endpoint speaks HTTP/2, else 0."),
    (
        "certificate_end_timestamp_seconds",
        "Time at which the first certificate of the chain expires.",
    ),
    ("db_size_bytes", "Size of the database file."),
    ("db_in_use_bytes", "Used size of the database file."),
    ("db_quota_bytes", "Database size at which the member refuses writes."),
    ("raft_lag_entries", "Raft entries that another member has and the member lacks."),
    ("apply_lag_entries", "Raft entries that the member must still apply."),
    ("serializable_read_seconds", "Median latency of a serializable read."),
    ("linearizable_read_seconds", "Median latency of a linearizable read."),
];

pub(super) fn of(seen: &[EndpointReport], limits: &Limits) -> Vec<Measure> {
    seen.iter().flat_map(|one| of_endpoint(one, seen, limits)).collect()
}

fn of_endpoint(one: &EndpointReport, seen: &[EndpointReport], limits: &Limits) -> Vec<Measure> {
    let status = one.status.found();
    let chain = one.approach.tls.found().and_then(Option::as_ref).map(|tls| &tls.chain);
    let ends = chain.and_then(|chain| chain.iter().map(|Certificate { ends, .. }| *ends).min());
    let seconds = |step: &Step<Duration>| step.found().map(Duration::as_secs_f64);
    // Integers below 2^53, which a double represents exactly.
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
