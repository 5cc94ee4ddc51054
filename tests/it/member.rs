//! `member list | add | remove | update | promote`.

use crate::support::added::{Added, free_address};
use crate::support::{Outcome, ectl, etcd, eventually, start};
use ectl::sandbox::Plan;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Nothing listens there.
const DEAD: &str = "127.0.0.1:1";

fn members(at: &str) -> Vec<Value> {
    let list = ectl(at, &["member", "list", "-w", "jsonl"]).run();
    assert_eq!((list.stderr.as_str(), list.code), ("", 0));
    list.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn json(at: &str, words: &[&str]) -> Value {
    let outcome = ectl(at, words).arg("-w").arg("json").run();
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0));
    serde_json::from_str(outcome.text()).unwrap()
}

#[test]
fn a_learner_is_added_started_promoted_moved_and_removed() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let (peer, client) = (free_address(), free_address());
    let (peer, client) = (format!("http://{peer}"), format!("http://{client}"));
    let first = members(&at).remove(0);
    let cluster = json(&at, &["member", "list", "--hex"])["header"]["cluster_id"].clone();
    let cluster = format!("{:>16}", cluster.as_str().unwrap());

    let urls = format!("--peer-urls={peer}");
    let added = ectl(&at, &["member", "add", "m2", "--learner", &urls]).run();
    assert_eq!((added.stderr.as_str(), added.code), ("", 0));
    let new = members(&at).into_iter().find(|member| member["name"] == "").unwrap();
    let id = new["id"].as_str().unwrap();
    let padded = format!("{id:>16}");
    let pair = |name: &str, url: &Value| format!("{name}={}", url.as_str().unwrap());
    let initial: Vec<_> = members(&at)
        .iter()
        .map(|member| match member["id"] == id {
            true => pair("m2", &member["peer_addrs"][0]),
            false => pair("m1", &member["peer_addrs"][0]),
        })
        .collect();
    assert_eq!(
        added.text(),
        format!(
            "Member {padded} added as learner to cluster {cluster}\n\n\
             ETCD_NAME=\"m2\"\n\
             ETCD_INITIAL_CLUSTER=\"{}\"\n\
             ETCD_INITIAL_ADVERTISE_PEER_URLS=\"{peer}\"\n\
             ETCD_INITIAL_CLUSTER_STATE=\"existing\"\n",
            initial.join(",")
        )
    );
    assert_eq!(
        new,
        json!({"id": id, "status": "unstarted", "name": "", "peer_addrs": [peer],
               "client_addrs": [], "is_learner": true})
    );
    let list = ectl(&at, &["member", "list"]).run();
    assert!(list.text().contains(&format!("{id}, unstarted, , {peer}, , true\n")));
    ectl(&at, &["member", "promote", id])
        .run()
        .fails(1, "Error: etcdserver: can only promote a learner member");
    // An unstarted member has no address to ask.
    let health = ectl(&at, &["endpoint", "health", "--cluster", "-w", "jsonl"]).run();
    assert_eq!((health.text().lines().count(), health.code), (1, 0));

    let process = Added::start(&etcd, added.text(), &peer, &client, &[]);
    eventually("the new member starts", || {
        members(&at).iter().any(|member| member["name"] == "m2")
    });
    let learner = client.trim_start_matches("http://");
    eventually("the learner answers", || {
        let status = ectl(learner, &["endpoint", "status", "-w", "jsonl"]).run();
        status.text().contains("\"is_learner\":true")
    });
    let mut promoted = None;
    eventually("the learner is promoted", || {
        let outcome = ectl(&at, &["member", "promote", &format!("0x{id}")]).run();
        assert!(outcome.code == 0 || outcome.stderr.contains("in sync"), "{}", outcome.stderr);
        promoted = Some(outcome).filter(|outcome| outcome.code == 0);
        promoted.is_some()
    });
    promoted.unwrap().prints(&format!("Member {padded} promoted in cluster {cluster}\n"));
    ectl(&at, &["member", "promote", id]).run().fails(1, "Error: etcdserver: can only promote");

    let moved = ectl(&at, &["member", "update", id, &urls, "-w", "fields", "--hex"]).run();
    assert!(moved.text().contains(&format!("\"ID\" : {id}\n\"Name\" : \"m2\"\n")));
    let number = u64::from_str_radix(id, 16).unwrap();
    let decimal = format!("dec:{number}");
    ectl(&at, &["member", "update", &decimal, &urls])
        .run()
        .prints(&format!("Member {padded} updated in cluster {cluster}\n"));

    eventually("the first member can lose the second", || {
        let removed = ectl(&at, &["member", "remove", id]).run();
        removed.code == 0
            && removed.text() == format!("Member {padded} removed from cluster {cluster}\n")
    });
    assert_eq!(members(&at), [first]);
    ectl(&at, &["member", "remove", id]).run().fails(1, "Error: etcdserver: member not found\n");
    drop(process);
}

