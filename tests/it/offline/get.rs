use super::{VECTORS, data_dir, on, unpacked};
use crate::support::cluster::Cluster as _;
use crate::support::memory::watch_memory;
use crate::support::{Outcome, ectl, etcd, finish};
use ectl::sandbox::Etcd;
use serde_json::Value;
use std::fmt::Write as _;
use std::fs::File;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

const FORMATS: [&str; 6] = ["simple", "fields", "json", "jsonl", "protobuf", "table"];

/// Lines that are the same with a server and with a file.
const LINES: &[&str] = &[
    "get '' --prefix",
    // With --keys-only, etcd 3.7 answers that a key that has a lease has none.
    "get k --prefix --keys-only",
    "get one --from-key --keys-only",
    "get '' --prefix --count-only",
    "get '' --prefix --limit 1",
    "get '' --prefix --limit 7 --keys-only",
    "get '' --prefix --limit 100000",
    "get '' --prefix --limit -1 --count-only",
    "get '' --prefix --order DESCEND",
    "get '' --prefix --order DESCEND --limit 9",
    "get '' --prefix --order ASCEND --limit 9",
    "get '' --prefix --order DESCEND --from-key=false --rev 12",
    "get '' --prefix --rev 9",
    "get '' --prefix --rev 10",
    "get '' --prefix --rev 14 --limit 4",
    "get '' --prefix --rev 14 --count-only",
    "get '' --prefix --rev 0",
    "get k/1 --prefix",
    "get k/1 --from-key --limit 30",
    "get k/100 k/200",
    "get k/200 k/100",
    "get k/100 k/100",
    "get k/100 k/200 --count-only --rev 11",
    "get k/7",
    "get k/7 --rev 12",
    "get k/7 --keys-only",
    "get k/7 --count-only",
    "get k/nothing",
    "get k/nothing --count-only",
    "get k/nothing --prefix",
    "get one/ --prefix --sort-by MODIFY",
    "get one/ --prefix --sort-by CREATE",
    "get one/ --prefix --sort-by VALUE",
    "get one/ --prefix --sort-by key",
    "get one/ --prefix --sort-by MODIFY --order DESCEND",
    "get one/ --prefix --sort-by CREATE --order DESCEND --keys-only",
    "get one/ --prefix --sort-by VALUE --order DESCEND --limit 3",
    "get one/ --prefix --sort-by VALUE --order ASCEND --limit 3",
    // Without an order, a server applies the limit before it sorts.
    "get one/ --prefix --sort-by VALUE --limit 3",
    "get one/ --prefix --sort-by MODIFY --limit 5",
    "get one/ --prefix --sort-by MODIFY --limit 1",
    "get one/ --prefix --sort-by MODIFY --limit 500",
    "get one/ --prefix --sort-by MODIFY --limit 5 --min-mod-rev 20",
    // Up to 12 keys Go leaves equals in their order.
    "get one/0 --prefix --sort-by VERSION",
    "get one/0 --prefix --sort-by VERSION --order DESCEND",
    "get one/0 --prefix --sort-by VERSION --order DESCEND --limit 2",
    "get '' --prefix --min-mod-rev 15",
    "get '' --prefix --max-mod-rev 15",
    "get '' --prefix --min-create-rev 6 --max-create-rev 9",
    "get '' --prefix --min-mod-rev 8 --max-create-rev 7 --limit 3",
    "get '' --prefix --max-mod-rev 15 --count-only",
    "get '' --prefix --min-mod-rev 15 --order DESCEND --limit 5",
    "get '' --prefix --min-mod-rev 100000",
    "get '' --prefix --min-mod-rev 100000 --limit 1",
    "get '' --prefix --max-mod-rev 15 --rev 13 --limit 2",
    "get $'\\xff' --prefix",
    "get $'\\xff\\xff' --prefix",
    "get $'\\xff' --from-key",
    "get $'a\\xfe'",
    "get $'\\xc3' --prefix --hex",
    "get large",
    "get empty",
    "get leased --prefix",
    "get k/2 --prefix --consistency s",
];

/// Lines for one format, and errors.
const OTHER_LINES: &[&str] = &[
    "get k/2 --prefix --print-value-only",
    "get one/00 --raw",
    "get $'\\xff' --prefix --print-value-only --hex",
    "get k/nothing -e",
    "get k/nothing --prefix --count-only -e",
    "get '' --prefix --min-mod-rev 100000 -e",
    "get k/7 -e --rev 12",
    "get ''",
    "get '' k",
    "get k --raw -w json",
    "get k --prefix --from-key",
    "get k --order sideways",
    "get k --sort-by sideways",
    "get k --consistency x",
    "get k --keys-only --count-only",
    "get k --min-mod-rev 5 --max-mod-rev 3",
    "get k -w nonsense",
    "get k --rev -1",
    "get k --prefix --rev 3",
    "get k --prefix --rev 8",
    "get k --rev 100000",
];

