//! `import`: what a file has is written, and nothing else.

use super::{Files, contents, count, lines, revision, text};
use crate::range::{calls, knows_range_stream};
use crate::support::cluster::Cluster as _;
use crate::support::memory::watch_memory;
use crate::support::{ectl, etcd, finish, start};
use ectl::sandbox::Plan;

#[test]
fn hundred_thousand_keys_in_few_transactions_and_little_memory() {
    let etcd = etcd();
    let files = Files::new();
    let many = files.write("many", lines("many/", 0..=99_999, &"v".repeat(80)));
    let child = etcd.ectl(&["import", &many]).spawn();
    let watched = watch_memory(child.id());
    finish(child).prints("Imported 100000 keys\n");
    // Debug builds need more than release builds, for which `make bench` has a bound of 24 MiB.
    let peak = watched.join().unwrap();
    assert!((1..48 << 10).contains(&peak), "{peak} KiB");
    assert_eq!(count(&etcd, "many/"), 100_000);
    assert_eq!(revision(&etcd), 1 + 100_000_u64.div_ceil(128));
    // The whole of it again, as an export.
    let exported = text(&files.path("exported"));
    etcd.ok(&["export", "many/", &exported]);
    etcd.ectl(&["diff", &format!("@{exported}")]).run().prints("");
    etcd.ectl(&["import", &many, "--dry-run"])
        .run()
        .prints_and_says("", "0 to add, 0 to change, 100000 equal\n");
}

#[test]
fn keys_are_put_below_another_prefix() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put a/x 1");
    etcd.ok("put a/y 2");
    let file = text(&files.path("f"));
    etcd.ok(&["export", "a/", &file]);
    let bare = files
        .write("bare", "{\"key\":\"a/x\",\"value\":\"1\"}\n\n{\"key\":\"a/y\",\"value\":\"2\"}");
    for (file, options, expected) in [
        (&file, "", "a/x\n1\na/y\n2\n"),
        (&file, "--prefix b/", "b/x\n1\nb/y\n2\n"),
        (&file, "--prefix b/ --strip-prefix ''", "b/a/x\n1\nb/a/y\n2\n"),
        (&file, "--strip-prefix a/", "x\n1\ny\n2\n"),
        (&bare, "--prefix b/", "b/a/x\n1\nb/a/y\n2\n"),
        (&bare, "--prefix b/ --strip-prefix a", "b//x\n1\nb//y\n2\n"),
    ] {
        etcd.ok("del --prefix ''");
        etcd.ectl(&["import", file]).args(options).run().prints("Imported 2 keys\n");
        assert_eq!(String::from_utf8(contents(&etcd)).unwrap(), expected, "{options}");
    }
    let stripped = etcd.ectl(&["import", &bare, "--strip-prefix", "a/x"]).run();
    stripped.fails(3, &format!("Error: {bare}:1: the key would be empty without its prefix\n"));
    let other = etcd.ectl(&["import", &bare, "--strip-prefix", "b"]).run();
    other.fails(3, &format!("Error: {bare}:1: the key \"a/x\" does not begin with \"b\"\n"));
}

#[test]
fn conditions_keep_keys() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put k00002 v");
    etcd.ok("put k00003 other");
    etcd.ok("put k00004 newer");
    let file = files.write("f", lines("k", 1..=5, "v"));
    let state = "k00001\nv\nk00002\nv\nk00003\nother\nk00004\nnewer\nk00005\nv\n";

    let absent = etcd.ectl(&["import", &file, "--if-absent"]).run();
    assert_eq!(
        (absent.text(), absent.stderr.as_str(), absent.code),
        (
            "Imported 2 keys, 1 there already, 2 not written\n",
            "line 3: key \"k00003\" exists, last changed at revision 3: not written\n\
             line 4: key \"k00004\" exists, last changed at revision 4: not written\n\
             Error: 2 keys were there already, and not written\n",
            8
        )
    );
    assert_eq!(String::from_utf8(contents(&etcd)).unwrap(), state);
    assert_eq!(revision(&etcd), 5);

    let preview = etcd.ectl(&["import", &file, "--if-unchanged-since", "3", "--dry-run"]).run();
    preview.prints_and_says(
        "~ k00003\n",
        "0 to add, 1 to change, 3 equal, 1 to keep because of the condition\n",
    );
    let since = etcd.ectl(&["import", &file, "--if-unchanged-since", "3", "-w", "jsonl"]).run();
    assert_eq!(
        (since.text(), since.code),
        (
            "{\"imported\":\"2\",\"pruned\":\"0\",\"there_already\":\"2\",\"not_written\":\"1\",\
             \"lease\":null,\"revision\":\"6\"}\n",
            8
        )
    );
    assert!(since.stderr.contains("\"1 key was changed after revision 3, and not written\""));
    assert!(contents(&etcd).windows(5).any(|part| part == b"newer"));
}

