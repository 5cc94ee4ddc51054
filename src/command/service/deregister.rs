//! `service deregister`.

use super::arguments::distinct;
use super::target::target;
use super::update::changed;
use crate::context::Context;
use crate::recipe::naming::{Endpoints, UpdatePlan, Wish};
use crate::reply::EndpointChanges;
use clap::Args;
use std::ffi::OsString;

/// The number of times that the plan is made again when other clients change the endpoints meanwhile.
const ATTEMPTS: usize = 5;

/// Remove endpoints from a target
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service deregister payments 10.0.0.5:8080
  ectl service deregister payments 10.0.0.5:8080 10.0.0.6:8080

Details:
  Removes the records whose key is TARGET/ADDR or whose address is ADDR, all in one transaction. A
  running \"ectl service register\" will put its record back.

Exit codes:
  7  an ADDR has no record: nothing was removed")]
pub(crate) struct Deregister {
    /// Target of the endpoints
    target: OsString,
    /// Addresses, or names of keys below TARGET/
    #[arg(required = true, value_name = "ADDR")]
    addresses: Vec<String>,
}

impl Deregister {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<EndpointChanges>()?;
        let target = target(&self.target)?;
        let remove = distinct(&self.addresses)?;
        let wish = Wish { remove, ..Wish::default() };
        cx.refuse_if_read_only("service deregister")?;
        let session = cx.session()?;
        for _ in 0..ATTEMPTS {
            let now = Endpoints::read(&session, &target).await?;
            let plan = UpdatePlan::new(&target, &now, &wish)?;
            let reply = session.call(plan.transaction()).await?;
            if reply.succeeded {
                let revision = Some(reply.header.unwrap_or_default().revision);
                let steps = plan.steps;
                let changes = EndpointChanges { target, steps, revision, is_plan: false };
                return output.print(&changes);
            }
        }
        Err(changed(&target).into())
    }
}
