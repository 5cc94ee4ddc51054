//! The SHA-256 that `snapshot save` appends to a database.

use crate::failure::Failure;
use crate::offline::{invalid, system};
use aws_lc_rs::digest::{Context, SHA256, SHA256_OUTPUT_LEN};
use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Bytes of the digest.
pub(super) const TRAILER: u64 = SHA256_OUTPUT_LEN as u64;
/// Bytes that are read at once.
const PIECE: u64 = 256 << 10;

/// Returns whether a file of this length ends with a digest: the database has whole pages.
pub(super) fn has_trailer(length: u64) -> bool {
    length % 512 == TRAILER
}

/// Compares the digest at the end of the file with that of all before it. Stops early, and without a
/// failure, once `stop` is set.
pub(super) fn check(
    file: &File,
    path: &Path,
    length: u64,
    stop: &AtomicBool,
) -> Result<(), Failure> {
    let read = |to: &mut [u8], at| {
        file.read_exact_at(to, at).map_err(|error| system("read", path, &error))
    };
    let end = length.saturating_sub(TRAILER);
    let mut digest = Context::new(&SHA256);
    let mut buffer = vec![0; usize::try_from(PIECE.min(end)).unwrap_or_default()];
    let mut at = 0;
    while at < end {
        if stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let piece = usize::try_from(PIECE.min(end - at)).unwrap_or_default();
        let piece = buffer.get_mut(..piece).unwrap_or_default();
        read(piece, at)?;
        digest.update(piece);
        at += piece.len() as u64;
    }
    let mut expected = [0; SHA256_OUTPUT_LEN];
    read(&mut expected, end)?;
    let digest = digest.finish();
    if digest.as_ref() == expected {
        return Ok(());
    }
    let text = format!("expected sha256 {}, got {}", list(&expected), list(digest.as_ref()));
    let hint = format!("{} was changed or damaged after it was saved", path.display());
    Err(invalid(text).hint(hint))
}

/// Returns bytes as Go prints them.
fn list(bytes: &[u8]) -> String {
    let numbers: Vec<_> = bytes.iter().map(ToString::to_string).collect();
    format!("[{}]", numbers.join(" "))
}

#[cfg(test)]
mod tests {
    use super::{PIECE, check, has_trailer};
    use aws_lc_rs::digest::{SHA256, digest};
    use std::io::Write as _;
    use std::sync::atomic::AtomicBool;

    fn checked(contents: &[u8], stop: bool) -> Result<(), String> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(contents).unwrap();
        let length = contents.len() as u64;
        let stop = AtomicBool::new(stop);
        check(file.as_file(), file.path(), length, &stop).map_err(|error| error.to_string())
    }

    #[test]
    fn digest_of_all_before_it() {
        for length in [0, 512, PIECE as usize, PIECE as usize + 512] {
            let contents = vec![7; length];
            let whole = [&contents, digest(&SHA256, &contents).as_ref()].concat();
            assert!(has_trailer(whole.len() as u64));
            assert_eq!(checked(&whole, false), Ok(()), "{length}");
            let mut changed = whole.clone();
            changed[length / 2] ^= 1;
            let error = checked(&changed, false).unwrap_err();
            assert!(error.starts_with("expected sha256 ["), "{error}");
            // A check that is stopped does not find it.
            assert_eq!(checked(&changed, true).is_ok(), length > 0);
        }
        assert!(!has_trailer(512) && !has_trailer(0) && has_trailer(32));
    }

    #[test]
    fn texts_are_those_of_etcdutl() {
        let error = checked(&[1; 32], false).unwrap_err();
        let ones = vec!["1"; 32].join(" ");
        let empty = "227 176 196 66 152 252 28 20 154 251 244 200 153 111 185 36 39 174 65 228 \
                     100 155 147 76 164 149 153 27 120 82 184 85";
        assert_eq!(error, format!("expected sha256 [{ones}], got [{empty}]"));
    }
}
