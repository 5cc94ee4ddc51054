//! Where passwords and tokens come from, and that they go nowhere but to etcd.

use crate::support::pty::at_terminal;
use crate::support::users::{guarded, token};
use crate::support::{Line, Outcome, ectl, etcd};
use ectl::sandbox::Plan;
use nix::sys::signal::Signal;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

/// A file with this content that only its owner can read.
fn secret_file(directory: &Path, name: &str, content: &str) -> String {
    let path = directory.join(name);
    std::fs::write(&path, content).unwrap();
    chmod(&path, 0o600);
    path.to_str().unwrap().to_owned()
}

fn chmod(path: &Path, mode: u32) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn every_place_for_a_secret_and_which_of_them_counts() {
    let etcd = guarded(&Plan::new());
    let (at, directory) = (etcd.endpoints(), tempfile::tempdir().unwrap());
    let file = |name, content| secret_file(directory.path(), name, content);
    let right = file("right", "co:lon\n");
    let wrong = file("wrong", "wrong\n");
    let windows = file("windows", "co:lon\r\nmore\n");
    let empty = file("empty", "\n");
    let get = |options: &[&str]| ectl(&at, &[&["get", "public"], options].concat());
    let reader = |options: &[&str]| get(&[&["--user", "reader"], options].concat());
    let works = |line: Line| line.run().prints("public\nv\n");
    let denied = |line: Line| line.run().fails(9, "etcdserver: authentication failed");

    works(reader(&["--password-file", &right]));
    works(reader(&["--password-file", &windows]));
    works(reader(&["--password-command", "printf co:lon"]));
    works(reader(&["--password-command", "echo co:lon; echo more; cat"]));
    works(reader(&[]).env("ECTL_PASSWORD_FILE", &right));
    works(reader(&[]).env("ECTL_PASSWORD_COMMAND", "echo co:lon"));
    works(get(&["--password-file", &right]).env("ETCDCTL_USER", "reader"));
    for line in ["co:lon", "co:lon\n", "co:lon\nmore\n"] {
        works(reader(&["--password-file", "-"]).stdin(line));
        works(reader(&[]).stdin(line));
    }

    // A flag beats a variable; of variables a password beats a file, and that a command.
    let ways = |line: Line, password: &str, file: &str, command: &str| {
        line.env("ETCDCTL_PASSWORD", password)
            .env("ECTL_PASSWORD_FILE", file)
            .env("ECTL_PASSWORD_COMMAND", command)
    };
    works(ways(reader(&["--password-file", &right]), "wrong", &wrong, "false"));
    works(ways(reader(&["--password-command", "echo co:lon"]), "wrong", &wrong, "false"));
    works(ways(reader(&["--password", "co:lon"]), "wrong", &wrong, "false"));
    works(ways(reader(&[]), "co:lon", &wrong, "false"));
    works(ways(reader(&[]), "", &right, "false"));
    denied(ways(reader(&[]), "", &wrong, "echo co:lon"));
    // A password behind the name counts more than one that stands farther away.
    works(get(&["--user", "reader:co:lon"]).env("ECTL_PASSWORD_FILE", &wrong));
    denied(get(&["--user", "reader:co:lon", "--password-file", &right]));

    let token = token(&at, "reader", "co:lon");
    let token_file = file("token", &format!(" {token} \n"));
    works(get(&["--token-file", &token_file]));
    works(get(&["--token-file", "-"]).stdin(format!("{token}\n")));
    works(get(&["--auth-jwt-token", &token]).env("ECTL_TOKEN_FILE", &wrong));
    works(get(&[]).env("ECTL_TOKEN_FILE", &token_file).env("ETCDCTL_USER", "reader:wrong"));
    works(get(&["--token-file", &token_file]).env("ETCDCTL_USER", "reader:wrong"));
    works(reader(&["--password", "co:lon"]).env("ECTL_TOKEN_FILE", &wrong));
    // Where etcdctl takes a token and a user, the token counts.
    works(get(&["--auth-jwt-token", &token, "--user", "reader:wrong"]));

    reader(&["--password-file", &empty]).run().fails(9, "empty gave no password\n");
    reader(&["--password-command", "true"]).run().fails(9, "the password command gave no password");
    get(&["--token-file", &empty]).run().fails(9, "empty gave no token\n");
    reader(&["--password-file", "-"]).run().fails(9, "stdin gave no password\n");
    reader(&[]).run().fails(9, "no password given\nhint: --password-file");
}

