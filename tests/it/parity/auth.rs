//! Parity of `auth`, `user`, `role`.

use super::differences::PASSWORD_LINE;
use super::{FORMATS, Twins};

#[test]
fn roles_and_users() {
    let twins = Twins::start();
    for format in FORMATS {
        let run = |words: &[&str]| twins.same(&[words, &["-w", format]].concat());
        let (role, user) = (&*format!("r-{format}"), &*format!("u-{format}"));
        run(&["role", "add", role]);
        run(&["role", "grant-permission", role, "readwrite", "k1"]);
        run(&["role", "grant-permission", role, "READ", "p/", "--prefix"]);
        run(&["role", "grant-permission", role, "write", "z", "--from-key"]);
        run(&["role", "grant-permission", role, "write", "a", "c"]);
        run(&["role", "grant-permission", role, "read", "", "--prefix"]);
        run(&["role", "get", role]);
        run(&["role", "list"]);
        run(&["user", "add", &format!("{user}:secret")]);
        run(&["user", "add", &format!("{user}-cn"), "--no-password"]);
        run(&["user", "add", &format!("{user}-opt"), "--new-user-password", "p:w"]);
        run(&["user", "grant-role", user, role]);
        run(&["role", "revoke-permission", role, "k1"]);
        run(&["role", "revoke-permission", role, "a", "c"]);
        run(&["role", "revoke-permission", role, "z", "--from-key"]);
        twins.same_with(&["user", "passwd", user, "--interactive=false", "-w", format], "new\n");
        run(&["user", "revoke-role", user, role]);
        run(&["user", "delete", user]);
        run(&["role", "delete", role]);
    }
    for format in ["simple", "json", "protobuf"] {
        twins.same(&["user", "add", &format!("get-{format}:x")]);
        twins.same(&["user", "get", &format!("get-{format}"), "-w", format]);
        twins.same(&["user", "list", "-w", format]);
        twins.same(&["auth", "status", "-w", format]);
    }
}

#[test]
fn refusals() {
    let twins = Twins::start();
    twins.refused(&["role", "get", "none"], "etcdserver: role name not found", 1, 1);
    twins.refused(&["user", "get", "none"], "etcdserver: user name not found", 1, 1);
    twins.refused(
        &["role", "grant-permission", "r", "see", "k"],
        "invalid permission type: see",
        128,
        128,
    );
    twins.refused(
        &["role", "grant-permission", "r", "read", "k", "--prefix", "--from-key"],
        "--from-key and --prefix flags are mutually exclusive",
        128,
        128,
    );
    twins.refused(
        &["role", "grant-permission", "r", "read", "k", "l", "--prefix"],
        "unexpected endkey argument with --prefix flag",
        128,
        128,
    );
    twins.refused(&["user", "add", ":x"], "empty user name is not allowed", 128, 128);
    twins.refused(&["auth", "enable"], "etcdserver: root user does not exist", 1, 1);
}

#[test]
fn an_empty_password_is_refused() {
    let twins = Twins::start();
    let words = ["user", "add", "nobody", "--interactive=false"];
    for stdin in ["", "\n"] {
        let refused = twins.differs(&PASSWORD_LINE, &words, stdin);
        refused.fails(128, "Error: empty password\n");
    }
}

#[test]
fn enabling_gives_root_its_role() {
    let twins = Twins::start();
    twins.same(&["user", "add", "root:secret"]);
    twins.same(&["auth", "enable", "-w", "json"]);
    twins.same(&["--user", "root:secret", "user", "get", "root"]);
    twins.same(&["--user", "root:secret", "auth", "status"]);
    twins.same(&["--user", "root:secret", "auth", "disable"]);
    twins.same(&["user", "get", "root"]);
}
