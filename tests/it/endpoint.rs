//! `endpoint health | status | hashkv`.

use crate::support::cluster::Cluster as _;
use crate::support::serial::serial;
use crate::support::{Outcome, ectl, etcd, etcdctl, line, start};
use ectl::sandbox::{Etcd, Plan};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};

/// Nothing listens there.
const DEAD: &str = "127.0.0.1:1";
const REFUSED: &str = "connection refused";
const NOBODY: &str =
    "is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to use another address";

fn jsonl(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// Replaces durations between `before` and `after`, which vary, with `TOOK`.
fn without_took(text: &str, before: &str, after: &str) -> String {
    let parts = text.split(before).enumerate().map(|(index, part)| match index {
        0 => part.to_owned(),
        _ => {
            let (took, rest) = part.split_once(after).expect("the end of a duration");
            assert!(
                took.ends_with('s') && took.starts_with(|c: char| c.is_ascii_digit()),
                "{took}"
            );
            format!("{before}TOOK{after}{rest}")
        }
    });
    parts.collect()
}

#[test]
fn replies_keep_the_order_of_members() {
    let etcd = start(&Plan { members: 3, ..Plan::new() });
    let given = etcd.endpoints();
    let mut backwards: Vec<_> = given.split(',').collect();
    backwards.reverse();
    let at = backwards.join(",");

    let healthy = ectl(&at, "endpoint health").run();
    let expected: String = backwards
        .iter()
        .map(|endpoint| {
            format!("{endpoint} is healthy: successfully committed proposal: took = TOOK\n")
        })
        .collect();
    assert_eq!(without_took(healthy.text(), "took = ", "\n"), expected);
    assert_eq!((healthy.stderr.as_str(), healthy.code), ("", 0));

    let status = ectl(&at, "endpoint status -w jsonl").run();
    let rows = jsonl(status.text());
    let column = |name: &str| -> Vec<_> { rows.iter().map(|row| row[name].clone()).collect() };
    assert_eq!(column("endpoint"), backwards);
    assert_eq!(column("is_leader").iter().filter(|leads| **leads == Value::Bool(true)).count(), 1);
    assert_eq!(column("error"), [Value::Null, Value::Null, Value::Null]);
    assert_eq!(column("leader")[0], column("leader")[2]);

    ectl(&at, "put a b").run().prints("OK\n");
    let hashes = ectl(&at, "endpoint hashkv --rev 0x2 -w jsonl").run();
    let rows = jsonl(hashes.text());
    assert_eq!(rows.iter().map(|row| row["endpoint"].clone()).collect::<Vec<_>>(), backwards);
    assert_eq!(rows[0]["hash"], rows[2]["hash"]);
    assert_eq!(rows[1]["revision"], "2");
}

/// Runs a line that succeeds and has nothing to note.
#[track_caller]
fn printed(etcd: &Etcd, words: &str) -> String {
    let outcome = etcd.ectl(words).run();
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0), "{words:?}");
    outcome.text().to_owned()
}

#[test]
fn health_in_every_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let out = |words: &str| printed(&etcd, words);
    let fields = out("endpoint health -w fields");
    assert_eq!(
        without_took(&fields, "\"Took\" : ", "\n"),
        format!("\"Endpoint\" : \"{at}\"\n\"Health\" : true\n\"Took\" : TOOK\n\"Error\" : \n\n")
    );
    let json = without_took(&out("endpoint health -w json"), "\"took\":\"", "\"");
    let known = format!("[{{\"endpoint\":\"{at}\",\"health\":true,\"took\":\"TOOK\"");
    assert!(json.starts_with(&format!("{known},\"verdict\":\"healthy\",\"took_ms\":")), "{json}");
    let table = out("endpoint health -w table");
    let head: Vec<_> = table.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(head.join(" "), "│ ENDPOINT │ HEALTH │ TOOK │ ERROR │");
}

