//! `mv`: renames a key, or the keys with a prefix.

use super::transfer::{Transfer, TransferKeys};
use crate::context::Context;
use clap::Args;

/// Rename a key, or the keys with a prefix
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl mv config/port config/old-port   a key
  ectl mv --prefix config/ settings/    every key below config/
  ectl mv --no-clobber a b              exit 8 if b exists

Details:
  The keys are moved as they were read, unless one changes meanwhile. They are moved in one
  transaction if they fit into one, which etcd limits to 128 operations and 1.5 MiB by default: a
  key is two operations. Otherwise a note on stderr says that the move is not atomic; each key is
  still moved at once. Keys keep their leases. DST must be readable as well.

Exit codes:
  7  nothing was found
  8  a key changed meanwhile, or exists, with --no-clobber")]
pub(crate) struct Mv {
    #[command(flatten)]
    keys: TransferKeys,
}

impl Mv {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        Transfer { keys: self.keys, keep_lease: true, is_move: true }.run(cx).await
    }
}
