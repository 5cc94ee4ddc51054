//! `edit`: values changed by editors that are commands.

use crate::support::cluster::Cluster as _;
use crate::support::pty::{Seated, at_terminal};
use crate::support::users::{etcdctl, guarded};
use crate::support::words::Words;
use crate::support::{Line, etcd, eventually};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const ECTL: &str = env!("CARGO_BIN_EXE_ectl");

/// A directory for temporary files, and for scripts that are editors.
struct Desk {
    folder: TempDir,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("tmp")).unwrap();
        Self { folder }
    }

    fn tmp(&self) -> PathBuf {
        self.folder.path().join("tmp")
    }

    /// Makes a script, which gets the file as $1.
    fn script(&self, text: &str) -> String {
        let file = self.folder.path().join("editor");
        fs::write(&file, format!("#!/bin/sh\ncd {}\n{text}\n", self.folder.path().display()))
            .unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        file.display().to_string()
    }

    fn line(&self, etcd: &Etcd, editor: &str, words: impl Words) -> Line {
        etcd.ectl(words).env("EDITOR", editor).env("TMPDIR", self.tmp())
    }

    fn at_terminal(&self, etcd: &Etcd, editor: &str, words: &[&str]) -> Seated {
        let line = at_terminal(&etcd.endpoints(), words);
        line.env("EDITOR", editor).env("TMPDIR", self.tmp()).seated()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    fn has(&self, name: &str) -> bool {
        self.folder.path().join(name).exists()
    }

    #[track_caller]
    fn is_clean(&self) {
        let left: Vec<_> = fs::read_dir(self.tmp()).unwrap().flatten().collect();
        assert!(left.is_empty(), "{left:?}");
    }

    /// The text that was kept, in the file that a message names.
    #[track_caller]
    fn kept(&self, stderr: &str) -> String {
        let (_, rest) = stderr.split_once("your text is kept in ").expect(stderr);
        let path = Path::new(rest.split_whitespace().next().unwrap());
        assert!(path.starts_with(self.tmp()), "{stderr}");
        fs::read_to_string(path).unwrap()
    }
}

fn value(etcd: &Etcd, key: &str) -> String {
    etcd.ok(&["get", key, "--print-value-only"]).text().to_owned()
}

#[test]
fn value_is_changed_and_its_lease_stays() {
    let (etcd, desk) = (etcd(), Desk::new());
    let lease = etcd.ok("lease grant 1000 --id-only").text().trim().to_owned();
    etcd.ok(&format!("put config/port 80 --lease {lease}"));
    desk.line(&etcd, "sed -i s/80/81/", "edit config/port").run().prints("OK\n");
    let stored = etcd.ok("get config/port -w jsonl");
    assert!(stored.text().contains("\"value\":\"81\""), "{stored:?}");
    assert!(stored.text().contains(&format!("\"lease\":\"{lease}\"")), "{stored:?}");
    let json = desk.line(&etcd, "sed -i s/81/82/", "edit config/port -w jsonl").run().succeeds();
    assert!(json.text().starts_with("{\"revision\":\"4\","), "{json:?}");
    let again = desk.line(&etcd, "sed -i s/80/81/", "edit config/port").run().succeeds();
    assert_eq!((again.text(), again.stderr.as_str()), ("", "unchanged: nothing was written\n"));
    assert!(etcd.ok("get config/port -w jsonl").text().contains("\"mod_revision\":\"4\""));
    desk.is_clean();
}

#[test]
fn editor_is_that_of_the_variables() {
    let (etcd, desk) = (etcd(), Desk::new());
    etcd.ok("put k 80");
    let line = desk.line(&etcd, "false", "edit k").env("VISUAL", "sed -i -e 's/80/a b/'");
    line.run().prints("OK\n");
    assert_eq!(value(&etcd, "k"), "a b\n");
    desk.line(&etcd, "sed -i s/b/c/", "edit k").env("VISUAL", "").run().prints("OK\n");
    assert_eq!(value(&etcd, "k"), "a c\n");
    // What an editor prints is not ectl's data.
    let noisy = desk.script("echo noise; echo d > \"$1\"");
    let outcome = desk.line(&etcd, &noisy, "edit k").run().succeeds();
    assert_eq!((outcome.text(), outcome.stderr.as_str()), ("OK\n", "noise\n"));
}

