//! `ls`, `tree` and `du`: keys as directories.

use crate::range::knows_range_stream;
use crate::support::certs::Authority;
use crate::support::cluster::Cluster as _;
use crate::support::pty::at_terminal;
use crate::support::serial::serial;
use crate::support::users::{etcdctl, guarded};
use crate::support::words::Words;
use crate::support::{ectl, etcd, finish, start};
use ectl::sandbox::{Etcd, Plan};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::os::unix::ffi::OsStringExt as _;

fn put_all(etcd: &Etcd, puts: &str) {
    // A large transaction takes etcd seconds on a busy machine.
    let done = etcd.ectl("txn --command-timeout 60s").stdin(format!("\n{puts}\n\n")).run();
    assert_eq!(done.code, 0, "{done:?}");
}

/// Starts an etcd with a few keys on different levels, put at revision 2.
fn with_keys() -> Etcd {
    let etcd = etcd();
    put_all(
        &etcd,
        "put /app/config/host localhost\nput /app/config/port 8080\nput /app/db x\n\
         put /app/web/a/1 11\nput /app/web/b 2\nput /apple 1\nput /app 0\nput other/k v\n",
    );
    etcd
}

#[test]
fn ls_lists_one_level() {
    let etcd = with_keys();
    for (words, names) in [
        ("ls", "/app\n/app/\n/apple\nother/\n"),
        ("ls /", "/app\n/app/\n/apple\n"),
        ("ls /app", "/app/config/\n/app/db\n/app/web/\n"),
        ("ls /app/", "/app/config/\n/app/db\n/app/web/\n"),
        ("ls /app/config/port", "/app/config/port\n"),
        ("ls /ap", "/app\n/app/\n/apple\n"),
        ("ls /app/w", "/app/web/\n"),
        ("ls none", ""),
        ("ls --delimiter p", "/ap\nother/k\n"),
        ("ls --delimiter co /app/", "/app/config/host\n/app/config/port\n"),
        ("ls --rev 1", ""),
        ("ls --hex other/", "\\x6f\\x74\\x68\\x65\\x72\\x2f\\x6b\n"),
    ] {
        etcd.ectl(words).run().prints(names);
    }
    for words in ["ls -e none/", "ls -l -e none", "tree -e none", "du -e none"] {
        let outcome = etcd.ectl(words).run();
        assert_eq!(outcome.code, 7, "{words}: {outcome:?}");
        outcome.says("Error: nothing found: no key begins with \"none");
    }
    etcd.ectl("ls -e /app --consistency s").run().succeeds();
}

#[test]
fn ls_has_all_formats() {
    let etcd = with_keys();
    etcd.ectl("ls /app -w json").run().prints(
        "[{\"name\":\"/app/config/\",\"branch\":true},{\"name\":\"/app/db\",\"branch\":false},\
         {\"name\":\"/app/web/\",\"branch\":true}]\n",
    );
    etcd.ectl("ls other -w jsonl").run().prints("{\"name\":\"other/k\",\"branch\":false}\n");
    etcd.ectl("ls other -w fields").run().prints("\"Name\" : \"other/k\"\n\"Branch\" : false\n\n");
    etcd.ectl("ls /app -w table").run().prints(
        "┌──────────────┬────────┐\n│     NAME     │ BRANCH │\n├──────────────┼────────┤\n\
         │ /app/config/ │   true │\n│      /app/db │  false │\n│    /app/web/ │   true │\n\
         └──────────────┴────────┘\n",
    );
    etcd.ectl("ls none -w json").run().prints("[]\n");
    etcd.ectl("ls none -w jsonl").run().prints("");
    etcd.ectl("ls none -w table")
        .run()
        .prints("┌──────┬────────┐\n│ NAME │ BRANCH │\n└──────┴────────┘\n");
    etcd.ectl("ls -w protobuf").run().fails_part(4, "protobuf");
}

