//! Sizes and durations as Go's libraries write them; shares in percent.

use std::time::Duration;

const SI: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

/// A size as `humanize.Bytes` writes it: in powers of 1000, with one decimal below 10.
pub(crate) fn si_bytes(bytes: u64) -> String {
    if bytes < 10 {
        return format!("{bytes} B");
    }
    // Which unit it is, Go decides by logarithms; multiplying gives the same without their errors.
    let (mut unit, mut scale) = (0, 1_u64);
    while bytes / scale >= 1000 {
        (unit, scale) = (unit + 1, scale * 1000);
    }
    let value = (bytes as f64 / scale as f64 * 10.0 + 0.5).floor() / 10.0;
    let decimals = usize::from(value < 10.0);
    format!("{value:.decimals$} {}", SI.get(unit).unwrap_or(&""))
}

/// A duration as Go's `Duration.String` writes it: `3.544695ms`, `1m2.5s`.
pub(crate) fn go_duration(duration: Duration) -> String {
    let nanos = duration.as_nanos();
    match nanos {
        0 => "0s".to_owned(),
        1..1_000 => format!("{nanos}ns"),
        1_000..1_000_000 => format!("{}µs", decimal(nanos, 1_000)),
        1_000_000..1_000_000_000 => format!("{}ms", decimal(nanos, 1_000_000)),
        _ => {
            let minutes = duration.as_secs() / 60;
            let seconds = decimal(nanos - u128::from(minutes) * 60_000_000_000, 1_000_000_000);
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{seconds}s"),
                (0, minutes) => format!("{minutes}m{seconds}s"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    }
}

/// `number / unit`, all its digits and no zeros behind them.
fn decimal(number: u128, unit: u128) -> String {
    let width = unit.ilog10() as usize;
    let text = format!("{}.{:0width$}", number / unit, number % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many percent of a whole a part is, begun ones in full: what is told as 80 is not more. Of
/// nothing there is no share.
pub(crate) fn percent(part: i64, whole: i64) -> Option<i64> {
    let hundredfold = i128::from(part) * 100;
    let percent = (whole > 0).then(|| -(-hundredfold).div_euclid(whole.into()))?;
    Some(i64::try_from(percent).unwrap_or(i64::MAX))
}

/// Returns a share in percent as people read it: `<1%` of what [`percent`] rounds up to 1.
pub(crate) fn share(part: i64, whole: i64) -> Option<String> {
    let percent = percent(part, whole)?;
    let less = percent == 1 && i128::from(part) * 100 < i128::from(whole);
    Some(if less { "<1%".to_owned() } else { format!("{percent}%") })
}

/// Returns a number with the thing that is counted, such as `1 key` and `2 keys`.
pub(crate) fn counted(count: impl TryInto<u64>, one: &str, many: &str) -> String {
    match count.try_into().unwrap_or(u64::MAX) {
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{counted, go_duration, percent, share, si_bytes};
    use std::time::Duration;

    #[test]
    fn sizes_as_humanize_writes_them() {
        for (bytes, text) in [
            (0, "0 B"),
            (9, "9 B"),
            (10, "10 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (1_550, "1.6 kB"),
            (9_960, "10 kB"),
            (20_480, "20 kB"),
            (24_576, "25 kB"),
            (999_999, "1000 kB"),
            (1_000_000, "1.0 MB"),
            (2_147_483_648, "2.1 GB"),
            (8_589_934_592, "8.6 GB"),
            (u64::MAX, "18 EB"),
        ] {
            assert_eq!(si_bytes(bytes), text, "{bytes}");
        }
    }

    #[test]
    fn shares_in_percent() {
        assert_eq!([percent(0, 3), percent(1, 3), percent(3, 3)], [Some(0), Some(34), Some(100)]);
        assert_eq!(percent(8_000_001, 10_000_000), Some(81), "never as if it were 80");
        assert_eq!([percent(1, 0), percent(1, -1)], [None, None]);
        assert_eq!([percent(i64::MAX, 1), percent(-1, 3)], [Some(i64::MAX), Some(-33)]);
    }

    #[test]
    fn share_below_one_percent_is_not_one() {
        let shares = [share(0, 9), share(25, 2_100_000), share(1, 100), share(101, 10_000)];
        assert_eq!(shares.map(Option::unwrap), ["0%", "<1%", "1%", "2%"]);
        assert_eq!(share(1, 0), None);
    }

    #[test]
    fn one_thing_is_singular() {
        let keys = [0_i64, 1, 2].map(|count| counted(count, "key", "keys"));
        assert_eq!(keys, ["0 keys", "1 key", "2 keys"]);
        assert_eq!(counted(1_usize, "entry", "entries"), "1 entry");
    }

    #[test]
    fn durations_as_go_writes_them() {
        for (nanos, text) in [
            (0, "0s"),
            (1, "1ns"),
            (1_100, "1.1µs"),
            (2_683_900, "2.6839ms"),
            (3_405_790, "3.40579ms"),
            (1_000_000_000, "1s"),
            (5_000_000_001, "5.000000001s"),
            (62_500_000_000, "1m2.5s"),
            (3_600_000_000_000, "1h0m0s"),
        ] {
            assert_eq!(go_duration(Duration::from_nanos(nanos)), text);
        }
    }
}