#[test]
fn what_cannot_be_meant_or_read_is_refused_before_anything_is_sent() {
    let directory = tempfile::tempdir().unwrap();
    let get = |options: &[&str]| ectl("127.0.0.1:1", &[&["get", "k"], options].concat()).run();
    for (one, other) in [
        ("--password=a", "--password-file=b"),
        ("--password=a", "--password-command=b"),
        ("--password-file=a", "--password-command=b"),
        ("--auth-jwt-token=a", "--token-file=b"),
        ("--user=a", "--token-file=b"),
    ] {
        let name = |option: &'static str| option.split('=').next().unwrap();
        let text = format!("Error: {} and {} exclude each other\n", name(one), name(other));
        get(&["--user=u", one, other][usize::from(one == "--user=a")..]).fails(128, &text);
    }
    get(&["--password-file", "f"]).fails(128, "a password is given, and no user");
    get(&["--user=u", "--password-file="]).fails(128, "empty string is passed to --password-file");
    let missing = get(&["--user", "u", "--password-file", "/nonexistent/f"]);
    missing.fails(6, "Error: /nonexistent/f: no such file or directory\n");
    let failing = get(&["--user", "u", "--password-command", "echo why >&2; exit 3"]);
    failing.fails(6, "why\nError: the password command failed: exit status: 3\n");
    let path = directory.path().join("f");
    std::fs::write(&path, b"\xff\n").unwrap();
    chmod(&path, 0o600);
    let file = path.to_str().unwrap();
    get(&["--user", "u", "--password-file", file]).fails(6, "f: not UTF-8\n");
    get(&["--token-file", file]).fails(6, "f: not UTF-8\n");
    std::fs::write(&path, "s3\u{e9}").unwrap();
    get(&["--token-file", file]).fails(128, "the token is not printable ASCII\n");
    // Refused all the same: another command's format, and a variable of ours that has no such value.
    let variable =
        ectl("127.0.0.1:1", &["get", "k", "--user", "u"]).env("ECTL_PASSWORD_FILE", "/n/f");
    variable.run().fails(6, "Error: /n/f: no such file or directory\n");
}

#[test]
fn a_file_that_others_can_read_is_warned_about() {
    let directory = tempfile::tempdir().unwrap();
    let file = secret_file(directory.path(), "f", "x\n");
    let get = || ectl("127.0.0.1:1", &["get", "k", "--user", "u", "--password-file", &file]).run();
    assert!(!get().stderr.contains("warning"), "{}", get().stderr);
    for mode in [0o640, 0o604, 0o444] {
        chmod(Path::new(&file), mode);
        let warning = format!("warning: {file} can be read by others (mode {mode:04o})\nError: ");
        get().fails(2, &warning);
    }
}

#[test]
fn a_secret_of_stdin_leaves_the_rest_to_the_command() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let root = |words: &[&str], stdin: &str| {
        let login = ["--user", "root", "--password-file", "-"];
        ectl(&at, &[words, &login].concat()).stdin(format!("hunter2\n{stdin}")).run()
    };
    root(&["put", "k"], "two\nlines\n").prints("OK\n");
    root(&["get", "k", "--print-value-only"], "").prints("two\nlines\n\n");
    root(&["txn"], "\nput a b\n\n\n").prints("SUCCESS\n\nOK\n");
    root(&["user", "add", "new", "--interactive=false"], "n w\n").prints("User new created\n");
    let login = ["--user", "new", "--password-command", "echo 'n w'"];
    ectl(&at, &[&["get", "k"], &login[..]].concat()).run().fails(9, "permission denied");
}

