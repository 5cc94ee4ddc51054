//! `doctor`: what it sees of clusters in all kinds of trouble.

use crate::support::certs::{Authority, Identity};
use crate::support::cluster::Cluster as _;
use crate::support::grpc_proxy::GrpcProxy;
use crate::support::proxy::{Mute, mute};
use crate::support::serial::serial;
use crate::support::users::guarded;
use crate::support::{Outcome, ectl, etcd, start};
use ectl::sandbox::{Etcd, Plan};
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use serde_json::Value;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::time::{Duration, Instant};

const DEAD: &str = "127.0.0.1:1";

/// A busy machine answers slowly, which is not what is looked for here.
const PATIENT: &str = "--max-latency=1m --max-skew=1m --max-lag=100000";

fn doctor(at: &str, options: &str) -> Outcome {
    ectl(at, "doctor").args(PATIENT).args(options).run()
}

/// The findings.
fn findings(at: &str, options: &str) -> Vec<Value> {
    let outcome = doctor(at, &format!("{options} -w jsonl"));
    outcome.text().lines().map(|line| serde_json::from_str(line).expect(line)).collect()
}

/// Check, level and text of those that are not ok and were reached.
fn bad(findings: &[Value]) -> Vec<(String, String, String)> {
    let text = |finding: &Value, name: &str| finding[name].as_str().unwrap().to_owned();
    let bad = findings.iter().filter(|finding| finding["level"] != "ok");
    let bad =
        bad.map(|finding| (text(finding, "check"), text(finding, "level"), text(finding, "text")));
    bad.filter(|(_, _, text)| text != "not reached" && text != "no endpoint reachable").collect()
}

#[track_caller]
fn has(findings: &[Value], check: &str, level: &str, text: &str) {
    let all: Vec<_> = findings.iter().filter(|finding| finding["check"] == check).collect();
    let fits = |finding: &&&Value| {
        finding["level"] == level && finding["text"].as_str().unwrap().contains(text)
    };
    assert!(all.iter().any(|finding| fits(&finding)), "{check}: {level}: {text}: {all:?}");
}

/// Asserts the exit code and the start of stderr, or an empty stderr.
#[track_caller]
fn ends(outcome: &Outcome, code: i32, stderr: &str) {
    assert_eq!(outcome.code, code, "{outcome:?}");
    assert!(outcome.stderr.starts_with(stderr), "{outcome:?}");
    assert!(!stderr.is_empty() || outcome.stderr.is_empty(), "{outcome:?}");
}

/// Replaces times, which vary, with `TIME`.
fn timeless(text: &str) -> String {
    let is_time = |word: &str| {
        let word = word.trim_matches(['(', ')']);
        let number = word.strip_suffix("ms").or(word.strip_suffix('s'));
        number.is_some_and(|number| number.parse::<f64>().is_ok())
    };
    let lines = text.lines().map(|line| {
        let words = line.split(' ').map(|word| match word {
            word if is_time(word) && word.starts_with('(') => "(TIME)",
            word if is_time(word) => "TIME",
            word => word,
        });
        words.collect::<Vec<_>>().join(" ") + "\n"
    });
    lines.collect()
}

/// The report on a healthy cluster of one, up to its quota.
fn healthy(etcd: &Etcd) -> String {
    let at = etcd.endpoints();
    let status = etcd.ectl("endpoint status -w json").run();
    let status: Value = serde_json::from_str(status.text()).unwrap();
    let status = &status[0]["Status"];
    let id = |name: &str| format!("{:x}", status["header"][name].as_u64().unwrap());
    let (cluster, member) = (id("cluster_id"), id("member_id"));
    let version = status["version"].as_str().unwrap();
    let (major, _) = version.rsplit_once('.').unwrap();
    format!(
        "\
{at}
├─ ok        name               127.0.0.1
├─ ok        connect            {at} (TIME)
├─ ok        tls                not used
├─ ok        http2              HTTP/2 (TIME)
├─ ok        version            etcd {version}, cluster {major}.0 (TIME)
├─ ok        credentials        not required (TIME)
├─ ok        leader             itself (TIME)
└─ ok        alarms             none

cluster
├─ ok        cluster id         {cluster}
├─ ok        members            1: m1
├─ ok        learners           none
├─ ok        one leader         m1 ({member})
├─ ok        quorum             reads that need 1 of 1 voter succeed
├─ ok        versions           {version}
├─ ok        hash               only one member
├─ ok        clocks             in sync (within 1 s)
├─ ok        raft lag           none
├─ ok        apply lag          none
",
    )
}

