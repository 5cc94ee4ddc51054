//! Endpoints that are dead, mute, or die: what the user notices of it, and what not.

use crate::support::cluster::Cluster as _;
use crate::support::proxy::{Fate, mute, proxy};
use crate::support::strangers::fake;
use crate::support::{ectl, etcd, eventually, line, start};
use ectl::sandbox::Plan;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

/// An address without a server.
const DEAD: &str = "127.0.0.1:1";

#[test]
fn dead_and_mute_endpoints_are_skipped() {
    let etcd = etcd();
    let (mute, live) = (mute(), etcd.endpoints());
    let hang_up = proxy(&live, Fate::HangUp);
    ectl(&live, "put k v").run().prints("OK\n");
    let some = format!("{DEAD},{},{hang_up},{live}", mute.endpoint());
    for _ in 0..30 {
        ectl(&some, "get k --print-value-only").run().prints("v\n");
    }
    for _ in 0..10 {
        ectl(&some, "put counted ''").run().prints("OK\n");
    }
    let counted = ectl(&live, "get counted -w jsonl").run();
    assert!(counted.text().contains("\"version\":\"10\""), "{}", counted.text());
}

#[test]
fn requests_spread_over_members() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let member = || {
        let header = etcd.ectl("get k -w fields").run();
        let lines = header.text().lines().map(str::to_owned);
        lines.filter(|line| line.starts_with("\"MemberID\"")).collect::<String>()
    };
    let mut seen: Vec<_> = (0..40).map(|_| member()).collect();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 3, "{seen:?}");
    // A frozen member, and then a killed one with it, which leaves no quorum.
    etcd.members()[0].pause().unwrap();
    for _ in 0..20 {
        etcd.ectl("get k").run().prints("");
    }
    etcd.members()[0].resume().unwrap();
}

#[test]
fn reads_survive_the_loss_of_any_member() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.endpoints();
    etcd.ectl("put k v").run().prints("OK\n");
    for victim in 0..3 {
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let at = at.clone();
                std::thread::spawn(move || {
                    for _ in 0..12 {
                        ectl(&at, "get k --print-value-only").run().prints("v\n");
                    }
                })
            })
            .collect();
        etcd.members()[victim].kill().unwrap();
        readers.into_iter().for_each(|reader| reader.join().unwrap());
        etcd.members()[victim].restart().unwrap();
        let deadline = Instant::now() + Duration::from_secs(30);
        etcd.members()[victim].wait_until_ready(deadline).unwrap();
    }
}

#[test]
fn interrupted_read_is_repeated_elsewhere() {
    let etcd = etcd();
    let live = etcd.endpoints();
    etcd.ectl("put cut-me v").run().prints("OK\n");
    let cut = proxy(&live, Fate::CutOnceSent(b"cut-me"));
    for _ in 0..8 {
        let both = format!("{cut},{live}");
        ectl(&both, "get cut-me --print-value-only").run().prints("v\n");
    }
    // A try that is cut just before the deadline is the last one, and has another error.
    eventually("the deadline passes in the middle of a try", || {
        let outcome = ectl(&cut, "get cut-me --command-timeout 1s").run();
        match outcome.code {
            2 => false,
            _ => {
                outcome
                    .fails(
                        124,
                        &format!(
                            "Error: {cut} did not answer within 1s\n\
                             hint: the member may be overloaded or without a leader: see \"ectl \
                             endpoint status --cluster\"\n"
                        ),
                    )
                    .code
                    == 124
            }
        }
    });
}

#[test]
fn sent_write_is_not_repeated() {
    let etcd = etcd();
    let live = etcd.endpoints();
    let cut = proxy(&live, Fate::CutOnceSent(b"cut-me"));
    let unknown = ectl(&cut, "put cut-me v").run();
    let unknown = unknown.fails(
        124,
        &format!(
            "Error: outcome unknown: lost the connection to {cut}: stream closed \
             because of a broken pipe\n\
             hint: the request was sent: check whether it took effect before retrying\n"
        ),
    );
    assert!(unknown.stderr.contains("hint: the request was sent"), "{}", unknown.stderr);
    let both = format!("{live},{cut}");
    let mut lost = 1;
    while lost < 4 {
        let outcome = ectl(&both, "put cut-me v").run();
        assert!([0, 124].contains(&outcome.code), "{}", outcome.stderr);
        lost += i32::from(outcome.code == 124);
        let version = etcd.ectl("get cut-me -w jsonl").run();
        etcd.ectl("put attempts ''").run().prints("OK\n");
        let attempts = etcd.ectl("get attempts -w jsonl").run();
        let count = |text: &str| {
            text.split("\"version\":\"")
                .nth(1)
                .map(|v| v[..v.find('"').unwrap()].parse::<i32>().unwrap())
        };
        assert_eq!(count(version.text()).unwrap(), count(attempts.text()).unwrap() + 1);
    }
}

