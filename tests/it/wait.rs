//! `wait`: its conditions, that it misses no change, and failing servers.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::proxy::{Fate, proxy};
use crate::support::serial::serial;
use crate::support::words::Words;
use crate::support::{ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;
use tokio::net::TcpSocket;

fn wait(etcd: &Etcd, words: impl Words) -> Live {
    etcd.ectl("wait").args(words).live()
}

/// Ends a wait that is over; it may have noted why it took long.
#[track_caller]
fn reaches(waiting: Live, printed: &str) {
    let end = waiting.end();
    assert_eq!((end.text(), end.code), (printed, 0), "{end:?}");
    assert!(end.stderr.lines().all(|line| line.starts_with("wait")), "{end:?}");
}

/// The number of open watches, from the metrics of a member.
fn watches(at: &str) -> usize {
    let mut stream = TcpStream::connect(at).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
    let mut metrics = String::new();
    stream.read_to_string(&mut metrics).unwrap();
    let (_, rest) = metrics.split_once("\netcd_debugging_mvcc_watcher_total ").unwrap();
    rest.lines().next().unwrap().parse().unwrap()
}

/// Waits until the members together have this number of open watches.
#[track_caller]
fn watched(etcd: &Etcd, wanted: usize) {
    let at = etcd.endpoints();
    eventually("it is watched", || at.split(',').map(watches).sum::<usize>() == wanted);
}

#[test]
fn usage_errors_send_nothing() {
    let run = |words: &str| ectl("127.0.0.1:1", "wait").args(words).run();
    run("--exists").fails(
        128,
        "Error: the following required arguments were not provided: <KEY>\n\
         hint: usage: ectl wait [OPTIONS] <KEY|--service <TARGET>>\n",
    );
    run("a --exists --absent")
        .fails(
            128,
            "Error: specify one condition\n\
             hint: --exists, --absent, --value V, --changed, or --count N with \
             --prefix\n",
        )
        .says("--absent");
    run("a --value v --changed").fails(
        128,
        "Error: specify one condition\n\
         hint: --exists, --absent, --value V, --changed, or --count N with \
         --prefix\n",
    );
    run("a --exists --prefix --count 1").fails(
        128,
        "Error: specify one condition\n\
         hint: --exists, --absent, --value V, --changed, or --count N with \
         --prefix\n",
    );
    run("a --count 1").fails(128, "Error: --count needs --prefix or --service\n");
    run("a --prefix --count 0")
        .fails(128, "Error: --count must be at least 1; to wait for none use --absent\n");
    run("a --prefix --value v").fails(128, "Error: --value cannot be combined with --prefix\n");
    run("a --exists --probe").fails(128, "Error: --probe needs --service\n");
    run("a --exists --timeout 0").fails(
        128,
        "Error: --timeout must be greater than zero\n\
         hint: \"ectl get -e\" checks without waiting\n",
    );
    run("a --service s --count 1").fails(
        128,
        "Error: the argument '[KEY]' cannot be used with '--service <TARGET>'\n\
         hint: usage: ectl wait [OPTIONS] <KEY|--service <TARGET>>\n",
    );
    run("--service s --exists").fails(128, "Error: with --service the only condition is --count\n");
    run("--service s --exists --count 1").fails(
        128,
        "Error: specify one condition\n\
         hint: --exists, --absent, --value V, --changed, or --count N with \
         --prefix\n",
    );
    run("--service s --count 0")
        .fails(128, "Error: --count must be at least 1; to wait for none use --absent\n");
    run("--service s --count 1 --prefix")
        .fails(128, "Error: --prefix cannot be combined with --service\n");
    run("a --exists -w xml").fails(
        4,
        "Error: unsupported output format \"xml\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
    run("a --exists --print-value-only -w json").fails(
        128,
        "{\"error\":\"print-value-only is only for \
         `--write-out=simple`\",\"kind\":\"usage\",\"code\":128,\"hint\":null,\"endpoints\":[]}\n",
    );
    run("a").fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
}

#[test]
fn met_condition_returns_at_once() {
    let etcd = etcd();
    etcd.ok("put p/a 1");
    etcd.ok("put p/b 2");
    let run = |words: &str| etcd.ectl("wait").args(words).run();
    run("p/a --exists").prints("p/a\n1\n");
    run("p/a").prints("p/a\n1\n");
    run("p/ --prefix").prints("p/a\n1\np/b\n2\n");
    run("p/a --exists --print-value-only").prints("1\n");
    run("p/a --value 1").prints("p/a\n1\n");
    run("p/ --absent").prints("");
    run("q/ --absent --prefix").prints("");
    run("p/ --exists --prefix").prints("p/a\n1\np/b\n2\n");
    run("p/ --prefix --count 2").prints("p/a\n1\np/b\n2\n");
    run("'' --prefix --count 1").prints("p/a\n1\np/b\n2\n");
    run("'' --exists").fails_part(1, "etcdserver: key is not provided");
}

#[test]
fn wait_ends_only_when_condition_is_met() {
    let etcd = etcd();
    etcd.ok("put there 1");
    etcd.ok("put p/a 1");
    let cases: [(&str, &str); 8] = [
        ("new --exists", "new\n1\n"),
        ("there --absent", ""),
        ("there --value 2", "there\n2\n"),
        ("there --changed", "there\n2\n"),
        ("none --changed", "none\n\n"),
        ("p/ --prefix --count 2", "p/a\n1\np/b\n2\n"),
        ("p/ --prefix --changed", "p/a\n1\np/b\n2\n"),
        ("p/ --prefix --absent", ""),
    ];
    let mut waiting: Vec<_> = cases.iter().map(|(words, _)| wait(&etcd, *words)).collect();
    watched(&etcd, 8);
    assert!(waiting.iter_mut().all(Live::is_running));
    // Changes of other keys.
    etcd.ok("put ne 1");
    etcd.ok("put p0 1");
    assert!(waiting.iter_mut().all(Live::is_running));
    for words in
        ["put new 1", "put there 2", "put none ''", "put p/b 2", "del there", "del --prefix p/"]
    {
        etcd.ok(words);
    }
    for (waiting, (_, printed)) in waiting.into_iter().zip(cases) {
        reaches(waiting, printed);
    }
}

#[test]
fn change_between_read_and_watch_is_seen() {
    let etcd = etcd();
    fn put(at: &str) {
        ectl(at, "put between 1").run().succeeds();
    }
    // The key is sent first to read it, then to watch it: the put comes in between.
    let at = proxy(&etcd.endpoints(), Fate::OnceSentAgain(b"between", put));
    ectl(&at, "wait between --exists").run().prints("between\n1\n");
}

#[test]
fn every_revision_is_checked() {
    let mut etcd = etcd();
    let moment = wait(&etcd, "k --value x");
    watched(&etcd, 1);
    // Changes made while there is no contact arrive all at once.
    moment.signal(Signal::SIGSTOP);
    etcd.members()[0].kill().unwrap();
    etcd.restart(0);
    etcd.ok("put k x");
    etcd.ok("put k y");
    etcd.ok("del k");
    moment.signal(Signal::SIGCONT);
    let outcome = moment.end();
    assert_eq!((outcome.text(), outcome.code), ("k\nx\n", 0), "{outcome:?}");

    etcd.ok("put p/a 1");
    let mut absent = wait(&etcd, "p/ --prefix --absent");
    let mut two = wait(&etcd, "p/ --prefix --count 2");
    watched(&etcd, 2);
    // Within each transaction there is no key, or there are two, but never at its revision.
    etcd.ok("txn --then 'del p/a' --then 'put p/b 1'");
    etcd.ok("txn --then 'put p/a 1' --then 'del p/b'");
    std::thread::sleep(Duration::from_millis(300));
    assert!(absent.is_running() && two.is_running());
    etcd.ok("put p/c 1");
    reaches(two, "p/a\n1\np/c\n1\n");
    etcd.ok("del --prefix p/");
    reaches(absent, "");
}

#[test]
fn timeout_reports_current_state() {
    let _serial = serial();
    let etcd = etcd();
    let fails = |words: &str, why: &str| {
        let line = etcd.ectl("wait").args(words).args("--timeout 300ms");
        line.run().fails_part(124, &format!("Error: waited 300ms for {why}\n"));
    };
    fails("a --exists", "key \"a\" to exist: it does not exist");
    fails("'' --prefix --exists", "all keys to exist: there are none");
    etcd.ok("put a 1");
    fails("a --absent", "key \"a\" to be gone: it has the value \"1\"");
    fails("a --value 2", "key \"a\" to have the value \"2\": it has the value \"1\"");
    fails("a --changed", "key \"a\" to change: it has the value \"1\"");
    fails("'' --prefix --count 2", "2 or more keys: there is 1");
    etcd.ok("put ab 1");
    let keys = "keys with the prefix \"a\"";
    fails("a --prefix --count 3", &format!("3 or more {keys}: there are 2"));
    fails("a --prefix --absent", &format!("{keys} to be gone: there are 2"));
    fails("--service s --count 1", "1 or more endpoints of service \"s\": there are none");
    etcd.ok(&format!("put a {}", "x".repeat(1000)));
    fails("a --absent", &format!("key \"a\" to be gone: it has the value \"{}…", "x".repeat(199)));
}

#[test]
fn output_equals_get() {
    let etcd = etcd();
    let lease = etcd.ectl("lease grant 600 --id-only").run();
    etcd.ok(&format!("put a 1 --lease {}", lease.text().trim()));
    etcd.ok("put ab <&>");
    let forms = [
        ("get a", "wait a --exists"),
        ("get a --prefix", "wait a --prefix --count 2"),
        ("get c", "wait c --absent"),
    ];
    for (get, wait) in forms {
        for format in ["simple", "fields", "json", "jsonl", "table", "protobuf"] {
            let run = |words: &str| etcd.ectl(words).args("-w").arg(format).run();
            assert_eq!(run(get), run(wait), "{wait:?} {format}");
        }
    }
}

#[test]
fn wait_survives_lost_connection() {
    let mut etcd = etcd();
    let waiting = wait(&etcd, "k --exists");
    let hurried = wait(&etcd, "k --exists --timeout 4s");
    watched(&etcd, 2);
    etcd.members()[0].kill().unwrap();
    waiting.says("; will resume");
    let hurried = hurried.end().fails_part(2, "Error: waited 4s for key \"k\" to exist: ");
    hurried.says("it does not exist when contact with etcd was lost: lost the connection to ");
    etcd.restart(0);
    etcd.ok("put k 1");
    let outcome = waiting.end();
    assert_eq!((outcome.text(), outcome.code), ("k\n1\n", 0));
    assert!(outcome.stderr.ends_with("wait: reconnected\n"), "{outcome:?}");
}

#[test]
fn timeout_covers_start_of_etcd() {
    let mut etcd = etcd();
    etcd.members()[0].kill().unwrap();
    let waiting = wait(&etcd, "k --timeout 30s");
    waiting.says("waiting for key \"k\" to exist: cannot reach etcd at ");
    let missed = etcd.ectl("wait k --timeout 300ms").run();
    missed.fails_part(2, "Error: waited 300ms for key \"k\" to exist: cannot reach etcd at ");
    let missed = etcd.ectl("wait --service s --timeout 300ms").run();
    missed.fails_part(2, "1 or more endpoints of service \"s\": cannot reach etcd at ");
    etcd.restart(0);
    etcd.ectl("wait k --timeout 300ms").run().fails_part(124, "it does not exist\n");
    etcd.ok("put k 1");
    assert_eq!(waiting.end().text(), "k\n1\n");
}

#[test]
fn wait_survives_member_loss() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let [first, second, third] = [0, 1, 2].map(|n| etcd.members()[n].endpoint());
    let tied = ectl(&first, "wait k --exists").live();
    // Most likely some of these are connected to the first member.
    let free: Vec<_> = (0..5).map(|_| wait(&etcd, "k --exists")).collect();
    watched(&etcd, 6);
    etcd.members()[0].kill().unwrap();
    let rest = format!("{second},{third}");
    eventually("there is a leader", || ectl(&rest, "put k 1").run().code == 0);
    for waiting in free {
        assert_eq!(waiting.end().text(), "k\n1\n");
    }
    etcd.restart(0);
    assert_eq!(tied.end().text(), "k\n1\n");
}

#[test]
fn compacted_changes_are_read_again() {
    let mut etcd = etcd();
    etcd.ok("put same 1");
    etcd.ok("put k 1");
    let waiting = [
        (wait(&etcd, "k --value 2"), "k\n2\n"),
        (wait(&etcd, "k --changed"), "k\n2\n"),
        (wait(&etcd, "p/ --prefix --count 1"), "p/a\n1\n"),
    ];
    let mut same = wait(&etcd, "same --changed");
    watched(&etcd, 4);
    let all = || waiting.iter().map(|(waiting, _)| waiting).chain([&same]);
    all().for_each(|waiting| waiting.signal(Signal::SIGSTOP));
    etcd.members()[0].kill().unwrap();
    etcd.restart(0);
    etcd.ok("put k 2");
    etcd.ok("put p/a 1");
    etcd.ok("compaction 5");
    all().for_each(|waiting| waiting.signal(Signal::SIGCONT));
    for (waiting, printed) in waiting {
        let outcome = waiting.end();
        assert_eq!((outcome.text(), outcome.code), (printed, 0), "{outcome:?}");
    }
    same.says("wait: reconnected");
    std::thread::sleep(Duration::from_millis(300));
    assert!(same.is_running());
    etcd.ok("put same 1");
    reaches(same, "same\n1\n");
}

fn register(etcd: &Etcd, address: &str) -> String {
    let record = format!("{{\"Op\":0,\"Addr\":\"{address}\",\"Metadata\":null}}");
    etcd.ok(&format!("put web/{address} {record}"));
    format!("web/{address}\n{record}\n")
}

#[test]
fn endpoints_are_counted() {
    let etcd = etcd();
    etcd.ok("put web/readme 'no endpoint'");
    etcd.ok("put web/empty {}");
    etcd.ok("put website/a {\"Addr\":\"a:1\"}");
    let waiting = wait(&etcd, "--service web --count 2");
    let first = register(&etcd, "10.0.0.1:80");
    etcd.ectl("wait --service web --count 2 --timeout 300ms")
        .run()
        .fails_part(124, "2 or more endpoints of service \"web\": there is 1\n");
    let second = register(&etcd, "10.0.0.2:80");
    reaches(waiting, &(first + &second));
}

#[test]
fn endpoints_are_probed() {
    let etcd = etcd();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    // The ports are bound, but nothing listens yet.
    let [one, two] = [(), ()].map(|()| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        socket
    });
    let [first, second] = [&one, &two].map(|socket| socket.local_addr().unwrap().to_string());
    register(&etcd, &first);
    let waiting = wait(&etcd, "--service web --count 1 --probe");
    etcd.ectl("wait --service web --count 1 --probe --timeout 800ms").run().fails_part(
        124,
        &format!(
            "waited 800ms for 1 or more endpoints of service \"web\": \
             there are 1, of which 0 accept connections; {first}: connection refused\n"
        ),
    );
    let registered = register(&etcd, &second);
    let listening = two.listen(9).unwrap();
    reaches(waiting, &registered);
    // Only the reachability changes, and nothing in etcd.
    let both = wait(&etcd, "--service web --count 2 --probe");
    std::thread::sleep(Duration::from_millis(300));
    let listening = [listening, one.listen(9).unwrap()];
    assert_eq!(both.end().text().lines().count(), 4);
    drop(listening);
}

