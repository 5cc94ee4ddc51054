//! What went wrong, said so that it can be mended: every class of failure on real sockets and
//! servers, with its message, its hint and its exit code.

use crate::support::certs::{Authority, Identity};
use crate::support::live::Live;
use crate::support::proxy::{Fate, mute, proxy};
use crate::support::users::guarded;
use crate::support::{Outcome, ectl, etcd, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use h2::server;
use http::Response;
use nix::sys::signal::Signal;
use std::ffi::OsString;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::{Duration, Instant};
use tokio::net::{TcpListener as AsyncListener, TcpSocket, TcpStream};

/// An address at which nobody listens.
const DEAD: &str = "127.0.0.1:1";
const LOCAL: [&str; 2] = ["localhost", "127.0.0.1"];

fn serve(identity: &Identity, more: &[&str]) -> Etcd {
    let mut options = vec!["--cert-file", &identity.certificate, "--key-file", &identity.key];
    options.extend(more);
    let options = options.iter().map(OsString::from).collect();
    start(&Plan { options, scheme: "https", ..Plan::new() })
}

fn get(at: &str, options: &[&str]) -> Outcome {
    ectl(at, &[&["get", "k"], options].concat()).run()
}

/// Fails with just this cause at this endpoint, and a hint that begins like this.
#[track_caller]
fn unreachable(outcome: Outcome, at: &str, cause: &str, hint: &str) {
    let text = format!("Error: cannot reach etcd at {at}: {cause}\nhint: {hint}");
    let outcome = outcome.fails(2, &text);
    assert_eq!(outcome.stderr.lines().count(), 2, "{}", outcome.stderr);
}

#[test]
fn the_wrong_scheme_is_told_from_a_broken_server() {
    let authority = Authority::new();
    let etcd = serve(&authority.sign(&LOCAL), &[]);
    let at = etcd.endpoints();
    let bare = at.trim_start_matches("https://");
    let (cause, hint) = ("it speaks TLS, not plain HTTP", format!("name it {at}; --cacert is"));
    for at in [bare, &format!("http://{bare}")] {
        unreachable(get(at, &[]), at, cause, &hint);
    }
    drop(etcd);
    let etcd = self::etcd();
    let bare = etcd.endpoints();
    let at = format!("https://{bare}");
    let cause = "it speaks plain HTTP, not TLS";
    unreachable(get(&at, &[]), &at, cause, &format!("name it http://{bare}\n"));
    let ca = ["--cacert", &authority.ca()];
    unreachable(get(&bare, &ca), &bare, cause, &format!("name it http://{bare}\n"));
}

#[test]
fn certificates_are_refused_with_their_reasons() {
    let authority = Authority::new();
    let ca = authority.ca();
    let early = serve(&authority.sign_early(&LOCAL), &[]);
    let at = early.endpoints();
    let cause = "its certificate is not valid before 2126-01-01 00:00:00 UTC";
    unreachable(get(&at, &["--cacert", &ca]), &at, cause, "give it another, or set this machine's");
    drop(early);
    let named = serve(&authority.sign(&["a.example", "10.1.2.3"]), &[]);
    let at = named.endpoints();
    let cause = "its certificate is for a.example, 10.1.2.3, not for 127.0.0.1";
    unreachable(get(&at, &["--cacert", &ca]), &at, cause, "reach it by a name that its");
}

#[test]
fn the_server_refuses_our_certificate() {
    let authority = Authority::new();
    let ca = authority.ca();
    let (revoked, list) = authority.sign_revoked();
    let more = ["--client-cert-auth", "--trusted-ca-file", &ca, "--client-crl-file", &list];
    let etcd = serve(&authority.sign(&LOCAL), &more);
    let at = etcd.endpoints();
    let with = |identity: &Identity| {
        get(&at, &["--cacert", &ca, "--cert", &identity.certificate, "--key", &identity.key])
    };
    with(&authority.sign_user("good")).prints("");
    let hint = "--cert and --key name a certificate that it trusts";
    unreachable(get(&at, &["--cacert", &ca]), &at, "it wants a client certificate", hint);
    let cause = "it closed the connection after the TLS handshake";
    unreachable(with(&revoked), &at, cause, "it may have revoked our certificate");
    let expired = with(&authority.sign_expired(&[])).fails(2, "it does not accept our certificate");
    expired.says(&format!("\nhint: {hint}"));
}

/// Serves each connection in a way of its own; returns the endpoint.
fn fake(serve: impl Fn(std::net::TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || listener.incoming().flatten().for_each(serve));
    address
}

/// An HTTP/2 server that answers everything with a page.
fn page_server(status: u16) -> String {
    let (tell, address) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = AsyncListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap().to_string()).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let mut connection = server::handshake(stream).await.unwrap();
                while let Some(Ok((_, mut respond))) = connection.accept().await {
                    let response =
                        Response::builder().status(status).header("content-type", "text/html");
                    let response = response.body(()).unwrap();
                    let mut body = respond.send_response(response, false).unwrap();
                    body.send_data("<html>Welcome</html>".into(), true).unwrap();
                }
            }
        });
    });
    address.recv().unwrap()
}