#[test]
fn many_conflicts_are_counted() {
    let etcd = etcd();
    let first = lines("k", 1..=300, "a");
    etcd.ectl("import -").stdin(first).run().prints("Imported 300 keys\n");
    let second = etcd.ectl("import - --if-absent").stdin(lines("k", 1..=310, "b")).run();
    assert_eq!((second.text(), second.code), ("Imported 10 keys, 300 not written\n", 8));
    assert_eq!(second.stderr.lines().count(), 12, "{second:?}");
    assert!(second.stderr.contains("\nand 290 more\n"), "{second:?}");
}

#[test]
fn prune_deletes_exactly_what_the_file_lacks() {
    let etcd = etcd();
    let files = Files::new();
    for key in ["a", "a/1", "a/2", "a/3", "a0", "b"] {
        etcd.ok(&["put", key, "v"]);
    }
    let file = text(&files.path("f"));
    etcd.ok(&["export", "a/", &file]);
    etcd.ok("put a/ root");
    etcd.ok("put a/4 v");
    etcd.ok("del a/1");
    etcd.ok("put a/2 changed");
    let preview = etcd.ectl(&["import", &file, "--prune", "--dry-run"]).run();
    preview.prints_and_says(
        "- a/\n+ a/1\n~ a/2\n- a/4\n",
        "1 to add, 1 to change, 1 equal, 2 to prune\n",
    );
    etcd.ectl(&["import", &file, "--prune"]).run().prints("Imported 3 keys, 2 pruned\n");
    let keys = "a\n\na/1\n\na/2\n\na/3\n\na0\n\nb\n\n";
    etcd.ectl("get --prefix '' --keys-only").run().prints(keys);
    etcd.ectl(&["diff", &format!("@{file}")]).run().prints("");
    // Below another prefix, and a range.
    etcd.ok("put x/9 v");
    etcd.ectl(&["import", &file, "--prune", "--prefix", "x/"])
        .run()
        .prints("Imported 3 keys, 1 pruned\n");
    let range = text(&files.path("range"));
    etcd.ok(&["export", "a/2", &range, "--range-end", "b"]);
    etcd.ok("put a/25 v");
    etcd.ectl(&["import", &range, "--prune"]).run().prints("Imported 3 keys, 1 pruned\n");
    // An empty export deletes all that is below its prefix.
    let empty = text(&files.path("empty"));
    etcd.ok(&["export", "x/", &empty, "--rev", "2"]);
    etcd.ectl(&["import", &empty, "--prune"]).run().prints("Imported 0 keys, 3 pruned\n");
    etcd.ectl("get --prefix '' --keys-only").run().prints(keys);
}

#[test]
fn prune_keeps_keys_changed_after_the_revision() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put a/1 v");
    let file = text(&files.path("f"));
    etcd.ok(&["export", "a/", &file]);
    etcd.ok("put a/old v");
    let revision = revision(&etcd).to_string();
    etcd.ok("put a/new v");
    let line = ["import", &file, "--prune", "--if-unchanged-since", &revision];
    etcd.ectl(&line).arg("--dry-run").run().prints_and_says(
        "- a/old\n",
        "0 to add, 0 to change, 1 equal, 1 to prune, 1 to keep because of the condition\n",
    );
    let kept = etcd.ectl(&line).run();
    assert_eq!(
        (kept.text(), kept.code),
        ("Imported 1 key, 1 pruned, 1 not written\n", 8),
        "{kept:?}"
    );
    let told = "key \"a/new\" exists, last changed at revision 4: not deleted\n";
    assert!(kept.stderr.starts_with(told), "{kept:?}");
    assert_eq!(contents(&etcd), b"a/1\nv\na/new\nv\n");
    etcd.ectl(&["import", &file, "--prune", "--if-absent"])
        .run()
        .fails_part(128, "cannot be used with '--if-absent");
    assert_eq!(contents(&etcd), b"a/1\nv\na/new\nv\n");
}

