//! A life of a cluster in which every command has its say and succeeds.

use super::online;
use crate::support::cluster::Cluster as _;
use crate::support::words::Words;
use crate::support::{Line, Outcome, eventually, finish, start};
use ectl::sandbox::{Etcd, Plan};
use std::io::{BufRead as _, BufReader};

/// The name of a reply in the manual page about formats.
pub(super) type Thing = &'static str;

/// Commands that cannot be part of it: what they need takes too long, or stays.
const NOT_IN_IT: [&str; 3] = ["member promote", "downgrade enable", "downgrade cancel"];

/// Commands that report on stderr alone.
const PRINTS_NOTHING: [&str; 1] = ["service register"];

pub(super) struct Scenario<'a> {
    etcd: Etcd,
    options: &'a [&'a str],
    each: &'a mut dyn FnMut(Thing, Line),
    seen: Vec<Thing>,
}

/// Hands every line to `each`, which has to run it.
pub(super) fn play(options: &[&str], each: &mut dyn FnMut(Thing, Line)) {
    let plan = Plan { options: vec!["--quota-backend-bytes=2000000".into()], ..Plan::new() };
    let mut scenario = Scenario { etcd: start(&plan), options, each, seen: Vec::new() };
    scenario.keys();
    scenario.leases();
    scenario.cluster();
    scenario.access();
    scenario.services();
    scenario.recipes();
    scenario.alarms();
    for name in online() {
        let seen = scenario.seen.iter().any(|thing| thing.starts_with(&name));
        assert!(
            seen || NOT_IN_IT.contains(&name.as_str()) || PRINTS_NOTHING.contains(&name.as_str()),
            "{name}: give it a line in the scenario"
        );
    }
}

