//! Values of transactions among the arguments: text, or `@FILE` for the contents of a file.

use crate::failure::Failure;
use crate::input::{self, value};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;

/// Returns whether the value is read from stdin.
pub(super) fn reads_stdin(argument: &OsStr) -> bool {
    argument == "@-"
}

/// Returns the value that an argument gives: with `@FILE` the contents of a file of at most `limit` bytes,
/// with `@-` those of stdin, and with `@@TEXT` the text `@TEXT`.
pub(super) fn value_of(argument: &OsStr, limit: usize) -> Result<Vec<u8>, Failure> {
    match argument.as_bytes() {
        [b'@', literal @ ..] if literal.first() == Some(&b'@') => Ok(literal.to_vec()),
        [b'@'] => Err(Failure::usage("@ is not followed by a file").hint(ESCAPE)),
        [b'@', path @ ..] => {
            let read = value::from_file(Path::new(OsStr::from_bytes(path)), limit);
            read.map_err(|failure| match failure.advice() {
                Some(_) => failure,
                None => failure.hint(ESCAPE),
            })
        }
        _ => Ok(input::bytes(argument)),
    }
}

const ESCAPE: &str = "a value that begins with @ is written with @@";

#[cfg(test)]
mod tests {
    use super::value_of;
    use crate::failure::Kind;
    use std::ffi::OsStr;
    use std::io::Write as _;

    #[test]
    fn values_are_literal_unless_they_begin_with_at() {
        for (argument, value) in [
            ("", ""),
            ("it's \"5\\n\"", "it's \"5\\n\""),
            ("a@b", "a@b"),
            ("@@", "@"),
            ("@@home", "@home"),
            ("@@@x", "@@x"),
        ] {
            assert_eq!(value_of(OsStr::new(argument), 9).unwrap(), value.as_bytes(), "{argument}");
        }
    }

    #[test]
    fn files_are_read_up_to_the_limit() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"a\n\xff").unwrap();
        let argument = format!("@{}", file.path().display());
        assert_eq!(value_of(OsStr::new(&argument), 3).unwrap(), b"a\n\xff");
        assert_eq!(value_of(OsStr::new(&argument), 2).unwrap_err().kind(), Kind::Refused);
        let missing = value_of(OsStr::new("@/nonexistent"), 9).unwrap_err();
        assert_eq!((missing.kind(), missing.advice()), (Kind::Local, Some(super::ESCAPE)));
        assert_eq!(value_of(OsStr::new("@"), 9).unwrap_err().kind(), Kind::Usage);
    }
}
