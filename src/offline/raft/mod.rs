//! Raft's files: the write-ahead log in `member/wal`, and its snapshots in `member/snap`. See etcd's
//! `server/storage/wal` and `server/etcdserver/api/snap`.

mod commit_states;
mod contents;
mod identity;
mod log;
mod member_ids;
mod message;
mod record;
mod request;
mod segment;
mod snap_file;
mod survey;
#[cfg(test)]
pub(crate) mod testing;
mod v2_store;
mod wal_folder;
mod wal_reader;
mod wal_writer;

pub(crate) use commit_states::{CommitState, CommitStates};
pub(crate) use contents::{RecordContents, record_kinds};
pub(crate) use identity::{NewMember, cluster_id};
pub(crate) use log::{EffectiveLog, effective_entries};
pub(crate) use member_ids::MemberIds;
pub(crate) use message::{HardState, RaftEntry, SnapshotMark};
pub(crate) use record::RecordType;
pub(crate) use request::{EntryForm, EntryValue, Requirement};
pub(crate) use snap_file::{read_snap_file, restored_snapshot, snap_file_name, write_snap_file};
pub(crate) use wal_folder::{WalFolder, wal_path};
pub(crate) use wal_reader::{RecordPlace, WalReader, WalRecord};
pub(crate) use wal_writer::{FIRST_FILE, restored_log, write_segment};
#[cfg(any(test, fuzzing))]
pub(crate) use {
    record::RecordWriter, request::DecodedEntry, snap_file::parse_snap_file, survey::Survey,
};
