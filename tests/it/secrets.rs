//! Sources of passwords and tokens, and that only etcd gets to see them.

use crate::support::cluster::Cluster as _;
use crate::support::pty::at_terminal;
use crate::support::users::{guarded, token};
use crate::support::words::Words;
use crate::support::{Line, Outcome, ectl, etcd};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use tempfile::TempDir;

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

/// Files that have the password of `reader`, and other ones.
struct Files {
    _directory: TempDir,
    right: String,
    wrong: String,
    windows: String,
    empty: String,
}

impl Files {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let file = |name, content| secret_file(directory.path(), name, content);
        let (right, wrong) = (file("right", "co:lon\n"), file("wrong", "wrong\n"));
        let (windows, empty) = (file("windows", "co:lon\r\nmore\n"), file("empty", "\n"));
        Self { _directory: directory, right, wrong, windows, empty }
    }
}

/// `get public` with these options.
fn get(etcd: &Etcd, options: impl Words) -> Line {
    etcd.ectl("get public").args(options)
}

/// `get public` as `reader` with these options.
fn reader(etcd: &Etcd, options: impl Words) -> Line {
    etcd.ectl("get public --user reader").args(options)
}

#[track_caller]
fn works(line: Line) {
    line.run().prints("public\nv\n");
}

#[track_caller]
fn denied(line: Line) {
    line.run().fails(
        9,
        "Error: etcdserver: authentication failed, invalid user ID or password\n\
         hint: check --user and the password\n",
    );
}

#[test]
fn password_comes_from_file_command_or_stdin() {
    let etcd = guarded(&Plan::new());
    let Files { right, windows, .. } = &Files::new();
    let reader = |options: &str| reader(&etcd, options);
    works(reader(&format!("--password-file {right}")));
    works(reader(&format!("--password-file {windows}")));
    works(reader("--password-command 'printf co:lon'"));
    works(reader("--password-command 'echo co:lon; echo more; cat'"));
    works(reader("").env("ECTL_PASSWORD_FILE", right));
    works(reader("").env("ECTL_PASSWORD_COMMAND", "echo co:lon"));
    works(get(&etcd, &format!("--password-file {right}")).env("ETCDCTL_USER", "reader"));
    for line in ["co:lon", "co:lon\n", "co:lon\nmore\n"] {
        works(reader("--password-file -").stdin(line));
        works(reader("").stdin(line));
    }
}

#[test]
fn sources_of_passwords_have_an_order() {
    let etcd = guarded(&Plan::new());
    let Files { right, wrong, .. } = &Files::new();
    let get = |options: &str| get(&etcd, options);
    let reader = |options: &str| reader(&etcd, options);
    // Flags come before variables; among variables the password comes before the file, and the file
    // before the command.
    let ways = |line: Line, password: &str, file: &str, command: &str| {
        line.env("ETCDCTL_PASSWORD", password)
            .env("ECTL_PASSWORD_FILE", file)
            .env("ECTL_PASSWORD_COMMAND", command)
    };
    works(ways(reader(&format!("--password-file {right}")), "wrong", wrong, "false"));
    works(ways(reader("--password-command 'echo co:lon'"), "wrong", wrong, "false"));
    works(ways(reader("--password co:lon"), "wrong", wrong, "false"));
    works(ways(reader(""), "co:lon", wrong, "false"));
    works(ways(reader(""), "", right, "false"));
    denied(ways(reader(""), "", wrong, "echo co:lon"));
    // The password in `--user` comes before all others.
    works(get("--user reader:co:lon").env("ECTL_PASSWORD_FILE", wrong));
    denied(get(&format!("--user reader:co:lon --password-file {right}")));
}

#[test]
fn token_comes_from_file_stdin_or_option() {
    let etcd = guarded(&Plan::new());
    let (at, Files { wrong, _directory: directory, .. }) = (etcd.endpoints(), &Files::new());
    let get = |options: &str| get(&etcd, options);
    let token = token(&at, "reader", "co:lon");
    let token_file = secret_file(directory.path(), "token", &format!(" {token} \n"));
    works(get(&format!("--token-file {token_file}")));
    works(get("--token-file -").stdin(format!("{token}\n")));
    works(get(&format!("--auth-jwt-token {token}")).env("ECTL_TOKEN_FILE", wrong));
    works(get("").env("ECTL_TOKEN_FILE", &token_file).env("ETCDCTL_USER", "reader:wrong"));
    works(get(&format!("--token-file {token_file}")).env("ETCDCTL_USER", "reader:wrong"));
    works(reader(&etcd, "--password co:lon").env("ECTL_TOKEN_FILE", wrong));
    // As in etcdctl, a token comes before a user.
    works(get(&format!("--auth-jwt-token {token} --user reader:wrong")));
}