#[test]
fn every_format_of_a_change() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let peer = format!("http://{}", free_address());
    let list = json(&at, &["member", "list"]);
    let list_hex = json(&at, &["member", "list", "--hex"]);
    let number = list["members"][0]["ID"].as_u64().unwrap();
    assert_eq!(list_hex["members"][0]["ID"], format!("{number:x}"));
    assert_eq!(list_hex["header"]["member_id"], format!("{number:x}"));
    assert_eq!(list["header"]["member_id"], number);
    let line = ectl(&at, &["member", "list"]).run();
    ectl(&at, &["member", "list", "--consistency=s"]).run().prints(line.text());
    let table = ectl(&at, &["member", "list", "-w", "table"]).run();
    let head: Vec<_> = table.text().lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(head.join(" "), "│ ID │ STATUS │ NAME │ PEER ADDRS │ CLIENT ADDRS │ IS LEARNER │");

    let add = ["member", "add", "m 2", "--learner", "--peer-urls", &peer];
    let added = json(&at, &add);
    assert_eq!(added["member"]["peerURLs"], json!([peer]));
    assert_eq!(added["members"].as_array().unwrap().len(), 2);
    let mut id = added["member"]["ID"].as_u64().unwrap();
    let mut replace = |at: &str, format: &str| {
        let removed = ectl(at, &["member", "remove", &format!("{id:x}"), "-w", format]).run();
        assert_eq!((removed.stderr.as_str(), removed.code), ("", 0));
        // The id of a new member is made of its URLs and the second: one that was removed may not
        // come again.
        let peer = format!("http://{}", free_address());
        let add = ["member", "add", "m 2", "--learner", "--peer-urls", &peer];
        let added = ectl(at, &add).arg("-w").arg(format).run();
        assert_eq!((added.stderr.as_str(), added.code), ("", 0));
        let list = json(at, &["member", "list"]);
        let members = list["members"].as_array().unwrap();
        let new = members.iter().find(|member| member["isLearner"] == true).unwrap();
        id = new["ID"].as_u64().unwrap();
        (removed, added, id, peer)
    };
    // What etcdctl has no answer for.
    let (removed, added, id, peer) = replace(&at, "fields");
    assert!(removed.text().contains(&format!("\"ID\" : {number}\n\"Name\" : \"m1\"\n")));
    assert!(added.text().contains(&format!(
        "\"ID\" : {id}\n\"Name\" : \"m 2\"\n\"PeerURL\" : \"{peer}\"\n\"IsLearner\" : true\n"
    )));
    let (removed, added, id, peer) = replace(&at, "jsonl");
    assert_eq!(removed.text().lines().count(), 1);
    let row: Value = serde_json::from_str(added.text()).unwrap();
    assert_eq!((&row["id"], &row["name"]), (&json!(format!("{id:x}")), &json!("m 2")));
    assert!(row["initial_cluster"].as_str().unwrap().contains(&format!("m 2={peer}")));
    let (removed, added, id, _) = replace(&at, "table");
    assert!(removed.text().contains(&format!("{number:x}")));
    assert!(added.text().contains(&format!("{id:x}")));
    let (removed, added, _, peer) = replace(&at, "protobuf");
    let contains = |bytes: &[u8], text: &str| {
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    assert!(contains(&removed.stdout, "m1") && !contains(&removed.stdout, &peer));
    assert!(contains(&added.stdout, &peer));
}

#[test]
fn bad_lines_are_refused_before_anything_is_sent() {
    let fails = |words: &[&str], code: i32, stderr: &str| {
        ectl(DEAD, words).run().fails(code, stderr);
    };
    fails(&["member"], 128, "Error: ");
    fails(&["member", "bogus"], 128, "Error: unknown command \"bogus\"");
    fails(&["member", "add"], 128, "Error: member name not provided\n");
    fails(&["member", "add", ""], 128, "Error: member name not provided\n");
    fails(&["member", "add", "m"], 128, "Error: member peer urls not provided\n");
    fails(
        &["member", "add", "m", "HTTP://a:1", "x", "http://b:1"],
        128,
        "Error: too many arguments, did you mean --peer-urls=HTTP://a:1, \
         did you mean --peer-urls=http://b:1\n",
    );
    fails(
        &["member", "add", "m", "--peer-urls=127.0.0.1:2380"],
        128,
        "Error: URL scheme must be http, https, unix, or unixs: 127.0.0.1:2380\n\
         hint: did you mean http://127.0.0.1:2380",
    );
    fails(
        &["member", "update", "1", "--peer-urls=http://a:1/"],
        128,
        "Error: URL must not contain a path: http://a:1/\n",
    );
    fails(&["member", "update", "1"], 128, "Error: member peer urls not provided\n");
    for command in ["remove", "promote", "update"] {
        fails(&["member", command], 128, "MEMBER_ID");
        fails(&["member", command, "zz"], 128, "bad member ID \"zz\": expected hexadecimal");
    }
    fails(&["member", "list", "--consistency=x"], 4, "Error: unknown consistency flag \"x\"\n");
    fails(&["member", "list", "x"], 128, "'x'");
    fails(&["member", "list", "-w", "yaml"], 4, "unsupported output format");
    fails(&["member", "list"], 2, "cannot reach etcd at 127.0.0.1:1: connection refused\n");
}