#[test]
fn failed_editor_writes_nothing() {
    let (etcd, desk) = (etcd(), Desk::new());
    etcd.ok("put k 80");
    let failing = desk.script("echo 81 > \"$1\"; exit 3");
    desk.line(&etcd, &failing, "edit k").run().fails(
        1,
        "Error: the editor failed (exit status 3): nothing was written\n\
         hint: the variables VISUAL and EDITOR name the editor\n",
    );
    let missing = desk.line(&etcd, "/nonexistent/editor", "edit k").run();
    missing.fails_part(1, "Error: the editor failed (exit status 127): nothing was written\n");
    assert_eq!(value(&etcd, "k"), "80\n");
    desk.is_clean();
}

#[test]
fn file_is_private_and_named_after_the_key() {
    let (etcd, desk) = (etcd(), Desk::new());
    etcd.ok("put config/app.json {}");
    let looking = desk.script("stat -c '%a' \"$1\" \"${1%/*}\" > modes; echo \"$1\" > name");
    let shell = format!("umask 000; exec {ECTL} edit config/app.json");
    let line = crate::support::line(Path::new("sh"), &etcd.endpoints(), &["-c", &shell]);
    line.env("EDITOR", looking).env("TMPDIR", desk.tmp()).run().succeeds();
    assert_eq!(desk.read("modes"), "600\n700\n");
    assert!(desk.read("name").ends_with("/app.json\n"), "{}", desk.read("name"));
    desk.is_clean();
}

#[test]
fn newline_that_the_editor_adds_is_dropped() {
    let (etcd, desk) = (etcd(), Desk::new());
    for (before, text, after) in [
        (&b"80"[..], "81\\n", "81\n"),
        (b"80", "81\\n\\n", "81\n\n"),
        (b"80\n", "81\\n", "81\n\n"),
        (b"80\n", "81", "81\n"),
        (b"a\r\nb", "a\\r\\nc\\r\\n", "a\r\nc\n"),
        (b"a\r\nb\r", "a\\r\\nc\\r\\n", "a\r\nc\r\n"),
    ] {
        etcd.ectl("put k").stdin(before).run().succeeds();
        let editor = desk.script(&format!("printf '{text}' > \"$1\""));
        desk.line(&etcd, &editor, "edit k").run().prints("OK\n");
        assert_eq!(value(&etcd, "k"), after, "{text:?}");
    }
    // A newline alone is no change.
    etcd.ok("put k 80");
    let editor = desk.script("printf '80\\n' > \"$1\"");
    desk.line(&etcd, &editor, "edit k").run().succeeds().says("unchanged: nothing was written\n");
}

#[test]
fn missing_key_is_created_on_request() {
    let (etcd, desk) = (etcd(), Desk::new());
    let editor = desk.script("echo new > \"$1\"; touch started");
    desk.line(&etcd, &editor, "edit k").run().fails(
        7,
        "Error: key \"k\" does not exist\n\
         hint: --create creates it; \"ectl undelete KEY\" puts back a deleted key\n",
    );
    assert!(!desk.has("started"));
    desk.line(&etcd, "true", "edit k --create").run().succeeds().says("unchanged");
    desk.line(&etcd, &editor, "edit k --create").run().prints("OK\n");
    assert_eq!(value(&etcd, "k"), "new\n");
    desk.line(&etcd, "sed -i s/new/newer/", "edit k --create").run().prints("OK\n");
    etcd.ok("del k");
    let rival = desk.script(&format!("{ECTL} put k theirs; echo mine > \"$1\""));
    let outcome = desk.line(&etcd, &rival, "edit k --create").run();
    assert_eq!(outcome.code, 8);
    assert!(
        outcome.stderr.contains("Error: \"k\" was created meanwhile, at revision 5"),
        "{outcome:?}"
    );
}

