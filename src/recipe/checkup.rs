//! A check-up of a cluster: reads facts from all endpoints at once, then those that need all of them.
//! Nothing is written, not even to raft's log: alarms are taken from each member's status.

use super::consistency::{self, HashConsistency};
use crate::etcd::proto::{
    HashKvRequest, HashKvResponse, Member, MemberListRequest, RangeRequest, ResponseHeader,
    StatusRequest, StatusResponse,
};
use crate::etcd::{CallError, ConnectTrace, Refusal, ServerIdentity, Session, Step};
use futures_util::future::join_all;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// Attempts to find members that agree on their leader: an election may be under way.
const TRIES: usize = 3;
const PAUSE: Duration = Duration::from_millis(500);

/// Timed reads of each kind, of which the median counts.
const READS: usize = 5;

#[derive(Debug, Clone, Default)]
pub(crate) struct EndpointReport {
    pub(crate) endpoint: String,
    pub(crate) approach: ConnectTrace,
    pub(crate) credentials: Step<ServerIdentity>,
    pub(crate) status: Step<StatusResponse>,
    pub(crate) members: Step<Vec<Member>>,
    /// The header of the member list: the status may be hidden for lack of permissions.
    pub(crate) header: Option<ResponseHeader>,
    /// In bytes; from the status, or else from the metrics.
    pub(crate) quota: Option<i64>,
    /// The latency of a read from the member alone.
    pub(crate) serializable: Step<Duration>,
    /// The latency of a read that needs a quorum.
    pub(crate) linearizable: Step<Duration>,
    pub(crate) hash: Step<HashKvResponse>,
}

/// Examines the endpoints, within one command timeout each alone and within another all together.
pub(crate) async fn checkup(sessions: &[Session]) -> Vec<EndpointReport> {
    let examined = sessions.iter().map(|session| Visit::begin(session).examine());
    let mut seen = join_all(examined).await;
    let visits: Vec<_> = sessions.iter().map(Visit::begin).collect();
    await_agreed_leader(&visits, &mut seen).await;
    compare_hashes(&visits, &mut seen).await;
    seen
}

impl EndpointReport {
    pub(crate) fn header(&self) -> Option<ResponseHeader> {
        self.status.found().and_then(|status| status.header).or(self.header)
    }
}

pub(crate) fn agreement(seen: &[EndpointReport]) -> HashConsistency {
    let hashes = seen.iter().filter_map(|one| Some((one.endpoint.as_str(), one.hash.found()?)));
    let reached = seen.iter().filter(|one| one.header().is_some()).count();
    HashConsistency::of(&hashes.collect::<Vec<_>>(), reached)
}

/// Returns whether a member list is that of a grpc-proxy, which lists itself with the ID 0.
pub(crate) fn is_of_a_proxy(members: &[Member]) -> bool {
    members.iter().any(|member| member.id == 0)
}

/// Returns the leader that all answering members agree on; 0 without a leader.
pub(crate) fn leader(seen: &[EndpointReport]) -> Option<u64> {
    let mut leaders = seen.iter().filter_map(|one| Some(one.status.found()?.leader));
    let first = leaders.next()?;
    leaders.all(|leader| leader == first).then_some(first)
}

struct Visit<'a> {
    session: &'a Session,
    limit: Duration,
    deadline: Instant,
}

impl<'a> Visit<'a> {
    fn begin(session: &'a Session) -> Self {
        let limit = session.options().command_timeout;
        Self { session, limit, deadline: Instant::now() + limit }
    }

    async fn call<T>(&self, work: impl Future<Output = Result<T, CallError>>) -> Step<T> {
        Step::call(self.limit, self.deadline, work).await
    }

    async fn examine(self) -> EndpointReport {
        let endpoint = self.session.options().endpoints.first().map(ToString::to_string);
        let approach = self.session.trace().await;
        let reached = approach.http2.found().is_some();
        let mut seen = EndpointReport {
            endpoint: endpoint.unwrap_or_default(),
            approach,
            ..EndpointReport::default()
        };
        if reached {
            seen.credentials = self.call(self.authenticate()).await;
            seen.status = self.status().await;
            self.members(&mut seen).await;
            seen.quota = self.quota(&seen.status).await;
            seen.serializable = self.reads(true).await;
            seen.linearizable = self.reads(false).await;
        }
        seen
    }

    /// Logs in, and proves the credentials with a read.
    async fn authenticate(&self) -> Result<ServerIdentity, CallError> {
        self.session.connect().await?;
        read_health_key(self.session, true).await?;
        Ok(self.session.identity().await)
    }

    async fn status(&self) -> Step<StatusResponse> {
        self.call(self.session.call(StatusRequest::default())).await
    }

    async fn members(&self, seen: &mut EndpointReport) {
        let list = async {
            // Not linearizable: a difference between members is what doctor looks for.
            let list = self.session.call(MemberListRequest { linearizable: false }).await?;
            seen.header = list.header;
            Ok(list.members)
        };
        seen.members = self.call(list).await;
    }

    async fn quota(&self, status: &Step<StatusResponse>) -> Option<i64> {
        timeout_at(self.deadline, self.session.quota(status.found()?)).await.ok()?
    }

    /// Returns the median latency of reads; fails with the first failure.
    async fn reads(&self, serializable: bool) -> Step<Duration> {
        self.call(async {
            let mut times = Vec::with_capacity(READS);
            for _ in 0..READS {
                let started = Instant::now();
                read_health_key(self.session, serializable).await?;
                times.push(started.elapsed());
            }
            times.sort();
            Ok(times.get(READS / 2).copied().unwrap_or_default())
        })
        .await
    }
}

/// Reads the key that etcdctl checks. It need not exist. A denied permission counts as an answer: to
/// deny it, etcd had to authenticate the user and to check the roles.
pub(crate) async fn read_health_key(
    session: &Session,
    serializable: bool,
) -> Result<(), CallError> {
    let key = b"health".to_vec();
    let read = RangeRequest { key, serializable, count_only: true, ..Default::default() };
    match session.call(read).await {
        Err(fault) if fault.refusal() != Some(Refusal::PermissionDenied) => Err(fault),
        _ => Ok(()),
    }
}

async fn await_agreed_leader(visits: &[Visit<'_>], seen: &mut [EndpointReport]) {
    for _ in 1..TRIES {
        let any = seen.iter().any(|one| one.status.found().is_some());
        if !any || leader(seen).is_some_and(|leader| leader != 0) {
            return;
        }
        sleep(PAUSE).await;
        let again = visits.iter().zip(seen.iter_mut()).map(|(visit, one)| async move {
            if one.status.found().is_some() {
                let again = visit.status().await;
                if again.found().is_some() {
                    one.status = again;
                }
            }
        });
        join_all(again).await;
    }
}

async fn compare_hashes(visits: &[Visit<'_>], seen: &mut [EndpointReport]) {
    let known = seen.iter().filter_map(EndpointReport::header).map(|header| header.revision);
    let Some(revision) = known.min().filter(|_| seen.len() > 1) else { return };
    for _ in 0..consistency::TRIES {
        let all = visits.iter().zip(seen.iter_mut()).map(|(visit, one)| async move {
            if one.header().is_some() {
                one.hash = visit.call(visit.session.call(HashKvRequest { revision })).await;
            }
        });
        join_all(all).await;
        if !matches!(agreement(seen), HashConsistency::Compacted(_)) {
            return;
        }
        sleep(consistency::PAUSE).await;
    }
}
