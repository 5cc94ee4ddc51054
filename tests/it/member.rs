//! `member list | add | remove | update | promote`.

use crate::support::added::{Added, free_address};
use crate::support::cluster::Cluster as _;
use crate::support::serial::serial;
use crate::support::words::Words;
use crate::support::{Outcome, ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// Nothing listens there.
const DEAD: &str = "127.0.0.1:1";

fn members(etcd: &Etcd) -> Vec<Value> {
    let list = etcd.ectl("member list -w jsonl").run();
    assert_eq!((list.stderr.as_str(), list.code), ("", 0));
    list.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn json(etcd: &Etcd, words: impl Words) -> Value {
    let outcome = etcd.ectl(words).arg("-w").arg("json").run();
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0));
    serde_json::from_str(outcome.text()).unwrap()
}

/// A learner that was added and has not been started.
struct Unstarted {
    /// The output of `member add`.
    added: String,
    id: String,
    /// The id of the cluster, as wide as in the messages.
    cluster: String,
    peer: String,
}

impl Unstarted {
    fn add(etcd: &Etcd) -> Self {
        let peer = format!("http://{}", free_address());
        let cluster = json(etcd, "member list --hex")["header"]["cluster_id"].clone();
        let cluster = format!("{:>16}", cluster.as_str().unwrap());
        let urls = format!("--peer-urls={peer}");
        let added = etcd.ectl(&format!("member add m2 --learner {urls}")).run();
        assert_eq!((added.stderr.as_str(), added.code), ("", 0));
        let new = members(etcd).into_iter().find(|member| member["name"] == "").unwrap();
        let id = new["id"].as_str().unwrap().to_owned();
        Self { added: added.text().to_owned(), id, cluster, peer }
    }

    /// Starts it, and waits until the cluster knows its name and it answers.
    fn start(&self, etcd: &Etcd) -> Added {
        let client = format!("http://{}", free_address());
        let process = Added::start(etcd, &self.added, &self.peer, &client, &[]);
        eventually("the new member starts", || {
            members(etcd).iter().any(|member| member["name"] == "m2")
        });
        let learner = client.trim_start_matches("http://");
        eventually("the learner answers", || {
            let status = ectl(learner, "endpoint status -w jsonl").run();
            status.text().contains("\"is_learner\":true")
        });
        process
    }
}

#[test]
fn member_add_prints_environment_of_new_member() {
    let etcd = etcd();
    let Unstarted { added, id, cluster, peer } = Unstarted::add(&etcd);
    let padded = format!("{id:>16}");
    let pair = |name: &str, url: &Value| format!("{name}={}", url.as_str().unwrap());
    let initial: Vec<_> = members(&etcd)
        .iter()
        .map(|member| match member["id"] == id {
            true => pair("m2", &member["peer_addrs"][0]),
            false => pair("m1", &member["peer_addrs"][0]),
        })
        .collect();
    assert_eq!(
        added,
        format!(
            "Member {padded} added as learner to cluster {cluster}\n\n\
             ETCD_NAME=\"m2\"\n\
             ETCD_INITIAL_CLUSTER=\"{}\"\n\
             ETCD_INITIAL_ADVERTISE_PEER_URLS=\"{peer}\"\n\
             ETCD_INITIAL_CLUSTER_STATE=\"existing\"\n",
            initial.join(",")
        )
    );
}

#[test]
fn unstarted_learner_is_listed_and_not_promoted() {
    let etcd = etcd();
    let Unstarted { id, peer, .. } = Unstarted::add(&etcd);
    let new = members(&etcd).into_iter().find(|member| member["name"] == "").unwrap();
    assert_eq!(
        new,
        json!({"id": id, "status": "unstarted", "name": "", "peer_addrs": [peer],
               "client_addrs": [], "is_learner": true})
    );
    let list = etcd.ectl("member list").run();
    assert!(list.text().contains(&format!("{id}, unstarted, , {peer}, , true\n")));
    etcd.ectl(&format!("member promote {id}")).run().fails(
        1,
        "Error: etcdserver: can only promote a learner member which is in sync \
         with leader\n",
    );
    // An unstarted member has no address to ask.
    let health = etcd.ectl("endpoint health --cluster -w jsonl").run();
    assert_eq!((health.text().lines().count(), health.code), (1, 0));
}