#[test]
fn healthy_member() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let outcome = doctor(&at, "");
    ends(&outcome, 0, "");
    let text = timeless(outcome.text());
    let (text, quota) = text.split_once("├─ ok        quota").unwrap();
    let (quota, reads) = quota.split_once("├─ ok        fragmentation").unwrap();
    assert_eq!(text, healthy(&etcd));
    assert!(quota.contains("1% (") && quota.ends_with(")\n"), "{quota}");
    assert_eq!(
        reads,
        "      none (database under 17 MB)
├─ ok        serializable reads TIME
└─ ok        linearizable reads TIME

22 ok
"
    );
    ends(&doctor(&at, "--strict"), 0, "");
}

#[test]
fn healthy_member_in_other_formats() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let fields = doctor(&at, "-w fields");
    let first = format!(
        "\"Endpoint\" : \"{at}\"\n\"Check\" : \"name\"\n\"Level\" : \"ok\"\n\"Text\" : \"127.0.0.1\"\n\"Remedy\" : \"\"\n\n"
    );
    assert!(fields.text().starts_with(&first), "{}", fields.text());
    let json: Value = serde_json::from_str(doctor(&at, "-w json").text()).unwrap();
    assert_eq!((&json["verdict"], json["findings"].as_array().unwrap().len()), (&"ok".into(), 22));
    let table = doctor(&at, "-w table");
    let head: Vec<_> = table.text().lines().nth(1).unwrap().split_whitespace().collect();
    assert_eq!(head.join(" "), "│ ENDPOINT │ CHECK │ LEVEL │ TEXT │ REMEDY │");
    doctor(&at, "-w protobuf").fails_part(4, "protobuf not supported as output format");
}

#[test]
fn report_formats_are_refused_elsewhere() {
    let unknown = |format: &str| {
        format!(
            "Error: unsupported output format \"{format}\"\n\
             hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
             doctor also junit, prometheus\n"
        )
    };
    for format in ["junit", "prometheus", "xml"] {
        for words in ["get k", "put k v", "endpoint status", "watch k"] {
            ectl(DEAD, words).arg("-w").arg(format).run().fails_part(4, &unknown(format));
        }
    }
    let variable = ectl(DEAD, "get k").env("ETCDCTL_WRITE_OUT", "junit").run();
    variable.fails_part(4, &unknown("junit"));
    doctor(DEAD, "-w xml").fails_part(4, &unknown("xml"));
}

#[test]
fn usage_errors() {
    let refused = |options: &str, text: &str| {
        ectl(DEAD, "doctor").args(options).run().fails_part(128, text);
    };
    refused("--warn-days=3", "Error: --critical-days must not exceed --warn-days\n");
    refused("--max-lag=-1", "\"-1\" is negative");
    refused("--max-latency=x", "Error: ");
    refused("x", "Error: ");
    ectl("", "doctor --endpoints=").run().fails_part(2, "Error: no endpoint to connect to\n");
}

/// Returns the revision and raft's last entry of a member.
fn state(at: &str) -> (String, String) {
    let row = ectl(at, "endpoint status -w jsonl").run();
    let row: Value = serde_json::from_str(row.text().lines().next().unwrap()).unwrap();
    (row["revision"].to_string(), row["raft_index"].to_string())
}

fn three() -> Etcd {
    let etcd = start(&Plan { members: 3, ..Plan::new() });
    etcd.ectl("put k v").run().prints("OK\n");
    etcd
}

#[test]
fn healthy_cluster_is_not_written_to() {
    let etcd = three();
    let at = etcd.endpoints();
    let all: Vec<_> = at.split(',').collect();
    let before = state(all[0]);
    let outcome = doctor(all[0], "--cluster --strict");
    ends(&outcome, 0, "");
    let sound = findings(&at, "");
    assert_eq!(bad(&sound), []);
    let endpoints: BTreeSet<_> = sound.iter().filter_map(|f| f["endpoint"].as_str()).collect();
    assert_eq!(endpoints, all.iter().copied().collect());
    has(&sound, "hash", "ok", "equal at revision 2");
    has(&sound, "members", "ok", "3: m1, m2, m3");
    assert_eq!(state(all[0]), before, "something was written");
}