#[test]
fn status_in_every_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let out = |words: &str| printed(&etcd, words);
    let simple = out("endpoint status");
    let cells: Vec<_> = simple.trim_end_matches('\n').split(", ").collect();
    assert_eq!(cells.len(), 16, "{simple}");
    let row = &jsonl(&out("endpoint status -w jsonl"))[0];
    assert_eq!((cells[0], cells[1]), (at.as_str(), row["id"].as_str().unwrap()));
    assert_eq!((cells[2], cells[8], cells[9]), (row["version"].as_str().unwrap(), "true", "false"));
    let table = out("endpoint status -w table");
    let head: Vec<_> = table.lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(
        head.join(" "),
        "│ ENDPOINT │ ID │ VERSION │ STORAGE VERSION │ DB SIZE │ IN USE │ PERCENTAGE NOT IN USE │ \
         QUOTA │ IS LEADER │ IS LEARNER │ RAFT TERM │ RAFT INDEX │ RAFT APPLIED INDEX │ ERRORS │ \
         DOWNGRADE TARGET VERSION │ DOWNGRADE ENABLED │"
    );
    let fields = out("endpoint status -w fields --hex");
    assert!(fields.contains(&format!("\"MemberID\" : {}\n", cells[1])), "{fields}");
    assert!(fields.contains(&format!("\"Endpoint\" : \"{at}\"\n")), "{fields}");
    let json: Value = serde_json::from_str(&out("endpoint status -w json")).unwrap();
    assert_eq!(json[0]["Endpoint"], at.as_str());
    assert_eq!(json[0]["Status"]["dbSize"], row["db_size"]);
}

#[test]
fn hashkv_in_every_format() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let out = |words: &str| printed(&etcd, words);
    // The hash of an empty store is known.
    let simple = out("endpoint hashkv");
    assert!(simple.starts_with(&format!("{at}, 1084519789, ")), "{simple}");
    let json: Value = serde_json::from_str(&out("endpoint hashkv -w json")).unwrap();
    assert_eq!(json[0]["HashKV"]["hash"], 1_084_519_789);
    assert_eq!(json[0]["HashKV"]["compact_revision"], -1);

    etcd.ectl("endpoint hashkv --rev 99").run().fails(
        1,
        &format!(
            "Failed to get the hash of endpoint {at} \
             (etcdserver: mvcc: required revision is a future revision)\n"
        ),
    );
}

#[test]
fn protobuf_is_refused() {
    let etcd = etcd();
    for command in ["health", "status", "hashkv"] {
        etcd.ectl(&["endpoint", command, "-w", "protobuf"])
            .run()
            .fails(4, "Error: protobuf not supported as output format\n");
    }
}

#[test]
fn replies_and_failures_keep_the_order_of_endpoints() {
    let etcd = etcd();
    let live = etcd.endpoints();
    let same = live.replace("127.0.0.1", "localhost");
    let at = format!("{live},{DEAD},{same}");
    for command in ["health", "status", "hashkv", "status -w fields"] {
        let script = format!("exec {} endpoint {command} 2>&1", env!("CARGO_BIN_EXE_ectl"));
        let log = line(Path::new("sh"), &at, "-c").arg(&script).run();
        let places = [&live, DEAD, &same].map(|endpoint| log.text().find(endpoint));
        assert!(places[0].is_some() && places.is_sorted(), "{command}: {}", log.text());
    }
}

/// A line that waited for a timeout would wait for 5 s.
const NO_DELAY: Duration = Duration::from_secs(10);

#[test]
fn health_names_a_dead_endpoint_without_delay() {
    let etcd = etcd();
    let live = etcd.endpoints();
    let at = format!("{DEAD},{live}");
    let started = Instant::now();
    let health = ectl(&at, "endpoint health").run();
    let expected = format!("{live} is healthy: successfully committed proposal: took = TOOK\n");
    assert_eq!(without_took(health.text(), "took = ", "\n"), expected);
    assert_eq!(
        health.stderr,
        format!(
            "{DEAD} is unhealthy: failed to commit proposal: {REFUSED}\n\
             cluster: unhealthy (1 of 2 healthy)\nError: unhealthy cluster\nhint: {DEAD}: {NOBODY}\n"
        )
    );
    assert_eq!(health.code, 1);
    let health = ectl(&at, "endpoint health -w jsonl").run();
    let rows = jsonl(health.text());
    assert_eq!((&rows[0]["health"], &rows[0]["error"]), (&Value::Bool(false), &REFUSED.into()));
    assert_eq!((&rows[1]["health"], &rows[1]["error"]), (&Value::Bool(true), &Value::Null));
    assert!(health.stderr.contains(&format!("\"hint\":\"{DEAD}: {NOBODY}\"")), "{health:?}");
    assert_eq!(health.code, 1);
    assert!(started.elapsed() < NO_DELAY, "{:?}", started.elapsed());
}