#[test]
fn timeout_names_missing_leader() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.members()[0].endpoint();
    etcd.members()[1].kill().unwrap();
    etcd.members()[2].kill().unwrap();
    let get = "get k --command-timeout 1s";
    eventually("the member knows", || ectl(&at, get).run().stderr.contains("no leader"));
    let missed = ectl(&at, "wait k --timeout 1s").run();
    missed
        .says("no leader")
        .fails_part(124, "Error: waited 1s for key \"k\" to exist: etcdserver: ");
}

#[test]
fn reason_is_noted_once_and_when_it_changes() {
    let mut etcd = etcd();
    let waiting = wait(&etcd, "p/ --prefix --count 3");
    let goal = "waiting for 3 or more keys with the prefix \"p/\": ";
    assert_eq!(waiting.says("waiting"), format!("{goal}there are none"));
    etcd.ok("put p/a 1");
    assert_eq!(waiting.says("waiting"), format!("{goal}there is 1"));
    etcd.ok("put p/a 2");
    etcd.ok("put p/b 1");
    assert_eq!(waiting.says("waiting"), format!("{goal}there are 2"));
    etcd.ok("put p/c 1");
    let end = waiting.end();
    assert_eq!((end.text().lines().count(), end.stderr.as_str()), (6, ""), "{end:?}");
    // A short wait is not worth a line; notes are JSON where errors are.
    let missed = etcd.ectl("wait k --timeout 300ms").run();
    assert_eq!(missed.stderr.lines().count(), 1, "{missed:?}");
    let missed = etcd.ectl("wait k --timeout 1500ms --json-errors").run();
    let note = "{\"note\":\"waiting for key \\\"k\\\" to exist: it does not exist\"}\n";
    assert!(missed.stderr.starts_with(note), "{missed:?}");
    etcd.members()[0].kill().unwrap();
    // --timeout covers --retry: one note, one limit.
    let missed = etcd.ectl("wait k --timeout 1500ms --retry 60s").run();
    let missed = missed.fails_part(2, "Error: waited 1s 500ms for key \"k\" to exist: cannot");
    assert_eq!(missed.stderr.matches("waiting for").count(), 1, "{missed:?}");
}

