//! The check of one endpoint: its requests, and what is required of the answers.

use super::conditions::HealthConditions;
use crate::etcd::proto::{AlarmRequest, StatusRequest, StatusResponse};
use crate::etcd::{CallError, Credentials, NO_QUORUM, Options, Session};
use crate::failure::Kind;
use crate::recipe::read_health_key;
use crate::reply::{HealthCheck, HealthError, ProbeKind, Verdict};
use std::pin::pin;
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout_at};

/// Time between two checks whether a slow member has a leader.
const DIAGNOSE_EVERY: Duration = Duration::from_millis(500);

#[derive(Debug, Clone, Copy)]
pub(super) struct EndpointCheck {
    pub(super) kind: ProbeKind,
    pub(super) conditions: HealthConditions,
}

struct CheckProgress {
    phase: &'static str,
    asked: Instant,
    likely_cause: Option<&'static str>,
}

impl CheckProgress {
    fn begin(phase: &'static str) -> Self {
        Self { phase, asked: Instant::now(), likely_cause: None }
    }
}

impl EndpointCheck {
    /// Checks the endpoint of a session. `limit` is the time limit to show to the user, who does not see
    /// what else was done before the deadline.
    pub(super) async fn run(
        self,
        session: Session,
        deadline: Instant,
        limit: Duration,
    ) -> HealthCheck {
        let mut progress = CheckProgress::begin("connect");
        let asked = self.ask(&session, deadline, limit, &mut progress);
        let outcome = timeout_at(deadline, asked).await;
        let outcome = outcome.unwrap_or_else(|_| Err(no_answer(&progress, limit)));
        HealthCheck { took: progress.asked.elapsed(), outcome }
    }

    async fn ask(
        self,
        session: &Session,
        deadline: Instant,
        limit: Duration,
        progress: &mut CheckProgress,
    ) -> Result<(), HealthError> {
        if self.kind == ProbeKind::Live {
            return check_live(session, progress).await;
        }
        session.connect().await.map_err(|fault| health_error(&fault))?;
        // Started anew: checking a password is slow on purpose, and says nothing about health.
        *progress = CheckProgress::begin("call");
        let half = progress.asked + deadline.saturating_duration_since(progress.asked) / 2;
        let done = read_with_diagnosis(session, half, &mut progress.likely_cause).await;
        done.map_err(|fault| match (fault.kind(), progress.likely_cause) {
            // The deadline of the call may pass a moment before that of the check.
            (Kind::Deadline, Some(_)) => no_answer(progress, limit),
            _ => health_error(&fault),
        })?;
        self.conditions.check_latency(progress.asked.elapsed())?;
        if self.conditions.need_alarms(self.kind) {
            let alarms = session.call(AlarmRequest::default()).await;
            self.conditions.check_alarms(alarms.map_err(|fault| health_error(&fault)))?;
        }
        if self.conditions.need_status() {
            let status = status(session).await;
            self.conditions.check_status(status.map_err(|fault| health_error(&fault)))?;
        }
        Ok(())
    }
}

/// Fetches the status, with the quota also from versions of etcd that report it only in their metrics.
pub(super) async fn status(session: &Session) -> Result<StatusResponse, CallError> {
    let status = session.call(StatusRequest::default()).await?;
    let db_size_quota = session.quota(&status).await.unwrap_or_default();
    Ok(StatusResponse { db_size_quota, ..status })
}

/// Checks that etcd answers at all, if only with a refusal. Does not log in, since that needs a healthy
/// cluster.
async fn check_live(session: &Session, progress: &mut CheckProgress) -> Result<(), HealthError> {
    let options = session.options().clone();
    let session = Session::new(Options { credentials: Credentials::Anonymous, ..options });
    session.connect().await.map_err(|fault| health_error(&fault))?;
    progress.phase = "call";
    match session.call(StatusRequest::default()).await {
        Err(fault) if !is_from_etcd(&fault) => Err(health_error(&fault)),
        _ => Ok(()),
    }
}

fn is_from_etcd(fault: &CallError) -> bool {
    fault.kind() == Kind::Denied || fault.text().starts_with("etcdserver: ")
}

/// Reads with the agreement of the cluster. From `start` on, looks for the likely cause of the delay.
async fn read_with_diagnosis(
    session: &Session,
    mut start: Instant,
    likely_cause: &mut Option<&'static str>,
) -> Result<(), CallError> {
    let mut reading = pin!(read_health_key(session, false));
    loop {
        tokio::select! {
            done = &mut reading => return done,
            found = diagnose_at(session, start) => {
                (*likely_cause, start) = (found, Instant::now() + DIAGNOSE_EVERY);
            }
        }
    }
}

/// Returns why the member may be slow. It notices the loss of its leader only after an election timeout
/// of a second or more.
async fn diagnose_at(session: &Session, when: Instant) -> Option<&'static str> {
    sleep_until(when).await;
    let status = session.call(StatusRequest::default()).await.ok()?;
    (status.leader == 0).then_some("the member has no leader")
}

/// Returns the error about an endpoint's health. A denied request says nothing about it.
fn health_error(fault: &CallError) -> HealthError {
    let denied = fault.kind() == Kind::Denied;
    HealthError {
        verdict: if denied { Verdict::Unknown } else { Verdict::Unhealthy },
        phase: if denied { "login" } else { fault.phase() },
        cause: fault.cause(),
        error: fault.cause(),
        hint: fault.advice().map(str::to_owned),
    }
}

fn no_answer(progress: &CheckProgress, limit: Duration) -> HealthError {
    let limit = humantime::format_duration(limit);
    let likely = progress.likely_cause.map(|cause| format!(": {cause}")).unwrap_or_default();
    let cause = format!("no answer within {limit}{likely}");
    let error = cause.clone();
    let hint = progress.likely_cause.map(|_| NO_QUORUM.to_owned());
    HealthError { verdict: Verdict::Unhealthy, phase: progress.phase, cause, error, hint }
}
