//! `history` of a key on a server.

use crate::support::cluster::Cluster as _;
use crate::support::grpc_proxy::GrpcProxy;
use crate::support::users::guarded;
use crate::support::{ectl, etcd, line};
use ectl::sandbox::Plan;
use std::path::Path;

#[test]
fn changes_are_listed_up_to_the_present() {
    let etcd = etcd();
    etcd.ok("put k one");
    etcd.ok("put other x");
    etcd.ok("put k two");
    etcd.ok("del k");
    let lease = etcd.ok("lease grant 1000 --id-only").text().trim().to_owned();
    let deleted = "       2  put     created 2         version 1       3 bytes\n       \
                   4  put     created 2         version 2       3 bytes\n       \
                   5  delete\n";
    etcd.ectl("history k").run().prints(deleted);
    etcd.ok(&format!("put k $'\\xff' --lease {lease}"));
    etcd.ectl("history k --values").run().prints(&format!(
        "       2  put     created 2         version 1       3 bytes  \"one\"\n       \
         4  put     created 2         version 2       3 bytes  \"two\"\n       \
         5  delete\n       \
         6  put     created 6         version 1       1 byte  lease {lease}  \"\\xff\"\n"
    ));
    let newest = etcd.ok("history k --limit 2 -w jsonl --values");
    assert_eq!(
        newest.text(),
        format!(
            "{{\"revision\":\"5\",\"operation\":\"delete\",\"create_revision\":null,\
             \"version\":null,\"lease\":null,\"size\":null,\"value\":null}}\n\
             {{\"revision\":\"6\",\"operation\":\"put\",\"create_revision\":\"6\",\
             \"version\":\"1\",\"lease\":\"{lease}\",\"size\":\"1\",\"value_b64\":\"/w==\"}}\n"
        )
    );
    assert_eq!(etcd.ok("history k --limit 0").text().lines().count(), 4);
    let lines: Vec<_> = newest.text().lines().collect();
    let json = etcd.ok("history k --limit 2 -w json --values");
    assert_eq!(json.text(), format!("[{}]\n", lines.join(",")));
    etcd.ectl("history k -w protobuf")
        .run()
        .fails(4, "Error: protobuf not supported as output format\n");
}

#[test]
fn key_that_never_was_has_no_history() {
    let etcd = etcd();
    etcd.ectl("history nothing").run().prints("");
    etcd.ectl("history nothing -w json").run().prints("[]\n");
    etcd.ectl("history nothing -e").run().fails(7, "Error: no change found: key \"nothing\"\n");
}

#[test]
fn diff_shows_the_lines_that_changed() {
    let etcd = etcd();
    etcd.ectl("put k").stdin("a\nb\nc\n").run().succeeds();
    etcd.ectl("put k").stdin("a\nB\nc\n").run().succeeds();
    etcd.ok("del k");
    etcd.ectl("put k").stdin([0xff]).run().succeeds();
    etcd.ectl("history k --diff").run().prints(
        "       2  put     created 2         version 1       6 bytes\n\
         --- /dev/null\n+++ revision 2\n@@ -0,0 +1,3 @@\n+a\n+b\n+c\n       \
         3  put     created 2         version 2       6 bytes\n\
         --- revision 2\n+++ revision 3\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n       \
         4  delete\n\
         --- revision 3\n+++ /dev/null\n@@ -1,3 +0,0 @@\n-a\n-B\n-c\n       \
         5  put     created 5         version 1       1 byte\n\
         binary values differ: 0 bytes at /dev/null, 1 at revision 5\n",
    );
    let last = etcd.ok("history k --diff --limit 1 -w jsonl");
    assert!(last.text().contains("\"diff\":\"binary values differ"), "{last:?}");
}

#[test]
fn history_begins_at_the_compaction() {
    let etcd = etcd();
    for value in ["1", "2", "3"] {
        etcd.ok(&["put", "k", value]);
    }
    etcd.ok("put other x");
    etcd.ok("compaction 5");
    let outcome = etcd.ok("history k");
    // The value at the compaction was put before it.
    assert_eq!(outcome.text(), "       4  put     created 2         version 3       1 byte\n");
    assert_eq!(outcome.stderr, "history before revision 5 was compacted\n");
    etcd.ok("put k 4");
    let diff = etcd.ok("history k --diff");
    assert_eq!(
        diff.text(),
        "       4  put     created 2         version 3       1 byte\n       \
         6  put     created 2         version 4       1 byte\n\
         --- revision 4\n+++ revision 6\n@@ -1 +1 @@\n-3\n+4\n"
    );
    etcd.ok("del k");
    etcd.ok("put other y");
    etcd.ok("compaction 8");
    let outcome = etcd.ectl("history k -e").run();
    outcome.fails_part(7, "history before revision 8 was compacted\nError: no change found: ");
}

#[test]
fn long_history_is_complete() {
    // More than etcd sends in one message.
    const CHANGES: usize = 1100;
    let etcd = etcd();
    let ectl = env!("CARGO_BIN_EXE_ectl");
    let shell = format!("seq {CHANGES} | xargs -P 4 -I{{}} {ectl} put k {{}}");
    line(Path::new("sh"), &etcd.endpoints(), &["-c", &shell]).run().succeeds();
    etcd.ok("del k");
    let jsonl = etcd.ok("history k --values -w jsonl");
    assert_eq!(jsonl.text().lines().count(), CHANGES + 1);
    let last = jsonl.text().lines().last().unwrap();
    assert!(last.contains("\"operation\":\"delete\""), "{last}");
}

#[test]
fn history_needs_permission_to_read() {
    let etcd = guarded(&Plan::new());
    etcd.ectl("history public --user reader:co:lon").run().succeeds();
    etcd.ectl("history secret --user reader:co:lon").run().fails(
        9,
        "Error: etcdserver: permission denied\n\
         hint: user reader may not read key \"secret\"[..]\n",
    );
}

#[test]
fn history_is_read_through_a_proxy() {
    let etcd = etcd();
    let proxy = GrpcProxy::start(&etcd.endpoints());
    etcd.ok("put k 1");
    etcd.ok("del k");
    etcd.ok("put other x");
    let expected = "       2  put     created 2         version 1       1 byte\n       3  delete\n";
    ectl(proxy.endpoint(), "history k").run().prints(expected);
    ectl(proxy.endpoint(), "history nothing").run().prints("");
}
