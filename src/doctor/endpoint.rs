use super::certificates;
use super::finding::{Finding, NOT_REACHED, joined};
use super::limits::Limits;
use crate::etcd::proto::StatusResponse;
use crate::etcd::{ConnectTrace, Refusal, ServerIdentity, Step, StepError, TlsFacts, alarm_hint};
use crate::recipe::EndpointReport;
use std::time::SystemTime;

pub(super) fn findings(seen: &EndpointReport, limits: &Limits, now: SystemTime) -> Vec<Finding> {
    let ConnectTrace { name, connect, tls, http2, .. } = &seen.approach;
    let mut findings = vec![
        step("name", name, |addresses| match addresses.as_slice() {
            [] => "Unix socket".to_owned(),
            addresses => joined(addresses.iter().map(ToString::to_string)),
        }),
        step("connect", connect, Clone::clone),
        step("tls", tls, |facts| facts.as_ref().map_or("not used".to_owned(), protocol))
            .remedy_if_bad(
                "the certificate must be valid, issued for that name, and signed by a CA in --cacert",
            ),
    ];
    if let Some(Some(facts)) = tls.found() {
        let finding =
            |check, chain, remedy| certificates::finding(check, chain, limits, now, remedy);
        let renew = "renew it; etcd reloads its files without a restart";
        findings.extend(finding("certificate", &facts.chain, renew));
        let renew = "renew the certificate of --cert and --key";
        findings.extend(finding("client certificate", &facts.client_chain, renew));
    }
    findings.extend([
        step("http2", http2, |()| "HTTP/2".to_owned()).remedy_if_bad("is this etcd's client port?"),
        version(seen),
        credentials(&seen.credentials),
        leader(seen),
        alarms(&seen.status),
    ]);
    findings
}

fn protocol(facts: &TlsFacts) -> String {
    match facts.chain.len() {
        0 | 1 => facts.protocol.clone(),
        n => format!("{}, {n} certificates in the chain", facts.protocol),
    }
}

fn step<T>(check: &'static str, step: &Step<T>, text: impl FnOnce(&T) -> String) -> Finding {
    match step {
        Step::NotReached => Finding::unknown(check, NOT_REACHED),
        Step::Done { found, took } => Finding::ok(check, text(found)).took(*took),
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
            Finding::ok(check, text).took(*took)
        }
        (_, Some(status)) => Finding::ok(check, format!("etcd {}", status.version)),
        (Step::NotReached, _) => Finding::unknown(check, NOT_REACHED),
        (Step::Failed(error), _) => Finding::unknown(check, &error.cause),
    }
}

fn credentials(identity: &Step<ServerIdentity>) -> Finding {
    let check = "credentials";
    match identity {
        Step::Failed(error) if Refusal::of(&error.cause) == Some(Refusal::UserNameEmpty) => {
            Finding::not_checked(check, error)
        }
        identity => step(check, identity, |identity| match identity {
            ServerIdentity::Anonymous => "not required".to_owned(),
            ServerIdentity::NotAsked(name) => format!("not required; {name} not used"),
            ServerIdentity::User(name) => format!("logged in as {name}"),
            ServerIdentity::Token => "token accepted".to_owned(),
        })
        .remedy_if_bad("the member does not serve reads: see its log"),
    }
}

fn leader(seen: &EndpointReport) -> Finding {
    let check = "leader";
    match &seen.status {
        Step::NotReached => Finding::unknown(check, NOT_REACHED),
        Step::Failed(error) => Finding::not_checked(check, error),
        Step::Done { found, took } if found.leader == 0 => {
            Finding::critical(check, "no leader").took(*took).remedy(NO_LEADER)
        }
        Step::Done { found, took } => {
            let itself = found.header.is_some_and(|header| header.member_id == found.leader);
            let text = if itself { "itself".to_owned() } else { member(seen, found.leader) };
            Finding::ok(check, text).took(*took)
        }
    }
}

pub(super) const NO_LEADER: &str =
    "check that more than half of the members are running and can reach each other";

/// Returns a member's name, if known, and id.
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
        Step::Failed(error) => return Finding::not_checked(check, error),
        Step::Done { found, .. } => found,
    };
    let raised: Vec<_> = status.errors.iter().filter(|error| error.contains("alarm:")).collect();
    if raised.is_empty() {
        return Finding::ok(check, "none");
    }
    let text = joined(raised.iter().map(|alarm| alarm.trim().to_owned()));
    let is_corrupt = raised.iter().any(|alarm| alarm.contains("CORRUPT"));
    let way_out = alarm_hint(if is_corrupt { "CORRUPT" } else { "NOSPACE" });
    Finding { remedy: way_out.map(str::to_owned), ..Finding::critical(check, text) }
}
