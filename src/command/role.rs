//! `role`: roles and their permissions.

use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::proto::{
    AuthRoleAddRequest, AuthRoleDeleteRequest, AuthRoleGetRequest, AuthRoleGrantPermissionRequest,
    AuthRoleListRequest, AuthRoleListResponse, AuthRoleRevokePermissionRequest, Permission,
};
use crate::failure::Failure;
use crate::input;
use crate::reply::{Acknowledged, RoleReply, range_text};
use clap::{Args, Subcommand};
use std::ffi::OsString;

/// Manage roles
#[derive(Debug, Subcommand)]
pub(crate) enum Role {
    /// Add a role
    #[command(after_help = ADD)]
    Add(RoleName),
    /// Delete a role
    #[command(after_help = "Examples:\n  ectl role delete readers")]
    Delete(RoleName),
    /// Show the permissions of a role
    #[command(after_help = "Examples:\n  ectl role get readers\n  ectl role get readers -w table")]
    Get(RoleName),
    GrantPermission(Grant),
    /// List all roles
    #[command(after_help = "Examples:\n  ectl role list\n  ectl role list -w jsonl | jq -r .role")]
    List,
    RevokePermission(Revoke),
}

const ADD: &str = "\
Examples:
  ectl role add readers
  ectl role grant-permission readers read config/ --prefix";

impl Role {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Add(RoleName { name }) => {
                let done = format!("Role {name} created");
                cx.acknowledge(AuthRoleAddRequest { name }, done).await
            }
            Self::Delete(RoleName { name: role }) => {
                cx.output::<Acknowledged>()?;
                cx.confirm_protected(&format!("delete role {role}")).await?;
                let done = format!("Role {role} deleted");
                cx.acknowledge(AuthRoleDeleteRequest { role }, done).await
            }
            Self::Get(RoleName { name }) => {
                let request = AuthRoleGetRequest { role: name.clone() };
                cx.print_reply(request, |response| RoleReply { name, response }).await
            }
            Self::List => {
                cx.print_reply(AuthRoleListRequest {}, |reply: AuthRoleListResponse| reply).await
            }
            Self::GrantPermission(grant) => {
                let (request, done) = grant.request()?;
                cx.acknowledge(request, done).await
            }
            Self::RevokePermission(revoke) => {
                let (request, done) = revoke.request()?;
                cx.output::<Acknowledged>()?;
                let change = format!("revoke a permission from role {}", request.role);
                cx.confirm_protected(&change).await?;
                cx.acknowledge(request, done).await
            }
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct RoleName {
    /// Role name
    name: String,
}

/// The keys of a permission.
#[derive(Debug, Args)]
struct RoleKeys {
    /// Key, or first key of a range
    key: OsString,
    /// End of the range (exclusive)
    endkey: Option<OsString>,
    /// Apply to all keys that begin with KEY
    #[arg(long)]
    prefix: bool,
    /// Apply to all keys from KEY on
    #[arg(long)]
    from_key: bool,
}

impl RoleKeys {
    fn range(&self) -> Result<Range, Failure> {
        if self.prefix && self.from_key {
            return Err(Failure::usage("--from-key and --prefix flags are mutually exclusive"));
        }
        if self.endkey.is_some() && (self.prefix || self.from_key) {
            let flag = if self.prefix { "--prefix" } else { "--from-key" };
            return Err(Failure::usage(format!("unexpected endkey argument with {flag} flag")));
        }
        if self.key.is_empty() && self.endkey.is_some() {
            // etcdctl would drop the end.
            return Err(Failure::usage("KEY is empty, and ENDKEY is given")
                .hint("use --prefix or --from-key with an empty KEY, for all keys"));
        }
        let end = self.endkey.as_deref().map(input::bytes);
        let mut range =
            Range::from_arguments(input::bytes(&self.key), end, self.prefix, self.from_key)?;
        if range.key.is_empty() {
            // etcd has no empty key; this is the first possible key.
            range.key = vec![0];
        }
        Ok(range)
    }
}

/// Grant a role permission to read or write keys
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl role grant-permission web read config/port
  ectl role grant-permission web readwrite services/web/ --prefix")]
pub(crate) struct Grant {
    /// Role name
    role: String,
    /// Permission: read, write or readwrite
    #[arg(value_name = "TYPE")]
    kind: String,
    #[command(flatten)]
    keys: RoleKeys,
}

impl Grant {
    fn request(self) -> Result<(AuthRoleGrantPermissionRequest, String), Failure> {
        let perm_type = match self.kind.to_lowercase().as_str() {
            "read" => 0,
            "write" => 1,
            "readwrite" => 2,
            _ => {
                let text = format!("invalid permission type: {}", self.kind);
                return Err(Failure::usage(text).hint("valid values: read, write, readwrite"));
            }
        };
        let Range { key, end } = self.keys.range()?;
        let done = format!("Role {} updated", self.role);
        let perm = Some(Permission { perm_type, key, range_end: end });
        Ok((AuthRoleGrantPermissionRequest { name: self.role, perm }, done))
    }
}

/// Revoke a permission from a role
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl role revoke-permission web config/port
  ectl role revoke-permission web services/web/ --prefix

Details:
  The key or range must be the one that was granted.")]
pub(crate) struct Revoke {
    /// Role name
    role: String,
    #[command(flatten)]
    keys: RoleKeys,
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