/// Fills a store: keys that are written again, deleted and leased, in transactions and one by one, of any
/// bytes, and a compaction at revision 9.
fn fill(etcd: &Etcd) {
    let mut seed = 7_u64;
    let mut random = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (seed >> 33) % below
    };
    for round in 0..16 {
        let mut lines = String::from("\n");
        let mut changed = std::collections::BTreeSet::new();
        while changed.len() < 90 {
            let key = random(400);
            if changed.insert(key) {
                let _ = match random(4) {
                    0 if round > 0 => writeln!(lines, "del k/{key}"),
                    _ => writeln!(lines, "put k/{key} {}-{round}", random(1_000_000)),
                };
            }
        }
        etcd.ectl("txn").stdin(lines + "\n\n").run().succeeds();
    }
    for number in (0..30).rev() {
        etcd.ok(&format!("put one/{:02} {}", number * 7 % 30, number * 11 % 30));
    }
    for key in ["one/03", "one/05", "one/03", "one/21"] {
        etcd.ok(&format!("put {key} again-{}", random(1_000_000)));
    }
    for key in ["$'\\xff'", "$'\\xff\\xff\\x01'", "$'a\\xfe'", "$'\\xc3\\x28'", "$'tab\\tnew\\n'"] {
        etcd.ok(&format!("put {key} $'\\xffvalue\\n'"));
    }
    etcd.ectl("put large").stdin(vec![b'x'; 100_000]).run().prints("OK\n");
    etcd.ok("put empty ''");
    let lease = etcd.ok("lease grant 1000").text().split(' ').nth(1).unwrap().to_owned();
    etcd.ok(&format!("put leased/1 a --lease {lease}"));
    etcd.ok(&format!("put leased/2 b --lease {lease}"));
    etcd.ok("del one/07");
    etcd.ok("compaction 9 --physical");
}

/// Returns JSON without the ids, which a snapshot does not have.
fn without_ids(text: &[u8]) -> String {
    let mut text: String = text.iter().copied().map(char::from).collect();
    for name in ["\"cluster_id\":", "\"member_id\":"] {
        if let Some(start) = text.find(name) {
            let end = start + name.len();
            let digits = text[end..].chars().take_while(char::is_ascii_digit).count();
            text.replace_range(start..end + digits + ",".len(), "");
        }
    }
    text
}

/// Runs the lines on a server, and then on its snapshot or its files.
#[test]
fn ranges_are_those_of_the_server() {
    let mut etcd = etcd();
    fill(&etcd);
    let folder = tempfile::tempdir().unwrap();
    let snapshot = folder.path().join("backup.db");
    etcd.ok(&format!("snapshot save {}", snapshot.display()));
    let formats = LINES.iter().flat_map(|line| FORMATS.map(|format| format!("{line} -w {format}")));
    let lines: Vec<_> = formats.chain(OTHER_LINES.iter().map(|line| (*line).to_owned())).collect();
    let expected: Vec<_> = lines.iter().map(|line| etcd.ectl(line).run()).collect();
    // etcd commits every tenth of a second.
    sleep(Duration::from_millis(300));
    etcd.members()[0].kill().unwrap();
    let data_dir = data_dir(&mut etcd);
    for (line, expected) in lines.iter().zip(expected) {
        // A snapshot does not have the ids, which cannot be masked in every format.
        if ["protobuf", "fields"].iter().any(|format| line.contains(format)) {
            let line = format!("{line} --data-dir {}", data_dir.display());
            assert_same(&line, &offline(&line), &expected);
        } else {
            let masked = |outcome: Outcome| Outcome {
                stdout: without_ids(&outcome.stdout).into_bytes(),
                ..outcome
            };
            let line = format!("{line} --db {}", snapshot.display());
            assert_same(&line, &masked(offline(&line)), &masked(expected));
        }
    }
}

/// Runs a line in an environment that no server could be reached with.
fn offline(line: &str) -> Outcome {
    ectl("not a url::", line)
        .env("ETCDCTL_CACERT", "/nonexistent")
        .env("ETCDCTL_COMMAND_TIMEOUT", "nonsense")
        .run()
}

#[track_caller]
fn assert_same(line: &str, outcome: &Outcome, expected: &Outcome) {
    // The hints differ: they tell what to do.
    let error = |outcome: &Outcome| outcome.stderr.lines().next().map(str::to_owned);
    assert_eq!((outcome.code, error(outcome)), (expected.code, error(expected)), "{line}");
    if outcome.stdout != expected.stdout {
        let pairs = outcome.stdout.split(|byte| *byte == b'\n');
        let mut pairs = pairs.zip(expected.stdout.split(|byte| *byte == b'\n'));
        let differing = pairs.find(|(left, right)| left != right);
        let shown = differing.map(|(left, right)| [left, right].map(String::from_utf8_lossy));
        panic!("{line}: {} {} {shown:?}", outcome.stdout.len(), expected.stdout.len());
    }
}

