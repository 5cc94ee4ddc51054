use super::{VECTORS, on, unpacked, vector};
use crate::support::cluster::Cluster as _;
use crate::support::{Outcome, ectl, etcd, etcd_generation, eventually, start};
use aws_lc_rs::digest::{SHA256, digest};
use ectl::sandbox::{Etcd, Plan};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A finding: check, verdict and text.
type Found = (String, String, String);

fn findings(outcome: &Outcome) -> Vec<Found> {
    let lines = outcome.text().lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    lines.map(|line| (text(&line, "check"), text(&line, "verdict"), text(&line, "text"))).collect()
}

fn check(path: &Path) -> Outcome {
    on(path, "snapshot check {} -w jsonl").run()
}

/// Returns the findings that are not fine, as `CHECK VERDICT: TEXT`, and the exit code.
fn faults(path: &Path) -> (Vec<String>, i32) {
    let outcome = check(path);
    let bad = findings(&outcome).into_iter().filter(|(_, verdict, _)| verdict != "ok");
    let bad = bad.map(|(check, verdict, text)| format!("{check} {verdict}: {text}"));
    (bad.collect(), outcome.code)
}

/// Changes a file.
fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(path).unwrap();
    change(&mut bytes);
    std::fs::write(path, bytes).unwrap();
}

/// Changes a snapshot, and makes its checksum that of the new contents.
fn forged(name: &str, edit: impl FnOnce(&mut Vec<u8>)) -> (tempfile::TempDir, PathBuf) {
    let (folder, file) = unpacked(name);
    change(&file, |bytes| {
        bytes.truncate(bytes.len() - 32);
        edit(bytes);
        let sum = digest(&SHA256, bytes);
        bytes.extend(sum.as_ref());
    });
    (folder, file)
}

/// Replaces each occurrence; there must be one.
fn replace(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    let mut count = 0;
    for at in 0..=bytes.len() - from.len() {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
            count += 1;
        }
    }
    assert!(count > 0, "{from:?} is not in the file");
}

#[test]
fn snapshots_of_etcd_are_fine() {
    for name in VECTORS {
        let (_folder, file) = unpacked(name);
        assert_eq!(faults(&file), (vec![], 0), "{name}");
    }
}

#[test]
fn findings_in_all_formats() {
    let (folder, _) = unpacked("v37-auth");
    let run = |format: &str| {
        let line = on(Path::new("v37-auth.db"), &format!("snapshot check {{}} -w {format}"));
        line.directory(folder.path()).run()
    };
    run("simple").prints(
        "\
v37-auth.db
├─ ok         checksum     the SHA-256 at the end of the file matches
├─ ok         pages        40 pages
├─ ok         revisions    281 entries up to revision 145, 280 keys
├─ ok         leases       200 leases, 2 keys attached
├─ ok         members      voters 9b75113f3950dbce, learners 669ce37dc50e1834
├─ ok         versions     storage 3.7.0, cluster 3.7.0
└─ ok         index        consistent index 362 of term 2

7 ok
",
    );
    let json: Value = serde_json::from_str(run("json").succeeds().text()).unwrap();
    assert_eq!((&json["verdict"], json["findings"].as_array().unwrap().len()), (&"ok".into(), 7));
    let jsonl = run("jsonl").succeeds();
    let first: Value = serde_json::from_str(jsonl.text().lines().next().unwrap()).unwrap();
    assert_eq!((&first["file"], &first["check"]), (&"v37-auth.db".into(), &"checksum".into()));
    assert!(run("table").succeeds().text().contains("│ VERDICT │"));
    assert!(run("fields").succeeds().text().contains("\"Check\" : \"pages\"\n"));
    run("protobuf").fails_part(4, "protobuf not supported");
}

#[test]
fn damage_of_a_snapshot_is_named() {
    let (_folder, file) = unpacked("v37-full");
    change(&file, |bytes| *bytes.last_mut().unwrap() ^= 1);
    let text = "the SHA-256 at the end of the file is that of other contents";
    assert_eq!(faults(&file), (vec![format!("checksum error: {text}")], 1));
    let outcome = on(&file, "snapshot check {}").run();
    outcome.says(&format!("Error: {}: checksum: {text}\n", file.display()));

    let (_folder, file) = unpacked("v37-full");
    change(&file, |bytes| bytes.truncate(bytes.len() / 2));
    let (found, code) = faults(&file);
    let shown = file.display();
    let expected = [
        "checksum warning: none: whether bytes changed cannot be told".to_owned(),
        format!("database error: {shown} is cut off: it has 57360 of 114688 bytes"),
    ];
    assert_eq!((&found[..], code), (&expected[..], 1));

    std::fs::write(&file, "").unwrap();
    let (found, code) = faults(&file);
    assert_eq!((found[1].as_str(), code), ("database error: invalid database", 1));
}

