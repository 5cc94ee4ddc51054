//! Every test runs the real program against real etcd servers.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed, and nobody uses what is public in it"
)]

mod auth;
mod cli;
mod connection;
mod endpoint;
mod examples;
mod generated;
mod keys;
mod lease;
mod member;
mod parity;
mod range;
mod readme;
mod sandbox;
mod snapshot;
mod support;
mod tls;
mod tree;
mod txn;
mod watch;