#[test]
fn counts_and_limits_of_vectors() {
    for name in VECTORS {
        let (_folder, file) = unpacked(name);
        let status = on(&file, "snapshot status {} -w jsonl").run().succeeds();
        let status: Value = serde_json::from_str(status.text()).unwrap();
        let keys = status["total_keys"].as_str().unwrap().to_owned();
        let count = on(&file, "get --db {} '' --prefix --count-only").run();
        count.prints(&format!("{keys}\n"));
        let all = on(&file, "get --db {} '' --prefix -w jsonl").run().succeeds();
        assert_eq!(all.text().lines().count().to_string(), keys, "{name}");
        let some = on(&file, "get --db {} '' --prefix --limit 5 -w json").run().succeeds();
        let some: Value = serde_json::from_str(some.text()).unwrap();
        assert_eq!(some["count"].as_i64().unwrap_or_default().to_string(), keys, "{name}");
        assert_eq!(some["more"].as_bool().unwrap_or_default(), keys != "0", "{name}");
        assert!(some["header"]["revision"].as_i64().unwrap() >= 1, "{name}");
    }
}

#[test]
fn context_is_not_looked_for() {
    let (_folder, file) = unpacked("v37-compacted");
    let get = "get --db {} reg/ --prefix --count-only --context";
    let outcome = on(&file, &format!("{get} nope")).run().succeeds();
    assert_eq!(outcome.stderr, "ignored --context nope: files have no context\n");
    assert_eq!(on(&file, &format!("{get}=")).run().succeeds().stderr, "");
}

#[test]
fn revisions_outside_of_the_file_are_refused() {
    let (_folder, file) = unpacked("v37-compacted");
    on(&file, "get --db {} k --rev 99").run().fails(
        1,
        "Error: etcdserver: mvcc: required revision has been compacted\n\
         hint: the oldest available revision is 100: use --rev 100 or later\n",
    );
    on(&file, "get --db {} k --rev 146").run().fails(
        1,
        "Error: etcdserver: mvcc: required revision is a future revision\n\
         hint: the database ends with revision 145; omit --rev to read that\n",
    );
    on(&file, "get --db {} reg/ --prefix --rev 100 --count-only").run().succeeds();
}

#[test]
fn contradictory_options_are_refused() {
    let (folder, file) = unpacked("v37-full");
    on(&file, "get k --stream --db {}")
        .run()
        .fails(128, "Error: --stream is for a server, not for a database file\n");
    on(&file, "get k --db {} --stream=false").run().prints("");
    on(&file, "get k --db {} --data-dir x").run().fails_part(128, "cannot be used with");
    on(&file, "get k --timeout 5s").run().fails(
        128,
        "Error: --timeout is the time to wait for a database file, with --db or --data-dir\n\
         hint: did you mean --command-timeout?\n",
    );
    let missing = format!("stat {}/member/snap/db: no such file", folder.path().display());
    on(folder.path(), "get k --data-dir {}").run().fails_part(6, &missing);
    on(folder.path(), "get k --db {}").run().fails_part(1, "is a directory");
}

#[test]
fn running_member_keeps_its_database_locked() {
    let mut etcd = etcd();
    etcd.ok("put k v");
    let data_dir = data_dir(&mut etcd);
    let line = |timeout: &str| {
        ectl("", &format!("get k --data-dir {} --timeout {timeout}", data_dir.display()))
    };
    line("100ms").run().fails_part(1, "is locked by another process; waited 100ms");
    let waiting = line("0").spawn();
    sleep(Duration::from_millis(300));
    etcd.members()[0].kill().unwrap();
    finish(waiting).prints("k\nv\n");
}

/// Returns the largest amount of memory that a process took, in bytes.
fn peak_memory(line: &str) -> u64 {
    let words = crate::support::words::split(line);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_ectl"));
    let null = File::create("/dev/null").unwrap();
    let mut child = command.args(words).env_clear().stdout(null).spawn().unwrap();
    let memory = watch_memory(child.id());
    assert!(child.wait().unwrap().success(), "{line}");
    memory.join().unwrap() * 1024
}

/// Writes 40 MB to a server, and returns its snapshot.
fn large(etcd: &Etcd, folder: &Path) -> String {
    for batch in 0..50 {
        let mut lines = String::from("\n");
        for key in 0..100 {
            let _ = writeln!(
                lines,
                "put large/{:06} {}",
                (batch * 7919 + key * 31) % 99991,
                "v".repeat(8000)
            );
        }
        etcd.ectl("txn").stdin(lines + "\n\n").run().succeeds();
    }
    let file = folder.join("large.db");
    etcd.ok(&format!("snapshot save {}", file.display()));
    file.display().to_string()
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_file() {
    let etcd = etcd();
    let folder = tempfile::tempdir().unwrap();
    let file = large(&etcd, folder.path());
    assert!(std::fs::metadata(&file).unwrap().len() > 32 << 20);
    let least = peak_memory("version");
    for line in [
        "get '' --prefix -w json",
        "get '' --prefix --order DESCEND",
        "get '' --prefix --sort-by MODIFY",
        "history large/000000",
    ] {
        let more = peak_memory(&format!("{line} --db {file}")).saturating_sub(least);
        assert!(more < 12 << 20, "{line}: {more}");
    }
}
