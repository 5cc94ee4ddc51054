//! `defrag` on servers: one member after the other.

use super::conditions::{DefragConditions, free_space, is_leader};
use crate::clock::Backoff;
use crate::command::endpoint::targets::{name, sessions_and_voters};
use crate::context::Context;
use crate::etcd::proto::{DefragmentRequest, StatusRequest, StatusResponse};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::output::{self, Output, counted};
use crate::recipe::read_health_key;
use crate::reply::{DefragOutcome, Defragmentation};
use futures_util::future::join_all;
use std::collections::BTreeSet;
use std::time::Duration;
use tokio::time::Instant;

/// The time that a member has to serve requests again after its defragmentation.
const HEALTHY_WITHIN: Duration = Duration::from_secs(60);

/// Why a learner is skipped.
const LEARNER: &str = "a learner refuses it (rpc not supported for learner)";

const POLL: Backoff = Backoff::new(Duration::from_millis(50), Duration::from_secs(1));

#[derive(Debug)]
pub(super) struct OnlineDefrag {
    pub(super) cluster: bool,
    pub(super) dry_run: bool,
    pub(super) conditions: DefragConditions,
}

/// A member, with its status if that was asked for.
struct MemberAtHand {
    session: Session,
    status: Option<Result<StatusResponse, CallError>>,
}

impl OnlineDefrag {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Defragmentation>()?;
        if !self.dry_run {
            cx.confirm_protected("defragment members, which do not serve meanwhile").await?;
        }
        let (sessions, voters) = sessions_and_voters(cx, self.cluster).await?;
        let mut members = self.members(sessions).await;
        let failures = match self.cluster {
            true => {
                let unknown = voters.iter().filter(|addresses| addresses.is_empty()).count();
                self.cluster(&mut members, unknown, &mut output).await?
            }
            false => self.each(&members, &mut output).await?,
        };
        if failures.contains(&Kind::Deadline) && !self.dry_run {
            output::hint("a member may still be defragmenting; use a longer --command-timeout");
        }
        if failures.is_empty() { Ok(()) } else { Err(Failure::silent(Kind::Refused).into()) }
    }

    /// Returns the members in the order in which they are defragmented: as given, or with --cluster each
    /// member once, and the leader last.
    async fn members(&self, sessions: Vec<Session>) -> Vec<MemberAtHand> {
        if !self.cluster && !self.dry_run && !self.conditions.exist() {
            let members = sessions.into_iter();
            return members.map(|session| MemberAtHand { session, status: None }).collect();
        }
        let states = sessions.iter().map(|session| session.call(StatusRequest {}));
        let states = join_all(states).await.into_iter().map(Some);
        let members = sessions.into_iter().zip(states);
        let mut members: Vec<_> =
            members.map(|(session, status)| MemberAtHand { session, status }).collect();
        if self.cluster {
            let mut seen = BTreeSet::new();
            members.retain(|member| member.id().is_none_or(|id| seen.insert(id)));
            members.sort_by_key(|member| member.status().is_some_and(is_leader));
        }
        members
    }

    /// Defragments each member, whether or not it was possible for others. Returns the kinds of failures.
    async fn each(
        &self,
        members: &[MemberAtHand],
        output: &mut Output<Defragmentation>,
    ) -> anyhow::Result<Vec<Kind>> {
        let mut failures = Vec::new();
        for member in members {
            failures.extend(self.defragment(member, output).await?);
        }
        Ok(failures)
    }

    /// Defragments each member when the one before serves again, up to the first failure. Does not begin if a
    /// member is down: another one would then cost the cluster its quorum. Nothing is known about the `unknown`
    /// voters, which count as down.
    async fn cluster(
        &self,
        members: &mut [MemberAtHand],
        unknown: usize,
        output: &mut Output<Defragmentation>,
    ) -> anyhow::Result<Vec<Kind>> {
        let mut failures = Vec::new();
        if unknown > 0 {
            let voters = counted(unknown, "voting member", "voting members");
            output::note(&format!("{voters} without client URLs: not started, or still starting"));
            failures.push(Kind::Unreachable);
        }
        if self.dry_run {
            failures.extend(self.each(members, output).await?);
            return Ok(failures);
        }
        for member in members.iter().filter(|member| matches!(member.status, Some(Err(_)))) {
            failures.extend(self.defragment(member, output).await?);
        }
        if !failures.is_empty() {
            output::note("stopped before the first member: all must be up");
            return Ok(failures);
        }
        if members.len() > 1 {
            output::note(&format!("in this order, the leader last: {}", names(members)));
        }
        for number in 1..=members.len() {
            postpone_leader(members.get_mut(number - 1..).unwrap_or_default()).await;
            let Some(member) = members.get(number - 1) else { break };
            let mut failure = self.defragment(member, output).await?;
            if failure.is_none() && self.skipped(member).is_none() {
                failure = wait_until_healthy(&member.session).await.err();
            }
            if failure.is_some() {
                tell_progress(members, number);
                return Ok(failure.into_iter().collect());
            }
        }
        Ok(Vec::new())
    }

    /// Returns why a member is skipped, if it is.
    fn skipped(&self, member: &MemberAtHand) -> Option<String> {
        let status = member.status()?;
        if status.is_learner {
            return Some(LEARNER.to_owned());
        }
        self.conditions.unmet(status)
    }

    /// Defragments one member, unless that is not wanted, and prints what was done. Returns the kind of failure
    /// if it failed.
    async fn defragment(
        &self,
        member: &MemberAtHand,
        output: &mut Output<Defragmentation>,
    ) -> anyhow::Result<Option<Kind>> {
        let started = Instant::now();
        let (outcome, failure) = match (&member.status, self.skipped(member)) {
            // No deadline: nothing was begun that could go on.
            (Some(Err(fault)), _) => {
                (DefragOutcome::Failed(fault.cause()), Some(Kind::Unreachable))
            }
            (_, Some(why)) => (DefragOutcome::Skipped(why), None),
            (Some(Ok(status)), None) if self.dry_run => {
                (DefragOutcome::Planned(free_space(status)), None)
            }
            _ => match member.session.call(DefragmentRequest {}).await {
                Ok(_) => (DefragOutcome::Done, None),
                Err(fault) => (DefragOutcome::Failed(fault.cause()), Some(fault.kind())),
            },
        };
        let took = started.elapsed();
        let done = Defragmentation { endpoint: name(&member.session), took, outcome };
        done.failure().iter().for_each(|failure| output::note(failure));
        output.print(&done)?;
        Ok(failure)
    }
}