#[test]
fn new_passwords() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let user = |words: &[&str], stdin: &str| {
        let login = ["--user", "root:hunter2"];
        ectl(&at, &[&["user"], words, &login].concat()).stdin(stdin).run()
    };
    // A user who can log in gets a token.
    let knows = |password: &str| assert_ne!(token(&at, "u", password), "");
    user(&["add", "u", "--interactive=false"], "a b\n").prints("User u created\n");
    knows("a b");
    user(&["passwd", "u"], "c\nc\n").prints("Password updated\n");
    knows("c");
    user(&["passwd", "u", "--interactive=false"], "d").prints("Password updated\n");
    knows("d");
    user(&["passwd", "u"], "e\nf\n").fails(128, "given passwords are different");
    for stdin in ["", "\n", "\n\n"] {
        user(&["passwd", "u", "--interactive"], stdin).fails(128, "Error: empty password\n");
        user(&["add", "v"], stdin).fails(128, "Error: empty password\n");
    }
    knows("d");
    let surplus = user(&["passwd", "u", "marker"], "");
    surplus.clone().fails(128, "a password is not an argument");
    assert!(!surplus.stderr.contains("marker"), "{}", surplus.stderr);
}

/// Users who log in by a certificate often have one; etcdctl takes it too.
#[test]
fn new_password_on_stdin_may_be_empty() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for (name, stdin) in [("a", "\n"), ("b", ""), ("c", "\r\n")] {
        let added = ectl(&at, &["user", "add", name, "--interactive=false"]).stdin(stdin).run();
        let warning = format!("warning: the new password of {name} is empty\n");
        let expected = (format!("User {name} created\n"), warning, 0);
        assert_eq!((added.text().to_owned(), added.stderr, added.code), expected);
    }
    let changed = ectl(&at, &["user", "passwd", "a", "--interactive=false"]).stdin("\n").run();
    assert_eq!((changed.text(), changed.code), ("Password updated\n", 0));
}

#[test]
fn terminal_is_asked_again_for_an_empty_password() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let mut add = at_terminal(&at, &["user", "add", "u"]).seated();
    add.answers("Password of u: ", "\n");
    add.answers("Password of u, not empty: ", "secret\n");
    add.answers("Type password of u again for confirmation: ", "secret\n");
    let (added, _) = add.ends();
    assert_eq!((added.text(), added.code), ("User u created\n", 0));
    let mut never = at_terminal(&at, &["user", "add", "v"]).seated();
    never.answers("Password of v: ", "\n");
    never.answers("Password of v, not empty: ", "\n");
    assert_eq!(never.ends().0.code, 128);
}

#[test]
fn a_terminal_is_asked_without_an_echo() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let unseen = |(outcome, echoes): (Outcome, bool)| {
        assert!(echoes, "the terminal was left without an echo");
        for secret in ["hunter2", "co:lon", "n3w"] {
            assert!(!outcome.stderr.contains(secret), "{}", outcome.stderr);
        }
        outcome
    };
    let mut get = at_terminal(&at, &["get", "public", "--user", "reader"]).seated();
    get.answers("Password: ", "co:lon\r");
    let got = unseen(get.ends());
    assert_eq!((got.text(), got.code), ("public\nv\n", 0), "{}", got.stderr);
    let mut file = at_terminal(&at, &["get", "public", "--user", "reader", "--password-file", "-"]);
    file = file.env("ETCDCTL_WRITE_OUT", "simple");
    let mut file = file.seated();
    file.answers("The password: ", "co:lon\r");
    assert_eq!(unseen(file.ends()).text(), "public\nv\n");

    let words = ["user", "add", "new", "--user", "root", "--password-command", "echo hunter2"];
    let mut add = at_terminal(&at, &words).seated();
    add.answers("Password of new: ", "n3w\r");
    add.answers("Type password of new again for confirmation: ", "n3w\r");
    let added = unseen(add.ends());
    assert_eq!((added.text(), added.code), ("User new created\n", 0), "{}", added.stderr);

    let mut interrupted = at_terminal(&at, &["get", "public", "--user", "reader"]).seated();
    interrupted.answers("Password: ", "\u{3}");
    // By the signal itself, so that a script that it is part of ends too.
    assert_eq!(unseen(interrupted.ends()).code, -1);
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT] {
        let ended = at_terminal(&at, &["get", "public", "--user", "reader"]).seated();
        ended.is_asked("Password: ");
        ended.signal(signal);
        assert_eq!(unseen(ended.ends()).code, -1, "{signal}");
    }
    let mut nothing = at_terminal(&at, &["get", "public", "--user", "reader"]).seated();
    nothing.answers("Password: ", "\r");
    let nothing = unseen(nothing.ends());
    assert!(nothing.stderr.contains("no password given"), "{}", nothing.stderr);
    assert_eq!(nothing.code, 9);
}