#[test]
fn ls_long_adds_sizes_and_leases() {
    let etcd = with_keys();
    let lease = etcd.ok("lease grant 1000").text().split(' ').nth(1).unwrap().to_owned();
    etcd.ectl(&format!("put /app/leased vv --lease {lease}")).run().prints("OK\n");
    let plain = etcd.ok("ls -l /app");
    let lines: Vec<Vec<_>> =
        plain.text().lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(lines[0], ["KEYS", "SIZE", "MODIFIED", "LEASE", "TTL", "NAME"]);
    assert_eq!(lines[1], ["2", "45", "B", "2", "-", "-", "/app/config/"]);
    assert_eq!(lines[2], ["1", "8", "B", "2", "-", "-", "/app/db"]);
    assert_eq!(lines[3][..5], ["1", "13", "B", "3", lease.as_str()]);
    assert!(lines[3][5].starts_with("16m") && lines[3][6] == "/app/leased", "{plain:?}");
    assert_eq!(lines[4], ["2", "25", "B", "2", "-", "-", "/app/web/"]);
    let jsonl = etcd.ok("ls -l /app -w jsonl");
    let (lines, leased) = jsonl.text().split_once(",\"ttl\":9").unwrap();
    assert_eq!(
        lines,
        format!(
            "{{\"name\":\"/app/config/\",\"branch\":true,\"keys\":2,\"bytes\":45,\"mod_revision\":\"2\",\"lease\":null,\"ttl\":null}}\n\
             {{\"name\":\"/app/db\",\"branch\":false,\"keys\":1,\"bytes\":8,\"mod_revision\":\"2\",\"lease\":null,\"ttl\":null}}\n\
             {{\"name\":\"/app/leased\",\"branch\":false,\"keys\":1,\"bytes\":13,\"mod_revision\":\"3\",\"lease\":\"{lease}\""
        )
    );
    assert!(leased.ends_with("\"branch\":true,\"keys\":2,\"bytes\":25,\"mod_revision\":\"2\",\"lease\":null,\"ttl\":null}\n"));
    // Many keys of one lease cost one request for its TTL.
    put_all(&etcd, &(0..50).map(|n| format!("put l/{n} v --lease {lease}\n")).collect::<String>());
    assert_eq!(calls(&etcd, "ls -l l/", "Lease"), 1);
    let table = etcd.ok("ls -l other -w table");
    assert!(
        table.text().contains("│  NAME   │ KEYS │ SIZE │ MOD REVISION │ LEASE │ TTL │\n"),
        "{table:?}"
    );
}

#[test]
fn tree_is_drawn() {
    let etcd = with_keys();
    etcd.ectl("tree").run().prints(
        "\
.
├── /app
├── /app/
│   ├── config/
│   │   ├── host
│   │   └── port
│   ├── db
│   └── web/
│       ├── a/
│       │   └── 1
│       └── b
├── /apple
└── other/
    └── k

5 branches, 8 keys
",
    );
    etcd.ectl("tree /app --depth 1")
        .run()
        .prints("/app/\n├── config/  (2 keys)\n├── db\n└── web/  (2 keys)\n\n2 branches, 5 keys\n");
    etcd.ectl("tree / --depth 2").run().prints(
        "/\n├── app\n├── app/\n│   ├── config/  (2 keys)\n│   ├── db\n│   └── web/  (2 keys)\n\
         └── apple\n\n3 branches, 7 keys\n",
    );
    etcd.ectl("tree other/k").run().prints("other/k\n└── k\n\n0 branches, 1 key\n");
    etcd.ectl("tree none").run().prints("none\n\n0 branches, 0 keys\n");
    etcd.ectl("tree other -w jsonl").run().prints(
        "{\"name\":\"other/\",\"branch\":true,\"depth\":0,\"keys\":1}\n\
         {\"name\":\"other/k\",\"branch\":false,\"depth\":1,\"keys\":null}\n",
    );
    etcd.ectl("tree other -w json").run().prints(
        "[{\"name\":\"other/\",\"branch\":true,\"depth\":0,\"keys\":1},\
         {\"name\":\"other/k\",\"branch\":false,\"depth\":1,\"keys\":null}]\n",
    );
    let table = etcd.ok("tree other -w table");
    assert!(table.text().contains("│ other/k │  false │     1 │      │\n"), "{table:?}");
    etcd.ectl("tree --depth 0")
        .run()
        .fails(128, "Error: --depth 0 shows nothing: give at least 1\n");
}

