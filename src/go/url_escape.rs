//! Percent-encoding as Go's `net/url` reads and writes it.

use super::quote::quote;
use std::fmt::Write as _;

/// The part of a URL that a text stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    User,
    Host,
    /// The zone of an IPv6 address.
    Zone,
    Path,
    Fragment,
}

impl Part {
    /// Returns whether a byte is written as `%XX`.
    fn escapes(self, byte: u8) -> bool {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            return false;
        }
        let plain: &[u8] = match self {
            Self::User => b"$&+,;=",
            Self::Host | Self::Zone => b"!$&'()*+,;=:[]<>\"",
            Self::Path => b"$&+,/:;=@",
            Self::Fragment => b"$&+,/:;=?@!()*",
        };
        !plain.contains(&byte)
    }

    /// Returns whether `%XX` may stand for a byte.
    fn allows_escaped(self, byte: u8) -> bool {
        match self {
            Self::Host => byte >= 0x80 || byte == b'%',
            Self::Zone => byte == b'%' || byte == b' ' || !Self::Host.escapes(byte),
            Self::User | Self::Path | Self::Fragment => true,
        }
    }

    fn refuses(self, byte: u8) -> bool {
        matches!(self, Self::Host | Self::Zone) && byte < 0x80 && self.escapes(byte)
    }
}

/// Returns the bytes that a text stands for.
pub(super) fn unescape(text: &[u8], part: Part) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first == b'%' {
            let escaped = after.first_chunk::<2>().and_then(|digits| byte(*digits));
            let byte = escaped.filter(|byte| part.allows_escaped(*byte)).ok_or_else(|| {
                let digits = after.get(..after.len().min(2)).unwrap_or_default();
                format!("invalid URL escape {}", quote(&[b"%", digits].concat()))
            })?;
            bytes.push(byte);
            rest = after.get(2..).unwrap_or_default();
        } else if part.refuses(*first) {
            return Err(format!("invalid character {} in host name", quote(&[*first])));
        } else {
            bytes.push(*first);
        }
    }
    Ok(bytes)
}

fn byte(digits: [u8; 2]) -> Option<u8> {
    let [high, low] = digits.map(|digit| char::from(digit).to_digit(16));
    u8::try_from(high? << 4 | low?).ok()
}

/// Returns the text for bytes.
pub(super) fn escape(bytes: &[u8], part: Part) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if part.escapes(*byte) {
            let _ = write!(text, "%{byte:02X}");
        } else {
            text.push(char::from(*byte));
        }
    }
    text
}

/// Returns a path or fragment as Go writes it after reading it: as it is if each byte in it may stand
/// there, else escaped anew.
pub(super) fn normalized(text: &str, part: Part) -> Result<String, String> {
    let bytes = unescape(text.as_bytes(), part)?;
    let may_stand = |byte: u8| b"!$&'()*+,;=:@[]%".contains(&byte) || !part.escapes(byte);
    if text.bytes().all(may_stand) { Ok(text.to_owned()) } else { Ok(escape(&bytes, part)) }
}
