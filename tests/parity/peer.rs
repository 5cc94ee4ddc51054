//! The real etcds and etcdctls that ectl is compared with.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Such as `(3, 7)`.
pub(crate) type Generation = (u32, u32);

/// Generations that `make check` gets where it can.
pub(crate) const GENERATIONS: [Generation; 4] = [(3, 4), (3, 5), (3, 6), (3, 7)];

/// An etcd to start, and the etcdctl to compare with.
#[derive(Clone)]
pub(crate) struct Peer {
    pub(crate) etcd: PathBuf,
    pub(crate) etcdctl: PathBuf,
    /// Not in etcd 3.4.
    pub(crate) etcdutl: Option<PathBuf>,
    /// That of etcdctl.
    pub(crate) generation: Generation,
}

/// Returns the peers in `$ETCD_PEERS`, a list of directories as in `PATH`; without it, those that
/// `make check` has built or fetched before.
pub(crate) fn all() -> Vec<Peer> {
    match std::env::var_os("ETCD_PEERS").filter(|directories| !directories.is_empty()) {
        Some(named) => std::env::split_paths(&named).map(|directory| peer(&directory)).collect(),
        None => {
            let fetched = GENERATIONS.iter().map(fetched);
            let there = fetched.filter(|directory| directory.join("etcdctl").is_file());
            there.map(|directory| peer(&directory)).collect()
        }
    }
}

fn fetched((major, minor): &Generation) -> PathBuf {
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    target.join(format!("etcd-{major}.{minor}/bin"))
}

fn peer(directory: &Path) -> Peer {
    let (etcd, etcdctl) = (directory.join("etcd"), directory.join("etcdctl"));
    let generation = version(&etcdctl, "version");
    assert_eq!(version(&etcd, "--version"), generation, "etcd and etcdctl in {directory:?}");
    let etcdutl = Some(directory.join("etcdutl")).filter(|program| program.is_file());
    Peer { etcd, etcdctl, etcdutl, generation }
}

/// `etcdctl version: 3.5.30` as `(3, 5)`.
fn version(program: &Path, how: &str) -> Generation {
    let output = Command::new(program).arg(how).output();
    let output = output.unwrap_or_else(|e| panic!("{}: {e}", program.display()));
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().next().unwrap_or_default();
    // etcd says "Version", etcdctl "version".
    let (name, version) =
        line.split_once("ersion: ").unwrap_or_else(|| panic!("{}: {text}", program.display()));
    assert!(name.starts_with("etcd"), "not of etcd: {}: {text}", program.display());
    let mut parts = version.split('.').map(|part| part.parse().expect("a number"));
    (parts.next().unwrap(), parts.next().unwrap())
}
