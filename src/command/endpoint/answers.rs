//! One request to all endpoints at once, and their answers in order.

use super::targets::name;
use crate::etcd::Session;
use crate::failure::{Failure, Kind};
use crate::output::{Format, Output, Reply, note};
use crate::reply::PerEndpoint;
use tokio::task::LocalSet;

/// Asks all sessions at once. Returns the answers in the order of the sessions, each with its endpoint.
pub(super) async fn ask_all<T: 'static, F: Future<Output = T> + 'static>(
    sessions: Vec<Session>,
    ask: impl Fn(Session) -> F,
) -> anyhow::Result<Vec<(String, T)>> {
    let tasks = LocalSet::new();
    let asked: Vec<_> = sessions
        .into_iter()
        .map(|session| (name(&session), tasks.spawn_local(ask(session))))
        .collect();
    let collect = async {
        let mut answers = Vec::with_capacity(asked.len());
        for (endpoint, answer) in asked {
            answers.push((endpoint, answer.await?));
        }
        Ok(answers)
    };
    tasks.run_until(collect).await
}

/// Prints the answers. In formats with a line or a block per endpoint, notes about failures are printed
/// in between, in the order of the endpoints. Fails if any endpoint did.
pub(super) fn print_in_order<T: Clone>(
    output: &mut Output<PerEndpoint<T>>,
    answers: &PerEndpoint<T>,
    what: &str,
) -> anyhow::Result<()>
where
    PerEndpoint<T>: Reply,
{
    if matches!(output.format(), Format::Simple | Format::Fields) {
        answers.each().try_for_each(|one| {
            note_failures(&one, what);
            output.print(&one)
        })?;
    } else {
        note_failures(answers, what);
        output.print(answers)?;
    }
    fail_if_any_failed(answers)
}

pub(super) fn note_failures<T: Clone>(answers: &PerEndpoint<T>, what: &str) {
    for (endpoint, why) in answers.failures() {
        note(&format!("Failed to get the {what} of endpoint {endpoint} ({why})"));
    }
}

pub(super) fn fail_if_any_failed<T: Clone>(answers: &PerEndpoint<T>) -> anyhow::Result<()> {
    match answers.failures().next() {
        None => Ok(()),
        Some(_) => Err(Failure::silent(Kind::Refused).into()),
    }
}
