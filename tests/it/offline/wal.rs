use crate::support::cluster::Cluster as _;
use crate::support::{Outcome, ectl, servers, start};
use ectl::sandbox::Plan;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A log of etcd: metadata, the first snapshot, two puts at term 2, and a hard state that commits them.
const PUTS: &str = "\
    040000000000008408041000000000001800000000000000080110cccea1b4031a0e08a084eaa1fabbbf804210\
    c0c4070e00000000000082080510eeb989ab081a040800100000001f00000000000081080210a9da87d60c1a15\
    080010021801220da20602084d22060a016b120176001f0000000000008108021097e7b4810e1a150800100218\
    02220da20602084d22060a016b120176001000000000000000080310ddcbd4a10e1a06080210011802";

/// Behind that: a request of the v2 API at index 3, as servers of 3.5 write it.
const V2: &str = "\
    4c00000000000084080210f08a838c051a42080010021803223a0882ac9385e9bfe8fee60112035055541a0a2f\
    302f76657273696f6e2205332e352e302800320038004800500058006000680070007800800100\
    00000000";

const FILE: &str = "0000000000000000-0000000000000000.wal";

fn unhex(text: &str) -> Vec<u8> {
    let digits = text.as_bytes().chunks(2);
    digits.map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap()).collect()
}

/// Returns the data dir of a member with this log, in which `{}` of a line stands for it.
fn member(log: &[u8]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let wal = folder.path().join("member/wal");
    std::fs::create_dir_all(&wal).unwrap();
    std::fs::write(wal.join(FILE), log).unwrap();
    let path = folder.path().to_owned();
    (folder, path)
}

fn dump(folder: &Path, options: &str) -> Outcome {
    ectl("", &format!("wal dump {} {options}", folder.display())).run()
}

fn dump_of(log: &[u8], options: &str) -> Outcome {
    let (_folder, path) = member(log);
    dump(&path, options)
}

#[test]
fn dump_shows_each_record() {
    let (_folder, path) = member(&unhex(&format!("{PUTS}{V2}")));
    let expected = format!(
        "{FILE}\n\
        \x20       0                              crc\n\
        \x20      16                              metadata member=4200fddfa43a8220 cluster=1e240\n\
        \x20      48         0    0  start        snapshot\n\
        \x20      72         1    2  committed    put key=\"k\" value_size=1\n\
        \x20     112         2    2  committed    put key=\"k\" value_size=1\n\
        \x20     152              2               hard_state vote=1 commit=2\n\
        \x20     176         3    2  uncommitted  v2 method=PUT path=/0/version value_size=5\n"
    );
    dump(&path, "").prints(&expected);
    dump(&path.join("member/wal"), "").prints(&expected);
}

#[test]
fn dump_in_all_formats() {
    let log = unhex(PUTS);
    let row = format!(
        "{{\"file\":\"{FILE}\",\"offset\":72,\"index\":\"1\",\"term\":\"2\",\"kind\":\"put\",\
         \"state\":\"committed\",\"crc\":\"cac1ed29\",\"size\":21,\
         \"content\":{{\"key\":\"k\",\"value\":\"v\",\"header\":{{\"id\":\"77\"}}}}}}\n"
    );
    let second = row.replace("72", "112").replace("\"1\"", "\"2\"").replace("cac1ed29", "e02d3397");
    let puts = "--kind put --values";
    dump_of(&log, &format!("{puts} -w jsonl")).prints(&format!("{row}{second}"));
    dump_of(&log, &format!("{puts} -w json")).prints(&format!("[{row},{second}]\n"));
    dump_of(&log, "--kind txn -w json").prints("[]\n");
    dump_of(&log, "--kind txn -w jsonl").prints("");
    let table = dump_of(&log, "--to 1 --kind put -w table").succeeds();
    let line = format!("│ {FILE} │     72 │     1 │    2 │  put │ committed │ cac1ed29 │");
    assert!(table.text().contains(&line), "{}", table.text());
    dump_of(&log, "--kind hard_state -w fields").prints(&format!(
        "\"File\" : \"{FILE}\"\n\"Offset\" : 152\n\"Index\" : \n\"Term\" : 2\n\
         \"Kind\" : \"hard_state\"\n\"State\" : \n\"Crc\" : \"e43525dd\"\n\"Size\" : 6\n\
         \"Content\" : {{\"vote\":\"1\",\"commit\":\"2\"}}\n\n"
    ));
    dump_of(&log, "-w protobuf").fails(4, "Error: protobuf not supported as output format\n");
    dump_of(&log, "--kind put --to 1 --hex").prints(&format!(
        "{FILE}\n       72         1    2  committed    put key=\\x6b value_size=1\n"
    ));
}

