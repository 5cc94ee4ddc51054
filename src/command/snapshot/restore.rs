//! `snapshot restore`: makes the data dir of a new member from a snapshot.

use crate::command::long_work::LongWork;
use crate::command::offline_file::as_etcdutl;
use crate::context::LocalContext;
use crate::failure::Failure;
use crate::go::unsigned;
use crate::offline::restore::{
    ClusterOptions, NewCluster, RestorePlan, RestoreTarget, Restored, SnapshotFile,
};
use crate::output::{self, Format};
use crate::process::{Interrupt, interruptible};
use crate::reply::RestoredMember;
use clap::Args;
use std::path::{Path, PathBuf};

const LONG: &str = "Make the data dir of a new member from a snapshot

Each member of the new cluster is restored from the same snapshot by a line of its own, which
differs only in --name, --initial-advertise-peer-urls and the folders. The members and the ids of
the old cluster are forgotten; keys, leases, users and alarms stay.

The snapshot is only read. The new files are moved to their place once its hash and all its pages
are found to be correct, and the files, which are on the disk by then, have been read back. If that
fails, or is interrupted, nothing is left behind.";

/// Make the data dir of a new member from a snapshot
#[derive(Debug, Args)]
#[command(long_about = LONG, after_help = "\
Examples:
  ectl snapshot restore backup.db            a cluster of one member, in default.etcd
  ectl snapshot restore member/snap/db --skip-hash-check
                                             a copy from a data dir has no SHA-256
  ectl snapshot restore backup.db --bump-revision 1000000000 --mark-compacted
                                             for clients that cache revisions, as Kubernetes does
  ectl snapshot restore backup.db --name m1 \\
           --initial-cluster m1=http://h1:2380,m2=http://h2:2380 \\
           --initial-advertise-peer-urls http://h1:2380
                                             a member of a cluster of two

Exit codes:
  5  interrupted: nothing is left behind

Signals:
  INT, TERM and HUP end it.")]
pub(crate) struct Restore {
    /// Snapshot to restore
    pub(crate) file: PathBuf,
    /// Data dir to make (default NAME.etcd)
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Folder to make for raft's log (default in the data dir)
    #[arg(long, value_name = "DIR")]
    pub(crate) wal_dir: Option<PathBuf>,
    /// Name of the member
    #[arg(long, default_value = "default")]
    pub(crate) name: String,
    /// All members (default default=http://localhost:2380)
    #[arg(
        long,
        value_name = "NAME=URL,…",
        hide_default_value = true,
        default_value = "default=http://localhost:2380"
    )]
    pub(crate) initial_cluster: String,
    /// Part of the new ids (default etcd-cluster)
    #[arg(long, value_name = "TOKEN", hide_default_value = true, default_value = "etcd-cluster")]
    pub(crate) initial_cluster_token: String,
    #[arg(
        long,
        help = "URLs of this member (default http://localhost:2380)",
        value_name = "URLS",
        hide_default_value = true,
        default_value = "http://localhost:2380"
    )]
    pub(crate) initial_advertise_peer_urls: String,
    /// Do not check the SHA-256 at the end of the file
    #[arg(long)]
    pub(crate) skip_hash_check: bool,
    /// Increase the latest revision by this number
    #[arg(long, value_name = "N", default_value = "0", value_parser = unsigned)]
    pub(crate) bump_revision: u64,
    /// Mark all older revisions as compacted
    #[arg(long)]
    pub(crate) mark_compacted: bool,
    /// Accepted for etcdutl; without effect
    #[arg(long, value_name = "BYTES", hide = true, value_parser = unsigned)]
    #[allow(dead_code, reason = "accepted and ignored")]
    pub(crate) initial_memory_map_size: Option<u64>,
}

impl Restore {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output::<RestoredMember<'_>>()?;
        if (self.bump_revision > 0) != self.mark_compacted {
            let text = "--mark-compacted required if --revision-bump > 0";
            return Err(Failure::usage(text).into());
        }
        let options = ClusterOptions {
            name: self.name.clone(),
            initial_cluster: self.initial_cluster.clone(),
            initial_cluster_token: self.initial_cluster_token.clone(),
            initial_advertise_peer_urls: self.initial_advertise_peer_urls.clone(),
        };
        let restored = interruptible(|interrupt| {
            Ok(self.restore(&options, interrupt).map_err(as_etcdutl)?)
        })?;
        let member = RestoredMember { restored: &restored, options: &options };
        member.summary().iter().for_each(|line| output::note(line));
        output::hint(&format!(
            "start it with this line, and options for clients and TLS:\n{}",
            member.start_line()
        ));
        // `table` would draw a table without rows.
        if output.format() == Format::Jsonl { output.print(&member) } else { Ok(()) }
    }

    fn restore(
        &self,
        options: &ClusterOptions,
        interrupt: &Interrupt,
    ) -> Result<Restored, Failure> {
        let cluster = NewCluster::new(options, &mut |_| interrupt.check())?;
        let default = PathBuf::from(format!("{}.etcd", self.name));
        let data_dir = named(self.data_dir.as_deref()).unwrap_or(&default);
        let target = RestoreTarget::new(data_dir, named(self.wal_dir.as_deref()))?;
        let source = SnapshotFile::open(&self.file, self.skip_hash_check)?;
        if source.is_in_use() {
            output::note(&format!(
                "warning: {} is in use, perhaps by etcd: what is restored may be neither its old nor \
                 its new state",
                self.file.display()
            ));
        }
        let work = LongWork::new("restoring", 2 * source.length()).until(interrupt);
        let plan = RestorePlan { cluster, target, bump: self.bump_revision };
        plan.run(&source, &mut |done| work.at(done))
    }
}

/// Returns a path, unless it is empty.
fn named(path: Option<&Path>) -> Option<&Path> {
    path.filter(|path| !path.as_os_str().is_empty())
}
