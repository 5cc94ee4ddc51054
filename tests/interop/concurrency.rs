//! Locks and elections: Go's package `concurrency`.

use crate::go;
use crate::support::live::Live;
use crate::support::{ectl, etcd};
use nix::sys::signal::Signal;

pub fn go_keeps_us_out() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let holder = Live::start(go(&at, &["lock", "backup"]));
    let key = holder.line();
    ectl(&at, &["lock", "--try", "backup", "--", "echo", "in"]).run().fails(8, &key);
    let holders = ectl(&at, &["lock", "--holders", "backup"]).run();
    assert!(holders.text().contains(&key), "{holders:?}");
    let ours = Live::start(ectl(&at, &["lock", "backup", "--", "echo", "in"]));
    ours.is_silent();
    assert_eq!(holder.end_by(Signal::SIGTERM).code, 0);
    assert_eq!(ours.line(), "in");
    assert_eq!(ours.end().code, 0);
}

pub fn we_keep_go_out() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let ours = Live::start(ectl(&at, &["lock", "backup"]));
    ours.line();
    go(&at, &["trylock", "backup"]).run().prints("taken\n");
    let queued = Live::start(go(&at, &["lock", "backup"]));
    queued.is_silent();
    assert_eq!(ours.end_by(Signal::SIGTERM).code, 0);
    assert!(queued.line().starts_with("backup/"));
    queued.end_by(Signal::SIGTERM);
    go(&at, &["trylock", "backup"]).run().prints("free\n");
}

pub fn we_see_gos_leader() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let listener = Live::start(ectl(&at, &["elect", "--listen", "chief"]));
    let leader = Live::start(go(&at, &["campaign", "chief", "gopher"]));
    let key = leader.line();
    assert_eq!([listener.line(), listener.line()], [key.as_str(), "gopher"]);
    let shown = ectl(&at, &["elect", "--leader", "chief"]).run();
    assert!(shown.text().contains(&key) && shown.text().contains("gopher"), "{shown:?}");
    let next = Live::start(ectl(&at, &["elect", "chief", "crab"]));
    next.is_silent();
    assert_eq!(leader.end_by(Signal::SIGTERM).code, 0);
    assert!(next.line().starts_with("chief/"));
    assert_eq!((listener.line().starts_with("chief/"), listener.line()), (true, "crab".to_owned()));
    next.end_by(Signal::SIGTERM);
    listener.end_by(Signal::SIGTERM);
}

pub fn go_sees_our_leader() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let observer = Live::start(go(&at, &["observe", "chief"]));
    let ours = Live::start(ectl(&at, &["elect", "chief", "crab"]));
    let key = ours.line();
    assert_eq!(observer.line(), "crab");
    go(&at, &["leader", "chief"]).run().prints(&format!("{key} crab\n"));
    let next = Live::start(go(&at, &["campaign", "chief", "gopher"]));
    next.is_silent();
    ours.end_by(Signal::SIGTERM);
    assert_eq!(next.line(), go(&at, &["leader", "chief"]).run().text().split(' ').next().unwrap());
    assert_eq!(observer.line(), "gopher");
    next.end_by(Signal::SIGTERM);
    observer.end_by(Signal::SIGTERM);
}