#[test]
fn empty_secrets_are_refused() {
    let etcd = guarded(&Plan::new());
    let Files { empty, .. } = &Files::new();
    let reader = |options: &str| reader(&etcd, options);
    reader(&format!("--password-file {empty}"))
        .run()
        .fails(9, &format!("Error: no password in {empty}\n"));
    reader("--password-command true")
        .run()
        .fails(9, "Error: no password from the password command\n");
    get(&etcd, &format!("--token-file {empty}"))
        .run()
        .fails(9, &format!("Error: no token in {empty}\n"));
    reader("--password-file -").run().fails(9, "Error: no password on stdin\n");
    reader("").run().fails(
        9,
        "Error: no password given\n\
         hint: use --password-file or --password-command\n",
    );
}

#[test]
fn contradictory_secrets_send_nothing() {
    let get = |options: &str| ectl("127.0.0.1:1", "get k").args(options).run();
    for (one, other) in [
        ("--password=a", "--password-file=b"),
        ("--password=a", "--password-command=b"),
        ("--password-file=a", "--password-command=b"),
        ("--auth-jwt-token=a", "--token-file=b"),
        ("--user=a", "--token-file=b"),
    ] {
        let name = |option: &'static str| option.split('=').next().unwrap();
        let text = format!("Error: {} cannot be combined with {}\n", name(one), name(other));
        let user = if one == "--user=a" { "" } else { "--user=u" };
        get(&format!("{user} {one} {other}")).fails(128, &text);
    }
    get("--password-file f").fails(128, "Error: --password-file needs --user\n");
    get("--user=u --password-file=")
        .fails(128, "Error: empty string is passed to --password-file option\n");
}

#[test]
fn unreadable_secrets_send_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let get = |options: &str| ectl("127.0.0.1:1", "get k").args(options).run();
    let missing = get("--user u --password-file /nonexistent/f");
    missing.fails(6, "Error: /nonexistent/f: no such file or directory\n");
    let failing = get("--user u --password-command 'echo why >&2; exit 3'");
    failing.fails(6, "why\nError: the password command failed: exit status: 3\n");
    let path = directory.path().join("f");
    std::fs::write(&path, b"\xff\n").unwrap();
    chmod(&path, 0o600);
    let file = path.to_str().unwrap();
    get(&format!("--user u --password-file {file}")).fails(6, "Error: [..]f: not UTF-8\n");
    get(&format!("--token-file {file}")).fails(6, "Error: [..]f: not UTF-8\n");
    std::fs::write(&path, "s3\u{e9}").unwrap();
    get(&format!("--token-file {file}")).fails(128, "Error: the token is not printable ASCII\n");
    let variable = ectl("127.0.0.1:1", "get k --user u").env("ECTL_PASSWORD_FILE", "/n/f");
    variable.run().fails(6, "Error: /n/f: no such file or directory\n");
}

#[test]
fn secret_file_readable_by_others_warns() {
    let directory = tempfile::tempdir().unwrap();
    let file = secret_file(directory.path(), "f", "x\n");
    let get = format!("get k --user u --password-file {file}");
    let get = || ectl("127.0.0.1:1", &get).run();
    assert!(!get().stderr.contains("warning"), "{}", get().stderr);
    for mode in [0o640, 0o604, 0o444] {
        chmod(Path::new(&file), mode);
        let warning = format!(
            "warning: {file} is readable by other users (mode {mode:04o})\n\
             Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
             hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
             use another address\n"
        );
        get().fails(2, &warning);
    }
}

