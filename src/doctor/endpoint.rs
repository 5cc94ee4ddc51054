//! What was found on the way to one endpoint, step by step.

use super::{Finding, Limits, NOT_REACHED, certificates, joined};
use crate::etcd::proto::StatusResponse;
use crate::etcd::{ConnectTrace, Refusal, ServerIdentity, Step, StepError, TlsFacts, alarm_hint};
use crate::recipe::EndpointReport;
use std::time::SystemTime;

pub(super) fn findings(seen: &EndpointReport, limits: &Limits, now: SystemTime) -> Vec<Finding> {
    let ConnectTrace { name, connect, tls, http2, .. } = &seen.approach;
    let mut findings = vec![
        judge("name", name, |addresses| match addresses.as_slice() {
            [] => "a socket in the file system".to_owned(),
            addresses => joined(addresses.iter().map(ToString::to_string)),
        }),
        judge("connect", connect, Clone::clone),
        judge("tls", tls, |facts| match facts {
            None => "not used".to_owned(),
            Some(facts) => spoken(facts),
        })
        .remedy_if_bad("its certificate must be for that name, in time, and signed by a CA that --cacert names"),
    ];
    if let Some(Some(facts)) = tls.found() {
        let finding =
            |check, chain, remedy| certificates::finding(check, chain, limits, now, remedy);
        let anew = "renew it; etcd reads its files anew, without a restart";
        findings.extend(finding("certificate", &facts.chain, anew));
        findings.extend(finding(
            "our certificate",
            &facts.client_chain,
            "renew what --cert and --key name",
        ));
    }
    findings.extend([
        judge("http2", http2, |()| "it speaks HTTP/2".to_owned())
            .remedy_if_bad("is it etcd's port for clients?"),
        version(seen),
        credentials(&seen.credentials),
        leader(seen),
        alarms(&seen.status),
    ]);
    findings
}

fn spoken(facts: &TlsFacts) -> String {
    match facts.chain.len() {
        0 | 1 => facts.protocol.clone(),
        n => format!("{}, {n} certificates in the chain", facts.protocol),
    }
}

/// A step that only has to succeed.
fn judge<T>(check: &'static str, step: &Step<T>, text: impl FnOnce(&T) -> String) -> Finding {
    match step {
        Step::NotReached => Finding::unknown(check, NOT_REACHED),
        Step::Done { found, took } => {
            Finding { took: Some(*took), ..Finding::ok(check, text(found)) }
        }
        Step::Failed(StepError { cause, remedy, .. }) => {
            Finding { remedy: remedy.clone(), ..Finding::critical(check, cause) }
        }
    }
}

fn version(seen: &EndpointReport) -> Finding {
    let check = "version";
    match (&seen.approach.version, seen.status.found()) {
        (Step::Done { found, took }, _) => {
            let text = format!("etcd {}, cluster {}", found.version, found.cluster_version);
            Finding { took: Some(*took), ..Finding::ok(check, text) }
        }
        (_, Some(status)) => Finding::ok(check, format!("etcd {}", status.version)),
        (Step::NotReached, _) => Finding::unknown(check, NOT_REACHED),
        (Step::Failed(obstacle), _) => Finding::unknown(check, &obstacle.cause),
    }
}

fn credentials(step: &Step<ServerIdentity>) -> Finding {
    let check = "credentials";
    match step {
        Step::Failed(obstacle) if Refusal::of(&obstacle.cause) == Some(Refusal::UserNameEmpty) => {
            Finding::unseen(check, obstacle)
        }
        step => judge(check, step, |identity| match identity {
            ServerIdentity::Anonymous => "none needed".to_owned(),
            ServerIdentity::NotAsked(name) => format!("none needed; {name} was not asked for"),
            ServerIdentity::User(name) => format!("logged in as {name}"),
            ServerIdentity::Token => "the token is accepted".to_owned(),
        })
        .remedy_if_bad("it does not serve reads: its log tells why"),
    }
}

fn leader(seen: &EndpointReport) -> Finding {
    let check = "leader";
    match &seen.status {
        Step::NotReached => Finding::unknown(check, NOT_REACHED),
        Step::Failed(obstacle) => Finding::unseen(check, obstacle),
        Step::Done { found, took } if found.leader == 0 => {
            let finding = Finding::critical(check, "it sees no leader");
            Finding { took: Some(*took), ..finding }
                .remedy("are more than half of the members running, and do they reach one another?")
        }
        Step::Done { found, took } => {
            let itself = found.header.is_some_and(|header| header.member_id == found.leader);
            let text = if itself { "itself".to_owned() } else { member(seen, found.leader) };
            Finding { took: Some(*took), ..Finding::ok(check, text) }
        }
    }
}

/// A member by its name, where it is known.
pub(super) fn member(seen: &EndpointReport, id: u64) -> String {
    let members = seen.members.found().map(Vec::as_slice).unwrap_or_default();
    match members.iter().find(|member| member.id == id) {
        Some(member) if !member.name.is_empty() => format!("{} ({id:x})", member.name),
        _ => format!("{id:x}"),
    }
}

fn alarms(status: &Step<StatusResponse>) -> Finding {
    let check = "alarms";
    let status = match status {
        Step::NotReached => return Finding::unknown(check, NOT_REACHED),
        Step::Failed(obstacle) => return Finding::unseen(check, obstacle),
        Step::Done { found, .. } => found,
    };
    let raised: Vec<_> = status.errors.iter().filter(|error| error.contains("alarm:")).collect();
    if raised.is_empty() {
        return Finding::ok(check, "none");
    }
    let finding =
        Finding::critical(check, joined(raised.iter().map(|alarm| alarm.trim().to_owned())));
    let is_corrupt = raised.iter().any(|alarm| alarm.contains("CORRUPT"));
    let way_out = alarm_hint(if is_corrupt { "CORRUPT" } else { "NOSPACE" });
    Finding { remedy: way_out.map(str::to_owned), ..finding }
}
