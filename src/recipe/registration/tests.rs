//! Registrations that follow the health of their service, on a real server.

use super::{Entry, HealthLatch, LeaseSource, Registration, RegistrationEvent};
use crate::etcd::proto::{
    DeleteRangeRequest, KeyValue, LeaseGrantRequest, LeaseLeasesRequest, PutRequest, RangeRequest,
};
use crate::etcd::{Credentials, Endpoint, Learners, Options, Session};
use crate::failure::Kind;
use crate::probe::HealthChange;
use crate::recipe::events::Events;
use crate::sandbox::{Etcd, Plan};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::unbounded_channel;
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
        ..Options::plaintext()
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

fn short(event: &RegistrationEvent) -> String {
    match event {
        RegistrationEvent::NotYet(why) => format!("not yet: {why}"),
        RegistrationEvent::Registered { again, .. } => format!("registered, again: {again}"),
        RegistrationEvent::Withdrawn(why) => format!("withdrawn: {why:?}"),
        other => format!("{other:?}"),
    }
}

async fn next(events: &mut Events<RegistrationEvent>) -> String {
    short(&timeout(Duration::from_secs(30), events.next()).await.unwrap().unwrap())
}

/// Checks a service that goes up and down, under an owned or a borrowed lease.
async fn follows_its_service(etcd: &Arc<Session>, source: LeaseSource) {
    let (health, mut changes) = unbounded_channel();
    let mut latch = HealthLatch::guarded(async move || match changes.recv().await {
        Some(change) => change,
        None => std::future::pending().await,
    });
    assert!(latch.is_guarded());
    let (mut registration, mut events) =
        Registration::new(etcd.clone(), vec![entry()], source, false);
    let script = async {
        health.send(HealthChange::NotYet("starting".into())).unwrap();
        assert_eq!(next(&mut events).await, "not yet: starting");
        assert_eq!(found(etcd).await, None);
        for again in [false, true] {
            health.send(HealthChange::Up).unwrap();
            assert_eq!(next(&mut events).await, format!("registered, again: {again}"));
            let lease = found(etcd).await.unwrap().lease;
            assert!(matches!(source, LeaseSource::Grant { .. }) || lease == borrowed(source));
            health.send(HealthChange::Down("ill".into())).unwrap();
            assert_eq!(next(&mut events).await, "withdrawn: Some(\"ill\")");
            assert_eq!(found(etcd).await, None);
        }
        // Another client has put the key meanwhile.
        let put = PutRequest { key: entry().key, ..PutRequest::default() };
        etcd.call(put).await.unwrap();
        health.send(HealthChange::Up).unwrap();
        std::future::pending::<()>().await;
    };
    let failure = tokio::select! {
        failure = registration.keep(&mut latch) => failure,
        () = script => unreachable!(),
    };
    assert_eq!(failure.kind(), Kind::Unmet, "{failure}");
    registration.withdraw(None).await.unwrap();
    assert_eq!(found(etcd).await.unwrap().value, b"");
}

fn borrowed(source: LeaseSource) -> i64 {
    match source {
        LeaseSource::Borrow { id } => id,
        LeaseSource::Grant { .. } => 0,
    }
}

#[tokio::test(flavor = "current_thread")]
async fn records_follow_the_health_of_their_service() {
    let server = Etcd::start(&Plan::new()).unwrap();
    let etcd = session(&server.endpoints());
    LocalSet::new()
        .run_until(async {
            follows_its_service(&etcd, LeaseSource::Grant { ttl: 60 }).await;
            let lease = grant(&etcd).await;
            let delete = DeleteRangeRequest { key: entry().key, ..DeleteRangeRequest::default() };
            etcd.call(delete).await.unwrap();
            follows_its_service(&etcd, LeaseSource::Borrow { id: lease }).await;
            let leases = etcd.call(LeaseLeasesRequest {}).await.unwrap().leases;
            assert_eq!(leases.iter().map(|lease| lease.id).collect::<Vec<_>>(), [lease]);
        })
        .await;
}