#[test]
fn people_who_show_a_secret_are_told_how_not_to() {
    let hints = |options: &[&str]| {
        let (outcome, _) =
            at_terminal("127.0.0.1:1", &[&["get", "k"], options].concat()).seated().ends();
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        outcome.stderr.matches("can be seen by everyone on this machine").count()
    };
    assert_eq!(hints(&["--user", "u:p"]), 1);
    assert_eq!(hints(&["--user", "u", "--password", "p"]), 1);
    assert_eq!(hints(&["--auth-jwt-token", "p"]), 1);
    assert_eq!(hints(&["--user", "u", "--password-command", "echo p"]), 0);
    assert_eq!(hints(&[]), 0);
    let script = ectl("127.0.0.1:1", &["get", "k", "--user", "u:p"]).run();
    assert!(!script.stderr.contains("everyone"), "{}", script.stderr);
}

#[test]
fn no_secret_is_ever_shown() {
    const SECRET: &str = "marker-4711";
    let etcd = guarded(&Plan::new());
    let (at, directory) = (etcd.endpoints(), tempfile::tempdir().unwrap());
    let file = secret_file(directory.path(), "f", SECRET);
    chmod(Path::new(&file), 0o644);
    let ways: [&[&str]; 9] = [
        &["--user", "root:marker-4711"],
        &["--user", "root", "--password", SECRET],
        &["--user", "root", "--password=marker-4711"],
        &["--user", "root", "--password-file", &file],
        &["--user", "root", "--password-command", "echo marker-4711"],
        &["--user", "root", "--password-command", "echo marker-4711; false"],
        &["--user", "root", "--password-command", "marker-4711 2>/dev/null"],
        &["--auth-jwt-token", SECRET],
        &["--token-file", &file],
    ];
    let commands: [&[&str]; 9] = [
        &["get", "public"],
        &["get", "public", "--debug", "-w", "json"],
        &["get", "public", "--debug", "--endpoints", "127.0.0.1:1"],
        &["get", "public", "--endpoints", "https://127.0.0.1:1,nonsense://x", "--debug"],
        &["watch", "public", "-w", "jsonl"],
        &["endpoint", "health", "--cluster"],
        &["get", "public", "--nonsense", "-w", "fields"],
        &["member", "list", "-w", "nonsense", "--debug"],
        &["user", "get", "root", "--cacert", "/nonexistent"],
    ];
    let unseen = |line: Line, what: &dyn std::fmt::Debug| {
        let outcome = line.run();
        assert!(!outcome.stderr.contains(SECRET), "{what:?}: {}", outcome.stderr);
        assert!(!String::from_utf8_lossy(&outcome.stdout).contains(SECRET), "{what:?}");
        outcome.code
    };
    for command in commands {
        for way in ways {
            assert_ne!(unseen(ectl(&at, &[command, way].concat()), &(command, way)), 0);
            unseen(ectl(&at, &[way, command].concat()), &(way, command));
        }
        for (name, value) in [
            ("ETCDCTL_PASSWORD", SECRET),
            ("ETCDCTL_AUTH_JWT_TOKEN", SECRET),
            ("ECTL_PASSWORD_COMMAND", "echo marker-4711"),
            ("ETCDCTL_PASSWORD_FILE", SECRET),
            ("ECTL_PASSWORD", SECRET),
        ] {
            let line = ectl(&at, command).env("ETCDCTL_USER", "root:marker-4711");
            assert_ne!(unseen(line.env(name, value), &(command, name)), 0);
        }
    }
    for words in [
        "user add u:marker-4711 surplus",
        "user add u marker-4711",
        "user passwd root marker-4711 --interactive=false",
        "user add u --new-user-password marker-4711 --nonsense",
        "user add u --new-user-pasword=marker-4711",
        "get k --endpoints http://root:marker-4711@127.0.0.1:1 --debug",
        "get k --endpoints root:marker-4711@127.0.0.1:1 --debug",
        "get k --pasword-file=marker-4711",
        "get k --token-file=x --user root:marker-4711",
    ] {
        let words: Vec<_> = words.split(' ').collect();
        assert_ne!(unseen(ectl(&at, &words).stdin("marker-4711\n"), &words), 0);
    }
}
