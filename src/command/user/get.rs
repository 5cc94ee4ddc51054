//! `user get`.

use crate::context::Context;
use crate::etcd::proto::{AuthRoleGetRequest, AuthUserGetRequest};
use crate::reply::{RoleReply, UserDetail, UserReply};
use clap::Args;

/// Show a user's roles
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl user get alice
  ectl user get alice --detail           with the permissions of each role
  ectl user get alice --detail -w jsonl  one object per permission")]
pub(crate) struct Get {
    /// User name
    name: String,
    /// Also show the permissions of each role
    #[arg(long)]
    detail: bool,
}

impl Get {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        if self.detail {
            return self.with_roles(cx).await;
        }
        let request = AuthUserGetRequest { name: self.name.clone() };
        cx.print_reply(request, |response| UserReply { name: self.name, response }).await
    }

    async fn with_roles(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<UserDetail>()?;
        let session = cx.session()?;
        let response = session.call(AuthUserGetRequest { name: self.name.clone() }).await?;
        let mut roles = Vec::new();
        for name in &response.roles {
            let response = session.call(AuthRoleGetRequest { role: name.clone() }).await?;
            roles.push(RoleReply { name: name.clone(), response });
        }
        output.print(&UserDetail { user: UserReply { name: self.name, response }, roles })
    }
}
