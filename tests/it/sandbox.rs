//! `sandbox`: the command's status, signals, and cleaning up.

use crate::support::words::Words;
use crate::support::{Line, ectl, eventually, finish};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Child;

/// `ectl sandbox` with these words and a directory of its own for temporary files; etcd is found by
/// `$ETCD` or the `PATH`.
fn sandbox(scratch: &Path, words: impl Words) -> Line {
    let line = ectl("", "sandbox").args(words);
    let line = line.env("TMPDIR", scratch).env("ECTL", env!("CARGO_BIN_EXE_ectl"));
    match std::env::var_os("ETCD") {
        Some(etcd) => line.env("ETCD", etcd),
        None => line,
    }
}

fn scratch() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn is_empty(directory: &Path) -> bool {
    std::fs::read_dir(directory).unwrap().next().is_none()
}

fn signal(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
}

fn next_line(child: &mut Child) -> String {
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.as_mut().unwrap());
    stdout.read_line(&mut line).unwrap();
    line.trim_end().to_owned()
}

#[test]
fn command_finds_etcd_and_its_status_is_returned() {
    let tmp = scratch();
    let run = |words: &str| sandbox(tmp.path(), words).run();
    let script = r#""$ECTL" put k "$(cat)" && "$ECTL" get k"#;
    let put = sandbox(tmp.path(), "-- sh -c").arg(script).stdin("from stdin");
    put.run().prints("OK\nk\nfrom stdin\n");
    run("-- sh -c 'exit 7'").fails_part(7, "");
    run("-- sh -c 'kill -KILL $$'").fails_part(137, "");
    run("-- no-such-program").fails_part(127, "cannot run \"no-such-program\"");
    run("-- /etc/passwd").fails_part(126, "cannot run \"/etc/passwd\"");
    assert!(is_empty(tmp.path()), "the sandboxes left something");
}

#[test]
fn connection_variables_are_removed() {
    let tmp = scratch();
    let show = r#"echo "${ETCDCTL_USER-none} ${ETCDCTL_CACERT-none} $ETCDCTL_DIAL_TIMEOUT""#;
    let line = sandbox(tmp.path(), "-- sh -c").arg(show);
    let line = line.env("ETCDCTL_ENDPOINTS", "127.0.0.1:1").env("ETCDCTL_USER", "root");
    let line = line.env("ETCDCTL_CACERT", "/nonexistent").env("ETCDCTL_DIAL_TIMEOUT", "9s");
    line.run().prints("none none 9s\n");
}

#[test]
fn three_members_form_one_cluster() {
    let tmp = scratch();
    let script = r#"
        set -e
        IFS=,; set -- $ETCDCTL_ENDPOINTS; echo $#
        ETCDCTL_ENDPOINTS=$1 "$ECTL" put k v
        ETCDCTL_ENDPOINTS=$3 "$ECTL" get k"#;
    let line = sandbox(tmp.path(), "--members 3 -- sh -c").arg(script);
    line.run().prints("3\nOK\nk\nv\n");
    assert!(is_empty(tmp.path()), "the sandbox left something");
}

/// A script kills the member that it means. The member's end is reported only if the script fails.
#[test]
fn script_kills_a_member() {
    let tmp = scratch();
    let script = r#"
        set -- $ECTL_SANDBOX_PIDS; echo $#; kill -KILL $3
        IFS=,; set -- $ETCDCTL_ENDPOINTS
        for at; do "$ECTL" endpoint health --live --endpoints $at >/dev/null 2>&1; echo $?; done"#;
    let line = |end: &str| {
        sandbox(tmp.path(), "--members 3 -- sh -c").arg(format!("{script}\n{end}")).run()
    };
    line("").prints("3\n0\n0\n1\n");
    let failed = line("exit 5");
    let note = "m3: etcd ended with signal: 9 (SIGKILL)\n";
    assert_eq!((failed.code, failed.stderr.as_str()), (5, note));
    assert!(is_empty(tmp.path()), "the sandbox left something");
}

#[test]
fn signals_reach_command() {
    let tmp = scratch();
    for (name, number) in [("TERM", Signal::SIGTERM), ("HUP", Signal::SIGHUP)] {
        let script = format!(
            "trap 'echo got {name}; exit 3' {name}; echo ready; while :; do sleep 0.05; done"
        );
        let mut child = sandbox(tmp.path(), "-- sh -c").arg(script).spawn();
        assert_eq!(next_line(&mut child), "ready");
        signal(&child, number);
        let outcome = finish(child);
        assert_eq!((outcome.text(), outcome.code), (format!("got {name}\n").as_str(), 3));
    }
    assert!(is_empty(tmp.path()), "the sandboxes left something");
}

