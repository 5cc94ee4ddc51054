//! Tokens that are given by the user, that expire, or that a change of users makes invalid.

use crate::support::cluster::Cluster as _;
use crate::support::serial::serial;
use crate::support::users::{etcdctl, guarded, jwt, token};
use crate::support::{ectl, etcd_generation, eventually};
use crate::watch::Running;
use ectl::sandbox::Plan;
use std::path::Path;
use std::time::Duration;

const ROOT: &str = "--user root:hunter2";

#[test]
fn jwt_is_sent_unchanged() {
    let directory = tempfile::tempdir().unwrap();
    let etcd = guarded(&jwt(directory.path(), "10m"));
    let at = etcd.endpoints();
    let token = token(&at, "reader", "co:lon");
    let with = |words: &str| etcd.ectl(words).arg("--auth-jwt-token").arg(&token).run();
    with("get public").prints("public\nv\n");
    with("put public w").fails_part(9, "etcdserver: permission denied");
    with("get public --user root:wrong").prints("public\nv\n");
    let variable = etcd.ectl("get public").env("ETCDCTL_AUTH_JWT_TOKEN", &token);
    variable.run().prints("public\nv\n");
    let wrong = etcd.ectl("get public --auth-jwt-token a.b.c").run();
    wrong.fails_part(9, "etcdserver: invalid auth token\n");
    // A change of users makes older tokens invalid, and a token given by the user cannot be renewed.
    etcdctl(&at, "user add another:x --user root:hunter2");
    with("get public").fails_part(9, "etcdserver: revision of auth store is old\n");
}

/// Returns etcds whose tokens live for three seconds, with each kind of token whose lifetime can be set. A shorter
/// life could be over before a busy machine uses the token: signed tokens end at a whole second.
pub(crate) fn short_lived_tokens(directory: &Path) -> Vec<Plan> {
    let simple = ["--auth-token-ttl", "3"].map(Into::into).to_vec();
    let mut plans = vec![jwt(directory, "3s")];
    // The option came after 3.4.
    if etcd_generation() > (3, 4) {
        plans.push(Plan { options: simple, ..Plan::new() });
    }
    plans
}

/// Waits until such a token has expired by etcd's clock of whole seconds.
pub(crate) fn outlive_a_token() {
    std::thread::sleep(Duration::from_millis(4500));
}

#[test]
fn streams_survive_token_expiry() {
    let _serial = serial();
    let directory = tempfile::tempdir().unwrap();
    for plan in short_lived_tokens(directory.path()) {
        let etcd = guarded(&plan);
        let put = |key: &str| etcd.ectl(&format!("put {key} v")).args(ROOT).run();
        let granted = etcd.ectl("lease grant 3 --id-only").args(ROOT).run();
        let lease = granted.text().trim();
        let kept = etcd.ectl(&format!("lease keep-alive {lease}")).args(ROOT);
        let kept = Running::start(kept);
        let mut watch = Running::start(etcd.ectl("watch -i").args(ROOT));
        watch.says("watch one --rev 1\n");
        put("one").prints("OK\n");
        watch.prints("PUT\none\nv\n");
        outlive_a_token();
        // The open watch goes on, and a new one needs a new token.
        put("one").prints("OK\n");
        watch.says("watch two --rev 1\n");
        put("two").prints("OK\n");
        watch.prints("PUT\none\nv\nPUT\none\nv\nPUT\ntwo\nv\n");
        let renewals = kept.stdout().lines().count();
        eventually("two more renewals", || kept.stdout().lines().count() >= renewals + 2);
        assert_eq!((watch.stderr().as_str(), kept.stderr().as_str()), ("", ""));
    }
}

#[test]
fn streams_survive_user_changes() {
    let directory = tempfile::tempdir().unwrap();
    let mut etcd = guarded(&jwt(directory.path(), "10m"));
    let at = etcd.endpoints();
    let root = |words: &str| ectl(&at, words).args(ROOT);
    let granted = root("lease grant 3 --id-only").run();
    let kept = Running::start(root(&format!("lease keep-alive {}", granted.text().trim())));
    let watch = Running::start(root("watch one --rev 1"));
    root("put one 1").run().prints("OK\n");
    watch.prints("PUT\none\n1\n");
    etcdctl(&at, "user add another:x --user root:hunter2");
    root("put one 2").run().prints("OK\n");
    watch.prints("PUT\none\n1\nPUT\none\n2\n");
    let renewals = kept.stdout().lines().count();
    eventually("two more renewals", || kept.stdout().lines().count() >= renewals + 2);
    assert_eq!((watch.stderr().as_str(), kept.stderr().as_str()), ("", ""));
    // Signed tokens survive a restart of the server, but their revision is too old afterwards.
    etcd.members()[0].kill().unwrap();
    etcd.members()[0].restart().unwrap();
    watch.complains("watch: reconnected");
    eventually("a put", || root("put one 3").run().code == 0);
    watch.prints("PUT\none\n1\nPUT\none\n2\nPUT\none\n3\n");
    kept.complains("is being renewed again");
}