#[test]
fn status_names_a_dead_endpoint_without_delay() {
    let etcd = etcd();
    let live = etcd.endpoints();
    let at = format!("{DEAD},{live}");
    let started = Instant::now();
    let status = ectl(&at, "endpoint status").run();
    assert!(status.text().starts_with(&format!("{live}, ")) && status.text().lines().count() == 1);
    let complaint = format!("Failed to get the status of endpoint {DEAD} ({REFUSED})\n");
    assert_eq!((status.stderr, status.code), (complaint, 1));
    let status = ectl(&at, "endpoint status -w jsonl").run();
    let rows = jsonl(status.text());
    assert_eq!((&rows[0]["endpoint"], &rows[0]["error"]), (&DEAD.into(), &REFUSED.into()));
    assert_eq!((&rows[0]["version"], &rows[1]["error"]), (&Value::Null, &Value::Null));
    let none = ectl(DEAD, "endpoint status -w json").run();
    let object = format!("{{\"Endpoint\":\"{DEAD}\",\"Error\":\"{REFUSED}\"}}");
    assert_eq!((none.text(), none.code), (format!("[{object}]\n").as_str(), 1));
    let some = ectl(&at, "endpoint status -w json").run();
    let both = format!("[{object},{{\"Endpoint\":\"{live}\",\"Status\":{{\"header\":{{");
    assert!(some.text().starts_with(&both), "{some:?}");
    let table = ectl(&at, "endpoint status -w table").run();
    let row: Vec<_> = table.text().lines().nth(3).unwrap().split('│').map(str::trim).collect();
    assert_eq!((row[1], row[2], row[14], row.len()), (DEAD, "", REFUSED, 18));
    assert_eq!((table.text().lines().count(), table.code), (6, 1));
    assert!(started.elapsed() < NO_DELAY, "{:?}", started.elapsed());
}

#[test]
fn hashkv_names_a_dead_endpoint_without_delay() {
    let etcd = etcd();
    let live = etcd.endpoints();
    let at = format!("{DEAD},{live}");
    let started = Instant::now();
    let hash = ectl(&at, "endpoint hashkv").run();
    assert!(hash.text().starts_with(&format!("{live}, ")) && hash.text().lines().count() == 1);
    assert_eq!(
        (hash.stderr, hash.code),
        (format!("Failed to get the hash of endpoint {DEAD} ({REFUSED})\n"), 1)
    );
    assert!(started.elapsed() < NO_DELAY, "{:?}", started.elapsed());
}

#[test]
fn wide_status() {
    let etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = format!("{},{DEAD}", etcd.endpoints());
    let status = |format: &str| ectl(&at, "endpoint status --wide -w").arg(format).run();
    let outcome = status("jsonl");
    let complaint = format!("Failed to get the status of endpoint {DEAD} ({REFUSED})\n");
    let note = format!("{{\"note\":\"{}\"}}\n", complaint.trim_end());
    assert_eq!((&outcome.stderr, outcome.code), (&note, 1));
    let rows = jsonl(outcome.text());
    let names: Vec<_> = rows.iter().map(|row| row["name"].clone()).collect();
    assert_eq!(names, [Value::from("m1"), "m2".into(), "m3".into(), Value::Null]);
    for row in &rows[..3] {
        let shares = row["percentage_in_use"].as_i64().zip(row["percentage_not_in_use"].as_i64());
        assert_eq!(shares.map(|(used, unused)| used + unused), Some(100), "{row}");
        // Before 3.6 only the metrics tell it.
        assert_eq!(row["db_size_quota"].as_i64(), Some(2 << 30), "{row}");
        assert_eq!(row["percentage_of_quota"], 1, "{row}");
        let lag: u64 = row["raft_lag"].as_str().unwrap().parse().unwrap();
        assert!(lag == 0 || row["is_leader"] == false, "{row}");
    }
    assert_eq!((&rows[3]["raft_lag"], &rows[3]["error"]), (&Value::Null, &REFUSED.into()));

    let table = status("table");
    let head: Vec<_> = table.text().lines().nth(1).unwrap().split_whitespace().collect();
    let more = "│ NAME │ PERCENTAGE IN USE │ PERCENTAGE OF QUOTA │ REVISION │ RAFT LAG │";
    assert!(head.join(" ").ends_with(&format!("DOWNGRADE ENABLED {more}")), "{table:?}");
    assert_eq!((table.text().lines().count(), &table.stderr, table.code), (8, &complaint, 1));
    let simple = status("simple");
    assert_eq!((simple.text().lines().count(), simple.code), (3, 1));
    for (line, name) in simple.text().lines().zip(["m1", "m2", "m3"]) {
        let cells: Vec<_> = line.split(", ").collect();
        assert_eq!((cells.len(), cells[16], cells[19]), (21, name, "1"), "{line}");
    }
    status("json").fails(
        4,
        "{\"error\":\"json not supported as output \
         format\",\"kind\":\"format\",\"code\":4,\"hint\":null,\"endpoints\":[]}\n",
    );
    // Who leads is not known where the leader was not asked.
    let follower = rows[..3].iter().find(|row| row["is_leader"] == false).unwrap();
    let follower = follower["endpoint"].as_str().unwrap();
    let line = ectl(follower, "endpoint status --wide -w jsonl").run();
    assert_eq!(jsonl(line.text())[0]["raft_lag"], Value::Null, "{line:?}");
}

