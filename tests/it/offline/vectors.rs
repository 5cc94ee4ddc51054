//! The database files of `tests/vectors`, shared with `tests/parity`.

use flate2::read::GzDecoder;
use std::fs::File;
use std::io::copy;
use std::path::{Path, PathBuf};

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