impl Scenario<'_> {
    fn line(&self, words: impl Words) -> Line {
        self.etcd.ectl(words)
    }

    /// A line that is not looked at.
    fn prepare(&self, words: impl Words) -> Outcome {
        self.etcd.ok(words)
    }

    fn act(&mut self, thing: Thing, words: impl Words) {
        let line = self.line(self.options).args(words).stdin("secret\n");
        (self.each)(thing, line);
        self.seen.push(thing);
    }

    fn keys(&mut self) {
        self.act("put", "put a 1");
        self.act("put", "put a 2 --prev-kv");
        self.act("put", "put a 3 --if-value=2 --lease=0");
        self.edit("edit a");
        // Not text: its value is `value_b64`.
        self.line("put b").stdin([0xff, 0]).run().succeeds();
        self.act("get", "get --prefix ''");
        self.act("get", "get --prefix '' --keys-only");
        self.act("get --count-only", "get --prefix '' --count-only");
        self.act("ls", "ls");
        self.act("ls -l", "ls -l");
        self.act("tree", "tree --depth 1");
        self.act("du", "du --top 1");
        self.act("wait", "wait a --value 3");
        self.act("wait", "wait '' --prefix --count 2");
        self.act("del --dry-run", "del --prefix '' --dry-run");
        self.act("del --dry-run", "del --prefix '' --dry-run --prev-kv");
        self.act(
            "txn",
            "txn --if 'mod(\"a\") > \"1\"' --then 'put c 1 --prev-kv' --then 'get --prefix a' \
             --then 'del b --prev-kv' --then 'del none' --then 'get none'",
        );
        self.act("txn", "txn --if 'mod(\"a\") < \"1\"' --then 'put c 1'");
        self.act("del", "del none");
        self.act("del --prev-kv", "del --prefix '' --prev-kv");
        self.act("undelete", "undelete a");
        self.act("history", "history a --values --diff");
        self.act("revert --dry-run", "revert --prefix '' --rev 2 --dry-run --diff");
        self.act("revert", "revert --prefix '' --rev 2");
        self.act("watch", "watch --prefix '' --rev=2 --prev-kv");
        self.act("compaction", "compaction 3");
        self.bulk();
    }

    fn bulk(&mut self) {
        self.prepare("put bulk/a 1");
        self.prepare("put bulk/b 2");
        self.act("cp", "cp bulk/a bulk/c");
        self.act("mv", "mv bulk/c bulk/d");
        // Its reply is that of `import --dry-run`; its exit code is 1.
        self.seen.push("diff");
        self.act("export FILE", "export bulk/ /dev/null");
        let file = self.etcd.directory().join("bulk.jsonl").display().to_string();
        self.prepare(&["export", "bulk/", &file]);
        self.act("import --dry-run", &["import", &file, "--dry-run", "--prefix", "new/"]);
        self.act("import", &["import", &file, "--prefix", "new/"]);
    }

    fn edit(&mut self, words: &str) {
        let line = self.line(self.options).args(words).env("EDITOR", "sed -i s/3/4/");
        (self.each)("edit", line);
        self.seen.push("edit");
        // Whatever has become of it.
        self.prepare("put a 3");
    }

    fn leases(&mut self) {
        self.act("lease grant", "lease grant 600");
        let lease = self.prepare("lease grant 600 --id-only");
        let lease = lease.text().trim();
        self.prepare(&["put", "leased", "v", "--lease", lease]);
        self.act("lease list", "lease list");
        self.act("lease timetolive", &["lease", "timetolive", lease]);
        self.act("lease timetolive", &["lease", "timetolive", lease, "--keys"]);
        self.act("lease timetolive", "lease timetolive 1234");
        self.act("lease keep-alive", &["lease", "keep-alive", "--once", lease]);
        self.act("lease revoke", &["lease", "revoke", lease]);
    }

    fn cluster(&mut self) {
        let list = self.prepare("member list -w jsonl");
        let member: serde_json::Value = serde_json::from_str(list.text()).unwrap();
        let id = member["id"].as_str().unwrap();
        let peers = format!("--peer-urls={}", member["peer_addrs"][0].as_str().unwrap());
        self.act("member list", "member list");
        self.act("member list --status", "member list --status");
        self.act("member update", &["member", "update", id, &peers]);
        self.act("move-leader", &["move-leader", id]);
        self.act("member add", "member add m2 --learner --peer-urls=http://127.0.0.1:1");
        let list = self.prepare("member list");
        let learner = list.text().lines().find(|line| line.contains("unstarted")).unwrap();
        self.act("member remove", &["member", "remove", learner.split(',').next().unwrap()]);
        self.act("doctor", "doctor");
        self.act("endpoint health", "endpoint health");
        self.act("endpoint status", "endpoint status");
        self.act("endpoint status --wide", "endpoint status --wide");
        self.act("endpoint hashkv", "endpoint hashkv");
        self.act("endpoint hashkv --compare", "endpoint hashkv --cluster --compare");
        let status = self.prepare("endpoint status");
        let version = status.text().split(", ").nth(2).unwrap().to_owned();
        let mut parts = version.split('.').map(|part| part.parse::<u32>().unwrap());
        let (major, minor) = (parts.next().unwrap(), parts.next().unwrap());
        if minor > 4 {
            let target = format!("{major}.{}", minor - 1);
            self.act("downgrade validate", &["downgrade", "validate", &target]);
            self.act("auth status", "auth status");
        } else {
            // etcd 3.4 knows neither.
            self.seen.extend(["downgrade validate", "auth status"]);
        }
        let file = self.etcd.directory().join("snapshot.db").display().to_string();
        self.act("snapshot save", &["snapshot", "save", &file]);
        self.leader();
    }

    /// A member list that has just changed may cost an election.
    fn leader(&self) {
        eventually("there is a leader", || self.line("get k").run().code == 0);
    }

    fn access(&mut self) {
        self.act("role add", "role add r");
        self.act("role grant-permission", "role grant-permission r read k --prefix");
        self.act("role get", "role get r");
        self.act("role list", "role list");
        self.act("user add", "user add u:secret");
        self.act("user grant-role", "user grant-role u r");
        self.act("user get", "user get u");
        self.act("user get --detail", "user get u --detail");
        self.act("user list", "user list");
        self.act("user passwd", "user passwd u --interactive=false");
        self.act("user revoke-role", "user revoke-role u r");
        self.act("role revoke-permission", "role revoke-permission r k --prefix");
        self.act("role delete", "role delete r");
        self.act("user delete", "user delete u");
        self.prepare("user add root:secret");
        self.act("auth enable", "auth enable");
        self.act("auth disable", "auth disable --user root:secret");
    }

    fn recipes(&mut self) {
        let at = self.etcd.endpoints();
        self.act("lock", "lock l");
        self.act("elect", "elect e me");
        self.prepare("put q/1 v");
        self.act("lock --holders", "lock --holders q");
        self.act("elect --leader", "elect --leader q");
        // It prints nothing itself.
        self.seen.push("session");
        self.act("defrag", "defrag");
        self.act(
            "make-mirror",
            &["make-mirror", &at, "--prefix", "a", "--dest-prefix", "mirror/", "--once"],
        );
        self.act("check perf", "check perf --duration 1s");
        self.act("check datascale", "check datascale --keys 10");
    }

    fn services(&mut self) {
        let lease = self.prepare("lease grant 600 --id-only");
        let lease = format!("--lease={}", lease.text().trim());
        self.act("service update", &["service", "update", "s", "--add", "h:1", &lease]);
        // The address is not in the key: that is worth a note.
        self.prepare(&["put", "s/k", r#"{"Addr":"h:2","Metadata":{"a":[1]}}"#, &lease]);
        self.act("service list", "service list");
        self.act("service resolve", "service resolve s");
        self.act("service watch", "service watch s");
        self.act("service lint", "service lint s");
        self.act("service deregister", "service deregister s h:2");
    }

    fn alarms(&mut self) {
        let big = vec![b'x'; 1_000_000];
        let full = (0..10).any(|_| self.line("put big").stdin(big.clone()).run().code != 0);
        assert!(full, "the quota is never reached");
        self.act("alarm list", "alarm list");
        self.act("alarm disarm", "alarm disarm");
    }
}

/// Runs a line; one that has no end, until it has printed something.
fn outcome(thing: Thing, line: Line) -> Outcome {
    if !["watch", "lock", "elect", "service watch"].contains(&thing) {
        return line.run();
    }
    let mut child = line.open();
    let mut first = String::new();
    BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut first).unwrap();
    child.kill().unwrap();
    Outcome { stdout: first.into(), code: 0, ..finish(child) }
}