#[test]
fn value_that_is_not_text_is_refused() {
    let (etcd, desk) = (etcd(), Desk::new());
    for value in [&b"a\xff"[..], b"a\0"] {
        etcd.ectl("put k").stdin(value).run().succeeds();
        desk.line(&etcd, "touch", "edit k").run().fails(
            1,
            "Error: the value of \"k\" is not text\n\
             hint: \"ectl get KEY --raw > FILE\" and \"ectl put KEY --value-file FILE\" copy it to \
             a file and back\n",
        );
    }
}

#[test]
fn change_of_another_client_is_not_overwritten() {
    let (etcd, desk) = (etcd(), Desk::new());
    etcd.ok("put k 80");
    let rival = desk.script(&format!("{ECTL} put k theirs >&2; echo mine > \"$1\""));
    let outcome = desk.line(&etcd, &rival, "edit k").run();
    assert_eq!((outcome.text(), outcome.code), ("", 8));
    let text = "Error: \"k\" was changed meanwhile, at revision 3: nothing was written; your text is kept in ";
    assert!(outcome.stderr.contains(text), "{outcome:?}");
    assert_eq!(desk.kept(&outcome.stderr), "mine\n");
    assert_eq!(value(&etcd, "k"), "theirs\n");

    let rival = desk.script(&format!("{ECTL} del k >&2; echo mine > \"$1\""));
    let outcome = desk.line(&etcd, &rival, "edit k").run();
    assert_eq!(outcome.code, 8);
    assert!(
        outcome.stderr.contains("Error: \"k\" was deleted meanwhile: nothing was"),
        "{outcome:?}"
    );

    etcd.ok("put k 80");
    let twin = desk.script(&format!("{ECTL} put k same >/dev/null; echo same > \"$1\""));
    let outcome = desk.line(&etcd, &twin, "edit k").run().succeeds();
    assert!(outcome.stderr.starts_with("another client has written the same value"), "{outcome:?}");
}

/// An editor that makes another client change the key in its first round, and waits for `go` in none.
fn rival(desk: &Desk, theirs: &str, change: &str) -> String {
    desk.script(&format!(
        "if [ ! -e again ]; then printf '{theirs}' | {ECTL} put k >/dev/null; {change}; touch again\n\
         else cp \"$1\" second; sed -i s/X/Y/ \"$1\"; fi"
    ))
}

const CHANGED: &str = "\"k\" was changed meanwhile, at revision 3.\r\n\
                       [s]how the difference, [e]dit again, or [g]ive up? ";

#[test]
fn user_edits_again_on_top_of_the_new_value() {
    let (etcd, desk) = (etcd(), Desk::new());
    etcd.ectl("put k").stdin("a\nb\nc\nd\n").run().succeeds();
    let editor = rival(&desk, "A\\nb\\nc\\nd\\n", "sed -i s/d/X/ \"$1\"");
    let mut seated = desk.at_terminal(&etcd, &editor, &["edit", "k"]);
    seated.chooses(CHANGED, "what?\n");
    seated.chooses(CHANGED, "s\n");
    eventually("the difference", || seated.screen().ends_with(CHANGED));
    let shown = "--- in etcd, revision 3\r\n+++ your text\r\n@@ -1,4 +1,4 @@\r\n-A\r\n+a\r\n b\r\n c\r\n-d\r\n+X\r\n";
    assert!(seated.screen().contains(shown), "{}", seated.screen());
    seated.chooses(CHANGED, "e\n");
    let (outcome, _) = seated.ends();
    assert_eq!((outcome.text(), outcome.code), ("OK\n", 0), "{outcome:?}");
    assert_eq!(desk.read("second"), "A\nb\nc\nX\n");
    assert_eq!(value(&etcd, "k"), "A\nb\nc\nY\n\n");
    desk.is_clean();
}

