//! The commands that work on files, without a server.

mod check;
mod defrag;
mod environment;
mod get;
mod hashkv;
mod history;
mod inspect;
mod migrate;
mod restore;
mod restore_killed;
mod status;
mod vectors;
mod wal;

use crate::support::{Line, ectl};
use ectl::sandbox::Etcd;
use serde_json::Value;
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

/// Returns the data directory of the only member.
pub fn data_dir(etcd: &mut Etcd) -> PathBuf {
    let name = etcd.members()[0].name().to_owned();
    etcd.directory().join(name)
}

/// Returns the database in a data directory.
pub fn database(data_dir: &Path) -> PathBuf {
    data_dir.join("member/snap/db")
}

/// Returns the hash of a database, and how many keys it has.
#[track_caller]
pub fn contents(file: &Path) -> (String, String) {
    let status = on(file, "snapshot status {} -w jsonl").run().succeeds();
    let status: Value = serde_json::from_str(status.text()).unwrap();
    (status["hash"].to_string(), status["total_keys"].to_string())
}
