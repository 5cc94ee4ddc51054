//! `defrag`: rewrites databases without their free pages, on servers or in the data directory of a stopped
//! member.

mod conditions;
mod offline;
mod online;

use super::offline_file::LockOptions;
use crate::context::Context;
use crate::failure::Failure;
use crate::go::duration;
use clap::Args;
use conditions::DefragConditions;
pub(crate) use offline::OfflineDefrag;
use online::OnlineDefrag;
use std::path::PathBuf;
use std::time::Duration;

/// Defragment the database and free disk space
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl defrag                                   the members given by --endpoints
  ectl defrag --cluster --command-timeout 1m    all members
  ectl defrag --cluster --if-free 50 --min-size 100MB
  ectl defrag --cluster --if-free 50 --dry-run  say what would be done, and in what order
  ectl defrag --data-dir /var/lib/etcd          a member that is stopped, in its directory

Details:
  A member does not serve requests while defragmenting; members are processed one at a time, each
  within --command-timeout.

  With --cluster the leader is the last one. Each member must answer a linearizable read before the
  next one is defragmented, and the first failure ends the command. Nothing is done if a member is
  down. Without --cluster the order is that of --endpoints, and a failure does not stop the others.

  With --data-dir no server is asked: the database is written anew beside the old one, which needs
  as much free space as its contents, verified, and then put in its place with its owner and mode.

Exit codes:
  1  a member was not defragmented
  5  interrupted, with --data-dir: the database is as it was")]
pub(crate) struct Defrag {
    /// Defragment all members of the cluster instead of --endpoints
    #[arg(long, conflicts_with = "data_dir")]
    cluster: bool,
    #[command(flatten)]
    conditions: DefragConditions,
    /// Print what would be done
    #[arg(long, conflicts_with = "data_dir")]
    dry_run: bool,
    /// Data directory of a stopped member, instead of servers
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// With --data-dir: time to wait for a lock (default 10s; 0: no limit)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    timeout: Option<Duration>,
}

impl Defrag {
    /// Returns the command as one that works on files, if it is one.
    pub(super) fn into_offline(self) -> Result<OfflineDefrag, Self> {
        match self.data_dir {
            Some(data_dir) => {
                let lock = self.timeout.map(|timeout| LockOptions { timeout });
                Ok(OfflineDefrag { data_dir, lock: lock.unwrap_or_default() })
            }
            None => Err(self),
        }
    }

    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        if self.timeout.is_some() {
            let failure = Failure::usage("--timeout is only valid with --data-dir");
            return Err(failure.hint("use --command-timeout for servers").into());
        }
        let Self { cluster, dry_run, conditions, .. } = self;
        OnlineDefrag { cluster, dry_run, conditions }.run(cx).await
    }
}
