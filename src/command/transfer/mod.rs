//! What `cp` and `mv` share.

mod options;
mod run;

pub(crate) use options::{Transfer, TransferKeys};

use crate::context::Context;
use crate::process::signals::{self, Signals};
use crate::reply::TransferDone;
use run::TransferRun;
use std::sync::Arc;

impl Transfer {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<TransferDone>()?;
        let names = self.keys.names()?;
        if self.is_move && self.keys.prefix {
            cx.confirm_protected(&format!("move {}", self.range())).await?;
        }
        cx.refuse_if_read_only(if self.is_move { "mv" } else { "cp" })?;
        let session = Arc::new(cx.session()?);
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        let run = TransferRun::new(&self, names, session);
        output.print(&run.run(&mut signals).await?)
    }
}
