//! What takes several calls of etcd: a watch that survives the loss of its connection.

mod watcher;

pub(crate) use watcher::{End, News, Watcher};
