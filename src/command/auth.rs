//! `auth`: whether etcd asks who is there.

use crate::context::Context;
use crate::etcd::proto::{
    AuthDisableRequest, AuthEnableRequest, AuthRoleAddRequest, AuthStatusRequest,
    AuthStatusResponse, AuthUserGrantRoleRequest,
};
use crate::etcd::{CallError, Refusal, Session};
use crate::output::Cell;
use crate::reply::Done;
use clap::Subcommand;

/// Turn authentication on or off
#[derive(Debug, Subcommand)]
pub(crate) enum Auth {
    /// Turn authentication off
    #[command(after_help = "Examples:\n  ectl --user root auth disable")]
    Disable,
    /// Turn authentication on; the user root has to exist
    #[command(after_help = ENABLE)]
    Enable,
    /// Show whether authentication is on
    #[command(after_help = STATUS)]
    Status,
}

const ENABLE: &str = "\
Examples:
  ectl user add root && ectl auth enable

The user root is granted the role root where it has not got it yet.";

const STATUS: &str = "\
Examples:
  ectl auth status
  ectl auth status -w jsonl | jq -e .enabled";

impl Auth {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Enable => {
                let mut output = cx.output::<Done>()?;
                enable(&cx.session()?).await?;
                output.print(&Done::new("Authentication Enabled", [("enabled", Cell::Flag(true))]))
            }
            Self::Disable => {
                let mut output = cx.output::<Done>()?;
                cx.session()?.call(AuthDisableRequest {}).await?;
                output
                    .print(&Done::new("Authentication Disabled", [("enabled", Cell::Flag(false))]))
            }
            Self::Status => {
                let mut output = cx.output::<AuthStatusResponse>()?;
                let reply = cx.session()?.call(AuthStatusRequest {}).await?;
                output.print(&reply)
            }
        }
    }
}

/// Enables authentication; gives the user root its role first where etcd says that it is missing.
async fn enable(session: &Session) -> Result<(), CallError> {
    match session.call(AuthEnableRequest {}).await {
        Err(fault) if fault.refusal() == Some(Refusal::RootRoleMissing) => {}
        answer => return answer.map(drop),
    }
    let root = || "root".to_owned();
    match session.call(AuthRoleAddRequest { name: root() }).await {
        Err(fault) if fault.refusal() != Some(Refusal::RoleExists) => return Err(fault),
        _ => {}
    }
    session.call(AuthUserGrantRoleRequest { user: root(), role: root() }).await?;
    session.call(AuthEnableRequest {}).await.map(drop)
}
