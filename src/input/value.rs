//! A value that is not among the arguments: from stdin or from a file, to the last byte.

use crate::failure::{Failure, Kind};
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;

/// The whole of stdin, its last newline included. Nothing there is taken for a forgotten argument,
/// and so is a terminal, where people would wait for us and we for them.
pub(crate) fn from_stdin(limit: usize) -> Result<Vec<u8>, Failure> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        return Err(missing());
    }
    match read(stdin, limit, "stdin")? {
        value if value.is_empty() => Err(missing()),
        value => Ok(value),
    }
}

/// There is no value, neither in the arguments nor on stdin.
pub(crate) fn missing() -> Failure {
    Failure::usage("put command needs 1 argument and input from stdin or 2 arguments")
        .hint("'' is an empty value; --value-file reads one from a file, - being stdin")
}

/// The whole of a file, or of stdin if it is `-`; it may be empty.
pub(crate) fn from_file(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" {
        return read(io::stdin().lock(), limit, "stdin");
    }
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| unreadable(&name, &error))?;
    read(file, limit, &name)
}

/// Reads to the end, but not much beyond what etcd could be sent.
fn read(from: impl Read, limit: usize, name: &str) -> Result<Vec<u8>, Failure> {
    let mut value = Vec::new();
    let most = (limit as u64).saturating_add(1);
    from.take(most).read_to_end(&mut value).map_err(|error| unreadable(name, &error))?;
    if value.len() > limit {
        let text = format!("the value from {name} has more than the {limit} bytes allowed");
        return Err(Failure::new(Kind::Refused, text)
            .hint("--max-request-bytes raises our limit; etcd's own is 1.5 MiB"));
    }
    Ok(value)
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::new(Kind::Local, format!("cannot read the value from {name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{from_file, read};
    use crate::failure::Kind;
    use std::path::Path;

    #[test]
    fn a_value_may_be_as_large_as_the_limit() {
        assert_eq!(read(&b"abc\n"[..], 4, "x").unwrap(), b"abc\n");
        assert_eq!(read(&b"abc\n"[..], 3, "x").unwrap_err().kind(), Kind::Refused);
        assert_eq!(read(std::io::repeat(0), 3, "x").unwrap_err().kind(), Kind::Refused);
        assert_eq!(read(&b""[..], usize::MAX, "x").unwrap(), b"");
    }

    #[test]
    fn a_missing_file_is_named() {
        let failure = from_file(Path::new("/nonexistent/file"), 9).unwrap_err();
        assert_eq!(failure.kind(), Kind::Local);
        assert!(failure.to_string().contains("/nonexistent/file"));
    }
}
