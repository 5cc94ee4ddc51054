//! `undelete`: a deleted key is put back.

use crate::support::cluster::Cluster as _;
use crate::support::users::{etcdctl, guarded};
use crate::support::{ectl, etcd};
use ectl::sandbox::Plan;

#[test]
fn last_value_before_the_deletion_is_put_back() {
    let etcd = etcd();
    etcd.ok("put k one");
    etcd.ok("put k two");
    etcd.ok("put other x");
    etcd.ok("del k");
    etcd.ok("put other y");
    let shown = "would put back \"k\" from revision 3, deleted at revision 5:\ntwo\n";
    etcd.ectl("undelete k --dry-run").run().prints(shown);
    etcd.ectl("get k").run().prints("");
    etcd.ectl("undelete k").run().prints("put back \"k\" from revision 3, deleted at revision 5\n");
    etcd.ectl("get k").run().prints("k\ntwo\n");
    etcd.ectl("undelete k").run().fails(
        8,
        "Error: key \"k\" exists, last changed at revision 7\n\
         hint: \"ectl revert KEY --rev REV\" puts back an earlier value\n",
    );
    etcd.ok("del k");
    etcd.ectl("undelete k --rev 2 -w jsonl").run().prints(
        "{\"key\":\"k\",\"value\":\"one\",\"from_revision\":\"2\",\"deleted_revision\":null,\
         \"former_lease\":null,\"revision\":\"9\"}\n",
    );
}

#[test]
fn what_was_not_there_is_not_found() {
    let etcd = etcd();
    etcd.ok("put other x");
    etcd.ectl("undelete k").run().fails(7, "Error: no deletion of key \"k\" was found\n");
    etcd.ectl("undelete k --rev 2").run().fails(
        7,
        "Error: key \"k\" did not exist at revision 2\n\
         hint: \"ectl history KEY\" lists its changes\n",
    );
    ectl("127.0.0.1:1", "undelete k --rev 0").run().fails_part(128, "\"0\" is not a revision");
}

#[test]
fn compacted_values_are_not_found() {
    let etcd = etcd();
    etcd.ok("put k one");
    etcd.ok("del k");
    etcd.ok("put other x");
    etcd.ok("compaction 4");
    let hint =
        "hint: \"ectl history KEY --db FILE\" and \"ectl get KEY --db FILE\" read a backup\n";
    etcd.ectl("undelete k").run().fails(
        7,
        &format!(
            "Error: no deletion of key \"k\" was found: history before revision 4 was compacted\n\
             {hint}"
        ),
    );
    etcd.ectl("undelete k --rev 2").run().fails(
        7,
        &format!(
            "Error: cannot read key \"k\" at revision 2: history before revision 4 was compacted\n\
             {hint}"
        ),
    );
}

#[test]
fn value_from_before_the_compaction_is_put_back_if_it_is_kept() {
    let etcd = etcd();
    etcd.ok("put k one");
    etcd.ok("put other x");
    etcd.ok("compaction 3");
    etcd.ok("del k");
    etcd.ectl("undelete k").run().prints("put back \"k\" from revision 2, deleted at revision 4\n");
}

#[test]
fn former_lease_is_named() {
    let etcd = etcd();
    let lease = etcd.ok("lease grant 1000 --id-only").text().trim().to_owned();
    etcd.ok(&format!("put k v --lease {lease}"));
    etcd.ok(&format!("lease revoke {lease}"));
    let outcome = etcd.ok("undelete k");
    assert_eq!(outcome.stderr, format!("not attached to lease {lease}, as the key was before\n"));
    assert!(etcd.ok("get k -w jsonl").text().contains("\"lease\":null"));
}

#[test]
fn undelete_needs_permission_to_write() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    etcdctl(&at, "del public --user root:hunter2");
    let refused = etcd.ectl("undelete public --user reader:co:lon").run();
    refused.fails_part(9, "Error: etcdserver: permission denied\n");
    etcd.ok("undelete public --user root:hunter2");
}
