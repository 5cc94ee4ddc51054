//! `make-mirror` with a memory, and its comparisons: what is copied, deleted and told.

use crate::jail::fixture::Contexts;
use crate::mirror::{Mirror, is_mirrored, keys, put, revision};
use crate::support::cluster::Cluster as _;
use crate::support::{Line, ectl, etcd, eventually};
use ectl::sandbox::Etcd;
use std::fs;
use std::path::PathBuf;
use tempfile::{TempDir, tempdir};

/// Two clusters, and a resume file.
struct Pair {
    source: Etcd,
    destination: Etcd,
    folder: TempDir,
}

impl Pair {
    fn start() -> Self {
        Self { source: etcd(), destination: etcd(), folder: tempdir().unwrap() }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("mirror.json")
    }

    fn line(&self, options: &str) -> Line {
        self.source.ectl(&format!("make-mirror {options}")).arg(self.destination.endpoints())
    }

    fn resumed(&self, options: &str) -> Line {
        self.line(options).arg("--resume-file").arg(self.file())
    }

    /// Waits until the file remembers a revision.
    fn remembers(&self, revision: u64) {
        let remembered = format!("\"revision\":\"{revision}\"");
        eventually("the revision is saved", || {
            fs::read_to_string(self.file()).is_ok_and(|text| text.contains(&remembered))
        });
    }
}

/// Keys at both sides, of which some differ.
fn furnished() -> Pair {
    let pair = Pair::start();
    for (key, value) in [("a/changed", "new"), ("a/equal", "1"), ("a/new", "1"), ("b", "1")] {
        put(&pair.source, key, value);
    }
    for (key, value) in [("a/changed", "old"), ("a/equal", "1"), ("a/old", "1"), ("b", "2")] {
        put(&pair.destination, key, value);
    }
    pair
}

#[test]
fn prune_deletes_surplus_keys_of_the_prefix() {
    let pair = furnished();
    for key in 0..300 {
        put(&pair.destination, &format!("a/old/{key}"), "1");
    }
    let mirrored = pair.line("--once --prefix a/ --prune").run();
    mirrored.prints("Mirrored 3 keys and pruned 301 as of revision 5\n");
    let expected = "a/changed\nnew\na/equal\n1\na/new\n1\nb\n2\n";
    assert_eq!(String::from_utf8(keys(&pair.destination, "")).unwrap(), expected);
    // Under another name, and again, when nothing is left to delete.
    put(&pair.destination, "c/old", "1");
    let renamed = pair.line("--once --prefix a/ --dest-prefix c/ --prune -w jsonl");
    let done = "{\"mirrored\":\"3\",\"revision\":\"5\",\"done\":true,\"pruned\":";
    renamed.run().prints(&format!("{done}\"1\"}}\n"));
    let renamed = pair.line("--once --prefix a/ --dest-prefix c/ --prune -w jsonl");
    renamed.run().prints(&format!("{done}\"0\"}}\n"));
    assert_eq!(keys(&pair.destination, "c/"), b"c/changed\nnew\nc/equal\n1\nc/new\n1\n");
}

#[test]
fn dry_run_prints_changes_and_writes_nothing() {
    let pair = furnished();
    let before = revision(&pair.destination);
    pair.line("--dry-run --prefix a/").run().prints_and_says(
        "~ a/changed\n+ a/new\n",
        "1 to add, 1 to change, 1 equal, 1 only at the destination (see --prune)\n",
    );
    pair.line("--dry-run --prefix a/ --prune").run().prints_and_says(
        "~ a/changed\n+ a/new\n- a/old\n",
        "1 to add, 1 to change, 1 equal, 1 to prune\n",
    );
    let renamed = pair.line("--dry-run --prefix a/ --dest-prefix x/ -w jsonl").run();
    assert_eq!(renamed.text().matches("\"change\":\"added\",\"key\":\"x/").count(), 3);
    assert_eq!(revision(&pair.destination), before);
}