#[test]
pub(crate) fn who_adds_a_second_voter_is_warned_and_told_how_to_start_it() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let peer = free_address();
    let urls = format!("--peer-urls=http://{peer}");
    let add = ["member", "add", "m2", &urls, "--learner"];
    let environment = |told: &str| {
        let lines = told.lines().filter_map(|line| line.split_once('='));
        lines.map(|(name, value)| (name.to_owned(), json!(value.trim_matches('"')))).collect()
    };
    let mut learner = String::new();
    let mut forget = || {
        if let Some(new) = members(&at).into_iter().find(|member| member["name"] == "") {
            learner = new["id"].as_str().unwrap().to_owned();
            assert_eq!(ectl(&at, &["member", "remove", &learner]).run().code, 0);
        }
    };
    let added = json(&at, &add);
    let variables: serde_json::Map<_, _> = added["env"].as_object().unwrap().clone();
    assert_eq!(variables["ETCD_NAME"], "m2");
    assert_eq!(variables["ETCD_INITIAL_ADVERTISE_PEER_URLS"], format!("http://{peer}"));
    // What etcdctl prints comes first, unchanged.
    let names: Vec<_> = added.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 4, "{names:?}");
    forget();
    let refused = ectl(&at, &[&add[..], &["--env", "-w", "json"]].concat()).run();
    refused.fails(128, "{\"error\":\"env is only for `--write-out=simple`\",");

    // The id is made of the URLs and the second: another member needs another URL.
    let peer = free_address();
    let urls = format!("--peer-urls=http://{peer}");
    let told = ectl(&at, &["member", "add", "m2", &urls, "--learner", "--env"]).run();
    assert_eq!((told.stderr.as_str(), told.code), ("", 0));
    let told: serde_json::Map<_, _> = environment(told.text());
    assert!(told.keys().eq(variables.keys()), "{told:?}");
    assert_eq!(told["ETCD_INITIAL_ADVERTISE_PEER_URLS"], format!("http://{peer}"));
    forget();

    let peer = free_address();
    let voter = ectl(&at, &["member", "add", "m2", &format!("--peer-urls=http://{peer}")]).run();
    assert!(
        voter.stderr.starts_with("Warning: ") && voter.stderr.contains("--learner"),
        "{voter:?}"
    );
    assert_eq!((voter.stderr.lines().count(), voter.code), (1, 0));
}

#[test]
fn who_is_up_and_who_leads() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.endpoints();
    let list = |words: &[&str]| {
        ectl(&at, &[&["member", "list", "--status", "--command-timeout=2s"], words].concat()).run()
    };
    let rows = |outcome: &Outcome| -> Vec<Value> {
        outcome.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let all = list(&["-w", "jsonl"]);
    assert_eq!((all.stderr.as_str(), all.code), ("", 0));
    let all = rows(&all);
    assert!(all.iter().all(|row| row["is_up"] == true && row["error"].is_null()), "{all:?}");
    assert_eq!(all.iter().filter(|row| row["is_leader"] == true).count(), 1, "{all:?}");
    let simple = list(&[]);
    let ends = |end: &str| simple.text().lines().filter(|line| line.ends_with(end)).count();
    assert_eq!((ends(", false, up, leader"), ends(", false, up, follower")), (1, 2), "{simple:?}");
    let plain = ectl(&at, &["member", "list"]).run();
    for (line, plain) in simple.text().lines().zip(plain.text().lines()) {
        assert!(line.starts_with(plain), "{line}");
    }

    // One is killed, one says nothing: they are asked at the same time, within one timeout.
    let [first, second, _] = etcd.members() else { panic!("three members") };
    let (killed, paused) = (first.name().to_owned(), second.name().to_owned());
    first.kill().unwrap();
    second.pause().unwrap();
    let started = Instant::now();
    let rest = list(&["-w", "jsonl", "--consistency=s"]);
    assert!(started.elapsed() < Duration::from_secs(6), "{:?}", started.elapsed());
    assert_eq!((rest.stderr.as_str(), rest.code), ("", 0));
    for row in rows(&rest) {
        let why = row["error"].as_str().unwrap_or_default();
        match row["name"].as_str().unwrap() {
            name if name == killed => assert!(why.ends_with("connection refused"), "{row}"),
            name if name == paused => assert!(why.ends_with("no answer within 2s"), "{row}"),
            _ => assert_eq!((&row["is_up"], why), (&Value::Bool(true), ""), "{row}"),
        }
        assert_eq!(row["is_leader"].is_null(), row["is_up"] == false, "{row}");
    }
    second.resume().unwrap();
    for format in ["json", "fields", "protobuf"] {
        list(&["-w", format]).fails(4, "not supported as output format");
    }
    ectl(DEAD, &["member", "list", "--status"]).run().fails(2, "connection refused");
}
