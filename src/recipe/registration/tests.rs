//! Registrations that depend on how their service does, on a real server.

use super::{Entry, HealthLatch, Registration, RegistrationEvent, Term};
use crate::etcd::proto::{
    DeleteRangeRequest, KeyValue, LeaseGrantRequest, LeaseLeasesRequest, PutRequest, RangeRequest,
};
use crate::etcd::{Credentials, Endpoint, Learners, Options, Session};
use crate::failure::Kind;
use crate::probe::HealthChange;
use crate::sandbox::{Etcd, Plan};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::LocalSet;
use tokio::time::timeout;

fn session(at: &str) -> Arc<Session> {
    Arc::new(Session::new(Options {
        endpoints: vec![Arc::new(Endpoint::parse(at, false).unwrap())],
        are_advertised: false,
        learners: Learners::default(),
        tls: None,
        credentials: Credentials::Anonymous,
        redial: false,
        dial_timeout: Duration::from_secs(2),
        command_timeout: Duration::from_secs(5),
        retry: Duration::ZERO,
        keepalive_time: Duration::from_secs(10),
        keepalive_timeout: Duration::from_secs(6),
        max_request_bytes: 1000,
        max_recv_bytes: 1 << 20,
    }))
}

fn entry() -> Entry {
    Entry { key: b"svc/a".to_vec(), value: b"v".to_vec() }
}

async fn found(etcd: &Session) -> Option<KeyValue> {
    let range = RangeRequest { key: entry().key, ..RangeRequest::default() };
    etcd.call(range).await.unwrap().kvs.pop()
}

async fn grant(etcd: &Session) -> i64 {
    etcd.call(LeaseGrantRequest { ttl: 60, id: 0 }).await.unwrap().id
}

/// What is told, in short.
fn short(change: &RegistrationEvent<'_>) -> String {
    match change {
        RegistrationEvent::NotYet(why) => format!("not yet: {why}"),
        RegistrationEvent::Registered { again, .. } => format!("registered, again: {again}"),
        RegistrationEvent::Withdrawn(why) => format!("withdrawn: {why:?}"),
        other => format!("{other:?}"),
    }
}

async fn next(told: &mut UnboundedReceiver<String>) -> String {
    timeout(Duration::from_secs(30), told.recv()).await.unwrap().unwrap()
}

/// Up and down, under our own lease or another's.
async fn follows_its_service(etcd: &Arc<Session>, term: Term) {
    let (tell, mut told) = unbounded_channel();
    let hear = |change: RegistrationEvent<'_>| tell.send(short(&change)).unwrap();
    let (judge, mut verdicts) = unbounded_channel();
    let mut gate = HealthLatch::guarded(async move || match verdicts.recv().await {
        Some(verdict) => verdict,
        None => std::future::pending().await,
    });
    assert!(gate.is_guarded());
    let mut registration = Registration::new(etcd.clone(), vec![entry()], term, false, &hear);
    let script = async {
        judge.send(HealthChange::NotYet("starting".into())).unwrap();
        assert_eq!(next(&mut told).await, "not yet: starting");
        assert_eq!(found(etcd).await, None);
        for again in [false, true] {
            judge.send(HealthChange::Up).unwrap();
            assert_eq!(next(&mut told).await, format!("registered, again: {again}"));
            let lease = found(etcd).await.unwrap().lease;
            assert!(matches!(term, Term::Own { .. }) || lease == borrowed(term));
            judge.send(HealthChange::Down("ill".into())).unwrap();
            assert_eq!(next(&mut told).await, "withdrawn: Some(\"ill\")");
            assert_eq!(found(etcd).await, None);
        }
        // Somebody else has come meanwhile.
        let put = PutRequest { key: entry().key, ..PutRequest::default() };
        etcd.call(put).await.unwrap();
        judge.send(HealthChange::Up).unwrap();
        std::future::pending::<()>().await;
    };
    let failure = tokio::select! {
        failure = registration.keep(&mut gate) => failure,
        () = script => unreachable!(),
    };
    assert_eq!(failure.kind(), Kind::Unmet, "{failure}");
    registration.withdraw(None).await.unwrap();
    assert_eq!(found(etcd).await.unwrap().value, b"");
}

fn borrowed(term: Term) -> i64 {
    match term {
        Term::Borrowed { lease } => lease,
        Term::Own { .. } => 0,
    }
}

#[tokio::test(flavor = "current_thread")]
async fn records_come_and_go_with_the_health_of_their_service() {
    let server = Etcd::start(&Plan::new()).unwrap();
    let etcd = session(&server.endpoints());
    LocalSet::new()
        .run_until(async {
            follows_its_service(&etcd, Term::Own { ttl: 60 }).await;
            let lease = grant(&etcd).await;
            let delete = DeleteRangeRequest { key: entry().key, ..DeleteRangeRequest::default() };
            etcd.call(delete).await.unwrap();
            follows_its_service(&etcd, Term::Borrowed { lease }).await;
            let leases = etcd.call(LeaseLeasesRequest {}).await.unwrap().leases;
            assert_eq!(leases.iter().map(|lease| lease.id).collect::<Vec<_>>(), [lease]);
        })
        .await;
}
