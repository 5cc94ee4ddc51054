use super::{on, unpacked};
use crate::support::cluster::Cluster as _;
use crate::support::{HANG, etcd, start};
use ectl::sandbox::Plan;
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

fn inspected(file: &Path) -> Value {
    let outcome = on(file, "snapshot inspect {} -w json").run().succeeds();
    serde_json::from_str(outcome.text()).unwrap()
}

#[test]
fn sections_fit_a_screen() {
    let (folder, _) = unpacked("v37-auth");
    let outcome = on(Path::new("v37-auth.db"), "snapshot inspect {}").directory(folder.path());
    outcome.run().prints(
        "\
Database
  file                v37-auth.db, 163872 bytes
  page size           4096
  transaction         30
  total               40 pages (164 kB)
  used                24 pages (98 kB)
  free                16 pages (66 kB)

Buckets
  alarm               0 entries, 0 B, inline
  auth                2 entries, 32 B, inline
  authRoles           1 entry, 22 B, inline
  authUsers           2 entries, 154 B, inline
  cluster             1 entry, 19 B, inline
  key                 281 entries, 53 kB, 17 pages
  lease               200 entries, 4.4 kB, 4 pages
  members             2 entries, 235 B, inline
  members_removed     1 entry, 23 B, inline
  meta                6 entries, 220 B, inline

Key-values
  revision            145
  oldest entry        2
  compacted           145
  keys                280
  deletions           1

Raft
  consistent index    362
  term                2
  voters              9b75113f3950dbce
  learners            669ce37dc50e1834

Versions
  storage             3.7.0
  cluster             3.7.0
  downgrade           not enabled

Members
  669ce37dc50e1834    not started, learner, peers http://127.0.0.1:23913
  9b75113f3950dbce    default, peers http://127.0.0.1:23902,
                      clients http://127.0.0.1:23901
  removed             45b80fc571e0ba88

Leases
  total               200 leases, 2 keys attached
  5bcea1faec7bf467    TTL 100050s, 1 key
  5bcea1faec7bf52f    TTL 100150s, 1 key
  5bcea1faec7bf403    TTL 100000s, 0 keys
  5bcea1faec7bf405    TTL 100001s, 0 keys
  5bcea1faec7bf407    TTL 100002s, 0 keys
  more                195, listed by -w json

Authentication
  state               enabled, revision 7
  user root           roles root
  user u1             roles r1
  role r1             readwrite prefix \"reg/\"
",
    );
}

#[test]
fn json_is_one_object_with_lists() {
    let (_folder, file) = unpacked("v35-full");
    let found = inspected(&file);
    assert_eq!(found["file_size"], file.metadata().unwrap().len());
    assert_eq!(found["storage_version"], Value::Null);
    assert_eq!((&found["cluster_version"], &found["revision"]), (&json!("3.5.0"), &json!("143")));
    assert_eq!((&found["keys"], &found["compact_revision"]), (&json!(280), &Value::Null));
    assert_eq!(found["leases"].as_array().unwrap().len(), 200);
    let pages = |name: &str| found[name].as_u64().unwrap();
    assert_eq!(pages("total_pages"), pages("used_pages") + pages("free_pages"));
    assert_eq!(pages("free_bytes"), pages("free_pages") * 4096);
    let jsonl = on(&file, "snapshot inspect {} -w jsonl").run().succeeds();
    assert_eq!(serde_json::from_str::<Value>(jsonl.text()).unwrap(), found);
    let table = on(&file, "snapshot inspect {} -w table").run().succeeds();
    assert!(table.text().contains("│    SECTION     │"), "{}", table.text());
    on(&file, "snapshot inspect {} -w protobuf").run().fails_part(4, "protobuf not supported");
}

#[test]
fn password_hashes_are_in_no_format() {
    for name in ["v35-auth", "v37-auth"] {
        let (_folder, file) = unpacked(name);
        let stored = std::fs::read(&file).unwrap();
        let at = stored.windows(4).position(|bytes| bytes == b"$2a$").expect("a bcrypt hash");
        let hash = String::from_utf8(stored[at..at + 60].to_vec()).unwrap();
        for format in ["simple", "json", "jsonl", "table", "fields"] {
            let outcome = on(&file, &format!("snapshot inspect {{}} -w {format}")).run();
            let text = outcome.succeeds().text().to_owned();
            assert!(text.contains("u1") && !text.contains(&hash[..20]), "{format}: {text}");
        }
    }
}