#[test]
fn prune_refuses_what_could_delete_too_much() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put a/1 v");
    let file = text(&files.path("f"));
    etcd.ok(&["export", "a/", &file]);
    let bare = files.write("bare", lines("a/", 1..=2, "v"));
    let unsorted = files.write("unsorted", lines("b", 1..=2, "v") + &lines("a", 1..=1, "v"));
    for (words, code, error) in [
        (vec!["-"], 128, "--prune needs a file, not a pipe"),
        (vec![&bare], 128, "--prune needs a file with a header"),
        (vec![&file, "--strip-prefix", "a/"], 128, "--prune does not know which keys"),
        (vec![&file, "--prefix", ""], 128, "--prune does not know which keys"),
        (vec![&bare, "--prefix", ""], 128, "--prune does not know which keys"),
        (
            vec![&unsorted, "--prefix", "c/"],
            3,
            "unsorted:3: the key is not behind that of the line before",
        ),
    ] {
        etcd.ectl("import --prune").args(&words[..]).run().fails_part(code, error);
    }
    assert_eq!(contents(&etcd), b"a/1\nv\n");
}

#[test]
fn malformed_files_change_nothing() {
    let etcd = etcd();
    let files = Files::new();
    let bad = lines("k", 1..=500, "v") + "{\"key\":\"x\"}\n";
    let file = files.write("bad", &bad);
    etcd.ectl(&["import", &file]).run().fails(3, &format!("Error: {file}:501: no value\n"));
    assert_eq!(revision(&etcd), 1);
    let piped = etcd.ectl("import -").stdin(bad).run();
    let (keys, _) = (count(&etcd, "k"), piped.clone());
    piped.fails(
        3,
        &format!(
            "Error: stdin:501: no value; imported up to line {keys}; continue with --from-line {}\n",
            keys + 1
        ),
    );
    etcd.ectl("import none").run().fails_part(6, "cannot read none: No such file or directory");
    etcd.ectl("import -").run().prints("Imported 0 keys\n");
    etcd.ectl(&["import", &files.write("empty", "")]).run().prints("Imported 0 keys\n");
    ectl("127.0.0.1:1", &["import", &file]).run().fails_part(3, ":501: no value");
    let good = files.write("good", lines("k", 1..=5, "v"));
    ectl("127.0.0.1:1", &["import", &good]).run().fails_part(2, "cannot reach etcd");
    ectl("127.0.0.1:1", &["import", &good, "--from-line", "0"])
        .run()
        .fails_part(128, "--from-line");
}

#[test]
fn keys_share_one_new_lease_or_have_none() {
    let (source, target) = (etcd(), etcd());
    source.ok("put a 1 --ttl 600");
    source.ok("put b 2 --ttl 700");
    source.ok("put c 3");
    let file = source.ok("export ''").stdout;
    let dropped = target.ectl("import -").stdin(file.clone()).run();
    dropped.prints_and_says(
        "Imported 3 keys\n",
        "2 keys had a lease, and will not expire now; --ttl gives a new lease\n",
    );
    target.ectl("lease list").run().prints("found 0 leases\n");
    let leased = target.ectl("import - --ttl 10m").stdin(file).run().succeeds();
    let lease = leased.text().split("under lease ").nth(1).unwrap().trim().to_owned();
    let keys = target.ok(&["lease", "timetolive", &lease, "--keys"]);
    assert!(keys.text().contains("granted with TTL(600s)"), "{keys:?}");
    assert!(keys.text().ends_with("attached keys([a b])\n"), "{keys:?}");
    // Without such keys there is no lease.
    let plain = target.ectl("import - --ttl 10m").stdin(lines("k", 1..=2, "v")).run();
    plain.prints("Imported 2 keys\n");
}

#[test]
fn transactions_shrink_to_the_limits_of_the_server() {
    let options = ["--max-txn-ops=16", "--max-request-bytes=20000"].map(Into::into).to_vec();
    let etcd = start(&Plan { options, ..Plan::new() });
    etcd.ectl("import -").stdin(lines("k", 1..=500, "v")).run().prints("Imported 500 keys\n");
    assert_eq!(count(&etcd, "k"), 500);
    let large = lines("large", 1..=50, &"v".repeat(5000));
    etcd.ectl("import -").stdin(large).run().prints("Imported 50 keys\n");
    etcd.ectl("import - --dry-run")
        .stdin(lines("k", 400..=600, "v"))
        .run()
        .says("100 to add, 0 to change, 101 equal\n");
    etcd.ectl("cp --prefix large copy").run().prints_and_says(
        "50 keys copied\n",
        "the keys do not fit into one transaction: they are copied in several, which is not atomic\n",
    );
    etcd.ectl("mv --prefix k m").run().succeeds();
    assert_eq!((count(&etcd, "k"), count(&etcd, "m")), (0, 500));
    let too_large = lines("k", 1..=3, "v") + &lines("x", 1..=1, &"v".repeat(30_000));
    etcd.ectl("import -").stdin(too_large).run().fails(
        1,
        "Error: key \"x00001\": etcdserver: request is too large; no line was completely imported\n\
         hint: [..]\n",
    );
}

