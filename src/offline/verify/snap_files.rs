//! The snapshots of raft in `member/snap`.

use super::fault_list::FaultList;
use super::finding::{FileFinding, counted};
use crate::failure::Failure;
use crate::offline::raft::{SnapshotMark, read_snap_file, snap_file_name};
use crate::offline::system;
use std::path::Path;

const CHECK: &str = "snapshots";

/// The snapshots of raft that a member has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SnapFiles {
    /// The one with the largest index.
    pub(super) newest: Option<SnapshotMark>,
    /// The indices of databases that the leader sent.
    pub(super) databases: Vec<u64>,
}

impl SnapFiles {
    pub(super) fn check(folder: &Path, findings: &mut Vec<FileFinding>) -> Result<Self, Failure> {
        let mut found = Self::default();
        let mut faults = FaultList::new(CHECK);
        let (mut count, mut broken) = (0, 0);
        let names = match names(folder) {
            Ok(names) => names,
            Err(failure) => {
                findings.push(FileFinding::failed(CHECK, &failure)?);
                return Ok(found);
            }
        };
        for name in names {
            if let Some(index) = name.strip_suffix(".snap.db") {
                found.databases.extend(u64::from_str_radix(index, 16));
            } else if name.ends_with(".snap") {
                count += 1;
                found.take(&folder.join(&name), &name, &mut faults);
            }
            broken += u64::from(name.ends_with(".broken"));
        }
        let newest = found.newest.as_ref().map_or(String::new(), |mark| {
            format!(", the newest at index {} of term {}", mark.index, mark.term)
        });
        let files = counted(count, "file");
        findings.extend(faults.findings(format!("{files}{newest}")));
        if broken > 0 {
            let files = counted(broken, "snapshot");
            findings.push(FileFinding::warning(CHECK, format!("etcd set {files} aside as broken")));
        }
        Ok(found)
    }

    fn take(&mut self, path: &Path, name: &str, faults: &mut FaultList) {
        match read_snap_file(path) {
            Err(failure) => faults.add(|| failure.to_string()),
            Ok(mark) if snap_file_name(mark.term, mark.index) != name => {
                let is_named = snap_file_name(mark.term, mark.index);
                faults.add(|| format!("{name} has the contents of {is_named}"));
            }
            Ok(mark) => {
                let newest = self.newest.as_ref().map_or(0, |newest| newest.index);
                if mark.index >= newest {
                    self.newest = Some(mark);
                }
            }
        }
    }
}

/// Returns the names of the files in a folder, in order.
fn names(folder: &Path) -> Result<Vec<String>, Failure> {
    let failed = |error| system("open", folder, &error);
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        names.push(entry.map_err(failed)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}
