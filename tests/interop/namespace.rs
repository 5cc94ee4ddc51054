//! A context with a prefix, and Go's package `namespace`.

use crate::go;
use crate::support::live::Live;
use crate::support::{Line, ectl, etcd};
use ectl::sandbox::Etcd;
use nix::sys::signal::Signal;
use tempfile::TempDir;

/// One cluster, seen by both below one prefix.
struct Both {
    etcd: Etcd,
    at: String,
    directory: TempDir,
}

const PREFIX: &str = "/app/";

impl Both {
    fn new() -> Self {
        let etcd = etcd();
        let at = etcd.endpoints();
        let directory = tempfile::tempdir().unwrap();
        let context = format!("[contexts.app]\nendpoints = \"{at}\"\nprefix = \"{PREFIX}\"\n");
        std::fs::write(directory.path().join("config.toml"), context).unwrap();
        for key in ["/app", "/app.", "/app0", "a", "k/1", "zz"] {
            ectl(&at, &["put", key, "outside"]).run().prints("OK\n");
        }
        Self { etcd, at, directory }
    }

    fn go(&self, words: &[&str]) -> Line {
        go(&self.at, words).env("INTEROP_NAMESPACE", PREFIX)
    }

    fn ectl(&self, words: &[&str]) -> Line {
        let file = self.directory.path().join("config.toml");
        ectl("", words).env("ECTL_CONFIG", file).env("ECTL_CONTEXT", "app")
    }

    /// Asserts that the two lines print the same, which they return.
    #[track_caller]
    fn agree(&self, go: &[&str], ectl: &[&str]) -> String {
        let theirs = self.go(go).run().succeeds().text().to_owned();
        self.ectl(ectl).run().prints(&theirs);
        theirs
    }
}

pub fn keys_are_those_of_gos_namespace() {
    let both = Both::new();
    for (key, value) in [("a", "1"), ("k/1", "x"), ("k/2", "y"), ("k0", "z"), ("\u{1}", "low")] {
        both.ectl(&["put", key, value]).run().prints("OK\n");
    }
    let all = "\u{1}\nlow\na\n1\nk/1\nx\nk/2\ny\nk0\nz\n";
    assert_eq!(both.agree(&["range", "prefix", ""], &["get", "--prefix", ""]), all);
    assert_eq!(both.agree(&["range", "from", ""], &["get", "--from-key", ""]), all);
    both.agree(&["range", "prefix", "k/"], &["get", "--prefix", "k/"]);
    both.agree(&["range", "from", "k/2"], &["get", "--from-key", "k/2"]);
    both.agree(&["range", "to", "a", "k0"], &["get", "a", "k0"]);
    both.agree(&["range", "to", "k0", "a"], &["get", "k0", "a"]);
    let empty = both.go(&["range", "to", "", "k"]).run();
    both.ectl(&["get", "", "k"]).run().fails(empty.code, &format!("Error: {}", empty.stderr));

    both.go(&["exchange", "a", "1", "2"]).run().prints("a was 1\n");
    both.ectl(&["get", "a"]).run().prints("a\n2\n");
    let wrong =
        ["txn", "--if", "val(\"a\") = \"1\"", "--then", "put a 3", "--else", "get --prefix \"\""];
    let shown = both.ectl(&wrong).run().succeeds().text().to_owned();
    let theirs = both.go(&["exchange", "a", "1", "3"]).run().succeeds();
    assert_eq!(shown, format!("FAILURE\n\n{}", theirs.text()));

    let lease = both.ectl(&["lease", "grant", "600", "--id-only"]).run().text().trim().to_owned();
    both.ectl(&["put", "leased", "1", "--lease", &lease]).run().prints("OK\n");
    ectl(&both.at, &["put", "elsewhere", "1", "--lease", &lease]).run().prints("OK\n");
    both.go(&["leased", &lease]).run().prints("leased\n");
    let ours = both.ectl(&["lease", "timetolive", "--keys", &lease]).run();
    assert!(ours.text().ends_with("attached keys([leased])\n"), "{ours:?}");

    let watches = [
        both.go(&["changes", "k/"]),
        both.ectl(&["watch", "--prefix", "k/", "--rev", "1", "--prev-kv"]),
    ];
    both.ectl(&["del", "k/1"]).run().prints("1\n");
    let [theirs, ours] = watches.map(|line| {
        let watch = Live::start(line);
        (0..11).map(|_| watch.line()).collect::<Vec<_>>()
    });
    assert_eq!(theirs, ours);
    let outside = ectl(&both.etcd.endpoints(), "get --prefix a --print-value-only").run();
    outside.prints("outside\n");
}

pub fn locks_are_those_of_gos_namespace() {
    let both = Both::new();
    let holder = Live::start(both.go(&["lock", "backup"]));
    let key = holder.line();
    assert!(key.starts_with("backup/"), "{key}");
    both.ectl(&["lock", "--try", "backup", "--", "echo", "in"]).run().fails_part(8, &key);
    // Outside of the prefix it is another lock.
    ectl(&both.at, &["lock", "--try", "backup", "--", "echo", "in"]).run().prints("in\n");
    let ours = Live::start(both.ectl(&["lock", "backup"]));
    ours.is_silent();
    assert_eq!(holder.end_by(Signal::SIGTERM).code, 0);
    assert!(ours.line().starts_with("backup/"));
    both.go(&["trylock", "backup"]).run().prints("taken\n");
    assert_eq!(ours.end_by(Signal::SIGTERM).code, 0);
    let leader = Live::start(both.ectl(&["elect", "chief", "crab"]));
    let key = leader.line();
    both.go(&["leader", "chief"]).run().prints(&format!("{key} crab\n"));
    leader.end_by(Signal::SIGTERM);
}

pub fn services_are_those_of_gos_namespace() {
    let both = Both::new();
    both.go(&["add", "web", "h:1"]).run().prints("");
    let registered = Live::start(both.ectl(&["service", "register", "web", "h:2"]));
    registered.says("registered: web/h:2");
    both.ectl(&["service", "resolve", "web"]).run().prints("h:1\nh:2\n");
    let found = both.go(&["list", "web"]).run().succeeds();
    assert!(
        found.text().contains("\"web/h:1\"") && found.text().contains("\"web/h:2\""),
        "{found:?}"
    );
    both.ectl(&["service", "deregister", "web", "h:1"]).run().succeeds();
    registered.end_by(Signal::SIGTERM);
    both.go(&["list", "web"]).run().prints("{}\n");
}
