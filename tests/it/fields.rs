//! `--field`: the same values as in `jsonl`, without jq.

use crate::support::cluster::Cluster as _;
use crate::support::{ectl, etcd, eventually};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ectl::sandbox::Etcd;
use serde_json::{Map, Value};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

/// Nothing listens there.
const DEAD: &str = "127.0.0.1:1";

/// Lines that change nothing, so that they print the same twice.
const READS: [&str; 28] = [
    "alarm list",
    "auth status",
    "del --prefix k --dry-run",
    "doctor",
    "elect e --leader",
    "endpoint hashkv",
    "endpoint hashkv --compare",
    "endpoint health",
    "endpoint status",
    "endpoint status --wide",
    "get k",
    "get --prefix k",
    "get --prefix k --keys-only",
    "get --prefix k --count-only",
    "lease list",
    "lease timetolive LEASE --keys",
    "lock l --holders",
    "member list",
    "member list --status",
    "role get r",
    "role list",
    "service lint s",
    "service list",
    "service resolve s",
    "txn --then 'get k --prefix'",
    "user get u",
    "user get u --detail",
    "user list",
];

/// Lines that print no records.
const WITHOUT_RECORDS: [&str; 7] = [
    "completion bash",
    "help get",
    "options",
    "sandbox -- true",
    "service register s h:1",
    "service register s h:1 -- true",
    "session -- true",
];

#[test]
fn fields_are_refused_where_there_are_no_records() {
    for line in WITHOUT_RECORDS {
        // Before the words of a command that it would run.
        let refused = ectl(DEAD, &format!("--field key {line}")).run();
        refused.fails(128, "Error: --field: this command prints no records\n");
    }
}

/// Lines that change something, or do not end.
const OTHERS: [&str; 34] = [
    "alarm disarm",
    "auth disable",
    "auth enable",
    "check perf",
    "compaction 1",
    "defrag",
    "del k",
    "del k --prev-kv",
    "downgrade enable 3.6",
    "elect e me",
    "elect e -l",
    "lease grant 5",
    "lease keep-alive 1",
    "lease revoke 1",
    "lock l",
    "make-mirror 127.0.0.1:2",
    "member add m --peer-urls http://127.0.0.1:3",
    "member promote 1",
    "member remove 1",
    "member update 1 --peer-urls http://127.0.0.1:3",
    "move-leader 1",
    "put k v",
    "role add r",
    "role delete r",
    "role grant-permission r read k",
    "role revoke-permission r k",
    "service deregister s 127.0.0.1:1",
    "service update s --add 127.0.0.1:1",
    "service watch s",
    "snapshot save FILE",
    "user add u:p",
    "user delete u",
    "wait k --exists",
    "watch k",
];

fn filled_in(line: &str, lease: &str) -> String {
    let file = std::env::temp_dir().join(format!("ectl-fields-{}.db", std::process::id()));
    line.replace("LEASE", lease).replace("FILE", &file.display().to_string())
}

fn populated() -> (Etcd, String) {
    let etcd = etcd();
    let lease = etcd.ok("lease grant 5000 --field id").text().trim().to_owned();
    etcd.ok(&*format!("put k a=1 --lease {lease}"));
    etcd.ectl("put k1").arg(OsString::from_vec(b"\xff\t\n".to_vec())).run().prints("OK\n");
    etcd.ok("put k2 <b>");
    etcd.ok("user add u:p");
    etcd.ok("role add r");
    etcd.ok("role grant-permission r readwrite k --prefix");
    etcd.ok("user grant-role u r");
    etcd.ok("service update s --add 127.0.0.1:5 --metadata [1]");
    (etcd, lease)
}

/// A field of `jsonl` as `--field` prints it.
fn bare(row: &Map<String, Value>, name: &str) -> Vec<u8> {
    if let Some(Value::String(text)) = row.get(&format!("{name}_b64")) {
        return STANDARD.decode(text).unwrap();
    }
    match &row[name] {
        Value::Null => Vec::new(),
        Value::String(text) => text.clone().into_bytes(),
        other => other.to_string().into_bytes(),
    }
}

