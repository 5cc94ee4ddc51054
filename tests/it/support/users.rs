//! An etcd with authentication.

use super::certs::rsa;
use super::cluster::Cluster as _;
use super::words::Words;
use super::{Outcome, line, start};
use ectl::sandbox::{Etcd, Plan};
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;

/// Runs etcdctl, which sets up what is not under test here.
#[track_caller]
pub fn etcdctl(at: &str, words: impl Words) -> Outcome {
    line(&super::etcdctl(), at, words).run().succeeds()
}

/// Starts an etcd with the users `root:hunter2` and `reader:co:lon`, which may read `public`.
pub fn guarded(plan: &Plan) -> Etcd {
    let mut plan = plan.clone();
    // Else every login costs the server a tenth of a second of its processor.
    plan.options.extend(["--bcrypt-cost".into(), "4".into()]);
    let etcd = start(&plan);
    let at = etcd.endpoints();
    etcd.ectl("put public v").run().prints("OK\n");
    for words in [
        "user add root:hunter2",
        "user grant-role root root",
        "user add reader:co:lon",
        "role add reading",
        "role grant-permission reading read public",
        "user grant-role reader reading",
        "auth enable",
    ] {
        etcdctl(&at, words);
    }
    etcd
}

/// A plan for an etcd whose tokens are signed with a key in this directory, and live so long.
pub fn jwt(directory: &Path, ttl: &str) -> Plan {
    let (private, public) = rsa(directory);
    let (private, public) = (private.display(), public.display());
    let jwt = format!("jwt,pub-key={public},priv-key={private},sign-method=RS256,ttl={ttl}");
    Plan { options: vec!["--auth-token".into(), jwt.into()], ..Plan::new() }
}

/// A token as etcd's own gateway gives it out.
pub fn token(at: &str, name: &str, password: &str) -> String {
    let json = format!(r#"{{"name":"{name}","password":"{password}"}}"#);
    let mut stream = TcpStream::connect(at).unwrap();
    let length = json.len();
    let request = format!("POST /v3/auth/authenticate HTTP/1.0\r\nHost: {at}\r\n");
    write!(stream, "{request}Content-Length: {length}\r\n\r\n{json}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, rest) = answer.split_once("\"token\":\"").unwrap_or_else(|| panic!("{answer}"));
    rest.split('"').next().unwrap().to_owned()
}
