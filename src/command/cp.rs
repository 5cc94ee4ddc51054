//! `cp`: copies a key, or the keys with a prefix.

use super::transfer::{Transfer, TransferKeys};
use crate::context::Context;
use clap::Args;

/// Copy a key, or the keys with a prefix
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl cp config/port config/old-port       a key
  ectl cp --prefix config/ config-backup/   every key below config/
  ectl cp --no-clobber a b                  exit 8 if b exists

Details:
  The keys are copied as they were read, unless one changes meanwhile. They are copied in one
  transaction if they fit into one, which etcd limits to 128 operations and 1.5 MiB by default;
  otherwise a note on stderr says that the copy is not atomic. A copy has no lease, unless
  --keep-lease attaches it to the lease of the original. DST must be readable as well.

Exit codes:
  7  nothing was found
  8  a key changed meanwhile, or exists, with --no-clobber")]
pub(crate) struct Cp {
    #[command(flatten)]
    keys: TransferKeys,
    /// Attach the copies to the leases of the originals
    #[arg(long)]
    keep_lease: bool,
}

impl Cp {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let keep_lease = self.keep_lease;
        Transfer { keys: self.keys, keep_lease, is_move: false }.run(cx).await
    }
}
