//! The checksum behind a snapshot: SHA-256 of all bytes before it.

use super::finding::FileFinding;
use crate::failure::Failure;
use crate::offline::{Progress, system};
use aws_lc_rs::digest::{Context, SHA256, SHA256_OUTPUT_LEN};
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

const CHECK: &str = "checksum";
/// Pages have a multiple of this size, so the rest shows whether there is a checksum.
const SECTOR: u64 = 512;
const BUFFER: usize = 128 << 10;

pub(super) fn check(path: &Path, progress: Progress<'_>) -> Result<FileFinding, Failure> {
    match compare(path, progress) {
        Ok(finding) => Ok(finding),
        Err(failure) => FileFinding::failed(CHECK, &failure),
    }
}

fn compare(path: &Path, progress: Progress<'_>) -> Result<FileFinding, Failure> {
    let mut file = File::open(path).map_err(|error| system("open", path, &error))?;
    let found = file.metadata().map_err(|error| system("stat", path, &error))?;
    let length = found.len();
    if length % SECTOR != SHA256_OUTPUT_LEN as u64 {
        return Ok(FileFinding::warning(CHECK, "none: whether bytes changed cannot be told")
            .remedy(
                "\"snapshot save\" writes one; a copied database has none, and a file cut off",
            ));
    }
    let mut context = Context::new(&SHA256);
    let mut left = length - SHA256_OUTPUT_LEN as u64;
    let mut buffer = vec![0; BUFFER];
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(BUFFER).min(BUFFER);
        let piece = buffer.get_mut(..most).unwrap_or_default();
        file.read_exact(piece).map_err(|error| system("read", path, &error))?;
        context.update(piece);
        left -= most as u64;
        progress(length - left)?;
    }
    let mut expected = [0; SHA256_OUTPUT_LEN];
    file.read_exact(&mut expected).map_err(|error| system("read", path, &error))?;
    if context.finish().as_ref() == expected {
        return Ok(FileFinding::ok(CHECK, "the SHA-256 at the end of the file matches"));
    }
    Ok(FileFinding::error(CHECK, "the SHA-256 at the end of the file is that of other contents"))
}