#[test]
fn key_that_comes_twice_has_its_last_value() {
    let etcd = etcd();
    let many: String = (0..2000).map(|n| lines("k", n % 7..=n % 7, &n.to_string())).collect();
    etcd.ectl("import -").stdin(many).run().prints("Imported 2000 keys\n");
    let last: String = (0..7)
        .map(|k| format!("k{k:05}\n{}\n", (0..2000).rfind(|n| n % 7 == k).unwrap()))
        .collect();
    assert_eq!(String::from_utf8(contents(&etcd)).unwrap(), last);
}

#[test]
fn preview_of_an_unsorted_file_reads_its_keys_only() {
    let etcd = etcd();
    etcd.ok("put a 1");
    etcd.ok("put m other");
    etcd.ok("put z 2");
    let file = "{\"key\":\"z\",\"value\":\"3\"}\n{\"key\":\"a\",\"value\":\"1\"}\n{\"key\":\"n\",\"value\":\"\"}\n";
    let says = "1 to add, 1 to change, 1 equal\n";
    etcd.ectl("import - --dry-run").stdin(file).run().prints_and_says("~ z\n+ n\n", says);
    let files = Files::new();
    let unsorted = files.write("f", file);
    etcd.ectl(&["import", &unsorted, "--dry-run", "-w", "jsonl"]).run().prints_and_says(
        "{\"change\":\"changed\",\"key\":\"z\",\"a_value\":\"2\",\"b_value\":\"3\",\"a_mod_revision\":\"4\",\
         \"b_mod_revision\":null}\n{\"change\":\"added\",\"key\":\"n\",\"a_value\":null,\"b_value\":\"\",\
         \"a_mod_revision\":null,\"b_mod_revision\":null}\n",
        &format!("{{\"note\":\"{}\"}}\n", says.trim()),
    );
    let reversed: String =
        lines("r", 1..=300, "v").lines().rev().map(|line| line.to_owned() + "\n").collect();
    let preview = etcd.ectl("import - --dry-run").stdin(reversed).run().succeeds();
    assert_eq!(
        (preview.text().lines().count(), preview.text().lines().nth(299)),
        (300, Some("+ r00001"))
    );
    let sorted = files.write("sorted", lines("b", 1..=2, "v"));
    etcd.ectl(&["import", &sorted, "--dry-run"])
        .run()
        .prints_and_says("+ b00001\n+ b00002\n", "2 to add, 0 to change, 0 equal\n");
    etcd.ectl(&["import", &sorted, "--dry-run", "--from-line", "2"])
        .run()
        .prints_and_says("+ b00002\n", "1 to add, 0 to change, 0 equal\n");
    assert_eq!(revision(&etcd), 4);
}

#[test]
fn preview_reads_what_it_needs() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ectl("import -").stdin(lines("k", 1..=500, "v")).run().succeeds();
    let preview = |file: &str, printed: &str, expected: [&str; 2]| {
        let line = ["import", file, "--dry-run"];
        assert_eq!(etcd.ok(&line).text(), printed);
        assert_eq!(calls(&etcd, &line), expected);
    };
    let stream = if knows_range_stream(&etcd) { "RangeStream" } else { "Range" };
    let dense = files.write("dense", lines("k", 200..=500, "v") + &lines("l", 1..=1, "w"));
    // The first call counts the keys.
    preview(&dense, "+ l00001\n", ["Range", stream]);
    let sparse = files.write("sparse", lines("k", 1..=1, "w") + &lines("k", 400..=400, "v"));
    preview(&sparse, "~ k00001\n", ["Range", "Txn"]);
}