#[test]
fn frozen_server_costs_one_timeout() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    // Frozen in the middle of a call.
    let silent = proxy(&at, Fate::SilentOnceSent(b"hush"));
    ectl(&silent, "get hush --command-timeout 500ms").run().fails(
        124,
        &format!(
            "Error: {silent} did not answer within 500ms\n\
             hint: the member may be overloaded or without a leader: see \"ectl \
             endpoint status --cluster\"\n"
        ),
    );
    let put = ectl(&silent, "put hush v --command-timeout 500ms").run();
    let text = format!(
        "Error: outcome unknown: {silent} did not answer within 500ms\n\
         hint: the request was sent: check whether it took effect before retrying\n"
    );
    put.fails(124, &text);
    etcd.ectl("get hush --print-value-only").run().prints("v\n");
    // Frozen before: nothing is sent at all.
    etcd.members()[0].pause().unwrap();
    let text = format!(
        "Error: cannot reach etcd at {at}: no answer within 300ms\n\
         hint: the port accepts connections but does not respond: is etcd \
         stopped or overloaded, or is this another service?\n"
    );
    for words in ["get k --dial-timeout 300ms", "put k v --dial-timeout 300ms"] {
        etcd.ectl(words).run().fails(124, &text);
    }
    for words in ["get k --command-timeout 300ms", "get k --command-timeout 300ms --dial-timeout 0"]
    {
        // On a busy machine some of the command's time has passed before it dials.
        eventually("all of the time is left for dialing", || {
            etcd.ectl(words)
                .run()
                .fails(
                    124,
                    "Error: cannot reach etcd at 127.0.0.1:[..]: no answer within 300ms\n\
                     hint: the port accepts connections but does not respond: is etcd \
                     stopped or overloaded, or is this another service?\n",
                )
                .stderr
                .contains(&text)
        });
    }
    etcd.members()[0].resume().unwrap();
    etcd.ectl("get k").run().prints("");
}

#[test]
fn every_dead_endpoint_has_its_cause() {
    let started = Instant::now();
    let list = format!("{DEAD},no-such-host.invalid:2379,unix:/nonexistent.sock");
    let all = ectl(&list, "get k").run();
    assert!(started.elapsed() < Duration::from_secs(4), "it waited for a deadline");
    let lines: Vec<_> = all.stderr.lines().collect();
    assert_eq!((all.code, lines.len()), (2, 5), "{}", all.stderr);
    assert_eq!(lines[0], "Error: cannot reach etcd at any of 3 endpoints");
    assert_eq!(lines[1], "  127.0.0.1:1: connection refused");
    assert!(lines[2].starts_with("  no-such-host.invalid:2379: "), "{}", lines[2]);
    assert!(!lines[2].contains("lookup"), "{}", lines[2]);
    assert_eq!(lines[3], "  unix:/nonexistent.sock: no such file or directory");
    // Those that got furthest are most likely the right ones.
    let hint = "hint: 127.0.0.1:1, unix:/nonexistent.sock: is etcd running";
    assert!(lines[4].starts_with(hint), "{}", lines[4]);
    let one = ectl(DEAD, "put k v").run();
    let text = "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
                hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
                use another address\n";
    one.fails(2, text);
    let mute = mute();
    let mixed = format!("{DEAD},{}", mute.endpoint());
    ectl(&mixed, "get k --dial-timeout 300ms")
        .run()
        .fails(2, &format!("Error: cannot reach etcd at any of 2 endpoints\n  127.0.0.1:1: connection refused\n  {}: no answer within 300ms\n\
                               hint: 127.0.0.1:[..]: the port accepts connections but does not \
                               respond: is etcd stopped or overloaded, or is this another service?\n", mute.endpoint()));
    let two_mute = format!("{0},{0}", mute.endpoint());
    ectl(&two_mute, "get k --dial-timeout 300ms").run().fails(124, "Error: cannot reach etcd at any of 2 endpoints\n  127.0.0.1:[..]: no answer within 300ms\n  127.0.0.1:[..]: no answer within 300ms\n\
                                                                       hint: the port accepts connections but does not respond: is etcd \
                                                                       stopped or overloaded, or is this another service?\n");
    let hang_up = proxy(DEAD, Fate::HangUp);
    ectl(&hang_up, "put k v").run().fails(
        2,
        &format!(
            "Error: cannot reach etcd at {hang_up}: the server closed the connection\n\
             hint: is this etcd's client port, and does the proxy in front of it \
             support gRPC?\n"
        ),
    );
}

#[test]
fn empty_endpoint_list_is_refused() {
    let text = "Error: no endpoint to connect to\n\
                hint: the list of endpoints is empty: set --endpoints or \
                ETCDCTL_ENDPOINTS\n";
    for words in ["get k", "watch k", "endpoint health", "doctor"] {
        ectl("", words).args("--endpoints ''").run().fails(2, text);
    }
}

#[test]
fn zero_timeout_is_refused() {
    let text = "Error: --command-timeout must be greater than zero\n";
    ectl(DEAD, "get k --command-timeout 0s").run().fails(128, text);
    ectl(DEAD, "get k").env("ETCDCTL_COMMAND_TIMEOUT", "0").run().fails(128, text);
}

