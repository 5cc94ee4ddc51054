//! Probes of real servers.

use super::http::Http;
use super::{Health, HealthChange, Probe, RiseFallCounts, Schedule};
use crate::etcd::TlsOptions;
use crate::sandbox::{Etcd, Plan};
use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::num::NonZeroU32;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(300);

fn bind() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let at = listener.local_addr().unwrap().to_string();
    (listener, at)
}

/// Returns an address at which no process listens.
fn closed() -> String {
    bind().1
}

/// Starts a server that gives one answer to all requests, until the test process ends.
fn answers(answer: &'static str) -> String {
    let (listener, at) = bind();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let _ = client.read(&mut [0; 4096]);
            let _ = client.write_all(answer.as_bytes());
        }
    });
    at
}

async fn http(url: &str, patience: Duration) -> Result<(), String> {
    Probe::http(url).unwrap().run(patience).await
}

async fn exec(command: &str, patience: Duration) -> Result<(), String> {
    Probe::exec(OsStr::new(command)).run(patience).await
}

async fn grpc(at: &str) -> Result<(), String> {
    Probe::grpc(at).unwrap().run(LONG).await
}

fn failed(cause: &str) -> Result<(), String> {
    Err(cause.to_owned())
}

#[tokio::test]
async fn tcp_needs_a_port_that_accepts() {
    let (_listener, open) = bind();
    assert_eq!(Probe::tcp(&open).unwrap().run(LONG).await, Ok(()));
    assert_eq!(Probe::tcp(&closed()).unwrap().run(LONG).await, failed("connection refused"));
    let unknown = Probe::tcp("unknown.invalid:1").unwrap().run(LONG).await.unwrap_err();
    assert!(!unknown.is_empty() && !unknown.contains("lookup"), "{unknown}");
}

#[tokio::test]
async fn http_needs_an_answer_without_error() {
    for (answer, expected) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", Ok(())),
        ("HTTP/1.1 204 No Content\r\n\r\n", Ok(())),
        ("HTTP/1.0 200 OK\r\n\r\nto the end", Ok(())),
        ("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n", Ok(())),
        ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", Ok(())),
        ("HTTP/1.1 404 Nowhere\r\n\r\n", failed("404 Not Found")),
        ("HTTP/1.1 503 Busy\r\n\r\n", failed("503 Service Unavailable")),
        ("HTTP/1.1 599 Odd\r\n\r\n", failed("599 <unknown status code>")),
        (
            "SSH-2.0-X\r\n\r\n",
            failed("the server does not speak HTTP/1: invalid HTTP version parsed"),
        ),
        ("", failed("connection closed before message completed")),
    ] {
        let url = format!("http://{}/health", answers(answer));
        assert_eq!(http(&url, LONG).await, expected, "{answer:?}");
    }
    assert_eq!(http(&format!("http://{}", closed()), LONG).await, failed("connection refused"));
    let (_mute, at) = bind();
    assert_eq!(http(&format!("http://{at}"), SHORT).await, failed("no answer within 300ms"));
    let unknown = format!("https://{}", answers("HTTP/1.0 400 Bad Request\r\n\r\n"));
    assert_eq!(http(&unknown, LONG).await, failed("the server does not speak TLS"));
}

#[tokio::test]
async fn http_sends_a_minimal_get() {
    let (listener, at) = bind();
    let server = thread::spawn(move || {
        let (mut client, _) = listener.accept().unwrap();
        let mut asked = [0; 4096];
        let read = client.read(&mut asked).unwrap();
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        String::from_utf8_lossy(&asked[..read]).into_owned()
    });
    assert_eq!(http(&format!("http://{at}/a/b?c=d#e"), LONG).await, Ok(()));
    let agent = concat!("ectl/", env!("CARGO_PKG_VERSION"));
    assert_eq!(
        server.join().unwrap(),
        format!(
            "GET /a/b?c=d HTTP/1.1\r\nhost: {at}\r\nuser-agent: {agent}\r\nconnection: close\r\n\r\n"
        )
    );
}

#[tokio::test]
async fn https_verifies_the_certificate() {
    let directory = tempfile::tempdir().unwrap();
    let key = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let [certificate, private] = ["cert", "key"].map(|name| directory.path().join(name));
    std::fs::write(&certificate, key.cert.pem()).unwrap();
    std::fs::write(&private, key.signing_key.serialize_pem()).unwrap();
    let option = |name: &str, path: &Path| [name.into(), path.as_os_str().to_owned()];
    let options = [option("--cert-file", &certificate), option("--key-file", &private)].concat();
    let plan = Plan { options, scheme: "https", ..Plan::new() };
    let etcd = Etcd::start(&plan).unwrap();
    let url = format!("{}/health", etcd.endpoints());
    // The CA is not one of the system's.
    let unknown = http(&url, LONG).await.unwrap_err();
    assert!(unknown.starts_with("the server's certificate "), "{unknown}");
    let tls = TlsOptions { ca: Some(certificate), ..TlsOptions::default() };
    let known = Http::parse(&url).unwrap().with_tls(tls.client_config().unwrap());
    assert_eq!(Probe::Http(known).run(LONG).await, Ok(()));
}

