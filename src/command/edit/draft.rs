//! The private file that the editor works on.

use crate::failure::{Failure, Kind};
use crate::input::value;
use anyhow::Context as _;
use std::fs::{OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A file in a directory of its own, which only the user may open. Both are removed with this value.
#[derive(Debug)]
pub(super) struct Draft {
    folder: TempDir,
    file: PathBuf,
}

/// The number of characters of a key that become the name of the file.
const LONGEST: usize = 100;

impl Draft {
    pub(super) fn new(key: &[u8], value: &[u8]) -> anyhow::Result<Self> {
        let mut builder = tempfile::Builder::new();
        builder.prefix("ectl-edit-").permissions(Permissions::from_mode(0o700));
        let folder = builder.tempdir().context("cannot create a temporary directory")?;
        let file = folder.path().join(file_name(key));
        let draft = Self { folder, file };
        draft.write(value)?;
        Ok(draft)
    }

    pub(super) fn path(&self) -> &Path {
        &self.file
    }

    /// Replaces the text.
    pub(super) fn write(&self, value: &[u8]) -> anyhow::Result<()> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(&self.file);
        file.and_then(|mut file| file.write_all(value))
            .with_context(|| format!("cannot write {}", self.file.display()))
    }

    /// Reads the text. Editors end it with a newline, which is dropped if the value had none.
    pub(super) fn read(&self, before: &[u8], limit: usize) -> Result<Vec<u8>, Failure> {
        let mut value = match value::from_file(&self.file, limit.saturating_add(1)) {
            Err(failure) if failure.kind() == Kind::Refused => return Err(too_long(limit)),
            value => value?,
        };
        if !before.ends_with(b"\n") && value.ends_with(b"\n") {
            value.pop();
            let has_crlf = before.windows(2).any(|pair| pair == b"\r\n");
            if has_crlf && !before.ends_with(b"\r") && value.ends_with(b"\r") {
                value.pop();
            }
        }
        if value.len() > limit { Err(too_long(limit)) } else { Ok(value) }
    }

    /// Leaves the file where it is, and returns its path.
    pub(super) fn keep(self) -> PathBuf {
        // The path stays even if that of the directory is not needed.
        let _ = self.folder.keep();
        self.file
    }
}

fn too_long(limit: usize) -> Failure {
    let text = format!("the text has more than the {limit} bytes allowed");
    Failure::new(Kind::Refused, text).hint("raise the limit with --max-request-bytes")
}

/// Returns the last part of a key, as far as its characters are usual in names of files.
fn file_name(key: &[u8]) -> String {
    let key = String::from_utf8_lossy(key);
    let last = key.rsplit('/').next().unwrap_or_default();
    let usual = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@' | '+');
    let name: Vec<_> = last.chars().map(|c| if usual(c) { c } else { '_' }).collect();
    let name: String = name.iter().skip(name.len().saturating_sub(LONGEST)).collect();
    if name.trim_matches('.').is_empty() { "value".to_owned() } else { name }
}

#[cfg(test)]
mod tests {
    use super::{Draft, file_name};
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn file_is_named_after_the_key() {
        for (key, name) in [
            (&b"config/app.json"[..], "app.json"),
            (b"port", "port"),
            (b"a/b c:\xff\n", "b_c___"),
            (b"config/", "value"),
            (b"config/..", "value"),
            (b"", "value"),
        ] {
            assert_eq!(file_name(key), name);
        }
        let long = file_name(format!("{}.json", "é".repeat(300)).as_bytes());
        assert!(long.chars().count() == 100 && long.ends_with(".json"), "{long}");
    }

    #[test]
    fn added_newline_is_dropped() {
        let draft = Draft::new(b"k", b"").unwrap();
        for (before, text, value) in [
            (&b""[..], &b"a\n"[..], &b"a"[..]),
            (b"a", b"a\n\n", b"a\n"),
            (b"a\n", b"b\n", b"b\n"),
            (b"a\n", b"b", b"b"),
            (b"a", b"", b""),
        ] {
            draft.write(text).unwrap();
            assert_eq!(draft.read(before, 2).unwrap(), value);
        }
        draft.write(b"abc").unwrap();
        assert_eq!(draft.read(b"", 2).unwrap_err().kind().code(), 1);
    }

    #[test]
    fn file_is_private_and_is_removed() {
        let draft = Draft::new(b"k", b"secret").unwrap();
        let (file, folder) = (draft.path().to_owned(), draft.folder.path().to_owned());
        let mode = |path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(&folder)), (0o600, 0o700));
        drop(draft);
        assert!(!folder.exists());
        let kept = Draft::new(b"k", b"secret").unwrap().keep();
        assert_eq!(fs::read(&kept).unwrap(), b"secret");
        fs::remove_dir_all(kept.parent().unwrap()).unwrap();
    }
}
