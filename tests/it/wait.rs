//! `wait`: what it waits for, what it may miss, and what happens to servers meanwhile.

use crate::support::live::Live;
use crate::support::proxy::{Fate, proxy};
use crate::support::{ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};
use tokio::net::TcpSocket;

fn wait(at: &str, words: &[&str]) -> Live {
    Live::start(ectl(at, &[&["wait"], words].concat()))
}

#[track_caller]
fn done(at: &str, words: &[&str]) {
    let outcome = ectl(at, words).run();
    assert_eq!(outcome.code, 0, "{words:?}: {outcome:?}");
}

/// How many watches are open at a member, as it says itself.
fn watches(at: &str) -> usize {
    let mut stream = TcpStream::connect(at).unwrap();
    stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
    let mut metrics = String::new();
    stream.read_to_string(&mut metrics).unwrap();
    let (_, rest) = metrics.split_once("\netcd_debugging_mvcc_watcher_total ").unwrap();
    rest.lines().next().unwrap().parse().unwrap()
}

/// Waits until so many watches are open, at all of the members together.
#[track_caller]
fn watched(at: &str, wanted: usize) {
    eventually("it is watched", || at.split(',').map(watches).sum::<usize>() == wanted);
}

fn restart(etcd: &mut Etcd) {
    let member = &mut etcd.members()[0];
    member.restart().unwrap();
    member.wait_until_ready(Instant::now() + Duration::from_secs(30)).unwrap();
}

#[test]
fn what_is_wrong_is_refused_before_anything_is_sent() {
    let run = |words: &[&str]| ectl("127.0.0.1:1", &[&["wait"], words].concat()).run();
    run(&["--exists"]).fails(128, "<KEY>");
    run(&["a", "--exists", "--absent"]).fails(128, "specify one condition").says("--absent");
    run(&["a", "--value", "v", "--changed"]).fails(128, "specify one condition");
    run(&["a", "--exists", "--prefix", "--count", "1"]).fails(128, "specify one condition");
    run(&["a", "--count", "1"]).fails(128, "--count needs --prefix or --service");
    run(&["a", "--prefix", "--count", "0"]).fails(128, "--count must be 1 or more");
    run(&["a", "--prefix", "--value", "v"]).fails(128, "--value cannot be combined with --prefix");
    run(&["a", "--exists", "--probe"]).fails(128, "--probe needs --service");
    run(&["a", "--exists", "--timeout", "0"]).fails(128, "--timeout must be greater than zero");
    run(&["a", "--service", "s", "--count", "1"]).fails(128, "--service");
    run(&["--service", "s", "--exists"]).fails(128, "--service the only condition is --count");
    run(&["--service", "s", "--exists", "--count", "1"]).fails(128, "specify one condition");
    run(&["--service", "s", "--count", "0"]).fails(128, "--count must be 1 or more");
    run(&["--service", "s", "--count", "1", "--prefix"])
        .fails(128, "--prefix cannot be combined with --service");
    run(&["a", "--exists", "-w", "xml"]).fails(4, "unsupported output format");
    run(&["a", "--exists", "--print-value-only", "-w", "json"]).fails(128, "--write-out=simple");
    run(&["a"]).fails(2, "connection refused");
}

#[test]
fn what_holds_already_is_not_waited_for() {
    let etcd = etcd();
    let at = etcd.endpoints();
    done(&at, &["put", "p/a", "1"]);
    done(&at, &["put", "p/b", "2"]);
    let run = |words: &[&str]| ectl(&at, &[&["wait"], words].concat()).run();
    run(&["p/a", "--exists"]).prints("p/a\n1\n");
    run(&["p/a"]).prints("p/a\n1\n");
    run(&["p/", "--prefix"]).prints("p/a\n1\np/b\n2\n");
    run(&["p/a", "--exists", "--print-value-only"]).prints("1\n");
    run(&["p/a", "--value", "1"]).prints("p/a\n1\n");
    run(&["p/", "--absent"]).prints("");
    run(&["q/", "--absent", "--prefix"]).prints("");
    run(&["p/", "--exists", "--prefix"]).prints("p/a\n1\np/b\n2\n");
    run(&["p/", "--prefix", "--count", "2"]).prints("p/a\n1\np/b\n2\n");
    run(&["", "--prefix", "--count", "1"]).prints("p/a\n1\np/b\n2\n");
    run(&["", "--exists"]).fails(1, "etcdserver: key is not provided");
}