#[test]
fn preview_of_a_file_that_is_cut_off_says_so() {
    let etcd = etcd();
    let files = Files::new();
    for key in ["a", "b", "c"] {
        etcd.ok(&["put", key, "1"]);
    }
    let whole = etcd.ok("export ''").text().to_owned();
    let cut: String = whole.lines().take(3).map(|line| format!("{line}\n")).collect();
    let missing =
        "is not a complete export: its last line, with the number of keys, is missing after 2 keys";
    let equal = "0 to add, 0 to change, 2 equal\n";
    let pipe = etcd.ectl("import - --dry-run").stdin(cut.clone()).run();
    pipe.prints_and_says("", &format!("stdin {missing}\n{equal}"));
    // An import would refuse the file, too.
    let file = files.write("cut", cut);
    let regular = etcd.ectl(&["import", &file, "--dry-run"]).run();
    regular.fails_part(3, &format!("Error: {file} {missing}\n"));
}

#[test]
fn contexts_confine_and_protect() {
    let etcd = etcd();
    let files = Files::new();
    let endpoints = etcd.endpoints();
    let config = files.write(
        "config.toml",
        format!(
            "[contexts.app]\nendpoints = \"{endpoints}\"\nprefix = \"app/\"\n\
             [contexts.prod]\nendpoints = \"{endpoints}\"\nprotected = true\n"
        ),
    );
    let run = |words: &str| ectl("", words).env("ECTL_CONFIG", &config);
    for key in ["app/1", "app/2", "ap", "apq", "b"] {
        etcd.ok(&["put", key, "v"]);
    }
    let file = text(&files.path("f"));
    run("export '' --context app").arg(&file).run().succeeds();
    assert!(files.read("f").contains("\"namespace\":\"app/\",\"prefix\":\"\""));
    etcd.ok("del app/1");
    etcd.ok("put app/3 v");
    let prune = |context: &str| run("import --prune").arg(&file).args(&["--context", context][..]);
    prune("app").run().prints("Imported 2 keys, 1 pruned\n");
    run("cp --prefix 1 x/ --context app").run().prints("1 key copied\n");
    run("mv x/ y --context app").run().prints("1 key moved\n");
    assert_eq!(contents(&etcd), b"ap\nv\napp/1\nv\napp/2\nv\napp/y\nv\napq\nv\nb\nv\n");
    // Under another prefix the file stands for other keys.
    let elsewhere = prune("prod").arg("--yes").run();
    elsewhere.fails(
        128,
        "Error: --prune is not possible here: the file was exported under a context with the prefix \
         \"app/\", and this is a context without a prefix\n\
         hint: use the context that the file was exported under, or omit --prune\n",
    );
    let whole = text(&files.path("whole"));
    etcd.ok(&["export", "", &whole]);
    run("import --prune --context app")
        .arg(&whole)
        .run()
        .fails_part(128, "--prune is not possible");
    let note = "the file was exported under a context with the prefix \"app/\", and this is a context \
                without a prefix\n";
    run("import --dry-run --context prod")
        .arg(&file)
        .run()
        .prints_and_says("+ 1\n+ 2\n", &format!("{note}2 to add, 0 to change, 0 equal\n"));
    let at = format!("@{file}");
    run("diff --context prod").arg(&at).run().fails_part(128, "the file was exported under");
    run("diff '' --context prod").arg(&at).run().fails_part(128, "the file was exported under");
    assert_eq!(run("diff --context app").arg(&at).run().text(), "+ y\n");
    // An older export lacks the prefix of the context, and counts as one without.
    let all = files.read("f").replace("\"namespace\":\"app/\",", "");
    let file = files.write("all", all);
    // The file stands for all keys there.
    let setsid = crate::support::line("setsid".as_ref(), "", "-w").arg(env!("CARGO_BIN_EXE_ectl"));
    let setsid =
        setsid.args("import --prune --context prod").arg(&file).env("ECTL_CONFIG", &config);
    setsid.run().fails_part(
        128,
        &format!("context prod is protected: --yes is needed to delete all keys that {file} lacks"),
    );
    run("import --prune --context prod --dry-run").arg(&file).run().succeeds();
    let pruned = run("import --prune --context prod --yes").arg(&file).run();
    pruned.prints("Imported 2 keys, 6 pruned\n");
    assert_eq!(contents(&etcd), b"1\nv\n2\nv\n");
}