/// Returns whether a line succeeded. `check perf` judges the machine, and a busy one may fail it.
pub(super) fn succeeded(thing: Thing, outcome: &Outcome) -> bool {
    outcome.code == 0 || thing == "check perf" && outcome.code == 1
}

/// Returns the fields that the manual page names for a reply.
pub fn documented(thing: &str) -> Vec<String> {
    let page = include_str!("../../../man/ectl-formats.7").replace("\\-", "-");
    let mut sections = page.split(".SS \"").skip(1);
    let section = sections.find(|section| {
        let heading = section.lines().next().unwrap();
        let (_, things) = heading.rsplit_once('(').unwrap();
        things.trim_end_matches(")\"").split(", ").any(|known| known == thing)
    });
    let section = section.unwrap_or_else(|| panic!("man/ectl-formats.7 has nothing about {thing}"));
    let lines: Vec<_> = section.lines().take_while(|line| !line.starts_with(".SH ")).collect();
    let tags = lines.windows(2).filter(|pair| pair[0] == ".TP").map(|pair| pair[1]);
    let names = tags.flat_map(|tag| tag.split(", "));
    let name = |tag: &str| tag.trim_start_matches("\\fB").trim_end_matches("\\fR").to_owned();
    let mut names: Vec<_> = names.map(name).collect();
    names.sort();
    names
}

/// Returns the names of the fields of a line of jsonl.
pub fn field_names(line: &str) -> Vec<String> {
    let object: serde_json::Map<_, _> = serde_json::from_str(line).expect(line);
    let name = |name: &String| name.trim_end_matches("_b64").to_owned();
    let mut names: Vec<_> = object.keys().map(name).collect();
    names.sort();
    names
}

#[test]
fn formats_page_documents_every_field() {
    play(&["-w", "jsonl"], &mut |thing, line| {
        let outcome = outcome(thing, line);
        assert!(succeeded(thing, &outcome), "{thing}: {outcome:?}");
        assert!(!outcome.text().is_empty(), "{thing} prints nothing");
        let expected = documented(thing);
        for line in outcome.text().lines() {
            assert_eq!(field_names(line), expected, "{thing}: {line}");
        }
    });
    for thing in NOT_IN_IT {
        assert!(!documented(thing).is_empty());
    }
}

#[test]
fn every_reply_has_a_table() {
    play(&["-w", "table"], &mut |thing, line| {
        let outcome = outcome(thing, line);
        assert!(succeeded(thing, &outcome), "{thing}: {outcome:?}");
        assert!(outcome.text().starts_with('┌'), "{thing}: {outcome:?}");
    });
}
