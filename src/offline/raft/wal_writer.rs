//! The write-ahead log of a restored member: the members joined, and a snapshot was taken.

use super::identity::{NewMember, cluster_id};
use super::message::{ConfState, HardState, RaftEntry, SnapshotMark};
use super::record::{RecordType, RecordWriter};
use crate::failure::Failure;
use crate::offline::protobuf_writer::MessageWriter;
use crate::offline::system;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Bytes of a file of the log, which etcd reserves in advance.
const SEGMENT: u64 = 64_000_000;

/// The term of a restored log.
pub(super) const TERM: u64 = 1;

/// The name of the first file of a log.
pub(crate) const FIRST_FILE: &str = "0000000000000000-0000000000000000.wal";

/// Returns the records of the log of the member `own`.
pub(crate) fn restored_log(own: u64, members: &[NewMember]) -> Vec<u8> {
    let members = ascending(members);
    let commit = members.len() as u64;
    let mut records = RecordWriter::default();
    records.continue_from(0);
    let ids = MessageWriter::default().varint(1, own).varint(2, cluster_id(&members)).finish();
    records.add(RecordType::Metadata, &ids);
    records.add(RecordType::Snapshot, &SnapshotMark::default().to_bytes());
    for (index, member) in (1..).zip(&members) {
        records.add(RecordType::RevisionKey, &addition(index, member));
    }
    let vote = members.first().map_or(0, |member| member.id);
    records.add(RecordType::HardState, &HardState { term: TERM, vote, commit }.to_bytes());
    let conf_state = Some(conf_state(&members));
    let snapshot = SnapshotMark { index: commit, term: TERM, conf_state };
    records.add(RecordType::Snapshot, &snapshot.to_bytes());
    records.finish()
}

/// Returns the members in the order of their ids.
pub(super) fn ascending(members: &[NewMember]) -> Vec<NewMember> {
    let mut members = members.to_vec();
    members.sort_by_key(|member| member.id);
    members
}

/// Returns all members as voters.
pub(super) fn conf_state(members: &[NewMember]) -> ConfState {
    ConfState { voters: members.iter().map(|member| member.id).collect(), ..ConfState::default() }
}

/// Returns the entry that adds a member.
fn addition(index: u64, member: &NewMember) -> Vec<u8> {
    const ADD_NODE: u64 = 0;
    let change = MessageWriter::default()
        .varint(2, ADD_NODE)
        .varint(3, member.id)
        .bytes(4, &member.to_json())
        .finish();
    RaftEntry { kind: 1, term: TERM, index, data: &change }.to_bytes()
}

/// Creates a file of the log with these records, reserves the space of all of it, and syncs it to disk.
pub(crate) fn write_segment(path: &Path, records: &[u8]) -> Result<(), Failure> {
    let file = File::options().write(true).create_new(true).mode(0o600).open(path);
    let mut file = file.map_err(|error| system("open", path, &error))?;
    let size = SEGMENT.max(records.len() as u64);
    reserve(&file, size).map_err(|error| system("fallocate", path, &error))?;
    file.write_all(records).map_err(|error| system("write", path, &error))?;
    file.sync_all().map_err(|error| system("fsync", path, &error))
}

/// Reserves space, so that a full disk shows now; makes a hole where the file system cannot.
#[cfg(target_os = "linux")]
fn reserve(file: &File, size: u64) -> io::Result<()> {
    use nix::errno::Errno;
    use nix::fcntl::posix_fallocate;
    let length = i64::try_from(size).unwrap_or(i64::MAX);
    match posix_fallocate(file, 0, length) {
        Ok(()) => Ok(()),
        Err(Errno::EOPNOTSUPP | Errno::ENOSYS | Errno::EINVAL) => file.set_len(size),
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn reserve(file: &File, size: u64) -> io::Result<()> {
    file.set_len(size)
}

#[cfg(test)]
mod tests {
    use super::{FIRST_FILE, SEGMENT, restored_log, write_segment};
    use crate::offline::raft::identity::NewMember;
    use crate::offline::raft::testing::{sha256, unhex};
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};

    const DEFAULT: &str = "\
        0400000000000084080410000000000020000000000000000801\
        10bb81c7fc051a1608cdd2918bd2b881cf8e0110b298eaf1948386fccd01\
        0e0000000000008208051094bbc7ed0e1a04080010000000\
        7200000000000086080210dbf28c8e071a680801100118012260\
        100018cdd2918bd2b881cf8e0122517b226964223a31303237363635373734333933\
        323937353433372c227065657255524c73223a5b22687474703a2f2f6c6f63616c686f73743a32333830225d2c\
        226e616d65223a2264656661756c74227d000000000000\
        1900000000000087080310ffefac9c011a0f080110cdd2918bd2b881cf8e01180100000000000000\
        1b000000000000850805108f9a8eec0a1a11080110011a0b08cdd2918bd2b881cf8e010000000000";

    fn member(name: &str, url: &str, token: &str) -> NewMember {
        NewMember::new(name, &[url.to_owned()], token)
    }

    #[test]
    fn log_of_one_member_is_that_of_etcdutl() {
        let member = member("default", "http://localhost:2380", "etcd-cluster");
        let log = restored_log(member.id, &[member]);
        assert_eq!(log, unhex(DEFAULT));
        assert!(sha256(&log).starts_with("90da18dd28e4aa70"));
    }

    #[test]
    fn log_of_three_members_is_that_of_etcdutl() {
        let members: Vec<_> = (1..4)
            .map(|n| member(&format!("m{n}"), &format!("http://127.0.0.1:231{n}2"), "tok1"))
            .collect();
        let log = restored_log(members[1].id, &members);
        assert_eq!(log.len(), 528);
        let expected = "5b068639c70ee4a6377995013535b2ebb6432cbff772e823aa020da7675ba29a";
        assert_eq!(sha256(&log), expected);
    }

    #[test]
    fn segments_are_reserved_and_zero_behind_the_records() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FIRST_FILE);
        write_segment(&path, b"records").unwrap();
        let found = std::fs::metadata(&path).unwrap();
        assert_eq!((found.len(), found.permissions().mode() & 0o777), (SEGMENT, 0o600));
        assert!(found.blocks() * 512 >= SEGMENT || !cfg!(target_os = "linux"));
        let written = std::fs::read(&path).unwrap();
        assert!(written.starts_with(b"records") && written[7..].iter().all(|byte| *byte == 0));
        let error = write_segment(&path, b"").unwrap_err().to_string();
        assert_eq!(error, format!("open {}: file exists", path.display()));
    }
}
