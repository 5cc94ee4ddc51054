//! `user`: who may log in, and with which roles.

use crate::cli::Context;
use crate::etcd::Session;
use crate::etcd::proto::{
    AuthRoleGetRequest, AuthUserAddRequest, AuthUserChangePasswordRequest, AuthUserDeleteRequest,
    AuthUserGetRequest, AuthUserGrantRoleRequest, AuthUserListRequest, AuthUserListResponse,
    AuthUserRevokeRoleRequest, UserAddOptions,
};
use crate::failure::Failure;
use crate::input::{boolean, password};
use crate::output::Format;
use crate::reply::{Acknowledged, RoleReply, UserReply};
use clap::{Args, Subcommand};

/// Manage users
#[derive(Debug, Args)]
pub(crate) struct User {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Add(Add),
    /// Delete a user
    Delete(Name),
    Get(Get),
    /// List all users
    List,
    Passwd(Passwd),
    /// Grant a role to a user
    GrantRole(Grant),
    /// Take a role from a user
    RevokeRole(Grant),
}

impl User {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self.command {
            Command::Add(add) => add.run(cx).await,
            Command::Delete(Name { name }) => {
                let request = AuthUserDeleteRequest { name: name.clone() };
                acknowledge(cx, request, format!("User {name} deleted")).await
            }
            Command::Get(get) => get.run(cx).await,
            Command::List => list(cx).await,
            Command::Passwd(passwd) => passwd.run(cx).await,
            Command::GrantRole(Grant { user, role }) => {
                let done = format!("Role {role} is granted to user {user}");
                acknowledge(cx, AuthUserGrantRoleRequest { user, role }, done).await
            }
            Command::RevokeRole(Grant { user, role }) => {
                let done = format!("Role {role} is revoked from user {user}");
                acknowledge(cx, AuthUserRevokeRoleRequest { name: user, role }, done).await
            }
        }
    }
}

#[derive(Debug, Args)]
struct Name {
    /// The user
    name: String,
}

#[derive(Debug, Args)]
struct Grant {
    /// The user
    user: String,
    /// The role
    role: String,
}

/// Add a user
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl user add alice                        asks for the password
  ectl user add alice --interactive=false <<<\"$PASSWORD\"
  ectl user add web01.example --no-password  logs in by its certificate's common name")]
struct Add {
    /// The user; NAME:PASSWORD is understood too, and visible to everyone on this machine
    name: String,
    /// Ask twice for the password; false: read one line of stdin
    #[arg(long, value_name = "BOOL", default_value = "true", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean, action = clap::ArgAction::Set)]
    interactive: bool,
    /// The password, visible to everyone on this machine
    #[arg(long, value_name = "PASSWORD", default_value = "", hide_default_value = true)]
    new_user_password: String,
    /// Create a user that can only log in by a client certificate
    #[arg(long)]
    no_password: bool,
}

impl Add {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Acknowledged>()?;
        let request = self.request()?;
        let name = request.name.clone();
        let session = cx.session()?;
        let response = session.call(request).await?;
        output.print(&Acknowledged::new(response, format!("User {name} created")))
    }

    /// The name and where its password comes from, in etcdctl's order of precedence.
    fn request(self) -> Result<AuthUserAddRequest, Failure> {
        let options = Some(UserAddOptions { no_password: self.no_password });
        let (name, password) = if self.no_password {
            (self.name, String::new())
        } else if !self.new_user_password.is_empty() {
            (self.name, self.new_user_password)
        } else if let Some((name, password)) = self.name.split_once(':') {
            (name.to_owned(), password.to_owned())
        } else {
            let password = password::new(&self.name, self.interactive)?;
            (self.name, password)
        };
        if name.is_empty() {
            return Err(Failure::usage("empty user name is not allowed"));
        }
        Ok(AuthUserAddRequest { name, password, options })
    }
}

/// Show a user's roles
#[derive(Debug, Args)]
struct Get {
    /// The user
    name: String,
    /// Show also what each role permits
    #[arg(long)]
    detail: bool,
}

impl Get {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<UserReply>()?;
        let session = cx.session()?;
        let response = session.call(AuthUserGetRequest { name: self.name.clone() }).await?;
        if !self.detail {
            return output.print(&UserReply { name: self.name, response });
        }
        let text = output.format() == Format::Simple;
        if text {
            crate::output::text(&format!("User: {}\n", self.name))?;
        }
        for role in response.roles {
            if text {
                crate::output::text("\n")?;
            }
            print_role(cx, &session, role).await?;
        }
        Ok(())
    }
}

/// Prints what a role permits, as `role get` does.
pub(super) async fn print_role(
    cx: &Context,
    session: &Session,
    name: String,
) -> anyhow::Result<()> {
    let mut output = cx.output::<RoleReply>()?;
    let response = session.call(AuthRoleGetRequest { role: name.clone() }).await?;
    output.print(&RoleReply { name, response })
}

/// Change a user's password
#[derive(Debug, Args)]
struct Passwd {
    /// The user
    name: String,
    /// Ask twice for the password; false: read one line of stdin
    #[arg(long, value_name = "BOOL", default_value = "true", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean, action = clap::ArgAction::Set)]
    interactive: bool,
}

impl Passwd {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Acknowledged>()?;
        let password = password::new(&self.name, self.interactive)?;
        let session = cx.session()?;
        let request =
            AuthUserChangePasswordRequest { name: self.name, password, ..Default::default() };
        let response = session.call(request).await?;
        output.print(&Acknowledged::new(response, "Password updated".to_owned()))
    }
}

async fn list(cx: &Context) -> anyhow::Result<()> {
    let mut output = cx.output::<AuthUserListResponse>()?;
    let session = cx.session()?;
    let reply = session.call(AuthUserListRequest {}).await?;
    output.print(&reply)
}

/// Sends a request that is merely acknowledged, and prints what was done.
pub(super) async fn acknowledge<R>(cx: &Context, request: R, done: String) -> anyhow::Result<()>
where
    R: crate::etcd::Rpc,
    R::Reply: crate::reply::HeaderOnly,
{
    let mut output = cx.output::<Acknowledged>()?;
    let session = cx.session()?;
    let response = session.call(request).await?;
    output.print(&Acknowledged::new(response, done))
}
