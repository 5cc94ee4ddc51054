//! Signals that end long-running commands: the exit codes documented in the README.

use crate::support::cluster::Cluster as _;
use crate::support::{etcd, eventually};
use nix::sys::signal::Signal;
use std::time::Duration;

/// Nothing listens there.
const NOWHERE: &str = "127.0.0.1:1";

/// The signal itself ended the process: there is no exit code, and a shell reports 128 + n.
const BY_SIGNAL: i32 = -1;

/// Lines and their exit codes after TERM. INT is not tested: processes that a script starts in the
/// background ignore it. `LEASE` is a lease.
const LINES: &[(&str, i32)] = &[
    ("watch k", BY_SIGNAL),
    ("watch k -- true", BY_SIGNAL),
    ("wait k --exists", BY_SIGNAL),
    ("lease keep-alive LEASE", BY_SIGNAL),
    ("make-mirror --prefix a/ --dest-prefix b/ ENDPOINT", BY_SIGNAL),
    ("service watch s", BY_SIGNAL),
    ("service watch s -- cat", 0),
    ("service register s h:1 --lease 0", 0),
    ("elect e --listen", 0),
    ("endpoint health --wait 60s --endpoints NOWHERE", BY_SIGNAL),
    ("get k --retry 60s --endpoints NOWHERE", BY_SIGNAL),
];

#[test]
fn signals_end_commands_as_documented() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let lease = etcd.ectl("lease grant 600 --id-only").run();
    let lease = lease.text().trim().to_owned();
    let start = |(line, code): &(&'static str, i32)| {
        let typed = line.replace("LEASE", &lease).replace("ENDPOINT", &at);
        let typed = typed.replace("NOWHERE", NOWHERE);
        (*line, *code, etcd.ectl(&typed).live())
    };
    let mut running: Vec<_> = LINES.iter().map(start).collect();
    let registered = || etcd.ectl("service resolve s").run().code == 0;
    eventually("the registration", registered);
    // Time for the others to begin to wait, which none of them reports.
    std::thread::sleep(Duration::from_secs(1));
    for (line, _, live) in &mut running {
        assert!(live.is_running(), "{line}");
    }
    for (line, code, live) in running {
        let outcome = live.end_by(Signal::SIGTERM);
        assert_eq!(outcome.code, code, "{line}: {outcome:?}");
    }
}
