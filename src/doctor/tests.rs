//! Findings from reports that are hard to produce with a live cluster.

use super::{Finding, Level, Limits, diagnose};
use crate::etcd::proto::{HashKvResponse, Member, ResponseHeader, StatusResponse};
use crate::etcd::{
    Certificate, ClockSkew, ConnectTrace, ServerIdentity, ServerVersion, Step, StepError, TlsFacts,
};
use crate::recipe::EndpointReport;
use std::time::{Duration, SystemTime};

const LIMITS: Limits = Limits {
    warn_days: 30,
    critical_days: 7,
    max_latency: Duration::from_millis(100),
    max_db_percent: 80,
    max_fragmentation: 50,
    max_lag: 1000,
    max_skew: Duration::from_secs(2),
    quota: None,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn done<T>(found: T) -> Step<T> {
    Step::Done { found, took: Duration::from_millis(1) }
}

fn failed<T>(cause: &str, denied: bool) -> Step<T> {
    Step::Failed(StepError { cause: cause.to_owned(), remedy: None, denied })
}

fn header(member_id: u64) -> ResponseHeader {
    ResponseHeader { cluster_id: 0xc1, member_id, revision: 100, raft_term: 2 }
}

fn roster() -> Vec<Member> {
    (1..=3).map(|id| Member { id, name: format!("m{id}"), ..Default::default() }).collect()
}

/// Returns the report of a healthy member of three; the first one leads.
fn member(id: u64) -> EndpointReport {
    EndpointReport {
        endpoint: format!("m{id}:2379"),
        approach: ConnectTrace {
            name: done(vec![[10, 0, 0, 1].into()]),
            connect: done(format!("10.0.0.{id}:2379")),
            tls: done(None),
            http2: done(()),
            version: done(ServerVersion {
                version: "3.6.1".to_owned(),
                cluster_version: "3.6.0".to_owned(),
                skew: Some(ClockSkew { least: -0.5, most: 0.6 }),
            }),
        },
        credentials: done(ServerIdentity::Anonymous),
        status: done(StatusResponse {
            header: Some(header(id)),
            version: "3.6.1".to_owned(),
            leader: 1,
            raft_index: 50_000,
            raft_applied_index: 50_000,
            db_size: 100 << 20,
            db_size_in_use: 90 << 20,
            db_size_quota: 2 << 30,
            ..Default::default()
        }),
        members: done(roster()),
        header: Some(header(id)),
        quota: Some(2 << 30),
        serializable: done(Duration::from_millis(1)),
        linearizable: done(Duration::from_millis(2)),
        hash: done(HashKvResponse {
            header: Some(header(id)),
            hash: 7,
            compact_revision: 3,
            hash_revision: 100,
        }),
    }
}

fn status(one: &mut EndpointReport) -> &mut StatusResponse {
    match &mut one.status {
        Step::Done { found, .. } => found,
        Step::NotReached | Step::Failed(_) => panic!("no status"),
    }
}

/// Returns the findings about three members after a change of the second.
fn with(change: impl FnOnce(&mut EndpointReport)) -> Vec<Finding> {
    let mut seen = [member(1), member(2), member(3)];
    change(&mut seen[1]);
    diagnose(&seen, &LIMITS, SystemTime::UNIX_EPOCH + 1000 * DAY).findings
}

/// Returns check, level and text of the findings that are not ok.
fn bad(findings: &[Finding]) -> Vec<(&str, Level, &str)> {
    let bad = findings.iter().filter(|finding| finding.level != Level::Ok);
    bad.map(|finding| (finding.check, finding.level, finding.text.as_str())).collect()
}

/// Asserts that a change of one member leads to exactly this finding.
#[track_caller]
fn only(change: impl FnOnce(&mut EndpointReport), check: &str, level: Level, text: &str) {
    let findings = with(change);
    assert_eq!(bad(&findings), [(check, level, text)]);
    let finding = findings.iter().find(|finding| finding.level == level).unwrap();
    assert!(finding.remedy.is_some() || level == Level::Unknown, "{finding:?}");
}

#[test]
fn healthy_cluster_is_ok() {
    let findings = with(|_| ());
    assert_eq!(bad(&findings), []);
    let texts: Vec<_> = findings.iter().filter(|finding| finding.endpoint.is_none()).collect();
    let texts: Vec<_> = texts.iter().map(|f| (f.check, f.text.as_str())).collect();
    assert_eq!(
        texts,
        [
            ("cluster id", "c1"),
            ("members", "3: m1, m2, m3"),
            ("learners", "none"),
            ("one leader", "m1 (1)"),
            ("quorum", "reads that need 2 of 3 voters succeed"),
            ("versions", "3.6.1"),
            ("hash", "equal at revision 100"),
            ("clocks", "in sync (within 1 s)"),
            ("raft lag", "none"),
            ("apply lag", "none"),
            ("quota", "5% (105 MB of 2.1 GB)"),
            ("fragmentation", "10%"),
            ("serializable reads", "1.0ms"),
            ("linearizable reads", "2.0ms"),
        ]
    );
}

#[test]
fn disagreement_of_members_is_found() {
    only(
        |one| status(one).header.as_mut().unwrap().cluster_id = 0xc2,
        "cluster id",
        Level::Critical,
        "c1: m1:2379, m3:2379; c2: m2:2379",
    );
    only(
        |one| one.members = done(roster().into_iter().take(2).collect()),
        "members",
        Level::Critical,
        "the member lists differ: 2 members: m2:2379; 3 members: m1:2379, m3:2379",
    );
    only(
        |one| status(one).leader = 3,
        "one leader",
        Level::Critical,
        "members disagree: m1 (1): m1:2379, m3:2379; m3 (3): m2:2379",
    );
    only(
        |one| {
            let Step::Done { found, .. } = &mut one.approach.version else { panic!() };
            found.version = "3.5.30".to_owned();
        },
        "versions",
        Level::Warn,
        "3.5.30: m2:2379; 3.6.1: m1:2379, m3:2379",
    );
}

#[test]
fn different_data_is_distinguished_from_incomparable_data() {
    let hash = |hash, compact_revision| {
        move |one: &mut EndpointReport| {
            let header = Some(header(2));
            one.hash =
                done(HashKvResponse { header, hash, compact_revision, ..Default::default() });
        }
    };
    let differs = "mismatch: the members do not hold the same data: m1:2379, m3:2379: hash 7; \
                   m2:2379: hash 8";
    only(hash(8, 3), "hash", Level::Critical, differs);
    let compacted = "cannot compare: a hash covers the revisions after the last compaction, and the \
                     members are compacted to different revisions: m1:2379, m3:2379: compacted to \
                     revision 3; m2:2379: compacted to revision 4";
    only(hash(8, 4), "hash", Level::Unknown, compacted);
    let denied = |one: &mut EndpointReport| one.hash = failed("auth: permission denied", true);
    only(denied, "hash", Level::Unknown, "auth: permission denied");
    let findings = with(denied);
    let finding = findings.iter().find(|finding| finding.check == "hash").unwrap();
    assert!(finding.remedy.as_ref().unwrap().contains("root"));
}

#[test]
fn lag_is_found() {
    let raft = |lag| {
        move |one: &mut EndpointReport| {
            status(one).raft_index -= lag;
            status(one).raft_applied_index -= lag;
        }
    };
    assert_eq!(bad(&with(raft(1000))), []);
    only(raft(1001), "raft lag", Level::Warn, "m2:2379 is 1001 entries behind");
    let apply = |lag| move |one: &mut EndpointReport| status(one).raft_applied_index -= lag;
    assert_eq!(bad(&with(apply(1000))), []);
    only(apply(1001), "apply lag", Level::Warn, "m2:2379 is 1001 entries behind");
    only(apply(5000), "apply lag", Level::Critical, "m2:2379 is 5000 entries behind");
}

#[test]
fn full_and_fragmented_databases_are_found() {
    let quota = |quota| move |one: &mut EndpointReport| one.quota = quota;
    assert_eq!(bad(&with(quota(Some(125 << 20)))), []);
    only(quota(Some(123 << 20)), "quota", Level::Warn, "m2:2379: 82% (105 MB of 129 MB)");
    let in_use = |bytes| move |one: &mut EndpointReport| status(one).db_size_in_use = bytes;
    assert_eq!(bad(&with(in_use(50 << 20))), []);
    let free = "m2:2379: 51% of the file (54 MB) is free";
    only(in_use(49 << 20), "fragmentation", Level::Warn, free);
    let small =
        |one: &mut EndpointReport| (status(one).db_size, status(one).db_size_in_use) = (1 << 20, 1);
    assert_eq!(bad(&with(small)), []);
}

#[test]
fn unknown_quota_can_be_given() {
    let mut alone = member(1);
    alone.quota = None;
    let seen = [alone];
    let quota = |limits: &Limits| {
        let findings = diagnose(&seen, limits, SystemTime::UNIX_EPOCH).findings;
        let finding = findings.into_iter().find(|finding| finding.check == "quota").unwrap();
        (finding.level, finding.remedy.is_some())
    };
    assert_eq!(quota(&LIMITS), (Level::Unknown, true));
    assert_eq!(quota(&Limits { quota: Some(1 << 30), ..LIMITS }), (Level::Ok, false));
    assert_eq!(quota(&Limits { quota: Some(100 << 20), ..LIMITS }), (Level::Warn, true));
}

#[test]
fn slow_reads_have_remedies_by_kind() {
    let slow = Duration::from_millis(250);
    let remedies = |findings: &[Finding]| -> Vec<String> {
        findings.iter().filter_map(|finding| finding.remedy.clone()).collect()
    };
    let together = with(|one| one.linearizable = done(slow));
    assert_eq!(bad(&together), [("linearizable reads", Level::Warn, "m2:2379 takes 250.0ms")]);
    assert!(remedies(&together)[0].contains("network between members"));
    let both = with(|one| (one.serializable, one.linearizable) = (done(slow), done(slow)));
    assert_eq!(bad(&both).len(), 2);
    assert!(remedies(&both)[0].contains("the member itself"));
    assert!(!remedies(&both)[1].contains("network"));
}

#[test]
fn clocks_are_compared_within_the_precision_of_dates() {
    let skew = |least, most| {
        move |one: &mut EndpointReport| {
            let Step::Done { found, .. } = &mut one.approach.version else { panic!() };
            found.skew = Some(ClockSkew { least, most });
        }
    };
    assert_eq!(bad(&with(skew(1.9, 3.0))), []);
    only(skew(4.0, 5.1), "clocks", Level::Warn, "m2:2379 is at least 4s ahead of the local clock");
    assert_eq!(bad(&with(skew(-3.0, -1.9))), []);
    only(skew(-9.0, -8.0), "clocks", Level::Warn, "m2:2379 is at least 8s behind the local clock");
}

#[test]
fn first_certificate_to_expire_decides() {
    let now = SystemTime::UNIX_EPOCH + 1000 * DAY;
    let one = |days: u32| Certificate { names: vec!["m2".to_owned()], ends: now + days * DAY };
    let chain = |chain: Vec<Certificate>| {
        move |seen: &mut EndpointReport| {
            let protocol = "TLS 1.3".to_owned();
            seen.approach.tls = done(Some(TlsFacts { protocol, chain, client_chain: Vec::new() }));
        }
    };
    assert_eq!(bad(&with(chain(vec![one(30), one(500)]))), []);
    let text = "for m2; expires in 29 days, on 1972-10-26";
    only(chain(vec![one(29)]), "certificate", Level::Warn, text);
    let text = "for m2; expires in 6 days, on 1972-10-03";
    only(chain(vec![one(6)]), "certificate", Level::Critical, text);
    let text = "for m2; its CA's expires in 3 days, on 1972-09-30";
    only(chain(vec![one(90), one(3)]), "certificate", Level::Critical, text);
    let old = Certificate { names: Vec::new(), ends: now - DAY };
    only(chain(vec![old]), "certificate", Level::Critical, "for no names; expired on 1972-09-26");
    let ours = |seen: &mut EndpointReport| {
        let (protocol, chain) = ("TLS 1.2".to_owned(), vec![one(100)]);
        seen.approach.tls = done(Some(TlsFacts { protocol, chain, client_chain: vec![one(8)] }));
    };
    let text = "for m2; expires in 8 days, on 1972-10-05";
    only(ours, "client certificate", Level::Warn, text);
}

#[test]
fn lost_quorum_is_distinguished_from_missing_permissions() {
    let all = |step: fn() -> Step<Duration>| {
        let mut seen = [member(1), member(2), member(3)];
        seen.iter_mut().for_each(|one| one.linearizable = step());
        let findings = diagnose(&seen, &LIMITS, SystemTime::UNIX_EPOCH).findings;
        let quorum = findings.into_iter().find(|finding| finding.check == "quorum").unwrap();
        (quorum.level, quorum.text)
    };
    let text = "reads that need 2 of 3 voters fail: no answer within 5s".to_owned();
    assert_eq!(all(|| failed("no answer within 5s", false)), (Level::Critical, text));
    let denied = "etcdserver: user name is empty".to_owned();
    assert_eq!(all(|| failed("etcdserver: user name is empty", true)), (Level::Unknown, denied));
    assert_eq!(bad(&with(|one| one.linearizable = failed("no answer within 5s", false))), []);
}

#[test]
fn nothing_is_ok_without_any_answer() {
    let dead = EndpointReport { endpoint: "a:1".to_owned(), ..EndpointReport::default() };
    let findings = diagnose(&[dead], &LIMITS, SystemTime::UNIX_EPOCH).findings;
    assert!(findings.iter().all(|finding| finding.level == Level::Unknown), "{findings:?}");
    assert_eq!(diagnose(&[], &LIMITS, SystemTime::UNIX_EPOCH).measures, []);
}