#[test]
fn frozen_or_killed_member() {
    let mut etcd = three();
    let at = etcd.endpoints();
    let all: Vec<_> = at.split(',').collect();
    etcd.members()[1].pause().unwrap();
    let started = Instant::now();
    let outcome = doctor(&at, "--dial-timeout=700ms");
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    ends(&outcome, 1, &format!("Error: {}: http2: no answer within 700ms\n", all[1]));
    let frozen = findings(&at, "--dial-timeout=700ms");
    has(&frozen, "quorum", "ok", "2 of 3 voters");
    has(&frozen, "one leader", "ok", "m");
    etcd.members()[1].resume().unwrap();

    etcd.members()[1].kill().unwrap();
    let outcome = doctor(&at, "");
    ends(&outcome, 1, &format!("Error: {}: connect: connection refused\n", all[1]));
    let text = outcome.text();
    assert!(text.contains(
        "\n└─ unknown   tls, http2, version, credentials, leader, alarms: not reached\n"
    ));
    let dead = findings(&at, "");
    has(&dead, "quorum", "ok", "reads that need 2 of 3 voters succeed");
    has(&dead, "hash", "ok", "equal at revision");
    assert_eq!(bad(&dead).len(), 1, "{:?}", bad(&dead));
}

#[test]
fn lost_quorum() {
    let mut etcd = three();
    let at = etcd.endpoints();
    let all: Vec<_> = at.split(',').collect();
    etcd.members()[1].kill().unwrap();
    etcd.members()[2].kill().unwrap();
    let started = Instant::now();
    let outcome = doctor(&at, "--command-timeout=2s");
    assert!(started.elapsed() < Duration::from_secs(8), "{:?}", started.elapsed());
    ends(&outcome, 1, &format!("Error: {}: connect: connection refused (and ", all[1]));
    let lost = findings(&at, "--command-timeout=2s");
    has(&lost, "quorum", "critical", "reads that need 2 of 3 voters fail: ");
    has(&lost, "one leader", "critical", "no leader");
    has(&lost, "members", "ok", "3: m1, m2, m3");
    has(&lost, "serializable reads", "ok", "ms");
    // A member refuses such reads once it has noticed that there is no leader.
    let reads = lost.iter().find(|finding| finding["check"] == "linearizable reads").unwrap();
    let text = reads["text"].as_str().unwrap();
    let is_explained = text.contains("no answer") || text.contains("the member has no leader");
    assert!(reads["level"] == "unknown" && is_explained, "{reads}");
    reports(&at, "--command-timeout=2s");
}

/// Both reports of a line agree with its findings.
fn reports(at: &str, options: &str) {
    let report = doctor(at, &format!("{options} -w junit"));
    assert_eq!(report.code, 1);
    let tests = junit(report.text());
    let failures = tests.iter().filter(|(_, outcome)| outcome == "failure").count();
    assert!(failures > 1 && tests.iter().any(|(_, outcome)| outcome == "skipped"), "{tests:?}");
    let gauges = gauges(doctor(at, &format!("{options} -w prometheus")).text());
    let critical = gauges
        .iter()
        .filter(|(name, value)| name.starts_with("ectl_doctor_check_level{") && *value == 3.0);
    let counted =
        gauges.iter().find(|(name, _)| name == "ectl_doctor_findings{level=\"critical\"}");
    assert_eq!(critical.count() as f64, counted.unwrap().1);
    for endpoint in at.split(',') {
        let up = format!("ectl_doctor_up{{endpoint=\"{endpoint}\"}}");
        assert!(gauges.iter().any(|(name, _)| *name == up), "{up}");
    }
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut all = tag.attributes().map(|attribute| attribute.expect("an attribute"));
    let found = all.find(|attribute| attribute.key.as_ref() == name)?;
    Some(found.normalized_value(XmlVersion::Implicit1_0).expect("a value").into_owned())
}

