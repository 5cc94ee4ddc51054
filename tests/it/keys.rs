//! `put`, `get`, `del`.

use crate::support::{ectl, etcd};

#[test]
fn a_value_comes_back() {
    let etcd = etcd();
    let at = etcd.endpoints();
    ectl(&at, &["put", "greeting", "hello"]).run().prints("OK\n");
    ectl(&at, &["get", "greeting"]).run().prints("greeting\nhello\n");
    ectl(&at, &["get", "--raw", "greeting"]).run().prints("hello");
    ectl(&at, &["get", "nothing"]).run().prints("");
    ectl(&at, &["get", "nothing", "-e"]).run().fails(7, "nothing found: nothing");
}