#[test]
fn damage_of_pages_hides_nothing_else() {
    // The last leaf page of the history gets the id of another page.
    let (_folder, file) = forged("v37-full", |bytes| {
        let text = b"\x10\x02\x18\x02\x20\x01";
        let at = bytes.windows(text.len()).rposition(|found| found == text).unwrap();
        bytes[at - at % 4096] ^= 1;
        replace(bytes, b"storageVersion3.7.0", b"storageVersion3.x.0");
    });
    let (found, code) = faults(&file);
    assert_eq!(code, 1);
    let starts =
        ["pages error: ", "revisions error: only entries up to revision ", "versions error: "];
    for start in starts {
        assert!(found.iter().any(|found| found.starts_with(start)), "{start} in {found:?}");
    }
}

#[test]
fn contradictions_in_a_snapshot_are_named() {
    let (_folder, file) = forged("v37-full", |bytes| {
        replace(bytes, b"\x10\x02\x18\x02\x20\x01", b"\x10\x02\x18\x03\x20\x01");
    });
    let (found, code) = faults(&file);
    assert!(found[0].starts_with("revisions error: revision 2 puts \""), "{found:?}");
    assert!(found[0].ends_with("with mod revision 3"), "{found:?}");
    assert_eq!(code, 1);

    let (_folder, file) = forged("v37-full", |bytes| {
        replace(bytes, b"\x10\x02\x18\x02\x20\x01", b"\x10\x02\x18\x02\x20\x02");
    });
    let (found, _) = faults(&file);
    assert!(found[0].ends_with("with create revision 2 and version 2"), "{found:?}");

    // The lease 5bcea1faec7bf467, as a key names it.
    let named = b"\x30\xe7\xe8\xef\xe3\xae\xbf\xa8\xe7\x5b";
    let (_folder, file) = forged("v37-auth", |bytes| {
        replace(bytes, named, b"\x30\xe6\xe8\xef\xe3\xae\xbf\xa8\xe7\x5b");
    });
    let text = "leases error: lease 5bcea1faec7bf466 does not exist, but 1 key names it";
    assert_eq!(faults(&file), (vec![text.to_owned()], 1));

    let (_folder, file) = forged("v37-auth", |bytes| {
        replace(bytes, b"\"name\":\"default\"", b"\"name\":default\"\"");
    });
    let (found, _) = faults(&file);
    let text = "buckets error: members: entries that cannot be parsed: 1, first \
                \"9b75113f3950dbce\"";
    assert_eq!(found[0], text);
}

#[test]
fn warnings_are_no_failures() {
    for (from, to, expected) in [
        (
            "storageVersion3.7.0",
            "storageVersion3.9.0",
            "versions warning: the storage version 3.9.0 is unknown",
        ),
        (
            "{\"voters\":[11201878611396189134]",
            "{\"voters\":[11201878611396189135]",
            "members warning: voters 9b75113f3950dbce, learners 669ce37dc50e1834, but raft counts \
             voters 9b75113f3950dbcf, learners 669ce37dc50e1834",
        ),
    ] {
        let (_folder, file) =
            forged("v37-auth", |bytes| replace(bytes, from.as_bytes(), to.as_bytes()));
        assert_eq!(faults(&file), (vec![expected.to_owned()], 0));
    }
}

/// Returns the only file in a folder whose name ends so.
fn only_file(folder: &Path, end: &str) -> PathBuf {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = files.filter(|path| path.to_str().unwrap().ends_with(end)).collect();
    files.sort();
    files.pop().unwrap_or_else(|| panic!("{end} in {}", folder.display()))
}

/// A member that was stopped after it took snapshots.
fn stopped() -> (Etcd, PathBuf) {
    let plan = Plan { options: vec!["--snapshot-count=10".into()], ..Plan::new() };
    let mut etcd = start(&plan);
    for number in 0..30 {
        etcd.ok(&format!("put k{} {number}", number % 4));
    }
    etcd.ok("del k0");
    // Ends the transaction that etcd would end within 100 ms.
    etcd.ok("defrag");
    etcd.members()[0].kill().unwrap();
    let data = etcd.directory().join("m1");
    (etcd, data)
}

#[test]
fn stopped_member_is_fine() {
    let (_etcd, data) = stopped();
    let outcome = check(&data).succeeds();
    let found = findings(&outcome);
    let checks: Vec<_> = found.iter().map(|(check, ..)| check.as_str()).collect();
    let expected =
        ["pages", "revisions", "leases", "members", "versions", "index", "log", "snapshots"];
    assert_eq!(checks, expected);
    assert!(found.iter().all(|(_, verdict, _)| verdict == "ok"), "{found:?}");
}