#[test]
fn learner_is_promoted_updated_and_removed() {
    let etcd = etcd();
    let first = members(&etcd).remove(0);
    let learner = Unstarted::add(&etcd);
    let process = learner.start(&etcd);
    let Unstarted { id, cluster, peer, .. } = &learner;
    let (padded, urls) = (format!("{id:>16}"), format!("--peer-urls={peer}"));
    let mut promoted = None;
    eventually("the learner is promoted", || {
        let outcome = etcd.ectl(&format!("member promote 0x{id}")).run();
        assert!(outcome.code == 0 || outcome.stderr.contains("in sync"), "{}", outcome.stderr);
        promoted = Some(outcome).filter(|outcome| outcome.code == 0);
        promoted.is_some()
    });
    promoted.unwrap().prints(&format!("Member {padded} promoted in cluster {cluster}\n"));
    etcd.ectl(&format!("member promote {id}"))
        .run()
        .fails(1, "Error: etcdserver: can only promote a learner member\n");

    let moved = etcd.ectl(&format!("member update {id} {urls} -w fields --hex")).run();
    assert!(moved.text().contains(&format!("\"ID\" : {id}\n\"Name\" : \"m2\"\n")));
    let number = u64::from_str_radix(id, 16).unwrap();
    let decimal = format!("dec:{number}");
    etcd.ectl(&format!("member update {decimal} {urls}"))
        .run()
        .prints(&format!("Member {padded} updated in cluster {cluster}\n"));

    eventually("the second member is removed", || {
        let removed = etcd.ectl(&format!("member remove {id}")).run();
        removed.code == 0
            && removed.text() == format!("Member {padded} removed from cluster {cluster}\n")
    });
    assert_eq!(members(&etcd), [first]);
    etcd.ectl(&format!("member remove {id}"))
        .run()
        .fails(1, "Error: etcdserver: member not found\n");
    drop(process);
}

#[test]
fn member_list_has_every_format() {
    let etcd = etcd();
    let list = json(&etcd, "member list");
    let list_hex = json(&etcd, "member list --hex");
    let number = list["members"][0]["ID"].as_u64().unwrap();
    assert_eq!(list_hex["members"][0]["ID"], format!("{number:x}"));
    assert_eq!(list_hex["header"]["member_id"], format!("{number:x}"));
    assert_eq!(list["header"]["member_id"], number);
    let line = etcd.ectl("member list").run();
    etcd.ectl("member list --consistency=s").run().prints(line.text());
    let table = etcd.ectl("member list -w table").run();
    let head: Vec<_> = table.text().lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(head.join(" "), "│ ID │ STATUS │ NAME │ PEER ADDRS │ CLIENT ADDRS │ IS LEARNER │");
}

/// A learner `m 2` that is removed and added again, each time in another format.
struct Replaced {
    id: u64,
    peer: String,
    removed: Outcome,
    added: Outcome,
}

/// Removes the learner with this id and adds another one.
fn replace(etcd: &Etcd, id: u64, format: &str) -> Replaced {
    let removed = etcd.ectl(&format!("member remove {id:x} -w {format}")).run();
    assert_eq!((removed.stderr.as_str(), removed.code), ("", 0));
    // The id of a new member is made of its URLs and the second, and the id of a removed member may not
    // come again: each one needs its own URL.
    let peer = format!("http://{}", free_address());
    let add = ["member", "add", "m 2", "--learner", "--peer-urls", &peer];
    let added = etcd.ectl(&add).arg("-w").arg(format).run();
    assert_eq!((added.stderr.as_str(), added.code), ("", 0));
    let list = json(etcd, "member list");
    let members = list["members"].as_array().unwrap();
    let new = members.iter().find(|member| member["isLearner"] == true).unwrap();
    Replaced { id: new["ID"].as_u64().unwrap(), peer, removed, added }
}

#[test]
fn member_add_and_remove_have_every_format() {
    let etcd = etcd();
    let peer = format!("http://{}", free_address());
    let number = json(&etcd, "member list")["members"][0]["ID"].as_u64().unwrap();
    let add = ["member", "add", "m 2", "--learner", "--peer-urls", &peer];
    let added = json(&etcd, &add);
    assert_eq!(added["member"]["peerURLs"], json!([peer]));
    assert_eq!(added["members"].as_array().unwrap().len(), 2);
    let id = added["member"]["ID"].as_u64().unwrap();
    // etcdctl has no output for these formats.
    let Replaced { removed, added, id, peer } = replace(&etcd, id, "fields");
    assert!(removed.text().contains(&format!("\"ID\" : {number}\n\"Name\" : \"m1\"\n")));
    assert!(added.text().contains(&format!(
        "\"ID\" : {id}\n\"Name\" : \"m 2\"\n\"PeerURL\" : \"{peer}\"\n\"IsLearner\" : true\n"
    )));
    let Replaced { removed, added, id, peer } = replace(&etcd, id, "jsonl");
    assert_eq!(removed.text().lines().count(), 1);
    let row: Value = serde_json::from_str(added.text()).unwrap();
    assert_eq!((&row["id"], &row["name"]), (&json!(format!("{id:x}")), &json!("m 2")));
    assert!(row["initial_cluster"].as_str().unwrap().contains(&format!("m 2={peer}")));
    let Replaced { removed, added, id, .. } = replace(&etcd, id, "table");
    assert!(removed.text().contains(&format!("{number:x}")));
    assert!(added.text().contains(&format!("{id:x}")));
    let Replaced { removed, added, peer, .. } = replace(&etcd, id, "protobuf");
    let contains = |bytes: &[u8], text: &str| {
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    };
    assert!(contains(&removed.stdout, "m1") && !contains(&removed.stdout, &peer));
    assert!(contains(&added.stdout, &peer));
}

