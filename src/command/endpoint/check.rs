//! One endpoint examined: what it is asked, and what is demanded of its answers.

use super::conditions::HealthConditions;
use crate::etcd::proto::{AlarmRequest, RangeRequest, StatusRequest, StatusResponse};
use crate::etcd::{CallError, Credentials, NO_QUORUM, Options, Refusal, Session};
use crate::failure::Kind;
use crate::reply::{HealthCheck, HealthError, ProbeKind, Verdict};
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};

/// How often to ask a slow member whether it has a leader.
const DIAGNOSE_EVERY: Duration = Duration::from_millis(500);

/// What is asked of every endpoint.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EndpointCheck {
    pub(crate) question: ProbeKind,
    pub(crate) conditions: HealthConditions,
}

/// How far an examination has come.
struct CheckProgress {
    phase: &'static str,
    /// When the question was put.
    asked: Instant,
    /// Why there may never be an answer.
    excuse: Option<&'static str>,
}

impl CheckProgress {
    fn at(phase: &'static str) -> Self {
        Self { phase, asked: Instant::now(), excuse: None }
    }
}

impl EndpointCheck {
    /// Examines the endpoint of a session. `patience` is how long it is until the deadline for a user,
    /// who does not see what else was done meanwhile.
    pub(crate) async fn of(
        self,
        session: Session,
        deadline: Instant,
        patience: Duration,
    ) -> HealthCheck {
        let mut progress = CheckProgress::at("connect");
        let asked = self.ask(&session, deadline, patience, &mut progress);
        let outcome = timeout_at(deadline, asked).await;
        let outcome = outcome.unwrap_or_else(|_| Err(silence(&progress, patience)));
        HealthCheck { took: progress.asked.elapsed(), outcome }
    }

    async fn ask(
        self,
        session: &Session,
        deadline: Instant,
        patience: Duration,
        progress: &mut CheckProgress,
    ) -> Result<(), HealthError> {
        if self.question == ProbeKind::Live {
            return live(session, progress).await;
        }
        session.connect().await.map_err(|fault| ailment(&fault))?;
        // The server checks a password slowly on purpose; that says nothing about its health.
        *progress = CheckProgress::at("call");
        let half = progress.asked + deadline.saturating_duration_since(progress.asked) / 2;
        let done = read_with_diagnosis(session, half, &mut progress.excuse).await;
        done.map_err(|fault| match (fault.kind(), progress.excuse) {
            // The call's own deadline may pass a moment before ours.
            (Kind::Deadline, Some(_)) => silence(progress, patience),
            _ => ailment(&fault),
        })?;
        self.conditions.latency(progress.asked.elapsed())?;
        if self.conditions.on_alarms(self.question) {
            let alarms = session.call(AlarmRequest::default()).await;
            self.conditions.alarms(alarms.map_err(|fault| ailment(&fault)))?;
        }
        if self.conditions.on_status() {
            let status = status(session).await;
            self.conditions.status(status.map_err(|fault| ailment(&fault)))?;
        }
        Ok(())
    }
}

/// The status, with the quota also where only the metrics tell it.
pub(crate) async fn status(session: &Session) -> Result<StatusResponse, CallError> {
    let status = session.call(StatusRequest::default()).await?;
    let db_size_quota = session.quota(&status).await.unwrap_or_default();
    Ok(StatusResponse { db_size_quota, ..status })
}

/// Any word of etcd's will do, also that it does not talk to us. Nobody logs in for it: that takes a
/// cluster that is well.
async fn live(session: &Session, progress: &mut CheckProgress) -> Result<(), HealthError> {
    let options = session.options().clone();
    let nobody = Session::new(Options { credentials: Credentials::Anonymous, ..options });
    nobody.connect().await.map_err(|fault| ailment(&fault))?;
    progress.phase = "call";
    match nobody.call(StatusRequest::default()).await {
        Err(fault) if !is_etcds_word(&fault) => Err(ailment(&fault)),
        _ => Ok(()),
    }
}

fn is_etcds_word(fault: &CallError) -> bool {
    fault.kind() == Kind::Denied || fault.text().starts_with("etcdserver: ")
}

/// A read that the cluster agrees on.
async fn read(session: &Session) -> Result<(), CallError> {
    // etcdctl reads this key. It need not exist, and its value is of no interest.
    let read = RangeRequest { key: b"health".to_vec(), count_only: true, ..Default::default() };
    match session.call(read).await {
        // To refuse this, the cluster must have agreed on who may read.
        Err(fault) if fault.refusal() != Some(Refusal::PermissionDenied) => Err(fault),
        _ => Ok(()),
    }
}

/// The same; if it takes longer than till `then`, what keeps it waiting is looked for meanwhile.
async fn read_with_diagnosis(
    session: &Session,
    mut then: Instant,
    excuse: &mut Option<&'static str>,
) -> Result<(), CallError> {
    let mut reading = pin!(read(session));
    loop {
        tokio::select! {
            done = &mut reading => return done,
            found = look_for_excuse(session, then) => {
                (*excuse, then) = (found, Instant::now() + DIAGNOSE_EVERY);
            }
        }
    }
}

/// A member notices after an election timeout, a second or more, that its leader is gone.
async fn look_for_excuse(session: &Session, when: Instant) -> Option<&'static str> {
    sleep_until(when).await;
    let status = session.call(StatusRequest::default()).await.ok()?;
    (status.leader == 0).then_some("it has no leader")
}

/// What a fault says about an endpoint's health. To be turned away says nothing.
fn ailment(fault: &CallError) -> HealthError {
    let denied = fault.kind() == Kind::Denied;
    HealthError {
        verdict: if denied { Verdict::Unknown } else { Verdict::Unhealthy },
        phase: if denied { "login" } else { fault.phase() },
        cause: fault.cause(),
        error: fault.cause(),
        hint: fault.advice().map(str::to_owned),
    }
}

/// Nothing came in time.
fn silence(progress: &CheckProgress, patience: Duration) -> HealthError {
    let patience = humantime::format_duration(patience);
    let excuse = progress.excuse.map(|excuse| format!(": {excuse}")).unwrap_or_default();
    let cause = format!("no answer within {patience}{excuse}");
    let error = cause.clone();
    let hint = progress.excuse.map(|_| NO_QUORUM.to_owned());
    HealthError { verdict: Verdict::Unhealthy, phase: progress.phase, cause, error, hint }
}
