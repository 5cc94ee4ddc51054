//! Words of a command line, quoted for a shell.

/// Returns a word as it is typed in a shell: in any POSIX shell, or in bash, zsh and ksh if it is not
/// plain text.
pub(crate) fn shell_word(word: &[u8]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/:.,_-@%+=".contains(c);
    match str::from_utf8(word) {
        Ok(text) if !text.is_empty() && text.chars().all(plain) => text.to_owned(),
        Ok(text) if !text.chars().any(char::is_control) => {
            format!("'{}'", text.replace('\'', r"'\''"))
        }
        _ => format!("$'{}'", word.iter().map(|byte| escaped(*byte)).collect::<String>()),
    }
}

/// Escapes a byte for use within `$'…'`.
fn escaped(byte: u8) -> String {
    match byte {
        b'\'' | b'\\' => format!("\\{}", char::from(byte)),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn words_are_quoted_as_needed() {
        for (word, quoted) in [
            (&b"s/h:1"[..], "s/h:1"),
            (b"a/b-1", "a/b-1"),
            (b"", "''"),
            (b"$x", "'$x'"),
            (b"it's", r"'it'\''s'"),
            (b"s/it's [1]", r"'s/it'\''s [1]'"),
            ("s/é".as_bytes(), "'s/é'"),
            (b"s/\xfe1'\\", r"$'s/\xfe1\'\\'"),
            (b"s/a\nb", r"$'s/a\x0ab'"),
        ] {
            assert_eq!(shell_word(word), quoted);
        }
    }
}
