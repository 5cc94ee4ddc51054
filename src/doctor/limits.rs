use std::time::Duration;

/// Limits beyond which a finding is a warning.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limits {
    /// Days that a certificate must remain valid.
    pub(crate) warn_days: u64,
    /// Days of a certificate below which the finding is critical.
    pub(crate) critical_days: u64,
    pub(crate) max_latency: Duration,
    /// Used percentage of the quota.
    pub(crate) max_db_percent: u64,
    /// Free percentage of the database file.
    pub(crate) max_fragmentation: u64,
    /// Raft entries that a member lacks.
    pub(crate) max_lag: u64,
    pub(crate) max_skew: Duration,
    /// Quota in bytes, in place of the one that members report.
    pub(crate) quota: Option<i64>,
}
