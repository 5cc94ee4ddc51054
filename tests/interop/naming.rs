//! Endpoints: `naming/endpoints` and `naming/resolver`.

use crate::go;
use crate::support::live::Live;
use crate::support::{ectl, etcd};
use nix::sys::signal::Signal;

pub fn go_finds_what_is_registered_here() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let watcher = Live::start(go(&at, &["watch", "svc"]));
    // etcd itself is the service: a gRPC server that tells its health.
    let address = at.strip_prefix("http://").unwrap_or(&at);
    let words = ["service", "register", "svc", address, "--metadata", r#"{"zone":"a"}"#];
    let registered = Live::start(ectl(&at, &words));
    assert_eq!(watcher.line(), format!("+ svc/{address} {address}"));
    let listed = format!(r#"{{"svc/{address}":{{"Addr":"{address}","Metadata":{{"zone":"a"}}}}}}"#);
    go(&at, &["list", "svc"]).run().prints(&format!("{listed}\n"));
    go(&at, &["dial", "svc"]).run().prints("SERVING\n");
    assert_eq!(registered.end_by(Signal::SIGTERM).code, 0);
    assert_eq!(watcher.line(), format!("- svc/{address}"));
    go(&at, &["list", "svc"]).run().prints("{}\n");
    watcher.end_by(Signal::SIGTERM);
}

pub fn what_go_registers_is_found_here() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let watcher = Live::start(ectl(&at, &["service", "watch", "svc", "-w", "jsonl"]));
    let first = watcher.line();
    go(&at, &["add", "svc", "10.0.0.1:80"]).run().prints("");
    let change = watcher.line();
    assert!(!first.contains("10.0.0.1:80") && change.contains("10.0.0.1:80"), "{change}");
    ectl(&at, &["service", "resolve", "svc"]).run().prints("10.0.0.1:80\n");
    let found = ectl(&at, &["service", "resolve", "svc", "-w", "jsonl"]).run();
    assert!(found.text().contains(r#"{"zone":"b"}"#), "{found:?}");
    assert_eq!(ectl(&at, &["service", "lint", "svc"]).run().code, 0);
    // What Go has registered goes by our hands, and what we registered by Go's.
    assert_eq!(ectl(&at, &["service", "deregister", "svc", "10.0.0.1:80"]).run().code, 0);
    go(&at, &["list", "svc"]).run().prints("{}\n");
    assert!(!watcher.line().contains("10.0.0.1:80"));
    assert_eq!(ectl(&at, &["service", "update", "svc", "--add", "10.0.0.2:80"]).run().code, 0);
    go(&at, &["list", "svc"])
        .run()
        .prints("{\"svc/10.0.0.2:80\":{\"Addr\":\"10.0.0.2:80\",\"Metadata\":null}}\n");
    go(&at, &["delete", "svc", "10.0.0.2:80"]).run().prints("");
    ectl(&at, &["service", "resolve", "svc"]).run().fails_part(7, "svc");
    watcher.end_by(Signal::SIGTERM);
}
