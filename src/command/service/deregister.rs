//! `service deregister`.

use super::{target, update};
use crate::context::Context;
use crate::recipe::naming::{Endpoints, UpdatePlan, Wish};
use crate::reply::EndpointChanges;
use clap::Args;
use std::ffi::OsString;

/// How often to read again when somebody else changes the endpoints.
const TRIES: usize = 5;

/// Remove endpoints of a target
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service deregister payments 10.0.0.5:8080
  ectl service deregister payments 10.0.0.5:8080 10.0.0.6:8080

What goes are the records whose key is TARGET/ADDR or whose address is ADDR, in one transaction: all
of them, or none. If there is no such record for one of the ADDRs nothing is removed, and the exit
code is 7. Who keeps a record registered may write it again.")]
pub(crate) struct Deregister {
    /// The target
    target: OsString,
    /// The addresses, or names of keys below TARGET/
    #[arg(required = true, value_name = "ADDR")]
    addresses: Vec<String>,
}

impl Deregister {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<EndpointChanges>()?;
        let target = target(&self.target)?;
        let remove = update::distinct(&self.addresses)?;
        let wish = Wish { remove, ..Wish::default() };
        let session = cx.session()?;
        for _ in 0..TRIES {
            let now = Endpoints::read(&session, &target).await?;
            let plan = UpdatePlan::new(&target, &now, &wish)?;
            let reply = session.call(plan.transaction()).await?;
            if reply.succeeded {
                let revision = Some(reply.header.unwrap_or_default().revision);
                return output.print(&EndpointChanges { target, steps: plan.steps, revision });
            }
        }
        Err(update::changed(&target).into())
    }
}
