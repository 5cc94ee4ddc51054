//! The endpoints that a command works on: those given, or those of all members.

use crate::context::Context;
use crate::doctor::HIDDEN;
use crate::etcd::proto::{Member, MemberListRequest};
use crate::etcd::{CallError, NO_ENDPOINTS, SET_ENDPOINTS, Session};
use crate::failure::{Failure, Kind};
use crate::output::{hint, note};
use crate::recipe::is_of_a_proxy;

/// Returns a session with each endpoint: those given, or with `cluster` those of all members.
pub(crate) async fn sessions(cx: &Context, cluster: bool) -> anyhow::Result<Vec<Session>> {
    Ok(sessions_and_voters(cx, cluster).await?.0)
}

/// Returns a session with each endpoint, and the addresses of each voting member. Without `cluster`
/// every endpoint counts as a voting member.
pub(crate) async fn sessions_and_voters(
    cx: &Context,
    cluster: bool,
) -> anyhow::Result<(Vec<Session>, Vec<Vec<String>>)> {
    let (sessions, voters) = if cluster {
        let session = cx.session()?;
        let members = members(&session).await.map_err(|fault| {
            Failure::from(fault).reworded(|why| {
                format!("failed to fetch endpoints from etcd cluster member list: {why}")
            })
        })?;
        if is_of_a_proxy(&members) {
            note(&format!("unknown: {HIDDEN}"));
            hint("list the members themselves with --endpoints");
        }
        // Members that were not started yet have no address.
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

/// Returns the addresses of all members that were started. `None` if a grpc-proxy hides the members: the
/// addresses are then its own, and may be unreachable.
pub(crate) async fn client_urls(session: &Session) -> Result<Option<Vec<String>>, CallError> {
    let members = members(session).await?;
    let urls = members.iter().flat_map(|member| member.client_ur_ls.clone()).collect();
    Ok((!is_of_a_proxy(&members)).then_some(urls))
}

async fn members(session: &Session) -> Result<Vec<Member>, CallError> {
    // Not linearizable, so that it works in a cluster that has lost its quorum.
    let list = session.call(MemberListRequest { linearizable: false }).await?;
    Ok(list.members)
}

/// Returns the only endpoint of a session, as spelled by the user or in the member list.
pub(crate) fn name(session: &Session) -> String {
    session.options().endpoints.first().map(ToString::to_string).unwrap_or_default()
}