#[test]
fn what_is_no_etcd_at_all() {
    let page = "HTTP/1.1 400 Bad Request\r\nContent-Length: 17\r\n\r\n<html>no</html>\r\n";
    let web = fake(move |mut client| {
        let _ = client.write_all(page.as_bytes());
        let _ = client.read(&mut [0; 1024]);
    });
    let port = "is this etcd's port for clients";
    unreachable(get(&web, &[]), &web, "it speaks HTTP/1, not gRPC", port);
    let https = format!("https://{web}");
    unreachable(get(&https, &[]), &https, "it does not speak TLS", "name it http://");
    let ssh = fake(|mut client| {
        let _ = client.write_all(b"SSH-2.0-OpenSSH_9.9\r\n");
        let _ = client.read(&mut [0; 1024]);
    });
    unreachable(get(&ssh, &[]), &ssh, "it does not speak HTTP/2", port);
    // What it has not read when it goes makes that a reset.
    let reset = fake(|client| {
        let _ = client.peek(&mut [0]);
    });
    unreachable(get(&reset, &[]), &reset, "it closed the connection", port);
    let hang_up = proxy(DEAD, Fate::HangUp);
    get(&hang_up, &[])
        .fails(2, &format!("Error: cannot reach etcd at {hang_up}: "))
        .says("\nhint: ");
}

#[test]
fn a_page_is_no_answer() {
    for (status, cause) in [
        (502, "it answered with the HTTP status 502 Bad Gateway, not with gRPC"),
        (404, "it answered with the HTTP status 404 Not Found, not with gRPC"),
        (200, "it answered with something that is not gRPC"),
    ] {
        let at = page_server(status);
        for words in [&["lease", "list"][..], &["member", "list"]] {
            let text =
                format!("Error: no answer of etcd's from {at}: {cause}\nhint: is this etcd's");
            ectl(&at, words).run().fails(2, &text);
        }
        let text =
            format!("Error: outcome unknown: no answer of etcd's from {at}: {cause}\nhint: ");
        ectl(&at, &["put", "k", "v"]).run().fails(124, &text);
    }
    for status in [502, 404] {
        get(&page_server(status), &[])
            .fails(2, &format!("it answered with the HTTP status {status}"));
    }
}

/// A failure for lack of time takes that time, and not much more.
#[track_caller]
fn takes(limit: Duration, work: impl FnOnce()) {
    let started = Instant::now();
    work();
    let took = started.elapsed();
    assert!(took >= limit && took < limit * 4, "{took:?} where {limit:?} are given");
}

#[test]
fn silence_is_told_by_its_phase_and_takes_the_time_given() {
    let mute = mute();
    let limit = Duration::from_secs(1);
    let silent = |at: &str, cause: &str, hint: &str| {
        takes(limit, || {
            let text = format!("Error: cannot reach etcd at {at}: {cause} within 1s\nhint: {hint}");
            let words = ["put", "k", "v", "--dial-timeout", "1s"];
            ectl(at, &words).run().fails(124, &text);
        });
    };
    let open = "its port is open, but nobody speaks";
    silent(&mute.endpoint(), "no answer", open);
    silent(&format!("https://{}", mute.endpoint()), "no answer to the TLS handshake", open);
    // Where the queue of connections is full the kernel lets the next ones wait.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let listener = socket.listen(1).unwrap();
        let at = listener.local_addr().unwrap();
        let mut queue = Vec::new();
        while let Ok(Ok(stream)) =
            tokio::time::timeout(Duration::from_millis(300), TcpStream::connect(at)).await
        {
            queue.push(stream);
        }
        silent(&at.to_string(), "no connection", "check the address, the network");
    });
    let etcd = etcd();
    let hush = proxy(&etcd.endpoints(), Fate::SilentOnceSent(b"hush"));
    takes(limit, || {
        let words = ["get", "hush", "--command-timeout", "1s"];
        ectl(&hush, &words).run().fails(124, &format!("Error: {hush} did not answer within 1s\n"));
    });
}

