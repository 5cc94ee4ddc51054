//! `service list`.

use crate::context::Context;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{Range, RangePart};
use crate::input;
use crate::recipe::naming::{ServiceEndpoint, target_of};
use crate::reply::Targets;
use clap::Args;
use std::ffi::OsString;

/// List targets, with the number of their endpoints
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service list
  ectl service list payments/ | cut -f1          only names, of targets that begin with payments/
  ectl service list -w jsonl | jq -r 'select(.endpoints < 2).target'

Details:
  An endpoint is a key TARGET/NAME whose value is a record with an address. All keys that begin with
  PREFIX are read.")]
pub(crate) struct List {
    /// Prefix of the targets [default: all targets]
    #[arg(default_value = "", hide_default_value = true)]
    prefix: OsString,
}

impl List {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Targets>()?;
        let Range { key, end: range_end } = Range::prefix(input::bytes(&self.prefix));
        let session = cx.session()?;
        let request = RangeRequest { key, range_end, ..RangeRequest::default() };
        let mut parts = session.range(request).await?;
        let mut targets = Targets::default();
        while let Some(part) = parts.next().await? {
            if let RangePart::Kv(kv) = part
                && let Ok(endpoint) = ServiceEndpoint::of(&kv)
                && let Some(target) = target_of(&endpoint.key, &endpoint.address)
            {
                *targets.counts.entry(target.to_vec()).or_default() += 1;
            }
        }
        output.print(&targets)
    }
}
