//! `auth`: turns authentication on and off.

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
    /// Turn authentication on; the user root must exist
    #[command(after_help = ENABLE)]
    Enable,
    /// Show whether authentication is on
    #[command(after_help = STATUS)]
    Status,
}

const ENABLE: &str = "\
Examples:
  ectl user add root && ectl auth enable

Details:
  Also grants the role root to the user root if necessary.";

const STATUS: &str = "\
Examples:
  ectl auth status
  ectl auth status -w jsonl | jq -e .enabled";

/// The fields of the replies to `enable` and `disable`.
const FIELDS: [&str; 1] = ["enabled"];

impl Auth {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Enable => {
                let mut output = cx.output_with_fields::<Done>(&FIELDS)?;
                cx.confirm_protected("turn authentication on").await?;
                enable(&cx.session()?).await?;
                output.print(&Done::new("Authentication Enabled", [("enabled", Cell::Flag(true))]))
            }
            Self::Disable => {
                let mut output = cx.output_with_fields::<Done>(&FIELDS)?;
                cx.confirm_protected("turn authentication off").await?;
                cx.session()?.call(AuthDisableRequest {}).await?;
                output
                    .print(&Done::new("Authentication Disabled", [("enabled", Cell::Flag(false))]))
            }
            Self::Status => {
                cx.print_reply(AuthStatusRequest {}, |reply: AuthStatusResponse| reply).await
            }
        }
    }
}

/// Enables authentication, after granting the user root its role if etcd says that it is missing.
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
