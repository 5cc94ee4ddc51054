//! A check-up: all endpoints walked at once, and what only all together can tell. Nothing is written,
//! not even into raft's log: alarms are those that each member tells in its status.

use super::consistency::{self, HashConsistency};
use crate::etcd::proto::{
    HashKvRequest, HashKvResponse, Member, MemberListRequest, RangeRequest, ResponseHeader,
    StatusRequest, StatusResponse,
};
use crate::etcd::{CallError, ConnectTrace, Refusal, ServerIdentity, Session, Step};
use futures_util::future::join_all;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout_at};

/// How often members may disagree about their leader: elections happen.
const TRIES: usize = 3;
const PAUSE: Duration = Duration::from_millis(500);

/// How many reads there are of a kind: the one in the middle counts.
const READS: usize = 5;

/// What was found out about one endpoint.
#[derive(Debug, Clone, Default)]
pub(crate) struct EndpointReport {
    pub(crate) endpoint: String,
    pub(crate) approach: ConnectTrace,
    pub(crate) credentials: Step<ServerIdentity>,
    pub(crate) status: Step<StatusResponse>,
    pub(crate) members: Step<Vec<Member>>,
    /// Of the answer to the list of members: rights may hide the status.
    pub(crate) header: Option<ResponseHeader>,
    /// In bytes; of the status, or of the metrics where that does not tell.
    pub(crate) quota: Option<i64>,
    /// How long a read took that the member answers by itself.
    pub(crate) serializable: Step<Duration>,
    /// How long one took for which it asks the others.
    pub(crate) linearizable: Step<Duration>,
    pub(crate) hash: Step<HashKvResponse>,
}

/// Examines the endpoints: within one command timeout each by itself, and within another together.
pub(crate) async fn checkup(sessions: &[Session]) -> Vec<EndpointReport> {
    let walks = sessions.iter().map(|session| Visit::begin(session).walk());
    let mut seen = join_all(walks).await;
    let visits: Vec<_> = sessions.iter().map(Visit::begin).collect();
    settle(&visits, &mut seen).await;
    hash(&visits, &mut seen).await;
    seen
}

impl EndpointReport {
    /// The cluster and the member that answered.
    pub(crate) fn header(&self) -> Option<ResponseHeader> {
        self.status.found().and_then(|status| status.header).or(self.header)
    }
}

/// What the hashes of those that were reached say.
pub(crate) fn agreement(seen: &[EndpointReport]) -> HashConsistency {
    let hashes = seen.iter().filter_map(|one| Some((one.endpoint.as_str(), one.hash.found()?)));
    let reached = seen.iter().filter(|one| one.header().is_some()).count();
    HashConsistency::of(&hashes.collect::<Vec<_>>(), reached)
}

/// Whether a list of members is that of a grpc-proxy, which tells of itself instead of them: a member
/// has an ID other than 0.
pub(crate) fn is_of_a_proxy(members: &[Member]) -> bool {
    members.iter().any(|member| member.id == 0)
}

/// Who leads, as far as members tell and none differs; 0 is nobody.
pub(crate) fn leader(seen: &[EndpointReport]) -> Option<u64> {
    let mut leaders = seen.iter().filter_map(|one| Some(one.status.found()?.leader));
    let first = leaders.next()?;
    leaders.all(|leader| leader == first).then_some(first)
}

/// One endpoint, with the time there is for it.
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

    async fn walk(self) -> EndpointReport {
        let endpoint = self.session.options().endpoints.first().map(ToString::to_string);
        let approach = self.session.trace().await;
        let reached = approach.http2.found().is_some();
        let mut seen = EndpointReport {
            endpoint: endpoint.unwrap_or_default(),
            approach,
            ..EndpointReport::default()
        };
        if reached {
            seen.credentials = self.call(self.introduce()).await;
            seen.status = self.status().await;
            self.members(&mut seen).await;
            seen.quota = self.quota(&seen.status).await;
            seen.serializable = self.reads(true).await;
            seen.linearizable = self.reads(false).await;
        }
        seen
    }

    /// Logs in, and shows who we are with a read of our own.
    async fn introduce(&self) -> Result<ServerIdentity, CallError> {
        self.session.connect().await?;
        read(self.session, true).await?;
        Ok(self.session.identity().await)
    }

    async fn status(&self) -> Step<StatusResponse> {
        self.call(self.session.call(StatusRequest::default())).await
    }

    async fn members(&self, seen: &mut EndpointReport) {
        let list = async {
            // As the member itself knows it: where they differ is what is looked for.
            let list = self.session.call(MemberListRequest { linearizable: false }).await?;
            seen.header = list.header;
            Ok(list.members)
        };
        seen.members = self.call(list).await;
    }

    async fn quota(&self, status: &Step<StatusResponse>) -> Option<i64> {
        timeout_at(self.deadline, self.session.quota(status.found()?)).await.ok()?
    }

    /// How long reads take; each kind ends with its first failure.
    async fn reads(&self, serializable: bool) -> Step<Duration> {
        self.call(async {
            let mut times = Vec::with_capacity(READS);
            for _ in 0..READS {
                let started = Instant::now();
                read(self.session, serializable).await?;
                times.push(started.elapsed());
            }
            times.sort();
            Ok(times.get(READS / 2).copied().unwrap_or_default())
        })
        .await
    }
}

/// Reads a key, which need not exist. To refuse it etcd has to know who we are, and what may be read
/// then: that is an answer too.
async fn read(session: &Session, serializable: bool) -> Result<(), CallError> {
    let key = b"health".to_vec();
    let read = RangeRequest { key, serializable, count_only: true, ..Default::default() };
    match session.call(read).await {
        Err(fault) if fault.refusal() != Some(Refusal::PermissionDenied) => Err(fault),
        _ => Ok(()),
    }
}

/// Asks again while members disagree about their leader.
async fn settle(visits: &[Visit<'_>], seen: &mut [EndpointReport]) {
    for _ in 1..TRIES {
        let told = seen.iter().any(|one| one.status.found().is_some());
        if !told || leader(seen).is_some_and(|leader| leader != 0) {
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

/// Hashes all stores at a revision that every member has.
async fn hash(visits: &[Visit<'_>], seen: &mut [EndpointReport]) {
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