fn compare(at: &str, words: &str) -> Outcome {
    ectl(at, "endpoint hashkv --compare").args(words).run()
}

/// Three members with the revisions 2 to 4.
fn three_with_keys() -> Etcd {
    let etcd = start(&Plan { members: 3, ..Plan::new() });
    put_three(&etcd);
    etcd
}

fn put_three(etcd: &Etcd) {
    for value in ["1", "2", "3"] {
        etcd.ectl("put a").arg(value).run().prints("OK\n");
    }
}

#[test]
fn hashkv_compares_at_one_revision() {
    let etcd = three_with_keys();
    let at = etcd.endpoints();
    let same = compare(&at, "");
    assert_eq!((same.stderr.as_str(), same.code), ("", 0));
    let lines: Vec<_> = same.text().lines().collect();
    // A member may be a little behind.
    assert!(lines[3].starts_with("consistent: 3 of 3 have the same hash at revision "), "{same:?}");
    let hash = |line: &str| line.split(", ").nth(1).unwrap().to_owned();
    assert!(hash(lines[0]) == hash(lines[2]) && lines.len() == 4, "{same:?}");
    let seed = at.split(',').next().unwrap();
    let all = compare(seed, "--cluster --rev 2");
    assert!(
        all.text().ends_with("consistent: 3 of 3 have the same hash at revision 2\n"),
        "{all:?}"
    );
    assert_ne!(hash(all.text()), hash(lines[0]));
    let rows = compare(&at, "-w jsonl");
    assert!(jsonl(rows.text()).iter().all(|row| row["verdict"] == "consistent"), "{rows:?}");
    let table = compare(&at, "-w table");
    assert_eq!(table.text().matches("consistent").count(), 3, "{table:?}");
    let json = compare(&at, "-w json --rev 2");
    let plain = etcd.ectl("endpoint hashkv -w json --rev 2").run();
    assert_eq!((json.text(), json.code), (plain.text(), 0));
}

#[test]
fn hashkv_compare_after_a_compaction() {
    let etcd = three_with_keys();
    let at = etcd.endpoints();
    etcd.ectl("compaction 3").run().prints("compacted revision 3\n");
    assert_eq!(compare(&at, "").code, 0);
    let gone = compare(&at, "--rev 2");
    assert_eq!((gone.text(), gone.code), ("", 1));
    gone.says("(etcdserver: mvcc: required revision has been compacted)\n");
}

#[test]
fn hashkv_compare_refuses_different_clusters() {
    let (one, other) = (etcd(), etcd());
    put_three(&one);
    put_three(&other);
    let strangers = compare(&format!("{},{}", one.endpoints(), other.endpoints()), "");
    assert_eq!((strangers.text().lines().count(), strangers.code), (2, 1));
    strangers.says("Error: cannot compare: the endpoints belong to different clusters: ");

    compare(&one.endpoints(), "").fails(
        128,
        "Error: --compare needs at least two endpoints\n\
         hint: use --cluster to query all members\n",
    );
}

