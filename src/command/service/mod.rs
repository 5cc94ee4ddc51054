//! `service`: endpoints of services, as etcd's Go package `naming/endpoints` has them.

mod checks;

use crate::cli::Context;
use clap::Subcommand;

/// Register services, and find them
#[derive(Debug, Subcommand)]
pub(crate) enum Service {}

impl Service {
    pub(crate) async fn run(self, _cx: &Context) -> anyhow::Result<()> {
        match self {}
    }
}
