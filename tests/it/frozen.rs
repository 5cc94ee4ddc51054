//! Watches of a frozen member: its connections stay open, and only silence tells.

use crate::support::cluster::Cluster as _;
use crate::support::grpc_proxy::GrpcProxy;
use crate::support::live::Live;
use crate::support::{ectl, etcd, eventually, servers, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Starts a line without HTTP/2's pings: only its own requests can find a frozen member.
fn without_pings(endpoints: &str, words: &str) -> Live {
    let line = ectl(endpoints, words).env("ETCDCTL_KEEPALIVE_TIME", "1h");
    line.env("ETCDCTL_KEEPALIVE_TIMEOUT", "1h").live()
}

/// Three members. Commands know two, and are with the first one, because the second is down at first.
struct Members {
    etcd: Etcd,
    first: String,
    second: String,
}

impl Members {
    fn start() -> Self {
        let mut etcd = start(&Plan { members: 3, ..Plan::new() });
        let [first, second, _] = etcd.members() else { panic!("three members") };
        let (first, second) = (first.endpoint(), second.endpoint());
        etcd.members()[1].kill().unwrap();
        // The second member may have been the leader.
        eventually("there is a leader", || ectl(&first, "put any 0").run().code == 0);
        Self { etcd, first, second }
    }

    /// Waits until the first member has been asked for this many watches.
    fn watches(&self, count: u64) {
        eventually("the watches", || requests(&self.first, "Watch") >= count);
    }

    fn live(&self, words: &str) -> Live {
        without_pings(&format!("{},{}", self.first, self.second), words)
    }

    /// Starts the second member, and freezes the first one.
    fn freeze(&mut self) {
        self.etcd.restart(1);
        self.etcd.members()[0].pause().unwrap();
        self.put("any", "1");
    }

    fn put(&self, key: &str, value: &str) {
        let line = ["put", key, value];
        eventually("the cluster takes a write", || ectl(&self.second, &line).run().code == 0);
    }
}

#[test]
fn service_watch_leaves_frozen_member() {
    let mut members = Members::start();
    let record = |at: &str| format!(r#"{{"Op":0,"Addr":"{at}"}}"#);
    ectl(&members.first, &["put", "svc/a", &record("a:1")]).run().prints("OK\n");
    let watch = members.live("service watch svc");
    assert_eq!(watch.line(), "a:1");
    assert_eq!(watch.line(), "");
    members.freeze();
    members.put("svc/b", &record("b:1"));
    watch.says(&format!("watch: {} did not answer within 7s; will resume", members.first));
    watch.says("watch: reconnected");
    assert_eq!([watch.line(), watch.line(), watch.line()], ["a:1", "b:1", ""]);
}

#[test]
fn wait_leaves_frozen_member() {
    let mut members = Members::start();
    let waiting = members.live("wait --exists key --print-value-only");
    members.watches(1);
    members.freeze();
    waiting.says("did not answer within 7s");
    members.put("key", "value");
    assert_eq!(waiting.line(), "value");
}

#[test]
fn contenders_leave_frozen_member() {
    let mut members = Members::start();
    let leader = members.live("elect --listen lead");
    let held = members.live("lock job --ttl=10 -- sh -c 'echo held; exec sleep 600'");
    assert_eq!(held.line(), "held");
    let queue = |members: &Members| {
        let keys = ectl(&members.first, "get --prefix job/ --keys-only -w jsonl").run();
        keys.text().lines().count()
    };
    let next = members.live("lock job --ttl=10 -- echo next");
    eventually("it is in the queue", || queue(&members) == 2);
    members.watches(2);
    members.freeze();
    held.end_by(Signal::SIGTERM);
    assert_eq!(next.line(), "next");
    next.end().succeeds();
    members.put("lead/1", "me");
    eventually("the leader is seen", || leader.line().contains("me"));
}

#[test]
fn registration_leaves_frozen_member() {
    let mut members = Members::start();
    let registered = members.live("service register svc h:1 --ttl=10s");
    registered.says("registered");
    members.freeze();
    eventually("the record is deleted", || ectl(&members.second, "del svc/h:1").run().code == 0);
    let read = || ectl(&members.second, "get svc/h:1 --print-value-only").run();
    eventually("it is there again", || read().text().contains("h:1"));
    registered.end_by(Signal::SIGTERM).succeeds();
}

#[test]
fn idle_watch_sends_a_request_each_three_seconds() {
    let etcd = etcd();
    let begun = Instant::now();
    let watch = etcd.ectl("service watch svc").live();
    let other = etcd.ectl("watch k").live();
    assert_eq!(watch.line(), "");
    let mut checks = 0;
    eventually("it asks twice", || {
        checks = requests(&etcd.endpoints(), "Check");
        checks >= 2
    });
    // Those of a watch that nothing depends on would be counted too.
    assert!(checks <= begun.elapsed().as_secs() / 3, "{checks} in {:?}", begun.elapsed());
    assert_eq!(requests(&etcd.endpoints(), "Watch"), 2);
    [watch, other].into_iter().for_each(|watch| drop(watch.end_by(Signal::SIGTERM)));
}

/// Returns how many requests for a method the server has begun to serve.
fn requests(endpoint: &str, method: &str) -> u64 {
    let mut stream = TcpStream::connect(endpoint).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
    let mut metrics = String::new();
    stream.read_to_string(&mut metrics).unwrap();
    let is_it = |line: &&str| {
        line.starts_with("grpc_server_started_total")
            && line.contains(&format!("grpc_method=\"{method}\""))
    };
    let line = metrics.lines().find(is_it).unwrap_or("0");
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

#[test]
fn grpc_proxies_answer_watches_that_ask() {
    let servers: Vec<_> = servers().into_iter().map(|plan| (start(&plan), plan.program)).collect();
    let proxies: Vec<_> = servers
        .iter()
        .map(|(etcd, program)| GrpcProxy::start_program(program, &etcd.endpoints()))
        .collect();
    let watch = |proxy: &GrpcProxy| without_pings(proxy.endpoint(), "service watch svc");
    let watches: Vec<_> = proxies.iter().map(watch).collect();
    // Longer than the silence that would end a watch.
    sleep(Duration::from_secs(9));
    for (proxy, watch) in proxies.iter().zip(watches) {
        assert_eq!(watch.line(), "");
        ectl(proxy.endpoint(), &["put", "svc/a", r#"{"Op":0,"Addr":"a:1"}"#]).run().prints("OK\n");
        assert_eq!(watch.line(), "a:1");
        assert_eq!(watch.end_by(Signal::SIGTERM).stderr, "");
    }
}