#[test]
fn verify_lists_differences_and_exits_with_1() {
    let pair = furnished();
    let found = pair.line("--verify --prefix a/").run();
    assert_eq!((found.text(), found.code), ("~ a/changed\n+ a/new\n- a/old\n", 1));
    let summary =
        "compared as of revision 5: 1 equal, 1 different, 1 missing, 1 only at the destination\n";
    assert_eq!(found.stderr, summary);
    // Keys that a copy does not delete differ after it.
    let copied = pair.line("--once --verify --prefix a/").run();
    assert_eq!((copied.text(), copied.code), ("- a/old\n", 1));
    copied.says("Mirrored 3 keys as of revision 5\n");
    pair.line("--once --verify --prune").run().prints_and_says(
        "",
        "Mirrored 4 keys and pruned 1 as of revision 5\n\
         compared as of revision 5: 4 equal, 0 different, 0 missing, 0 only at the destination\n",
    );
    let compared = pair.line("--verify -w json").run().succeeds();
    assert_eq!(compared.text(), "[]\n");
    // An error has another exit code than a difference.
    let at = pair.destination.endpoints();
    ectl("127.0.0.1:1", &format!("make-mirror --verify {at}")).run().fails_part(2, "source: ");
}

#[test]
fn mirror_resumes_from_its_file() {
    let pair = Pair::start();
    put(&pair.source, "k", "1");
    let mirror = Mirror::start(pair.resumed("--prune"));
    is_mirrored(&pair.source, &pair.destination);
    put(&pair.source, "k", "2");
    pair.remembers(3);
    mirror.stop();
    let copied = revision(&pair.destination);
    pair.source.ok("del k");
    put(&pair.source, "l", "1");
    // A copy would write this key again.
    put(&pair.source, "m", "1");
    pair.source.ok("del m");
    let mirror = Mirror::start(pair.resumed("--prune"));
    is_mirrored(&pair.source, &pair.destination);
    pair.remembers(revision(&pair.source));
    assert_eq!(revision(&pair.destination), copied + 4);
    let second = pair.resumed("--prune").run();
    assert_eq!(second.code, 6, "{second:?}");
    assert_eq!(mirror.stop().stderr, "");
}

#[test]
fn compacted_changes_are_copied_and_pruned() {
    for (options, told, rest) in [
        ("--prune", "copying all keys again\n", "new\n1\n"),
        (
            "",
            "copying all keys again; keys deleted meanwhile stay at the destination without --prune\n",
            "gone\n1\nnew\n1\n",
        ),
    ] {
        let pair = Pair::start();
        put(&pair.source, "gone", "1");
        let mirror = Mirror::start(pair.resumed(options));
        pair.remembers(2);
        mirror.stop();
        pair.source.ok("del gone");
        put(&pair.source, "new", "1");
        pair.source.ok("compact 4");
        let mirror = Mirror::start(pair.resumed(options));
        pair.remembers(4);
        put(&pair.source, "new", "1");
        pair.remembers(5);
        assert_eq!(String::from_utf8(keys(&pair.destination, "")).unwrap(), rest);
        let stopped = mirror.stop();
        let note = "source: the changes from revision 3 on were compacted; ";
        assert_eq!(stopped.stderr, format!("{note}{told}"));
    }
}

#[test]
fn resume_file_belongs_to_both_clusters_and_keys() {
    let (pair, other) = (Pair::start(), etcd());
    put(&pair.source, "k", "1");
    let mirror = Mirror::start(pair.resumed("--prefix k"));
    pair.remembers(2);
    mirror.stop();
    let (to, from) = (other.endpoints(), pair.destination.endpoints());
    let another = pair
        .source
        .ectl(&format!("make-mirror --prefix k {to}"))
        .arg("--resume-file")
        .arg(pair.file());
    another
        .run()
        .fails_part(128, "mirror.json belongs to keys with the prefix \"k\" (mirrored to ");
    pair.resumed("--prefix k --dest-prefix x").run().fails_part(
        128,
        "and this is about keys with the prefix \"k\" (mirrored to keys with the prefix \"x\" of cluster ",
    );
    pair.resumed("").run().fails_part(128, "and this is about all keys (mirrored to ");
    let another =
        other.ectl(&format!("make-mirror --prefix k {from}")).arg("--resume-file").arg(pair.file());
    another.run().fails_part(128, "mirror.json belongs to cluster ");
    // Nothing was written.
    assert_eq!(keys(&other, ""), b"");
    assert_eq!(keys(&pair.destination, ""), b"k\n1\n");
}

