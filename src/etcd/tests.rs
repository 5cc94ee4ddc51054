//! Sessions over several calls, on real servers.

use super::proto::{PutRequest, RangeRequest};
use super::{Credentials, Endpoint, Learners, Options, Session};
use crate::failure::{Failure, Kind};
use crate::sandbox::{Etcd, Plan};
use rcgen::KeyPair;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

fn session(at: &str, credentials: Credentials) -> Session {
    let endpoints = at.split(',').map(|text| Arc::new(Endpoint::parse(text, false).unwrap()));
    Session::new(Options {
        endpoints: endpoints.collect(),
        are_advertised: false,
        learners: Learners::default(),
        tls: None,
        credentials,
        redial: false,
        dial_timeout: Duration::from_secs(2),
        command_timeout: Duration::from_secs(5),
        retry: Duration::ZERO,
        keepalive_time: Duration::from_secs(10),
        keepalive_timeout: Duration::from_secs(6),
        max_request_bytes: 1000,
        max_recv_bytes: 1 << 20,
        ..Options::plaintext()
    })
}

fn put() -> PutRequest {
    PutRequest { key: b"k".to_vec(), ..PutRequest::default() }
}

fn get() -> RangeRequest {
    RangeRequest { key: b"k".to_vec(), ..RangeRequest::default() }
}

fn etcdctl(at: &str, words: &str) {
    let program = std::env::var_os("ETCDCTL").filter(|path| !path.is_empty());
    let mut command = Command::new(program.unwrap_or_else(|| "etcdctl".into()));
    let done = command.arg("--endpoints").arg(at).args(words.split(' ')).output().unwrap();
    assert!(done.status.success(), "{words}: {}", String::from_utf8_lossy(&done.stderr));
}

fn restart(etcd: &mut Etcd) {
    let member = &mut etcd.members()[0];
    member.kill().unwrap();
    member.restart().unwrap();
    member.wait_until_ready(Instant::now() + Duration::from_secs(30)).unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn session_survives_its_connection_and_its_token() {
    let mut etcd = Etcd::start(&Plan::new()).unwrap();
    let at = etcd.endpoints();
    for words in ["user add root:hunter2", "user grant-role root root", "auth enable"] {
        etcdctl(&at, words);
    }
    let (name, password) = ("root".to_owned(), "hunter2".to_owned());
    let session = session(&at, Credentials::User { name, password });
    session.call(put()).await.unwrap();
    // Simple tokens live in the server's memory: with the connection, the token is lost.
    restart(&mut etcd);
    session.call(put()).await.unwrap();
    restart(&mut etcd);
    let (one, two, three, four) = tokio::join!(
        session.call(put()),
        session.call(get()),
        session.call(put()),
        session.range(get()),
    );
    assert!(one.is_ok() && two.is_ok() && three.is_ok() && four.is_ok());
    let reply = session.call(get()).await.unwrap();
    assert_eq!(reply.kvs[0].version, 4, "each put exactly once");
}

#[tokio::test(flavor = "current_thread")]
async fn session_logs_in_when_authentication_is_enabled() {
    let etcd = Etcd::start(&Plan::new()).unwrap();
    let at = etcd.endpoints();
    let (name, password) = ("root".to_owned(), "hunter2".to_owned());
    let session = session(&at, Credentials::User { name, password });
    session.call(put()).await.unwrap();
    for words in ["user add root:hunter2", "user grant-role root root", "auth enable"] {
        etcdctl(&at, words);
    }
    session.call(put()).await.unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn session_logs_in_again_after_a_change_of_users() {
    let directory = tempfile::tempdir().unwrap();
    let key = KeyPair::generate_rsa_for(&rcgen::PKCS_RSA_SHA256, rcgen::RsaKeySize::_2048).unwrap();
    let [private, public] = ["private", "public"].map(|name| directory.path().join(name));
    std::fs::write(&private, key.serialize_pem()).unwrap();
    std::fs::write(&public, key.public_key_pem()).unwrap();
    let (private, public) = (private.display(), public.display());
    let jwt = format!("jwt,priv-key={private},pub-key={public},sign-method=RS256,ttl=2s");
    let options = vec!["--auth-token".into(), jwt.into()];
    let etcd = Etcd::start(&Plan { options, ..Plan::new() }).unwrap();
    let at = etcd.endpoints();
    for words in ["user add root:hunter2", "user grant-role root root", "auth enable"] {
        etcdctl(&at, words);
    }
    let (name, password) = ("root".to_owned(), "hunter2".to_owned());
    let session = session(&at, Credentials::User { name, password });
    session.call(put()).await.unwrap();
    etcdctl(&at, "--user root:hunter2 user add another:x");
    session.call(put()).await.unwrap();
    etcdctl(&at, "--user root:hunter2 user add more:x");
    assert!(session.range(get()).await.is_ok());
    // Signed tokens are good until a whole second, whatever was done with them.
    tokio::time::sleep(Duration::from_millis(3100)).await;
    session.call(put()).await.unwrap();
    let reply = session.call(get()).await.unwrap();
    assert_eq!(reply.kvs[0].version, 3, "each put exactly once");
}

#[tokio::test(flavor = "current_thread")]
async fn frozen_member_fails_one_call_only() {
    let mut etcd = Etcd::start(&Plan { members: 3, ..Plan::new() }).unwrap();
    let session = Session::new(Options {
        command_timeout: Duration::from_secs(2),
        ..session(&etcd.endpoints(), Credentials::Anonymous).options().clone()
    });
    let member = session.call(put()).await.unwrap().header.unwrap().member_id;
    let frozen = (0..3).find(|&n| {
        let one = self::session(&etcd.members()[n].endpoint(), Credentials::Anonymous);
        let asked = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(one.call(get())).unwrap().header.unwrap().member_id
        });
        asked.join().unwrap() == member
    });
    etcd.members()[frozen.unwrap()].pause().unwrap();
    let fault = session.call(put()).await.unwrap_err();
    assert_eq!(fault.kind(), Kind::Deadline, "{}", fault.text());
    assert!(fault.text().starts_with("outcome unknown: "), "{}", fault.text());
    // The two others may have to elect a leader first.
    let deadline = Instant::now() + Duration::from_secs(8);
    while let Err(fault) = session.call(put()).await {
        assert!(Instant::now() < deadline, "{}", fault.text());
    }
    etcd.members()[frozen.unwrap()].resume().unwrap();
}

#[tokio::test(flavor = "current_thread")]
async fn oversized_request_is_not_sent() {
    let session = session("127.0.0.1:1", Credentials::Anonymous);
    let large = PutRequest { value: vec![0; 1001], ..put() };
    let failure: Failure = session.call(large).await.unwrap_err().into();
    assert_eq!(failure.kind(), Kind::Refused);
    assert!(failure.to_string().starts_with("the request has 10"), "{failure}");
}