/// Names and outcomes of the cases in a report, whose counts have to be right.
fn junit(report: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(report);
    let (mut cases, mut open, mut declared) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        let event = reader.read_event().expect("XML that is well-formed");
        let (Event::Start(tag) | Event::Empty(tag)) = &event else {
            match event {
                Event::End(_) => drop(open.pop().expect("a tag that was opened")),
                Event::Eof => break,
                _ => {}
            }
            continue;
        };
        let name = tag.name().as_ref().to_owned();
        let attribute = |name: &str| attribute(tag, name);
        match name.as_str() {
            "testcase" => cases.push((attribute("name").unwrap(), "passed".to_owned())),
            "failure" | "skipped" => {
                assert!(!attribute("message").unwrap().is_empty());
                cases.last_mut().unwrap().1 = name.clone();
            }
            "testsuites" => {
                declared.push((attribute("tests"), attribute("failures"), attribute("skipped")));
            }
            _ => {}
        }
        if matches!(event, Event::Start(_)) {
            open.push(name);
        }
    }
    assert!(open.is_empty());
    let count = |wanted: &str| cases.iter().filter(|(_, outcome)| outcome == wanted).count();
    let text = |n: usize| Some(n.to_string());
    let counts = (text(cases.len()), text(count("failure")), text(count("skipped")));
    assert_eq!(declared, [counts]);
    cases
}

