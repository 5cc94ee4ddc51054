//! `make-mirror`: a write that a frozen member executes late.

use crate::mirror::{Mirror, keys, put, revision};
use crate::support::cluster::Cluster as _;
use crate::support::proxy::{Gate, Weather, late};
use crate::support::{etcd, eventually};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Longer than a late write takes.
const EXECUTED: Duration = Duration::from_secs(1);

#[test]
fn late_write_does_not_undo_later_ones() {
    let (source, destination) = (etcd(), etcd());
    let (resume, resumed) = mpsc::channel();
    let through = late(&destination.endpoints(), "stale", resumed);
    put(&source, "k", "first");
    put(&source, "other", "first");
    // The mirror begins with the other connection.
    let gate = Gate::before(&destination.endpoints());
    gate.turns(Weather::HangsUp);
    let to = format!("{through},{}", gate.endpoint);
    let mirror = Mirror::start(source.ectl(&format!("make-mirror {to} --command-timeout 1s")));
    let is_at_destination = |value: &str| {
        let expected = format!("k\n{value}\nother\nfirst\n");
        eventually(value, || keys(&destination, "") == expected.as_bytes());
    };
    is_at_destination("first");
    gate.turns(Weather::Fine);
    put(&source, "k", "stale");
    is_at_destination("stale");
    put(&source, "k", "new");
    is_at_destination("new");
    let before = revision(&destination);
    resume.send(()).unwrap();
    thread::sleep(EXECUTED);
    assert_eq!((keys(&destination, "k"), revision(&destination)), (b"k\nnew\n".to_vec(), before));
    mirror.stop().says("destination: reconnected\n");
}

#[test]
fn keys_that_another_client_writes_are_overwritten() {
    let (source, destination) = (etcd(), etcd());
    put(&source, "k", "1");
    let mirror = Mirror::start(source.ectl(&format!("make-mirror {}", destination.endpoints())));
    let is_at_destination =
        |text: &str| eventually(text, || keys(&destination, "") == text.as_bytes());
    is_at_destination("k\n1\n");
    put(&destination, "k", "theirs");
    put(&source, "k", "2");
    is_at_destination("k\n2\n");
    // What is as wanted already is not written again.
    put(&destination, "k", "3");
    let before = revision(&destination);
    put(&source, "k", "3");
    put(&source, "l", "1");
    is_at_destination("k\n3\nl\n1\n");
    assert_eq!(revision(&destination), before + 1);
    put(&destination, "l", "theirs");
    source.ectl("del l").run().prints("1\n");
    is_at_destination("k\n3\n");
    assert_eq!(mirror.stop().stderr, "");
}

#[test]
fn destination_that_may_only_be_written_is_mirrored() {
    let (source, destination) = (etcd(), etcd());
    put(&source, "k", "1");
    for line in [
        "user add root:r",
        "user grant-role root root",
        "user add m:m",
        "role add writer",
        "role grant-permission writer write '' --prefix",
        "user grant-role m writer",
        "auth enable",
    ] {
        assert_eq!(destination.ectl(line).run().code, 0, "{line}");
    }
    let to = destination.endpoints();
    let copied = source.ectl(&format!("make-mirror --once --dest-user m:m {to}")).run();
    copied.prints("Mirrored 1 key as of revision 2\n");
}