#[test]
fn secret_takes_one_line_of_stdin() {
    let etcd = guarded(&Plan::new());
    let root = |words: &str, stdin: &str| {
        let login = ["--user", "root", "--password-file", "-"];
        etcd.ectl(words).args(&login).stdin(format!("hunter2\n{stdin}")).run()
    };
    root("put k", "two\nlines\n").prints("OK\n");
    root("get k --print-value-only", "").prints("two\nlines\n\n");
    root("txn", "\nput a b\n\n\n").prints("SUCCESS\n\nOK\n");
    root("user add new --interactive=false", "n w\n").prints("User new created\n");
    let login = ["--user", "new", "--password-command", "echo 'n w'"];
    etcd.ectl("get k").args(&login).run().fails(
        9,
        "Error: etcdserver: permission denied\n\
         hint: user new may not read key \"k\"; see \"ectl user get new \
         --detail\"\n",
    );
}

#[test]
fn new_passwords_are_read_from_stdin() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let user = |words: &str, stdin: &str| {
        let login = ["--user", "root:hunter2"];
        etcd.ectl("user").args(words).args(&login).stdin(stdin).run()
    };
    // etcd gives a token only for the right password.
    let knows = |password: &str| assert_ne!(token(&at, "u", password), "");
    user("add u --interactive=false", "a b\n").prints("User u created\n");
    knows("a b");
    user("passwd u", "c\nc\n").prints("Password updated\n");
    knows("c");
    user("passwd u --interactive=false", "d").prints("Password updated\n");
    knows("d");
    user("passwd u", "e\nf\n").fails(128, "Error: given passwords are different\n");
    for stdin in ["", "\n", "\n\n"] {
        user("passwd u --interactive", stdin).fails(128, "Error: empty password\n");
        user("add v", stdin).fails(128, "Error: empty password\n");
    }
    knows("d");
    let surplus = user("passwd u marker", "");
    surplus.clone().fails(
        128,
        "Error: a password is not an argument of \"ectl user passwd\"\n\
         hint: ectl asks for the password, or reads it from stdin with \
         --interactive=false\n",
    );
    assert!(!surplus.stderr.contains("marker"), "{}", surplus.stderr);
}

/// Users that log in by certificate often have an empty password; etcdctl allows it too.
#[test]
fn empty_new_password_on_stdin_warns() {
    let etcd = etcd();
    for (name, stdin) in [("a", "\n"), ("b", ""), ("c", "\r\n")] {
        let added = etcd.ectl(&format!("user add {name} --interactive=false")).stdin(stdin).run();
        let warning = format!("warning: the new password of {name} is empty\n");
        let expected = (format!("User {name} created\n"), warning, 0);
        assert_eq!((added.text().to_owned(), added.stderr, added.code), expected);
    }
    let changed = etcd.ectl("user passwd a --interactive=false").stdin("\n").run();
    assert_eq!((changed.text(), changed.code), ("Password updated\n", 0));
}

#[test]
fn terminal_asks_again_for_empty_password() {
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

/// Asserts that the terminal echoes again and has shown no password.
#[track_caller]
fn unseen((outcome, echoes): (Outcome, bool)) -> Outcome {
    assert!(echoes, "the terminal was left without an echo");
    for secret in ["hunter2", "co:lon", "n3w"] {
        assert!(!outcome.stderr.contains(secret), "{}", outcome.stderr);
    }
    outcome
}

#[test]
fn password_prompts_have_no_echo() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let mut get = at_terminal(&at, &["get", "public", "--user", "reader"]).seated();
    get.answers("Password: ", "co:lon\r");
    let got = unseen(get.ends());
    assert_eq!((got.text(), got.code), ("public\nv\n", 0), "{}", got.stderr);
    let mut file = at_terminal(&at, &["get", "public", "--user", "reader", "--password-file", "-"]);
    file = file.env("ETCDCTL_WRITE_OUT", "simple");
    let mut file = file.seated();
    file.answers("Enter the password: ", "co:lon\r");
    assert_eq!(unseen(file.ends()).text(), "public\nv\n");

    let words = ["user", "add", "new", "--user", "root", "--password-command", "echo hunter2"];
    let mut add = at_terminal(&at, &words).seated();
    add.answers("Password of new: ", "n3w\r");
    add.answers("Type password of new again for confirmation: ", "n3w\r");
    let added = unseen(add.ends());
    assert_eq!((added.text(), added.code), ("User new created\n", 0), "{}", added.stderr);

    let mut nothing = at_terminal(&at, &["get", "public", "--user", "reader"]).seated();
    nothing.answers("Password: ", "\r");
    let nothing = unseen(nothing.ends());
    assert!(nothing.stderr.contains("no password given"), "{}", nothing.stderr);
    assert_eq!(nothing.code, 9);
}