#[test]
fn sandbox_without_command_runs_until_signal() {
    let tmp = scratch();
    let mut child = sandbox(tmp.path(), "").spawn();
    let line = next_line(&mut child);
    let at = line.strip_prefix("export ETCDCTL_ENDPOINTS=").expect(&line);
    ectl(at, "put k v").run().prints("OK\n");
    signal(&child, Signal::SIGINT);
    let outcome = finish(child);
    assert_eq!((outcome.text(), outcome.code), ("", 0));
    assert!(TcpStream::connect(at).is_err(), "etcd still runs");
    assert!(is_empty(tmp.path()), "the sandbox left something");

    let mut child = sandbox(tmp.path(), "").env("ETCDCTL_USER", "root").spawn();
    assert_eq!(next_line(&mut child), "unset ETCDCTL_USER");
    signal(&child, Signal::SIGTERM);
    assert_eq!(finish(child).code, 0);
}

#[test]
fn killed_sandbox_leaves_nothing() {
    let tmp = scratch();
    let mut child = sandbox(tmp.path(), "--members 3").spawn();
    let line = next_line(&mut child);
    let endpoints = line.strip_prefix("export ETCDCTL_ENDPOINTS=").expect(&line);
    child.kill().unwrap();
    child.wait().unwrap();
    eventually("the servers end", || {
        endpoints.split(',').all(|at| TcpStream::connect(at).is_err())
    });
    eventually("the files are removed", || is_empty(tmp.path()));
}

#[test]
fn start_failures_are_explained() {
    let tmp = scratch();
    let run = |words: &str| sandbox(tmp.path(), words).run();
    let missing = run("--etcd /nonexistent/etcd -- true");
    missing.fails_part(6, "\"/nonexistent/etcd\"").says("hint: install etcd (Debian, Ubuntu: apt ");
    let line = sandbox(tmp.path(), "-- /bin/sh").env("ETCD", "").env("PATH", "/nonexistent");
    line.run().fails_part(6, "cannot start etcd, program \"etcd\"");
    run("--etcd /bin/false -- true").fails_part(6, "m1: etcd ended with exit status: 1");
    run("--members 0").fails_part(128, "'--members <N>'");
    run("--members x").fails_part(128, "'--members <N>'");
    run("true").fails_part(128, "unexpected argument 'true'");
    assert!(is_empty(tmp.path()), "the failures left something");
}

/// A program in place of etcd: a shell script in which `$ETCD` is the real one.
fn stand_in(directory: &Path, script: &str) -> String {
    let path = directory.join("etcd");
    let real = std::env::var("ETCD").unwrap_or_else(|_| "etcd".to_owned());
    std::fs::write(&path, format!("#!/bin/sh\nETCD='{real}'\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn etcd_exit_is_reported() {
    let (tmp, bin) = (scratch(), scratch());
    let etcd = stand_in(bin.path(), r#""$ETCD" "$@" & sleep 1; kill $!; wait; exit 5"#);
    let outcome = sandbox(tmp.path(), &format!("--etcd {etcd}")).run();
    assert_eq!(outcome.code, 6);
    assert!(outcome.text().starts_with("export ETCDCTL_ENDPOINTS="), "{}", outcome.text());
    outcome.says("m1: etcd ended with exit status: 5; the end of its log:\n{");

    let outcome = sandbox(tmp.path(), &format!("--etcd {etcd} -- sleep 2")).run();
    assert_eq!(outcome.code, 0);
    outcome.says("m1: etcd ended with exit status: 5");
}

#[test]
fn taken_ports_and_unknown_flags_are_retried() {
    let (tmp, bin) = (scratch(), scratch());
    let script = r#"
        cd "${0%/*}"
        if mkdir taken 2>/dev/null; then echo "bind: address already in use"; exit 1; fi
        case "$*" in *--unsafe-no-fsync*)
            echo "flag provided but not defined: -unsafe-no-fsync"; exit 2
        esac
        exec "$ETCD" "$@""#;
    let etcd = stand_in(bin.path(), script);
    let line = sandbox(tmp.path(), &format!(r#"--etcd {etcd} -- sh -c '"$ECTL" put k v'"#));
    line.run().prints("OK\n");
    assert!(bin.path().join("taken").exists());
    assert!(is_empty(tmp.path()), "an attempt left something");
}
