//! etcd's files, without a server: the database (`bolt/`), what etcd keeps in it (`mvcc/`), and raft's
//! log. Reads, verifies and writes them; a file that is only read is never changed.

pub(crate) mod bolt;
pub(crate) mod defrag;
mod file_error;
pub(crate) mod inspect;
pub(crate) mod migrate;
pub(crate) mod mvcc;
mod progress;
pub(crate) mod protobuf;
pub(crate) mod protobuf_writer;
pub(crate) mod raft;
pub(crate) mod restore;
pub(crate) mod schema;
pub(crate) mod verify;
pub(crate) mod version;

pub(crate) use file_error::{invalid, system};
pub(crate) use progress::Progress;
