//! A snapshot of raft, `member/snap/TERM-INDEX.snap`: the members at an index of the log, and etcd's v2
//! store. The key-values are in the database.

use super::identity::NewMember;
use super::message::{ConfState, SnapshotMark};
use super::v2_store::v2_store;
use super::wal_writer::{TERM, ascending, conf_state};
use crate::failure::Failure;
use crate::offline::protobuf::{Fields, WireField};
use crate::offline::protobuf_writer::MessageWriter;
use crate::offline::{invalid, system};
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

/// Returns the name of the file for a snapshot.
pub(crate) fn snap_file_name(term: u64, index: u64) -> String {
    format!("{term:016x}-{index:016x}.snap")
}

/// Returns the name and the contents of the snapshot of a restored cluster.
pub(crate) fn restored_snapshot(members: &[NewMember]) -> (String, Vec<u8>) {
    let members = ascending(members);
    let index = members.len() as u64;
    let metadata = MessageWriter::default()
        .bytes(1, &conf_state(&members).to_bytes())
        .varint(2, index)
        .varint(3, TERM)
        .finish();
    let snapshot =
        MessageWriter::default().bytes(1, &v2_store(&members)).bytes(2, &metadata).finish();
    let crc = crc32c::crc32c(&snapshot);
    let file = MessageWriter::default().varint(1, crc.into()).bytes(2, &snapshot).finish();
    (snap_file_name(TERM, index), file)
}

/// Creates a snapshot and syncs it to disk.
pub(crate) fn write_snap_file(path: &Path, contents: &[u8]) -> Result<(), Failure> {
    let file = File::options().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| system("open", path, &error))?;
    file.write_all(contents).map_err(|error| system("write", path, &error))?;
    file.sync_all().map_err(|error| system("fsync", path, &error))
}

/// Reads a snapshot, and verifies its checksum.
pub(crate) fn read_snap_file(path: &Path) -> Result<SnapshotMark, Failure> {
    let contents = std::fs::read(path).map_err(|error| system("open", path, &error))?;
    parse_snap_file(&contents)
        .map_err(|failure| failure.reworded(|why| format!("{}: {why}", path.display())))
}

/// Returns where a snapshot stands, and the members. The texts of errors are etcd's.
pub(crate) fn parse_snap_file(contents: &[u8]) -> Result<SnapshotMark, Failure> {
    let (mut crc, mut snapshot) = (0, &[][..]);
    for field in Fields::new(contents) {
        match field? {
            WireField::Varint(1, number) => crc = number as u32,
            WireField::Bytes(2, bytes) => snapshot = bytes,
            _ => {}
        }
    }
    if snapshot.is_empty() || crc == 0 {
        return Err(invalid("snap: empty snapshot"));
    }
    let computed = crc32c::crc32c(snapshot);
    if computed != crc {
        let hint = format!("the file has the checksum {crc:08x}, its contents have {computed:08x}");
        return Err(invalid("snap: crc mismatch").hint(hint));
    }
    let mut mark = SnapshotMark::default();
    for field in Fields::new(snapshot) {
        if let WireField::Bytes(2, metadata) = field? {
            mark = parse_metadata(metadata)?;
        }
    }
    Ok(mark)
}

fn parse_metadata(metadata: &[u8]) -> Result<SnapshotMark, Failure> {
    let mut mark = SnapshotMark::default();
    for field in Fields::new(metadata) {
        match field? {
            WireField::Bytes(1, members) => mark.conf_state = Some(ConfState::parse(members)?),
            WireField::Varint(2, index) => mark.index = index,
            WireField::Varint(3, term) => mark.term = term,
            _ => {}
        }
    }
    Ok(mark)
}

#[cfg(test)]
mod tests {
    use super::{parse_snap_file, read_snap_file, restored_snapshot, write_snap_file};
    use crate::offline::raft::identity::NewMember;
    use crate::offline::raft::testing::sha256;

    fn restored() -> (String, Vec<u8>) {
        let url = "http://localhost:2380".to_owned();
        restored_snapshot(&[NewMember::new("default", &[url], "etcd-cluster")])
    }

    #[test]
    fn snapshot_of_one_member_is_that_of_etcdutl() {
        let (name, contents) = restored();
        assert_eq!(name, "0000000000000001-0000000000000001.snap");
        assert_eq!(contents.len(), 6488);
        let expected = "41563111c2c8a1db209ed9b231795be42e3c3861ec82c75f97d7292ea2f69a5e";
        assert_eq!(sha256(&contents), expected);
    }

    #[test]
    fn members_are_numbered_by_id_and_listed_by_name() {
        let member = |id| NewMember { id, ..NewMember::new("", &[], "") };
        let (name, contents) = restored_snapshot(&[member(0x10), member(0x2)]);
        let text = String::from_utf8_lossy(&contents).into_owned();
        let at = |part: &str| text.find(part).unwrap_or_else(|| panic!("{part} in {text}"));
        let (ten, two) = (
            at(r#""10":{"Path":"/0/members/10","CreatedIndex":2"#),
            at(r#""2":{"Path":"/0/members/2","CreatedIndex":1"#),
        );
        assert!(ten < two);
        assert_eq!(name, "0000000000000001-0000000000000002.snap");
        let mark = parse_snap_file(&contents).unwrap();
        assert_eq!((mark.index, mark.term), (2, 1));
        assert_eq!(mark.conf_state.unwrap().voters, [2, 0x10]);
    }

    #[test]
    fn damage_is_found_when_a_snapshot_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.snap");
        let (_, mut contents) = restored();
        write_snap_file(&path, &contents).unwrap();
        assert_eq!(read_snap_file(&path).unwrap().index, 1);
        contents[3000] ^= 1;
        std::fs::write(&path, &contents).unwrap();
        let error = read_snap_file(&path).unwrap_err().to_string();
        assert_eq!(error, format!("{}: snap: crc mismatch", path.display()));
        assert_eq!(parse_snap_file(b"").unwrap_err().to_string(), "snap: empty snapshot");
        let cut = &contents[..contents.len() - 1];
        let text = "proto: cannot parse invalid wire-format data";
        assert_eq!(parse_snap_file(cut).unwrap_err().to_string(), text);
    }
}
