//! Integers and booleans as Go's flag packages read them.

use std::num::IntErrorKind;

/// The cause of an error of Go's package `strconv`, in its words.
const SYNTAX: &str = "invalid syntax";
const RANGE: &str = "value out of range";

/// Parses an integer as `strconv.ParseInt(s, 0, 64)`: an optional sign and base prefix (`0x`, `0o`, `0b`,
/// or `0` for octal), and `_` between digits.
pub(crate) fn integer(text: &str) -> Result<i64, String> {
    parse_int(text).map_err(|_| format!("\"{text}\" is not a 64-bit integer"))
}

/// Parses an integer like [`integer`]; the error is what is wrong, in Go's words.
pub(crate) fn parse_int(text: &str) -> Result<i64, &'static str> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let magnitude = magnitude(digits)?;
    i64::try_from(if negative { -magnitude } else { magnitude }).map_err(|_| RANGE)
}

/// Parses an integer like [`unsigned`]; the error is what is wrong, in Go's words.
pub(crate) fn parse_uint(text: &str) -> Result<u64, &'static str> {
    u64::try_from(magnitude(text)?).map_err(|_| RANGE)
}

/// Parses an integer that must not be negative.
pub(crate) fn count(text: &str) -> Result<u64, String> {
    u64::try_from(integer(text)?).map_err(|_| format!("\"{text}\" is negative"))
}

/// Parses a revision, which is at least 1.
pub(crate) fn revision(text: &str) -> Result<i64, String> {
    match integer(text)? {
        revision @ 1.. => Ok(revision),
        _ => Err(format!("\"{text}\" is not a revision: they begin with 1")),
    }
}

/// Parses an integer as `strconv.ParseUint(s, 0, 64)`: without a sign.
pub(crate) fn unsigned(text: &str) -> Result<u64, String> {
    parse_uint(text).map_err(|_| format!("\"{text}\" is not an unsigned 64-bit integer"))
}

/// Parses the exit code of a process.
pub(crate) fn exit_code(text: &str) -> Result<u8, String> {
    let code = parse_uint(text).ok().and_then(|code| u8::try_from(code).ok());
    code.ok_or_else(|| format!("\"{text}\" is not an exit code: 0 to 255"))
}

/// Parses a boolean as `strconv.ParseBool`.
pub(crate) fn boolean(text: &str) -> Result<bool, String> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Ok(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Ok(false),
        _ => Err(format!("\"{text}\" is neither true nor false")),
    }
}

fn split_base(digits: &str) -> (u32, &str, bool) {
    let Some(rest) = digits.strip_prefix('0').filter(|rest| !rest.is_empty()) else {
        return (10, digits, false);
    };
    let mut letters = rest.chars();
    let radix = match letters.next() {
        Some('x' | 'X') => 16,
        Some('o' | 'O') => 8,
        Some('b' | 'B') => 2,
        _ => return (8, rest, true),
    };
    (radix, letters.as_str(), true)
}

fn magnitude(digits: &str) -> Result<i128, &'static str> {
    let (radix, digits, prefixed) = split_base(digits);
    let badly_spaced = digits.ends_with('_')
        || digits.contains("__")
        || (digits.starts_with('_') && !prefixed)
        || digits.contains(['+', '-']);
    if badly_spaced {
        return Err(SYNTAX);
    }
    i128::from_str_radix(&digits.replace('_', ""), radix).map_err(|error| match error.kind() {
        IntErrorKind::PosOverflow => RANGE,
        _ => SYNTAX,
    })
}

#[cfg(test)]
mod tests {
    use super::{boolean, integer, parse_int, parse_uint, unsigned};

    #[test]
    fn parses_integers_as_go() {
        for (text, value) in [
            ("5", 5),
            ("-5", -5),
            ("+5", 5),
            ("0", 0),
            ("0x10", 16),
            ("-0x10", -16),
            ("0b101", 5),
            ("0o17", 15),
            ("010", 8),
            ("1_000", 1000),
            ("0x_ff", 255),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(integer(text), Ok(value), "{text}");
        }
    }

    #[test]
    fn rejects_integers_that_go_rejects() {
        for text in
            ["", "abc", "1.5", "_1", "1_", "1__0", "0x", "08", "--5", "0x+1", " 5", "0xx1", "0_-2"]
        {
            assert!(integer(text).is_err(), "{text}");
        }
        assert!(integer("9223372036854775808").is_err());
        assert!(integer("99999999999999999999999999999999999999999999").is_err());
    }

    #[test]
    fn errors_are_in_the_words_of_go() {
        let long = "9".repeat(60);
        for text in ["", "x", "08", "1_", "+", "0x"] {
            assert_eq!(parse_int(text), Err("invalid syntax"), "{text}");
            assert_eq!(parse_uint(text), Err("invalid syntax"), "{text}");
        }
        for text in ["-1", "+1"] {
            assert_eq!(parse_uint(text), Err("invalid syntax"), "{text}");
        }
        for text in ["18446744073709551616", &long] {
            assert_eq!(parse_int(text), Err("value out of range"), "{text}");
            assert_eq!(parse_uint(text), Err("value out of range"), "{text}");
        }
        assert_eq!(parse_int("-9223372036854775809"), Err("value out of range"));
        assert_eq!(parse_uint("0xffff_ffff_ffff_ffff"), Ok(u64::MAX));
    }

    #[test]
    fn unsigned_integers_have_no_sign() {
        assert_eq!(unsigned("0xffff_ffff_ffff_ffff"), Ok(u64::MAX));
        assert_eq!(unsigned("0"), Ok(0));
        for text in ["", "-1", "+1", "18446744073709551616", "1GB"] {
            assert!(unsigned(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parses_booleans_as_go() {
        assert_eq!(boolean("T"), Ok(true));
        assert_eq!(boolean("False"), Ok(false));
        assert!(boolean("yes").is_err());
    }
}
