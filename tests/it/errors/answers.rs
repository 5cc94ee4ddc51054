//! Refusals of etcd and their hints.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::strangers::http2_server;
use crate::support::users::guarded;
use crate::support::{ectl, start};
use ectl::sandbox::Plan;
use http::{HeaderMap, HeaderValue, Response};

#[test]
fn permission_errors_name_user_and_key() {
    let etcd = guarded(&Plan::new());
    let denied = |user: &str, words: &str, hint: &str| {
        let text = format!("Error: etcdserver: permission denied\nhint: user {hint}");
        etcd.ectl(words).args("--user").arg(user).run().fails_part(9, &text);
    };
    denied(
        "reader:co:lon",
        "get secret",
        "reader may not read key \"secret\"; see \"ectl user get reader",
    );
    denied("reader:co:lon", "get --prefix s/", "reader may not read keys with the prefix \"s/\"; ");
    denied("reader:co:lon", "put public v", "reader may not write key \"public\"; ");
    denied("reader:co:lon", "del a c", "reader may not delete keys from \"a\" up to \"c\"; ");
    denied("reader:co:lon", "user list", "reader may not do this; ");
    let snapshot = ["snapshot", "save", "-", "--user", "reader:co:lon"];
    let text = "Error: [..]: permission denied\n\
                hint: user reader may not do this; see \"ectl user get reader --detail\"\n";
    etcd.ectl(&snapshot).run().fails(9, text);
    let watch = ["watch", "a", "b", "--user", "reader:co:lon"];
    let text = "Error: watch was canceled (rpc error: code = PermissionDenied desc = \
                etcdserver: permission denied)\n\
                hint: user reader may not read keys with the prefix \"a\"; see \"ectl \
                user get reader --detail\"\n";
    etcd.ectl(&watch).run().fails(9, text);
    let txn = ["txn", "--then", "put a 1", "--then", "get b", "--user", "reader:co:lon"];
    etcd.ectl(&txn).run().fails(
        9,
        "Error: etcdserver: permission denied\n\
         hint: user reader may not write key \"a\", or read key \"b\"; see \
         \"ectl user get reader --detail\"\n",
    );
    let login = |words: &str, text: &str| {
        let text = format!("Error: etcdserver: {text}[..]\n");
        etcd.ectl("get public").args(words).run().fails(9, &text);
    };
    let wrong =
        "authentication failed, invalid user ID or password\nhint: check --user and the password";
    login("--user root:wrong", wrong);
    login("--user nobody:hunter2", wrong);
    login("", "user name is empty\nhint: authentication is enabled: use --user with ");
    login("--auth-jwt-token old.1", "invalid auth token\nhint: the token has expired");
    etcd.ectl("get public --user reader:co:lon").run().prints("public\nv\n");
}

#[test]
fn refusals_have_hints() {
    let etcd = start(&Plan { options: vec!["--max-txn-ops".into(), "2".into()], ..Plan::new() });
    let refused = |words: &str, text: &str| {
        etcd.ectl(words).run().fails_part(1, &format!("Error: etcdserver: {text}"));
    };
    for value in ["1", "2", "3"] {
        etcd.ectl("put k").arg(value).run().prints("OK\n");
    }
    etcd.ectl("compaction 3").run().prints("compacted revision 3\n");
    let compacted = "mvcc: required revision has been compacted\nhint: ";
    let from = "the oldest available revision is 3: use --rev 3 or later\n";
    refused("get k --rev 2", &format!("{compacted}{from}"));
    etcd.ectl("get k --rev 3 --print-value-only").run().prints("2\n");
    refused("compaction 2", &format!("{compacted}already compacted at revision 3; "));
    refused(
        "get k --rev 99",
        "mvcc: required revision is a future revision\nhint: the store is below",
    );
    refused(
        "txn --then 'put a 1' --then 'put b 2' --then 'put c 3'",
        "too many operations in txn request\nhint: etcd accepts 128 by default",
    );
    refused(
        "put k v --lease 4711",
        "requested lease not found\nhint: the lease expired or was revoked",
    );
    drop(etcd);
    let options = vec!["--quota-backend-bytes".into(), "16384".into()];
    let full = start(&Plan { options, ..Plan::new() });
    let put = full.ectl("put k v").run();
    let put = put.fails(
        1,
        "Error: etcdserver: mvcc: database space exceeded\n\
         hint: make room: \"ectl compaction --keep 0\", \"ectl defrag \
         --cluster\", then \"ectl alarm disarm\"; \"ectl du --top 10\" shows what is large\n",
    );
    for command in ["ectl compaction", "ectl defrag", "ectl alarm disarm", "ectl du"] {
        assert!(put.stderr.contains(command), "{}", put.stderr);
    }
}

#[test]
fn lost_quorum_is_diagnosed() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.members()[0].endpoint();
    etcd.members()[1].kill().unwrap();
    etcd.members()[2].kill().unwrap();
    let put = ectl(&at, "put k v --command-timeout 10s").run();
    let is_sent = put.stderr.contains("Error: etcdserver: request timed out\nhint: ");
    // It depends on whether the member had noticed.
    assert_eq!((put.code, put.stderr.contains("took effect")), (124, is_sent), "{put:?}");
    let put = ectl(&at, "put k v --command-timeout 1s").run().fails(
        124,
        "Error: etcdserver: no leader\n\
         hint: a majority of the members must be up and connected: see \"ectl \
         endpoint status --cluster\"\n",
    );
    assert!(!put.stderr.contains("took effect"), "{}", put.stderr);
    // Waiting for the cluster, a write is not even begun, and then done once.
    let waiting = Live::start(ectl(&at, "put once v --retry 60s"));
    waiting.says("waiting for etcd: etcdserver: no leader");
    for n in 1..3 {
        etcd.members()[n].restart().unwrap();
    }
    waiting.end().prints("OK\n");
    let read = ectl(&at, "get once -w jsonl").run();
    assert!(read.text().contains("\"version\":\"1\""), "{}", read.text());
}

/// tonic takes it for base64, and a server may send anything.
#[test]
fn unreadable_error_details_are_ignored() {
    let strange = || {
        let mut headers = HeaderMap::new();
        headers.insert("grpc-status", HeaderValue::from_static("7"));
        headers.insert("grpc-message", HeaderValue::from_static("not you"));
        headers.insert("grpc-status-details-bin", HeaderValue::from_static("!!! no base64"));
        headers
    };
    let mut answer = Response::new("");
    answer.headers_mut().insert("content-type", HeaderValue::from_static("application/grpc"));
    let in_trailers = http2_server(answer.clone(), Some(strange()));
    answer.headers_mut().extend(strange());
    let in_headers = http2_server(answer, None);
    for at in [in_headers, in_trailers] {
        for words in ["get k", "put k v", "lease keep-alive 1", "watch k", "snapshot save -"] {
            ectl(&at, words)
                .run()
                .fails(9, "Error: rpc error: code = PermissionDenied desc = not you[..]\n");
        }
    }
}
