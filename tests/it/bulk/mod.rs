//! Work on many keys: `export`, `import`, `cp`, `mv` and `diff`.

mod copy;
mod diff;
mod export;
mod faults;
mod import;

use crate::support::cluster::Cluster as _;
use ectl::sandbox::Etcd;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A directory for files of a test.
struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file, and returns its path as text.
    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }
}

/// Lines of keys `PREFIX00001` and so on, with a value.
fn lines(prefix: &str, numbers: std::ops::RangeInclusive<usize>, value: &str) -> String {
    let line = |n| format!("{{\"key\":\"{prefix}{n:05}\",\"value\":\"{value}\"}}\n");
    numbers.map(line).collect()
}

/// All keys of the cluster and their values.
fn contents(etcd: &Etcd) -> Vec<u8> {
    etcd.ok("get --prefix ''").stdout
}

fn count(etcd: &Etcd, prefix: &str) -> usize {
    let counted = etcd.ok(&["get", "--prefix", prefix, "--count-only"]);
    counted.text().trim().parse().unwrap()
}

/// The revision of the store.
fn revision(etcd: &Etcd) -> u64 {
    let json = etcd.ok("get nothing -w json");
    let number = json.text().split("\"revision\":").nth(1).unwrap();
    number.split([',', '}']).next().unwrap().parse().unwrap()
}

/// Puts keys that are hard to write down: bytes, newlines, an empty value and a large one.
fn put_odd_keys(etcd: &Etcd) {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;
    let bytes = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    etcd.ectl("put")
        .arg(bytes(b"odd/\xff\x01 \n"))
        .arg(bytes(b"\xfe\"\\\r\n"))
        .run()
        .prints("OK\n");
    etcd.ectl("put").arg("odd/\u{2028}<&>").arg("\u{1f600}\u{7f}").run().prints("OK\n");
    etcd.ok("put odd/empty ''");
    etcd.ectl("put odd/large").stdin("x".repeat(1 << 20)).run().prints("OK\n");
}

fn text(path: &Path) -> String {
    path.display().to_string()
}