#[test]
fn names_and_addresses() {
    let nowhere = "no-such-host.invalid:2379";
    let name = get(nowhere, &[]).fails(2, &format!("Error: cannot reach etcd at {nowhere}: "));
    name.says("\nhint: check the name, and whether this machine can reach its DNS\n");
    let socket = tempfile::tempdir().unwrap();
    let at = format!("unix:{}", socket.path().display());
    get(&at, &[]).fails(2, "\nhint: ");
    unreachable(get(DEAD, &[]), DEAD, "connection refused", "is etcd running there? --endpoints");
    let mute = mute();
    let mixed = format!("{DEAD},{}", mute.endpoint());
    let text = format!("\nhint: {}: its port is open", mute.endpoint());
    get(&mixed, &["--dial-timeout", "300ms"]).fails(2, &text);
    get(&format!("{DEAD},{DEAD}"), &[]).fails(2, "\nhint: is etcd running there?");
    ectl("", &["get", "k", "--endpoints", ","]).run().fails(2, "\nhint: name one with --endpoints");
}

#[test]
fn whoever_is_denied_is_told_who_and_what() {
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let denied = |user: &str, words: &str, hint: &str| {
        let words: Vec<_> = words.split(' ').chain(["--user", user]).collect();
        let text = format!("Error: etcdserver: permission denied\nhint: user {hint}");
        ectl(&at, &words).run().fails(9, &text);
    };
    denied(
        "reader:co:lon",
        "get secret",
        "reader may not read key \"secret\"; \"ectl user get reader",
    );
    denied("reader:co:lon", "get --prefix s/", "reader may not read keys with the prefix \"s/\"; ");
    denied("reader:co:lon", "put public v", "reader may not write key \"public\"; ");
    denied("reader:co:lon", "del a c", "reader may not delete keys from \"a\" up to \"c\"; ");
    denied("reader:co:lon", "user list", "reader may not do this; ");
    let txn = ["txn", "--then", "put a 1", "--then", "get b", "--user", "reader:co:lon"];
    ectl(&at, &txn).run().fails(9, "reader may not write key \"a\", or read key \"b\"; ");
    let login = |words: &[&str], text: &str| {
        let text = format!("Error: etcdserver: {text}");
        ectl(&at, &[&["get", "public"], words].concat()).run().fails(9, &text);
    };
    let wrong = "authentication failed, invalid user ID or password\nhint: check the name after";
    login(&["--user", "root:wrong"], wrong);
    login(&["--user", "nobody:hunter2"], wrong);
    login(&[], "user name is empty\nhint: authentication is on: --user and ");
    login(&["--auth-jwt-token", "old.1"], "invalid auth token\nhint: the token has expired");
    ectl(&at, &["get", "public", "--user", "reader:co:lon"]).run().prints("public\nv\n");
}

#[test]
fn the_way_out_of_what_etcd_refuses() {
    let etcd = start(&Plan { options: vec!["--max-txn-ops".into(), "2".into()], ..Plan::new() });
    let at = etcd.endpoints();
    let refused = |words: &str, text: &str| {
        let words: Vec<_> = words.split('_').collect();
        ectl(&at, &words).run().fails(1, &format!("Error: etcdserver: {text}"));
    };
    for value in ["1", "2", "3"] {
        ectl(&at, &["put", "k", value]).run().prints("OK\n");
    }
    ectl(&at, &["compaction", "3"]).run().prints("compacted revision 3\n");
    let compacted = "mvcc: required revision has been compacted\nhint: ";
    let from = "etcd remembers from revision 3 on: --rev 3 or later\n";
    refused("get_k_--rev_2", &format!("{compacted}{from}"));
    ectl(&at, &["get", "k", "--rev", "3", "--print-value-only"]).run().prints("2\n");
    refused("compaction_2", &format!("{compacted}older revisions are gone"));
    refused("get_k_--rev_99", "mvcc: required revision is a future revision\nhint: etcd has not");
    refused(
        "txn_--then_put a 1_--then_put b 2_--then_put c 3",
        "too many operations in txn request\nhint: etcd takes 128 at once",
    );
    refused("put_k_v_--lease_4711", "requested lease not found\nhint: it has expired, or was");
    drop(etcd);
    let options = vec!["--quota-backend-bytes".into(), "16384".into()];
    let full = start(&Plan { options, ..Plan::new() });
    let put = ectl(&full.endpoints(), &["put", "k", "v"]).run();
    let put = put.fails(1, "Error: etcdserver: mvcc: database space exceeded\nhint: make room: ");
    for command in ["ectl compaction", "ectl defrag", "ectl alarm disarm"] {
        assert!(put.stderr.contains(command), "{}", put.stderr);
    }
}