#[test]
fn a_condition_is_met_when_it_is_and_no_sooner() {
    let etcd = etcd();
    let at = etcd.endpoints();
    done(&at, &["put", "there", "1"]);
    done(&at, &["put", "p/a", "1"]);
    let cases: [(&[&str], &str); 8] = [
        (&["new", "--exists"], "new\n1\n"),
        (&["there", "--absent"], ""),
        (&["there", "--value", "2"], "there\n2\n"),
        (&["there", "--changed"], "there\n2\n"),
        (&["none", "--changed"], "none\n\n"),
        (&["p/", "--prefix", "--count", "2"], "p/a\n1\np/b\n2\n"),
        (&["p/", "--prefix", "--changed"], "p/a\n1\np/b\n2\n"),
        (&["p/", "--prefix", "--absent"], ""),
    ];
    let mut waiting: Vec<_> = cases.iter().map(|(words, _)| wait(&at, words)).collect();
    watched(&at, 8);
    assert!(waiting.iter_mut().all(Live::is_running));
    // None of theirs.
    done(&at, &["put", "ne", "1"]);
    done(&at, &["put", "p0", "1"]);
    assert!(waiting.iter_mut().all(Live::is_running));
    for words in [
        &["put", "new", "1"][..],
        &["put", "there", "2"],
        &["put", "none", ""],
        &["put", "p/b", "2"],
        &["del", "there"],
        &["del", "--prefix", "p/"],
    ] {
        done(&at, words);
    }
    for (waiting, (_, printed)) in waiting.into_iter().zip(cases) {
        waiting.end().prints(printed);
    }
}

#[test]
fn nothing_is_missed_between_the_look_and_the_watch() {
    let etcd = etcd();
    fn put(at: &str) {
        done(at, &["put", "between", "1"]);
    }
    // The first time the key is read, the second time it is watched.
    let at = proxy(&etcd.endpoints(), Fate::OnceSentAgain(b"between", put));
    ectl(&at, &["wait", "between", "--exists"]).run().prints("between\n1\n");
}

#[test]
fn every_revision_is_looked_at() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let moment = wait(&at, &["k", "--value", "x"]);
    watched(&at, 1);
    // What happens while there is no contact comes in one piece.
    moment.signal(Signal::SIGSTOP);
    etcd.members()[0].kill().unwrap();
    restart(&mut etcd);
    done(&at, &["put", "k", "x"]);
    done(&at, &["put", "k", "y"]);
    done(&at, &["del", "k"]);
    moment.signal(Signal::SIGCONT);
    let outcome = moment.end();
    assert_eq!((outcome.text(), outcome.code), ("k\nx\n", 0), "{outcome:?}");

    done(&at, &["put", "p/a", "1"]);
    let mut absent = wait(&at, &["p/", "--prefix", "--absent"]);
    let mut two = wait(&at, &["p/", "--prefix", "--count", "2"]);
    watched(&at, 2);
    // In between there are none, or two, but nobody ever sees that.
    done(&at, &["txn", "--then", "del p/a", "--then", "put p/b 1"]);
    done(&at, &["txn", "--then", "put p/a 1", "--then", "del p/b"]);
    std::thread::sleep(Duration::from_millis(300));
    assert!(absent.is_running() && two.is_running());
    done(&at, &["put", "p/c", "1"]);
    two.end().prints("p/a\n1\np/c\n1\n");
    done(&at, &["del", "--prefix", "p/"]);
    absent.end().prints("");
}

