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
    #[command(flatten)]
    options: PutOptions,
}

/// What describes a put, here and in transactions.
#[derive(Debug, Args)]
pub(crate) struct PutOptions {
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
        let value = self.value.as_deref().map(input::bytes);
        let request = self.options.request(input::bytes(&self.key), value)?;
        let session = cx.session()?;
        let reply = session.call(request).await?;
        output.print(&reply)
    }
}

impl PutOptions {
    /// Whether the request has a value: the key's own is kept otherwise.
    pub(crate) fn wants_value(&self) -> bool {
        !self.ignore_value
    }

    /// The request for a key. Pure: everything wrong with it is found here. There is a value unless
    /// the key's own is to be kept.
    pub(crate) fn request(
        &self,
        key: Vec<u8>,
        value: Option<Vec<u8>>,
    ) -> Result<PutRequest, Failure> {
        if self.ignore_value && value.is_some() {
            return Err(Failure::usage(
                "put command needs only 1 argument when 'ignore-value' is set",
            ));
        }
        if !self.ignore_value && value.is_none() {
            return Err(Failure::usage(
                "put command needs 1 argument and input from stdin or 2 arguments",
            ));
        }
        Ok(PutRequest {
            key,
            value: value.unwrap_or_default(),
            lease: self.lease,
            prev_kv: self.prev_kv,
            ignore_value: self.ignore_value,
            ignore_lease: self.ignore_lease,
        })
    }
}
