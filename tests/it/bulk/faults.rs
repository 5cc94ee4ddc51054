//! Work on many keys that is interrupted: by a signal, a member that dies, a missing permission.

use super::{Files, count, lines};
use crate::support::certs::Authority;
use crate::support::cluster::Cluster as _;
use crate::support::pty::at_terminal;
use crate::support::users::guarded;
use crate::support::{HANG, eventually, finish, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::Write as _;
use std::process::Child;
use std::time::{Duration, Instant};

/// Starts an import of lines whose input does not end.
fn endless_import(etcd: &Etcd, lines: &str) -> Child {
    let mut child = etcd.ectl("import -").open();
    child.stdin.as_mut().unwrap().write_all(lines.as_bytes()).unwrap();
    child
}

fn signal(child: &Child, signal: Signal) {
    kill(Pid::from_raw(child.id().try_into().unwrap()), signal).unwrap();
}

#[test]
fn interrupted_import_tells_where_to_continue() {
    let etcd = crate::support::etcd();
    let all = lines("k", 1..=1000, "v");
    let child = endless_import(&etcd, &all);
    eventually("most keys", || count(&etcd, "k") >= 800);
    signal(&child, Signal::SIGINT);
    let outcome = finish(child);
    assert_eq!((outcome.text(), outcome.code), ("", 5), "{outcome:?}");
    let keys = count(&etcd, "k");
    let next = keys + 1;
    assert_eq!(
        outcome.stderr,
        format!(
            "Error: interrupted by SIGINT; imported up to line {keys}; continue with --from-line {next}\n"
        )
    );
    let rest = etcd.ectl("import - --if-absent --from-line").arg(next.to_string()).stdin(all);
    rest.run().prints(&format!("Imported {} keys\n", 1000 - keys));
    assert_eq!(count(&etcd, "k"), 1000);
}

#[test]
fn interrupted_import_under_a_lease_is_to_be_repeated() {
    let etcd = crate::support::etcd();
    let all = lines("k", 1..=1000, "v").replace("}", ",\"lease\":\"1\"}");
    for (condition, advice) in [("", ""), ("--if-absent", "revoke it and ")] {
        etcd.ok("del --prefix k");
        let mut child = etcd.ectl(&format!("import - --ttl 10m {condition}")).open();
        child.stdin.as_mut().unwrap().write_all(all.as_bytes()).unwrap();
        eventually("most keys", || count(&etcd, "k") >= 800);
        signal(&child, Signal::SIGINT);
        let outcome = finish(child);
        let keys = count(&etcd, "k");
        let listed = etcd.ok("lease list");
        let lease = listed.text().lines().last().unwrap().to_owned();
        outcome.fails(
            5,
            &format!(
                "Error: interrupted by SIGINT; imported up to line {keys}; keys under lease {lease} \
                 expire with it: {advice}repeat the whole import\n"
            ),
        );
        etcd.ok(&["lease", "revoke", &lease]);
        assert_eq!(count(&etcd, "k"), 0);
    }
}

#[test]
fn write_without_an_answer_has_an_unknown_outcome() {
    let mut etcd = crate::support::etcd();
    let mut child = etcd.ectl("import - --command-timeout 500ms").open();
    child.stdin.as_mut().unwrap().write_all(lines("k", 1..=1000, "v").as_bytes()).unwrap();
    eventually("some keys", || count(&etcd, "k") > 500);
    etcd.members()[0].pause().unwrap();
    child.stdin.as_mut().unwrap().write_all(lines("m", 1..=1000, "v").as_bytes()).unwrap();
    drop(child.stdin.take());
    let outcome = finish(child);
    etcd.members()[0].resume().unwrap();
    assert_eq!(outcome.code, 124, "{outcome:?}");
    assert!(outcome.stderr.starts_with("Error: outcome unknown: "), "{outcome:?}");
    assert!(outcome.stderr.contains("\nhint: the request was sent: check"), "{outcome:?}");
}

#[test]
fn file_that_is_cut_off_after_its_check_prunes_nothing() {
    let etcd = crate::support::etcd();
    let files = Files::new();
    etcd.ectl("import -").stdin(lines("a/", 1..=1000, "v")).run().succeeds();
    let whole = etcd.ok("export a/").text().to_owned();
    let config = files.write(
        "config",
        format!("[contexts.prod]\nendpoints = \"{}\"\nprotected = true\n", etcd.endpoints()),
    );
    let first: String = whole.lines().take(3).map(|line| format!("{line}\n")).collect();
    for changed in [first.as_str(), ""] {
        let file = files.write("f", &whole);
        let words = ["import", "--prune", "--context", "prod", &file];
        let mut seated = at_terminal("", &words).env("ECTL_CONFIG", &config).seated();
        let question = format!("(at {}): ", etcd.endpoints());
        eventually("the question", || seated.screen().ends_with(&question));
        files.write("f", changed);
        seated.chooses(&question, "prod\n");
        let (outcome, _) = seated.ends();
        assert_eq!((outcome.code, outcome.text()), (6, ""), "{outcome:?}");
        let error = format!("Error: {file} was changed after it was checked");
        assert!(outcome.stderr.contains(&error), "{outcome:?}");
        assert_eq!(count(&etcd, "a/"), 1000);
    }
}

#[test]
fn second_signal_ends_the_wait_for_answers() {
    let mut etcd = crate::support::etcd();
    let mut child = endless_import(&etcd, &lines("k", 1..=1000, "v"));
    eventually("most keys", || count(&etcd, "k") >= 800);
    etcd.members()[0].pause().unwrap();
    child.stdin.as_mut().unwrap().write_all(lines("m", 1..=1000, "v").as_bytes()).unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        signal(&child, Signal::SIGTERM);
        std::thread::sleep(Duration::from_millis(100));
    }
    let outcome = finish(child);
    etcd.members()[0].resume().unwrap();
    // An attempt takes 5 s, and there are several.
    assert!(started.elapsed() < Duration::from_secs(4), "{outcome:?}");
    let error = "Error: interrupted by SIGTERM; imported up to line ";
    assert!(outcome.code == 5 && outcome.stderr.starts_with(error), "{outcome:?}");
}

