//! `endpoint health`: verdicts, questions, conditions and waiting, where members fail.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::proxy::mute;
use crate::support::words::Words;
use crate::support::{Outcome, ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Nothing listens there.
const DEAD: &str = "127.0.0.1:1";
const PROPOSED: &str = "is healthy: successfully committed proposal: took = ";

fn health(at: &str, words: impl Words) -> Outcome {
    ectl(at, "endpoint health").args(words).run()
}

fn rows(outcome: &Outcome) -> Vec<Value> {
    outcome.text().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

fn column(outcome: &Outcome, name: &str) -> Vec<String> {
    rows(outcome).iter().map(|row| row[name].as_str().unwrap_or("null").to_owned()).collect()
}

fn three() -> Etcd {
    start(&Plan { members: 3, ..Plan::new() })
}

/// The indices of the leader and of two others.
fn roles(at: &str) -> (usize, [usize; 2]) {
    let status = ectl(at, "endpoint status -w jsonl").run();
    let leader = rows(&status).iter().position(|row| row["is_leader"] == true).expect("a leader");
    (leader, [(leader + 1) % 3, (leader + 2) % 3])
}

/// Asserts that stderr has only reasons to wait.
#[track_caller]
fn tells_only_why_it_waits(end: &Outcome) {
    assert!(
        end.stderr
            .lines()
            .all(|line| line.starts_with("waiting for all endpoints to be healthy: ")),
        "{end:?}"
    );
}

#[test]
fn settled_verdict_does_not_wait_for_slow_members() {
    let mut etcd = three();
    let at = etcd.endpoints();
    let (_, [follower, _]) = roles(&at);
    let frozen = etcd.members()[follower].endpoint();
    etcd.members()[follower].pause().unwrap();
    for require in ["--require=any", "--require=quorum"] {
        let started = Instant::now();
        let long = "--command-timeout=50s --dial-timeout=50s";
        let stands = health(&at, &format!("{require} {long} -w jsonl"));
        assert!(started.elapsed() < Duration::from_secs(25), "{require}: {stands:?}");
        assert_eq!(stands.code, 0, "{require}: {stands:?}");
        let row = &rows(&stands)[follower];
        assert_eq!(
            (&row["endpoint"], &row["verdict"]),
            (&Value::from(&*frozen), &"unknown".into())
        );
        assert_eq!(row["cause"], "not waited for: enough others are healthy");
    }
    let shown = health(&at, "--require=quorum");
    shown
        .says(&format!("{frozen}: health unknown: not waited for"))
        .says("cluster: degraded (2 of 3 healthy, 1 unknown)\n");
    let all = health(&at, "--command-timeout=1s");
    assert_eq!(all.code, 1);
    all.says("no answer within 1s");
    etcd.members()[follower].resume().unwrap();
}

/// Kills a follower; returns its index and endpoint.
fn kill_a_follower(etcd: &mut Etcd) -> (usize, String) {
    let (_, [follower, _]) = roles(&etcd.endpoints());
    let member = &mut etcd.members()[follower];
    member.kill().unwrap();
    (follower, member.endpoint())
}

#[test]
fn killed_member_degrades_the_cluster() {
    let mut etcd = three();
    let at = etcd.endpoints();
    assert_eq!(health(&at, "--cluster --require=quorum").stderr, "", "all is well");
    let (follower, gone) = kill_a_follower(&mut etcd);
    let why = "connection refused";
    let degraded = format!(
        "{gone} is unhealthy: failed to commit proposal: {why}\n\
         cluster: degraded (2 of 3 healthy)\n"
    );
    let all = health(&at, "");
    assert_eq!(all.text().matches(PROPOSED).count(), 2, "{all:?}");
    let hint = "hint: use --require=quorum to accept a majority\n";
    assert_eq!((all.stderr, all.code), (format!("{degraded}Error: unhealthy cluster\n{hint}"), 1));
    for require in ["--require=quorum", "--require=any"] {
        let some = health(&at, &[require]);
        assert_eq!((some.stderr.as_str(), some.code), (degraded.as_str(), 0), "{require}");
    }
    let members = health(&at, "--cluster --require=quorum");
    assert_eq!(members.code, 0);
    members.says("cluster: degraded (2 of 3 healthy)\n");
    // Of two that are named, one is no quorum.
    let other = etcd.members()[(follower + 1) % 3].endpoint();
    let two = health(&format!("{gone},{other}"), "--require=quorum");
    assert_eq!(two.code, 1);
    two.says("cluster: unhealthy (1 of 2 healthy)\nError: unhealthy cluster\n");
}

#[test]
fn killed_member_in_every_format() {
    let mut etcd = three();
    let at = etcd.endpoints();
    let (follower, _) = kill_a_follower(&mut etcd);
    let why = "connection refused";
    let jsonl = health(&at, "-w jsonl");
    assert_eq!(column(&jsonl, "endpoint").join(","), at);
    let row = &rows(&jsonl)[follower];
    assert_eq!((&row["verdict"], &row["health"]), (&"unhealthy".into(), &false.into()));
    assert_eq!((&row["cause"], &row["phase"]), (&"connection refused".into(), &"connect".into()));
    assert!(row["took_ms"].is_u64() && row["error"] == why, "{row}");
    let json: Value = serde_json::from_str(health(&at, "-w json").text()).unwrap();
    let names: Vec<_> = json[follower].as_object().unwrap().keys().cloned().collect();
    assert_eq!(names.len(), 8, "{names:?}");
    assert_eq!(json[follower]["cause"], "connection refused");
    let table = health(&at, "-w table");
    assert!(table.text().lines().nth(3 + follower).unwrap().contains(why), "{table:?}");
    table.says("cluster: degraded (2 of 3 healthy)\nError: unhealthy cluster\n");
    let fields = health(&at, "-w fields");
    assert!(fields.text().contains(&format!("\"Error\" : {why}\n")), "{fields:?}");
    assert!(fields.stderr.starts_with("Error: "), "{fields:?}");
}

#[test]
fn wait_for_a_killed_member() {
    let mut etcd = three();
    let (follower, gone) = kill_a_follower(&mut etcd);
    let wait = etcd.ectl("endpoint health --wait=10m --interval=50ms").live();
    let why = "failed to commit proposal: connection refused";
    wait.says(&format!("waiting for all endpoints to be healthy: {gone} is unhealthy: {why}"));
    etcd.members()[follower].restart().unwrap();
    let end = wait.end();
    assert_eq!((end.text().lines().count(), end.code), (3, 0), "{end:?}");
    tells_only_why_it_waits(&end);
}

#[test]
fn killed_leader() {
    let mut etcd = three();
    let at = etcd.endpoints();
    let (leader, _) = roles(&at);
    etcd.members()[leader].kill().unwrap();
    // The others elect another within the command's timeout.
    let elected = health(&at, "--cluster --require=quorum --wait=10m -w jsonl");
    assert_eq!((elected.code, rows(&elected).len()), (0, 3), "{elected:?}");
    assert_eq!(column(&elected, "verdict").iter().filter(|it| *it == "healthy").count(), 2);
}

/// Kills the leader of three members and freezes another; returns the indices of the latter and of the
/// one that is left, which knows that it has no leader.
fn lose_quorum(etcd: &mut Etcd) -> (usize, usize) {
    let (leader, [paused, left]) = roles(&etcd.endpoints());
    etcd.members()[leader].kill().unwrap();
    etcd.members()[paused].pause().unwrap();
    let alone = etcd.members()[left].endpoint();
    let status = || ectl(&alone, "endpoint status -w jsonl").run();
    eventually("it has noticed", || rows(&status())[0]["leader"].is_null());
    (paused, left)
}

#[test]
fn lost_quorum() {
    let mut etcd = three();
    let at = etcd.endpoints();
    let (paused, left) = lose_quorum(&mut etcd);
    let started = Instant::now();
    let lost = health(&at, "--require=any --command-timeout=4s -w jsonl");
    let (took, one_by_one) = (started.elapsed(), Duration::from_secs(8));
    assert!(took < one_by_one, "{took:?}");
    assert_eq!(lost.code, 1, "{lost:?}");
    assert_eq!(column(&lost, "verdict"), ["unhealthy"; 3]);
    assert_ne!(column(&lost, "phase")[paused], "call");
    let (why, phase) = (&column(&lost, "cause")[left], &column(&lost, "phase")[left]);
    assert!(why.ends_with("the member has no leader") && phase == "call", "{lost:?}");
    health(&at, "--wait=1s --command-timeout=400ms --interval=10ms")
        .fails_part(124, "Error: unhealthy cluster, after 1s of waiting\n")
        // A last look had less time than that, and does not count.
        .says("no answer within 400ms");

    let wait = etcd.ectl("endpoint health --require=quorum --wait=10m").live();
    etcd.members()[paused].resume().unwrap();
    assert_eq!(wait.end().code, 0);
}

#[test]
fn live_and_ready_without_quorum() {
    let mut etcd = three();
    let (paused, left) = lose_quorum(&mut etcd);
    let alone = etcd.members()[left].endpoint();
    let live = health(&alone, "--live");
    assert!(live.text().starts_with(&format!("{alone} is live: took = ")), "{live:?}");
    assert_eq!((live.stderr.as_str(), live.code), ("", 0));
    // Nobody can log in now, and it lives all the same.
    assert_eq!(health(&alone, "--live --user=root:secret").code, 0);
    let ready = health(&alone, "--ready --command-timeout=1s");
    ready.fails_part(1, &format!("{alone} is not ready: ")).says("the member has no leader");
    for (question, state) in [("--ready", "not ready"), ("--ready=false", "unhealthy")] {
        let alone_and_lost = health(&alone, &[question, "--command-timeout=4s"]);
        assert_eq!(alone_and_lost.code, 1);
        let why = "no answer within 4s: the member has no leader\n";
        alone_and_lost.clone().says(&format!("{alone} is {state}: ")).says(why);
        alone_and_lost.says("hint: a majority of the members must be up");
    }
    let frozen = etcd.members()[paused].endpoint();
    let live = health(&frozen, "--live --command-timeout=500ms");
    live.fails_part(1, &format!("{frozen} is not live: no answer"));
}

#[test]
fn learners_do_not_count_for_the_quorum() {
    let etcd = etcd();
    let at = etcd.endpoints();
    etcd.ok("member add m2 --learner --peer-urls=http://127.0.0.1:1");
    let quorum = health(&at, "--cluster --require=quorum --wait=10m -w jsonl");
    assert_eq!((quorum.stderr.as_str(), quorum.code), ("", 0));
    assert_eq!(column(&quorum, "verdict"), ["healthy"]);
}

#[test]
fn endpoints_are_asked_at_once_and_listed_in_order() {
    let etcd = etcd();
    let (mute, other) = (mute(), mute());
    let at = [&mute.endpoint(), DEAD, &other.endpoint(), &etcd.endpoints()].join(",");
    let started = Instant::now();
    let jsonl = health(&at, "--command-timeout=2s --dial-timeout=9s -w jsonl");
    let (took, one_by_one) = (started.elapsed(), Duration::from_secs(4));
    assert!(took < one_by_one, "{took:?}");
    assert_eq!(column(&jsonl, "endpoint").join(","), at);
    assert_eq!(column(&jsonl, "verdict"), ["unhealthy", "unhealthy", "unhealthy", "healthy"]);
    let late = "no answer within 2s";
    assert_eq!(column(&jsonl, "cause"), [late, "connection refused", late, "null"]);
}

#[test]
fn missing_permission_is_unknown_health() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for words in
        ["user add root:r", "user grant-role root root", "user add nobody:n", "auth enable"]
    {
        etcd.ok(words);
    }
    for user in ["root:r", "nobody:n"] {
        for words in ["--no-alarms", "--ready", "--live"] {
            let known = health(&at, &format!("{words} --user {user}"));
            assert_eq!((known.stderr.as_str(), known.code), ("", 0), "{user} {words:?}");
        }
    }
    let wrong = "etcdserver: authentication failed, invalid user ID or password";
    for (user, why) in [("", "etcdserver: user name is empty"), ("root:x", wrong)] {
        let look = |words: &str| {
            let line = etcd.ectl("endpoint health").args(words);
            line.env("ETCDCTL_USER", user).run()
        };
        let end = "Error: health unknown: not permitted to check\n";
        for words in ["", "--ready", "--require=any", "--require=quorum"] {
            look(words).fails_part(9, &format!("{at}: health unknown: {why}\n{end}"));
        }
        let jsonl = look("-w jsonl");
        let row = &rows(&jsonl)[0];
        assert_eq!((&row["verdict"], &row["health"]), (&"unknown".into(), &false.into()));
        assert_eq!((&row["cause"], &row["phase"]), (&why.into(), &"login".into()));
        let live = look("--live");
        assert_eq!((live.stderr.as_str(), live.code), ("", 0), "{user}");
        look("--wait=300ms --interval=100ms").fails_part(124, "after 300ms of waiting");
    }
    // One that is dead for certain is not unknown; one that is well is enough for some.
    let both = format!("{at},{DEAD}");
    health(&both, "").fails_part(1, "cluster: unhealthy (0 of 2 healthy, 1 unknown)\n");
    health(&both, "--require=any").fails_part(9, "health unknown");
}

#[test]
fn alarms_and_conditions() {
    let options = ["--quota-backend-bytes", "100000"].map(Into::into).to_vec();
    let etcd = start(&Plan { options, ..Plan::new() });
    let at = etcd.endpoints();
    assert_eq!(health(&at, "--no-alarms --max-latency=1m").code, 0);
    let slow = health(&at, "--max-latency=1ns");
    assert_eq!(slow.stderr.matches("unhealthy: the read took ").count(), 1, "{slow:?}");
    slow.fails_part(1, "(limit 1ns)\nError: unhealthy cluster\n");
    let filled = |options| health(&at, &format!("--ready --max-db-percent=50 {options}"));
    assert_eq!(filled("--quota=2000000").code, 0);
    filled("--quota=20000").fails_part(1, "% of its quota (limit 50%)\n");

    let value = "v".repeat(60_000);
    while etcd.ectl("put k").arg(&value).run().code == 0 {}
    let alarm = "Active Alarm(s): NOSPACE ";
    health(&at, "")
        .fails_part(1, &format!("{at} is unhealthy: failed to commit proposal: {alarm}\n"));
    let jsonl = health(&at, "-w jsonl");
    assert_eq!(
        (&*column(&jsonl, "cause")[0], &*column(&jsonl, "phase")[0]),
        (alarm.trim(), "alarm")
    );
    for words in ["--ready", "--live", "--ready --max-latency=1m"] {
        assert_eq!(health(&at, words).code, 0, "{words:?}");
    }
    health(&at, "--ready --no-alarms").fails_part(1, &format!("{at} is not ready: {alarm}\n"));

    // Before 3.6 only the metrics tell the quota.
    filled("").fails_part(1, "% of its quota (limit 50%)\n");
}

#[test]
fn wait_ends() {
    let mut etcd = etcd();
    etcd.members()[0].kill().unwrap();
    for cluster in ["--cluster=false", "--cluster"] {
        let line = etcd.ectl("endpoint health --wait=10m --interval=20ms").arg(cluster);
        let mut wait = Live::start(line);
        assert!(wait.says("waiting for all").ends_with("connection refused"));
        wait.is_silent();
        assert!(wait.is_running());
        etcd.members()[0].restart().unwrap();
        let end = wait.end();
        assert!(end.text().contains(PROPOSED) && end.text().lines().count() == 1, "{end:?}");
        assert_eq!(end.code, 0);
        tells_only_why_it_waits(&end);
        etcd.members()[0].kill().unwrap();
    }

    let refused = format!("cannot reach etcd at {DEAD}: connection refused");
    let started = Instant::now();
    let end = health(DEAD, "--wait=1500ms --interval=50ms");
    let expected = format!(
        "waiting for all endpoints to be healthy: {DEAD} is unhealthy: failed to commit proposal: connection refused\n\
         {DEAD} is unhealthy: failed to commit proposal: connection refused\n\
         Error: unhealthy cluster, after 1s 500ms of waiting\nhint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to use another address\n"
    );
    assert_eq!((end.text(), end.stderr.as_str(), end.code), ("", expected.as_str(), 124));
    assert!(started.elapsed() >= Duration::from_millis(1500));
    health(DEAD, "--wait=200ms --cluster").fails_part(124, &format!("{refused}, after 200ms"));
}

#[test]
fn wait_ends_before_a_question_does() {
    let mute = mute();
    // On a busy machine some of the time has passed before it asks.
    eventually("all of the time is left for the question", || {
        let started = Instant::now();
        let line = "--wait=300ms --command-timeout=30s --dial-timeout=30s";
        let end = health(&mute.endpoint(), line).fails_part(124, "no answer within ");
        assert!(started.elapsed() < Duration::from_secs(10));
        end.stderr.contains("no answer within 300ms\n")
    });
}

#[test]
fn usage_errors() {
    for (code, words, why) in [
        (
            4,
            "--require=most",
            "Error: invalid --require \"most\"\nhint: valid values: all, quorum, any\n",
        ),
        (
            128,
            "--live --ready",
            "Error: the argument '--live[=<BOOL>]' cannot be used with \
             '--ready[=<BOOL>]'\n\
             hint: usage: ectl endpoint health --live[=<BOOL>]\n",
        ),
        (
            128,
            "--live --no-alarms",
            "Error: the argument '--live[=<BOOL>]' cannot be used with \
             '--no-alarms[=<BOOL>]'\n\
             hint: usage: ectl endpoint health --live[=<BOOL>]\n",
        ),
        (
            128,
            "--live --max-latency=1s",
            "Error: the argument '--live[=<BOOL>]' cannot be used with \
             '--max-latency <DURATION>'\n\
             hint: usage: ectl endpoint health --live[=<BOOL>]\n",
        ),
        (
            128,
            "--interval=1s",
            "Error: the following required arguments were not provided: --wait \
             <DURATION>\n\
             hint: usage: ectl endpoint health --wait <DURATION> --interval \
             <DURATION>\n",
        ),
        (128, "--wait=1s --interval=0", "Error: --interval must be greater than zero\n"),
        (
            128,
            "--quota=1",
            "Error: the following required arguments were not provided: \
             --max-db-percent <PERCENT>\n\
             hint: usage: ectl endpoint health --max-db-percent <PERCENT> --quota \
             <BYTES>\n",
        ),
        (
            128,
            "--max-db-percent=0",
            "Error: invalid value '0' for '--max-db-percent <PERCENT>': \"0\" is not \
             a percentage from 1 to 100\n",
        ),
        (
            128,
            "--max-db-percent=5 --quota=-1",
            "Error: invalid value '-1' for '--quota <BYTES>': \"-1\" is not a size \
             in bytes, or with the unit kB, MB, GB, KiB, MiB or GiB\n",
        ),
        (
            128,
            "--wait=60s --endpoints=ftp://h",
            "Error: invalid endpoint \"ftp://h\": the scheme is not http, https, \
             unix or unixs\n",
        ),
        (
            2,
            "--wait=60s --endpoints=",
            "Error: no endpoint to connect to\n\
             hint: the list of endpoints is empty: set --endpoints or \
             ETCDCTL_ENDPOINTS\n",
        ),
    ] {
        health(DEAD, words).fails(code, why);
    }
}

#[test]
fn wait_for_a_frozen_member_is_reported() {
    let mut etcd = etcd();
    etcd.members()[0].pause().unwrap();
    let outcome = health(&etcd.endpoints(), "--wait 3s");
    etcd.members()[0].resume().unwrap();
    let noted = "waiting for all endpoints to be healthy: no answer yet\n";
    assert!(outcome.stderr.starts_with(noted), "{outcome:?}");
}
