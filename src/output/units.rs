/// Returns the percentage of a part, rounded up so that it is never more than shown. `None` if the whole is
/// not positive.
pub(crate) fn percent(part: i64, whole: i64) -> Option<i64> {
    let hundredfold = i128::from(part) * 100;
    let percent = (whole > 0).then(|| -(-hundredfold).div_euclid(whole.into()))?;
    Some(i64::try_from(percent).unwrap_or(i64::MAX))
}

/// Formats a percentage; `<1%` if [`percent`] rounds it up to 1.
pub(crate) fn share(part: i64, whole: i64) -> Option<String> {
    let percent = percent(part, whole)?;
    let less = percent == 1 && i128::from(part) * 100 < i128::from(whole);
    Some(if less { "<1%".to_owned() } else { format!("{percent}%") })
}

pub(crate) fn counted(count: impl TryInto<u64>, one: &str, many: &str) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, percent, share};

    #[test]
    fn percentages_are_rounded_up() {
        assert_eq!([percent(0, 3), percent(1, 3), percent(3, 3)], [Some(0), Some(34), Some(100)]);
        assert_eq!(percent(8_000_001, 10_000_000), Some(81), "never as if it were 80");
        assert_eq!([percent(1, 0), percent(1, -1)], [None, None]);
        assert_eq!([percent(i64::MAX, 1), percent(-1, 3)], [Some(i64::MAX), Some(-33)]);
    }

    #[test]
    fn share_below_one_percent_is_marked() {
        let shares = [share(0, 9), share(25, 2_100_000), share(1, 100), share(101, 10_000)];
        assert_eq!(shares.map(Option::unwrap), ["0%", "<1%", "1%", "2%"]);
        assert_eq!(share(1, 0), None);
    }

    #[test]
    fn one_is_singular() {
        let keys = [0_i64, 1, 2].map(|count| counted(count, "key", "keys"));
        assert_eq!(keys, ["0 keys", "1 key", "2 keys"]);
        assert_eq!(counted(1_usize, "entry", "entries"), "1 entry");
    }
}