#[test]
fn dump_of_some_records() {
    let log = unhex(&format!("{PUTS}{V2}"));
    let offsets = |options: &str| -> Vec<String> {
        let found = dump_of(&log, options).succeeds();
        let rows = found.text().lines().skip(1);
        rows.map(|row| row.split_whitespace().next().unwrap().to_owned()).collect()
    };
    assert_eq!(offsets("--from 2"), ["112", "176"]);
    assert_eq!(offsets("--to 1"), ["48", "72"]);
    assert_eq!(offsets("--from 1 --to 2 --kind v2,put"), ["72", "112"]);
    assert_eq!(offsets("--kind v2 --kind crc"), ["0", "176"]);
    assert_eq!(offsets("--kind hard"), ["152"]);
    for unknown in ["pu", "''", "put,nothing"] {
        let hint = "Error: unknown kind of record \"[..]\"\nhint: the kinds are range, put, [..]\n";
        dump_of(&log, &format!("--kind {unknown}")).fails(128, hint);
    }
}

#[test]
fn damage_ends_a_dump() {
    let whole = unhex(&format!("{PUTS}{V2}"));
    let mut damaged = whole.clone();
    damaged[180 + 30] ^= 1;
    let before = dump_of(&whole[..176], "").succeeds();
    let outcome = dump_of(&damaged, "");
    assert_eq!((outcome.text(), outcome.code), (before.text(), 1));
    let error = "Error: the log is damaged: walpb: crc mismatch: expected: 5180c570 computed: [..]: \
                 in file '[..].wal' at position: 176\n";
    assert!(crate::support::pattern::matches(error, &outcome.stderr), "{}", outcome.stderr);
}

#[test]
fn an_incomplete_record_does_not_count_as_damage() {
    let log = unhex(&format!("{PUTS}{V2}"));
    let outcome = dump_of(&log[..log.len() - 1], "").succeeds();
    assert_eq!(outcome.text(), dump_of(&log[..176], "").text());
    let note = "the log ends with a record that was not written completely";
    assert_eq!(outcome.stderr, format!("{note}: {FILE} at position 176\n"));
    // Servers reserve space in advance.
    let reserved = [&log[..], &[0; 5000]].concat();
    dump_of(&reserved, "").prints(dump_of(&log, "").text());
}

#[test]
fn logs_that_a_server_would_refuse() {
    let outcome = dump_of(&unhex(PUTS)[..48], "");
    assert_eq!(outcome.code, 1);
    let error =
        "Error: a server would refuse this log: failed to read wal: wal: snapshot not found\n";
    assert_eq!(outcome.stderr, error);
    assert!(outcome.text().ends_with(" metadata member=4200fddfa43a8220 cluster=1e240\n"));
}

#[test]
fn folders_without_a_log_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let name = folder.path().display();
    let hint = format!("hint: {name} has no files of a write-ahead log\n");
    dump(folder.path(), "").fails(1, &format!("Error: wal: file not found\n{hint}"));
    let missing = folder.path().join("none");
    dump(&missing, "").fails(6, &format!("Error: open {name}/none: no such file or directory\n"));
    std::fs::write(folder.path().join("0-0.wal"), unhex(PUTS)).unwrap();
    std::fs::write(folder.path().join("notes"), "").unwrap();
    std::fs::write(folder.path().join("1.tmp"), "").unwrap();
    dump(folder.path(), "").succeeds().says("notes is not part of the log\n");
}

#[test]
fn log_of_a_server_is_readable_while_it_runs_and_hides_passwords() {
    for plan in servers() {
        let options = ["--snapshot-count", "5", "--bcrypt-cost", "4"].map(Into::into);
        let mut etcd = start(&Plan { options: options.to_vec(), ..plan.clone() });
        for line in [
            "put name open-value",
            "txn --if 'mod(\"name\") > \"0\"' --then 'put name other' --else 'get name'",
            "lease grant 600",
            "del name",
            "compaction 2",
            "user add root:hunter2",
            "user grant-role root root",
            "auth enable",
            "--user root:hunter2 put secret by-root",
            "--user root:hunter2 auth disable",
        ] {
            etcd.ok(line);
        }
        let data = etcd.directory().join("m1");
        let shown = |options: &str| dump(&data, options).succeeds().text().to_owned();
        let program = plan.program.display();
        let all = shown("--values");
        for kind in [
            "metadata",
            "hard_state",
            "conf",
            "empty",
            "put",
            "txn",
            "lease_grant",
            "delete_range",
            "compaction",
            "auth_user_add",
            "auth_user_grant_role",
            "auth_enable",
            "authenticate",
            "auth_disable",
        ] {
            assert!(all.contains(&format!("  {kind}")), "{program}: {kind} in {all}");
        }
        assert!(all.contains("put key=\"name\" value=\"open-value\""), "{program}: {all}");
        assert!(all.contains("username=root"), "{program}: {all}");
        // The last is "$2a$", the start of a hash, in base64.
        let secrets = ["hunter2", "$2a$", "JDJhJ"];
        for shown in [&all, &shown("--values -w jsonl"), &shown("--values -w table")] {
            assert!(secrets.iter().all(|secret| !shown.contains(secret)), "{program}: {shown}");
        }
        assert!(!all.contains("undecodable") && !all.contains("unknown"), "{program}: {all}");
        etcd.members()[0].kill().unwrap();
        let starts = shown("--kind snapshot");
        let start = starts.lines().find(|line| line.contains("  start  ")).unwrap();
        assert!(!start.contains("         0    0"), "{program}: {starts}");
    }
}
