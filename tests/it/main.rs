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
mod breakdowns;
mod browse;
mod bulk;
mod called;
mod called_etcdutl;
mod check;
mod cli;
mod completion;
mod connection;
mod context;
mod defrag;
mod details;
mod differences;
mod doctor;
mod drain;
mod edit;
mod elect;
mod endpoint;
mod errors;
mod examples;
mod faults;
mod fields;
mod frozen;
mod generated;
mod guardian;
mod health;
mod history;
mod jail;
mod keys;
mod learner;
mod lease;
mod lock;
mod member;
mod mirror;
mod mirror_late;
mod mirror_resume;
mod offline;
mod partition;
mod queue;
mod quiet;
mod range;
mod readme;
mod register;
mod release;
mod revert;
mod sandbox;
mod secrets;
mod semaphore;
mod service;
mod session;
mod signals;
mod snapshot;
mod support;
mod survivors;
mod tables;
mod terminal;
mod tls;
mod tokens;
mod tree;
mod txn;
mod undelete;
mod wait;
mod watch;
mod watch_exec;
mod watch_restored;
mod watch_resume;
mod wire;
