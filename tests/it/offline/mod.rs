//! The commands that work on files, without a server.

mod check;
mod hashkv;
mod inspect;
mod status;

use crate::support::{Line, ectl};
use flate2::read::GzDecoder;
use std::fs::File;
use std::io::copy;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// The snapshots of `tests/vectors`, without their compression. `expected.txt` there has what etcdutl says
/// about them.
pub const VECTORS: [&str; 9] = [
    "v35-auth",
    "v35-compacted",
    "v35-empty",
    "v35-full",
    "v35-tombcompact",
    "v37-auth",
    "v37-compacted",
    "v37-full",
    "v37-tombcompact",
];

/// Unpacks a vector into a folder.
pub fn vector(name: &str, folder: &Path) -> PathBuf {
    let packed = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/vectors/{name}.db.gz"));
    let file = folder.join(format!("{name}.db"));
    let mut packed = GzDecoder::new(File::open(packed).unwrap());
    copy(&mut packed, &mut File::create(&file).unwrap()).unwrap();
    file
}

/// Returns an empty folder, and a vector in it.
pub fn unpacked(name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = vector(name, folder.path());
    (folder, file)
}

/// Returns the words of a line in which `{}` stands for the file.
pub fn on(file: &Path, words: &str) -> Line {
    ectl("", &words.replace("{}", file.to_str().unwrap()))
}

/// Returns what etcdutl said: the rest of the line of `expected.txt` that begins so.
pub fn expected(start: &str) -> &'static str {
    let all = include_str!("../../vectors/expected.txt");
    all.lines().find_map(|line| line.strip_prefix(start)?.strip_prefix(' ')).unwrap()
}
