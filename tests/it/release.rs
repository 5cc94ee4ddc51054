//! Locks and records are released through another member when the one in use is frozen.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::proxy::{Fate, proxy};
use crate::support::{ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;

/// Waits until it puts its keys, and returns the index of the member that it uses.
fn member_in_use(etcd: &mut Etcd, holder: &Live) -> usize {
    let call = holder.says("/etcdserverpb.KV/Txn of ");
    let members = etcd.members();
    members.iter().position(|member| call.contains(&member.endpoint())).expect("its endpoint")
}

#[test]
fn release_avoids_frozen_member() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.endpoints();
    let lease = etcd.ectl("lease grant 600 --id-only").run();
    let lease = lease.text().trim();
    let keys = |at: &str| ectl(at, "get --prefix '' --keys-only").run();
    for (words, code) in [
        ("lock a --ttl=60", 0),
        (&*format!("lock a --lease {lease}"), 0),
        ("elect a me --ttl=60", 0),
        ("session --ttl=60s --put=k=v -- sh -c 'echo ready; exec sleep 600'", 128 + 15),
        ("service register svc h:1 --ttl=60s", 0),
    ] {
        let holder = etcd.ectl("--debug").args(words).live();
        let frozen = member_in_use(&mut etcd, &holder);
        eventually("it holds", || !keys(&at).text().is_empty());
        // It waits for a signal, or its command runs.
        match words.starts_with("service") {
            true => drop(holder.says("registered")),
            false => drop(holder.line()),
        }
        etcd.members()[frozen].pause().unwrap();
        let ended = holder.end_by(Signal::SIGTERM);
        assert_eq!(ended.code, code, "{words:?}: {ended:?}");
        let others = etcd.members().iter().enumerate().filter(|(member, _)| *member != frozen);
        let others = others.map(|(_, member)| member.endpoint()).collect::<Vec<_>>().join(",");
        let left = keys(&others);
        assert_eq!((left.text(), left.code), ("", 0), "{words:?}: {left:?}");
        etcd.members()[frozen].resume().unwrap();
        eventually("all answer", || etcd.ectl("endpoint health").run().code == 0);
    }
}

#[test]
fn key_whose_put_is_not_answered_is_released() {
    let etcd = etcd();
    let lease = etcd.ectl("lease grant 600 --id-only").run();
    let keys = || etcd.ectl("get --prefix '' --keys-only").run().text().to_owned();
    for words in ["lock name", "lock name --max 2", "elect name me"] {
        // The put is executed, and its answer never comes.
        let silent = proxy(&etcd.endpoints(), Fate::SilentOnceSent(b"name/"));
        let line =
            ectl(&silent, words).args("--command-timeout=2s --lease").arg(lease.text().trim());
        let contender = line.live();
        eventually("it is put", || !keys().is_empty());
        assert_eq!(contender.end_by(Signal::SIGTERM).code, 5, "{words}");
        assert_eq!(keys(), "", "{words}");
    }
}
