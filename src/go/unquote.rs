//! Go string literals: `"…"` with its escapes, and raw `` `…` ``.

use std::fmt;

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BadLiteral {
    pub(crate) at: usize,
    reason: String,
}

impl fmt::Display for BadLiteral {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

/// Reads the literal that `text` begins with. Returns its value and what follows it.
pub(crate) fn literal(text: &[u8]) -> Result<(Vec<u8>, &[u8]), BadLiteral> {
    match text.split_first() {
        Some((b'"', rest)) => quoted(text, rest),
        Some((b'`', rest)) => raw(rest),
        _ => Err(BadLiteral { at: 0, reason: "expected a quoted string".to_owned() }),
    }
}

/// Reads up to the closing backquote. Like Go, drops carriage returns.
fn raw(text: &[u8]) -> Result<(Vec<u8>, &[u8]), BadLiteral> {
    let mut parts = text.splitn(2, |byte| *byte == b'`');
    match (parts.next(), parts.next()) {
        (Some(inner), Some(rest)) => {
            Ok((inner.iter().copied().filter(|byte| *byte != b'\r').collect(), rest))
        }
        _ => Err(BadLiteral { at: 0, reason: "the closing ` is missing".to_owned() }),
    }
}

fn quoted<'a>(whole: &[u8], mut text: &'a [u8]) -> Result<(Vec<u8>, &'a [u8]), BadLiteral> {
    let mut value = Vec::new();
    while let Some((byte, rest)) = text.split_first() {
        match byte {
            b'"' => return Ok((value, rest)),
            b'\\' => {
                text = escape(rest, &mut value).ok_or_else(|| BadLiteral {
                    at: whole.len() - text.len(),
                    reason: format!("unknown escape {}", shown(text)),
                })?;
            }
            byte => {
                value.push(*byte);
                text = rest;
            }
        }
    }
    Err(BadLiteral { at: 0, reason: "the closing \" is missing".to_owned() })
}

/// Returns the beginning of an escape for an error message.
fn shown(text: &[u8]) -> String {
    String::from_utf8_lossy(text).chars().take(2).collect()
}

/// Decodes the escape after a backslash and returns the text behind it; `None` for an unknown escape.
fn escape<'a>(text: &'a [u8], value: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (letter, rest) = text.split_first()?;
    let simple = match letter {
        b'a' => 0x07,
        b'b' => 0x08,
        b'f' => 0x0c,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 0x0b,
        b'"' | b'\\' => *letter,
        b'x' => return byte(rest, 2, 16, value),
        b'0'..=b'7' => return byte(text, 3, 8, value),
        b'u' => return character(rest, 4, value),
        b'U' => return character(rest, 8, value),
        _ => return None,
    };
    value.push(simple);
    Some(rest)
}

fn byte<'a>(text: &'a [u8], digits: usize, radix: u32, value: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (number, rest) = number(text, digits, radix)?;
    value.push(u8::try_from(number).ok()?);
    Some(rest)
}

fn character<'a>(text: &'a [u8], digits: usize, value: &mut Vec<u8>) -> Option<&'a [u8]> {
    let (number, rest) = number(text, digits, 16)?;
    let character = char::from_u32(number)?;
    value.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
    Some(rest)
}

fn number(text: &[u8], digits: usize, radix: u32) -> Option<(u32, &[u8])> {
    let (number, rest) = text.split_at_checked(digits)?;
    let number = str::from_utf8(number).ok().filter(|digits| !digits.starts_with('+'))?;
    Some((u32::from_str_radix(number, radix).ok()?, rest))
}

#[cfg(test)]
mod tests {
    use super::literal;

    #[test]
    fn unquotes_as_go() {
        for (text, value) in [
            (r#""""#, &b""[..]),
            (r#""a b""#, b"a b"),
            (r#""\a\b\f\n\r\t\v\\\"""#, b"\x07\x08\x0c\n\r\t\x0b\\\""),
            (r#""\x00\xff\101\377""#, b"\x00\xffA\xff"),
            (r#""\u00e9\U0001F600""#, "é😀".as_bytes()),
            ("`a\\n\"\r`", b"a\\n\""),
        ] {
            assert_eq!(literal(text.as_bytes()), Ok((value.to_vec(), &b""[..])), "{text}");
        }
        assert_eq!(literal(b"\"a\") = x"), Ok((b"a".to_vec(), &b") = x"[..])));
        assert_eq!(literal(b"\"\xff\""), Ok((vec![0xff], &b""[..])));
    }

    #[test]
    fn rejects_literals_that_go_rejects() {
        for (text, at) in [
            ("", 0),
            ("a", 0),
            ("'a'", 0),
            (r#""a"#, 0),
            (r#""a\"#, 2),
            (r#""a\""#, 0),
            ("`a", 0),
            (r#""ab\q""#, 3),
            (r#""\'""#, 1),
            (r#""\x4""#, 1),
            (r#""\x+4""#, 1),
            (r#""\400""#, 1),
            (r#""\08""#, 1),
            (r#""\ud800""#, 1),
            (r#""\U00110000""#, 1),
        ] {
            assert_eq!(literal(text.as_bytes()).unwrap_err().at, at, "{text}");
        }
    }
}
