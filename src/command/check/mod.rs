//! `check`: how well a cluster bears a load.

mod datascale;
mod ground;
mod perf;
mod size;

use crate::cli::Context;
use clap::Subcommand;

/// Check what a cluster bears
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