#[test]
fn damage_of_a_member_is_named() {
    let (_etcd, data) = stopped();
    let wal = only_file(&data.join("member/wal"), ".wal");
    let snap = only_file(&data.join("member/snap"), ".snap");
    let is_fine = || assert_eq!(faults(&data), (vec![], 0));
    let damaged = |path: &Path, edit: &dyn Fn(&mut Vec<u8>), expected: &str| {
        let whole = std::fs::read(path).unwrap();
        change(path, |bytes| edit(bytes));
        let (found, code) = faults(&data);
        assert!(found.iter().any(|found| found.contains(expected)), "{expected} in {found:?}");
        assert_eq!(code, 1);
        std::fs::write(path, whole).unwrap();
    };
    is_fine();
    damaged(&wal, &|bytes| bytes[300] ^= 1, "log error: failed to get the lastest snapshot: walpb");
    damaged(&wal, &|bytes| bytes.truncate(400), "ends at ");
    damaged(&snap, &|bytes| bytes[40] ^= 1, "snap: crc mismatch");
    damaged(&snap, &|bytes| bytes.truncate(9), "snapshots error: ");
    is_fine();

    let index = |path: &Path| only_file(path, ".snap").file_name().unwrap().to_owned();
    let renamed = data.join("member/snap/0000000000000009-0000000000000009.snap");
    let name = index(&data.join("member/snap"));
    std::fs::rename(&snap, &renamed).unwrap();
    let (found, _) = faults(&data);
    let text = format!("has the contents of {}", name.to_str().unwrap());
    assert!(found.iter().any(|found| found.ends_with(&text)), "{text} in {found:?}");
    std::fs::rename(&renamed, &snap).unwrap();

    let aside = data.join("wal");
    std::fs::rename(data.join("member/wal"), &aside).unwrap();
    check(&data).says("member/wal: no such file or directory");
    assert_eq!(check(&data).code, 6);
    on(&data, "snapshot check {} --wal-dir {}/wal").run().succeeds();
    on(&data, "snapshot check {} {} --wal-dir {}/wal")
        .run()
        .fails(128, "Error: --wal-dir needs a single DIR, the data directory\n");
    std::fs::remove_file(data.join("member/snap/db")).unwrap();
    let outcome = check(&data);
    assert_eq!(outcome.code, 6);
    assert!(findings(&outcome).iter().any(|(check, ..)| check == "snapshots"), "{outcome:?}");
}

#[test]
fn running_member_is_not_checked() {
    let etcd = etcd();
    let data = etcd.directory().join("m1");
    let outcome = on(&data, "snapshot check {} --timeout 100ms").run();
    assert_eq!(outcome.code, 1);
    outcome.says("member/snap/db is locked by another process; waited 100ms");
}

/// Returns the order of the targets with their indices, and the findings about all of them.
fn ranked(paths: &[&Path]) -> (Vec<Value>, Vec<Found>, i32) {
    let line = paths.iter().fold(ectl("", "snapshot check -w json"), |line, path| line.arg(*path));
    let outcome = line.run();
    let reply: Value = serde_json::from_str(outcome.text()).unwrap();
    let text = |line: &Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    let about_all =
        reply["findings"].as_array().unwrap().iter().filter(|found| found["file"].is_null());
    let about_all =
        about_all.map(|line| (text(line, "check"), text(line, "verdict"), text(line, "text")));
    (reply["order"].as_array().unwrap().clone(), about_all.collect(), outcome.code)
}

#[test]
fn member_with_most_committed_entries_is_first() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    etcd.ok("put a 1");
    etcd.members()[1].kill().unwrap();
    for number in 0..5 {
        let put = format!("put a {number}");
        eventually("the others have a leader", || etcd.ectl(&put).run().code == 0);
    }
    for member in [0, 2] {
        etcd.members()[member].kill().unwrap();
    }
    let data = ["m2", "m1", "m3"].map(|name| etcd.directory().join(name));
    let (order, about_all, code) = ranked(&[&data[0], &data[1], &data[2]]);
    assert_eq!((order.len(), code), (3, 0), "{order:?} {about_all:?}");
    assert_eq!(order[2]["file"], data[0].to_str().unwrap(), "{order:?}");
    let commit = |at: usize| order[at]["commit_index"].as_str().unwrap().parse::<u64>().unwrap();
    assert!(commit(0) >= commit(1) && commit(1) > commit(2), "{order:?}");
    let best = order[0]["file"].as_str().unwrap();
    let (check, verdict, text) = about_all.last().unwrap();
    assert_eq!((check.as_str(), verdict.as_str()), ("restore from", "ok"));
    assert!(text.starts_with(&format!("{best}: ")), "{text}");
    let checks: Vec<_> = about_all.iter().map(|(check, ..)| check.as_str()).collect();
    assert_eq!(checks, ["cluster", "hashes", "restore from"]);
}