#[test]
fn who_waits_no_longer_is_told_how_it_is() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let fails = |words: &[&str], why: &str| {
        let words = [&["wait"], words, &["--timeout", "300ms"]].concat();
        ectl(&at, &words).run().fails(124, &format!("Error: waited 300ms for {why}\n"));
    };
    fails(&["a", "--exists"], "key \"a\" to exist: it does not exist");
    fails(&["", "--prefix", "--exists"], "all keys to exist: there are none");
    done(&at, &["put", "a", "1"]);
    fails(&["a", "--absent"], "key \"a\" to be gone: it has the value \"1\"");
    fails(&["a", "--value", "2"], "key \"a\" to have the value \"2\": it has the value \"1\"");
    fails(&["a", "--changed"], "key \"a\" to change: it has the value \"1\"");
    fails(&["", "--prefix", "--count", "2"], "2 or more keys: there is 1");
    done(&at, &["put", "ab", "1"]);
    let keys = "keys with the prefix \"a\"";
    fails(&["a", "--prefix", "--count", "3"], &format!("3 or more {keys}: there are 2"));
    fails(&["a", "--prefix", "--absent"], &format!("{keys} to be gone: there are 2"));
    fails(
        &["--service", "s", "--count", "1"],
        "1 or more endpoints of service \"s\": there are none",
    );
    done(&at, &["put", "a", &"x".repeat(1000)]);
    fails(
        &["a", "--absent"],
        &format!("key \"a\" to be gone: it has the value \"{}…", "x".repeat(199)),
    );
}

#[test]
fn it_prints_what_get_prints() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let lease = ectl(&at, &["lease", "grant", "600", "--id-only"]).run();
    done(&at, &["put", "a", "1", "--lease", lease.text().trim()]);
    done(&at, &["put", "ab", "<&>"]);
    let forms: [(&[&str], &[&str]); 3] = [
        (&["get", "a"], &["wait", "a", "--exists"]),
        (&["get", "a", "--prefix"], &["wait", "a", "--prefix", "--count", "2"]),
        (&["get", "c"], &["wait", "c", "--absent"]),
    ];
    for (get, wait) in forms {
        for format in ["simple", "fields", "json", "jsonl", "table", "protobuf"] {
            let run = |words: &[&str]| ectl(&at, &[words, &["-w", format]].concat()).run();
            assert_eq!(run(get), run(wait), "{wait:?} {format}");
        }
    }
}

#[test]
fn a_lost_connection_ends_nothing() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    let waiting = wait(&at, &["k", "--exists"]);
    let hurried = wait(&at, &["k", "--exists", "--timeout", "4s"]);
    watched(&at, 2);
    etcd.members()[0].kill().unwrap();
    waiting.says("; will resume");
    let hurried = hurried.end().fails(2, "Error: waited 4s for key \"k\" to exist: ");
    hurried.says("it does not exist when contact with etcd was lost: lost the connection to ");
    restart(&mut etcd);
    done(&at, &["put", "k", "1"]);
    let outcome = waiting.end();
    assert_eq!((outcome.text(), outcome.code), ("k\n1\n", 0));
    assert_eq!(outcome.stderr, "wait: reconnected\n");
}

#[test]
fn a_timeout_is_time_for_etcd_to_start() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    etcd.members()[0].kill().unwrap();
    let waiting = wait(&at, &["k", "--timeout", "30s"]);
    waiting.says("wait: waiting for etcd: cannot reach etcd at ");
    let missed = ectl(&at, &["wait", "k", "--timeout", "300ms"]).run();
    missed.fails(2, "Error: waited 300ms for key \"k\" to exist: cannot reach etcd at ");
    let missed = ectl(&at, &["wait", "--service", "s", "--timeout", "300ms"]).run();
    missed.fails(2, "1 or more endpoints of service \"s\": cannot reach etcd at ");
    restart(&mut etcd);
    ectl(&at, &["wait", "k", "--timeout", "300ms"]).run().fails(124, "it does not exist\n");
    done(&at, &["put", "k", "1"]);
    assert_eq!(waiting.end().text(), "k\n1\n");
}

#[test]
fn nor_does_the_end_of_a_member() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.endpoints();
    let [first, second, third] = [0, 1, 2].map(|n| etcd.members()[n].endpoint());
    let tied = wait(&first, &["k", "--exists"]);
    // Of these some are at the first member, most likely.
    let free: Vec<_> = (0..5).map(|_| wait(&at, &["k", "--exists"])).collect();
    watched(&at, 6);
    etcd.members()[0].kill().unwrap();
    let rest = format!("{second},{third}");
    eventually("there is a leader", || ectl(&rest, &["put", "k", "1"]).run().code == 0);
    for waiting in free {
        assert_eq!(waiting.end().text(), "k\n1\n");
    }
    restart(&mut etcd);
    assert_eq!(tied.end().text(), "k\n1\n");
}

