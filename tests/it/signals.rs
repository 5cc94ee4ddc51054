//! Signals that end long-running commands: the exit codes documented in docs/output.md.

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
    etcd.ok("put e/1 leader");
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
    // The leader, and the input of a command: they have begun.
    for (line, code, live) in &running {
        if *code == 0 && !line.starts_with("service register") {
            live.line();
        }
    }
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

/// Lines that wait for a signal, each with its exit code after TERM.
const HELD: &[(&str, i32)] = &[
    ("lock l", 0),
    ("lock c -- sh -c 'echo ready; exec sleep 600'", 128 + 15),
    ("elect e me", 0),
    ("elect f me --restart -- sh -c 'echo ready; exec sleep 600'", 128 + 15),
    ("elect e --listen", 0),
    ("session -- sh -c 'echo ready; exec sleep 600'", 128 + 15),
    ("service register s h:1 -- sh -c 'echo ready; exec sleep 600'", 128 + 15),
    ("service watch s -- sh -c 'echo ready; cat; exec sleep 600'", 0),
    ("sandbox -- sh -c 'echo ready; exec sleep 600'", 128 + 15),
];

#[test]
fn ignored_hangup_ends_nothing() {
    let etcd = etcd();
    etcd.ok("service update s --add h:2 --lease 0");
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_ectl"));
    let server = crate::support::program("ETCD", "etcd");
    let start = |(typed, code): &(&'static str, i32)| {
        // As nohup does it.
        let script = format!("trap '' HUP; exec \"$ECTL\" {typed}");
        let line = crate::support::line("sh".as_ref(), &etcd.endpoints(), &["-c", &script]);
        (*typed, *code, line.env("ECTL", program).env("ETCD", &server).live())
    };
    let mut running: Vec<_> = HELD.iter().map(start).collect();
    for (_, _, live) in &running {
        live.line();
        live.signal(Signal::SIGHUP);
    }
    std::thread::sleep(Duration::from_millis(500));
    for (typed, _, live) in &mut running {
        assert!(live.is_running(), "{typed}");
    }
    for (typed, code, live) in running {
        let outcome = live.end_by(Signal::SIGTERM);
        assert_eq!(outcome.code, code, "{typed}: {outcome:?}");
    }
    // INT counts all the same: a script's shell starts its background jobs so.
    for typed in ["lock l", "elect l v", "elect --listen l", "check perf"] {
        let script = format!("trap '' INT; echo ready; exec \"$ECTL\" {typed}");
        let line = crate::support::line("sh".as_ref(), &etcd.endpoints(), &["-c", &script]);
        let mut live = line.env("ECTL", program).live();
        assert_eq!(live.line(), "ready");
        // It is ignored until ectl listens.
        eventually(typed, || {
            live.signal(Signal::SIGINT);
            !live.is_running()
        });
        assert_ne!(live.end().code, BY_SIGNAL, "{typed}");
    }
    // The command ignores it, too.
    let script = "trap '' HUP; exec \"$ECTL\" lock l -- sh -c 'kill -HUP $$; echo alive'";
    let line = crate::support::line("sh".as_ref(), &etcd.endpoints(), &["-c", script]);
    line.env("ECTL", program).run().prints("alive\n");
}

#[cfg(target_os = "linux")] // whose /proc tells the blocked signals
#[test]
fn later_commands_start_as_the_first() {
    let etcd = etcd();
    let script = "grep SigBlk: /proc/self/status; exec sleep 600";
    etcd.ok("put k v");
    let watch = etcd.ectl("watch k --restart -- sh -c").arg(script).live();
    let blocked = || std::iter::repeat_with(|| watch.line()).find(|line| line.contains("SigBlk:"));
    let first = blocked();
    etcd.ok("put k v");
    assert_eq!(blocked(), first);
    watch.end_by(Signal::SIGTERM);
}
