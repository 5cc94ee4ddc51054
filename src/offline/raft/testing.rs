//! Vectors and logs for the tests beside the code.

use super::message::{HardState, RaftEntry, SnapshotMark};
use super::record::{RecordType, RecordWriter};
use aws_lc_rs::digest::{SHA256, digest};
use std::path::PathBuf;
use tempfile::TempDir;

/// A log of etcd: metadata, the first snapshot, two puts at term 2, and a hard state that commits them.
pub(crate) const A: &str = "\
    040000000000008408041000000000001800000000000000080110cccea1b4031a0e08a084eaa1fabbbf804210\
    c0c4070e00000000000082080510eeb989ab081a040800100000001f00000000000081080210a9da87d60c1a15\
    080010021801220da20602084d22060a016b120176001f0000000000008108021097e7b4810e1a150800100218\
    02220da20602084d22060a016b120176001000000000000000080310ddcbd4a10e1a06080210011802";
/// Appended to A: an entry 3 that needs version 3.7.0.
pub(crate) const B: &str = "22000000000000860802108bb8c5920d1a180800100218032210a20602084ee2ea04\
    070a05332e372e30000000000000";
/// Appended to A and B: a hard state that commits entry 3, and a snapshot there.
pub(crate) const C: &str = "1000000000000000080310a5d1a6fa091a060802100118030e0000000000008208051\
    0b181e7b1041a04080310020000";
/// Appended to A: an entry 3 that is a request of the v2 API, as servers of 3.5 write it.
pub(crate) const D: &str = "4c00000000000084080210f08a838c051a42080010021803223a0882ac9385e9bfe8f\
    ee60112035055541a0a2f302f76657273696f6e2205332e352e302800320038004800500058006000680070007\
    80080010000000000";

/// The data of an entry that needs version 3.7.0.
pub(crate) const UNSAFE: &str = "a20602084ee2ea04070a05332e372e30";
/// The data of an entry that puts a key.
pub(crate) const PUT: &str = "a20602084d22060a016b120176";

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|two| u8::from_str_radix(str::from_utf8(two).unwrap(), 16).unwrap()).collect()
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A log of hand-made records.
#[derive(Debug, Clone, Default)]
pub(crate) struct LogMaker {
    pub(crate) records: RecordWriter,
}

impl LogMaker {
    /// Starts a file with the records that each has, and the first snapshot.
    pub(crate) fn new() -> Self {
        Self::behind(0).snapshot(0, 0)
    }

    /// Starts a file behind another one.
    pub(crate) fn behind(crc: u32) -> Self {
        let mut maker = Self::default();
        maker.records.continue_from(crc);
        maker.add(RecordType::Metadata, b"\x08\x01")
    }

    pub(crate) fn add(mut self, kind: RecordType, data: &[u8]) -> Self {
        self.records.add(kind, data);
        self
    }

    pub(crate) fn entry(self, index: u64, term: u64, data: &str) -> Self {
        let data = unhex(data);
        let entry = RaftEntry { kind: 0, term, index, data: &data };
        self.add(RecordType::RevisionKey, &entry.to_bytes())
    }

    pub(crate) fn state(self, commit: u64) -> Self {
        let state = HardState { term: 2, vote: 1, commit };
        self.add(RecordType::HardState, &state.to_bytes())
    }

    pub(crate) fn snapshot(self, index: u64, term: u64) -> Self {
        let mark = SnapshotMark { index, term, conf_state: None };
        self.add(RecordType::Snapshot, &mark.to_bytes())
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.records.finish()
    }
}

/// Writes files into a folder that is removed with the result.
pub(crate) fn folder(files: &[(&str, &[u8])]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    for (name, contents) in files {
        std::fs::write(folder.path().join(name), contents).unwrap();
    }
    let path = folder.path().to_owned();
    (folder, path)
}
