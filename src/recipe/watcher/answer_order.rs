//! The order of a member's answers and events.

/// Knowledge of whether the answers of a member come in the order of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerOrder {
    Unknown,
    Kept,
    Unsure,
}

/// Returns whether a server answers only when all events before were sent: etcd 3.4.31, 3.5.13, and 3.6.
pub(super) fn keeps_order(version: &str) -> bool {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = release.split('.').map(|number| number.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten()) {
        (Some(3), Some(4), Some(patch)) => patch >= 31,
        (Some(3), Some(5), Some(patch)) => patch >= 13,
        (Some(3), Some(minor), Some(_)) => minor >= 6,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::keeps_order;

    #[test]
    fn old_servers_are_not_trusted() {
        for version in ["3.4.31", "3.5.13", "3.6.0", "3.7.0-rc.0", "3.5.21"] {
            assert!(keeps_order(version), "{version}");
        }
        for version in ["3.4.30", "3.5.12", "3.3.99", "3.6", "", "x.y.z", "4.0.0"] {
            assert!(!keeps_order(version), "{version}");
        }
    }
}