#[test]
fn contradicting_changes_are_marked() {
    let (etcd, desk) = (etcd(), Desk::new());
    etcd.ok("put k 80");
    let editor = rival(&desk, "81", "echo 82 > \"$1\"");
    let mut seated = desk.at_terminal(&etcd, &editor, &["edit", "k"]);
    seated.chooses(CHANGED, "e\n");
    let marked = "<<<<<<< in etcd, revision 3\n81\n=======\n82\n>>>>>>> your text\n";
    // The editor leaves the conflict in the text.
    let question = "the text still has a marked conflict.\r\n\
                    [e]dit again, [s]ave anyway, or [g]ive up? ";
    seated.chooses(question, "e\n");
    assert_eq!(desk.read("second"), marked);
    seated.chooses(question, "g\n");
    let (outcome, _) = seated.ends();
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert_eq!(desk.kept(&outcome.stderr), marked);
    assert_eq!(value(&etcd, "k"), "81\n");

    // What looks like a mark of another text is none.
    etcd.ectl("put k").stdin("<<<<<<< in etcd, revision 3\n").run().succeeds();
    let append = desk.script("echo more >> \"$1\"");
    desk.line(&etcd, &append, "edit k").run().succeeds();
}

#[test]
fn last_newline_stays_when_the_key_was_deleted_meanwhile() {
    let (etcd, desk) = (etcd(), Desk::new());
    etcd.ectl("put k").stdin("a: 1\n").run().succeeds();
    let editor = desk.script(&format!(
        "if [ ! -e again ]; then {ECTL} del k >/dev/null; echo 'a: 2' > \"$1\"; touch again; fi"
    ));
    let mut seated = desk.at_terminal(&etcd, &editor, &["edit", "k"]);
    seated.chooses("[g]ive up? ", "e\n");
    let (outcome, _) = seated.ends();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    assert_eq!(value(&etcd, "k"), "a: 2\n\n");
}

#[test]
fn user_gives_up_and_the_text_is_kept() {
    let (etcd, desk) = (etcd(), Desk::new());
    for keys in ["g\n", "\x04", "\x03"] {
        etcd.ok("del k");
        etcd.ok("put k 80");
        let editor = desk.script(&format!("{ECTL} put k 81 >/dev/null; echo 82 > \"$1\""));
        let mut seated = desk.at_terminal(&etcd, &editor, &["edit", "k"]);
        seated.chooses("[g]ive up? ", keys);
        let (outcome, _) = seated.ends();
        assert_eq!(outcome.code, if keys == "\x03" { 5 } else { 8 }, "{keys:?}: {outcome:?}");
        assert_eq!(desk.kept(&outcome.stderr), "82\n");
        assert_eq!(value(&etcd, "k"), "81\n");
    }
}

#[test]
fn json_stays_json() {
    let (etcd, desk) = (etcd(), Desk::new());
    let text = "the text is not valid JSON (EOF while parsing an object at line 1 column 1), as the value was before";
    etcd.ok(&["put", "k", " {\"a\": 1}"]);
    let editor = desk.script("echo '{' > \"$1\"");
    let outcome = desk.line(&etcd, &editor, "edit k").run();
    assert!(outcome.stderr.starts_with(&format!("Error: {text}: nothing was written; your text")));
    assert_eq!((outcome.code, desk.kept(&outcome.stderr).as_str()), (1, "{\n"));

    let question = format!("{text}.\r\n[e]dit again, [s]ave anyway, or [g]ive up? ");
    let editor =
        desk.script("echo '{' > \"$1\"; [ ! -e again ] || echo '{\"a\": 2}' > \"$1\"; touch again");
    let mut seated = desk.at_terminal(&etcd, &editor, &["edit", "k"]);
    seated.chooses(&question, "e\n");
    assert_eq!(seated.ends().0.text(), "OK\n");
    assert_eq!(value(&etcd, "k"), "{\"a\": 2}\n");

    let editor = desk.script("echo '{' > \"$1\"");
    let mut seated = desk.at_terminal(&etcd, &editor, &["edit", "k"]);
    seated.chooses(&question, "g\n");
    assert_eq!(seated.ends().0.code, 1);
    let mut seated = desk.at_terminal(&etcd, &editor, &["edit", "k"]);
    seated.chooses(&question, "s\n");
    assert_eq!(seated.ends().0.text(), "OK\n");
    // It is not JSON any more, and a number never counts as JSON.
    desk.line(&etcd, "sed -i 's/{/[/'", "edit k").run().prints("OK\n");
    etcd.ok("put k 80");
    desk.line(&etcd, "sed -i s/80/x/", "edit k").run().prints("OK\n");
}

