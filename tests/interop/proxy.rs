//! etcd's gRPC proxy, which answers a renewal only with its own next one.

use crate::go;
use crate::support::grpc_proxy::GrpcProxy;
use crate::support::live::Live;
use crate::support::{ectl, etcd};
use nix::sys::signal::Signal;
use std::time::{Duration, Instant};

/// Without care a lease of 5 s is lost here within 8 s.
const STANDING: Duration = Duration::from_secs(120);

pub fn leases_stand_through_a_grpc_proxy() {
    let etcd = etcd();
    let proxy = GrpcProxy::start(&etcd.endpoints());
    let record = "web/127.0.0.1:1";
    // The exit code of each when it is told to end, if it has lost nothing before.
    let lines: [(&[&str], i32); 4] = [
        (&["lock", "--ttl", "5", "l"], 0),
        (&["elect", "--ttl", "5", "e", "p"], 0),
        (&["session", "--ttl", "8s", "--put", "s=1", "--", "sleep", "600"], 143),
        (&["service", "register", "--ttl", "5s", "web", "127.0.0.1:1"], 0),
    ];
    let mut held = lines.map(|(words, _)| Live::start(ectl(proxy.endpoint(), words)));
    let end = Instant::now() + STANDING;
    while Instant::now() < end {
        std::thread::sleep(Duration::from_secs(1));
        if let Some(ended) = held.iter_mut().position(|live| !live.is_running()) {
            let words = lines[ended].0;
            panic!("{words:?} has ended: {:?}", held.into_iter().nth(ended).unwrap().end());
        }
    }
    // The record was never put again.
    let found = ectl(&etcd.endpoints(), &["get", record, "-w", "jsonl"]).run();
    assert!(found.text().contains(r#""version":"1""#), "{found:?}");
    for (live, (words, code)) in held.into_iter().zip(lines) {
        let outcome = live.end_by(Signal::SIGTERM);
        assert_eq!(outcome.code, code, "{words:?}: {outcome:?}");
    }
}

pub fn locks_exclude_one_another_through_a_grpc_proxy() {
    let etcd = etcd();
    let proxy = GrpcProxy::start(&etcd.endpoints());
    let through = proxy.endpoint();
    let holder = Live::start(go(through, &["lock", "backup"]));
    let key = holder.line();
    ectl(through, &["lock", "--try", "backup", "--", "true"]).run().fails_part(8, &key);
    let ours = Live::start(ectl(through, &["lock", "backup"]));
    ours.is_silent();
    assert_eq!(holder.end_by(Signal::SIGTERM).code, 0);
    assert!(ours.line().starts_with("backup/"));
    go(through, &["trylock", "backup"]).run().prints("taken\n");
    assert_eq!(ours.end_by(Signal::SIGTERM).code, 0);
    go(through, &["trylock", "backup"]).run().prints("free\n");
}