#[test]
fn du_adds_up_levels() {
    let etcd = with_keys();
    etcd.ectl("du").run().prints(
        "     KEYS  KEY SIZE  VALUE SIZE      SIZE  NAME
        2      32 B        13 B      45 B  /app/config/
        2      22 B         3 B      25 B  /app/web/
        5      61 B        17 B      78 B  /app/
        1       7 B         1 B       8 B  other/
        8      78 B        20 B      98 B  total
",
    );
    etcd.ectl("du /app/config --depth 0 --top 9").run().prints(
        "     KEYS  KEY SIZE  VALUE SIZE      SIZE  NAME
        2      32 B        13 B      45 B  /app/config/

     KEYS  KEY SIZE  VALUE SIZE      SIZE  LARGEST KEYS
        1      16 B         9 B      25 B  /app/config/host
        1      16 B         4 B      20 B  /app/config/port
",
    );
    etcd.ectl("du --depth 0 --top 1 -w jsonl").run().prints(
        "{\"name\":\"\",\"branch\":true,\"depth\":0,\"keys\":8,\"key_bytes\":78,\"value_bytes\":20,\"bytes\":98,\"mod_revision\":\"2\"}\n\
         {\"name\":\"/app/config/host\",\"branch\":false,\"depth\":null,\"keys\":1,\"key_bytes\":16,\"value_bytes\":9,\"bytes\":25,\"mod_revision\":\"2\"}\n",
    );
    let deep = etcd.ok("du --depth 9 -w jsonl");
    let names: Vec<_> = deep.text().lines().map(|line| line.split('"').nth(3).unwrap()).collect();
    assert_eq!(names, ["/app/config/", "/app/web/a/", "/app/web/", "/app/", "other/", ""]);
    let table = etcd.ok("du --top 1 -w table");
    assert_eq!(table.text().matches("VALUE SIZE").count(), 2, "a table for levels, one for keys");
    etcd.ectl("du none").run().prints(
        "     KEYS  KEY SIZE  VALUE SIZE      SIZE  NAME
        0       0 B         0 B       0 B  none
",
    );
    let json = etcd.ok("du --top 1 -w json");
    assert!(
        json.text().starts_with("[{\"name\":\"/app/config/\"") && json.text().ends_with("}]\n")
    );
}

#[test]
fn empty_store_is_listed() {
    let etcd = etcd();
    etcd.ectl("ls").run().prints("");
    etcd.ectl("ls -l").run().prints("");
    etcd.ectl("tree").run().prints(".\n\n0 branches, 0 keys\n");
    assert!(etcd.ok("du").text().ends_with("        0       0 B         0 B       0 B  total\n"));
}

#[test]
fn wrong_options_are_refused_before_anything_is_sent() {
    for command in ["ls", "ls -l", "tree", "du"] {
        let run = |more: &[&str]| ectl("127.0.0.1:1", command).args(more).run();
        run(&["--delimiter", ""]).fails(128, "Error: the delimiter is empty\n");
        run(&["--consistency", "x"]).fails_part(4, "unknown consistency flag");
        run(&["--rev", "-1"]).fails_part(128, "negative");
        run(&["-w", "protobuf"]).fails_part(4, "protobuf");
    }
}