#[tokio::test]
async fn exec_needs_exit_status_0() {
    for (command, expected) in [
        ("true", Ok(())),
        ("exit 3", failed("exit status 3")),
        ("echo a; echo b >&2; exit 1", failed("exit status 1: b")),
        ("echo b >&2; echo a; echo; exit 1", failed("exit status 1: a")),
        ("printf 'x\\033[31m\\nred\\033[0m'; false", failed("exit status 1: red [0m")),
        ("kill -9 $$", failed("signal: killed")),
        ("cat", Ok(())),
        // A process that is left running holds the pipe open, and is not waited for.
        ("sleep 60 & exit 0", Ok(())),
        ("(while :; do echo y; done) & sleep 0.1; kill $!; exit 1", failed("exit status 1: y")),
        ("head -c 1000000 /dev/zero | tr '\\0' x; exit 1", Err("…".to_owned())),
    ] {
        match (exec(command, LONG).await, expected) {
            (Err(found), Err(part)) if part == "…" => assert!(found.ends_with(&part), "{found}"),
            (found, expected) => assert_eq!(found, expected, "{command}"),
        }
    }
}

#[tokio::test]
async fn exec_timeout_kills_the_process_group() {
    let (listener, at) = bind();
    let (_, port) = at.rsplit_once(':').unwrap();
    // Its child holds a connection to the test, which sees its end.
    let command = format!("bash -c 'exec 3<>/dev/tcp/127.0.0.1/{port}; sleep 60' & wait");
    let started = Instant::now();
    let (found, seen) = tokio::join!(
        exec(&command, Duration::from_secs(1)),
        tokio::task::spawn_blocking(move || {
            let (mut child, _) = listener.accept().unwrap();
            child.set_read_timeout(Some(LONG)).unwrap();
            child.read(&mut [0])
        })
    );
    assert_eq!(found, failed("still running after 1s"));
    assert_eq!(seen.unwrap().unwrap(), 0);
    assert!(started.elapsed() < LONG);
}

#[tokio::test]
async fn grpc_needs_a_serving_service() {
    let etcd = Etcd::start(&Plan::new()).unwrap();
    let at = etcd.endpoints();
    assert_eq!(grpc(&at).await, Ok(()));
    let unknown = grpc(&format!("{at}/no.Such")).await;
    assert_eq!(unknown, failed("unknown service \"no.Such\""));
    assert_eq!(grpc(&closed()).await, failed("connection refused"));
    let web = answers("HTTP/1.1 400 Bad Request\r\n\r\n");
    assert_eq!(grpc(&web).await, failed("the server speaks HTTP/1, not gRPC"));
}

fn health(probes: &[&str], fall: u32) -> Health {
    let probes = probes.iter().map(|command| Probe::exec(OsStr::new(command))).collect();
    let schedule = Schedule { interval: Duration::from_millis(20), timeout: LONG };
    let [rise, fall] = [1, fall].map(|n| NonZeroU32::new(n).unwrap());
    Health::new(probes, schedule, RiseFallCounts { rise, fall })
}

#[tokio::test]
async fn health_reports_changes() {
    let directory = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| directory.path().join(name));
    let there = |path: &Path| format!("test -e {}", path.display());
    let mut health = health(&[&there(&one), &there(&two)], 2);
    let cause = |path: &Path| format!("exec \"{}\": exit status 1", there(path));
    assert_eq!(health.next().await, HealthChange::NotYet(cause(&one)));
    std::fs::write(&one, "").unwrap();
    assert!(tokio::time::timeout(SHORT, health.next()).await.is_err(), "one of two");
    std::fs::write(&two, "").unwrap();
    assert_eq!(health.next().await, HealthChange::Up);
    std::fs::remove_file(&two).unwrap();
    assert_eq!(health.next().await, HealthChange::Down(cause(&two)));
    std::fs::write(&two, "").unwrap();
    assert_eq!(health.next().await, HealthChange::Up);
}

#[tokio::test]
async fn round_continues_when_next_is_dropped() {
    let directory = tempfile::tempdir().unwrap();
    let log = directory.path().join("log");
    let mut health = health(&[&format!("echo >> {}; sleep 0.3", log.display())], 1);
    let started = Instant::now();
    let verdict = loop {
        assert!(started.elapsed() < LONG, "no round ends");
        // Far less than a round takes.
        if let Ok(verdict) = tokio::time::timeout(SHORT / 10, health.next()).await {
            break verdict;
        }
    };
    assert_eq!(verdict, HealthChange::Up);
    assert_eq!(std::fs::read(&log).unwrap(), b"\n", "once");
}
