//! Every class of failure on real sockets and servers, with its message, its hint and its exit code.

mod answers;
mod contact;
mod telling;
mod waiting;

use crate::support::certs::Identity;
use crate::support::words::Words;
use crate::support::{Outcome, ectl, start};
use ectl::sandbox::{Etcd, Plan};
use std::ffi::OsString;
use std::time::{Duration, Instant};

/// An address without a server.
const DEAD: &str = "127.0.0.1:1";
const LOCAL: [&str; 2] = ["localhost", "127.0.0.1"];

fn serve(identity: &Identity, more: &[&str]) -> Etcd {
    let mut options = vec!["--cert-file", &identity.certificate, "--key-file", &identity.key];
    options.extend(more);
    let options = options.iter().map(OsString::from).collect();
    start(&Plan { options, scheme: "https", ..Plan::new() })
}

fn get(at: &str, options: impl Words) -> Outcome {
    ectl(at, "get k").args(options).run()
}

/// A failure for lack of time takes that time, and not much more.
#[track_caller]
fn takes(limit: Duration, work: impl FnOnce()) {
    let started = Instant::now();
    work();
    let took = started.elapsed();
    assert!(took >= limit && took < limit * 4, "{took:?} where {limit:?} are given");
}