#[test]
fn usage_errors_send_nothing() {
    let fails = |words: &str, code: i32, stderr: &str| {
        ectl(DEAD, words).run().fails(code, stderr);
    };
    fails(
        "member",
        128,
        "Error: \"ectl member\" needs a command\n\
         hint: available commands: add, list, promote, remove, update\n",
    );
    fails(
        "member bogus",
        128,
        "Error: unknown command \"bogus\" for \"ectl member\"\n\
         hint: available commands: add, list, promote, remove, update\n",
    );
    fails("member add", 128, "Error: member name not provided\n");
    fails("member add ''", 128, "Error: member name not provided\n");
    fails(
        "member add m",
        128,
        "Error: member peer urls not provided\n\
         hint: use --peer-urls, such as --peer-urls=http://10.0.0.4:2380\n",
    );
    fails(
        "member add m HTTP://a:1 x http://b:1",
        128,
        "Error: too many arguments, did you mean --peer-urls=HTTP://a:1, \
         did you mean --peer-urls=http://b:1\n",
    );
    fails(
        "member add m --peer-urls=127.0.0.1:2380",
        128,
        "Error: URL scheme must be http, https, unix, or unixs: 127.0.0.1:2380\n\
         hint: did you mean http://127.0.0.1:2380 or https://127.0.0.1:[..]?\n",
    );
    fails(
        "member update 1 --peer-urls=http://a:1/",
        128,
        "Error: URL must not contain a path: http://a:1/\n",
    );
    fails(
        "member update 1",
        128,
        "Error: member peer urls not provided\n\
         hint: use --peer-urls, such as --peer-urls=http://10.0.0.4:2380\n",
    );
    for command in ["remove", "promote", "update"] {
        fails(
            &format!("member {command}"),
            128,
            "Error: the following required arguments were not provided: <MEMBER>\n\
             hint: usage: ectl member [..] <MEMBER>\n",
        );
        fails(
            &format!("member {command} ''"),
            128,
            "Error: invalid value '' for '<MEMBER>': it is empty\n",
        );
    }
    fails(
        "member list --consistency=x",
        4,
        "Error: unknown consistency flag \"x\"\n\
         hint: valid values: l (linearizable), s (serializable)\n",
    );
    fails(
        "member list x",
        128,
        "Error: unexpected argument 'x' found\n\
         hint: usage: ectl member list [OPTIONS]\n",
    );
    fails(
        "member list -w yaml",
        4,
        "Error: unsupported output format \"yaml\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
    fails(
        "member list",
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
}

#[test]
pub(crate) fn members_are_named() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let all = members(&etcd);
    let id = |name: &str| {
        let one = all.iter().find(|member| member["name"] == name).unwrap();
        one["id"].as_str().unwrap().to_owned()
    };
    let [first, second] = ["m1", "m2"].map(id);
    let leader = || {
        let status = etcd.ectl("member list --status -w jsonl").run();
        let leader = rows(&status).into_iter().find(|row| row["is_leader"] == true);
        leader.map(|row| row["name"].as_str().unwrap().to_owned())
    };
    eventually("there is a leader", || leader().is_some());
    let before = leader().unwrap();
    let (name, wanted) = if before == "m1" { ("m2", &second) } else { ("m1", &first) };
    let moved = etcd.ectl(&format!("move-leader {name}")).run();
    moved.prints(&format!("Leadership transferred from {} to {wanted}\n", id(&before)));
    // Not short for `move-leader`: it reads as `mv`.
    etcd.ectl("move m1")
        .run()
        .fails(128, "Error: unknown command \"move\" for \"ectl\"\nhint: did you mean ectl mv?\n");
    etcd.ectl("move-leader m9").run().fails(
        128,
        "Error: no member has the name or ID \"m9\"\n\
         hint: the members are [..] ([..]), [..] ([..]), [..] ([..])\n",
    );
    let listed = etcd.ectl("move-leader m9").run();
    assert!(listed.stderr.contains(&format!("m1 ({first})")), "{listed:?}");
    // An ID that no member has is for etcd to refuse.
    etcd.ectl("member remove 1234").run().fails_part(1, "Error: etcdserver: member not found\n");

    etcd.members()[2].kill().unwrap();
    let removed = etcd.ectl("member remove m3").run();
    assert!(
        removed.text().starts_with(&format!("Member {:>16} removed ", id("m3"))),
        "{removed:?}"
    );
    assert_eq!((members(&etcd).len(), removed.code), (2, 0));
    etcd.ectl("member remove m3").run().fails_part(128, "no member has the name or ID \"m3\"\n");
}

/// Removes the member that has not been started.
fn remove_unstarted(etcd: &Etcd) {
    let new = members(etcd).into_iter().find(|member| member["name"] == "").unwrap();
    let removed = etcd.ectl("member remove").arg(new["id"].as_str().unwrap()).run();
    assert_eq!(removed.code, 0);
}

#[test]
pub(crate) fn member_add_reports_environment_in_json_and_alone() {
    let etcd = etcd();
    let peer = free_address();
    let urls = format!("--peer-urls=http://{peer}");
    let add = ["member", "add", "m2", &urls, "--learner"];
    let added = json(&etcd, &add);
    let variables: serde_json::Map<_, _> = added["env"].as_object().unwrap().clone();
    assert_eq!(variables["ETCD_NAME"], "m2");
    assert_eq!(variables["ETCD_INITIAL_ADVERTISE_PEER_URLS"], format!("http://{peer}"));
    // The fields of etcdctl, then `env`.
    let names: Vec<_> = added.as_object().unwrap().keys().collect();
    assert_eq!(names.len(), 4, "{names:?}");
    remove_unstarted(&etcd);
    let refused = etcd.ectl(&add).args("--env -w json").run();
    refused.fails(
        128,
        "{\"error\":\"env is only for \
         `--write-out=simple`\",\"kind\":\"usage\",\"code\":128,\"hint\":null,\"endpoints\":[]}\n",
    );

    // The id is made of the URLs and the second: another member needs another URL.
    let peer = free_address();
    let urls = format!("--peer-urls=http://{peer}");
    let told = etcd.ectl(&format!("member add m2 {urls} --learner --env")).run();
    assert_eq!((told.stderr.as_str(), told.code), ("", 0));
    let told: serde_json::Map<_, _> = told
        .text()
        .lines()
        .filter_map(|line| line.split_once('='))
        .map(|(name, value)| (name.to_owned(), json!(value.trim_matches('"'))))
        .collect();
    assert!(told.keys().eq(variables.keys()), "{told:?}");
    assert_eq!(told["ETCD_INITIAL_ADVERTISE_PEER_URLS"], format!("http://{peer}"));
}

#[test]
fn second_voter_is_warned_about() {
    let etcd = etcd();
    let urls = format!("--peer-urls=http://{}", free_address());
    let voter = etcd.ectl(&format!("member add m2 {urls}")).run();
    assert!(
        voter.stderr.starts_with("Warning: ") && voter.stderr.contains("--learner"),
        "{voter:?}"
    );
    assert_eq!((voter.stderr.lines().count(), voter.code), (1, 0));
}

fn list_status(etcd: &Etcd, words: impl Words) -> Outcome {
    etcd.ectl("member list --status --command-timeout=2s").args(words).run()
}

fn rows(outcome: &Outcome) -> Vec<Value> {
    outcome.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn member_list_status_shows_leader() {
    let etcd = start(&Plan { members: 3, ..Plan::new() });
    let all = list_status(&etcd, "-w jsonl");
    assert_eq!((all.stderr.as_str(), all.code), ("", 0));
    let all = rows(&all);
    assert!(all.iter().all(|row| row["is_up"] == true && row["error"].is_null()), "{all:?}");
    assert_eq!(all.iter().filter(|row| row["is_leader"] == true).count(), 1, "{all:?}");
    let simple = list_status(&etcd, "");
    let ends = |end: &str| simple.text().lines().filter(|line| line.ends_with(end)).count();
    assert_eq!((ends(", false, up, leader"), ends(", false, up, follower")), (1, 2), "{simple:?}");
    let plain = etcd.ectl("member list").run();
    for (line, plain) in simple.text().lines().zip(plain.text().lines()) {
        assert!(line.starts_with(plain), "{line}");
    }
    for format in ["json", "fields", "protobuf"] {
        list_status(&etcd, &format!("-w {format}")).fails_part(4, "not supported as output format");
    }
    ectl(DEAD, "member list --status").run().fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
}

#[test]
fn member_list_status_names_unreachable_members() {
    let _serial = serial();
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let [killed, paused] = [0, 1].map(|n| etcd.members()[n].name().to_owned());
    etcd.members()[0].kill().unwrap();
    etcd.members()[1].pause().unwrap();
    // All members are asked at the same time, within one timeout.
    let started = Instant::now();
    let rest = list_status(&etcd, "-w jsonl --consistency=s");
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
    etcd.members()[1].resume().unwrap();
}