#[test]
fn state_of_a_stopped_member_is_what_it_answered() {
    let mut etcd = etcd();
    let lease = etcd.ok("lease grant 1000 -w jsonl");
    let lease: Value = serde_json::from_str(lease.text()).unwrap();
    let lease = lease["id"].as_str().unwrap();
    for line in [
        "role add writer",
        "role grant-permission writer readwrite app/ --prefix",
        "role grant-permission writer read all --from-key",
        "user add --no-password alice",
        "user add bob:secret-of-bob",
        "user grant-role bob writer",
        "put a 1",
        "put a 2",
        "put b 3",
        "del b",
    ] {
        etcd.ok(line);
    }
    etcd.ok(&format!("put k v --lease={lease}"));
    etcd.ok(&format!("put l v --lease={lease}"));
    etcd.ok("put l v");
    etcd.ok("compaction 3");
    let member = etcd.ok("member list -w jsonl");
    let member: Value = serde_json::from_str(member.text()).unwrap();
    let status = etcd.ok("endpoint status -w json");
    let status: Value = serde_json::from_str(status.text()).unwrap();
    // Ends the transaction that etcd would end within 100 ms.
    etcd.ok("defrag");
    etcd.members()[0].kill().unwrap();
    let data = etcd.directory().join("m1");

    let found = inspected(&data);
    let status = &status[0]["Status"];
    assert_eq!(found["revision"], status["header"]["revision"].to_string());
    // Not stored before 3.5.
    if !found["term"].is_null() {
        assert_eq!(found["term"], status["raftTerm"].to_string());
        assert_eq!(found["voters"], json!([member["id"]]));
    }
    assert_eq!(found["compact_revision"], "3");
    assert_eq!((&found["keys"], &found["deletions"]), (&json!(3), &json!(1)));
    for field in ["id", "name", "peer_addrs", "client_addrs", "is_learner"] {
        assert_eq!(found["members"][0][field], member[field], "{field}");
    }
    assert_eq!(found["leases"], json!([{"id": lease, "granted_ttl": 1000, "keys": 1}]));
    assert_eq!(
        found["users"],
        json!([
            {"name": "alice", "roles": [], "no_password": true},
            {"name": "bob", "roles": ["writer"], "no_password": false},
        ])
    );
    let permission = |kind, key, end| json!({"permission": kind, "key": key, "range_end": end});
    let permissions = [permission("READ", "all", "\0"), permission("READWRITE", "app/", "app0")];
    assert_eq!(found["roles"], json!([{"name": "writer", "permissions": permissions}]));
    assert_eq!(found["auth_enabled"], false);

    let text = on(&data, "snapshot inspect {}").run().succeeds();
    for part in ["user alice          no roles, no password", "read from \"all\" on"] {
        assert!(text.text().contains(part), "{}", text.text());
    }
}

#[test]
fn alarms_are_listed() {
    let plan = Plan { options: vec!["--quota-backend-bytes=100000".into()], ..Plan::new() };
    let etcd = start(&plan);
    let deadline = Instant::now() + HANG;
    while etcd.ectl("put big").stdin(vec![b'x'; 50_000]).run().code == 0 {
        assert!(Instant::now() < deadline, "the quota is never exceeded");
    }
    let member = etcd.ok("member list -w jsonl");
    let member: Value = serde_json::from_str(member.text()).unwrap();
    let file = etcd.directory().join("s.db");
    etcd.ok(&format!("snapshot save {}", file.display()));
    let found = inspected(&file);
    assert_eq!(found["alarms"], json!([{"member": member["id"], "alarm": "NOSPACE"}]));
}

#[test]
fn entries_that_cannot_be_parsed_are_counted() {
    let (_folder, file) = unpacked("v37-auth");
    let mut bytes = std::fs::read(&file).unwrap();
    let json = b"\"name\":\"default\"";
    for at in 0..bytes.len() - json.len() {
        if bytes[at..].starts_with(json) {
            bytes[at] = b'?';
        }
    }
    std::fs::write(&file, bytes).unwrap();
    let text = on(&file, "snapshot inspect {}").run().succeeds();
    let expected =
        "\nUnreadable\n  members             1 entry, the first at \"9b75113f3950dbce\"\n";
    assert!(text.text().ends_with(expected), "{}", text.text());
    assert_eq!(inspected(&file)["unreadable"][0]["entries"], 1);
}

#[test]
fn folders_without_a_database_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = on(folder.path(), "snapshot inspect {}").run();
    let expected = "Error: stat [..]/member/snap/db: no such file or directory\n";
    refused.fails(6, expected);
    let file = folder.path().join("f");
    std::fs::write(&file, "text").unwrap();
    on(&file, "snapshot inspect {}").run().fails_part(1, "invalid database");
}
