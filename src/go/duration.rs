//! Durations: seconds (`5`, `0.5`), Go's notation (`1m30s`, `300ms`) or humantime's (`1day`, `2h 30m`).

use super::number::integer;
use std::time::Duration;

const NANOSECOND: f64 = 1e-9;
const UNITS: [(&str, f64); 8] = [
    ("ns", NANOSECOND),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("μs", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
];

/// Go's longest duration: 63 bits of nanoseconds. Clocks overflow beyond it.
const LONGEST: Duration = Duration::from_nanos(i64::MAX as u64);

/// Parses a number of seconds or a duration; never negative.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    time(text).map_err(|why| format!("\"{text}\" is {why}"))
}

fn time(text: &str) -> Result<Duration, &'static str> {
    match parse(text) {
        Some(duration) if duration <= LONGEST => Ok(duration),
        Some(_) => Err("too long (at most 292 years)"),
        None => Err("not a number of seconds or a duration such as 500ms, 5s or 1m30s"),
    }
}

/// Parses a lease's time to live: a number of seconds of any sign (the server validates it), or a
/// duration of whole seconds.
pub(crate) fn ttl(text: &str) -> Result<i64, String> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Ok(seconds);
    }
    let invalid = |why: &str| format!("bad TTL \"{text}\": {why}");
    let duration = time(text).map_err(invalid)?;
    if duration.subsec_nanos() > 0 || duration.is_zero() {
        return Err(invalid("a lease lasts whole seconds"));
    }
    i64::try_from(duration.as_secs()).map_err(|_| invalid("too long"))
}

/// Parses a time to live that may also be an integer of Go's flags, such as `0x10`.
pub(crate) fn ttl_option(text: &str) -> Result<i64, String> {
    integer(text).or_else(|_| ttl(text))
}

/// Parses a lease's time to live of at least a second.
pub(crate) fn lifetime(text: &str) -> Result<i64, String> {
    match ttl(text)? {
        seconds if seconds > 0 => Ok(seconds),
        _ => Err(format!("bad TTL \"{text}\": a lease lasts at least one second")),
    }
}

fn parse(text: &str) -> Option<Duration> {
    let is_number = text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || c == '.');
    match is_number {
        true => text.parse().ok().map(saturated),
        false => parse_go(text).or_else(|| match humantime::parse_duration(text) {
            Err(humantime::DurationError::NumberOverflow) => Some(Duration::MAX),
            parsed => parsed.ok(),
        }),
    }
}

fn parse_go(text: &str) -> Option<Duration> {
    let mut rest = text;
    let mut seconds = 0.0;
    while !rest.is_empty() {
        let (number, tail) = split_while(rest, |c| c.is_ascii_digit() || c == '.');
        let (unit, tail) = split_while(tail, char::is_alphabetic);
        let scale = UNITS.iter().find(|(name, _)| *name == unit)?.1;
        seconds += number.parse::<f64>().ok()? * scale;
        rest = tail;
    }
    (!text.is_empty()).then(|| saturated(seconds))
}

/// Converts seconds to a duration; one that does not fit stays longer than [`LONGEST`].
fn saturated(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

fn split_while(text: &str, belongs: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(|c| !belongs(c)).unwrap_or(text.len()))
}

/// Formats a duration as Go's `Duration.String`: `3.544695ms`, `1m2.5s`.
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

/// Formats `number / unit` with all digits and without trailing zeros.
fn decimal(number: u128, unit: u128) -> String {
    let width = unit.ilog10() as usize;
    let text = format!("{}.{:0width$}", number / unit, number % unit);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::{duration, go_duration, ttl, ttl_option};
    use std::time::Duration;

    #[test]
    fn parses_seconds_and_go_and_humantime_notation() {
        for (text, millis) in [
            ("0", 0),
            ("5", 5_000),
            ("0.5", 500),
            ("300ms", 300),
            ("5s", 5_000),
            ("1m30s", 90_000),
            ("1.5s", 1_500),
            ("1h", 3_600_000),
            ("2h 30m", 9_000_000),
            ("1day", 86_400_000),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(millis)), "{text}");
        }
    }

    #[test]
    fn rejects_invalid_durations() {
        for text in ["", "abc", "-5", "-5s", "5x", "s", ".", "1.5.5", "1e400h", "5s5", "..s", "+5"]
        {
            assert!(duration(text).unwrap_err().contains("is not a number of"), "{text}");
        }
        let digits = "9".repeat(400);
        for text in ["300years", "2562048h", "999999999999h", "9999999999999999", &digits] {
            assert!(duration(text).unwrap_err().contains("too long"), "{text}");
        }
    }

    #[test]
    fn ttl_is_seconds_or_duration() {
        assert_eq!(ttl("10"), Ok(10));
        assert_eq!(ttl("-5"), Ok(-5));
        assert_eq!(ttl("10s"), Ok(10));
        assert_eq!(ttl("1m30s"), Ok(90));
        assert!(ttl("500ms").is_err());
        assert!(ttl("0x10").is_err());
        assert!(ttl("abc").unwrap_err().starts_with("bad TTL \"abc\": not a number of seconds"));
        assert!(ttl("999999999999h").unwrap_err().contains("too long"));
        assert_eq!(ttl_option("0x10"), Ok(16));
        assert_eq!(ttl_option("5s"), Ok(5));
        assert_eq!(ttl_option("-5"), Ok(-5));
    }

    #[test]
    fn formats_durations_as_go() {
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
