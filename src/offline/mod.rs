//! etcd's files, without a server: the database (`bolt/`), what etcd keeps in it (`mvcc/`), and raft's
//! log. Reads, verifies and writes them; a file that is only read is never changed.

pub(crate) mod bolt;
mod file_error;
pub(crate) mod mvcc;
mod progress;
pub(crate) mod protobuf;
pub(crate) mod protobuf_writer;
#[allow(dead_code, unused_imports, reason = "parts are for commands to come")]
pub(crate) mod raft;
#[allow(dead_code, reason = "parts are for commands to come")]
pub(crate) mod version;

pub(crate) use file_error::{invalid, system};
pub(crate) use progress::Progress;