/// Fields that are not the same a moment later.
const VOLATILE: [&str; 12] = [
    "took",
    "took_ms",
    "text",
    "raft_index",
    "raft_applied_index",
    "raft_lag",
    "remaining_ttl",
    "db_size",
    "db_size_in_use",
    "percentage_in_use",
    "percentage_not_in_use",
    "percentage_of_quota",
];

#[test]
fn fields_are_those_of_jsonl() {
    let (etcd, lease) = populated();
    for line in READS {
        let line = &filled_in(line, &lease);
        let jsonl = etcd.ectl(line).args("-w jsonl").run();
        let rows: Vec<Map<String, Value>> =
            jsonl.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let Some(first) = rows.first() else {
            assert!(
                ["alarm list", "elect e --leader", "endpoint hashkv --compare", "lock l --holders"]
                    .contains(&line.as_str()),
                "{line}"
            );
            continue;
        };
        let names: Vec<_> = first.keys().map(|name| name.trim_end_matches("_b64")).collect();
        let stable: Vec<_> = names.iter().filter(|name| !VOLATILE.contains(name)).collect();
        let options = stable.iter().flat_map(|name| ["--field", name]).collect::<Vec<_>>();
        let expected = rows.iter().flat_map(|row| {
            let cells: Vec<_> = stable.iter().map(|name| bare(row, name)).collect();
            [cells.join(&b'\t'), b"\n".to_vec()].concat()
        });
        let expected: Vec<u8> = expected.collect();
        let printed = etcd.ectl(line).args(&options[..]).run();
        assert_eq!(printed.code, jsonl.code, "{line}: {printed:?}");
        let (printed, expected) =
            (String::from_utf8_lossy(&printed.stdout), String::from_utf8_lossy(&expected));
        assert_eq!(printed, expected, "{line}");
        for name in names.iter().filter(|name| VOLATILE.contains(name)) {
            let one = etcd.ectl(line).args(&["--field", name][..]).run();
            assert_eq!(one.text().lines().count(), rows.len(), "{line} {name}");
        }
        // The known fields are exactly these.
        let refusal = ectl(DEAD, line).args("--field -nope").run();
        let mut listed: Vec<_> =
            refusal.stderr.trim_end().rsplit(": ").next().unwrap().split(", ").collect();
        listed.sort_unstable();
        let mut names = names.clone();
        names.sort_unstable();
        assert_eq!(listed, names, "{line}");
    }
}

#[test]
fn unknown_field_is_refused_before_anything_is_sent() {
    for line in READS.iter().chain(&OTHERS) {
        let line = &filled_in(line, "1");
        let outcome = ectl(DEAD, line).args("--field nope").stdin("p\np\n").run();
        assert_eq!((outcome.text(), outcome.code), ("", 4), "{line}: {outcome:?}");
        let error = "Error: unknown field \"nope\"\nhint: ";
        assert!(outcome.stderr.starts_with(error), "{line}: {outcome:?}");
    }
}

#[test]
fn nearest_field_is_named() {
    ectl(DEAD, "get k --field mod_revison").run().fails(
        4,
        "Error: unknown field \"mod_revison\"\nhint: did you mean mod_revision? \
         valid values: key, value, create_revision, mod_revision, version, lease\n",
    );
}

#[test]
fn field_and_another_format_exclude_each_other() {
    let (etcd, _) = populated();
    for format in ["fields", "protobuf", "table"] {
        ectl(DEAD, "get k --field value -w").arg(format).run().fails(
            128,
            &format!(
                "Error: --field cannot be combined with --write-out={format}\n\
                 hint: --field prints plain text\n"
            ),
        );
    }
    for format in ["-w simple", "-w jsonl", "-w jsonl --json-errors=false"] {
        etcd.ectl("get k --field value").args(format).run().prints("a=1\n");
    }
    // The option takes precedence over the variable.
    etcd.ectl("get k --field value").env("ETCDCTL_WRITE_OUT", "json").run().prints("a=1\n");
    etcd.ectl("get k --field value --print-value-only").run().fails_part(128, "write-out=simple");
}