#[test]
fn line_behind_the_end_is_refused() {
    let etcd = etcd();
    let files = Files::new();
    let four = lines("k", 1..=4, "v");
    let file = files.write("four", &four);
    let error = "Error: --from-line 999 is behind the end of the file: it has 4 lines\n";
    etcd.ectl(&["import", &file, "--from-line=999"]).run().fails(128, error);
    etcd.ectl(&["import", &file, "--from-line=999", "--dry-run"]).run().fails(128, error);
    let piped = etcd.ectl("import - --from-line=999").stdin(four).run();
    assert!(piped.code == 128 && piped.stderr.starts_with(error.trim_end()), "{piped:?}");
    etcd.ectl(&["import", &file, "--from-line=5"]).run().prints("Imported 0 keys\n");
    assert_eq!(count(&etcd, "k"), 0);
}

#[test]
fn leases_that_would_be_lost_are_told() {
    let etcd = etcd();
    etcd.ok("put k00001 v --ttl 600");
    etcd.ok("put k00002 w --ttl 600");
    let all = lines("k", 1..=3, "v");
    let says = |words: &str, says: &str| {
        etcd.ectl(words).stdin(all.as_str()).run().says(says);
    };
    says("import - --dry-run", "1 to add, 1 to change, 1 equal, 2 to lose their lease\n");
    says(
        "import - --dry-run --if-absent",
        "1 to add, 0 to change, 1 equal, 1 to keep because of the condition\n",
    );
    let absent = etcd.ectl("import - --if-absent").stdin(all.as_str()).run();
    assert_eq!(
        (absent.text(), absent.code),
        ("Imported 1 key, 1 there already, 1 not written\n", 8),
        "{absent:?}"
    );
}

#[test]
fn truncated_export_prunes_nothing() {
    let etcd = etcd();
    let files = Files::new();
    for key in ["a/1", "a/2", "a/3"] {
        etcd.ok(&["put", key, "v"]);
    }
    let whole = etcd.ok("export a/").text().to_owned();
    let all: Vec<_> = whole.lines().collect();
    let missing =
        |keys: &str| format!("its last line, with the number of keys, is missing after {keys}");
    for (lines, why) in [
        (all[..4].to_vec(), missing("3 keys")),
        (all[..2].to_vec(), missing("1 key")),
        (vec![all[0], all[1], all[4]], "it has 1 key instead of 3".to_owned()),
    ] {
        let file = files.write("f", lines.join("\n") + "\n");
        let told = format!("{file} is not a complete export: {why}\n");
        for dry_run in ["", "--dry-run"] {
            let pruned = etcd.ectl(&["import", &file, "--prune"]).args(dry_run).run();
            assert_eq!((pruned.code, pruned.text()), (3, ""), "{pruned:?}");
            assert!(pruned.stderr.starts_with(&format!("Error: {told}")), "{pruned:?}");
        }
        let refused = etcd.ectl(&["import", &file]).run();
        assert!(refused.code == 3 && refused.stderr.starts_with(&format!("Error: {told}")));
        let compared = etcd.ectl(&["diff", &format!("@{file}")]).run();
        assert_eq!(compared.stderr, told);
        let piped = etcd.ectl("import -").stdin(files.read("f")).run();
        assert!(piped.code == 3 && piped.text().starts_with("Imported "), "{piped:?}");
        let error = format!("Error: {}", told.replace(&file, "stdin"));
        assert!(piped.stderr.starts_with(&error), "{piped:?}");
    }
    assert_eq!(count(&etcd, "a/"), 3);
}

#[test]
fn empty_file_prunes_nothing() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put a/1 v");
    for text in ["", "\n \n"] {
        let file = files.write("f", text);
        for dry_run in ["", "--dry-run"] {
            let pruned = etcd.ectl(&["import", &file, "--prefix", "a/", "--prune"]).args(dry_run);
            pruned.run().fails(
                3,
                &format!(
                    "Error: {file} is empty: --prune would delete all keys\n\
                     hint: \"ectl del --prefix PREFIX\" deletes the keys below a prefix\n"
                ),
            );
        }
        etcd.ectl(&["import", &file]).run().prints("Imported 0 keys\n");
    }
    assert_eq!(count(&etcd, "a/"), 1);
}

#[test]
fn key_that_no_request_can_hold_is_found_before_anything_is_written() {
    let etcd = etcd();
    let files = Files::new();
    let file = files.write("f", lines("k", 1..=2, "v") + &lines("m", 1..=1, &"x".repeat(3 << 20)));
    etcd.ectl(&["import", &file]).run().fails(
        3,
        &format!(
            "Error: {file}:3: the key and its value have 3145734 bytes, more than the limit of 2097152\n\
             hint: raise the limit with --max-request-bytes; etcd's own limit is 1.5 MiB by default\n"
        ),
    );
    assert_eq!(count(&etcd, ""), 0);
}
