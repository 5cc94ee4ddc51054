//! Values that differ between two programs and servers by nature: addresses, ids made of the time, times.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

/// Texts that differ, by their names.
#[derive(Clone, Default)]
pub(super) struct Names {
    /// Name, what it stands for, and what is put in its place in the output.
    texts: Vec<(String, Vec<u8>, Vec<u8>)>,
    /// Names that stand for an id even without braces.
    ids: Vec<String>,
}

impl Names {
    /// A name for the same text on both sides.
    pub(super) fn add(&mut self, name: &str, text: &str) {
        self.add_shown(name, text, text);
    }

    pub(super) fn add_shown(&mut self, name: &str, text: &str, shown: &str) {
        self.texts.push((name.to_owned(), text.into(), shown.into()));
    }

    /// Names an id, which may come padded, in decimal, and in protobuf's variable length.
    pub(super) fn add_id(&mut self, name: &str, hex: &str) {
        let number = u64::from_str_radix(hex, 16).expect("an id in hexadecimal");
        self.add_shown("", &format!("{number:016x}"), name);
        self.add_shown("", &format!("{number:>16x}"), name);
        self.add_shown(name, &format!("{number:x}"), name);
        self.add_shown("", &number.to_string(), &format!("{name}.decimal"));
        self.ids.push(name.to_owned());
        self.texts.push((String::new(), varint(number), name.into()));
    }

    /// A word with `{name}` replaced, or one that is a name itself.
    pub(super) fn fill(&self, word: &OsStr) -> OsString {
        let named = self.texts.iter().filter(|(name, ..)| !name.is_empty());
        let mut bytes = word.as_bytes().to_vec();
        for (name, text, _) in named {
            if word == name.as_str() && self.ids.contains(name) {
                return OsString::from_vec(text.clone());
            }
            bytes = replace(&bytes, format!("{{{name}}}").as_bytes(), text);
        }
        OsString::from_vec(bytes)
    }

    /// An output with the names in it.
    pub(super) fn name(&self, output: Vec<u8>) -> Vec<u8> {
        let shown = self.texts.iter().filter(|(_, text, shown)| text != shown);
        shown.fold(output, |output, (_, text, shown)| replace(&output, text, shown))
    }
}

fn replace(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut result = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(first) = rest.first() {
        if let Some(after) = rest.strip_prefix(from) {
            result.extend_from_slice(to);
            rest = after;
        } else {
            result.push(*first);
            rest = &rest[1..];
        }
    }
    result
}

fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
    bytes
}

/// Puts a letter in the place of the numbers that time or the disk decide, and takes out what Go prints
/// at random; nothing else.
pub(super) fn timeless(output: Vec<u8>, has: impl Fn(&str) -> bool) -> Vec<u8> {
    let text = match String::from_utf8(output) {
        Ok(text) => text,
        Err(binary) => return binary.into_bytes(),
    };
    if has("alarm") {
        // Go's text form of protobuf has one or two blanks between fields, at random by build.
        return text.replace("  ", " ").into_bytes();
    }
    let before: &[&str] = if has("timetolive") {
        &["remaining(", "\"ttl\":", "\"TTL\" : "]
    } else if has("status") {
        &["\"dbSize\":", "\"dbSizeInUse\":", "\"DBSize\" : ", "\"DBSizeInUse\" : "]
    } else if has("health") || has("defrag") {
        &["took = ", "took ", "\"took\":\"", "\"Took\" : ", "│ "]
    } else {
        return text.into_bytes();
    };
    let text = before.iter().fold(text, |text, before| without_number(&text, before));
    text.into_bytes()
}

/// The number behind these words becomes an `N`, with its unit, if it is a duration. In a table the
/// width of its column goes with it.
fn without_number(text: &str, before: &str) -> String {
    let in_table = before == "│ ";
    let mut parts = text.split(before);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let number = if in_table { part.trim_start() } else { part };
        let rest = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        // The seconds of a lease, "(59s)", keep theirs.
        let ends = |after: &str| !after.starts_with(')');
        let unit = ["ms", "µs", "ns", "s"]
            .into_iter()
            .find(|unit| rest.strip_prefix(unit).is_some_and(ends));
        result.push_str(before);
        if number.len() == rest.len() || (in_table && unit.is_none()) {
            result.push_str(part);
        } else {
            result.push('N');
            result.push_str(rest.strip_prefix(unit.unwrap_or_default()).unwrap_or(rest));
        }
    }
    if in_table && result.starts_with('┌') { squeezed(&result) } else { result }
}

/// Without the width of columns.
fn squeezed(table: &str) -> String {
    let mut result = String::new();
    for char in table.chars() {
        if !(matches!(char, ' ' | '─') && result.ends_with(char)) {
            result.push(char);
        }
    }
    result
}

pub(super) fn only_numbers_go() {
    let timeless = |text: &str, word: &str| {
        String::from_utf8(timeless(text.into(), |other| other == word)).unwrap()
    };
    assert_eq!(timeless("TTL(60s), remaining(59s)", "timetolive"), "TTL(60s), remaining(Ns)");
    assert_eq!(
        timeless(r#""health":true,"took":"4.7ms"}"#, "health"),
        r#""health":true,"took":"N"}"#
    );
    assert_eq!(timeless("\"Took\" : 1.2s\n", "health"), "\"Took\" : N\n");
    assert_eq!(timeless("took = 4.7ms", "get"), "took = 4.7ms");
    assert_eq!(timeless("memberID:1  alarm:NOSPACE\n", "alarm"), "memberID:1 alarm:NOSPACE\n");
    assert_eq!(timeless("┌──┐\n│ a │  4.2ms │ 3 │", "health"), "┌─┐\n│ a │ N │ 3 │");
}
