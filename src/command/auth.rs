//! `auth`: whether etcd asks who is there.

use crate::cli::Context;
use crate::etcd::proto::{
    AuthDisableRequest, AuthEnableRequest, AuthRoleAddRequest, AuthStatusRequest,
    AuthStatusResponse, AuthUserGrantRoleRequest,
};
use crate::etcd::{Fault, Session};
use crate::output::Cell;
use crate::reply::Done;
use clap::{Args, Subcommand};

/// Turn authentication on or off
#[derive(Debug, Args)]
pub(crate) struct Auth {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Turn authentication on; the user root has to exist
    Enable,
    /// Turn authentication off
    Disable,
    /// Show whether authentication is on
    Status,
}

impl Auth {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self.command {
            Command::Enable => {
                let mut output = cx.output::<Done>()?;
                enable(&cx.session()?).await?;
                output.print(&Done::new("Authentication Enabled", [("enabled", Cell::Flag(true))]))
            }
            Command::Disable => {
                let mut output = cx.output::<Done>()?;
                cx.session()?.call(AuthDisableRequest {}).await?;
                output
                    .print(&Done::new("Authentication Disabled", [("enabled", Cell::Flag(false))]))
            }
            Command::Status => {
                let mut output = cx.output::<AuthStatusResponse>()?;
                let reply = cx.session()?.call(AuthStatusRequest {}).await?;
                output.print(&reply)
            }
        }
    }
}

/// Enables authentication; gives the user root its role first where etcd says that it is missing.
async fn enable(session: &Session) -> Result<(), Fault> {
    match session.call(AuthEnableRequest {}).await {
        Err(fault) if fault.text().contains("root user does not have root role") => {}
        answer => return answer.map(drop),
    }
    let root = || "root".to_owned();
    match session.call(AuthRoleAddRequest { name: root() }).await {
        Err(fault) if !fault.text().contains("role name already exists") => return Err(fault),
        _ => {}
    }
    session.call(AuthUserGrantRoleRequest { user: root(), role: root() }).await?;
    session.call(AuthEnableRequest {}).await.map(drop)
}
