//! Ids of leases and members: hexadecimal, with or without `0x`, or `dec:` and decimal digits as in
//! etcdctl's JSON.

use std::fmt;

#[derive(Debug, Clone, Copy)]
pub(crate) struct LeaseId(pub(crate) i64);

impl fmt::Display for LeaseId {
    /// Formats like Go's `%016x`, whose sign counts as one of the sixteen places.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs();
        if self.0 < 0 { write!(f, "-{digits:015x}") } else { write!(f, "{digits:016x}") }
    }
}

/// Parses a lease id. Lease ids are signed 64-bit integers.
pub(crate) fn lease_id(text: &str) -> Result<i64, String> {
    let bad = || format!("bad lease ID \"{text}\": expected hexadecimal, such as 694d81417acd4754");
    match text.strip_prefix("dec:") {
        Some(decimal) => decimal.parse().map_err(|_| bad()),
        None => i64::from_str_radix(without_0x(text), 16).map_err(|_| bad()),
    }
}

pub(crate) fn member_id(text: &str) -> Result<u64, String> {
    let bad =
        || format!("bad member ID \"{text}\": expected hexadecimal, such as 8e9e05c52164694d");
    match text.strip_prefix("dec:") {
        Some(decimal) => decimal.parse().map_err(|_| bad()),
        None if text.starts_with('+') => Err(bad()),
        None => u64::from_str_radix(without_0x(text), 16).map_err(|_| bad()),
    }
}

fn without_0x(text: &str) -> &str {
    text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::{LeaseId, lease_id, member_id};

    #[test]
    fn lease_ids_have_sixteen_places() {
        assert_eq!(LeaseId(0x1234).to_string(), "0000000000001234");
        assert_eq!(LeaseId(i64::MAX).to_string(), "7fffffffffffffff");
        assert_eq!(LeaseId(-1).to_string(), "-000000000000001");
        assert_eq!(LeaseId(i64::MIN).to_string(), "-8000000000000000");
    }

    #[test]
    fn parses_every_notation() {
        assert_eq!(lease_id("694d"), Ok(0x694d));
        assert_eq!(lease_id("0000694d"), Ok(0x694d));
        assert_eq!(lease_id("0x694D"), Ok(0x694d));
        assert_eq!(lease_id("-1"), Ok(-1));
        assert_eq!(lease_id("dec:26957"), Ok(0x694d));
        assert_eq!(member_id("8e9e05c52164694d"), Ok(0x8e9e_05c5_2164_694d));
        assert_eq!(member_id("dec:10276657743932975437"), Ok(0x8e9e_05c5_2164_694d));
    }

    #[test]
    fn rejects_invalid_ids() {
        for text in ["", "zz", "0x", "dec:", "dec:ff", "8e9e05c52164694d", "--1", "1 "] {
            assert!(lease_id(text).is_err(), "{text}");
        }
        for text in ["", "zz", "-1", "+1", "18e9e05c52164694d"] {
            assert!(member_id(text).is_err(), "{text}");
        }
    }
}
