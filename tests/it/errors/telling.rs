//! Failures for programs, each step for the curious, and all messages in the manual.

use super::{DEAD, LOCAL, get, serve};
use crate::support::certs::Authority;
use crate::support::cluster::Cluster as _;
use crate::support::ectl;
use crate::support::users::guarded;
use ectl::sandbox::Plan;
use std::fs;
use std::path::Path;

#[test]
fn failures_as_json() {
    let dead = format!(
        r#"{{"error":"cannot reach etcd at {DEAD}: connection refused","kind":"unreachable","code":2,"hint":"is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to use another address","endpoints":[{{"endpoint":"{DEAD}","phase":"connect","cause":"connection refused"}}]}}"#
    ) + "\n";
    let json = |words: &str| {
        let failed = ectl(DEAD, "get k").args(words).run();
        assert_eq!((failed.stderr.as_str(), failed.code), (dead.as_str(), 2), "{words:?}");
    };
    for words in ["-w json", "-w jsonl", "--json-errors"] {
        json(words);
    }
    let variable = ectl(DEAD, "get k").env("ETCDCTL_WRITE_OUT", "jsonl").run();
    assert_eq!(variable.stderr, dead);
    let variable = ectl(DEAD, "get k").env("ECTL_JSON_ERRORS", "true").run();
    assert_eq!(variable.stderr, dead);
    let text = format!("Error: cannot reach etcd at {DEAD}: connection refused\nhint: ");
    get(DEAD, "-w json --json-errors=false").fails_part(2, &text);
    get(DEAD, "-w table").fails_part(2, &text);
    let usage = get(DEAD, "-w json --nonsense");
    let text =
        r#"{"error":"unexpected argument '--nonsense' found","kind":"usage","code":128,"hint":"#;
    let usage = usage.fails_part(128, text);
    assert!(usage.stderr.ends_with("\"endpoints\":[]}\n"), "{}", usage.stderr);
    let list = format!("{DEAD},unix:/nonexistent.sock");
    let two = get(&list, "-w jsonl --retry 1500ms");
    let two =
        two.fails_part(2, r#"{"endpoint":"unix:/nonexistent.sock","phase":"connect","cause":"#);
    let lines: Vec<_> = two.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{}", two.stderr);
    assert!(lines[0].starts_with("{\"note\":\"waiting for etcd: "), "{}", lines[0]);
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let login = etcd
        .ectl("get public -w json --user root:wrong")
        .run()
        .fails_part(9, r#""kind":"denied","code":9,"#);
    login.says(&format!(r#"[{{"endpoint":"{at}","phase":"login","cause":"etcdserver: auth"#));
}

#[test]
fn debug_logs_each_step_with_its_time() {
    let authority = Authority::new();
    let etcd = serve(&authority.sign(&LOCAL), &[]);
    let at = etcd.endpoints();
    let ca = authority.ca();
    let quiet = etcd.ectl("put k v --cacert").arg(&ca).run();
    quiet.prints("OK\n");
    let put = etcd.ectl(&["put", "k", "value", "--cacert", &ca, "--debug"]).run();
    let steps: Vec<_> = put.stderr.lines().filter(|line| line.starts_with('[')).collect();
    let expected = [
        format!("{at}: dialing"),
        "127.0.0.1: found at [127.0.0.1:".to_owned(),
        "127.0.0.1: connected to 127.0.0.1:".to_owned(),
        format!("{at}: TLSv1_3 negotiated after "),
        format!("{at}: HTTP/2 is open after "),
        format!("{at}: /etcdserverpb.KV/Put of 10 bytes, answered with "),
    ];
    assert_eq!(steps.len(), expected.len(), "{}", put.stderr);
    for (step, text) in steps.iter().zip(expected) {
        let (time, step) = step.split_once("] ").unwrap();
        assert!(time.ends_with('s') && step.starts_with(&text), "{step}");
    }
    assert!(!put.stderr.contains("value"), "{}", put.stderr);
}

/// The manual names no message that the program or etcd could not print: what is fixed in it stands
/// in the sources, or begins like etcd's own words. `generated` tests the sections from locks on.
#[test]
fn manual_quotes_only_real_messages() {
    let page = include_str!("../../../man/ectl-errors.7").replace("\\-", "-");
    let (table, _) = page.split_once(".SH \"LOCKS").unwrap();
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let of_the_system = [
        "connection refused",
        "no such file or directory",
        "name or service not known",
        "network is unreachable",
        "no route to host",
    ];
    let messages: Vec<_> = table
        .lines()
        .filter_map(|line| line.strip_prefix("\\fB")?.strip_suffix("\\fR"))
        .flat_map(|line| line.split(", ").map(str::to_owned).collect::<Vec<_>>())
        .collect();
    assert!(messages.len() > 40, "{messages:?}");
    for message in messages {
        let capital = |word: &str| word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase());
        let fixed = message.trim_start_matches("etcdserver: ").trim_start_matches("mvcc: ");
        let fixed = fixed.trim_start_matches("the server's certificate ");
        let words: Vec<_> = fixed.split(' ').collect();
        let parts = words.split(|word| capital(word)).map(|part| part.join(" "));
        for part in parts.filter(|part| !part.is_empty()) {
            let known = of_the_system.contains(&&*part) || sources.contains(&part);
            assert!(known || part == "unknown service" || part == "unknown method", "{part:?}");
        }
    }
}

fn sources(folder: &Path) -> String {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| if path.is_dir() { sources(&path) } else { fs::read_to_string(path).unwrap() })
        .collect()
}
