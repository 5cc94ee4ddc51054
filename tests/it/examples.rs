//! The scripts in examples/, as a user runs them: by ectl, and by etcdctl.

use crate::support::{Line, ectl, etcdctl};
use std::ffi::OsString;

/// An example in a sandbox, run by this client.
fn example(name: &str, client: impl Into<OsString>) -> Line {
    let script = format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"));
    let line = ectl("", &["sandbox", "--", &script]).env("ECTL", client);
    match std::env::var_os("ETCD") {
        Some(etcd) => line.env("ETCD", etcd),
        None => line,
    }
}

#[test]
fn registration() {
    for client in [etcdctl(), env!("CARGO_BIN_EXE_ectl").into()] {
        let outcome = example("registration.sh", client).run();
        assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0), "{}", outcome.text());
        let text = outcome.text();
        assert!(text.contains(" is healthy: "), "{text}");
        let record = r#"{"Op":0,"Addr":"10.0.0.2:8080","Metadata":null}"#;
        assert!(text.contains(&format!("services/greeter/10.0.0.2:8080\n{record}\n")), "{text}");
        let seen = "the watcher sees: DELETE services/greeter/10.0.0.1:8080\n";
        assert!(text.contains(seen), "{text}");
        assert!(text.ends_with("# What is left\nservices/greeter/10.0.0.2:8080\n\n"), "{text}");
    }
}
