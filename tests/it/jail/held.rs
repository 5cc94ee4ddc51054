//! Leases, locks, elections, sessions and services below a prefix.

use super::fixture::{Contexts, Twins};
use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::{ectl, etcd, eventually};
use ectl::sandbox::Etcd;
use nix::sys::signal::Signal;

fn keys(etcd: &Etcd) -> Vec<String> {
    let keys = etcd.ok("get --prefix '' --keys-only");
    keys.text().lines().filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

#[test]
fn keys_of_a_lease_are_those_below_the_prefix() {
    let etcd = etcd();
    let contexts = Contexts::of(&etcd.endpoints());
    let lease = contexts.app("lease grant 600 --id-only").succeeds().text().trim().to_owned();
    let put = |key: &str| format!("put {key} v --lease {lease}");
    contexts.app(&*put("in/1")).prints("OK\n");
    let shown = contexts.app(&*format!("lease timetolive --keys {lease}"));
    assert!(shown.text().ends_with("attached keys([in/1])\n"), "{shown:?}");
    etcd.ectl(&*put("out")).run().prints("OK\n");
    let shown = contexts.app(&*format!("lease timetolive --keys {lease}"));
    assert!(shown.text().ends_with("attached keys([in/1])\n"), "{shown:?}");
    let all = etcd.ok(&*format!("lease timetolive --keys {lease}"));
    assert!(all.text().ends_with("attached keys([/app/in/1 out])\n"), "{all:?}");
    let table = contexts.app("lease list -w jsonl").succeeds();
    assert!(table.text().contains("\"key_count\":1"), "{table:?}");

    contexts.app(&*format!("lease revoke {lease}")).fails(
        9,
        &format!(
            "Error: context app does not allow revoking lease {lease}, which has 1 key elsewhere: it is \
             limited to keys below \"/app/\"\n\
             hint: use a context without a prefix, or --context '' and --endpoints\n"
        ),
    );
    assert_eq!(keys(&etcd), ["/app/in/1", "out"]);
    etcd.ok("del out");
    contexts.app(&*format!("lease keep-alive --once {lease}")).succeeds();
    contexts.app(&*format!("lease revoke {lease}")).prints(&format!("lease {lease} revoked\n"));
    contexts.app(&*format!("lease revoke {lease}")).fails_part(1, "requested lease not found");
    etcd.assert_empty();
}

#[test]
fn locks_below_the_prefix_have_relative_keys() {
    let etcd = etcd();
    let contexts = Contexts::of(&etcd.endpoints());
    let holder = Live::start(contexts.line("app", "lock jobs"));
    let key = holder.line();
    let lease = key.strip_prefix("jobs/").expect("a relative key").to_owned();
    assert_eq!(keys(&etcd), [format!("/app/jobs/{lease}")]);
    contexts.app("lock jobs --try -- echo in").fails_part(8, &format!("(key \"{key}\", "));
    let shown = contexts.app("lock --holders jobs").succeeds();
    assert!(shown.text().contains(&format!("(key \"{key}\", ")), "{shown:?}");
    // The lock of the same name outside is another one, and the absolute one is the same.
    etcd.ectl("lock jobs --try -- echo in").run().prints("in\n");
    etcd.ectl("lock /app/jobs --try -- echo in").run().fails_part(8, &format!("/app/jobs/{lease}"));
    let waiter = Live::start(contexts.line("app", "lock jobs -- printenv ETCD_LOCK_KEY"));
    eventually("the queue", || keys(&etcd).len() == 2);
    assert_eq!(holder.end_by(Signal::SIGTERM).code, 0);
    assert!(waiter.line().starts_with("jobs/"));
    assert_eq!(waiter.end().code, 0);
    etcd.assert_empty();
}

#[test]
fn writes_under_a_lock_are_fenced_below_the_prefix() {
    let etcd = etcd();
    let contexts = Contexts::of(&etcd.endpoints());
    let program = env!("CARGO_BIN_EXE_ectl");
    let script = format!(
        "set -e; {program} put a 1 --if-held; {program} txn --if-held --then 'get a'; \
         {program} del --prefix \"$ETCD_LOCK_KEY\" >/dev/null; {program} put a 2 --if-held"
    );
    let done = contexts
        .line("app", &["lock", "--on-lost=ignore", "jobs", "--", "sh", "-c", &script])
        .run();
    assert_eq!(done.text(), "OK\nSUCCESS\n\na\n1\n");
    assert_eq!(done.code, 8, "{done:?}");
    assert_eq!(keys(&etcd), ["/app/a"]);
}

#[test]
fn elections_are_below_the_prefix() {
    let etcd = etcd();
    let contexts = Contexts::of(&etcd.endpoints());
    let listener = Live::start(contexts.line("app", "elect --listen chief"));
    let outside = Live::start(etcd.ectl("elect chief stranger"));
    assert!(outside.line().starts_with("chief/"));
    let leader = Live::start(contexts.line("app", "elect chief crab"));
    let key = leader.line();
    assert!(key.starts_with("chief/"), "{key}");
    assert_eq!([listener.line(), listener.line()], [key.as_str(), "crab"]);
    let shown = contexts.app("elect --leader chief").succeeds();
    assert!(shown.text().contains(&key) && !shown.text().contains("stranger"), "{shown:?}");
    leader.end_by(Signal::SIGTERM);
    outside.end_by(Signal::SIGTERM);
    listener.end_by(Signal::SIGTERM);
    etcd.assert_empty();
}

#[test]
fn session_puts_its_keys_below_the_prefix() {
    let etcd = etcd();
    let contexts = Contexts::of(&etcd.endpoints());
    let program = env!("CARGO_BIN_EXE_ectl");
    let script = format!(
        "set -e; {program} put b 2; {program} get --prefix ''; {program} lock l -- {program} get --prefix l/ --count-only \
         -w fields | grep Count; {program} --context '' --endpoints {} get --prefix '' --keys-only",
        etcd.endpoints()
    );
    let done = contexts.line("app", &["session", "--put", "a=1", "--", "sh", "-c", &script]).run();
    assert_eq!(done.text(), "OK\na\n1\nb\n2\n\"Count\" : 1\n/app/a\n\n/app/b\n\n", "{done:?}");
    etcd.assert_empty();
}

#[test]
fn services_are_below_the_prefix() {
    let twins = Twins::new();
    for words in [
        "service update web --add h:1,h:2",
        "service update web --add h:3 --remove h:1",
        "service list",
        "service list -w json",
        "service resolve web",
        "service resolve web -w jsonl",
        "service resolve missing",
        "service lint web",
        "put web/junk junk",
        "service lint web",
        "service deregister web h:2",
        "get --prefix '' -w json",
    ] {
        twins.agree(words);
    }
    twins.assert_confined();
}

#[test]
fn registration_and_watch_of_a_service_are_below_the_prefix() {
    let etcd = etcd();
    let contexts = Contexts::of(&etcd.endpoints());
    let watch = Live::start(contexts.line("app", "service watch web"));
    // An empty line ends each state.
    assert_eq!(watch.line(), "");
    let outside = Live::start(etcd.ectl("service register web h:9"));
    let inside = Live::start(contexts.line("app", "service register web h:1"));
    assert_eq!([watch.line(), watch.line()], ["h:1", ""]);
    eventually("both", || keys(&etcd) == ["/app/web/h:1", "web/h:9"]);
    contexts.app("service resolve web").prints("h:1\n");
    inside.end_by(Signal::SIGTERM);
    assert_eq!(watch.line(), "");
    outside.end_by(Signal::SIGTERM);
    watch.end_by(Signal::SIGTERM);
    ectl(&etcd.endpoints(), "service resolve /app/web").run().fails_part(7, "/app/web");
}