#[test]
fn servers_other_than_etcd_are_identified() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let https = ectl("", "get k --endpoints").arg(format!("https://{at}")).run();
    let text = format!(
        "Error: cannot reach etcd at https://{at}: the server does not use TLS\n\
         hint: use http://{at}\n"
    );
    https.fails(2, &text);
    let web = web_server();
    let text = format!(
        "Error: cannot reach etcd at {web}: the server speaks HTTP/1, not gRPC\n\
         hint: is this etcd's client port, and does the proxy in front of it \
         support gRPC?\n"
    );
    ectl(&web, "put k v").run().fails(2, &text);
}

/// A server that answers as a web server does to what it does not understand.
fn web_server() -> String {
    fake(|mut client| {
        let _ = client.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        let _ = client.read(&mut [0; 1024]);
    })
}

#[test]
fn unix_sockets() {
    let directory = tempfile::tempdir().unwrap();
    let socket = directory.path().join("etcd.sock:0");
    let url = format!("unix://{}", socket.display());
    let plan = Plan {
        options: ["--listen-client-urls".into(), url.clone().into()].to_vec(),
        ..Plan::new()
    };
    let _etcd = start(&plan);
    ectl(&url, "put k v").run().prints("OK\n");
    let here = |endpoint: &str| {
        let program = Path::new(env!("CARGO_BIN_EXE_ectl"));
        line(program, endpoint, "get k").directory(directory.path())
    };
    here("unix:etcd.sock:0").run().prints("k\nv\n");
    here("unix://etcd.sock:0").run().prints("k\nv\n");
    here("unix:no.sock").run().fails(
        2,
        "Error: cannot reach etcd at unix:no.sock: no such file or directory\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
}

#[test]
fn restarted_server_is_reached_again() {
    let mut etcd = etcd();
    etcd.ectl("put k v").run().prints("OK\n");
    etcd.members()[0].kill().unwrap();
    etcd.ectl("get k").run().fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:[..]: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    etcd.members()[0].restart().unwrap();
    eventually("it serves again", || etcd.ectl("get k").run().code == 0);
    etcd.ectl("get k").run().prints("k\nv\n");
}

#[test]
fn message_size_limits() {
    let options = ["--max-request-bytes", "4000000"].map(Into::into).to_vec();
    let etcd = start(&Plan { options, ..Plan::new() });
    let put = |size: usize, options: &str| {
        etcd.ectl("put large").args(options).stdin(vec![b'x'; size]).run()
    };
    put((2 << 20) - 20, "").prints("OK\n");
    let allowed = "Error: the value from stdin has more than the 2097152 bytes allowed\n\
                   hint: raise the limit with --max-request-bytes; etcd's own limit is 1.5 \
                   MiB by default\n";
    put(3 << 20, "").fails(1, allowed);
    put(3 << 20, "--max-request-bytes 0x300100").prints("OK\n");
    let variable = etcd.ectl("put small").arg("x".repeat(3000));
    let variable = variable.env("ETCDCTL_MAX_REQUEST_BYTES", "3000").run();
    variable.fails(
        1,
        "Error: the request has 3010 bytes, more than the limit of 3000\n\
         hint: raise the limit with --max-request-bytes; etcd's own limit is 1.5 \
         MiB by default\n",
    );
    let theirs = put(4_100_000, "--max-request-bytes 5000000");
    theirs.fails(
        1,
        "Error: etcdserver: request is too large\n\
         hint: etcd's own limit is 1.5 MiB by default (its --max-request-bytes)\n",
    );
    let theirs = put(4_900_000, "--max-request-bytes 5000000");
    theirs.fails(
        1,
        "Error: rpc error: code = ResourceExhausted desc = grpc: received \
         message larger than max (4900012 vs. 4524288)\n\
         hint: etcd's own limit is 1.5 MiB by default (its --max-request-bytes)\n",
    );

    let limit = |words: &str| {
        etcd.ectl(words).args("--max-request-bytes 1000 --max-recv-bytes 50000").run()
    };
    let text = "Error: rpc error: code = ResourceExhausted desc = grpc: received \
                message larger than max ([..] vs. 50000)\n\
                hint: raise the limit with --max-recv-bytes\n";
    for words in [
        "get large",
        "txn --then 'get large'",
        "put large '' --prev-kv",
        // One that was at work already, and must not begin again and again.
        "watch large --rev 1",
    ] {
        let failed = limit(words).fails(1, text);
        assert!(
            failed.stderr.ends_with("hint: raise the limit with --max-recv-bytes\n"),
            "{failed:?}"
        );
    }
    limit("get small").prints("");
    // Only limits that are given must fit together.
    etcd.ectl("get small --max-recv-bytes 50000").run().prints("");
    let less = etcd.ectl("get small --max-recv-bytes 50000 --max-request-bytes 60000").run();
    less.fails(
        128,
        "Error: gRPC message recv limit (50000 bytes) must be greater than send \
         limit (60000 bytes)\n",
    );
}