#[test]
fn signals_while_the_editor_runs() {
    let (etcd, desk) = (etcd(), Desk::new());
    etcd.ok("put k 80");
    let editor = desk.script("echo 81 > \"$1\"; touch started; exec sleep 100");
    for signal in [Signal::SIGTERM, Signal::SIGHUP] {
        let running = desk.line(&etcd, &editor, "edit k").live();
        eventually("the editor runs", || desk.has("started"));
        let outcome = running.end_by(signal);
        outcome.fails(5, &format!("Error: interrupted by {signal}\n"));
        desk.is_clean();
        fs::remove_file(desk.folder.path().join("started")).unwrap();
    }
    // INT and QUIT belong to the editor, which has the terminal.
    let editor =
        desk.script("touch started; while [ ! -e go ]; do sleep 0.01; done; echo 82 > \"$1\"");
    let running = desk.line(&etcd, &editor, "edit k").live();
    eventually("the editor runs", || desk.has("started"));
    running.signal(Signal::SIGINT);
    running.signal(Signal::SIGQUIT);
    fs::write(desk.folder.path().join("go"), "").unwrap();
    running.end().prints("OK\n");
    assert_eq!(value(&etcd, "k"), "82\n");
}

#[test]
fn text_that_cannot_be_written_is_kept() {
    let (mut etcd, desk) = (etcd(), Desk::new());
    etcd.ok("put k 80");
    let editor = desk.script("echo 'longer than the limit' > \"$1\"");
    let outcome = desk.line(&etcd, &editor, "edit k --max-request-bytes 20").run();
    assert_eq!(outcome.code, 1, "{outcome:?}");
    assert!(outcome.stderr.contains("20 bytes"), "{outcome:?}");
    assert_eq!(desk.kept(&outcome.stderr), "longer than the limit\n");

    let editor =
        desk.script("echo 81 > \"$1\"; touch started; while [ ! -e go ]; do sleep 0.01; done");
    let running = desk.line(&etcd, &editor, "edit k --command-timeout 500ms").live();
    eventually("the editor runs", || desk.has("started"));
    etcd.members()[0].pause().unwrap();
    fs::write(desk.folder.path().join("go"), "").unwrap();
    let outcome = running.end();
    etcd.members()[0].resume().unwrap();
    assert_eq!(outcome.code, 124, "{outcome:?}");
    assert!(outcome.stderr.starts_with("Error: outcome unknown: "), "{outcome:?}");
    assert_eq!(desk.kept(&outcome.stderr), "81\n");
}

#[test]
fn edit_needs_permission() {
    let (etcd, desk) = (guarded(&Plan::new()), Desk::new());
    let editor = desk.script("touch started; echo mine > \"$1\"");
    let refused = desk.line(&etcd, &editor, "edit secret --user reader:co:lon").run();
    refused.fails_part(9, "Error: etcdserver: permission denied\n");
    assert!(!desk.has("started"));
    let refused = desk.line(&etcd, &editor, "edit public --user reader:co:lon").run();
    assert_eq!((refused.code, desk.kept(&refused.stderr).as_str()), (9, "mine\n"));
    assert!(refused.stderr.starts_with("Error: etcdserver: permission denied; your text is kept"));
    etcdctl(&etcd.endpoints(), "get public --user root:hunter2").prints("public\nv\n");
}