#[test]
fn what_etcd_has_forgotten_is_looked_up() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    done(&at, &["put", "same", "1"]);
    done(&at, &["put", "k", "1"]);
    let waiting = [
        (wait(&at, &["k", "--value", "2"]), "k\n2\n"),
        (wait(&at, &["k", "--changed"]), "k\n2\n"),
        (wait(&at, &["p/", "--prefix", "--count", "1"]), "p/a\n1\n"),
    ];
    let mut same = wait(&at, &["same", "--changed"]);
    watched(&at, 4);
    let all = || waiting.iter().map(|(waiting, _)| waiting).chain([&same]);
    all().for_each(|waiting| waiting.signal(Signal::SIGSTOP));
    etcd.members()[0].kill().unwrap();
    restart(&mut etcd);
    done(&at, &["put", "k", "2"]);
    done(&at, &["put", "p/a", "1"]);
    done(&at, &["compaction", "5"]);
    all().for_each(|waiting| waiting.signal(Signal::SIGCONT));
    for (waiting, printed) in waiting {
        let outcome = waiting.end();
        assert_eq!((outcome.text(), outcome.code), (printed, 0), "{outcome:?}");
    }
    same.says("wait: reconnected");
    std::thread::sleep(Duration::from_millis(300));
    assert!(same.is_running());
    done(&at, &["put", "same", "1"]);
    same.end().prints("same\n1\n");
}

fn register(etcd: &str, address: &str) -> String {
    let record = format!("{{\"Op\":0,\"Addr\":\"{address}\",\"Metadata\":null}}");
    done(etcd, &["put", &format!("web/{address}"), &record]);
    format!("web/{address}\n{record}\n")
}

#[test]
fn endpoints_are_counted() {
    let etcd = etcd();
    let at = etcd.endpoints();
    done(&at, &["put", "web/readme", "no endpoint"]);
    done(&at, &["put", "web/empty", "{}"]);
    done(&at, &["put", "website/a", "{\"Addr\":\"a:1\"}"]);
    let waiting = wait(&at, &["--service", "web", "--count", "2"]);
    let first = register(&at, "10.0.0.1:80");
    ectl(&at, &["wait", "--service", "web", "--count", "2", "--timeout", "300ms"])
        .run()
        .fails(124, "2 or more endpoints of service \"web\": there is 1\n");
    let second = register(&at, "10.0.0.2:80");
    waiting.end().prints(&(first + &second));
}

#[test]
fn endpoints_are_probed() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    // They have their ports, and do not listen yet.
    let [one, two] = [(), ()].map(|()| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        socket
    });
    let [first, second] = [&one, &two].map(|socket| socket.local_addr().unwrap().to_string());
    register(&at, &first);
    let words = ["wait", "--service", "web", "--count", "1", "--probe"];
    let waiting = wait(&at, &words[1..]);
    ectl(&at, &[&words[..], &["--timeout", "1s"]].concat()).run().fails(
        124,
        &format!(
            "waited 1s for 1 or more endpoints of service \"web\": \
             there are 1, of which 0 accept connections; {first}: connection refused\n"
        ),
    );
    let registered = register(&at, &second);
    let listening = two.listen(9).unwrap();
    waiting.end().prints(&registered);
    // Nothing changes in etcd, but out there.
    let both = wait(&at, &["--service", "web", "--count", "2", "--probe"]);
    std::thread::sleep(Duration::from_millis(300));
    let listening = [listening, one.listen(9).unwrap()];
    assert_eq!(both.end().text().lines().count(), 4);
    drop(listening);
}

#[test]
fn wait_names_the_missing_leader() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.members()[0].endpoint();
    etcd.members()[1].kill().unwrap();
    etcd.members()[2].kill().unwrap();
    let get = ["get", "k", "--command-timeout", "1s"];
    eventually("the member knows", || ectl(&at, &get).run().stderr.contains("no leader"));
    let missed = ectl(&at, &["wait", "k", "--timeout", "1s"]).run();
    missed.says("no leader").fails(124, "Error: waited 1s for key \"k\" to exist: etcdserver: ");
}
