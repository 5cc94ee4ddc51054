//! `put`: stores a value under a key.

use crate::cli::Context;
use crate::etcd::proto::{PutRequest, PutResponse};
use crate::failure::Failure;
use crate::input::{self, lease_id};
use clap::Args;
use std::ffi::OsString;

/// Put a value into a key
#[derive(Debug, Args)]
pub(crate) struct Put {
    /// The key
    key: OsString,
    /// The value; read from stdin if missing
    value: Option<OsString>,
    /// Attach the key to this lease
    #[arg(long, default_value = "0", hide_default_value = true, value_name = "ID", value_parser = lease_id)]
    lease: i64,
    /// Print the pair as it was before
    #[arg(long)]
    prev_kv: bool,
    /// Keep the key's value
    #[arg(long)]
    ignore_value: bool,
    /// Keep the key's lease
    #[arg(long)]
    ignore_lease: bool,
}

impl Put {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<PutResponse>()?;
        let request = self.request()?;
        let session = cx.session()?;
        let reply = session.call(request).await?;
        output.print(&reply)
    }

    fn request(&self) -> Result<PutRequest, Failure> {
        Ok(PutRequest {
            key: input::bytes(&self.key),
            value: self.value.as_deref().map(input::bytes).unwrap_or_default(),
            lease: self.lease,
            prev_kv: self.prev_kv,
            ignore_value: self.ignore_value,
            ignore_lease: self.ignore_lease,
        })
    }
}