/// Runs a wait for the next change, and returns its revision.
#[track_caller]
fn next_change(etcd: &Etcd, since: &str) -> (String, String) {
    let words = "wait p/ --prefix --changed --header --field revision --timeout 10s --since-rev";
    let end = etcd.ectl(words).arg(since).run();
    assert_eq!(end.code, 0, "{end:?}");
    (end.text().trim().to_owned(), end.stderr.clone())
}

#[test]
fn no_change_between_two_waits_is_lost() {
    let etcd = etcd();
    etcd.ok("put p/a 1");
    let first = etcd.ectl("get p/ --prefix --header --field revision").run();
    let first = first.text().trim().to_owned();
    assert_eq!(first, "2");
    etcd.ok("put p/a 2");
    etcd.ok("put other 1");
    etcd.ok("put p/b 1");
    etcd.ok("del p/b");
    let mut revision = first;
    for expected in ["3", "5", "6"] {
        let (found, notes) = next_change(&etcd, &revision);
        assert_eq!((found.as_str(), notes.as_str()), (expected, ""));
        revision = found;
    }
    let none = "wait p/ --prefix --changed --timeout 300ms --since-rev 6";
    etcd.ectl(none).run().fails_part(124, "to change: there is 1\n");
}

#[test]
fn state_of_an_earlier_revision_is_printed() {
    let etcd = etcd();
    etcd.ok("put p/a 1");
    etcd.ok("put p/a 2");
    etcd.ok("del p/a");
    let run = |words: &str| etcd.ectl("wait").args(words).run();
    run("p/a --since-rev 2").prints("p/a\n1\n");
    run("p/a --value 2 --since-rev 2").prints("p/a\n2\n");
    run("p/a --absent --since-rev 2 -w jsonl --header")
        .prints("{\"type\":\"header\",\"revision\":\"4\"}\n");
    let json = run("p/a --changed --since-rev 2 -w json");
    assert!(json.text().contains("\"revision\":3,"), "{json:?}");
    run("p/a --since-rev 99").fails(
        1,
        "Error: etcdserver: mvcc: required revision is a future revision\n\
         hint: the store is at revision 4, below 99: is it another cluster's?\n",
    );
    run("p/a --since-rev 0").fails(128, "Error: --since-rev must be at least 1\n");
    // Compacted changes count as one.
    etcd.ok("put p/b 1");
    etcd.ok("compaction 4");
    let (found, notes) = next_change(&etcd, "3");
    let note = "wait: changes after revision 3 are compacted; reading the present state\n";
    assert_eq!((found.as_str(), notes.as_str()), ("5", note));
    let (found, notes) = next_change(&etcd, "4");
    assert_eq!((found.as_str(), notes.as_str()), ("5", ""));
}
