//! Members, and the users and roles of authentication.

use super::sink::SuggestionSink;
use crate::complete::suggestion::Suggestion;
use crate::etcd::Session;
use crate::etcd::proto::{AuthRoleListRequest, AuthUserListRequest, Member, MemberListRequest};

/// Asks the member at hand: completion works without a quorum, too.
async fn list(etcd: &Session) -> Option<Vec<Member>> {
    Some(etcd.call(MemberListRequest { linearizable: false }).await.ok()?.members)
}

/// Suggests members by name, or by ID if that is what is being typed, or if the name is not unique.
pub(super) async fn members(etcd: &Session, found: &SuggestionSink) -> Option<()> {
    let members = list(etcd).await?;
    for Member { id, name, peer_ur_ls, .. } in &members {
        let id = format!("{id:x}");
        let is_unique = members.iter().filter(|member| member.name == *name).count() == 1;
        if name.is_empty() {
            found.add(Suggestion::new(id, peer_ur_ls.join(",")))?;
            continue;
        }
        if is_unique {
            found.add(Suggestion::new(name.as_str(), id.as_str()))?;
        }
        if !is_unique || !found.value.is_empty() {
            found.add(Suggestion::new(id, name.as_str()))?;
        }
    }
    Some(())
}

/// Suggests an address behind those that are typed already.
pub(super) async fn endpoints(etcd: &Session, found: &SuggestionSink) -> Option<()> {
    let (before, last) = match found.value.rsplit_once(',') {
        Some((before, last)) => (format!("{before},"), last),
        None => (String::new(), found.value.as_str()),
    };
    for member in list(etcd).await? {
        for url in member.client_ur_ls {
            // Plain text needs no scheme.
            let short = url.strip_prefix("http://").filter(|_| !last.starts_with("http"));
            let address = short.unwrap_or(&url);
            if !before.split(',').any(|typed| typed == address) {
                found.add(Suggestion::new(format!("{before}{address}"), member.name.as_str()))?;
            }
        }
    }
    Some(())
}

pub(super) async fn users(etcd: &Session, found: &SuggestionSink) -> Option<()> {
    let users = etcd.call(AuthUserListRequest {}).await.ok()?.users;
    users.into_iter().try_for_each(|user| found.add(Suggestion::new(user, "")))
}

pub(super) async fn roles(etcd: &Session, found: &SuggestionSink) -> Option<()> {
    let roles = etcd.call(AuthRoleListRequest {}).await.ok()?.roles;
    roles.into_iter().try_for_each(|role| found.add(Suggestion::new(role, "")))
}
