//! `role`: what those who hold it may read and write.

use super::user::{acknowledge, print_role};
use crate::cli::Context;
use crate::etcd::proto::{
    AuthRoleAddRequest, AuthRoleDeleteRequest, AuthRoleGrantPermissionRequest, AuthRoleListRequest,
    AuthRoleListResponse, AuthRoleRevokePermissionRequest, Permission,
};
use crate::failure::Failure;
use crate::input::{self, Range};
use crate::reply::{RoleReply, range_text};
use clap::{Args, Subcommand};
use std::ffi::OsString;

/// Manage roles
#[derive(Debug, Args)]
pub(crate) struct Role {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Add a role
    Add(Name),
    /// Delete a role
    Delete(Name),
    /// Show what a role permits
    Get(Name),
    /// List all roles
    List,
    GrantPermission(Grant),
    RevokePermission(Revoke),
}

impl Role {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self.command {
            Command::Add(Name { name }) => {
                let done = format!("Role {name} created");
                acknowledge(cx, AuthRoleAddRequest { name }, done).await
            }
            Command::Delete(Name { name: role }) => {
                let done = format!("Role {role} deleted");
                acknowledge(cx, AuthRoleDeleteRequest { role }, done).await
            }
            Command::Get(Name { name }) => get(cx, name).await,
            Command::List => list(cx).await,
            Command::GrantPermission(grant) => {
                let (request, done) = grant.request()?;
                acknowledge(cx, request, done).await
            }
            Command::RevokePermission(revoke) => {
                let (request, done) = revoke.request()?;
                acknowledge(cx, request, done).await
            }
        }
    }
}

#[derive(Debug, Args)]
struct Name {
    /// The role
    name: String,
}

/// Which keys a permission is about.
#[derive(Debug, Args)]
struct Keys {
    /// The key, or the first key of a range
    key: OsString,
    /// The first key behind the range
    endkey: Option<OsString>,
    /// Every key that begins with KEY
    #[arg(long)]
    prefix: bool,
    /// Every key from KEY on
    #[arg(long)]
    from_key: bool,
}

impl Keys {
    fn range(&self) -> Result<Range, Failure> {
        if self.prefix && self.from_key {
            return Err(Failure::usage("--from-key and --prefix flags are mutually exclusive"));
        }
        if self.endkey.is_some() && (self.prefix || self.from_key) {
            let flag = if self.prefix { "--prefix" } else { "--from-key" };
            return Err(Failure::usage(format!("unexpected endkey argument with {flag} flag")));
        }
        let end = self.endkey.as_deref().map(input::bytes);
        let mut range =
            Range::from_arguments(input::bytes(&self.key), end, self.prefix, self.from_key)?;
        if range.key.is_empty() {
            // etcd has no empty key: the first key there can be stands for it.
            range.key = vec![0];
        }
        Ok(range)
    }
}

/// Permit a role to read or write keys
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl role grant-permission web read config/port
  ectl role grant-permission web readwrite services/web/ --prefix")]
struct Grant {
    /// The role
    role: String,
    /// read, write or readwrite
    #[arg(value_name = "TYPE")]
    kind: String,
    #[command(flatten)]
    keys: Keys,
}

impl Grant {
    fn request(self) -> Result<(AuthRoleGrantPermissionRequest, String), Failure> {
        let perm_type = match self.kind.to_lowercase().as_str() {
            "read" => 0,
            "write" => 1,
            "readwrite" => 2,
            _ => return Err(Failure::usage(format!("invalid permission type: {}", self.kind))),
        };
        let Range { key, end } = self.keys.range()?;
        let done = format!("Role {} updated", self.role);
        let perm = Some(Permission { perm_type, key, range_end: end });
        Ok((AuthRoleGrantPermissionRequest { name: self.role, perm }, done))
    }
}

/// Take a permission from a role
#[derive(Debug, Args)]
struct Revoke {
    /// The role
    role: String,
    #[command(flatten)]
    keys: Keys,
}

impl Revoke {
    fn request(self) -> Result<(AuthRoleRevokePermissionRequest, String), Failure> {
        let Range { key, end } = self.keys.range()?;
        let what = if end.is_empty() { "key" } else { "range" };
        let typed = input::bytes(&self.keys.key);
        let keys = String::from_utf8_lossy(&range_text(&typed, &end)).into_owned();
        let done = format!("Permission of {what} {keys} is revoked from role {}", self.role);
        Ok((AuthRoleRevokePermissionRequest { role: self.role, key, range_end: end }, done))
    }
}

async fn get(cx: &Context, name: String) -> anyhow::Result<()> {
    cx.output::<RoleReply>()?;
    let session = cx.session()?;
    print_role(cx, &session, name).await
}

async fn list(cx: &Context) -> anyhow::Result<()> {
    let mut output = cx.output::<AuthRoleListResponse>()?;
    let session = cx.session()?;
    let reply = session.call(AuthRoleListRequest {}).await?;
    output.print(&reply)
}
