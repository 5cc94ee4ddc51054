//! `check`.

mod datascale;
mod load;
mod perf;
mod size;
mod test_keys;

use crate::context::Context;
use clap::Subcommand;

/// Run load and capacity checks
#[derive(Debug, Subcommand)]
pub(crate) enum Check {
    Datascale(datascale::Datascale),
    Perf(perf::Perf),
}

impl Check {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Datascale(datascale) => datascale.run(cx).await,
            Self::Perf(perf) => perf.run(cx).await,
        }
    }
}