#[test]
fn hashkv_compare_with_a_dead_or_mute_member() {
    let _serial = serial();
    let mut etcd = three_with_keys();
    let at = etcd.endpoints();
    let dead = compare(&format!("{at},{DEAD}"), "");
    assert!(dead.text().contains("consistent: 3 of 4 have"), "{dead:?}");
    let failed = format!("Failed to get the hash of endpoint {DEAD} ({REFUSED})\n");
    assert_eq!((dead.stderr, dead.code), (failed, 1));

    // Who is silent costs one timeout, however often all are asked.
    etcd.members()[1].pause().unwrap();
    let started = Instant::now();
    let mute = compare(&at, "--command-timeout=2s");
    assert!(mute.text().contains("consistent: 2 of 3 have") && mute.code == 1, "{mute:?}");
    assert!(started.elapsed() < Duration::from_millis(3900), "{:?}", started.elapsed());
    etcd.members()[1].resume().unwrap();
}

#[test]
fn mute_endpoint_costs_one_timeout() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    etcd.members()[1].pause().unwrap();
    let mute = etcd.members()[1].endpoint();
    let why = "no answer within 1s";
    let started = Instant::now();
    let status = etcd.ectl("endpoint status --command-timeout=1s").run();
    assert_eq!(status.text().lines().count(), 2);
    assert_eq!(
        (status.stderr, status.code),
        (format!("Failed to get the status of endpoint {mute} ({why})\n"), 1)
    );
    assert!(started.elapsed() < Duration::from_secs(4), "{:?}", started.elapsed());

    let health = etcd.ectl("endpoint health --cluster --command-timeout=1s").run();
    assert_eq!(health.text().lines().count(), 2, "{}", health.stderr);
    assert!(
        health.stderr.contains("no answer within 1s\ncluster: degraded (2 of 3 healthy)\n"),
        "{}",
        health.stderr
    );
    etcd.members()[1].resume().unwrap();
}

#[test]
fn alarm_is_unhealthy() {
    let etcd = start(&Plan {
        options: ["--quota-backend-bytes", "100000"].map(Into::into).to_vec(),
        ..Plan::new()
    });
    let at = etcd.endpoints();
    let value = "v".repeat(60_000);
    while etcd.ectl("put k").arg(&value).run().code == 0 {}
    let health = etcd.ectl("endpoint health").run();
    assert_eq!(
        (health.text(), health.stderr.as_str(), health.code),
        (
            "",
            format!(
                "{at} is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE \n\
                 Error: unhealthy cluster\nhint: make room: \"ectl compaction --keep 0\", \
                 \"ectl defrag --cluster\", then \"ectl alarm disarm\"; \"ectl du --top 10\" shows \
                 what is large\n"
            )
            .as_str(),
            1
        )
    );
    let status = etcd.ectl("endpoint status -w jsonl").run();
    let errors = jsonl(status.text())[0]["errors"].to_string();
    assert!(errors.contains("NOSPACE"), "{errors}");
}

#[test]
fn cluster_by_flag_or_variable() {
    let etcd = start(&Plan { members: 3, ..Plan::new() });
    let all = etcd.endpoints();
    let seed = all.split(',').next().unwrap();
    let at = format!("{DEAD},{seed}");
    let list = ectl(&at, "member list -w jsonl").run();
    let urls: Vec<_> =
        jsonl(list.text()).iter().map(|row| row["client_addrs"][0].clone()).collect();
    let endpoints = |line: crate::support::Line| -> Vec<Value> {
        let outcome = line.arg("-w").arg("jsonl").run();
        assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0));
        jsonl(outcome.text()).iter().map(|row| row["endpoint"].clone()).collect()
    };
    assert_eq!(endpoints(ectl(&at, "endpoint health --cluster")), urls);
    assert_eq!(endpoints(ectl(&at, "endpoint --cluster status")), urls);
    assert_eq!(endpoints(ectl(&at, "endpoint --rev 0 --cluster hashkv")), urls);
    assert_eq!(endpoints(ectl(&at, "--cluster=true endpoint hashkv")), urls);
    assert_eq!(endpoints(ectl(&at, "endpoint status").env("ETCDCTL_CLUSTER", "true")), urls);
    let off = ectl(seed, "endpoint status --cluster=false");
    assert_eq!(endpoints(off.env("ETCDCTL_CLUSTER", "true")), [seed]);
    ectl(seed, "endpoint status")
        .env("ETCDCTL_CLUSTER", "perhaps")
        .run()
        .fails(128, "Error: ETCDCTL_CLUSTER: \"perhaps\" is neither true nor false\n");
    ectl(DEAD, "endpoint status --cluster").run().fails(
        2,
        &format!(
            "Error: failed to fetch endpoints from etcd cluster member list: cannot \
             reach etcd at {DEAD}: {REFUSED}\n\
             hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
             use another address\n"
        ),
    );
}