#[test]
fn without_a_quorum_the_members_are_looked_at() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let at = etcd.members()[0].endpoint();
    etcd.members()[1].kill().unwrap();
    etcd.members()[2].kill().unwrap();
    let words = ["put", "k", "v", "--command-timeout", "30s"];
    let put = ectl(&at, &words).run().fails(124, "Error: etcdserver: request timed out\nhint: ");
    assert!(put.stderr.contains("took effect"), "{}", put.stderr);
    // Waiting for the cluster, a write is not even begun, and then done once.
    let waiting = Live::start(ectl(&at, &["put", "once", "v", "--retry", "60s"]));
    waiting.says("waiting for etcd: etcdserver: no leader");
    for n in 1..3 {
        etcd.members()[n].restart().unwrap();
    }
    waiting.end().prints("OK\n");
    let read = ectl(&at, &["get", "once", "-w", "jsonl"]).run();
    assert!(read.text().contains("\"version\":\"1\""), "{}", read.text());
}

#[test]
fn an_etcd_that_comes_up_is_waited_for() {
    let mut etcd = etcd();
    let at = etcd.endpoints();
    etcd.members()[0].kill().unwrap();
    let retry = ["--retry", "60s"];
    let lines: Vec<_> = [&["put", "k", "v"][..], &["lease", "list"], &["watch", "k"]]
        .iter()
        .map(|words| Live::start(ectl(&at, &[words, &retry[..]].concat())))
        .collect();
    let by_variable = Live::start(ectl(&at, &["get", "other"]).env("ECTL_RETRY", "60s"));
    let lines: Vec<_> = lines.into_iter().chain([by_variable]).collect();
    let text = format!("waiting for etcd: cannot reach etcd at {at}: connection refused");
    for line in &lines {
        assert_eq!(line.says("waiting"), text);
    }
    etcd.members()[0].restart().unwrap();
    let mut lines = lines.into_iter();
    lines.next().unwrap().end().prints("OK\n");
    assert_eq!(lines.next().unwrap().end().text(), "found 0 leases\n");
    let watch = lines.next().unwrap();
    lines.next().unwrap().end().prints("");
    let mut puts = 0;
    eventually("the watch hears of a put", || {
        puts += 1;
        ectl(&at, &["put", "k", "w"]).run().code == 0 && puts > 3
    });
    assert_eq!(watch.line(), "PUT");
    watch.end_by(Signal::SIGTERM);
}

#[test]
fn waiting_has_an_end_and_repeats_no_write() {
    takes(Duration::from_secs(1), || {
        let failed = ectl(DEAD, &["put", "k", "v", "--retry", "1s"]).run();
        let cause = format!("cannot reach etcd at {DEAD}: connection refused\n");
        let failed = failed.fails(2, &format!("waiting for etcd: {cause}Error: {cause}hint: "));
        assert_eq!(failed.stderr.matches("waiting").count(), 1, "{}", failed.stderr);
    });
    let etcd = etcd();
    let at = etcd.endpoints();
    let cut = proxy(&at, Fate::CutOnceSent(b"cut-me"));
    let put = ectl(&cut, &["put", "cut-me", "v", "--retry", "60s"]).run();
    let put = put.fails(124, "Error: outcome unknown: lost the connection to");
    assert!(!put.stderr.contains("waiting"), "{}", put.stderr);
    // What etcd refuses is refused at once; and so is what is asked of each endpoint.
    ectl(&at, &["get", "k", "--rev", "99", "--retry", "60s"]).run().fails(1, "Error: etcdserver: ");
    let health = ectl(DEAD, &["endpoint", "health", "--retry", "60s"]).run();
    assert!(health.code != 0 && !health.stderr.contains("waiting"), "{health:?}");
}

