//! A prefix under authentication: what is denied is named as roles name it.

use super::fixture::Contexts;
use crate::support::cluster::Cluster as _;
use crate::support::{etcd, etcd_generation};

/// An etcd with the user u, who may read and write keys below `/app/k/`.
fn guarded() -> (ectl::sandbox::Etcd, Contexts) {
    let etcd = etcd();
    for line in [
        "user add root:r",
        "user add u:p",
        "role add r",
        "user grant-role u r",
        "role grant-permission r readwrite /app/k/ --prefix",
        "put /app/k/1 in",
        "put /app/z out",
        "auth enable",
    ] {
        etcd.ok(line);
    }
    let contexts = Contexts::of(&etcd.endpoints());
    (etcd, contexts)
}

#[test]
fn denied_keys_are_named_with_the_prefix() {
    let (_etcd, contexts) = guarded();
    let run = |words: &str| contexts.line("app", words).env("ETCDCTL_USER", "u:p").run();
    run("get k/1").prints("k/1\nin\n");
    run("get --prefix k/ -w jsonl").succeeds();
    run("put k/2 v").prints("OK\n");
    let denied = |what: &str| {
        format!(
            "Error: etcdserver: permission denied\n\
             hint: user u may not {what}; see \"ectl user get u --detail\"\n"
        )
    };
    run("get z").fails(9, &denied("read key \"/app/z\""));
    run("get --prefix ''").fails(9, &denied("read keys from \"/app/\\x00\" up to \"/app0\""));
    run("put z 1").fails(9, &denied("write key \"/app/z\""));
    run("del --prefix z").fails(9, &denied("delete keys with the prefix \"/app/z\""));
    run("txn --then 'put k/3 1' --then 'get z'")
        .fails(9, &denied("write key \"/app/k/3\", or read key \"/app/z\""));
    let watch = run("watch --prefix z");
    assert!(watch.stderr.contains("read keys with the prefix \"/app/z\""), "{watch:?}");
    assert_eq!(watch.code, 9);
}

#[test]
fn oldest_revision_is_that_of_keys_below_the_prefix() {
    let etcd = etcd();
    let contexts = Contexts::of(&etcd.endpoints());
    for n in 0..5 {
        contexts.app(&["put", "k", &n.to_string()]).prints("OK\n");
    }
    etcd.ok("compact 4");
    contexts.app("get k --rev 2").fails(
        1,
        "Error: etcdserver: mvcc: required revision has been compacted\n\
         hint: the oldest available revision is 4: use --rev 4 or later\n",
    );
}

#[test]
fn health_needs_no_key_outside_of_the_prefix() {
    let (etcd, contexts) = guarded();
    let run = |words: &str| contexts.line("app", words).env("ETCDCTL_USER", "u:p").run();
    assert!(run("endpoint health").succeeds().text().contains("is healthy"));
    let status = run("endpoint status");
    if status.code == 0 {
        assert!(status.text().starts_with(&etcd.endpoints()), "{status:?}");
    } else {
        // Late releases of etcd 3.5 reserve it for root.
        assert_eq!(etcd_generation(), (3, 5), "{status:?}");
        assert!(status.stderr.contains("permission denied"), "{status:?}");
    }
}