impl MemberAtHand {
    fn status(&self) -> Option<&StatusResponse> {
        self.status.as_ref()?.as_ref().ok()
    }

    fn id(&self) -> Option<u64> {
        Some(self.status()?.header?.member_id)
    }
}

/// Moves the first of the members that are left to the end if it leads by now.
async fn postpone_leader(left: &mut [MemberAtHand]) {
    for _ in 1..left.len() {
        let Some(next) = left.first_mut() else { return };
        let Ok(status) = next.session.call(StatusRequest {}).await else { return };
        let leads = is_leader(&status);
        next.status = Some(Ok(status));
        if !leads {
            return;
        }
        output::note(&format!("{} leads by now: it comes last", name(&next.session)));
        left.rotate_left(1);
    }
}

fn names(members: &[MemberAtHand]) -> String {
    members.iter().map(|member| name(&member.session)).collect::<Vec<_>>().join(", ")
}

/// Says which members are done when the last of the first `number` members has failed.
fn tell_progress(members: &[MemberAtHand], number: usize) {
    let (done, rest) = members.split_at_checked(number.saturating_sub(1)).unwrap_or_default();
    let done = if done.is_empty() { "none".to_owned() } else { names(done) };
    output::note(&format!("stopped: done: {done}; not done: {}", names(rest)));
}

/// Waits until a member answers a linearizable read: it has then a leader, and all that was written. Notes why
/// if that is not in time.
async fn wait_until_healthy(session: &Session) -> Result<(), Kind> {
    let deadline = Instant::now() + HEALTHY_WITHIN;
    let mut pauses = POLL;
    let mut is_told = false;
    while let Err(fault) = read_health_key(session, false).await {
        let (at, cause) = (name(session), fault.cause());
        if Instant::now() >= deadline {
            output::note(&format!("{at} is not healthy again after its defragmentation: {cause}"));
            return Err(fault.kind());
        }
        if !std::mem::replace(&mut is_told, true) {
            output::note(&format!("waiting until {at} is healthy again: {cause}"));
        }
        pauses.pause().await;
    }
    Ok(())
}