#[test]
fn export_to_a_pipe_without_a_reader_ends_at_a_signal() {
    let etcd = crate::support::etcd();
    let files = Files::new();
    let pipe = files.path("pipe").display().to_string();
    assert_eq!(crate::support::line("mkfifo".as_ref(), "", &[&*pipe][..]).run().code, 0);
    let child = etcd.ectl(&["export", "", &pipe]).spawn();
    std::thread::sleep(Duration::from_millis(500));
    signal(&child, Signal::SIGTERM);
    assert_eq!(finish(child).text(), "");
    assert_eq!(files.names(), ["pipe"]);
}

#[test]
fn killed_import_is_repeated() {
    let etcd = crate::support::etcd();
    let all = lines("k", 1..=1000, "v");
    let child = endless_import(&etcd, &all);
    eventually("some keys", || count(&etcd, "k") > 0);
    signal(&child, Signal::SIGKILL);
    finish(child);
    let again = etcd.ectl("import - --if-absent").stdin(all).run().succeeds();
    assert!(again.text().contains(" there already\n"), "{again:?}");
    assert_eq!(count(&etcd, "k"), 1000);
}

#[test]
fn interrupted_export_leaves_no_file() {
    let etcd = crate::support::etcd();
    let files = Files::new();
    let mut paused = etcd;
    let file = files.path("f").display().to_string();
    let endpoints = paused.endpoints();
    paused.members()[0].pause().unwrap();
    let child =
        crate::support::ectl(&endpoints, &["export", "", &file, "--command-timeout", "60"][..]);
    let child = child.spawn();
    eventually("the temporary file", || !files.names().is_empty());
    signal(&child, Signal::SIGTERM);
    let outcome = finish(child);
    paused.members()[0].resume().unwrap();
    assert_eq!((outcome.code, outcome.stderr.as_str()), (5, "Error: interrupted by SIGTERM\n"));
    assert!(files.names().is_empty(), "{:?}", files.names());
}

