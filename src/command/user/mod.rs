//! `user`: users and their roles.

mod get;
mod password;

use crate::context::Context;
use crate::etcd::proto::{
    AuthUserDeleteRequest, AuthUserGrantRoleRequest, AuthUserListRequest, AuthUserListResponse,
    AuthUserRevokeRoleRequest,
};
use crate::reply::Acknowledged;
use clap::{Args, Subcommand};

/// Manage users
#[derive(Debug, Subcommand)]
pub(crate) enum User {
    Add(password::Add),
    /// Delete a user
    #[command(after_help = "Examples:\n  ectl user delete alice")]
    Delete(UserName),
    Get(get::Get),
    /// Grant a role to a user
    #[command(after_help = "Examples:\n  ectl user grant-role alice readers")]
    GrantRole(Membership),
    /// List all users
    #[command(after_help = "Examples:\n  ectl user list\n  ectl user list -w jsonl | jq -r .user")]
    List,
    Passwd(password::Passwd),
    /// Revoke a role from a user
    #[command(after_help = "Examples:\n  ectl user revoke-role alice readers")]
    RevokeRole(Membership),
}

#[derive(Debug, Args)]
pub(crate) struct UserName {
    /// User name
    name: String,
}

#[derive(Debug, Args)]
pub(crate) struct Membership {
    /// User name
    user: String,
    /// Role name
    role: String,
}

impl User {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Add(add) => add.run(cx).await,
            Self::Delete(UserName { name }) => {
                cx.output::<Acknowledged>()?;
                cx.confirm_protected(&format!("delete user {name}")).await?;
                let done = format!("User {name} deleted");
                cx.acknowledge(AuthUserDeleteRequest { name }, done).await
            }
            Self::Get(get) => get.run(cx).await,
            Self::GrantRole(Membership { user, role }) => {
                let done = format!("Role {role} is granted to user {user}");
                cx.acknowledge(AuthUserGrantRoleRequest { user, role }, done).await
            }
            Self::List => {
                cx.print_reply(AuthUserListRequest {}, |reply: AuthUserListResponse| reply).await
            }
            Self::Passwd(passwd) => passwd.run(cx).await,
            Self::RevokeRole(Membership { user, role }) => {
                cx.output::<Acknowledged>()?;
                cx.confirm_protected(&format!("revoke role {role} from user {user}")).await?;
                let done = format!("Role {role} is revoked from user {user}");
                cx.acknowledge(AuthUserRevokeRoleRequest { name: user, role }, done).await
            }
        }
    }
}
