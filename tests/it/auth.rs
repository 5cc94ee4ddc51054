//! Users, passwords and tokens.

use crate::support::cluster::Cluster as _;
use crate::support::users::guarded;
use crate::support::{ectl, etcd};
use ectl::sandbox::Plan;

#[test]
fn credentials_decide_access() {
    let etcd = guarded(&Plan::new());
    let get = |words: &str| etcd.ectl("get").args(words).run();
    get("public --user root:hunter2").prints("public\nv\n");
    get("public --user reader:co:lon").prints("public\nv\n");
    get("public --user reader --password co:lon").prints("public\nv\n");
    let variables = etcd.ectl("get public").env("ETCDCTL_USER", "reader");
    variables.env("ETCDCTL_PASSWORD", "co:lon").run().prints("public\nv\n");
    etcd.ectl("get public").env("ETCDCTL_USER", "root:hunter2").run().prints("public\nv\n");

    let denied = "Error: etcdserver: permission denied\n\
                  hint: user reader may not [..] key \"[..]\"; see \"ectl user get reader \
                  --detail\"\n";
    get("secret --user reader:co:lon").fails(9, denied);
    let put = etcd.ectl("put public w --user reader:co:lon").run();
    put.fails(9, denied);
    let wrong = "Error: etcdserver: authentication failed, invalid user ID or password\n\
                 hint: check --user and the password\n";
    get("public --user root:wrong").fails(9, wrong);
    get("public --user nobody:hunter2").fails(9, wrong);
    // With --password the user's name is all of --user.
    get("public --user reader:co --password lon").fails(9, wrong);
    get("public").fails(
        9,
        "Error: etcdserver: user name is empty\n\
         hint: authentication is enabled: use --user with --password-file, or \
         --cert and --key\n",
    );
    get("public --auth-jwt-token abc.1").fails(
        9,
        "Error: etcdserver: invalid auth token\n\
         hint: the token has expired, or etcd was restarted: get a new one, or \
         use --user\n",
    );
    let token = get(r"public --auth-jwt-token $'two\nlines'");
    token.fails(128, "Error: the token is not printable ASCII\n");
}

#[test]
fn passwords_stay_out_of_output() {
    let etcd = guarded(&Plan::new());
    for words in ["get public", "get public --debug", "get public --user root:hunter2x --debug"] {
        let line =
            etcd.ectl(words).env("ETCDCTL_PASSWORD", "hunter2").env("ETCDCTL_USER", "root:hunter2");
        let outcome = line.run();
        assert!(!outcome.stderr.contains("hunter2"), "{words:?}: {}", outcome.stderr);
        assert!(!outcome.text().contains("hunter2"), "{words:?}: {}", outcome.text());
    }
}

#[test]
fn credentials_are_ignored_without_authentication() {
    let etcd = etcd();
    etcd.ectl("put k v --user root:hunter2").run().prints("OK\n");
    etcd.ectl("get k --user root:hunter2").run().prints("k\nv\n");
}

#[test]
fn user_detail_is_one_reply_in_every_format() {
    let etcd = etcd();
    for words in [
        "user add u:secret",
        "role add empty",
        "role add full",
        "role grant-permission full read k",
        "role grant-permission full write p --prefix",
        "user grant-role u empty",
        "user grant-role u full",
    ] {
        etcd.ok(words);
    }
    let detail = |format: &str| etcd.ectl("user get u --detail -w").arg(format).run();
    detail("simple").prints(
        "User: u\n\nRole empty\nKV Read:\nKV Write:\n\n\
         Role full\nKV Read:\n\tk\nKV Write:\n\t[p, q) (prefix p)\n",
    );
    let plain = etcd.ectl("user get u -w json").run();
    let expected = format!(
        "{},\"details\":[{{\"role\":\"empty\"}},{{\"role\":\"full\",\"perm\":[\
         {{\"key\":\"aw==\"}},{{\"permType\":1,\"key\":\"cA==\",\"range_end\":\"cQ==\"}}]}}]}}\n",
        plain.text().trim_end().strip_suffix('}').unwrap()
    );
    detail("json").prints(&expected);
    let fields = detail("fields");
    assert!(fields.text().contains("\"Roles\" : \"empty\" \"full\"\n\n\"Role\" : \"empty\"\n\n\"Role\" : \"full\"\n\"PermType\" :  READ\n"), "{fields:?}");
    let table = detail("table");
    assert_eq!(table.text().lines().count(), 6, "{}", table.text());
    let none = etcd.ectl("user get nobody --detail").run();
    none.fails(1, "Error: etcdserver: user name not found\n");
}

#[test]
fn end_of_a_range_needs_its_begin() {
    for line in ["grant-permission r read", "revoke-permission r"] {
        ectl("127.0.0.1:1", &format!("role {line} '' z"))
            .run()
            .fails_part(128, "Error: KEY is empty, and ENDKEY is given\n");
    }
}