#[test]
fn odd_keys_are_listed() {
    let etcd = etcd();
    let bytes = |bytes: &[u8]| OsString::from_vec(bytes.to_vec());
    for key in [&b"a"[..], b"a/", b"a//b", b"a/\xff\xfe/c", b"a/new\nline", b"\xff\xff/x", b"//d"] {
        etcd.ectl("put").arg(bytes(key)).arg("v").run().prints("OK\n");
    }
    let raw = |words: &str| etcd.ok(words).stdout;
    assert_eq!(raw("ls"), b"//\na\na/\n\xff\xff/\n");
    assert_eq!(raw("ls a"), b"a/\na//\na/new\nline\na/\xff\xfe/\n");
    assert_eq!(etcd.ectl("ls").arg(bytes(b"\xff")).run().stdout, b"\xff\xff/\n");
    etcd.ectl("ls a/ -w jsonl").run().prints(
        "{\"name\":\"a/\",\"branch\":false}\n{\"name\":\"a//\",\"branch\":true}\n\
         {\"name\":\"a/new\\nline\",\"branch\":false}\n{\"name_b64\":\"YS//\\/g==\",\"branch\":true}\n"
            .replace("YS//\\/g==", "YS///i8=")
            .as_str(),
    );
    etcd.ectl("tree a").run().prints(
        "a/\n├── \"\"\n├── /\n│   └── b\n├── new\\nline\n└── \\xff\\xfe/\n    └── c\n\n2 branches, 4 keys\n",
    );
    let du = etcd.ok("du a --depth 1");
    assert!(du.text().contains("  a/\\xff\\xfe/\n"), "{du:?}");
    let delimiter = etcd.ectl("ls --delimiter").arg(bytes(b"\xff")).run();
    assert_eq!(delimiter.stdout, b"//d\na\na/\na//b\na/new\nline\na/\xff\n\xff\xff\n");
}

#[test]
fn terminal_is_sent_no_control_characters_of_names() {
    let etcd = etcd();
    let at = etcd.endpoints();
    etcd.ectl(&["put", "a/\x1b[31m", "v"]).run().prints("OK\n");
    for words in [&["ls", "a"][..], &["ls", "-l", "a"], &["tree", "a"], &["du", "--top", "1"]] {
        let screen = at_terminal(&at, words).on_screen();
        assert_eq!(screen.code, 0, "{screen:?}");
        assert!(screen.stderr.contains("\\x1b[31m\r\n"), "{words:?}: {:?}", screen.stderr);
        assert!(!screen.stderr.contains('\x1b'), "{words:?}: {:?}", screen.stderr);
    }
    etcd.ectl(&["put", "b/new\nline", "v"]).run().prints("OK\n");
    assert_eq!(at_terminal(&at, &["ls", "b"]).on_screen().stderr, "b/new\\nline\r\n");
    etcd.ectl("ls b").run().prints("b/new\nline\n");
}

/// The names on a level, from all keys.
fn naive<'a>(keys: &BTreeSet<&'a str>, prefix: &str) -> BTreeSet<&'a str> {
    let name = |key: &'a str| {
        let from = if prefix.is_empty() && key.starts_with('/') { 1 } else { prefix.len() };
        key[from..].find('/').map_or(key, |at| &key[..=from + at])
    };
    keys.iter().filter(|key| key.starts_with(prefix)).map(|key| name(key)).collect()
}

#[test]
fn ls_equals_a_naive_listing() {
    let etcd = etcd();
    // Pseudo-random keys of few letters, so that they share branches.
    let mut state = 12345_u64;
    let mut random = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 33) % below
    };
    let letters = ['a', 'b', '/', 'é'];
    let keys: BTreeSet<String> =
        (0..400).map(|_| (0..=random(9)).map(|_| letters[random(4) as usize]).collect()).collect();
    let all: Vec<_> = keys.iter().collect();
    for some in all.chunks(100) {
        put_all(&etcd, &some.iter().map(|key| format!("put {key} v\n")).collect::<String>());
    }
    let keys: BTreeSet<&str> = keys.iter().map(String::as_str).collect();
    for prefix in ["", "a", "/", "a/", "b/", "a/b/", "//", "é/a", "bb"] {
        let directory = format!("{prefix}/");
        let is_directory = !prefix.is_empty()
            && !prefix.ends_with('/')
            && keys.iter().any(|key| key.starts_with(&directory));
        let names = naive(&keys, if is_directory { &directory } else { prefix });
        let names: String = names.iter().map(|name| format!("{name}\n")).collect();
        etcd.ectl(&["ls", prefix]).run().prints(&names);
    }
}