#[test]
fn import_goes_on_when_a_member_dies() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let first = lines("k", 1..=5000, "v");
    let mut child = endless_import(&etcd, &first);
    eventually("some keys", || count(&etcd, "k") > 1000);
    // The import is connected to any of them; the leader may be among the members.
    for member in 0..3 {
        etcd.members()[member].kill().unwrap();
        let some = lines(&format!("m{member}/"), 1..=5000, "v");
        // An import that has failed does not read it; its error is shown below.
        let _ = child.stdin.as_mut().unwrap().write_all(some.as_bytes());
        etcd.restart(member);
    }
    drop(child.stdin.take());
    let outcome = finish(child);
    assert_eq!((outcome.text(), outcome.code), ("Imported 20000 keys\n", 0), "{outcome:?}");
    assert_eq!(count(&etcd, ""), 20_000);
}

#[test]
fn import_ends_when_the_only_member_dies() {
    let mut etcd = crate::support::etcd();
    let child = endless_import(&etcd, &lines("k", 1..=1000, "v"));
    eventually("some keys", || count(&etcd, "k") > 500);
    let keys = count(&etcd, "k");
    etcd.members()[0].kill().unwrap();
    let mut child = child;
    let more = lines("m", 1..=1000, "v");
    child.stdin.as_mut().unwrap().write_all(more.as_bytes()).unwrap();
    drop(child.stdin.take());
    let started = Instant::now();
    let outcome = finish(child);
    assert!(started.elapsed() < HANG / 2);
    assert!([2, 124].contains(&outcome.code), "{outcome:?}");
    assert!(
        outcome
            .stderr
            .contains(&format!("; imported up to line {keys}; continue with --from-line ")),
        "{keys}: {outcome:?}"
    );
}

#[test]
fn permission_on_a_part_of_the_range() {
    let etcd = guarded(&Plan::new());
    let root = |words: &str| etcd.ectl(words).arg("--user=root:hunter2").run();
    for words in [
        "role grant-permission reading readwrite a/ --prefix",
        "role grant-permission reading read b/ --prefix",
    ] {
        root(words).succeeds();
    }
    let reader = |words: &str| etcd.ectl(words).arg("--user=reader:co:lon");
    reader("import -").stdin(lines("a/", 1..=300, "v")).run().prints("Imported 300 keys\n");
    reader("import - --if-absent").stdin(lines("a/", 1..=300, "v")).run().succeeds();
    let both = lines("a/", 1..=256, "w") + &lines("b/", 1..=10, "w");
    let refused = reader("import -").stdin(both).run();
    assert_eq!((refused.text(), refused.code), ("", 9), "{refused:?}");
    assert!(
        refused.stderr.contains("; imported up to line 256; continue with --from-line 257\n"),
        "{refused:?}"
    );
    reader("export a/").run().succeeds();
    reader("export ''").run().fails_part(9, "permission denied");
    reader("cp --prefix a/00001 b/").run().fails_part(9, "permission denied");
    reader("cp a/00001 a/x").run().prints("1 key copied\n");
    reader("diff a/ c/").run().fails_part(9, "permission denied");
    assert_eq!(reader("diff a/ b/").run().code, 1);
}

#[test]
fn bulk_works_over_tls() {
    let authority = Authority::new();
    let identity = authority.sign(&["localhost", "127.0.0.1", "::1"]);
    let options = ["--cert-file", &identity.certificate, "--key-file", &identity.key];
    let options = options.iter().map(Into::into).collect();
    let etcd = start(&Plan { options, scheme: "https", ..Plan::new() });
    let run = |words: &str| etcd.ectl(words).arg(format!("--cacert={}", authority.ca()));
    run("import -").stdin(lines("k", 1..=1000, "v")).run().prints("Imported 1000 keys\n");
    run("mv --prefix k0000 moved/").run().prints("9 keys moved\n");
    let exported = run("export ''").run().succeeds();
    assert_eq!(exported.text().lines().count(), 1002);
    run("import - --dry-run")
        .stdin(exported.stdout)
        .run()
        .prints_and_says("", "0 to add, 0 to change, 1000 equal\n");
}
