//! `endpoint`: each member asked by itself, all at once.

mod check;
mod conditions;
mod hashkv;
mod health;
mod status;

pub(crate) use conditions::quota;

use crate::context::Context;
use crate::doctor::HIDDEN;
use crate::etcd::proto::{Member, MemberListRequest};
use crate::etcd::{CallError, NO_ENDPOINTS, SET_ENDPOINTS, Session};
use crate::failure::{Failure, Kind};
use crate::go::boolean;
use crate::output::{Format, Output, Reply, hint, note};
use crate::recipe::is_of_a_proxy;
use crate::reply::PerEndpoint;
use crate::settings;
use clap::{Args, Subcommand};
use tokio::task::LocalSet;

/// Check and compare endpoints, each by itself
#[derive(Debug, Args)]
#[command(arg_required_else_help = false)]
pub(crate) struct Endpoint {
    /// Ask all members of the cluster, instead of --endpoints
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    cluster: Option<bool>,
    #[command(subcommand)]
    command: EndpointCommand,
}

#[derive(Debug, Subcommand)]
enum EndpointCommand {
    Hashkv(hashkv::Hashkv),
    Health(health::Health),
    Status(status::Status),
}

impl Endpoint {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self.command {
            EndpointCommand::Hashkv(hashkv) => hashkv.run(cx, self.cluster).await,
            EndpointCommand::Health(health) => health.run(cx, self.cluster).await,
            EndpointCommand::Status(status) => status.run(cx, self.cluster).await,
        }
    }
}

/// A session with each endpoint: those given, or with `--cluster` those of all members.
pub(crate) async fn sessions(cx: &Context, cluster: Option<bool>) -> anyhow::Result<Vec<Session>> {
    Ok(electorate(cx, cluster).await?.0)
}

/// A session with each endpoint, and the addresses of each member that has a vote. Without
/// `--cluster` every endpoint is taken for one.
async fn electorate(cx: &Context, cluster: Option<bool>) -> anyhow::Result<Electorate> {
    let (sessions, voters) = if settings::flag_or_variable("CLUSTER", cluster)? {
        let session = cx.session()?;
        let members = members(&session).await.map_err(|fault| {
            Failure::from(fault).reworded(|why| {
                format!("failed to fetch endpoints from etcd cluster member list: {why}")
            })
        })?;
        if is_of_a_proxy(&members) {
            note(&format!("unknown: {HIDDEN}"));
            hint("name the members themselves with --endpoints");
        }
        // Those that were never started have no address.
        let urls = members.iter().flat_map(|member| member.client_ur_ls.clone());
        let sessions = cx.sessions_at(&urls.collect::<Vec<_>>(), &session)?;
        let voters = members.into_iter().filter(|member| !member.is_learner);
        (sessions, voters.map(|voter| voter.client_ur_ls).collect())
    } else {
        let sessions = cx.sessions()?;
        let voters = sessions.iter().map(|session| vec![name(session)]).collect();
        (sessions, voters)
    };
    if sessions.is_empty() {
        return Err(Failure::new(Kind::Unreachable, NO_ENDPOINTS).hint(SET_ENDPOINTS).into());
    }
    Ok((sessions, voters))
}

/// Whom to ask, and who has a vote.
type Electorate = (Vec<Session>, Vec<Vec<String>>);

/// The addresses of all members that have any, which they have once they were started.
///
/// `None` if a grpc-proxy hides the members: all addresses are its own, and may not be reachable.
pub(crate) async fn client_urls(session: &Session) -> Result<Option<Vec<String>>, CallError> {
    let members = members(session).await?;
    let urls = members.iter().flat_map(|member| member.client_ur_ls.clone()).collect();
    Ok((!is_of_a_proxy(&members)).then_some(urls))
}

async fn members(session: &Session) -> Result<Vec<Member>, CallError> {
    // Not linearizable: a cluster without quorum is one whose health people ask for.
    let list = session.call(MemberListRequest { linearizable: false }).await?;
    Ok(list.members)
}

/// Asks all sessions at once. The answers come in the order of the sessions, each with its endpoint.
async fn ask_all<T: 'static, F: Future<Output = T> + 'static>(
    sessions: Vec<Session>,
    ask: impl Fn(Session) -> F,
) -> anyhow::Result<Vec<(String, T)>> {
    let together = LocalSet::new();
    let asked: Vec<_> = sessions
        .into_iter()
        .map(|session| (name(&session), together.spawn_local(ask(session))))
        .collect();
    let collect = async {
        let mut answers = Vec::with_capacity(asked.len());
        for (endpoint, answer) in asked {
            answers.push((endpoint, answer.await?));
        }
        Ok(answers)
    };
    together.run_until(collect).await
}

/// Prints what the endpoints answered. Where that is a line or a block for each, those that failed are
/// told on stderr in the same order.
fn print_in_order<T: Clone>(
    output: &mut Output<PerEndpoint<T>>,
    answers: &PerEndpoint<T>,
    complaint: impl Fn(&str, &str) -> String,
) -> anyhow::Result<()>
where
    PerEndpoint<T>: Reply,
{
    let complain = |answers: &PerEndpoint<T>| {
        answers.failures().for_each(|(endpoint, why)| note(&complaint(endpoint, why)));
    };
    if !matches!(output.format(), Format::Simple | Format::Fields) {
        complain(answers);
        return output.print(answers);
    }
    answers.each().try_for_each(|one| {
        complain(&one);
        output.print(&one)
    })
}

/// The one endpoint of a session, as the user or the member list spells it.
pub(crate) fn name(session: &Session) -> String {
    session.options().endpoints.first().map(ToString::to_string).unwrap_or_default()
}