/// The number of calls of a service of etcd that a line makes.
fn calls(etcd: &Etcd, words: impl Words, service: &str) -> usize {
    let outcome = etcd.ectl(words).arg("--debug").run();
    assert_eq!(outcome.code, 0, "{outcome:?}");
    let path = format!(" /etcdserverpb.{service}/");
    outcome.stderr.lines().filter(|line| line.contains(&path)).count()
}

/// Starts an etcd that accepts large transactions.
fn roomy() -> Etcd {
    let options = vec!["--max-txn-ops=20000".into(), "--max-request-bytes=10000000".into()];
    start(&Plan { options, ..Plan::new() })
}

/// Starts an etcd with 100,000 keys: 20 names of 5,000 keys, in branches of 10.
fn large() -> Etcd {
    let etcd = roomy();
    for from in (0..100_000).step_by(20_000) {
        let mut puts = String::new();
        for n in from..from + 20_000 {
            writeln!(puts, "put many/{:02}/{:05}/{n:06} v", n % 20, n / 200).unwrap();
        }
        put_all(&etcd, &puts);
    }
    etcd
}

#[test]
fn large_levels_take_few_requests() {
    let _serial = serial();
    let etcd = large();
    let names: String = (0..20).map(|n| format!("many/{n:02}/\n")).collect();
    etcd.ectl("ls many").run().prints(&names);
    assert!(calls(&etcd, "ls many", "KV") <= 40);
    assert!(calls(&etcd, "ls", "KV") <= 20);
    // 500 branches of 10 keys, and 5,000 keys.
    assert_eq!(etcd.ok("ls many/07").text().lines().count(), 500);
    assert!(calls(&etcd, "ls many/07", "KV") <= 20);
    let puts: String = (0..5000).map(|n| format!("put plain/{n} v\n")).collect();
    put_all(&etcd, &puts);
    assert_eq!(etcd.ok("ls plain/").text().lines().count(), 5000);
    // The revision, and all names in one stream; servers without streams send pages.
    let most = if knows_range_stream(&etcd) { 2 } else { 12 };
    assert!(calls(&etcd, "ls plain/", "KV") <= most);

    let du = etcd.ok("du many --depth 1 -w jsonl");
    assert_eq!(du.text().lines().count(), 21);
    let branch = du.text().lines().nth(7).unwrap();
    assert!(
        branch.contains("\"name\":\"many/07/\",\"branch\":true,\"depth\":1,\"keys\":5000,"),
        "{branch}"
    );
    let total = du.text().lines().last().unwrap();
    assert!(
        total.contains("\"keys\":100000,\"key_bytes\":2000000,\"value_bytes\":100000,"),
        "{total}"
    );
    let tree = etcd.ok("tree many --depth 2");
    assert_eq!(tree.text().matches("  (10 keys)\n").count(), 10_000);
    assert!(tree.text().ends_with("\n10020 branches, 100000 keys\n"));
    assert!(
        etcd.ok("tree many")
            .text()
            .ends_with("        └── 099999\n\n10020 branches, 100000 keys\n")
    );
    assert_eq!(etcd.ok("ls -l many").text().lines().count(), 21);
}

#[cfg(target_os = "linux")]
#[test]
fn large_listings_use_little_memory() {
    let _serial = serial();
    let etcd = large();
    for command in ["ls -l", "tree", "du --depth 9 --top 10", "tree -w table"] {
        let few = crate::range::peak(&etcd, &format!("{command} many/07"));
        let many = crate::range::peak(&etcd, &format!("{command} many"));
        assert!(few > 0 && many < few + (5 << 10), "{command}: {many} KiB, 5,000 keys {few}");
    }
}

#[test]
fn reader_may_stop_early() {
    let etcd = roomy();
    let puts: String = (0..10_000).map(|n| format!("put many/{n:04}/{n:020} v\n")).collect();
    put_all(&etcd, &puts);
    for command in ["ls many", "ls -l many", "tree many", "du many --depth 9"] {
        let mut child = etcd.ectl(command).spawn();
        let mut first = [0; 5];
        std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
        drop(child.stdout.take());
        let outcome = finish(child);
        assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""), "{command}");
    }
}