#[test]
fn programs_get_failures_as_json() {
    let dead = format!(
        r#"{{"error":"cannot reach etcd at {DEAD}: connection refused","kind":"unreachable","code":2,"hint":"is etcd running there? --endpoints or ETCDCTL_ENDPOINTS says where to look","endpoints":[{{"endpoint":"{DEAD}","phase":"connect","cause":"connection refused"}}]}}"#
    ) + "\n";
    let json = |words: &[&str]| {
        let failed = ectl(DEAD, &[&["get", "k"], words].concat()).run();
        assert_eq!((failed.stderr.as_str(), failed.code), (dead.as_str(), 2), "{words:?}");
    };
    for words in [&["-w", "json"][..], &["-w", "jsonl"], &["--json-errors"]] {
        json(words);
    }
    let variable = ectl(DEAD, &["get", "k"]).env("ETCDCTL_WRITE_OUT", "jsonl").run();
    assert_eq!(variable.stderr, dead);
    let variable = ectl(DEAD, &["get", "k"]).env("ECTL_JSON_ERRORS", "true").run();
    assert_eq!(variable.stderr, dead);
    let text = format!("Error: cannot reach etcd at {DEAD}: connection refused\nhint: ");
    get(DEAD, &["-w", "json", "--json-errors=false"]).fails(2, &text);
    get(DEAD, &["-w", "table"]).fails(2, &text);
    let usage = get(DEAD, &["-w", "json", "--nonsense"]);
    let text =
        r#"{"error":"unexpected argument '--nonsense' found","kind":"usage","code":128,"hint":"#;
    let usage = usage.fails(128, text);
    assert!(usage.stderr.ends_with("\"endpoints\":[]}\n"), "{}", usage.stderr);
    let list = format!("{DEAD},unix:/nonexistent.sock");
    let two = get(&list, &["-w", "jsonl", "--retry", "300ms"]);
    let two = two.fails(2, r#"{"endpoint":"unix:/nonexistent.sock","phase":"connect","cause":"#);
    let lines: Vec<_> = two.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{}", two.stderr);
    assert!(lines[0].starts_with("{\"note\":\"waiting for etcd: "), "{}", lines[0]);
    let etcd = guarded(&Plan::new());
    let at = etcd.endpoints();
    let words = ["get", "public", "-w", "json", "--user", "root:wrong"];
    let login = ectl(&at, &words).run().fails(9, r#""kind":"denied","code":9,"#);
    login.says(&format!(r#"[{{"endpoint":"{at}","phase":"login","cause":"etcdserver: auth"#));
}

#[test]
fn debug_tells_each_step_with_its_time() {
    let authority = Authority::new();
    let etcd = serve(&authority.sign(&LOCAL), &[]);
    let at = etcd.endpoints();
    let ca = authority.ca();
    let quiet = ectl(&at, &["put", "k", "v", "--cacert", &ca]).run();
    quiet.prints("OK\n");
    let put = ectl(&at, &["put", "k", "value", "--cacert", &ca, "--debug"]).run();
    let steps: Vec<_> = put.stderr.lines().filter(|line| line.starts_with('[')).collect();
    let expected = [
        format!("{at}: dialing"),
        "127.0.0.1: found at [127.0.0.1:".to_owned(),
        "127.0.0.1: connected to 127.0.0.1:".to_owned(),
        format!("{at}: TLSv1_3 is agreed after "),
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
/// in the sources, or begins like etcd's own words.
#[test]
fn the_manual_has_no_message_of_its_own() {
    let page = include_str!("../../man/ectl-errors.7").replace("\\-", "-");
    let (table, _) = page.split_once(".SH FOR PROGRAMS").unwrap();
    let sources = sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
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
        let fixed = fixed.trim_start_matches("its certificate ");
        let words: Vec<_> = fixed.split(' ').collect();
        let parts = words.split(|word| capital(word)).map(|part| part.join(" "));
        for part in parts.filter(|part| !part.is_empty()) {
            let known = of_the_system.contains(&&*part) || sources.contains(&part);
            assert!(known || part == "unknown service" || part == "unknown method", "{part:?}");
        }
    }
}

fn sources(folder: &std::path::Path) -> String {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(
            |path| {
                if path.is_dir() { sources(&path) } else { std::fs::read_to_string(path).unwrap() }
            },
        )
        .collect()
}