#[test]
fn signal_at_password_prompt_restores_echo() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let mut interrupted = at_terminal(&at, &["get", "public", "--user", "reader"]).seated();
    interrupted.answers("Password: ", "\u{3}");
    // The signal itself ends the process, so that a script around it ends too.
    assert_eq!(unseen(interrupted.ends()).code, -1);
    for signal in [Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT] {
        let ended = at_terminal(&at, &["get", "public", "--user", "reader"]).seated();
        ended.is_asked("Password: ");
        ended.signal(signal);
        assert_eq!(unseen(ended.ends()).code, -1, "{signal}");
    }
}

#[test]
fn secret_in_arguments_gets_hint() {
    let hints = |options: &[&str]| {
        let (outcome, _) =
            at_terminal("127.0.0.1:1", &[&["get", "k"], options].concat()).seated().ends();
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        outcome.stderr.matches("visible in the process list").count()
    };
    assert_eq!(hints(&["--user", "u:p"]), 1);
    assert_eq!(hints(&["--user", "u", "--password", "p"]), 1);
    assert_eq!(hints(&["--auth-jwt-token", "p"]), 1);
    assert_eq!(hints(&["--user", "u", "--password-command", "echo p"]), 0);
    assert_eq!(hints(&[]), 0);
    let script = ectl("127.0.0.1:1", "get k --user u:p").run();
    assert!(!script.stderr.contains("everyone"), "{}", script.stderr);
}

const SECRET: &str = "marker-4711";

/// Lines that print much, or fail in many ways.
const COMMANDS: [&str; 9] = [
    "get public",
    "get public --debug -w json",
    "get public --debug --endpoints 127.0.0.1:1",
    "get public --endpoints https://127.0.0.1:1,nonsense://x --debug",
    "watch public -w jsonl",
    "endpoint health --cluster",
    "get public --nonsense -w fields",
    "member list -w nonsense --debug",
    "user get root --cacert /nonexistent",
];

/// Runs a line, asserts that it does not print the secret, and returns its exit code.
#[track_caller]
fn conceals(line: Line, what: &dyn std::fmt::Debug) -> i32 {
    let outcome = line.run();
    assert!(!outcome.stderr.contains(SECRET), "{what:?}: {}", outcome.stderr);
    assert!(!String::from_utf8_lossy(&outcome.stdout).contains(SECRET), "{what:?}");
    outcome.code
}

#[test]
fn secrets_in_options_are_never_printed() {
    let etcd = guarded(&Plan::new());
    let directory = tempfile::tempdir().unwrap();
    let file = secret_file(directory.path(), "f", SECRET);
    chmod(Path::new(&file), 0o644);
    let ways: [&str; 9] = [
        "--user root:marker-4711",
        &format!("--user root --password {SECRET}"),
        "--user root --password=marker-4711",
        &format!("--user root --password-file {file}"),
        "--user root --password-command 'echo marker-4711'",
        "--user root --password-command 'echo marker-4711; false'",
        "--user root --password-command 'marker-4711 2>/dev/null'",
        &format!("--auth-jwt-token {SECRET}"),
        &format!("--token-file {file}"),
    ];
    for command in COMMANDS {
        for way in ways {
            assert_ne!(conceals(etcd.ectl(command).args(way), &(command, way)), 0);
            conceals(etcd.ectl(way).args(command), &(way, command));
        }
    }
}

#[test]
fn secrets_in_variables_are_never_printed() {
    let etcd = guarded(&Plan::new());
    for command in COMMANDS {
        for (name, value) in [
            ("ETCDCTL_PASSWORD", SECRET),
            ("ETCDCTL_AUTH_JWT_TOKEN", SECRET),
            ("ECTL_PASSWORD_COMMAND", "echo marker-4711"),
            ("ETCDCTL_PASSWORD_FILE", SECRET),
            ("ECTL_PASSWORD", SECRET),
        ] {
            let line = etcd.ectl(command).env("ETCDCTL_USER", "root:marker-4711");
            assert_ne!(conceals(line.env(name, value), &(command, name)), 0);
        }
    }
}

#[test]
fn secrets_in_wrong_lines_are_never_printed() {
    let etcd = guarded(&Plan::new());
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
        assert_ne!(conceals(etcd.ectl(words).stdin("marker-4711\n"), &words), 0);
    }
}
