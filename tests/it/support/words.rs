//! Splits a line into words as bash does.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

/// The words of a line, given as a user types them or one by one.
pub trait Words {
    fn words(self) -> Vec<OsString>;
}

impl Words for &str {
    fn words(self) -> Vec<OsString> {
        split(self)
    }
}

impl Words for &String {
    fn words(self) -> Vec<OsString> {
        split(self)
    }
}

impl Words for &[&str] {
    fn words(self) -> Vec<OsString> {
        self.iter().map(OsString::from).collect()
    }
}

impl<const N: usize> Words for &[&str; N] {
    fn words(self) -> Vec<OsString> {
        self.as_slice().words()
    }
}

impl Words for &Vec<&str> {
    fn words(self) -> Vec<OsString> {
        self.as_slice().words()
    }
}

/// Splits a line at blanks. `'…'` is taken literally; `$'…'` knows `\n`, `\t`, `\'`, `\\` and `\xNN`.
pub fn split(line: &str) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, after) = word(rest);
        rest = after.trim_start();
        words.push(OsString::from_vec(word));
    }
    words
}

fn word(text: &str) -> (Vec<u8>, &str) {
    let mut word = Vec::new();
    let mut rest = text;
    loop {
        if let Some(quoted) = rest.strip_prefix('\'') {
            let (inner, after) = quoted.split_once('\'').expect("the end of a quotation");
            word.extend_from_slice(inner.as_bytes());
            rest = after;
        } else if let Some(quoted) = rest.strip_prefix("$'") {
            rest = escaped(quoted, &mut word);
        } else {
            match rest.chars().next() {
                None | Some(' ') => return (word, rest),
                Some(char) => {
                    word.extend_from_slice(&rest.as_bytes()[..char.len_utf8()]);
                    rest = &rest[char.len_utf8()..];
                }
            }
        }
    }
}

/// Takes the inside of `$'…'`; returns what follows it.
fn escaped<'a>(text: &'a str, word: &mut Vec<u8>) -> &'a str {
    let mut rest = text;
    loop {
        let (plain, after) = rest.split_once(['\\', '\'']).expect("the end of a quotation");
        word.extend_from_slice(plain.as_bytes());
        if rest.as_bytes()[plain.len()] == b'\'' {
            return after;
        }
        let (byte, length) = match after.as_bytes()[0] {
            b'n' => (b'\n', 1),
            b't' => (b'\t', 1),
            b'x' => (u8::from_str_radix(&after[1..3], 16).expect("two digits"), 3),
            other => (other, 1),
        };
        word.push(byte);
        rest = &after[length..];
    }
}