#[test]
fn compaction_while_listing_is_reported() {
    let etcd = roomy();
    // More than fits into the windows of the connection.
    for from in (0..40_000).step_by(4_000) {
        let names = (from..from + 4_000).map(|n| format!("put plain/{n:0400} v\n"));
        put_all(&etcd, &names.collect::<String>());
    }
    let mut child = etcd.ectl("ls plain").spawn();
    let mut first = [0; 10];
    std::io::Read::read_exact(child.stdout.as_mut().unwrap(), &mut first).unwrap();
    etcd.ectl("put plain/other v").run().prints("OK\n");
    etcd.ok("compaction 12 --physical");
    let outcome = finish(child);
    assert_eq!(outcome.code, 5, "{}", outcome.stderr);
    let hint = "hint: the revision was compacted while it was read: run the command again\n";
    outcome.says("required revision has been compacted").says(hint);
    for command in ["ls", "ls -l", "tree", "du"] {
        etcd.ectl(&format!("{command} --rev 2")).run().fails_part(
            1,
            "Error: etcdserver: mvcc: required revision has been compacted\n\
             hint: the oldest available revision is 12: use --rev 12 or later\n",
        );
    }
}

#[test]
fn partial_permission_lists_nothing_partial() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let root = |words: &str| etcdctl(&at, &format!("{words} --user root:hunter2"));
    root("put app/a/1 v");
    root("put app/b v");
    root("put secret/c v");
    root("role grant-permission reading read app/ --prefix");
    let reader = |words: &str| ectl(&at, words).args("--user reader --password co:lon").run();
    reader("ls app/").prints("app/a/\napp/b\n");
    reader("ls app").prints("app/a/\napp/b\n");
    reader("tree app").prints("app/\n├── a/\n│   └── 1\n└── b\n\n1 branch, 2 keys\n");
    assert_eq!(reader("ls -l app").text().lines().count(), 3);
    assert!(reader("du app").text().ends_with("        2      12 B         2 B      14 B  app/\n"));
    for (words, keys) in [
        ("ls", "all keys"),
        ("ls -l", "all keys"),
        ("tree", "all keys"),
        ("du", "all keys"),
        ("ls ap", "keys with the prefix \"ap/\""),
        ("ls secret/", "keys with the prefix \"secret/\""),
        ("du secret", "keys with the prefix \"secret/\""),
    ] {
        reader(words).fails(
            9,
            &format!(
                "Error: etcdserver: permission denied\nhint: user reader may not read {keys}; see \
                 \"ectl user get reader --detail\"\n"
            ),
        );
    }
}

#[test]
fn keys_are_listed_over_tls() {
    let authority = Authority::new();
    let identity = authority.sign(&["localhost", "127.0.0.1"]);
    let options = ["--cert-file", &identity.certificate, "--key-file", &identity.key];
    let options = options.iter().map(OsString::from).collect();
    let etcd = start(&Plan { options, scheme: "https", ..Plan::new() });
    let ca = authority.ca();
    for n in 0..12 {
        etcd.ectl(&format!("put a/{} v --cacert {ca}", n * 7)).run().prints("OK\n");
    }
    etcd.ectl(&format!("put b/1/2 v --cacert {ca}")).run().prints("OK\n");
    etcd.ectl(&format!("ls --cacert {ca}")).run().prints("a/\nb/\n");
    let tree = etcd.ok(&format!("tree b --cacert {ca}"));
    assert_eq!(tree.text(), "b/\n└── 1/\n    └── 2\n\n1 branch, 1 key\n");
    assert_eq!(etcd.ok(&format!("du --cacert {ca} -w jsonl")).text().lines().count(), 4);
    let refused = etcd.ectl("ls").run();
    assert_eq!((refused.text(), refused.code), ("", 2), "{refused:?}");
}
