//! `lease grant`.

use crate::context::Context;
use crate::etcd::proto::LeaseGrantRequest;
use crate::failure::Failure;
use crate::go::ttl;
use crate::output::Format;
use crate::reply::LeaseGranted;
use clap::Args;

/// Grant a lease
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl lease grant 60                   grant a lease of one minute
  ectl lease grant 1m30s
  lease=$(ectl lease grant 60 --id-only)
  ectl put --lease=\"$lease\" service/a 10.0.0.1:80")]
pub(crate) struct Grant {
    /// Time to live: seconds, or a duration such as 1m30s
    #[arg(value_parser = ttl, allow_negative_numbers = true)]
    ttl: i64,
    /// Print only the lease ID
    #[arg(long)]
    id_only: bool,
}

impl Grant {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<LeaseGranted>()?;
        if self.id_only && output.format() != Format::Simple {
            return Err(Failure::usage("id-only is only for `--write-out=simple`").into());
        }
        cx.refuse_if_read_only("lease grant")?;
        let request = LeaseGrantRequest { ttl: self.ttl, id: 0 };
        let session = cx.session()?;
        let granted = session.call(request).await;
        let response = granted.map_err(|fault| fault.while_trying("failed to grant lease"))?;
        output.print(&LeaseGranted { response, id_only: self.id_only })
    }
}
