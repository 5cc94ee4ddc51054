//! The authority, path, headers and timeout of each call.

use crate::support::words::Words;
use crate::support::{Line, ectl, eventually};
use h2::server;
use http::{HeaderMap, Request, Response};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;
use tokio::net::TcpListener;

/// A request as the server received it.
#[derive(Debug)]
struct Seen {
    authority: String,
    path: String,
    headers: HeaderMap,
}

impl Seen {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Its `grpc-timeout`: digits and a unit.
    fn timeout(&self) -> Duration {
        let text = self.header("grpc-timeout");
        let (digits, unit) = text.split_at(text.len() - 1);
        let number = digits.parse().unwrap();
        match unit {
            "S" => Duration::from_secs(number),
            "m" => Duration::from_millis(number),
            "u" => Duration::from_micros(number),
            "n" => Duration::from_nanos(number),
            unit => panic!("{unit}"),
        }
    }
}

/// Starts a fake server, since a real one shows no headers: it records every request and answers it
/// with UNIMPLEMENTED, or with a token if it is a login.
fn recorder() -> (String, Receiver<Seen>) {
    let (tell, seen) = channel();
    let (tell_address, address) = channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell_address.send(listener.local_addr().unwrap().to_string()).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                // A client that was served by the other endpoint hangs up at once.
                let Ok(mut connection) = server::handshake(stream).await else { continue };
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    let login = request.uri().path().ends_with("/Authenticate");
                    tell.send(note(&request)).unwrap();
                    let response = Response::builder().header("content-type", "application/grpc");
                    if !login {
                        let response = response.header("grpc-status", "12").body(()).unwrap();
                        let _ = respond.send_response(response, true);
                        continue;
                    }
                    let mut body =
                        respond.send_response(response.body(()).unwrap(), false).unwrap();
                    // An `AuthenticateResponse` whose field 2, the token, is "t0k3n".
                    body.send_data(b"\0\0\0\0\x07\x12\x05t0k3n".as_slice().into(), false).unwrap();
                    let mut trailers = HeaderMap::new();
                    trailers.insert("grpc-status", "0".parse().unwrap());
                    body.send_trailers(trailers).unwrap();
                }
            }
        });
    });
    (address.recv().unwrap(), seen)
}

fn note<B>(request: &Request<B>) -> Seen {
    Seen {
        authority: request.uri().authority().unwrap().to_string(),
        path: request.uri().path().to_owned(),
        headers: request.headers().clone(),
    }
}

/// Runs a line, which the fake server refuses; returns its requests.
fn sent(line: Line, seen: &Receiver<Seen>) -> Vec<Seen> {
    let outcome = line.run();
    assert!(outcome.stderr.contains("code = Unimplemented"), "{}", outcome.stderr);
    seen.try_iter().collect()
}

/// Runs a line and returns its only request.
fn only(at: &str, seen: &Receiver<Seen>, words: impl Words) -> Seen {
    let mut all = sent(ectl(at, words), seen);
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn calls_have_path_and_headers_of_etcds_client() {
    let (at, seen) = recorder();
    for (words, path) in [
        ("get k", "KV/Range"),
        ("get k --consistency=s", "KV/Range"),
        ("put k v", "KV/Put"),
        ("member list", "Cluster/MemberList"),
        ("watch k", "Watch/Watch"),
        ("lease keep-alive 1", "Lease/LeaseKeepAlive"),
    ] {
        let call = only(&at, &seen, words);
        assert_eq!(
            (call.authority.as_str(), call.path.clone()),
            (at.as_str(), format!("/etcdserverpb.{path}"))
        );
        assert_eq!(call.header("client-api-version"), "3.7");
        assert_eq!(call.header("content-type"), "application/grpc");
        assert_eq!(call.header("te"), "trailers");
        assert_eq!(call.headers.get("token"), None);
        // A member without a leader refuses calls with this header at once.
        let is_local = words.contains("--consistency=s");
        assert_eq!(call.header("hasleader"), if is_local { "" } else { "true" }, "{words:?}");
        // Streams have no timeout.
        let stream = words.starts_with("watch") || words.starts_with("lease");
        assert_eq!(
            call.headers.contains_key("grpc-timeout"),
            !stream && !words.starts_with("get"),
            "{words:?}"
        );
    }
}

#[test]
fn timeout_is_sent() {
    let (at, seen) = recorder();
    let timeout = only(&at, &seen, "put k v --command-timeout 30s").timeout();
    let allowed = Duration::from_secs(20)..Duration::from_secs(31);
    assert!(allowed.contains(&timeout), "{timeout:?}");
}

#[test]
fn authority_is_host_and_port_of_endpoint() {
    let (at, seen) = recorder();
    let port = at.rsplit(':').next().unwrap();
    for endpoint in [format!("localhost:{port}"), format!("http://localhost:{port}/path")] {
        let call = sent(ectl(&endpoint, "get k"), &seen).remove(0);
        assert_eq!(call.authority, format!("localhost:{port}"));
    }
}

#[test]
fn each_endpoint_has_its_own_authority() {
    let (at, seen) = recorder();
    let (other, others) = recorder();
    let both = format!("{at},{other}");
    let mut names = Vec::new();
    eventually("both are called", || {
        ectl(&both, "get k").run();
        let here = seen.try_iter().map(|call| (call.authority, &at));
        let there = others.try_iter().map(|call| (call.authority, &other));
        for (authority, address) in here.chain(there) {
            assert_eq!(&authority, address);
            names.push(authority);
            names.sort();
            names.dedup();
        }
        names.len() == 2
    });
}

#[test]
fn token_is_sent_with_every_call_and_password_with_none() {
    let (at, seen) = recorder();
    for (words, paths) in [
        ("put k v", ["Auth/Authenticate", "KV/Put"]),
        ("get k", ["Auth/Authenticate", "KV/Range"]),
        ("watch k", ["Auth/Authenticate", "Watch/Watch"]),
    ] {
        let line = ectl(&at, words).args("--user u:hunter2");
        let calls = sent(line, &seen);
        let asked: Vec<_> = calls.iter().map(|call| call.path.clone()).collect();
        assert_eq!(asked, paths.map(|path| format!("/etcdserverpb.{path}")));
        assert_eq!((calls[0].header("token"), calls[1].header("token")), ("", "t0k3n"));
        assert_eq!(calls[0].header("client-api-version"), "3.7");
        for call in &calls {
            assert!(!format!("{call:?}").contains("hunter2"), "{call:?}");
        }
        let line = ectl(&at, words).args("--auth-jwt-token a.b.c");
        let calls = sent(line, &seen);
        assert_eq!((calls.len(), calls[0].header("token")), (1, "a.b.c"));
    }
}
