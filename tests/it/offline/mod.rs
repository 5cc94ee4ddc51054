//! The commands that work on files, without a server.

mod hashkv;
mod status;
mod vectors;

use crate::support::{Line, ectl};
use std::path::{Path, PathBuf};
use tempfile::TempDir;
pub use vectors::{VECTORS, vector};

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
