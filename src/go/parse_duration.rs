//! Go's `time.ParseDuration`, with its errors.

const UNITS: [(&[u8], i128); 8] = [
    (b"ns", 1),
    (b"us", 1_000),
    ("µs".as_bytes(), 1_000),
    ("μs".as_bytes(), 1_000),
    (b"ms", 1_000_000),
    (b"s", 1_000_000_000),
    (b"m", 60_000_000_000),
    (b"h", 3_600_000_000_000),
];

/// Parses a duration such as `-1h2.5s` to nanoseconds; every number except `0` needs a unit.
pub(crate) fn parse_duration(text: &[u8]) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quoted(text));
    let (negative, mut rest) = match text.split_first() {
        Some((b'-', rest)) => (true, rest),
        Some((b'+', rest)) => (false, rest),
        _ => (false, text),
    };
    if rest == b"0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut sum = 0_i128;
    while !rest.is_empty() {
        let (number, tail) = split_while(rest, |byte| byte.is_ascii_digit() || *byte == b'.');
        let (unit, tail) = split_while(tail, |byte| !byte.is_ascii_digit() && *byte != b'.');
        let number = decimal(number).ok_or_else(invalid)?;
        if unit.is_empty() {
            return Err(format!("time: missing unit in duration {}", quoted(text)));
        }
        let nanos = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, nanos)| nanos);
        let unknown =
            || format!("time: unknown unit {} in duration {}", quoted(unit), quoted(text));
        sum += number.nanos(*nanos.ok_or_else(unknown)?).ok_or_else(invalid)?;
        rest = tail;
    }
    i64::try_from(if negative { -sum } else { sum }).map_err(|_| invalid())
}

/// A number with digits behind the point.
struct Decimal {
    digits: i128,
    scale: i128,
}

impl Decimal {
    fn nanos(&self, unit: i128) -> Option<i128> {
        let nanos = self.digits.checked_mul(unit)? / self.scale;
        (nanos <= i128::from(u64::MAX)).then_some(nanos)
    }
}

/// Parses `1`, `1.5`, `1.` or `.5`. Digits beyond the 15th behind the point do not count.
fn decimal(text: &[u8]) -> Option<Decimal> {
    let mut parts = text.split(|byte| *byte == b'.');
    let (whole, fraction) = (parts.next()?, parts.next().unwrap_or_default());
    if parts.next().is_some() || (whole.is_empty() && fraction.is_empty()) || whole.len() > 19 {
        return None;
    }
    let digits = whole.iter().chain(fraction.iter().take(15));
    Some(Decimal {
        digits: digits.fold(0, |sum, digit| sum * 10 + i128::from(digit - b'0')),
        scale: fraction.iter().take(15).fold(1, |scale, _| scale * 10),
    })
}

fn split_while(bytes: &[u8], belongs: impl Fn(&u8) -> bool) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| !belongs(byte)).unwrap_or(bytes.len());
    bytes.split_at_checked(end).unwrap_or_default()
}

/// Quotes as the package `time` does, which escapes every byte beyond ASCII.
fn quoted(bytes: &[u8]) -> String {
    let ascii = |byte: &u8| match byte {
        b'"' | b'\\' => format!("\\{}", char::from(*byte)),
        b' '..=b'~' => char::from(*byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    };
    format!("\"{}\"", bytes.iter().map(ascii).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::parse_duration;

    #[test]
    fn parses_as_go() {
        for (text, nanos) in [
            ("0", 0),
            ("-0", 0),
            ("+1s", 1_000_000_000),
            ("-5s", -5_000_000_000),
            ("1h30m.5s", 5_400_500_000_000),
            ("1.5ms2us", 1_502_000),
            ("1.ns", 1),
            ("5µs", 5_000),
            ("9223372036854775807ns", i64::MAX),
            ("-9223372036854775808ns", i64::MIN),
            ("0.100000000000000000000000000001h", 360_000_000_000),
        ] {
            assert_eq!(parse_duration(text.as_bytes()), Ok(nanos), "{text}");
        }
    }

    #[test]
    fn errors_are_in_the_words_of_go() {
        for (text, error) in [
            (&b""[..], r#"invalid duration """#),
            (b"-", r#"invalid duration "-""#),
            (b"5", r#"missing unit in duration "5""#),
            (b"1s5", r#"missing unit in duration "1s5""#),
            (b"abc", r#"invalid duration "abc""#),
            (b".s", r#"invalid duration ".s""#),
            (b"1x", r#"unknown unit "x" in duration "1x""#),
            (b"1 s", r#"unknown unit " s" in duration "1 s""#),
            (b"999999999999h", r#"invalid duration "999999999999h""#),
            (b"9223372036854775808ns", r#"invalid duration "9223372036854775808ns""#),
            (b"\xff", r#"invalid duration "\xff""#),
            ("5é".as_bytes(), r#"unknown unit "\xc3\xa9" in duration "5\xc3\xa9""#),
            (b"a\"", r#"invalid duration "a\"""#),
        ] {
            assert_eq!(parse_duration(text), Err(format!("time: {error}")));
        }
    }
}