#[test]
fn options_that_contradict_are_refused() {
    for (options, text) in [
        ("--resume-file f --once", "'--resume-file <FILE>' cannot be used with '--once[=<BOOL>]'"),
        ("--resume-file f --rev 5", "'--resume-file <FILE>' cannot be used with '--rev <REV>'"),
        ("--prune --rev 5", "'--prune[=<BOOL>]' cannot be used with '--rev <REV>'"),
        ("--verify --dry-run", "'--verify[=<BOOL>]' cannot be used with '--dry-run[=<BOOL>]'"),
        ("--verify --prune", "--prune deletes nothing with --verify"),
        (
            "--prune --prefix a/ --no-dest-prefix",
            "--prune would delete all other keys of the destination",
        ),
    ] {
        let line = format!("make-mirror 127.0.0.1:1 {options}");
        ectl("127.0.0.1:1", &line).run().fails_part(128, text);
    }
}

#[test]
fn contexts_limit_mirrors_to_their_own_cluster() {
    let etcd = etcd();
    put(&etcd, "/app/k", "1");
    let contexts = Contexts::of(&etcd.endpoints());
    let mirror = |context: &str, options: &str| {
        let line = format!("make-mirror --once {options} {}", etcd.endpoints());
        contexts.line(context, &line).run()
    };
    for context in ["audit", "spy"] {
        let text = format!(
            "context {context} does not allow make-mirror to its own cluster: it is read-only\n"
        );
        mirror(context, "--dest-prefix /app/c/").fails_part(9, &text);
    }
    let text = "context app does not allow make-mirror to other keys of its own cluster: \
                it is limited to keys below \"/app/\"\n";
    mirror("app", "").fails_part(9, text);
    mirror("app", "--dest-prefix /ap").fails_part(9, text);
    assert_eq!(revision(&etcd), 2);
    mirror("app", "--dest-prefix /app/c/").fails_part(128, "make-mirror to its own cluster would ");
    let apart = mirror("app", "--prefix k --dest-prefix /app/c/");
    apart.prints("Mirrored 1 key as of revision 2\n");
    // To compare is allowed.
    let compared = mirror("audit", "--dry-run --dest-prefix x").succeeds();
    assert_eq!(compared.text(), "+ x/app/c/\n+ x/app/k\n");
}

#[test]
pub(crate) fn own_cluster_is_not_mirrored_onto_itself() {
    let etcd = etcd();
    for key in ["app/a", "app/b", "apple", "application/x"] {
        put(&etcd, key, "1");
    }
    let before = revision(&etcd);
    let to = etcd.endpoints();
    for options in [
        "--prefix app/ --dest-prefix app --once --prune",
        "--prefix app/ --dest-prefix app/copy/",
        "--prefix app/ --no-dest-prefix",
        "--prefix app/",
        "--dest-prefix x --once",
        "",
    ] {
        let mirror = etcd.ectl(&format!("make-mirror {options} {to}")).run();
        mirror.fails_part(
            128,
            "make-mirror to its own cluster would write among the keys that it reads: from ",
        );
    }
    assert_eq!(revision(&etcd), before);
    let mirror = etcd.ectl(&format!("make-mirror --once --prefix app/ --dest-prefix c/ {to}"));
    mirror.run().prints("Mirrored 2 keys as of revision 5\n");
}

#[test]
fn nothing_is_pruned_after_an_empty_copy() {
    let pair = furnished();
    let refused = pair.line("--once --prefix typo/ --dest-prefix a/ --prune").run();
    refused.fails_part(
        8,
        "source: nothing to copy (keys with the prefix \"typo/\"): \
         --prune would delete everything (keys with the prefix \"a/\") at the destination\nhint: ",
    );
    assert_eq!(keys(&pair.destination, "a/").len(), "a/changed\nold\na/equal\n1\na/old\n1\n".len());
    // Without a key to delete there is nothing to refuse.
    let empty = pair.line("--once --prefix typo/ --prune").run();
    empty.prints("Mirrored 0 keys as of revision 5\n");
}
