//! Ids of leases and members: hexadecimal as etcdctl prints them, or with `0x`, or `dec:` and decimal
//! digits as JSON shows them.

/// A lease id. etcd's leases are signed; a sign is accepted as etcdctl does.
pub(crate) fn lease_id(text: &str) -> Result<i64, String> {
    let bad = || format!("bad lease ID \"{text}\": expected hexadecimal, such as 694d81417acd4754");
    match text.strip_prefix("dec:") {
        Some(decimal) => decimal.parse().map_err(|_| bad()),
        None => i64::from_str_radix(without_0x(text), 16).map_err(|_| bad()),
    }
}

/// A member id.
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
    use super::{lease_id, member_id};

    #[test]
    fn every_spelling_of_an_id() {
        assert_eq!(lease_id("694d"), Ok(0x694d));
        assert_eq!(lease_id("0000694d"), Ok(0x694d));
        assert_eq!(lease_id("0x694D"), Ok(0x694d));
        assert_eq!(lease_id("-1"), Ok(-1));
        assert_eq!(lease_id("dec:26957"), Ok(0x694d));
        assert_eq!(member_id("8e9e05c52164694d"), Ok(0x8e9e_05c5_2164_694d));
        assert_eq!(member_id("dec:10276657743932975437"), Ok(0x8e9e_05c5_2164_694d));
    }

    #[test]
    fn what_is_no_id() {
        for text in ["", "zz", "0x", "dec:", "dec:ff", "8e9e05c52164694d", "--1", "1 "] {
            assert!(lease_id(text).is_err(), "{text}");
        }
        for text in ["", "zz", "-1", "+1", "18e9e05c52164694d"] {
            assert!(member_id(text).is_err(), "{text}");
        }
    }
}
