//! The commands that work on files, without a server.

mod defrag;
mod hashkv;
mod status;

use crate::support::{Line, ectl};
use ectl::sandbox::Etcd;
use flate2::read::GzDecoder;
use serde_json::Value;
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