#[test]
fn unserved_advertised_url_is_explained() {
    let options = ["--advertise-client-urls", "http://127.0.0.1:1"].map(Into::into).to_vec();
    let etcd = start(&Plan { options, ..Plan::new() });
    let health = etcd.ectl("endpoint health --cluster").run();
    let health = health.fails(
        1,
        "http://127.0.0.1:1 is unhealthy: failed to commit proposal: connection \
         refused\n\
         Error: unhealthy cluster\n\
         hint: the member advertises this URL (--advertise-client-urls), which \
         clients must be able to reach; omit --cluster to use the given endpoints\n",
    );
    let hint = "hint: the member advertises this URL (--advertise-client-urls), which clients \
                must be able to reach; omit --cluster to use the given endpoints\n";
    health.says(hint);
    let given = ectl("http://127.0.0.1:1", "endpoint health").run();
    given.fails(
        1,
        &format!(
            "http://127.0.0.1:1 is unhealthy: failed to commit proposal: connection \
             refused\n\
             Error: unhealthy cluster\n\
             hint: {NOBODY}\n"
        ),
    );
}

#[test]
fn health_needs_no_permission() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for words in
        ["user add root:r", "user grant-role root root", "user add nobody:n", "auth enable"]
    {
        line(&etcdctl(), &at, words).run().succeeds();
    }
    let health = etcd.ectl("endpoint health --user=nobody:n").run();
    assert!(health.text().contains(" is healthy: "), "{}", health.stderr);
    for (user, why) in [
        ("", "etcdserver: user name is empty"),
        ("nobody:x", "etcdserver: authentication failed, invalid user ID or password"),
    ] {
        let line = etcd.ectl("endpoint health").env("ETCDCTL_USER", user);
        line.run().fails(
            9,
            &format!(
                "{at}: health unknown: {why}\n\
                 Error: health unknown: not permitted to check\n\
                 hint: [..] --user [..]and [..]\n"
            ),
        );
    }
    // Before 3.6 etcd says "auth: permission denied", since then "etcdserver: permission denied".
    etcd.ectl("endpoint hashkv --user=nobody:n")
        .run()
        .fails(1, "Failed to get the hash of endpoint 127.0.0.1:[..] ([..]: permission denied)\n");
    etcd.ectl("member remove 1 --user=nobody:n").run().fails(
        9,
        "Error: etcdserver: permission denied\n\
         hint: user nobody may not do this; see \"ectl user get nobody --detail\"\n",
    );
}

#[test]
fn usage_errors() {
    let commands = "hint: available commands: hashkv, health, status\n";
    for (words, text) in [
        ("endpoint", format!("Error: \"ectl endpoint\" needs a command\n{commands}")),
        (
            "endpoint bogus",
            format!("Error: unknown command \"bogus\" for \"ectl endpoint\"\n{commands}"),
        ),
        (
            "endpoint status x",
            "Error: unexpected argument 'x' found\nhint: usage: ectl endpoint status [OPTIONS]\n"
                .to_owned(),
        ),
    ] {
        ectl(DEAD, words).run().fails(128, &text);
    }
    ectl(DEAD, "endpoint hashkv --rev x").run().fails(
        128,
        "Error: invalid value 'x' for '--rev <REV>': \"x\" is not a 64-bit \
         integer\n",
    );
    for command in ["health", "status", "hashkv"] {
        ectl("", "--endpoints '' endpoint").arg(command).run().fails(
            2,
            "Error: no endpoint to connect to\n\
             hint: the list of endpoints is empty: set --endpoints or \
             ETCDCTL_ENDPOINTS\n",
        );
    }
}