#[test]
fn fields_for_scripts() {
    let (etcd, lease) = populated();
    etcd.ectl("--field value get k").run().prints("a=1\n");
    etcd.ectl("get --prefix k --field mod_revision --field key")
        .run()
        .prints("2\tk\n3\tk1\n4\tk2\n");
    assert_eq!(etcd.ok("get k1 --field value").stdout, b"\xff\t\n\n");
    etcd.ectl("get k1 --field value --hex").run().prints("\\xff\\x09\\x0a\n");
    etcd.ectl("get nothing --field value").run().prints("");
    etcd.ectl("get k2 --field lease --field value").run().prints("\t<b>\n");
    etcd.ectl("lease list --field id").run().prints(&format!("{lease}\n"));
    etcd.ectl("member list --field name").run().prints("m1\n");
    etcd.ectl("put k3 x --field revision").run().prints("6\n");
    etcd.ectl("del --prefix k3 --field deleted").run().prints("1\n");
    etcd.ectl("del k2 --prev-kv --field value").run().prints("<b>\n");
    etcd.ectl("compaction 3 --field compact_revision").run().prints("3\n");
    etcd.ectl("role add r2 --field done").run().prints("Role r2 created\n");
}

#[test]
fn fields_of_events_are_printed_at_once() {
    let etcd = etcd();
    let watch = etcd.ectl("watch --prefix w --rev 2 --field type --field value").live();
    etcd.ectl("put w 1").run().prints("OK\n");
    assert_eq!(watch.line(), "PUT\t1");
    etcd.ectl("del w").run().prints("1\n");
    assert_eq!(watch.line(), "DELETE\t");
}

#[test]
fn terminal_gets_no_control_characters_from_fields() {
    let (etcd, _) = populated();
    etcd.ectl(&["put", "c", "\u{1b}[31m"]).run().prints("OK\n");
    let words = ["get", "c", "--field", "value"];
    let screen = crate::support::pty::at_terminal(&etcd.endpoints(), &words).on_screen();
    assert_eq!(screen.stderr, "\\x1b[31m\r\n");
}

#[test]
fn header_begins_with_the_revision() {
    let (etcd, _) = populated();
    let header = |revision: u32| format!("{{\"type\":\"header\",\"revision\":\"{revision}\"}}\n");
    let last: u32 =
        etcd.ectl("get k --header --field revision").run().text().trim().parse().unwrap();
    for line in ["get --prefix k", "get k --count-only", "get none", "ls", "ls -l", "tree", "du"] {
        // A TTL may have changed in between.
        eventually(line, || {
            let plain = etcd.ectl(line).args("-w jsonl").run();
            let with = etcd.ectl(line).args("-w jsonl --header").run();
            with.text() == header(last) + plain.text()
        });
        etcd.ectl(line).args("--header --field revision").run().prints(&format!("{last}\n"));
        let past = etcd.ectl(line).args("-w jsonl --header --rev 2").run();
        assert!(past.text().starts_with(&header(2)), "{line}: {past:?}");
    }
    etcd.ectl("get k --header --field type --field revision")
        .run()
        .prints(&format!("header\t{last}\n"));
    etcd.ectl("get k --header --field key").run().prints("k\n");
    let refused = |line: &str, why: &str| drop(ectl(DEAD, line).run().fails_part(128, why));
    refused("get k --header", "--header is only for `--write-out=jsonl`");
    refused("tree --header -w json", "--header is only for `--write-out=jsonl`");
    refused("get k --header --field revision --field key", "--field cannot combine fields");
    ectl(DEAD, "get k --header --field nope").run().fails_part(4, "unknown field \"nope\"");
}
