//! Values from stdin or from a file.

use crate::failure::{Failure, Kind};
use std::fs::File;
use std::io::{self, IsTerminal as _, Read};
use std::path::Path;

/// Reads all of stdin, with its last newline. An empty stdin, or a terminal, is taken for a forgotten
/// argument.
pub(crate) fn from_stdin(limit: usize) -> Result<Vec<u8>, Failure> {
    let stdin = io::stdin().lock();
    if stdin.is_terminal() {
        return Err(missing());
    }
    match read(stdin, limit, "the value from stdin")? {
        value if value.is_empty() => Err(missing()),
        value => Ok(value),
    }
}

pub(crate) fn missing() -> Failure {
    Failure::usage("put command needs 1 argument and input from stdin or 2 arguments")
        .hint("use '' for an empty value, or --value-file FILE (- for stdin)")
}

/// Reads a file, or stdin for `-`. The value may be empty.
pub(crate) fn from_file(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    contents("the value", path, limit)
}

/// Reads a file, or stdin for `-`. Failures call the contents `what`.
pub(crate) fn contents(what: &str, path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    if path.as_os_str() == "-" {
        return read(io::stdin().lock(), limit, &format!("{what} from stdin"));
    }
    read(open(what, path)?, limit, &format!("{what} from {}", path.display()))
}

/// Opens a file. The failure calls its contents `what`.
pub(crate) fn open(what: &str, path: &Path) -> Result<File, Failure> {
    let name = || format!("{what} from {}", path.display());
    File::open(path).map_err(|error| unreadable(&name(), &error))
}

/// Reads to the end. Fails if there are more than `limit` bytes.
fn read(from: impl Read, limit: usize, name: &str) -> Result<Vec<u8>, Failure> {
    let mut value = Vec::new();
    let most = (limit as u64).saturating_add(1);
    from.take(most).read_to_end(&mut value).map_err(|error| unreadable(name, &error))?;
    if value.len() > limit {
        let text = format!("{name} has more than the {limit} bytes allowed");
        return Err(Failure::new(Kind::Refused, text).hint(
            "raise the limit with --max-request-bytes; etcd's own limit is 1.5 MiB by default",
        ));
    }
    Ok(value)
}

fn unreadable(name: &str, error: &io::Error) -> Failure {
    Failure::new(Kind::Local, format!("cannot read {name}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::{from_file, read};
    use crate::failure::Kind;
    use std::path::Path;

    #[test]
    fn values_up_to_the_limit_are_read() {
        assert_eq!(read(&b"abc\n"[..], 4, "x").unwrap(), b"abc\n");
        assert_eq!(read(&b"abc\n"[..], 3, "x").unwrap_err().kind(), Kind::Refused);
        assert_eq!(read(std::io::repeat(0), 3, "x").unwrap_err().kind(), Kind::Refused);
        assert_eq!(read(&b""[..], usize::MAX, "x").unwrap(), b"");
    }

    #[test]
    fn error_names_a_missing_file() {
        let failure = from_file(Path::new("/nonexistent/file"), 9).unwrap_err();
        assert_eq!(failure.kind(), Kind::Local);
        assert!(failure.to_string().contains("/nonexistent/file"));
    }
}