/// The samples of a text in Prometheus' format, which has its rules.
fn gauges(text: &str) -> Vec<(String, f64)> {
    let mut samples: Vec<(String, f64)> = Vec::new();
    let mut families = BTreeSet::new();
    let mut family = String::new();
    let is_name =
        |name: &str| name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
    let mut lines = text.lines().peekable();
    assert!(text.ends_with('\n'));
    while let Some(line) = lines.next() {
        if let Some(help) = line.strip_prefix("# HELP ") {
            let (name, said) = help.split_once(' ').unwrap();
            assert!(
                is_name(name) && !said.is_empty() && families.insert(name.to_owned()),
                "{line}"
            );
            assert_eq!(lines.next(), Some(format!("# TYPE {name} gauge").as_str()));
            family = name.to_owned();
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        assert_eq!(name, family, "{line}");
        assert!(labels.ends_with('}') && labels.matches('"').count() % 2 == 0, "{line}");
        assert!(samples.iter().all(|(known, _)| known != series), "twice: {line}");
        samples.push((series.to_owned(), value.parse().expect(line)));
    }
    samples
}

#[test]
fn report_is_complete_without_answers() {
    let _serial = serial();
    let mutes = [mute(), mute(), mute()];
    let at = format!("{DEAD},{}", mutes.each_ref().map(Mute::endpoint).join(","));
    for (options, turns) in [("", 1_u32), ("--cluster", 2)] {
        let started = Instant::now();
        let times = "--dial-timeout=1500ms --command-timeout=3s";
        let outcome = doctor(&at, &format!("{options} {times}"));
        // Once for the list of members, once for the way to all of them; one after the other the ways
        // alone would take three times as long.
        let bound = turns * Duration::from_millis(1500) + Duration::from_millis(1400);
        assert!(started.elapsed() < bound, "{:?}", started.elapsed());
        assert_eq!(outcome.code, 1);
        assert!(
            outcome
                .stderr
                .contains("Error: 127.0.0.1:1: connect: connection refused (and 3 more)\n")
        );
        assert_eq!(outcome.stderr.lines().count(), turns as usize, "{}", outcome.stderr);
        for mute in &mutes {
            assert!(outcome.text().contains(&format!("{}\n", mute.endpoint())));
        }
        assert_eq!(outcome.text().matches("no answer within 1s 500ms").count(), 3);
    }
    reports(&at, "--dial-timeout=300ms");
    let name = "no-such-host.invalid:2379";
    let outcome = doctor(name, "");
    ends(&outcome, 1, &format!("Error: {name}: name: "));
    assert!(
        outcome.text().contains("\n└─ unknown   connect, tls, http2, version, "),
        "{outcome:?}"
    );
}

fn serve(authority: &Authority, names: &[&str], days: u64, more: &[&str]) -> Etcd {
    let identity = authority.sign_for_days(names, days);
    let files = ["--cert-file", &identity.certificate, "--key-file", &identity.key];
    let options = files.iter().chain(more).map(OsString::from).collect();
    start(&Plan { options, scheme: "https", ..Plan::new() })
}

/// The endpoint by the name in its certificate.
fn by_name(etcd: &Etcd) -> String {
    format!("https://localhost:{}", etcd.endpoints().rsplit(':').next().unwrap())
}

#[test]
fn certificate_that_ends_soon() {
    let authority = Authority::new();
    let etcd = serve(&authority, &["localhost"], 20, &[]);
    let named = by_name(&etcd);
    let ca = authority.ca();
    let with = |at: &str, options: &str| doctor(at, &format!("--cacert {ca} {options}"));
    let warned = with(&named, "");
    ends(&warned, 0, "");
    assert!(
        warned
            .text()
            .contains("├─ warn      certificate        for localhost; expires in 20 days, on 20")
    );
    assert!(
        warned.text().contains("├─ ok        tls                TLS 1.3 ("),
        "{}",
        warned.text()
    );
    assert!(warned.text().contains("→ renew it"), "{}", warned.text());
    ends(
        &with(&named, "--strict"),
        1,
        &format!("Error: {named}: certificate: for localhost; expires"),
    );
    ends(&with(&named, "--strict --warn-days=20"), 0, "");
    ends(&with(&named, "--critical-days=21"), 1, &format!("Error: {named}: certificate: "));
    let report = with(&named, "--strict -w junit");
    let failed: Vec<_> = junit(report.text()).into_iter().filter(|(_, o)| o == "failure").collect();
    assert_eq!(failed, [("certificate".to_owned(), "failure".to_owned())]);
    let lenient = junit(with(&named, "-w junit").text());
    assert!(lenient.iter().all(|(_, outcome)| outcome == "passed"), "{lenient:?}");
    let samples = gauges(with(&named, "-w prometheus").text());
    let end =
        samples.iter().find(|(n, _)| n.starts_with("ectl_doctor_certificate_end_")).unwrap().1;
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    assert!(((end - now) / 86400.0 - 20.0).abs() < 0.1, "{end}");
}

#[test]
fn certificate_errors() {
    let authority = Authority::new();
    let other = Authority::named("another CA");
    let etcd = serve(&authority, &["localhost"], 20, &[]);
    let at = etcd.endpoints();
    let bare = at.trim_start_matches("https://");
    let named = by_name(&etcd);
    let ca = authority.ca();
    let with = |at: &str, options: &str| doctor(at, &format!("--cacert {ca} {options}"));
    let wrong_name = with(&at, "");
    ends(
        &wrong_name,
        1,
        &format!(
            "Error: {at}: tls: the server's certificate is for localhost, not for 127.0.0.1\n"
        ),
    );
    assert!(wrong_name.text().contains("└─ unknown   http2, version, "), "{}", wrong_name.text());
    let unknown = doctor(&named, &format!("--cacert {}", other.ca()));
    ends(
        &unknown,
        1,
        &format!(
            "Error: {named}: tls: the server's certificate is signed by an unknown authority\n"
        ),
    );
    assert!(unknown.text().contains("→ use --cacert with the file"), "{}", unknown.text());
    // Plain HTTP where TLS is spoken, and the reverse.
    ends(&doctor(bare, ""), 1, &format!("Error: {bare}: http2: "));
    drop(etcd);
    let etcd = crate::support::etcd();
    let https = format!("https://{}", etcd.endpoints());
    ends(&with(&https, ""), 1, &format!("Error: {https}: tls: "));
}

#[test]
fn client_certificate_is_examined() {
    let authority = Authority::new();
    let ca = authority.ca();
    let more = ["--client-cert-auth", "--trusted-ca-file", ca.as_str()];
    let etcd = serve(&authority, &["127.0.0.1"], 90, &more);
    let at = etcd.endpoints();
    let outcome = doctor(&at, &format!("--cacert {ca}"));
    ends(&outcome, 1, &format!("Error: {at}: tls: the server requires a client certificate\n"));
    assert!(outcome.text().contains("→ use --cert and --key"), "{}", outcome.text());
    let Identity { certificate, key } = authority.sign_for_days(&["me.example"], 5);
    let outcome = doctor(&at, &format!("--cacert {ca} --cert {certificate} --key {key}"));
    ends(
        &outcome,
        1,
        &format!("Error: {at}: client certificate: for me.example; expires in 5 days"),
    );
    assert!(
        outcome
            .text()
            .contains("├─ ok        certificate        for 127.0.0.1; expires in 90 days")
    );
}

#[test]
fn missing_permissions_leave_findings_unknown() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let root = doctor(&at, "--user root:hunter2");
    ends(&root, 0, "");
    assert!(root.text().contains("credentials        logged in as root"), "{}", root.text());
    assert!(root.text().ends_with("\n\n22 ok\n"), "{}", root.text());

    let nobody = doctor(&at, "");
    ends(&nobody, 0, "");
    let seen = findings(&at, "");
    has(&seen, "credentials", "unknown", "etcdserver: user name is empty");
    has(&seen, "version", "ok", "etcd ");
    has(&seen, "quorum", "unknown", "etcdserver: user name is empty");
    assert!(nobody.text().contains("→ authentication is enabled: use --user"), "{}", nobody.text());

    let wrong = doctor(&at, "--user root:wrong");
    let text = "etcdserver: authentication failed, invalid user ID or password";
    ends(&wrong, 1, &format!("Error: {at}: credentials: {text}"));
    assert!(!wrong.text().contains("hunter2") && !wrong.text().contains("root:wrong"));

    let reader = findings(&at, "--user reader:co:lon");
    has(&reader, "credentials", "ok", "logged in as reader");
    has(&reader, "quorum", "ok", "1 of 1 voter");
    has(&reader, "linearizable reads", "ok", "ms");
    assert!(reader.iter().all(|finding| finding["level"] != "critical"), "{reader:?}");
    let newer = etcd.ectl("endpoint status --user reader:co:lon").run().code != 0;
    if newer {
        has(&reader, "leader", "unknown", "permission denied");
        let hint = reader.iter().find(|finding| finding["check"] == "alarms").unwrap();
        assert!(hint["remedy"].as_str().unwrap().contains("role root"), "{hint}");
    } else {
        has(&reader, "leader", "ok", "itself");
    }
}

