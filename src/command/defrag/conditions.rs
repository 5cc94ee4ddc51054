//! Conditions on the members to be defragmented, and the order of the members.

use crate::doctor::percent;
use crate::etcd::proto::StatusResponse;
use crate::go::si_bytes;
use crate::input::byte_size;
use clap::Args;

#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct DefragConditions {
    /// Skip members of whose database less than PERCENT is free
    #[arg(long, value_name = "PERCENT", value_parser = free_percent, conflicts_with = "data_dir")]
    if_free: Option<u64>,
    /// Skip members whose database is smaller, such as 100MB
    #[arg(long, value_name = "BYTES", value_parser = byte_size, conflicts_with = "data_dir")]
    min_size: Option<i64>,
}

impl DefragConditions {
    pub(super) fn exist(self) -> bool {
        self.if_free.is_some() || self.min_size.is_some()
    }

    /// Returns why a member is skipped, if it is.
    pub(super) fn unmet(self, status: &StatusResponse) -> Option<String> {
        let size = status.db_size.max(0);
        if let Some(least) = self.min_size.filter(|least| size < *least) {
            return Some(format!("{} is less than {}", bytes(size), bytes(least)));
        }
        let free = i128::from(free(status)) * 100;
        let least =
            self.if_free.filter(|percent| free < i128::from(*percent) * i128::from(size))?;
        Some(format!("{}, less than {least}%", free_space(status)))
    }
}

/// Parses a percentage of a whole, with or without its sign.
fn free_percent(text: &str) -> Result<u64, String> {
    let found = percent(text)?;
    (found <= 100).then_some(found).ok_or_else(|| format!("\"{text}\" is over 100%"))
}

/// Returns the number of bytes that defragmentation would free.
fn free(status: &StatusResponse) -> i64 {
    status.db_size.saturating_sub(status.db_size_in_use).max(0)
}

fn bytes(size: i64) -> String {
    si_bytes(size.unsigned_abs())
}

/// Returns the free space in words: `50 kB of 200 kB (25%) are free`. The percentage is rounded down.
pub(super) fn free_space(status: &StatusResponse) -> String {
    let (free, size) = (free(status), status.db_size.max(0));
    let percent = i128::from(free) * 100 / i128::from(size.max(1));
    format!("{} of {} ({percent}%) are free", bytes(free), bytes(size))
}

/// Returns whether a member is the leader, by its own account.
pub(super) fn is_leader(status: &StatusResponse) -> bool {
    let id = status.header.map(|header| header.member_id);
    status.leader != 0 && id == Some(status.leader)
}

#[cfg(test)]
mod tests {
    use super::{DefragConditions, free_space};
    use crate::etcd::proto::StatusResponse;

    fn unmet(conditions: (Option<u64>, Option<i64>), sizes: (i64, i64)) -> Option<String> {
        let (if_free, min_size) = conditions;
        let (db_size, db_size_in_use) = sizes;
        let status = StatusResponse { db_size, db_size_in_use, ..StatusResponse::default() };
        DefragConditions { if_free, min_size }.unmet(&status)
    }

    #[test]
    fn conditions_decide() {
        assert_eq!(unmet((None, None), (0, 0)), None);
        assert_eq!(unmet((Some(25), None), (200_000, 150_000)), None);
        let less = "50 kB of 200 kB (25%) are free, less than 26%".to_owned();
        assert_eq!(unmet((Some(26), None), (200_000, 150_000)), Some(less.clone()));
        assert_eq!(unmet((None, Some(200_000)), (200_000, 0)), None);
        let small = "200 kB is less than 201 kB".to_owned();
        assert_eq!(unmet((Some(0), Some(201_000)), (200_000, 0)), Some(small));
        assert_eq!(unmet((Some(26), Some(1)), (200_000, 150_000)), Some(less));
        // More in use than there is: reported at different moments.
        assert_eq!(
            unmet((Some(1), None), (10, 20)).as_deref(),
            Some("0 B of 10 B (0%) are free, less than 1%")
        );
        assert_eq!(unmet((Some(1), None), (i64::MAX, i64::MIN)), None);
    }

    #[test]
    fn free_space_of_nothing() {
        assert_eq!(free_space(&StatusResponse::default()), "0 B of 0 B (0%) are free");
    }
}