#[test]
fn members_of_different_clusters_are_not_compared() {
    let (_one, first) = stopped();
    let (_other, second) = stopped();
    let (_, about_all, code) = ranked(&[&first, &second]);
    let (check, verdict, text) = &about_all[0];
    assert_eq!((check.as_str(), verdict.as_str(), code), ("cluster", "warning", 0));
    assert!(text.contains("is of cluster"), "{text}");
    assert!(about_all.iter().all(|(check, ..)| check != "hashes"));
}

#[test]
fn different_contents_at_one_revision_are_found() {
    let (folder, whole) = unpacked("v37-full");
    let (_folder, other) = forged("v37-full", |bytes| {
        let at = bytes.windows(6).rposition(|found| found == b"\x10\x02\x18\x02\x20\x01").unwrap();
        // The first byte of the value.
        bytes[at + 8] ^= 1;
    });
    let (order, about_all, code) = ranked(&[&whole, &other]);
    let (check, verdict, text) = &about_all[1];
    assert_eq!((check.as_str(), verdict.as_str(), code), ("hashes", "error", 1));
    assert!(text.starts_with("the contents up to revision 143 differ: "), "{text}");
    assert_eq!(order[0]["revision"], order[1]["revision"]);

    let old = vector("v37-compacted", folder.path());
    let (order, about_all, code) = ranked(&[&whole, &old]);
    assert_eq!((order[0]["file"].as_str(), code), (old.to_str(), 0), "{order:?} {about_all:?}");
}

#[test]
fn damaged_targets_are_last() {
    let (_folder, damaged) = forged("v37-auth", |bytes| {
        replace(bytes, b"\"name\":\"default\"", b"\"name\":default\"\"");
    });
    let (_other, whole) = unpacked("v37-full");
    let (order, about_all, code) = ranked(&[&damaged, &whole]);
    assert_eq!((order[0]["file"].as_str(), code), (whole.to_str(), 1));
    assert_eq!(order[1]["damaged"], true);
    assert!(about_all.last().unwrap().2.ends_with(": only one without damage"), "{about_all:?}");
}

#[test]
fn requests_of_etcd_35_in_the_log_are_warned_about() {
    let mut etcd = start(&Plan::new());
    etcd.ok("put a 1");
    etcd.ok("defrag");
    etcd.members()[0].kill().unwrap();
    let data = etcd.directory().join("m1");
    let (found, code) = faults(&data);
    let text = "log warning: v2 requests of etcd 3.5 after the last snapshot of raft: ";
    assert!(found.iter().all(|found| found.starts_with(text)), "{found:?}");
    let is_old = etcd_generation() < (3, 6);
    assert_eq!((found.len(), code), (usize::from(is_old), 0), "{found:?}");
}

#[test]
fn version_that_older_servers_refuse_is_named() {
    let (_etcd, data) = stopped();
    let state = on(&data, "snapshot inspect {} -w json").run().succeeds();
    let state: Value = serde_json::from_str(state.text()).unwrap();
    let text = on(&data, "snapshot check {}").run().succeeds();
    let known = state["storage_version"].is_string() && state["cluster_version"].is_string();
    let oldest = state["cluster_version"].as_str().unwrap_or_default().trim_end_matches(".0");
    let refused = format!(": servers before {oldest} refuse this directory\n");
    assert_eq!(text.text().contains(&refused), known, "{}", text.text());
}

#[test]
fn history_that_goes_back_is_found() {
    let (folder, _) = unpacked("v37-full");
    // Consistent index 362 in place of 1, and fewer revisions than the other.
    let newer = vector("v37-compacted", folder.path());
    let (_folder, other) = forged("v37-full", |bytes| {
        let name = b"consistent_index";
        for at in 0..bytes.len() - name.len() - 8 {
            if bytes[at..].starts_with(name) {
                bytes[at + name.len()] = 1;
            }
        }
    });
    let (_, about_all, code) = ranked(&[&newer, &other]);
    let (check, verdict, text) = about_all.last().unwrap();
    assert_eq!((check.as_str(), verdict.as_str(), code), ("history", "warning", 0));
    assert!(text.contains("has applied more entries than"), "{text}");
}