#[test]
fn alarms_and_learners() {
    let options = vec!["--quota-backend-bytes=100000".into()];
    let etcd = start(&Plan { options, ..Plan::new() });
    let at = etcd.endpoints();
    let value = "v".repeat(60_000);
    while ectl(&at, "put k").arg(&value).run().code == 0 {}
    let outcome = doctor(&at, "");
    ends(&outcome, 1, &format!("Error: {at}: alarms: memberID:"));
    assert!(outcome.text().contains("alarm:NOSPACE\n"), "{}", outcome.text());
    assert!(outcome.text().contains("→ make room: "), "{}", outcome.text());
    has(&findings(&at, ""), "quota", "warn", "% (");
    drop(etcd);

    let etcd = crate::support::etcd();
    let at = etcd.endpoints();
    let learner = ["member", "add", "late", "--learner", "--peer-urls=http://127.0.0.1:1"];
    etcd.ok(&learner);
    let outcome = doctor(&at, "");
    ends(&outcome, 0, "");
    let seen = findings(&at, "");
    has(&seen, "learners", "warn", "not voting: ");
    has(&seen, "members", "warn", "2; not started: ");
    has(&seen, "quorum", "ok", "1 of 1 voter");
    ends(&doctor(&at, "--strict"), 1, "Error: the cluster: members: 2; not started: ");
}

#[test]
fn grpc_proxy_hides_the_members() {
    let etcd = start(&Plan { members: 3, ..Plan::new() });
    let proxy = GrpcProxy::start(&etcd.endpoints());
    let hidden = "a grpc-proxy (member ID 0) hides the members";
    for options in ["", "--cluster"] {
        let seen = findings(proxy.endpoint(), options);
        for check in ["members", "learners", "hash"] {
            has(&seen, check, "unknown", hidden);
        }
        has(&seen, "quorum", "ok", "reads that need a quorum succeed");
    }
    // The proxy advertises an address that is not its own here, so that it cannot be asked there.
    let health = ["endpoint", "health", "--cluster", "--command-timeout", "1s"];
    ectl(proxy.endpoint(), &health)
        .run()
        .says(&format!("unknown: {hidden}\nhint: list the members"));
}
