//! The limits beyond which a finding is a warning, or critical.

use crate::go::{count, duration};
use crate::input::byte_size;
use clap::Args;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq, Args)]
#[command(next_help_heading = "Limit options")]
pub(crate) struct Limits {
    /// Warn if a certificate expires within DAYS
    #[arg(long, value_name = "DAYS", default_value = "30", value_parser = count)]
    pub(crate) warn_days: u64,
    /// Critical if a certificate expires within DAYS
    #[arg(long, value_name = "DAYS", default_value = "7", value_parser = count)]
    pub(crate) critical_days: u64,
    /// Warn if a read takes longer
    #[arg(long, value_name = "DURATION", default_value = "100ms", value_parser = duration)]
    pub(crate) max_latency: Duration,
    /// Warn if the database exceeds PERCENT of its quota
    #[arg(long, value_name = "PERCENT", default_value = "80", value_parser = percent)]
    pub(crate) max_db_percent: u64,
    /// Warn if more of a file over 16 MiB is free space
    #[arg(long, value_name = "PERCENT", default_value = "50", value_parser = percent)]
    pub(crate) max_fragmentation: u64,
    /// Warn if a member lags by more raft entries
    #[arg(long, value_name = "ENTRIES", default_value = "1000", value_parser = count)]
    pub(crate) max_lag: u64,
    /// Warn if a clock differs more from the local clock
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = duration)]
    pub(crate) max_skew: Duration,
    /// Quota, such as 8GiB (default: as reported by etcd)
    #[arg(long, value_name = "BYTES", value_parser = byte_size)]
    pub(crate) quota: Option<i64>,
}

/// Parses a percentage, with or without its sign.
pub(crate) fn percent(text: &str) -> Result<u64, String> {
    count(text.strip_suffix('%').unwrap_or(text))
}
