//! Tokens that are given, run out, or are overtaken by a change of users.

use crate::support::users::{etcdctl, guarded, jwt, token};
use crate::support::{ectl, eventually, line};
use crate::watch::Running;
use ectl::sandbox::Plan;
use std::time::Duration;

const ROOT: [&str; 2] = ["--user", "root:hunter2"];

#[test]
fn a_jwt_is_sent_as_it_is() {
    let directory = tempfile::tempdir().unwrap();
    let etcd = guarded(&jwt(directory.path(), "10m"));
    let at = etcd.endpoints();
    let token = token(&at, "reader", "co:lon");
    let with = |words: &[&str]| ectl(&at, &[words, &["--auth-jwt-token", &token]].concat()).run();
    with(&["get", "public"]).prints("public\nv\n");
    with(&["put", "public", "w"]).fails(9, "etcdserver: permission denied");
    with(&["get", "public", "--user", "root:wrong"]).prints("public\nv\n");
    let variable = ectl(&at, &["get", "public"]).env("ETCDCTL_AUTH_JWT_TOKEN", &token);
    variable.run().prints("public\nv\n");
    let wrong = ectl(&at, &["get", "public", "--auth-jwt-token", "a.b.c"]).run();
    wrong.fails(9, "etcdserver: invalid auth token\n");
    // Every change of users makes older tokens invalid, and a given token cannot be renewed.
    etcdctl(&at, &["user", "add", "another:x", ROOT[0], ROOT[1]]);
    with(&["get", "public"]).fails(9, "etcdserver: revision of auth store is old\n");
}

/// Whether the etcd under test can be told how long a simple token lives; 3.4 cannot.
pub(crate) fn has_token_ttl() -> bool {
    let version = line(&Plan::new().program, "", &["--version"]).run();
    !version.text().contains("Version: 3.4.")
}

/// Long enough for a token that lives for a second to be gone, by etcd's clock of whole seconds.
pub(crate) fn outlive_a_token() {
    std::thread::sleep(Duration::from_millis(2500));
}

#[test]
fn streams_outlive_their_token() {
    let directory = tempfile::tempdir().unwrap();
    let jwt = jwt(directory.path(), "1s");
    let ttl = ["--auth-token-ttl", "1"].map(Into::into).to_vec();
    let simple = Plan { options: ttl, ..Plan::new() };
    let plans = if has_token_ttl() { vec![jwt, simple] } else { vec![jwt] };
    for plan in plans {
        let etcd = guarded(&plan);
        let at = etcd.endpoints();
        let put = |key: &str| ectl(&at, &[&["put", key, "v"], &ROOT[..]].concat()).run();
        let granted = ectl(&at, &[&["lease", "grant", "3", "--id-only"], &ROOT[..]].concat()).run();
        let lease = granted.text().trim();
        let kept = ectl(&at, &[&["lease", "keep-alive", lease], &ROOT[..]].concat());
        let kept = Running::start(kept);
        let mut watch = Running::start(ectl(&at, &[&["watch", "-i"], &ROOT[..]].concat()));
        watch.says("watch one --rev 1\n");
        put("one").prints("OK\n");
        watch.prints("PUT\none\nv\n");
        outlive_a_token();
        // The watch that is there goes on, and another one needs a token.
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
fn streams_survive_a_change_of_users() {
    let directory = tempfile::tempdir().unwrap();
    let mut etcd = guarded(&jwt(directory.path(), "10m"));
    let at = etcd.endpoints();
    let root = |words: &[&str]| ectl(&at, &[words, &ROOT[..]].concat());
    let granted = root(&["lease", "grant", "3", "--id-only"]).run();
    let kept = Running::start(root(&["lease", "keep-alive", granted.text().trim()]));
    let watch = Running::start(root(&["watch", "one", "--rev", "1"]));
    root(&["put", "one", "1"]).run().prints("OK\n");
    watch.prints("PUT\none\n1\n");
    etcdctl(&at, &["user", "add", "another:x", ROOT[0], ROOT[1]]);
    root(&["put", "one", "2"]).run().prints("OK\n");
    watch.prints("PUT\none\n1\nPUT\none\n2\n");
    let renewals = kept.stdout().lines().count();
    eventually("two more renewals", || kept.stdout().lines().count() >= renewals + 2);
    assert_eq!((watch.stderr().as_str(), kept.stderr().as_str()), ("", ""));
    // Signed tokens outlive the server, and are of the wrong revision afterwards all the same.
    etcd.members()[0].kill().unwrap();
    etcd.members()[0].restart().unwrap();
    watch.complains("watch: reconnected");
    eventually("a put", || root(&["put", "one", "3"]).run().code == 0);
    watch.prints("PUT\none\n1\nPUT\none\n2\nPUT\none\n3\n");
    kept.complains("is being renewed again");
}
